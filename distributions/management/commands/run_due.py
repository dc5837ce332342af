"""Do in every centre what is due: what a timer calls each night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.history import acting_as
from config.errors import place_of
from distributions.management.centres import add_arguments, centres_of, day_of, in_words
from distributions.papers.jobs import sweep_prints
from distributions.rounds.due import do_what_is_due


class Command(BaseCommand):
    help = (
        "Make the rounds that are missing, plan anew what is outdated, and say what waits, in a line per centre; forget"
        " long prints that nobody fetched."
        " A centre that fails is named and doesn't stop the others; the exit code is then 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        day, now = day_of(options["today"]), timezone.now()
        sweep_prints(now=now)
        failed = []
        for centre in centres_of(options["centre"]):
            try:
                with acting_as("run_due"):
                    done = do_what_is_due(centre, today=day or centre.local_date(now), now=now)
            except Exception as error:  # whatever it is, the others have a right to their rounds
                failed.append(centre.code)
                self.stderr.write(self.style.ERROR(f"{centre.code}: failed, {place_of(error)}"))
                continue
            self.stdout.write(
                f"{centre.code}: {done.made} made, {len(done.planned)} planned anew; {in_words(done.reminders)}"
            )
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")
