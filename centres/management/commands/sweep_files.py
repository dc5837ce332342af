"""``manage.py sweep_files``: for a daily timer."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.file_sweep import find_leftovers, sweep_files
from config.errors import Refused


class Command(BaseCommand):
    help = "Remove files that no row names and drafts of broken writes, when they are older than an hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="name them, and remove nothing")
        parser.add_argument("--even-most", action="store_true", help="also when that is more than half of all files")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            found = find_leftovers(now=now)
            for path in found.drafts + found.unnamed:
                self.stdout.write(str(path))
            count = len(found.drafts) + len(found.unnamed)
            self.stdout.write(f"{count} files would be removed, {found.others} would stay.")
            return
        try:
            removed: list[Path] = sweep_files(now=now, even_most=options["even_most"])
        except Refused as refused:
            raise CommandError(f"{refused} (--dry-run, --even-most)") from None
        self.stdout.write(f"{len(removed)} files were removed.")
