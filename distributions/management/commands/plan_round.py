"""Propose locations and families for one round, anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.history import acting_as
from centres.models import User
from config.errors import Refused
from distributions.models import Recipient, Round
from distributions.rotation.reasons import sentence
from distributions.rounds.planning import plan_round


class Command(BaseCommand):
    help = "Propose locations and families for a draft round, longest waiting first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", type=int, metavar="ID")
        parser.add_argument("--by", metavar="USERNAME", help="who does it, as the history will say")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"] is not None and (by := User.objects.filter(username=options["by"]).first()) is None:
            raise CommandError("There is no user of that name.")
        round = Round.objects.select_related("programme").filter(pk=options["round"]).first()
        if round is None:
            raise CommandError(f"There is no round {options['round']}.")
        try:
            with acting_as(by or "plan_round"):
                plan_round(round, now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from None
        # No names: what a timer's command prints ends up in logs.
        for recipient in round.recipients.all():
            mark = "reserve" if recipient.state == Recipient.State.RESERVE else "planned"
            place = f"{recipient.village_name}, {recipient.district_name}"
            self.stdout.write(
                f"{recipient.position:3} {mark}  #{recipient.family_id}  {place}: {sentence(recipient.reason)}"
            )
