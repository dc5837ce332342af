"""Who comes next: data in, selection out, no database; the same data give the same selection.

The families that may receive are ordered by right (right.py) and gathered into chunks; decide.py says how many of each
chunk come now; plan.py notes for each family why it comes or waits, and forecast.py repeats the same for later rounds.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType

from distributions.rotation.decide import Decision, decide
from distributions.rotation.driving import Point, order_of_places
from distributions.rotation.fill import Chunk
from distributions.rotation.play import Limits, Table
from distributions.rotation.right import (
    Candidate,
    Claim,
    families_by_village,
    last_round_of_turn,
    rests_until,
    rounds_between,
    turn_of,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a programme says of its rounds.

    ``missed_share`` is the share of families that rounds miss; ``counts_from`` the month from which turns count;
    ``positions`` are those of villages in km, where known.
    """

    packages: int
    stops: int
    family_rest_months: int = 0
    village_rest_rounds: int = 0
    every_months: int = 1
    missed_share: float = 0.0
    counts_from: datetime.date | None = None
    positions: Mapping[int, Point] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Situation:
    """What is to be planned: the day, villages that rest and for how many rounds, who has a place, who is left out."""

    date: datetime.date
    resting_villages: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    pinned: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    excluded: Collection[int] = ()

    def with_places(self, pinned: Mapping[int, int]) -> "Situation":
        """The same, with these families in their places."""
        return replace(self, pinned=pinned)


@dataclass(frozen=True, slots=True)
class Selection:
    """Who comes, who waits for a turn and who rests, each in the order of right; T, and the round as decided.

    ``due`` are families whose turn ends with this round or is over; ``passed`` those who would have come by right, but
    packing put others first; ``excluded`` those left out by hand.
    """

    chosen: list[Candidate]
    left: list[Candidate]
    resting: list[Candidate]
    turn: int
    decision: Decision
    due: frozenset[int]
    passed: frozenset[int]
    excluded: list[Candidate]


def select(candidates: Collection[Candidate], rules: Rules, now: Situation) -> Selection:
    """Choose at most ``rules.packages`` families in at most ``rules.stops`` villages."""
    everybody = [c for c in candidates if c.family not in now.excluded]
    villages = families_by_village(everybody)
    turn = turn_of(villages, packages=rules.packages, stops=rules.stops, missed_share=rules.missed_share)
    chunks = _gathered(everybody, rules, now, turn)
    table = Table(
        [chunk for chunk, _families in chunks],
        Limits(rules.packages, rules.stops, rules.village_rest_rounds),
        resting=now.resting_villages,
        pinned=list(now.pinned.values()),
    )
    decision = decide(table)
    excluded = [candidate for candidate in candidates if candidate.family in now.excluded]
    return _selection(chunks, decision, turn, excluded)


def _selection(
    chunks: list[tuple[Chunk, list[Candidate]]], decision: Decision, turn: int, excluded: list[Candidate]
) -> Selection:
    chosen: list[Candidate] = []
    missed: list[Candidate] = []
    due: list[Candidate] = []
    others: list[Candidate] = []
    resting: list[Candidate] = []
    passed: set[int] = set()
    for at, (chunk, families) in enumerate(chunks):
        count = decision.trip.taken.get(at, 0)
        chosen += families[:count]
        if chunk.ready > 1:
            resting += families[count:]
        else:
            (missed if chunk.missed else due if chunk.last <= 1 else others).extend(families[count:])
        passed.update(candidate.family for candidate in families[count : decision.instead.get(at, 0)])
    is_due = frozenset(c.family for chunk, families in chunks if chunk.last <= 1 for c in families)
    return Selection(chosen, missed + due + others, resting, turn, decision, is_due, frozenset(passed), excluded)


def _gathered(
    everybody: Iterable[Candidate], rules: Rules, now: Situation, turn: int
) -> list[tuple[Chunk, list[Candidate]]]:
    """Those without a place as chunks in the order of right; equal ones so that neighbours stand together."""
    free = [c for c in everybody if c.family not in now.pinned]
    places = order_of_places({c.village: c.district for c in free}, rules.positions)
    times = _Times(rules, now, turn)
    keyed = [((c.right, places[c.village], *times.of(c)), -(c.score or 0), c.family, c) for c in free]
    keyed.sort(key=itemgetter(0, 1, 2))
    found: list[tuple[Chunk, list[Candidate]]] = []
    equal, last_right = 0, None
    for (right, _place, ready, last), group in groupby(keyed, key=itemgetter(0)):
        families = [row[3] for row in group]
        equal, last_right = equal + (right != last_right), right
        missed = right[0] == Claim.MISSED
        found.append((Chunk(families[0].village, equal, len(families), last, ready, missed), families))
    return found


class _Times:
    """In which round a family may receive and by which it is to; the same dates are reckoned once."""

    def __init__(self, rules: Rules, now: Situation, turn: int) -> None:
        self.rules = rules
        self.date = now.date
        self.turn = turn
        self.known: dict[tuple[Claim, datetime.date], tuple[int, int]] = {}

    def of(self, candidate: Candidate) -> tuple[int, int]:
        """The first round in which the family may receive, and the last of its turn; the next round is 1."""
        dates = candidate.claim, candidate.began
        if dates not in self.known:
            rules = self.rules
            free = rests_until(candidate, self.date, rules.family_rest_months)
            ready = 1 + rounds_between(self.date, free, rules.every_months) if free else 1
            last = last_round_of_turn(candidate, self.date, self.turn, rules.every_months, rules.counts_from)
            self.known[dates] = ready, last
        return self.known[dates]
