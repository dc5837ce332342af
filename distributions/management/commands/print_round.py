"""``manage.py print_round ROUND --by USERNAME --output DIR``: the papers of a round as files."""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from centres import access_log
from centres.history import acting_as
from centres.models import AccessLog, User
from centres.private_files import write_whole
from config.errors import Refused
from distributions.models import PaperKind, Round
from distributions.papers.printing import kinds_of, print_papers


class Command(BaseCommand):
    help = "Write the papers of a round into a folder, as the pages print them: those of an approved round are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", type=int, metavar="ROUND")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who prints, as the access log will say")
        parser.add_argument("--output", type=Path, metavar="DIR", required=True)
        parser.add_argument(
            "--paper", nargs="+", action="extend", choices=PaperKind.values, metavar="NAME", help="all unless told"
        )
        parser.add_argument(
            "--address", help="of this server, https://…, for the code on the papers; that of its settings unless told"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError("There is no user of that name.")
        round = Round.objects.select_related("centre").filter(pk=options["round"]).first()
        if round is None:
            raise CommandError(f"There is no round {options['round']}.")
        kinds = [kind for kind in kinds_of(round) if kind in (options["paper"] or PaperKind.values)]
        try:
            with acting_as(by):
                self._print(round, kinds, options["output"], options["address"], by)
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _print(self, round: Round, kinds: list[PaperKind], folder: Path, address: str | None, by: User) -> None:
        now = timezone.now()
        base = address or next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
        if round.is_frozen and not base:
            raise CommandError("Say by --address where this server is reached: the code on each paper leads there.")
        printed = print_papers(
            round,
            kinds,
            log=lambda kind: access_log.record(by, AccessLog.Action.PRINT, round, detail=kind, now=now),
            link_of=lambda token: urljoin(base, reverse("distributions:paper", args=[token])),
            by=by,
            now=now,
        )
        for name, content in printed:
            path = folder / name
            path.unlink(missing_ok=True)
            write_whole(path, content)
            self.stdout.write(str(path))
