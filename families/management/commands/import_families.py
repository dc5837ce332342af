"""``manage.py import_families FILE --centre CODE``: the register from Excel, OpenDocument or CSV."""

import json
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.history import acting_as
from centres.models import Centre, User
from config.days import of_the_past
from config.errors import Refused
from families.register_import.against_register import chosen_of, judge_register, villages_of
from families.register_import.codes import explain
from families.register_import.importing import import_at_once
from families.register_import.match_columns import CHOICES, SEVERAL
from families.register_import.row import ReadRow, count
from families.register_import.sheet import read_register
from families.register_import.titles import plain_label
from families.register_import.unread import Unread

FIELDS = [name for name in CHOICES if name not in SEVERAL]


class Command(BaseCommand):
    help = "Import families from a register. Only rows without any doubt are saved; every other row is reported."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", required=True, metavar="CODE")
        parser.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="judge as on this day: 2024-10-31")
        parser.add_argument(
            "--map",
            action="append",
            type=_mapping,
            default=[],
            metavar="TITLE=FIELD",
            help=f"what a column is, by its title; again for each column. Fields: {', '.join(FIELDS)}",
        )
        parser.add_argument("--dry-run", action="store_true", help="save nothing")
        parser.add_argument(
            "--json", type=Path, metavar="OUT", help="write what every row says: it holds personal data"
        )
        parser.add_argument("--by", metavar="USERNAME", help="who imports; otherwise the history names this command")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.select_related("regency").filter(code=options["centre"]).first()
        if not centre:
            codes = ", ".join(Centre.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no centre with the code {options['centre']}. There are: {codes}.")
        by = None if options["by"] is None else User.objects.filter(username=options["by"]).first()
        if options["by"] is not None and not by:
            raise CommandError(f"There is no user named {options['by']}.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            rows, unread, saved = self._import(options, centre, by)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self._report(rows, unread, saved)
        if options["json"]:
            _write_json(options["json"], options["file"].name, rows, unread, saved)

    def _import(
        self, options: dict[str, Any], centre: Centre, by: User | None
    ) -> tuple[list[ReadRow], list[Unread], int]:
        now = timezone.now()
        as_of = options["as_of"] or centre.local_date(now)
        of_the_past(centre.local_date(now)).require(as_of, field="as_of")
        chosen = replace(chosen_of(centre), titles=dict(options["map"]))
        if options["dry_run"]:
            villages = villages_of(centre)
            register = read_register(options["file"], villages, chosen=chosen)
            return judge_register(register.rows, centre=centre, as_of=as_of, villages=villages), register.unread, 0
        with acting_as(by or "import_families"):
            return import_at_once(
                options["file"],
                file_name=options["file"].name,
                centre=centre,
                as_of=as_of,
                by=by,
                now=now,
                chosen=chosen,
            )

    def _report(self, rows: list[ReadRow], unread: list[Unread], saved: int) -> None:
        for row in rows:
            if row.status != "valid":
                sheet = f"{row.sheet}, " if row.sheet else ""
                reasons = " ".join(explain(code) for code in row.codes)
                self.stdout.write(f"{sheet}row {row.number}: {row.status} [{', '.join(row.codes)}] {reasons}")
        for part in unread:
            self.stdout.write(f"{part.sheet}: {part}" if part.sheet else str(part))
        counts = count(rows)
        self.stdout.write(
            f"{counts['total']} rows: {counts['valid']} valid, {counts['review']} to be checked, "
            f"{counts['invalid']} rejected, {counts['duplicate']} duplicates. {saved} families were saved."
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day; write it as 2024-10-31 (year-month-day)") from None


def _mapping(text: str) -> tuple[str, str]:
    """A title as titles are compared, and the field that its column is."""
    title, equals, name = text.rpartition("=")
    label = plain_label(title)
    if not equals or not label:
        raise ArgumentTypeError(f"{text}: write TITLE=FIELD, as in 'Nama Ybs=nama'")
    if name not in FIELDS:
        raise ArgumentTypeError(f"{name} is no field; there are: {', '.join(FIELDS)}")
    return label, name


def _write_json(path: Path, file_name: str, rows: list[ReadRow], unread: list[Unread], saved: int) -> None:
    counts = count(rows)
    document = {
        "file": file_name,
        "counts": {
            "total": counts.pop("total"),
            "saved": saved,
            "status": counts,
            "codes": _tally(row.codes for row in rows),
            "warnings": _tally(row.warnings for row in rows),
            "normalised_by": _tally(row.normalised_by for row in rows),
        },
        "rows": [row.as_json() for row in rows],
        "unread": [part.as_json() for part in unread],
    }
    # The file holds identity numbers: nobody else may read it.
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tally(lists: Iterable[list[str]]) -> dict[str, int]:
    return dict(sorted(Counter(entry for entries in lists for entry in entries).items()))
