"""When a family's turn is expected: the coming rounds, planned one after the other as they will be.

As long as nothing happens – nobody is missed, arrives or leaves, and the programme stays as it is – the plan of each
round *is* the forecast, since both are made by the same function from the same data.

That an eligibility is renewed before it runs out is what usually happens, so nothing is what happens when it is: who
may not receive any more by then has its place as if it was assessed anew. If it was left out, the turns of all behind
it would come later than was said as soon as it is.

The turn allows for families that were missed in the last year. Misses that are on record leave that year in time, and
the rounds that are foreseen miss nobody; so the share of each round is reckoned as it will be.
"""

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from types import MappingProxyType

from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.right import Candidate, has_received, may_receive

ROUNDS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Coming:
    """A later round: its day, its packages if they are not the programme's, and what was decided by hand already.

    An ``extra`` round is none of the rounds for which a village rests. It counts for ``month``, by default its day's.
    """

    date: datetime.date
    packages: int | None = None
    pinned: Mapping[int, int] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    excluded: Collection[int] = ()
    extra: bool = False
    month: datetime.date | None = None


def forecast(
    candidates: Iterable[Candidate],
    rules: Rules,
    now: Situation,
    coming: Iterable[Coming],
    joining: Iterable[Candidate] = (),
) -> dict[int, datetime.date]:
    """The date of the first of the coming rounds in which each family is to receive; the others are left out.

    ``candidates`` are as the round ``now`` finds them, and its pinned families are those who receive in it: so the
    forecast also follows what was changed by hand. ``joining`` may not receive in it, and may in
    those after, from its ``eligible_from`` on.
    """
    line = _Line(_after([*candidates, *joining], now.pinned, now.date, now.month))
    resting = rested(now.resting_villages, set(now.pinned.values()), rules.village_rest_rounds, extra=now.extra)
    expected: dict[int, datetime.date] = {}
    recorded = rules.recorded and rules.recorded.after(now.date, len(now.pinned))
    day, shut = now.date, now.resting_villages
    for round in coming:
        if round.date > day:
            # Rounds of one day do not send villages to rest for one another.
            day, shut = round.date, resting
        of_round = rules.later(round.date, recorded, round.packages)
        at = Situation(round.date, shut, round.pinned, round.excluded, extra=round.extra, month=round.month)
        served = dict(round.pinned) | {c.family: c.village for c in line.receive(of_round, at)}
        if round.date > now.date:  # another one of its day is among what was recorded before
            recorded = recorded and recorded.after(round.date, len(served))
        for family in served:
            expected.setdefault(family, round.date)
        resting = rested(resting, set(served.values()), rules.village_rest_rounds, extra=round.extra)
    return expected


class _Line:
    """Those who wait, from round to round.

    Most often nobody joins and nobody has a place by hand: then the queue of a round is that of the last one, with
    those who received at its end. Otherwise all families are gathered again.
    """

    def __init__(self, families: list[Candidate]) -> None:
        self.families = families
        self.later: list[Candidate] = []
        self.last: tuple[Selection, Situation] | None = None

    def receive(self, rules: Rules, now: Situation) -> list[Candidate]:
        """Let the round be planned, and those who were chosen or have a place by hand receive: says who was chosen."""
        selection = self._following(rules, now) or self._gathered(rules, now)
        self.last = selection, now
        return selection.chosen

    def _following(self, rules: Rules, now: Situation) -> Selection | None:
        if self.last is None or now.pinned or now.excluded:
            return None
        selection, before = self.last
        if before.pinned or before.excluded or now.date <= before.date:
            return None
        if any(may_receive(candidate, now.date) for candidate in self.later):
            return None
        return selection.following(before, rules, now)

    def _gathered(self, rules: Rules, now: Situation) -> Selection:
        there: list[Candidate] = []
        later: list[Candidate] = []
        for candidate in self._families():
            (there if may_receive(candidate, now.date) else later).append(candidate)
        self.families, self.later = there, later
        return select(there, rules, now)

    def _families(self) -> Iterable[Candidate]:
        """All of them, as they are after the last round."""
        if self.last is None:
            return self.families
        selection, before = self.last
        by_hand = before.pinned.keys() | set(before.excluded)
        everybody = chain(selection.in_order(), (c for c in self.families if c.family in by_hand), self.later)
        served = before.pinned.keys() | {candidate.family for candidate in selection.chosen}
        return _after(everybody, served, before.date, before.month)


def turns(
    candidates: Iterable[Candidate],
    rules: Rules,
    now: Situation,
    coming: Iterable[Coming],
    joining: Iterable[Candidate] = (),
) -> dict[int, datetime.date]:
    """The day of each family's next turn, whoever asks for it: those with a place now have it now."""
    return forecast(candidates, rules, now, coming, joining) | dict.fromkeys(now.pinned, now.date)


def _after(
    candidates: Iterable[Candidate], served: Collection[int], date: datetime.date, month: datetime.date | None
) -> list[Candidate]:
    """The candidates after a round on the date, for the month, that served these families (ids)."""
    return [has_received(c, date, month) if c.family in served else c for c in candidates]


def rested(resting: Mapping[int, int], visited: Collection[int], rounds: int, *, extra: bool = False) -> dict[int, int]:
    """The villages that rest in the round after, and for how many rounds; ``visited`` are those of the last one.

    After an ``extra`` round nobody has rested longer than before.
    """
    if not rounds:
        return {}
    after = dict(resting) if extra else {village: left - 1 for village, left in resting.items() if left > 1}
    return after | dict.fromkeys(visited, rounds)
