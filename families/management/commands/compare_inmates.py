"""``manage.py compare_inmates FILE --centre CODE``: a list of inmates against those of the register."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.history import acting_as
from centres.models import Centre, User
from config.errors import Refused
from families.inmate_lists.comparing import Compared
from families.inmate_lists.keeping import compare_list, compared
from families.inmate_lists.reading import NOBODY, InmateSheets
from families.models import InmateFinding, InmateList
from families.register_import.matching import Chosen
from families.register_import.titles import plain_label
from families.register_import.unread import Unread

WHICH_COLUMN = (
    "It is not sure which column has the names of the inmates: no family was told. Say with --map what the columns "
    "are, or do so on the page of the list."
)
FIELDS = {"nama", "wbp_register", "status_wbp", "keterangan"}


class Command(BaseCommand):
    help = (
        "Compare a list of inmates with those of the register who have families, and note with the families who is not "
        "in it. What is unsure is decided on the page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", required=True, metavar="CODE")
        parser.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day of the list; otherwise today")
        parser.add_argument(
            "--map",
            action="append",
            type=_mapping,
            default=[],
            metavar="TITLE=FIELD",
            help=f"what a column is, by its title; again for each column. Fields: {', '.join(sorted(FIELDS))}",
        )
        parser.add_argument("--dry-run", action="store_true", help="keep nothing and tell nobody")
        parser.add_argument("--by", metavar="USERNAME", help="who compares; otherwise the history names this command")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.select_related("regency").filter(code=options["centre"]).first()
        if not centre:
            raise CommandError(f"There is no centre with the code {options['centre']}.")
        by = None if options["by"] is None else User.objects.filter(username=options["by"]).first()
        if options["by"] is not None and not by:
            raise CommandError(f"There is no user named {options['by']}.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        now, chosen = timezone.now(), Chosen(titles=dict(options["map"]))
        try:
            if options["dry_run"]:
                self._tell_result(*compared(options["file"], centre=centre, chosen=chosen))
                return
            with acting_as(by or "compare_inmates"):
                on = options["as_of"] or centre.local_date(now)
                kept = compare_list(options["file"], centre=centre, listed_on=on, by=by, now=now, chosen=chosen)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if not kept.listed:
            raise CommandError(f"{NOBODY} Or say with --map what the columns are, or do so on the page of the list.")
        self._tell_kept(kept)

    def _tell_result(self, sheets: InmateSheets, result: Compared) -> None:
        verdicts = [found.verdict for found in result.found.values()]
        missing = verdicts.count(InmateFinding.Verdict.MISSING)
        self._tell(len(sheets.listed), len(result.here), missing, len(verdicts) - missing, result.unknown)
        self._tell_unread(sheets.unread)
        self.stdout.write("Nothing was kept.")
        if sheets.asks:
            raise CommandError(WHICH_COLUMN)

    def _tell_kept(self, kept: InmateList) -> None:
        missing, unsure = kept.findings.missing().count(), kept.findings.to_decide().count()
        self._tell(kept.listed, kept.here, missing, unsure, kept.unknown)
        self._tell_unread([Unread.from_json(part) for part in kept.unread])
        if kept.asks_columns and not kept.raised_at:
            raise CommandError(WHICH_COLUMN)
        if not kept.raised_at:
            self.stdout.write("Most are missing, or a sheet was not read: no family was told. Look at the list's page.")

    def _tell(self, listed: int, here: int, missing: int, unsure: int, unknown: int) -> None:
        self.stdout.write(
            f"{listed} inmates are listed: {here} of the register are still here, {missing} are not in the list, "
            f"{unsure} are to be decided; {unknown} have no family in the register."
        )

    def _tell_unread(self, unread: list[Unread]) -> None:
        for part in unread:
            self.stdout.write(f"{part.sheet}: {part}" if part.sheet else str(part))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day; write it as 2024-10-31 (year-month-day)") from None


def _mapping(text: str) -> tuple[str, str]:
    title, equals, name = text.rpartition("=")
    label = plain_label(title)
    if not equals or not label:
        raise ArgumentTypeError(f"{text}: write TITLE=FIELD, as in 'Nama Ybs=nama'")
    if name not in FIELDS:
        raise ArgumentTypeError(f"{name} is no field; there are: {', '.join(sorted(FIELDS))}")
    return label, name
