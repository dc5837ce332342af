"""Who comes next: data in, selection out, no database; the same data give the same selection.

The families that may receive are ordered by right (right.py) and gathered into chunks; decide.py says how many of each
chunk come now; plan.py notes for each family why it comes or waits, and forecast.py repeats the same for later rounds.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import accumulate, chain, compress, groupby, pairwise
from types import MappingProxyType

from distributions.rotation.decide import Decision, decide
from distributions.rotation.driving import Point, order_of_places
from distributions.rotation.fill import Chunks
from distributions.rotation.play import Limits, Table
from distributions.rotation.recorded import Recorded
from distributions.rotation.right import (
    Candidate,
    Claim,
    Right,
    families_by_village,
    has_received,
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


@dataclass(slots=True)
class Queue:
    """All who wait and have no place by hand, in the order of right: chunks, and their families one after the other.

    ``kinds`` says of each chunk by whom of ``known`` its times go: those with one claim, since one day, who began on
    one day share them.
    """

    chunks: Chunks
    families: list[Candidate]
    kinds: list[int]
    known: list[Candidate]
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [0, *accumulate(self.chunks.families)]

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

    def goes_on_after(self, date: datetime.date) -> bool:
        """Whether those who receive on that day simply stand at its end then, and all others as before.

        So it is where nobody received on that day or later, and who received on one day received for one month:
        otherwise families of one village with equal right may be one chunk in this round, and two in the next.
        """
        since = {(c.claim, c.right[1]) for c in self.known}
        months = {(c.claim, c.right[1], c.began.year, c.began.month) for c in self.known}
        missed = self.families[: self.starts[self.chunks.missed]]
        before = (c.last_aid_on is None or c.last_aid_on < date for c in chain(self.known, missed))
        return len(since) == len(months) and all(before)


class Selection:
    """Who comes, who waits for a turn and who rests, each in the order of right; T, and the round as decided.

    Of the round alone is known at once who comes; the others are sorted out when somebody asks for them.
    """

    def __init__(
        self,
        queue: Queue,
        villages: Counter[int],
        decision: Decision,
        turn: int,
        *,
        excluded: list[Candidate],
        placed: list[Candidate],
    ) -> None:
        """``villages`` counts the families of each; ``excluded`` are left out by hand, ``placed`` have their places."""
        self.villages = villages
        self.placed = placed
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
        chunks = self._queue.chunks
        for at, families in self._not_taken():
            if chunks.ready[at] <= 1:
                (missed if at < chunks.missed else due if chunks.last[at] <= 1 else others).extend(families)
        return missed + due + others

    @cached_property
    def resting(self) -> list[Candidate]:
        """Those who may not receive yet."""
        ready = self._queue.chunks.ready
        return [c for at, families in self._not_taken() if ready[at] > 1 for c in families]

    @cached_property
    def due(self) -> frozenset[int]:
        """The families whose turn ends with this round or is over; nobody's does where there is no turn."""
        due = (at for at, last in enumerate(self._queue.chunks.last) if last <= 1 and self.turn)
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

    def following(self, before: Situation, rules: Rules, now: Situation) -> "Selection | None":
        """The selection of the next round, where nothing happened but the one ``before``, in which all chosen received.

        None where it can't be told from this one. As ``select`` would say, but without gathering all families again.
        """
        if rules.positions or not self._queue.goes_on_after(before.date):
            return None
        turn = _turn(self.villages, rules)
        received = [has_received(c, before.date, before.month) for c in self.chosen]
        queue = _moved_on(self._queue, self.decision.trip.taken, received, partial(_times, rules, now, turn))
        decision = _decided(queue, self.villages, rules, now)
        return Selection(queue, self.villages, decision, turn, excluded=[], placed=[])

    def _not_taken(self) -> Iterator[tuple[int, list[Candidate]]]:
        taken = self.decision.trip.taken
        for at in range(len(self._queue.chunks)):
            yield at, self._queue.of(at, taken.get(at, 0))


def select(candidates: Collection[Candidate], rules: Rules, now: Situation) -> Selection:
    """Choose at most ``rules.packages`` families in at most ``rules.stops`` villages."""
    everybody = [c for c in candidates if c.family not in now.excluded] if now.excluded else candidates
    villages = families_by_village(everybody)
    turn = _turn(villages, rules)
    queue = _gathered(everybody, rules, now, turn)
    excluded = [c for c in candidates if c.family in now.excluded] if now.excluded else []
    placed = [c for c in everybody if c.family in now.pinned] if now.pinned else []
    return Selection(queue, villages, _decided(queue, villages, rules, now), turn, excluded=excluded, placed=placed)


