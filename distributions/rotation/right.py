"""Who has more right to a package, and until when it is a family's turn.

Right goes, in this order: missed last time through no fault of its own; never received (aid before Peduli counts);
received, longest ago first. Within each the longest wait comes first, then the need in bands of 20 points. Families
that are still equal go by place, so that neighbours go together; in one village by need, then by the older entry.

The turn T is a number of rounds for everybody: whoever began to wait, received or was missed in a month is to receive
within the T rounds after it. With H rounds in which packing.py serves all who are eligible now, B its lower bound, and
m the share of families that are missed,

    T = ⌈max(H, ⌊1.1 · B⌋ + 1) / (1 − m)⌉.

Whoever can't wait longer is *due* and comes before all who can, except those missed.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache

from distributions.rotation.packing import fewest_rounds, lower_bound

# Claim, the day since when, and minus the band of the need.
Right = tuple[int, int, int]
NEED_BAND = 20
# The turn leaves a tenth more than the best possible, so that right rarely has to yield to packing.
SLACK_IN_TENTHS = 11


class Claim(IntEnum):
    """What the right of a family rests on; the lower comes first."""

    MISSED = 0
    NEVER = 1
    RECEIVED = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An eligible family as the rotation sees it.

    ``last_aid_on`` counts aid before Peduli, and the date of an open round in which the family has a place; then
    ``planned`` says that it did not receive on that day yet, and perhaps will not, and ``proposed`` that nobody
    approved that round either.
    ``counts_for`` is the month for which it received last, which a late hand-over does not move; by default that day's.
    ``missed_on`` is the day on which a round missed it through no fault of its own, and nothing came since.
    ``eligible_until`` is the last day on which it may receive, ``eligible_from`` the first where that is to come,
    or the day of a later round that has the family already.
    """

    family: int
    village: int
    district: int | None
    waiting_since: datetime.date
    last_aid_on: datetime.date | None = None
    counts_for: datetime.date | None = None
    missed_on: datetime.date | None = None
    missed_reason: str = ""
    score: int | None = None
    eligible_until: datetime.date | None = None
    village_name: str = ""
    eligible_from: datetime.date | None = None
    planned: bool = False
    proposed: bool = False
    # Reckoned once, since the order of right asks again and again.
    right: Right = field(init=False, compare=False, repr=False)
    """The right of the family: the lower comes first, families with the same have equal right."""
    began: datetime.date = field(init=False, compare=False, repr=False)
    """The day from whose month its turn counts: of the miss, of the month it received for, or of its first wait."""
    claim: Claim = field(init=False, compare=False, repr=False)
    """What its right rests on."""

    def __post_init__(self) -> None:
        since, claim = self.missed_on, Claim.MISSED
        if since is None:
            since, claim = self.last_aid_on, Claim.RECEIVED
        if since is None:
            since, claim = self.waiting_since, Claim.NEVER
        began = self.missed_on or self.counts_for or since
        object.__setattr__(self, "right", (int(claim), since.toordinal(), -((self.score or 0) // NEED_BAND)))
        object.__setattr__(self, "began", began)
        object.__setattr__(self, "claim", claim)

    @property
    def waits_since(self) -> datetime.date:
        """The day from which it has received nothing."""
        return self.last_aid_on or self.waiting_since


def rests_until(candidate: Candidate, month: datetime.date, months: int) -> datetime.date | None:
    """The first day of the month from which a family may receive again, or None when it may in ``month`` (a day of it).

    That is the month for which a round counts, as is the one for which the family received, wherever their days lie.
    """
    if candidate.last_aid_on is None or candidate.missed_on is not None:
        return None
    free = month_after(candidate.began, months)
    return free if free > month.replace(day=1) else None


def chosen_by(candidate: Candidate) -> tuple[int, int, int | None, Right, datetime.date, int | None]:
    """All by which a family that may receive is chosen or not."""
    one = candidate
    return one.family, one.village, one.district, one.right, one.began, one.score


def has_received(candidate: Candidate, date: datetime.date, month: datetime.date | None) -> Candidate:
    """The same family after it received on that day, in a round that counts for ``month``, by default the day's."""
    return replace(candidate, last_aid_on=date, counts_for=month, missed_on=None, missed_reason="")


def may_receive(candidate: Candidate, date: datetime.date) -> bool:
    """Whether a family is eligible by then, and receives in no other round of that very day."""
    return candidate.last_aid_on != date and (candidate.eligible_from is None or candidate.eligible_from <= date)


def month_after(date: datetime.date, months: int) -> datetime.date:
    """The first day of the month that is ``months`` after the month of ``date``."""
    count = date.year * 12 + date.month - 1 + months
    return datetime.date(count // 12, count % 12 + 1, 1)


def months_between(first: datetime.date, last: datetime.date) -> int:
    """The months from that of the one day to that of the other; negative where the other is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month


def rounds_between(first: datetime.date, last: datetime.date, every_months: int) -> int:
    """The rounds after the month of ``first`` up to the month of ``last``, in a programme of every n-th month."""
    return max(0, -(-months_between(first, last) // every_months))


def turn_of(villages: Mapping[int, int], *, packages: int, stops: int, missed_share: float = 0.0) -> int:
    """T for villages (id: families), in rounds; 0 where nobody can receive anything."""
    if not villages or packages < 1 or stops < 1:
        return 0
    within = _within(tuple(sorted(villages.values())), packages, stops)
    kept = 1000 - min(in_thousandths(missed_share), 900)
    return -(-within * 1000 // kept)


def in_thousandths(share: float) -> int:
    """A share as turns reckon with it: the same gives the same turn on every machine."""
    return round(share * 1000)


@lru_cache(maxsize=64)  # the coming rounds ask for the same villages
def _within(sizes: tuple[int, ...], packages: int, stops: int) -> int:
    best = lower_bound(sizes, packages, stops)
    return max(len(fewest_rounds(dict(enumerate(sizes)), packages, stops)), best * SLACK_IN_TENTHS // 10 + 1)


def families_by_village(candidates: Iterable[Candidate]) -> Counter[int]:
    """How many families each village has."""
    return Counter([candidate.village for candidate in candidates])


def last_round_of_turn(
    candidate: Candidate, month: datetime.date, turn: int, every_months: int, counts_from: datetime.date | None
) -> int:
    """The number of the round, 1 in ``month``, by which the family is to receive; less where its turn is over.

    Nobody's turn began before ``counts_from``: a programme owes nothing for the time before it started.
    """
    began = max(candidate.began, counts_from or candidate.began)
    return turn - rounds_between(began, month, every_months) + 1
