"""The plan of a round with a reason for each family that is true of it (why.py), for reasons.sentence()."""

from collections.abc import Collection
from dataclasses import dataclass, field

from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.right import Candidate
from distributions.rotation.why import Expected, Reason, Why


@dataclass(frozen=True, slots=True)
class Choice:
    """A family and the reason."""

    candidate: Candidate
    reason: Reason


@dataclass(frozen=True, slots=True)
class Standing:
    """What a round has: its reserve, the villages of its locations, and whether a free place may still be given."""

    reserve: Collection[int]
    villages: Collection[int]
    is_open: bool = True


@dataclass(slots=True)
class Plan:
    """Chosen and reserve families in the order of right, the others with what they wait for, and who was taken out."""

    chosen: list[Choice] = field(default_factory=list)
    reserve: list[Choice] = field(default_factory=list)
    waiting: list[Choice] = field(default_factory=list)
    taken_out: list[Choice] = field(default_factory=list)


def choose(candidates: Collection[Candidate], rules: Rules, now: Situation, *, reserves: int = 2) -> Plan:
    """Choose the families of the round, its reserve, and say of all why."""
    return explain(select(candidates, rules, now), rules, now, reserves=reserves)


def explain(
    selection: Selection, rules: Rules, now: Situation, *, reserves: int = 2, expected: Expected | None = None
) -> Plan:
    """Say why each family was selected, is in reserve or waits; without ``expected`` no turn is named."""
    why = Why(selection, rules, now, expected)
    opened = selection.decision.trip.villages
    near = [candidate for candidate in selection.left if candidate.village in opened]
    far = [candidate for candidate in selection.left if candidate.village not in opened]
    reserve = (near + far)[:reserves]
    places = {candidate.family: place for place, candidate in enumerate(selection.left, start=1)}
    taken = {candidate.family for candidate in reserve}
    plan = Plan([Choice(candidate, why.chosen(candidate)) for candidate in selection.chosen])
    plan.reserve = [Choice(c, why.reserve(c, places[c.family], near=c.village in opened)) for c in reserve]
    plan.waiting = [Choice(c, why.waiting(c, places[c.family])) for c in selection.left if c.family not in taken]
    plan.waiting += [Choice(candidate, why.resting(candidate)) for candidate in selection.resting]
    plan.taken_out = [Choice(candidate, why.taken_out(candidate)) for candidate in selection.excluded]
    return plan


def explain_queue(
    selection: Selection, rules: Rules, now: Situation, standing: Standing, expected: Expected | None = None
) -> Plan:
    """Say of all who are not in a round what they wait for; its reserve is who stands there, not who would now.

    Whoever would take a free place is ``chosen``: the first of the queue, in which their places are counted.
    """
    why = Why(selection, rules, now, expected)
    queue = list(enumerate([*selection.chosen, *selection.left], start=1))
    ahead = len(selection.chosen)
    plan = Plan()
    for place, candidate in queue:
        in_reserve = candidate.family in standing.reserve
        if place <= ahead:
            said = why.next(candidate, place) if standing.is_open else why.waiting(candidate, place)
            plan.chosen.append(Choice(candidate, said | {"in_reserve": True} if in_reserve else said))
        elif in_reserve:
            plan.reserve.append(Choice(candidate, _in_reserve(why, candidate, place, standing, ahead)))
        else:
            plan.waiting.append(Choice(candidate, why.waiting(candidate, place)))
    plan.waiting += [Choice(candidate, why.resting(candidate)) for candidate in selection.resting]
    plan.taken_out = [Choice(candidate, why.taken_out(candidate)) for candidate in selection.excluded]
    return plan


def _in_reserve(why: Why, candidate: Candidate, place: int, standing: Standing, ahead: int) -> Reason:
    """Why it is in reserve, as far as that is still so: locations and the queue may have changed since."""
    near = candidate.village in standing.villages
    if near or place <= ahead + len(standing.reserve):
        return why.reserve(candidate, place, near=near)
    return why.waiting(candidate, place) | {"in_reserve": True}
