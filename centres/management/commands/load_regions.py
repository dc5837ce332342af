"""``manage.py load_regions``: the provinces, regencies, districts and villages of Indonesia."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from centres.regions import load_regions
from config.database import as_owner


class Command(BaseCommand):
    help = "Bring the regions up to the file that is shipped with Peduli. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--under", metavar="CODE", default="", help="only this region with all below it and its ancestors: 33.16"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # The application may only read regions.
        with as_owner() as connection:
            changed = load_regions(connection, under=options["under"])
        if options["verbosity"]:
            self.stdout.write(f"{changed} regions are new or changed." if changed else "The regions are up to date.")
