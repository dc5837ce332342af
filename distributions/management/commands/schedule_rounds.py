"""Make the coming rounds of every programme."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from centres.history import acting_as
from centres.models import Centre
from distributions.management.centres import add_arguments, day_of
from distributions.models import Programme
from distributions.rounds.dates import with_departures
from distributions.rounds.schedule import Outcome, Scheduled, schedule_rounds


class Command(BaseCommand):
    help = "Make the rounds that are missing, each with its proposal. Running it again makes nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, default=2, help="this month and the following, 2 by default")
        add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and make nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["months"] <= 24:
            raise CommandError("--months is a number from 1 to 24.")
        programmes, today = self._programmes(options["centre"]), day_of(options["today"])
        made = skipped = 0
        with acting_as("schedule_rounds"):
            for programme in programmes.iterator(chunk_size=100):
                for scheduled in schedule_rounds(
                    [programme],
                    today=today,
                    months=options["months"],
                    dry_run=options["dry_run"],
                ):
                    made += scheduled.outcome == Outcome.MADE
                    skipped += scheduled.outcome == Outcome.SKIPPED
                    self.stdout.write(_line(scheduled, dry_run=options["dry_run"]))
        verb = "would be made" if options["dry_run"] else "made"
        self.stdout.write(self.style.SUCCESS(f"{made} {verb}, {skipped} skipped."))

    def _programmes(self, code: str | None) -> Any:
        programmes = with_departures(Programme.objects.select_related("centre").order_by("centre__code", "id"))
        if code is None:
            return programmes
        if not Centre.objects.filter(code=code).exists():
            raise CommandError(f"There is no centre with the code {code}.")
        return programmes.filter(centre__code=code)


def _line(scheduled: Scheduled, *, dry_run: bool) -> str:
    where = f"{scheduled.programme.centre.code}: {scheduled.programme.name}, {scheduled.occurrence}"
    if scheduled.date != scheduled.occurrence:
        where += f" (held on {scheduled.date})"
    if scheduled.outcome == Outcome.SKIPPED:
        return f"skipped  {where}: {scheduled.why}"
    return f"{'to make' if dry_run else 'made'}  {where}{f' (round {scheduled.round.pk})' if scheduled.round else ''}"
