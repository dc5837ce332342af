"""``manage.py restore_key``: the key file, made again from the lines of the sheet."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from centres.encryption import KeyRefused, key_id, require_key_of_this_database, write_master_key
from centres.key_sheet import from_lines


class Command(BaseCommand):
    help = (
        "Type the four lines of the recovery sheet, or read in its QR code. The key is written to a new file, if it"
        " opens the keys of this database; set PEDULI_KEY_FILE to it and restart Peduli."
    )
    # The key is not there yet, which the checks would complain of.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to write the key file; it must not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].expanduser().resolve()
        if sys.stdin.isatty():
            self.stdout.write("Type the four lines of the sheet, then Ctrl-D:")
        try:
            master = from_lines(sys.stdin.read().splitlines())
            require_key_of_this_database(master)
            write_master_key(path, master)
        except KeyRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Key {key_id(master)} was written to {path}. Set PEDULI_KEY_FILE={path} and restart Peduli.")
