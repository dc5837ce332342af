"""``manage.py family_data``: all that is held about a family, as a file to be handed to it."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.models import User
from distributions.rights.handing_out import FORMS, hand_out
from families.models import Family

ENDINGS = " or ".join(f".{form}" for form in FORMS)


class Command(BaseCommand):
    help = "Write all that is held about a family, and who saw it, to a file; it is written down in the access log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("family", type=int, help="the number of the family, as its page's address has it")
        parser.add_argument(
            "file", type=Path, help=f"a new file that ends in {' or '.join(f'.{form}' for form in FORMS)}"
        )
        parser.add_argument("--by", required=True, metavar="USERNAME", help="the account of whoever hands it out")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        form = path.suffix.removeprefix(".")
        if form not in FORMS:
            raise CommandError(f"The name of the file must end in {ENDINGS}.")
        family = Family.objects.select_related("village__parent", "centre").filter(pk=options["family"]).first()
        if family is None:
            raise CommandError(f"There is no family {options['family']}.")
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']}.")
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from None
        with os.fdopen(file, "wb") as out:
            out.write(hand_out(family, form, by=by, now=timezone.now()))
        self.stdout.write(f"{path} was written; it holds whole numbers.")
