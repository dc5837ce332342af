"""What the rotation proposed for a round, kept with a digest of all that it was made of.

Whether a round is the proposal, *Persetujuan* says for the head. The rotation would have to look at all families of the
centre for it, which takes seconds where there are a hundred thousand; the digest of what it would look at takes a tenth
of a second. While that is the same the rotation says the same; where anything is different it is asked anew. So nothing
that is kept can be outdated, and nothing has to be thrown away.
"""

import datetime
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import BigIntegerField, Count, F, Func, QuerySet, Sum, Value

from distributions import rotation
from distributions.models import Correction, Recipient, Round
from distributions.rotation.candidates import open_places, resting_villages
from families.models import Family

OF_ROUND = ("date", "month", "packages", "is_extra")
OF_PROGRAMME = ("stops_per_round", "family_rest_months", "village_rest_rounds", "every_months", "starts_on")
OF_FAMILY = ("pk", "village", "village__parent", "registered_on", "last_aid_on", "need_score", "eligible_from")
OF_MERGED = ("pk", "merged_into", "registered_on")
OF_RECORD = ("pk", "family", "round", "round__date", "round__month", "state", "missed_reason", "recorded_at")
OF_CORRECTION = ("pk", "recipient", "result")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the rotation proposed: a digest of its families, and its villages in the order of the route."""

    families: str
    way: Sequence[int]

    def has(self, families: Collection[int]) -> bool:
        """Whether it proposed these families (ids) and no others."""
        return self.families == _digest(sorted(families))


def keep(round: Round, families: Collection[int], way: Sequence[int], *, of: str) -> None:
    """Keep with the round, unsaved, what the rotation proposes; ``of`` is what ``made_of`` said before it was asked."""
    round.proposed = {"of": of, "families": _digest(sorted(families)), "way": list(way)}


def kept(round: Round, *, today: datetime.date) -> Proposed | None:
    """What the rotation says of the round by itself, if that is kept: None where it was made of something else."""
    if not round.proposed or round.proposed["of"] != made_of(round, today=today):
        return None
    return Proposed(round.proposed["families"], round.proposed["way"])


def made_of(round: Round, *, today: datetime.date) -> str:
    """A digest of all from which the rotation chooses by itself ``today``: the code, the rules, and who stands how.

    64 hex digits. Five queries, and two more where villages rest; the database adds up what it would have to send.
    """
    centre = round.centre_id
    recorded = Recipient.objects.filter(centre=centre, state__in=(Recipient.State.SERVED, Recipient.State.MISSED))
    return _digest(
        [
            _code(),
            [getattr(round, name) for name in OF_ROUND],
            [getattr(round.programme, name) for name in OF_PROGRAMME],
            _rows(Family.objects.eligible(at=round.date).filter(centre=centre), OF_FAMILY),
            _rows(Family.objects.filter(centre=centre, merged_into__isnull=False), OF_MERGED),
            _rows(recorded.filter(round__date__lte=round.date).exclude(round=round), OF_RECORD),
            _rows(Correction.objects.filter(centre=centre), OF_CORRECTION),
            sorted(open_places(round, today).items()),
            sorted(resting_villages(round.programme, round.date).items()),
        ]
    )


def _rows(rows: QuerySet[Any], columns: Sequence[str]) -> list[str]:
    """How many rows there are, and the sum of their hashes: it needs no order."""
    row = Func(*map(F, columns), function="ROW")
    each = Func(row, Value(0), function="hash_record_extended", output_field=BigIntegerField())
    found = rows.order_by().aggregate(count=Count("pk"), hashes=Sum(each))
    return [str(found["count"]), str(found["hashes"])]


@cache
def _code() -> str:
    """The rotation itself and what asks it: a later version of Peduli may choose others."""
    modules = [*sorted(Path(rotation.__path__[0]).glob("*.py")), Path(__file__).with_name("planning.py")]
    return hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()
