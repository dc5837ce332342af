"""Why each family of a selection comes or waits, as facts that are true of it.

A reason is plain data, kept with the recipient: ``{"code": …}`` with what its sentence (reasons.py) names. Of somebody
who comes although others who wait have as much or more right, ``because`` says why:

``packing``  packing chose its village, so that all are served in their turn
``due``      its turn ends, and it opened its village or those before whom it comes can wait
``village``  its village is a location of the round anyway
``rested``   the villages of those with more right were reached recently
``resting``  nobody has more right, and the villages of those with the same were reached recently
``need``     who has waited as long needs it less
``entry``    in its village others have the same right and need; its entry is older
``whole``    the villages of the others, with the same right, could not be served whole
``place``    others have the same right, and their villages come later in the order of places

Where that is as true of others with the same right who wait, ``beside`` says what sets it apart from them, in the same
words: of two villages that are locations the one may come first, and in it the older entry.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from distributions.rotation.choose import Rules, Selection, Situation
from distributions.rotation.right import Candidate, Claim, Right, month_after, rests_until

Reason = dict[str, Any]
# More than every right.
NO_RIGHT: Right = (-1, 0, 0)
# The order in which a round takes families: those with a place by hand, missed, due, then the others by right.
BY_HAND, MISSED, DUE, OTHERS = range(4)


@dataclass(frozen=True, slots=True)
class Expected:
    """The forecast (family: date of its round), and the day of the round after it; None where none is known."""

    rounds: Mapping[int, datetime.date]
    later: datetime.date | None = None

    def turn_of(self, candidate: Candidate) -> Reason:
        """When its turn is expected, or at the earliest; and until when it is eligible, where that is before."""
        date = self.rounds.get(candidate.family)
        on = date or self.later
        if on is None:
            return {}
        said: Reason = {"turn" if date else "earliest": on.replace(day=1).isoformat()}
        if (until := candidate.eligible_until) is not None and until < on:
            said["lapses"] = until.isoformat()
        return said


class Why:
    """The reasons of one selection."""

    def __init__(self, selection: Selection, rules: Rules, now: Situation, expected: Expected | None = None) -> None:
        """Without ``expected`` no turn is named."""
        self.selection = selection
        self.rules = rules
        self.now = now
        self.expected = expected

    @cached_property
    def served(self) -> Counter[int]:
        """How many families of each village come."""
        return Counter(candidate.village for candidate in self.selection.chosen)

    @cached_property
    def rivals(self) -> "_Rivals":
        """With whom those who come are compared: all who wait, so only where a reason is asked for."""
        return _Rivals(self.selection, self.now)

    @cached_property
    def least(self) -> Right:
        """Of those who come or have their place already, the right of who has least."""
        return max((c.right for c in (*self.selection.chosen, *self.selection.placed)), default=NO_RIGHT)

    @cached_property
    def longest(self) -> datetime.date | None:
        """The day since which somebody has received nothing who does not come."""
        return min((c.waits_since for c in [*self.selection.left, *self.selection.excluded]), default=None)

    def chosen(self, candidate: Candidate) -> Reason:
        """Why it comes."""
        if candidate.claim == Claim.MISSED:
            assert candidate.missed_on is not None
            return {"code": "missed", "on": candidate.missed_on.isoformat(), "why": candidate.missed_reason}
        reason = _facts(candidate)
        because, *beside = self.rivals.because(candidate) or [""]
        if beside:
            reason["beside"] = beside
        if because:
            reason["because"] = because
        elif candidate.claim == Claim.RECEIVED and self.longest and candidate.waits_since <= self.longest:
            reason["code"] = "longest_wait"
        if because == "packing":
            reason["forward"] = self._of_village(candidate)
        if waiver := self.selection.decision.trip.waived.get(candidate.village):
            reason["village_rest_waived"] = waiver.value
        return reason

    def reserve(self, candidate: Candidate, place: int, *, near: bool) -> Reason:
        """Why it is in reserve: ``near``, its village is a location of the round."""
        reason = _facts(candidate) | {"code": "reserve", "near": near}
        # A place in the queue is true of the moment only, and a proposal lasts.
        return reason | {"place": place} | self._turn(candidate) if self.expected else reason

    def next(self, candidate: Candidate, place: int) -> Reason:
        """That it would take a place that is free, and by what right."""
        return _facts(candidate) | {"code": "next", "place": place}

    def waiting(self, candidate: Candidate, place: int) -> Reason:
        """Its place among those who wait, its turn, and what stood in the way."""
        reason = _facts(candidate) | {"code": "queue", "place": place} | self._turn(candidate)
        if candidate.family in self.selection.due:
            reason["due"] = True
        if in_the_way := self._in_the_way(candidate):
            reason[in_the_way] = True
        if candidate.family in self.selection.passed:
            reason["passed_for"] = self._forward()
        return reason

    def taken_out(self, candidate: Candidate) -> Reason:
        """What right it has that the coordinator took out; by whom and why is not known here."""
        until = rests_until(candidate, self.now.counts_for, self.rules.family_rest_months)
        rest = {"until": until.isoformat()} if until else {}
        return _facts(candidate) | rest | {"code": "taken_out"} | self._turn(candidate)

    def resting(self, candidate: Candidate) -> Reason:
        """From when it may receive again."""
        until = rests_until(candidate, self.now.counts_for, self.rules.family_rest_months)
        assert until is not None
        return _facts(candidate) | {"code": "rest", "until": until.isoformat()} | self._turn(candidate)

    def _in_the_way(self, candidate: Candidate) -> str:
        """What kept a family from its place, if it is its village; empty where simply others come first.

        A village that rests opens for who was missed and for who is due: only the number of locations is in their way.
        """
        trip = self.selection.decision.trip
        if candidate.village in trip.villages:
            return ""
        if candidate.family in self.selection.due:
            return "no_location" if trip.stops < 1 else ""
        if candidate.claim == Claim.MISSED and trip.makeups < 1:
            return "makeups_used"
        if candidate.claim != Claim.MISSED and self.rivals.is_shut(candidate):
            return "village_rests"
        return "no_location" if trip.stops < 1 and candidate.right < self.least else ""

    def _turn(self, candidate: Candidate) -> Reason:
        return self.expected.turn_of(candidate) if self.expected else {}

    def _forward(self) -> list[Reason]:
        """The villages that packing put forward, each once."""
        villages = {c.village: c for c in self.selection.chosen if c.village in self.selection.decision.forward}
        return [self._of_village(candidate) for candidate in villages.values()]

    def _of_village(self, candidate: Candidate) -> Reason:
        said: Reason = {"village": candidate.village_name, "families": self.served[candidate.village]}
        if by := self.selection.decision.by:
            months = (by - 1) * self.rules.every_months
            said["by"] = month_after(self.now.counts_for, months).isoformat()
        return said


class _Rivals:
    """Those who wait and were not missed, with whom each who comes is compared."""

    def __init__(self, selection: Selection, now: Situation) -> None:
        self.selection = selection
        trip = selection.decision.trip
        self.shut = now.resting_villages.keys() - trip.villages
        by_right = attrgetter("right")
        self.rivals = sorted((c for c in selection.left if c.claim is not Claim.MISSED), key=by_right)
        self.rights = list(map(by_right, self.rivals))
        self.most_due = next((c.right for c in self.rivals if c.family in selection.due), None)
        self.first_awake = next((c.right for c in self.rivals if c.village not in self.shut), None)
        self.openers: dict[int, tuple[int, ...]] = dict.fromkeys(now.pinned.values(), (BY_HAND,))
        for candidate in selection.chosen:
            turn = self._taken_as(candidate)
            self.openers[candidate.village] = min(turn, self.openers.get(candidate.village, turn))

    def is_shut(self, candidate: Candidate) -> bool:
        """Whether its village rests in this round."""
        return candidate.village in self.shut

    def because(self, candidate: Candidate) -> list[str]:
        """Why it comes before each who has as much or more right, first before those with more; empty if nobody has."""
        right = candidate.right
        more = bisect_left(self.rights, right)
        equals = self.rivals[more : bisect_right(self.rights, right)]
        if not more and not equals:
            # Nobody has more, so who has waited as long is the first.
            return ["need"] if self.rights and self.rights[0][:2] == right[:2] else []
        first = self._first(candidate, is_first=not more)
        others = [other for other in equals if not self._sets_apart(first, other)]
        here = [other for other in others if other.village == candidate.village]
        elsewhere = [other for other in others if other.village != candidate.village]
        between = self._between_villages(candidate, first, elsewhere)
        return [because for because in (first, self._in_village(candidate, here), *between) if because]

    def _first(self, candidate: Candidate, *, is_first: bool) -> str:
        """Why it comes before those with more right and before most others; empty where it only comes before equals."""
        if candidate.village in self.selection.decision.forward:
            return "packing"
        comes_along = self._taken_as(candidate) > self.openers[candidate.village]
        if candidate.family in self.selection.due and not (comes_along and self._is_as_due(candidate.right)):
            return "due"
        if comes_along:
            return "village"
        if self.first_awake is not None and self.first_awake < candidate.right:
            return "packing"
        return "" if is_first else "rested"

    def _sets_apart(self, because: str, other: Candidate) -> bool:
        """Whether that is not true of another one with the same right."""
        return {
            "packing": other.village not in self.selection.decision.forward,
            "due": other.family not in self.selection.due,
            "village": other.village not in self.selection.decision.trip.villages,
            "rested": other.village in self.shut,
        }.get(because, False)

    def _is_as_due(self, right: Right) -> bool:
        """Whether the turn of somebody who waits with as much right ends, too."""
        return self.most_due is not None and self.most_due <= right

    def _in_village(self, candidate: Candidate, equals: list[Candidate]) -> str:
        if not equals:
            return ""
        return "need" if (candidate.score or 0) > max(other.score or 0 for other in equals) else "entry"

    def _between_villages(self, candidate: Candidate, because: str, equals: list[Candidate]) -> list[str]:
        if because == "packing":  # which says how many come of each village
            return []
        place = self.selection.place_of
        before = [other for other in equals if place(other) < place(candidate)]
        shut = [other for other in equals if other.village in self.shut]
        said = []
        if len(shut) < len(equals):
            said.append("whole" if any(other.village not in self.shut for other in before) else "place")
        if shut and (said != ["place"] or any(other.village in self.shut for other in before)):
            said.append("resting")
        return said

    def _taken_as(self, candidate: Candidate) -> tuple[int, ...]:
        if candidate.claim == Claim.MISSED:
            return (MISSED,)
        return (DUE if candidate.family in self.selection.due else OTHERS, *candidate.right)


def stands(candidate: Candidate, rules: Rules, now: Situation) -> Reason:
    """What the right of a family rests on, and from when it may receive again where it rests: facts without a code."""
    facts = {name: fact for name, fact in _facts(candidate).items() if name != "code"}
    until = rests_until(candidate, now.counts_for, rules.family_rest_months)
    return facts | ({"until": until.isoformat()} if until else {})


def _facts(candidate: Candidate) -> Reason:
    if candidate.claim == Claim.NEVER:
        return {"code": "never", "since": candidate.waiting_since.isoformat()}
    return {"code": "received"} | _last(candidate)


def _last(candidate: Candidate) -> Reason:
    if candidate.missed_on is not None:
        return {"missed": candidate.missed_on.isoformat()}
    if candidate.last_aid_on is None:
        return {}
    what = "proposed" if candidate.proposed else "planned" if candidate.planned else "last"
    return {what: candidate.last_aid_on.isoformat()}
