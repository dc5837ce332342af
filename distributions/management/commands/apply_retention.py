"""``manage.py apply_retention``: erase the families whose time is over, as each centre decided."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.history import acting_as
from centres.models import User
from distributions.management.centres import add_arguments, centres_of, day_of
from distributions.rights.retention import erase_outlived, outlived


class Command(BaseCommand):
    help = (
        "Erase families that ended longer ago than their centre keeps data (Pengaturan, UPT). A centre that decided"
        " nothing keeps them. With --dry-run name the families by number, and erase nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)
        parser.add_argument("--by", metavar="USERNAME", help="the account of whoever decided it")
        parser.add_argument("--dry-run", action="store_true", help="erase nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        day, now = day_of(options["today"]), timezone.now()
        by = User.objects.filter(username=options["by"] or "").first()
        if by is None and not options["dry_run"]:
            raise CommandError("Name the account of whoever decided it: --by USERNAME.")
        for centre in centres_of(options["centre"]):
            today = day or centre.local_date(now)
            if centre.retention_months is None:
                self.stdout.write(f"{centre.code}: nothing is decided, all is kept.")
            elif by is None or options["dry_run"]:
                keys = ", ".join(map(str, outlived(centre, today=today).values_list("pk", flat=True)))
                self.stdout.write(f"{centre.code}: over after {centre.retention_months} months: {keys or 'nobody'}.")
            else:
                with acting_as(by):
                    done, waiting = erase_outlived(centre, today=today, by=by, now=now)
                self.stdout.write(f"{centre.code}: {done} families erased, {waiting} wait for an open round.")
