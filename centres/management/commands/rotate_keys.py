"""``manage.py rotate_keys``: a new key for new values, a new master key, or old ones bound to their rows."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from centres import encryption
from centres.history import acting_as
from centres.rebinding import bind_numbers, bind_second_factors
from config.database import as_owner


class Command(BaseCommand):
    help = (
        "Make a new data key, with which new identity numbers and phones are encrypted. With --new-master FILE, "
        "write a new master key to FILE and wrap the data keys with it instead. Neither rewrites any family's row. "
        "With --bind, seal again for its row alone what was encrypted before numbers and second factors were bound to "
        "whose they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--bind", action="store_true", help="bind numbers and second factors of before to their rows")
        what.add_argument("--new-master", metavar="FILE", type=Path, help="where to write the new master key")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path | None = options["new_master"]
        try:
            # The application may only read the keys.
            with as_owner():
                if options["bind"]:
                    self.stdout.write(bind())
                    return
                self.stdout.write(new_data_key() if target is None else new_master(target.expanduser().resolve()))
        except encryption.KeyRefused as refused:
            raise CommandError(str(refused)) from None


def new_data_key() -> str:
    version = encryption.add_data_key()
    return f"Data key {version} was made. Restart Peduli so that every process uses it."


def new_master(target: Path) -> str:
    count = encryption.rewrap_keys(target)
    return (
        f"{count} keys were wrapped with the new master key. Set PEDULI_KEY_FILE={target} and restart Peduli. "
        "Keep the old file for as long as you keep backups made before now."
    )


def bind() -> str:
    with acting_as("rotate_keys"):
        numbers, factors = bind_numbers(), bind_second_factors()
    said = f"{numbers[0]} numbers and {factors[0]} second factors were bound to their rows."
    unreadable = numbers[1] + factors[1]
    return f"{said} {unreadable} can't be read and stay as they are." if unreadable else said
