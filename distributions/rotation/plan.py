"""The plan of a round with a reason for each family that is true of it (why.py), for reasons.sentence()."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, islice

from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.right import Candidate
from distributions.rotation.why import Expected, Reason, Why


@dataclass(frozen=True, eq=False)
class Choice:
    """A family and ``why``, which is put together when it is asked for: of the thousands that wait few are read."""

    candidate: Candidate
    why: Callable[[], Reason]

    @cached_property
    def reason(self) -> Reason:
        """Why it comes or waits."""
        return self.why()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Choice) and (self.candidate, self.reason) == (other.candidate, other.reason)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a round has: families with a place, its reserve, the villages of its locations, and whether a free place may
    still be given.
    """

    places: Collection[int]
    reserve: Collection[int]
    villages: Collection[int]
    is_open: bool = True


@dataclass(eq=False)
class Plan:
    """Chosen and reserve families in the order of right, the others with what they wait for, and who was taken out."""

    chosen: list[Choice]
    reserve: list[Choice]
    taken_out: list[Choice]
    others: Iterator[Choice]

    @cached_property
    def waiting(self) -> list[Choice]:
        """Those who wait for a turn, then those who rest."""
        return list(self.others)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self._all() == other._all()

    __hash__ = None  # type: ignore[assignment]

    def _all(self) -> tuple[list[Choice], ...]:
        return self.chosen, self.reserve, self.waiting, self.taken_out


def choose(candidates: Collection[Candidate], rules: Rules, now: Situation, *, reserves: int = 2) -> Plan:
    """Choose the families of the round, its reserve, and say of all why."""
    return explain(select(candidates, rules, now), rules, now, reserves=reserves)


def explain(
    selection: Selection, rules: Rules, now: Situation, *, reserves: int = 2, expected: Expected | None = None
) -> Plan:
    """Say why each family was selected, is in reserve or waits; without ``expected`` no turn is named."""
    why = Why(selection, rules, now, expected)
    opened = selection.decision.trip.villages
    near = ((place, c) for place, c in enumerate(selection.left, start=1) if c.village in opened)
    far = ((place, c) for place, c in enumerate(selection.left, start=1) if c.village not in opened)
    reserve = list(islice(chain(near, far), reserves))
    taken = {candidate.family for _place, candidate in reserve}
    others = (row for row in enumerate(selection.left, start=1) if row[1].family not in taken)
    return Plan(
        [Choice(candidate, partial(why.chosen, candidate)) for candidate in selection.chosen],
        [Choice(c, partial(why.reserve, c, place, near=c.village in opened)) for place, c in reserve],
        _taken_out(selection, why),
        chain((Choice(c, partial(why.waiting, c, place)) for place, c in others), _resting(selection, why)),
    )


def explain_queue(
    selection: Selection, rules: Rules, now: Situation, standing: Standing, expected: Expected | None = None
) -> Plan:
    """Say of all who are not in a round what they wait for; its reserve is who stands there, not who would now.

    Whoever would take a free place is ``chosen``: the first of the queue, in which their places are counted. Where the
    selection is that of which the round came, those who have their places are none of them.
    """
    why = Why(selection, rules, now, expected)
    free = [candidate for candidate in selection.chosen if candidate.family not in standing.places]
    ahead = len(free)
    chosen: list[Choice] = []
    reserve: list[Choice] = []
    waiting: list[Choice] = []
    for place, candidate in enumerate(chain(free, selection.left), start=1):
        in_reserve = candidate.family in standing.reserve
        if place <= ahead:
            chosen.append(Choice(candidate, partial(_next, why, candidate, place, standing, in_reserve=in_reserve)))
        elif in_reserve:
            reserve.append(Choice(candidate, partial(_in_reserve, why, candidate, place, standing, ahead)))
        else:
            waiting.append(Choice(candidate, partial(why.waiting, candidate, place)))
    return Plan(chosen, reserve, _taken_out(selection, why), chain(waiting, _resting(selection, why)))


def _resting(selection: Selection, why: Why) -> Iterator[Choice]:
    return (Choice(candidate, partial(why.resting, candidate)) for candidate in selection.resting)


def _taken_out(selection: Selection, why: Why) -> list[Choice]:
    return [Choice(candidate, partial(why.taken_out, candidate)) for candidate in selection.excluded]


def _next(why: Why, candidate: Candidate, place: int, standing: Standing, *, in_reserve: bool) -> Reason:
    """That it would take a free place, where one may still be given."""
    said = why.next(candidate, place) if standing.is_open else why.waiting(candidate, place)
    return said | {"in_reserve": True} if in_reserve else said


def _in_reserve(why: Why, candidate: Candidate, place: int, standing: Standing, ahead: int) -> Reason:
    """Why it is in reserve, as far as that is still so: locations and the queue may have changed since."""
    near = candidate.village in standing.villages
    if near or place <= ahead + len(standing.reserve):
        return why.reserve(candidate, place, near=near)
    return why.waiting(candidate, place) | {"in_reserve": True}
