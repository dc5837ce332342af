"""``manage.py erase_family``: erase what is held about a family, which asked for it or has a right to it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.history import acting_as
from centres.models import User
from config.errors import Refused
from distributions.rights.erasure import Erasable, erasable, erase_family
from families.models import Family


class Command(BaseCommand):
    help = (
        "Empty every personal column of a family, wherever it stands: the register, its history, approved rounds,"
        " reports, proofs, photos of its house, uploaded rows. Goods, dates, villages and the size of the household"
        " stay. With --dry-run only say what would be emptied. Texts that name somebody of the family elsewhere are"
        " listed; they stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("family", type=int, help="the number of the family, as its page's address has it")
        parser.add_argument("--ground", default="", help="why: the request and its date, or the rule of retention")
        parser.add_argument("--by", metavar="USERNAME", help="the account of whoever decided it")
        parser.add_argument("--dry-run", action="store_true", help="erase nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            family = Family.objects.get(pk=options["family"])
            found = erasable(family)
            self._say(found)
            if options["dry_run"]:
                return
            by = User.objects.get(username=options["by"])
            with acting_as(by):
                written = erase_family(family, ground=options["ground"], by=by, now=timezone.now())
        except Family.DoesNotExist:
            raise CommandError(f"There is no family {options['family']}.") from None
        except User.DoesNotExist:
            raise CommandError("Name the account of whoever decided it: --by USERNAME.") from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Erased: {', '.join(f'family {erasure.family_id_erased}' for erasure in written)}.")

    def _say(self, found: Erasable) -> None:
        self.stdout.write(
            f"{found.entries} entries, {found.members} people, {found.places} places in rounds,"
            f" {found.reports} reports, {found.proofs} proofs, {found.houses} photos of the house,"
            f" {found.staged} uploaded rows, {found.history} lines of history."
        )
        if found.papers:
            self.stdout.write(f"{found.papers} sealed versions of papers name the family; they go with the papers.")
        if found.signed_pages:
            self.stdout.write(
                f"{found.signed_pages} signed pages of its rounds may name it; they stay with the rounds."
            )
        for mention in found.mentions:
            self.stdout.write(f"A name of the family stands in {mention}; it stays, change it by hand.")
