"""What changes by hand do to others: the coming rounds, planned after the proposal and after what was made of it."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from distributions.rotation.choose import Rules, Situation, select
from distributions.rotation.forecast import Coming, turns
from distributions.rotation.right import Candidate, months_between, rests_until


@dataclass(frozen=True, slots=True)
class Moved:
    """A family whose turn comes ``months`` later (or earlier); None is a round after those that were planned ahead.

    Of such a round only the earliest day is known: then there are at least so many months.
    """

    family: int
    before: datetime.date | None
    after: datetime.date | None
    months: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Who loses and who gains a turn, most months and nearest first; and how fair both rounds are, before and after.

    ``unchanged`` where the families are those of the proposal.

    ``longest`` is the longest wait until a turn, in months, of all whose turn moves or is known; ``passed_over`` the
    number of families that wait although they have more right than somebody who receives.
    """

    later: list[Moved]
    earlier: list[Moved]
    longest: tuple[int, int]
    passed_over: tuple[int, int]
    unchanged: bool = False


def effect(
    candidates: Sequence[Candidate],
    rules: Rules,
    now: Situation,
    coming: Sequence[Coming],
    *,
    horizon: datetime.date,
    joining: Sequence[Candidate] = (),
) -> Effect:
    """Compare the round with the pinned families of ``now`` with the one that the rotation proposes.

    ``horizon`` is the earliest day for those who receive in none of the ``coming`` rounds; ``joining`` as in
    ``forecast``.
    """
    untouched = replace(now, pinned={}, excluded=())
    proposed = {c.family: c.village for c in select(candidates, rules, untouched).chosen}
    before = turns(candidates, rules, now.with_places(proposed), coming, joining)
    after = turns(candidates, rules, now, coming, joining)
    everybody = [*candidates, *joining]
    moved = [
        Moved(c.family, old, new, months_between(old or horizon, new or horizon))
        for c in everybody
        if (old := before.get(c.family)) != (new := after.get(c.family))
    ]
    moved.sort(key=lambda m: (-abs(m.months), m.before or horizon, m.family))
    known = [c for c in everybody if c.family in before or c.family in after]
    return Effect(
        [m for m in moved if m.months > 0],
        [m for m in moved if m.months < 0],
        (_longest(known, before, horizon), _longest(known, after, horizon)),
        (_passed_over(candidates, proposed, rules, now), _passed_over(candidates, now.pinned, rules, now)),
        unchanged=proposed.keys() == now.pinned.keys(),
    )


def _longest(known: Iterable[Candidate], turns: Mapping[int, datetime.date], horizon: datetime.date) -> int:
    return max((months_between(c.waits_since, turns.get(c.family, horizon)) for c in known), default=0)


def _passed_over(candidates: Sequence[Candidate], served: Collection[int], rules: Rules, now: Situation) -> int:
    least = max((c.right for c in candidates if c.family in served), default=None)
    if least is None:
        return 0
    return sum(
        c.right < least and c.family not in served and rests_until(c, now.counts_for, rules.family_rest_months) is None
        for c in candidates
    )
