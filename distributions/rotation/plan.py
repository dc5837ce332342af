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
