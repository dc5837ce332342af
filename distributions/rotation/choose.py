"""Who comes next: data in, selection out, no database; the same data give the same selection.

The families that may receive are ordered by right (right.py) and gathered into chunks; decide.py says how many of each
chunk come now; plan.py notes for each family why it comes or waits, and forecast.py repeats the same for later rounds.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise
from types import MappingProxyType

from distributions.rotation.decide import Decision, decide
from distributions.rotation.driving import Point, order_of_places
from distributions.rotation.fill import Chunk
from distributions.rotation.play import Limits, Table
from distributions.rotation.recorded import Recorded
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

    ``missed_share`` is the share of families that rounds miss, and ``recorded`` what it comes from, by which it is
    reckoned for later rounds; ``counts_from`` the month from which turns count; ``positions`` are those of villages in
    km, where known.
    """

    packages: int
    stops: int
    family_rest_months: int = 0
    village_rest_rounds: int = 0
    every_months: int = 1
    missed_share: float = 0.0
    recorded: Recorded | None = None
    counts_from: datetime.date | None = None
    positions: Mapping[int, Point] = field(default_factory=lambda: MappingProxyType({}))

    def later(self, date: datetime.date, recorded: Recorded | None, packages: int | None) -> "Rules":
        """The rules of a later round: its packages if they are not the programme's, and the share missed by then."""
        share = self.missed_share if recorded is None else recorded.share(date)
        packages = self.packages if packages is None else packages
        return replace(self, packages=packages, missed_share=share, recorded=recorded)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is to be planned: the day, villages that rest and for how many rounds, who has a place, who is left out.

    An ``extra`` round is none of the rounds for which a village rests. It counts for ``month``, by default its day's.
    """

    date: datetime.date
    resting_villages: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    pinned: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    excluded: Collection[int] = ()
    extra: bool = False
    month: datetime.date | None = None

    @property
    def counts_for(self) -> datetime.date:
        """A day of the month for which the round counts: by it rests and turns are reckoned, wherever its day lies."""
        return self.month or self.date

    def with_places(self, pinned: Mapping[int, int]) -> "Situation":
        """The same, with these families in their places."""
        return replace(self, pinned=pinned)


class Queue:
    """Chunks in the order of right, and their families one after the other."""

    def __init__(self, chunks: list[Chunk], families: list[Candidate]) -> None:
        # Few lists: the next rounds are planned with thousands of chunks, and Python looks after each list it keeps.
        self.chunks = chunks
        self.families = families
        self.starts = [0, *accumulate(chunk.families for chunk in chunks)]

    def of(self, at: int, first: int = 0, end: int | None = None) -> list[Candidate]:
        """The families of a chunk, or a part of them."""
        start = self.starts[at]
        return self.families[start + first : self.starts[at + 1] if end is None else start + end]

    def without(self, taken: Mapping[int, int]) -> list[Candidate]:
        """All families but the first of some chunks (chunk: how many)."""
        found: list[Candidate] = []
        after = 0
        for at in sorted(taken):
            found += self.families[after : self.starts[at]]
            after = self.starts[at] + taken[at]
        return found + self.families[after:]


class Selection:
    """Who comes, who waits for a turn and who rests, each in the order of right; T, and the round as decided.

    Of the round alone is known at once who comes; the others are sorted out when somebody asks for them.
    """

    def __init__(self, queue: Queue, decision: Decision, turn: int, excluded: list[Candidate]) -> None:
        """``excluded`` are the families left out by hand."""
        self.decision = decision
        self.turn = turn
        self.excluded = excluded
        self._queue = queue
        taken = decision.trip.taken
        self.chosen = [c for at in sorted(taken) for c in queue.of(at, end=taken[at])]

    @cached_property
    def left(self) -> list[Candidate]:
        """Those who wait: who was missed first, then whose turn ends."""
        missed: list[Candidate] = []
        due: list[Candidate] = []
        others: list[Candidate] = []
        for chunk, families in self._not_taken():
            if chunk.ready <= 1:
                (missed if chunk.missed else due if chunk.last <= 1 else others).extend(families)
        return missed + due + others

    @cached_property
    def resting(self) -> list[Candidate]:
        """Those who may not receive yet."""
        return [c for chunk, families in self._not_taken() if chunk.ready > 1 for c in families]

    @cached_property
    def due(self) -> frozenset[int]:
        """The families whose turn ends with this round or is over; nobody's does where there is no turn."""
        due = (at for at, chunk in enumerate(self._queue.chunks) if chunk.last <= 1 and self.turn)
        return frozenset(candidate.family for at in due for candidate in self._queue.of(at))

    @cached_property
    def passed(self) -> frozenset[int]:
        """Those who would have come by right, but packing put others first."""
        taken = self.decision.trip.taken
        instead = self.decision.instead.items()
        return frozenset(c.family for at, count in instead for c in self._queue.of(at, taken.get(at, 0), count))

    @cached_property
    def _places(self) -> dict[int, int]:
        return {c.family: at for at in range(len(self._queue.chunks)) for c in self._queue.of(at)}

    def place_of(self, candidate: Candidate) -> int:
        """Where it stands in the order of right; families of one village with equal right stand at the same place."""
        return self._places[candidate.family]

    def in_order(self) -> list[Candidate]:
        """All but those placed or left out by hand, in the order in which they stand in the round after.

        Nearly, at least: what is nearly in order is put in order quickly.
        """
        return self._queue.without(self.decision.trip.taken) + self.chosen

    def _not_taken(self) -> Iterator[tuple[Chunk, list[Candidate]]]:
        taken = self.decision.trip.taken
        for at, chunk in enumerate(self._queue.chunks):
            yield chunk, self._queue.of(at, taken.get(at, 0))


