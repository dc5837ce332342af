"""``manage.py key_sheet``: the master key as a sheet to be printed and locked away."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from centres.encryption import KeyRefused, read_master_key
from centres.indonesian import LANGUAGE
from centres.key_sheet import sheet
from centres.models import User


class Command(BaseCommand):
    help = (
        "Write a PDF with the master key in four lines and a QR code: print it, lock it away apart from the backups,"
        " and delete the file. Written down in the access log of every centre. restore_key makes the key file anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, outside of the data folder and the backups")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="the account of whoever prints it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']}.")
        try:
            with translation.override(LANGUAGE):
                pdf = sheet(read_master_key(Path(settings.PEDULI_KEY_FILE)), by=by, now=timezone.now())
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(pdf)
        except KeyRefused as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from None
        self.stdout.write(f"{path} was written. Print it, lock it away apart from the backups, and delete the file.")
