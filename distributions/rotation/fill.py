"""How one round is filled: who was missed, what packing promised, then by right, then what is left."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, groupby

from distributions.rotation.driving import Point, away
from distributions.rotation.packing import Load

# So many chunks are looked through again at a time for who has received.
BLOCK = 256
# A village that would be split lets a village go first that stands so many places behind it at most: farther ones,
# which may lie at the other end of the district, are not worth the way.
PATIENCE = 2


@dataclass(slots=True)
class Chunks:
    """The families that wait, in the order of right: a chunk is those of one village with equal right.

    A list of numbers for each thing that is known, with a place for each chunk: there are thousands of chunks, and of
    rounds that are played with them. Chunks with the same ``equal`` have the same right. ``last`` is the round (1 is
    the one to be planned) by which they are to receive, ``ready`` the first in which they may. The first ``missed`` of
    them are of families that a round missed.
    """

    villages: list[int]
    equal: list[int]
    families: list[int]
    last: list[int]
    ready: list[int]
    missed: int

    def __len__(self) -> int:
        return len(self.villages)


class Waiver(StrEnum):
    """Why a round goes to a village that rests."""

    TURN = "turn"  # the turn of a family there ends
    PACKING = "packing"  # packing could not keep everybody's turn otherwise
    NOBODY = "nobody"  # no other village was left that could be served


@dataclass(slots=True)
class Trip:
    """A round while it is filled.

    ``room`` and ``stops`` are packages and stops that are left, ``makeups`` the stops that missed families may still
    open; ``taken`` says how many families of each chunk come, ``waived`` which resting villages are reached, and why.
    """

    number: int
    room: int
    stops: int
    makeups: int
    villages: set[int] = field(default_factory=set)
    taken: dict[int, int] = field(default_factory=dict)
    waived: dict[int, Waiver] = field(default_factory=dict)


class Waiting:
    """The chunks in the order of right, by their places in it, and how many families of each are left."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.left = list(chunks.families)
        self.families = sum(self.left)
        self.missed = list(range(chunks.missed))
        self.due: list[int] = []
        self._of_village: defaultdict[int, list[int]] = defaultdict(list)
        for at, village in enumerate(chunks.villages):
            self._of_village[village].append(at)
        # The next ones stand at the end.
        self._by_last = sorted(range(len(chunks)), key=chunks.last.__getitem__)
        self._by_last.reverse()
        # Those who have received are left out where rounds come by, so that these don't go through all of them.
        self._blocks = [list(range(at, min(at + BLOCK, len(chunks)))) for at in range(0, len(chunks), BLOCK)]
        self._first = 0
        self._changed: set[int] = set()
        self._changed_villages: set[int] = set()
        self._in_village: dict[int, int] = {}
        for village, families in zip(chunks.villages, chunks.families, strict=True):
            self._in_village[village] = self._in_village.get(village, 0) + families
        self.villages = len(self._in_village)

    def turn_to(self, number: int) -> None:
        """Begin a round: whose turn ends with it is due."""
        last = self.chunks.last
        while self._by_last and last[self._by_last[-1]] <= number:
            self.due.append(self._by_last.pop())
        self.due = [at for at in self.due if self.left[at]]

    def is_in_time(self, number: int) -> bool:
        """Whether a round that is still to come, ``number``, is in time for all who are left."""
        if any(self.left[at] for at in self.due):
            return False
        while self._by_last and not self.left[self._by_last[-1]]:
            self._by_last.pop()
        return not self._by_last or number <= self.chunks.last[self._by_last[-1]]

    def in_order(self) -> Iterator[int]:
        """The chunks of which somebody is left, in the order of right."""
        for number in range(self._first, len(self._blocks)):
            if number in self._changed:
                self._changed.remove(number)
                self._blocks[number] = [at for at in self._blocks[number] if self.left[at]]
            if number == self._first and not self._blocks[number]:
                self._first += 1
            yield from self._blocks[number]

    def there(self, village: int) -> list[int]:
        """The chunks of a village of which somebody is left."""
        if village in self._changed_villages:
            self._changed_villages.remove(village)
            self._of_village[village] = [at for at in self._of_village[village] if self.left[at]]
        return self._of_village[village]

    def serve(self, at: int, families: int) -> None:
        """Let so many of a chunk have received."""
        village = self.chunks.villages[at]
        self.left[at] -= families
        self.families -= families
        self._in_village[village] -= families
        self.villages -= not self._in_village[village]
        if not self.left[at]:
            self._changed.add(at // BLOCK)
            self._changed_villages.add(village)
            if at < self.chunks.missed:
                self.missed.remove(at)


class Filling:
    """The steps in which a trip is filled."""

    def __init__(
        self, waiting: Waiting, trip: Trip, shut: Collection[int], positions: Mapping[int, Point] | None = None
    ) -> None:
        """``shut`` are the villages that rest; ``positions`` in km where those of all villages are known."""
        self.waiting = waiting
        self.villages = waiting.chunks.villages
        self.last = waiting.chunks.last
        self.ready = waiting.chunks.ready
        self.trip = trip
        self.shut = shut
        self.positions = positions

    def take_missed(self) -> None:
        """Serve missed families in make-up stops."""
        trip = self.trip
        for at in self.waiting.missed:
            village = self.villages[at]
            if village not in trip.villages:
                if trip.makeups < 1 or trip.stops < 1 or trip.room < 1:
                    break
                trip.makeups -= 1
                self._visit(village)
            self._serve(at)
        self._serve_missed(trip.villages)

    def follow(self, load: Load, by: int) -> None:
        """Serve as many families of each village as a packed round says, by right among those who are to by ``by``."""
        for village, promised in load.items():
            for at in self.waiting.there(village):
                if promised and self.last[at] <= by and self._may_open(village, Waiver.PACKING):
                    promised -= self._serve(at, promised)

    def due(self) -> None:
        """Serve those whose turn ends, while stops last."""
        self._open_for(self._in_turn(self.waiting.due))

    def by_right(self) -> None:
        """Each opens its village while stops last, then the villages that are open have what is left."""
        self._open_for(self._in_turn(chain(self.waiting.due, self.waiting.in_order())))
        self._serve_there()

    def leave_nothing(self) -> None:
        """Let villages that rest, and missed families for whom there was no make-up stop, have what is left."""
        for at in chain(self.waiting.missed, self.waiting.in_order()):
            if self.trip.room < 1 or self.trip.stops < 1:
                break
            if self._left(at) and self._may_open(self.villages[at], Waiver.NOBODY):
                self._serve(at)
        self._serve_there()

    def _open_for(self, chunks: Iterable[int]) -> None:
        for at in chunks:
            if self.trip.stops < 1 or self.trip.room < 1:
                break
            if self._may_open(self.villages[at], Waiver.TURN if self._is_due(at) else None):
                self._serve(at)

    def _serve_there(self) -> None:
        """Serve who is left in the villages that are open."""
        if self.trip.room < 1:
            return
        for at in self._there():
            if self._serve(at) and self.trip.room < 1:
                return

    def _in_turn(self, waiting: Iterable[int]) -> Iterator[int]:
        """The chunks; among equals those first whose village is open already."""
        # Written out, and without a call for each chunk: thousands of them are looked at in each round.
        villages, ready, last, missed = self.villages, self.ready, self.last, self.waiting.chunks.missed
        left, trip = self.waiting.left, self.trip
        for _right, equals in groupby(waiting, key=self.waiting.chunks.equal.__getitem__):
            there: list[int] = []
            elsewhere: list[int] = []
            for at in equals:
                if ready[at] > trip.number or left[at] <= trip.taken.get(at, 0):
                    continue
                if at < missed and last[at] > trip.number:
                    continue
                (there if villages[at] in trip.villages else elsewhere).append(at)
            yield from there
            yield from self._whole_first(self._by_way(elsewhere)) if len(elsewhere) > 1 else elsewhere

    def _by_way(self, equals: list[int]) -> Iterator[int]:
        """The chunks in order, which is along the curve; for the last location those nearest to the others first.

        Only for the last: where several are free, nearest first leaves villages between others over, to be driven to
        one by one, and the ways become longer (measured in docs/rotation.md).
        """
        for place, at in enumerate(equals):
            if self.trip.stops == 1 and self.positions:
                yield from self._nearest_first(equals[place:], self.positions)
                return
            yield at

    def _nearest_first(self, equals: list[int], positions: Mapping[int, Point]) -> list[int]:
        return sorted(equals, key=lambda at: (away(self.villages[at], self.trip.villages, positions), at))

    def _whole_first(self, equals: Iterable[int]) -> Iterator[int]:
        """The chunks in order, one that would be split behind the next PATIENCE."""
        split: deque[tuple[int, int]] = deque()
        for place, at in enumerate(equals):
            while split and split[0][0] < place:
                yield split.popleft()[1]
            if self.villages[at] not in self.trip.villages and self._left(at) > self.trip.room:
                split.append((place + PATIENCE, at))
            else:
                yield at
        yield from (at for _until, at in split)

    def _there(self) -> Iterator[int]:
        """Who is left in the villages that are open: those who are due, then the others."""
        last, number = self.last, self.trip.number
        there = sorted(at for village in self.trip.villages for at in self.waiting.there(village))
        if self.waiting.due:
            yield from sorted((at for at in there if last[at] <= number), key=last.__getitem__)
        yield from there

    def _may_open(self, village: int, waiver: Waiver | None) -> bool:
        """Open the village if it is not yet; with a ``waiver`` also one that rests."""
        if village in self.trip.villages:
            return True
        if self.trip.stops < 1 or self.trip.room < 1 or (village in self.shut and waiver is None):
            return False
        if village in self.shut and waiver:
            self.trip.waived[village] = waiver
        self._open(village)
        return True

    def _open(self, village: int) -> None:
        self._visit(village)
        # Missed families without a make-up stop go along when somebody else opens their village.
        self._serve_missed((village,))

    def _visit(self, village: int) -> None:
        self.trip.villages.add(village)
        self.trip.stops -= 1

    def _serve_missed(self, villages: Iterable[int]) -> None:
        if self.waiting.missed:
            missed = self.waiting.chunks.missed
            there = (at for village in villages for at in self.waiting.there(village) if at < missed)
            for at in sorted(there):
                self._serve(at)

    def _serve(self, at: int, most: int | None = None) -> int:
        """Give packages to families of a chunk, to ``most`` at most; returns to how many."""
        trip = self.trip
        families = min(self._left(at), trip.room if most is None else min(trip.room, most))
        if families:
            trip.room -= families
            trip.taken[at] = trip.taken.get(at, 0) + families
        return families

    def _is_due(self, at: int) -> bool:
        return self.last[at] <= self.trip.number

    def _left(self, at: int) -> int:
        """How many families of the chunk may still receive in this round."""
        if self.ready[at] > self.trip.number:
            return 0
        return self.waiting.left[at] - self.trip.taken.get(at, 0)
