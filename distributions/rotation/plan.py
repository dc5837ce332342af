"""The plan of a round with a reason for each family that is true of it, for reasons.sentence().

A reason is plain data, kept with the recipient: ``{"code": …}`` with the facts that its sentence names. ``because``
says why somebody came although others have as much right (``need``, ``place``) or more: its turn ends (``due``), its
village is a location anyway (``village``), or packing put its village forward so that all are served (``packing``).
"""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.right import Candidate, Claim, month_after, rests_until

Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """A family and the reason."""

    candidate: Candidate
    reason: Reason


@dataclass(slots=True)
class Plan:
    """Chosen and reserve families in the order of right, and the others with what they wait for."""

    chosen: list[Choice] = field(default_factory=list)
    reserve: list[Choice] = field(default_factory=list)
    waiting: list[Choice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Expected:
    """The forecast (family: date of its round), and the month from which the others come at the earliest.

    There is no such month where no later round is known.
    """

    rounds: Mapping[int, datetime.date]
    later: datetime.date | None = None


def choose(candidates: Collection[Candidate], rules: Rules, now: Situation, *, reserves: int = 2) -> Plan:
    """Choose the families of the round, its reserve, and say of all why."""
    return explain(select(candidates, rules, now), rules, now, reserves=reserves)


def explain(
    selection: Selection, rules: Rules, now: Situation, *, reserves: int = 2, expected: Expected | None = None
) -> Plan:
    """Say why each family was selected, is in reserve or waits; without ``expected`` no turn is named."""
    why = _Why(selection, rules, now, expected)
    opened = selection.decision.trip.villages
    near = [candidate for candidate in selection.left if candidate.village in opened]
    far = [candidate for candidate in selection.left if candidate.village not in opened]
    reserve = (near + far)[:reserves]
    taken = {candidate.family for candidate in reserve}
    plan = Plan([Choice(candidate, why.chosen(candidate)) for candidate in selection.chosen])
    plan.reserve = [Choice(c, why.reserve(c, near=c.village in opened)) for c in reserve]
    places = enumerate(selection.left, start=1)
    plan.waiting = [Choice(c, why.waiting(c, place)) for place, c in places if c.family not in taken]
    plan.waiting += [Choice(candidate, why.resting(candidate)) for candidate in selection.resting]
    return plan


class _Why:
    """The reasons of one selection."""

    def __init__(self, selection: Selection, rules: Rules, now: Situation, expected: Expected | None) -> None:
        self.selection = selection
        self.rules = rules
        self.now = now
        self.expected = expected
        self.longest = min((c.waits_since for c in [*selection.left, *selection.excluded]), default=None)
        self.best = min((c.right for c in selection.left if c.claim != Claim.MISSED), default=None)
        self.served = Counter(candidate.village for candidate in selection.chosen)

    def chosen(self, candidate: Candidate) -> Reason:
        """Why it comes."""
        if candidate.claim == Claim.MISSED:
            assert candidate.missed_on is not None
            return {"code": "missed", "on": candidate.missed_on.isoformat(), "why": candidate.missed_reason}
        reason = _facts(candidate)
        if candidate.claim == Claim.RECEIVED and self.longest and candidate.waits_since <= self.longest:
            reason["code"] = "longest_wait"
        reason |= self._because(candidate)
        if waiver := self.selection.decision.trip.waived.get(candidate.village):
            reason["village_rest_waived"] = waiver.value
        return reason

    def reserve(self, candidate: Candidate, *, near: bool) -> Reason:
        """Why it is in reserve: ``near``, its village is a location of the round."""
        return _facts(candidate) | {"code": "reserve", "near": near}

    def waiting(self, candidate: Candidate, place: int) -> Reason:
        """Its place among those who wait, its turn, and, if it was passed over, for whom."""
        reason = {"code": "queue", "place": place} | _last(candidate)
        if self.expected and (date := self.expected.rounds.get(candidate.family)):
            reason["turn"] = date.replace(day=1).isoformat()
        elif self.expected and self.expected.later:
            reason["earliest"] = self.expected.later.isoformat()
        if candidate.family in self.selection.passed:
            reason |= {"passed_for": self._forward()}
        return reason

    def resting(self, candidate: Candidate) -> Reason:
        """From when it may receive again."""
        until = rests_until(candidate, self.now.date, self.rules.family_rest_months)
        assert until is not None
        return {"code": "rest", "until": until.isoformat()} | _last(candidate)

    def _because(self, candidate: Candidate) -> Reason:
        right = candidate.right
        if self.best is None or right[:2] < self.best[:2]:
            return {}
        if candidate.village in self.selection.decision.forward:
            return {"because": "packing", "forward": self._of_village(candidate)}
        if right <= self.best:
            return {"because": "place" if right == self.best else "need"}
        return {"because": "due" if candidate.family in self.selection.due else "village"}

    def _forward(self) -> list[Reason]:
        """The villages that packing put forward, each once."""
        villages = {c.village: c for c in self.selection.chosen if c.village in self.selection.decision.forward}
        return [self._of_village(candidate) for candidate in villages.values()]

    def _of_village(self, candidate: Candidate) -> Reason:
        months = (self.selection.decision.by - 1) * self.rules.every_months
        return {
            "village": candidate.village_name,
            "families": self.served[candidate.village],
            "by": month_after(self.now.date, months).isoformat(),
        }


def _facts(candidate: Candidate) -> Reason:
    if candidate.last_aid_on is None:
        return {"code": "never", "since": candidate.waiting_since.isoformat()}
    return {"code": "received"} | _last(candidate)


def _last(candidate: Candidate) -> Reason:
    return {"last": candidate.last_aid_on.isoformat()} if candidate.last_aid_on else {}
