"""What the rotation proposed for a round, kept with a digest of all that it was made of.

Whether a round is the proposal, *Persetujuan* says for the head. The rotation would have to look at all families of the
centre for it, which takes a second where there are a hundred thousand; the digest of what it would look at takes a
tenth of that. While that is the same the rotation says the same; where anything is different it is asked anew. So
nothing that is kept can be outdated, and nothing has to be thrown away.

The digest knows what the rotation chooses by, and not all that is written of a family: who is assessed anew, or
receives on the day and for the month for which it had its place, stands as before. Of families that another round in
hand has or had, which change hour by hour, it is made of what the rotation sees in them; of all others of their rows.
"""

import datetime
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Sum, When

from config.rows import among, hash_of
from distributions import rotation
from distributions.models import RUNNING, Correction, Recipient, Round
from distributions.rotation.candidates import STANDS_FOR, candidates, open_places, recorded_of, resting_villages
from distributions.rotation.right import Candidate, chosen_by, in_thousandths
from distributions.rounds.remembered import Remembered
from families.models import Family

OF_ROUND = ("date", "month", "packages", "is_extra")
OF_PROGRAMME = ("stops_per_round", "family_rest_months", "village_rest_rounds", "every_months", "starts_on")
# Whoever has received, stands by that alone.
REGISTERED = Case(When(last_aid_on=None, then=F("registered_on")))
OF_FAMILY = ("pk", "village", "village__parent", REGISTERED, "last_aid_on", "need_score")
OF_MERGED = ("pk", "merged_into", "registered_on")
OF_RECORD = ("pk", "family", "round", "round__date", "round__month", "state", "missed_reason", "recorded_at")
OF_CORRECTION = ("pk", "recipient", "result")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the rotation proposed: a digest of its families, and its villages in the order of the route."""

    families: str
    way: Sequence[int]

    @classmethod
    def by(cls, families: Collection[int], way: Sequence[int]) -> "Proposed":
        """That it proposes these families (ids), along these villages."""
        return cls(_digest(sorted(families)), list(way))

    def has(self, families: Collection[int]) -> bool:
        """Whether it proposed these families (ids) and no others."""
        return self.families == _digest(sorted(families))


# What was asked since of rounds (their ids), by what it was made of: a page shows it again.
_asked: Remembered[tuple[int, str], Proposed] = Remembered(64)


def keep(round: Round, families: Collection[int], way: Sequence[int], *, of: str) -> None:
    """Keep with the round, unsaved, what the rotation proposes; ``of`` is what ``made_of`` said before it was asked."""
    said = Proposed.by(families, way)
    round.proposed = {"of": of, "families": said.families, "way": said.way}


def kept(round: Round, *, of: str) -> Proposed | None:
    """What the rotation says of the round by itself, where that is known: None where it was made of something else.

    ``of`` is what ``made_of`` says now.
    """
    if round.proposed and round.proposed["of"] == of:
        return Proposed(round.proposed["families"], round.proposed["way"])
    return _asked.get((round.pk, of))


def remember(round: Round, proposed: Proposed, *, of: str) -> None:
    """Note for this process what the rotation says of a round that was submitted, so that nobody waits for it twice."""
    _asked.put((round.pk, of), proposed)


def made_of(round: Round, *, today: datetime.date) -> str:
    """A digest of all from which the rotation chooses by itself ``today``: the code, the rules, and who stands how.

    64 hex digits. Seven queries, two more where villages rest, and at most three where another round is in hand; the
    database adds up what it would have to send.
    """
    centre, places = round.centre_id, open_places(round, today)
    in_hand = Recipient.objects.expected().filter(centre=centre, round__state__in=RUNNING).exclude(round=round)
    known = {*places, *in_hand.values_list(STANDS_FOR, flat=True)}
    families = Family.objects.eligible(at=round.date).filter(centre=centre)
    recorded = Recipient.objects.filter(centre=centre, state__in=(Recipient.State.SERVED, Recipient.State.MISSED))
    seen: list[Candidate] = []
    if known:
        families = families.exclude(pk__in=among(known))
        recorded = recorded.alias(stands_for=STANDS_FOR).exclude(stands_for__in=among(known))
        seen = candidates(round, today, some=known, places=places)
    return _digest(
        [
            _code(),
            [getattr(round, name) for name in OF_ROUND],
            [getattr(round.programme, name) for name in OF_PROGRAMME],
            in_thousandths(recorded_of(round, today).share(round.date)),
            sorted(map(chosen_by, seen)),
            _rows(families, OF_FAMILY),
            _rows(Family.objects.filter(centre=centre, merged_into__isnull=False), OF_MERGED),
            _rows(recorded.exclude(round=round), OF_RECORD),
            _rows(Correction.objects.filter(centre=centre).exclude(result=""), OF_CORRECTION),
            sorted(resting_villages(round, today).items()),
        ]
    )


def _rows(rows: QuerySet[Any], columns: Sequence[str | Case]) -> list[str]:
    """How many rows there are, and the sum of their hashes: it needs no order."""
    found = rows.order_by().aggregate(count=Count("pk"), hashes=Sum(hash_of(columns)))
    return [str(found["count"]), str(found["hashes"])]


@cache
def _code() -> str:
    """The rotation itself and what asks it: a later version of Peduli may choose others."""
    modules = [*sorted(Path(rotation.__path__[0]).glob("*.py")), Path(__file__).with_name("planning.py")]
    return hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()