def select(candidates: Collection[Candidate], rules: Rules, now: Situation) -> Selection:
    """Choose at most ``rules.packages`` families in at most ``rules.stops`` villages."""
    everybody = [c for c in candidates if c.family not in now.excluded] if now.excluded else candidates
    villages = families_by_village(everybody)
    turn = turn_of(villages, packages=rules.packages, stops=rules.stops, missed_share=rules.missed_share)
    queue = _gathered(everybody, rules, now, turn)
    table = Table(
        queue.chunks,
        Limits(rules.packages, rules.stops, rules.village_rest_rounds),
        resting=now.resting_villages,
        pinned=list(now.pinned.values()),
        positions=rules.positions if villages.keys() <= rules.positions.keys() else None,
    )
    decision = decide(table)
    excluded = [c for c in candidates if c.family in now.excluded] if now.excluded else []
    return Selection(queue, decision, turn, excluded)


def _gathered(everybody: Iterable[Candidate], rules: Rules, now: Situation, turn: int) -> Queue:
    """Those without a place as chunks in the order of right; equal ones so that neighbours stand together."""
    free = [c for c in everybody if c.family not in now.pinned]
    places = order_of_places({c.village: c.district for c in free}, rules.positions)
    times = _times(free, rules, now, turn)
    # Rows of numbers alone: they compare quickly, and Python need not look after them. The last leads to the candidate.
    rows = sorted(
        [
            (*c.right, places[c.village], *times[c.claim, c.began], -(c.score or 0), c.family, index)
            for index, c in enumerate(free)
        ]
    )
    alike = [row[:6] for row in rows]
    starts = [at for at, (one, before) in enumerate(zip(alike, [None, *alike], strict=False)) if one != before]
    chunks: list[Chunk] = []
    equal, last_right = 0, None
    for start, end in pairwise([*starts, len(rows)]):
        claim, since, band, _place, ready, last = alike[start]
        if (right := (claim, since, band)) != last_right:
            equal, last_right = equal + 1, right
        chunks.append(Chunk(free[rows[start][-1]].village, equal, end - start, last, ready, claim == Claim.MISSED))
    return Queue(chunks, [free[row[-1]] for row in rows])


def _times(
    candidates: Iterable[Candidate], rules: Rules, now: Situation, turn: int
) -> dict[tuple[Claim, datetime.date], tuple[int, int]]:
    """The first round in which families may receive, and the last of their turn, by claim and the day it counts from.

    The next round is 1.
    """
    found = {}
    for (claim, began), candidate in {(c.claim, c.began): c for c in candidates}.items():
        free = rests_until(candidate, now.counts_for, rules.family_rest_months)
        ready = 1 + rounds_between(now.counts_for, free, rules.every_months) if free else 1
        last = last_round_of_turn(candidate, now.counts_for, turn, rules.every_months, rules.counts_from)
        found[claim, began] = ready, last
    return found
