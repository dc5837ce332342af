"""Say what waits in every centre, as *Beranda* says it to its people: for who looks after several centres."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from distributions.management.centres import add_arguments, centres_of, day_of, in_words
from distributions.rounds.due import reminders


class Command(BaseCommand):
    help = "Say in a line per centre what waits in its rounds: submitting, deciding, recording, closing. No names."

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        day, now = day_of(options["today"]), timezone.now()
        for centre in centres_of(options["centre"]):
            waiting = reminders(centre, day or centre.local_date(now))
            self.stdout.write(f"{centre.code}: {in_words(waiting)}")
