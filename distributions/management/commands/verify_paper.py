"""``manage.py verify_paper FILE``: whether a PDF is a paper that was printed here, unaltered."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from centres.indonesian import plain_date
from distributions.papers.kept import newest_of, recognised


class Command(BaseCommand):
    help = "Say whether a PDF is a paper that was printed here, unaltered, and which. Fails for any other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                paper = recognised(iter(lambda: file.read(1 << 20), b""))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        if paper is None:
            raise CommandError("It is none of the papers kept here: altered, saved anew, a draft, or from elsewhere.")
        centre = paper.round.centre
        with translation.override("id"):
            said = f"{paper.get_kind_display()}, {paper.round.name}, {paper.version.get_occasion_display()}"
        day = plain_date(centre.local_date(paper.version.at))
        self.stdout.write(f"Unaltered. {centre.name}: {said} {day}. SHA-256 {paper.sha256}")
        if not newest_of(paper):
            self.stdout.write("The papers of this round were changed after it.")