def _turn(villages: Mapping[int, int], rules: Rules) -> int:
    return turn_of(villages, packages=rules.packages, stops=rules.stops, missed_share=rules.missed_share)


def _decided(queue: Queue, villages: Counter[int], rules: Rules, now: Situation) -> Decision:
    table = Table(
        queue.chunks,
        Limits(rules.packages, rules.stops, rules.village_rest_rounds),
        resting=now.resting_villages,
        pinned=list(now.pinned.values()),
        positions=rules.positions if villages.keys() <= rules.positions.keys() else None,
    )
    return decide(table)


def _gathered(everybody: Iterable[Candidate], rules: Rules, now: Situation, turn: int) -> Queue:
    """Those without a place as chunks in the order of right; equal ones so that neighbours stand together."""
    free = [c for c in everybody if c.family not in now.pinned]
    places = order_of_places({c.village: c.district for c in free}, rules.positions)
    known = {(c.claim, c.right[1], c.began): c for c in free}
    kinds = {key: kind for kind, key in enumerate(known)}
    times = {key: _times(rules, now, turn, c) for key, c in known.items()}
    # Rows of numbers alone: they compare quickly, and Python need not look after them. The last leads to the candidate.
    rows = sorted(
        [
            (*c.right, places[c.village], *times[c.claim, c.right[1], c.began], -(c.score or 0), c.family, index)
            for index, c in enumerate(free)
        ]
    )
    alike = [row[:6] for row in rows]
    starts = [at for at, (one, before) in enumerate(zip(alike, [None, *alike], strict=False)) if one != before]
    first = [free[rows[start][-1]] for start in starts]
    chunks = Chunks(
        villages=[c.village for c in first],
        equal=_numbered([alike[start][:3] for start in starts]),
        families=[end - start for start, end in pairwise([*starts, len(rows)])],
        last=[alike[start][5] for start in starts],
        ready=[alike[start][4] for start in starts],
        missed=sum(c.claim is Claim.MISSED for c in first),
    )
    of = [kinds[c.claim, c.right[1], c.began] for c in first]
    return Queue(chunks, [free[row[-1]] for row in rows], of, list(known.values()))


def _moved_on(
    queue: Queue, taken: Mapping[int, int], received: list[Candidate], times_of: Callable[[Candidate], tuple[int, int]]
) -> Queue:
    """The queue of the next round: without those ``taken`` (chunk: how many), who stand at its end as ``received``."""
    received = sorted(received, key=lambda c: (c.right, c.district or 0, c.village, -(c.score or 0), c.family))
    added = [list(equals) for _key, equals in groupby(received, key=lambda c: (c.right, c.village))]
    old = queue.chunks
    left = list(old.families)
    for at, families in taken.items():
        left[at] -= families
    known = [*queue.known, *received[:1]]
    kinds = [*compress(queue.kinds, left), *(len(queue.known) for _chunk in added)]
    times = list(map(times_of, known))
    behind = old.equal[-1] if old.equal else 0
    chunks = Chunks(
        villages=[*compress(old.villages, left), *(chunk[0].village for chunk in added)],
        equal=[*compress(old.equal, left), *(behind + number for number in _numbered([c[0].right for c in added]))],
        families=[*filter(None, left), *map(len, added)],
        last=[times[kind][1] for kind in kinds],
        ready=[times[kind][0] for kind in kinds],
        missed=sum(map(bool, left[: old.missed])),
    )
    return Queue(chunks, queue.without(taken) + received, kinds, known)


def _numbered(rights: list[Right]) -> list[int]:
    """The rights as numbers: 1 for the first, and one more wherever another follows."""
    return list(accumulate(one != before for one, before in zip(rights, [None, *rights], strict=False)))


def _times(rules: Rules, now: Situation, turn: int, candidate: Candidate) -> tuple[int, int]:
    """The first round in which a family may receive, and the last of its turn; the next round is 1.

    They go by its claim and the month from which its turn counts.
    """
    free = rests_until(candidate, now.counts_for, rules.family_rest_months)
    ready = 1 + rounds_between(now.counts_for, free, rules.every_months) if free else 1
    return ready, last_round_of_turn(candidate, now.counts_for, turn, rules.every_months, rules.counts_from)
