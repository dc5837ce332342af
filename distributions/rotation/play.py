"""Rounds played with chunks instead of families: who would be served when, and who too late.

A chunk is the families of one village that have equal right; 300,000 families are a few thousand chunks. The round that
is really planned is the first one that is played, so what was looked ahead is what happens.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from distributions.rotation.driving import Point
from distributions.rotation.fill import Chunks, Filling, Trip, Waiting
from distributions.rotation.packing import Load


@dataclass(frozen=True, slots=True)
class Limits:
    """What a round has: packages and stops, and for how many rounds a village rests."""

    packages: int
    stops: int
    village_rest: int = 0

    @property
    def makeups(self) -> int:
        """Stops that missed families may open before it is their turn: half of all."""
        return (self.stops + 1) // 2


@dataclass(slots=True)
class Played:
    """What comes of playing to the end: the first round, and by how many rounds families come too late."""

    first: Trip
    worst: int = 0
    total: int = 0
    broken: set[int] = field(default_factory=set)

    def late(self, number: int, last: int, families: int) -> None:
        """Note that families who were to receive by round ``last`` receive in the later round ``number``."""
        by = max(last, 1)
        if number > by:
            self.worst = max(self.worst, number - by)
            self.total += (number - by) * families
            self.broken.add(by)


class Table:
    """The chunks in the order of right, and the rounds that are played with them."""

    def __init__(
        self,
        chunks: Chunks,
        limits: Limits,
        *,
        resting: Mapping[int, int],
        pinned: Sequence[int] = (),
        positions: Mapping[int, Point] | None = None,
    ) -> None:
        """``resting``: the number of the last round in which a village rests; ``pinned``: the village of each family
        that has its place in the first round already; ``positions`` of the villages, where all are known."""
        self.chunks = chunks
        self.limits = limits
        self.resting = resting
        self.pinned = pinned
        self.positions = positions

    def play(self, script: Sequence[Load] = (), *, by: int = 0) -> Played:
        """Play until it is known who is late: the rounds of ``script``, for those due by ``by``, then by right."""
        waiting = Waiting(self.chunks)
        all_ready = max(self.chunks.ready, default=1)
        resting = {village: until for village, until in self.resting.items() if until > 0}
        trip = self._fill(1, waiting, resting, script[0] if script else {}, by)
        played = Played(trip)
        while trip.taken or trip.number <= all_ready:
            for at, families in trip.taken.items():
                waiting.serve(at, families)
                if trip.number > (last := self.chunks.last[at]):
                    played.late(trip.number, last, families)
            resting |= dict.fromkeys(trip.villages, trip.number + self.limits.village_rest)
            resting = {village: until for village, until in resting.items() if until > trip.number}
            if not waiting.families or self._all_in_time(trip.number, waiting, max(all_ready - 1, len(script))):
                break
            load = script[trip.number] if trip.number < len(script) else {}
            trip = self._fill(trip.number + 1, waiting, resting, load, by)
        return played

    def _all_in_time(self, number: int, waiting: Waiting, known: int) -> bool:
        """Whether it is sure after a round that nobody who is left comes too late; then it need not be played.

        After the round ``known`` everybody may receive and no script is followed. Each later round but the last uses up
        its packages, or all its locations: then nobody is left in these villages.
        """
        limits = self.limits
        if limits.packages < 1 or limits.stops < 1:
            return False
        rounds = -(-waiting.families // limits.packages) - (-waiting.villages // limits.stops) - 1
        return waiting.is_in_time(max(number, known) + rounds)

    def _fill(self, number: int, waiting: Waiting, resting: Collection[int], load: Load, by: int) -> Trip:
        """Fill one round: who was missed, the villages of ``load``, then all by right, then those that are resting."""
        trip = self._start(number)
        waiting.turn_to(number)
        filling = Filling(waiting, trip, resting, self.positions)
        filling.take_missed()
        if number < by:
            # Packing serves who can wait with them, but never before them.
            filling.due()
        filling.follow(load, by)
        filling.by_right()
        filling.leave_nothing()
        return trip

    def _start(self, number: int) -> Trip:
        pinned = self.pinned if number == 1 else ()
        villages = set(pinned)
        limits = self.limits
        room = max(limits.packages - len(pinned), 0)
        return Trip(number, room, limits.stops - len(villages), limits.makeups, villages=villages)
