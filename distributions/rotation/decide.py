"""The objective, and which of the possible rounds meets it.

Let t_f be the round in which family f receives and d_f the round by which it is to (right.py; 1 is the round to be
planned, and who is late already has d_f = 1). A round is sought that makes

    (max_f (t_f − d_f)⁺,  Σ_f (t_f − d_f)⁺)

as small as possible, the worst delay first; among such rounds the one by the order of right. So:

1. *By right*: fill a round in the order of right and play on to the end. If nobody comes too late, that is the round.
2. *Packing*: otherwise look at everybody who is to receive by a round d in which somebody came too late. packing.py
   serves them within D = max(d, H) rounds. If it still can within D − 1 rounds after the round by right, right
   prevails: there is time to pack later.
3. Otherwise each packing is played, its rounds in the order of the right that they hold, filled up by right. The best
   by the objective is taken; the villages that it brings forward are named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from distributions.rotation.fill import Trip
from distributions.rotation.packing import Load, fewest_rounds, pack
from distributions.rotation.play import Played, Table

NOBODY: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """The round to be planned.

    ``forward`` are villages that packing put before others, so that all whose turn it is are served by round ``by`` (1
    is this one); 0 where some come too late all the same, only less so. ``instead`` is what the round by right would
    have taken (chunk: families).
    """

    trip: Trip
    forward: frozenset[int] = frozenset()
    by: int = 0
    instead: Mapping[int, int] = field(default_factory=lambda: NOBODY)


def decide(table: Table) -> Decision:
    """Choose the next round."""
    free = table.play()
    if not free.broken:
        return Decision(free.first)
    # Who is late already comes before all others. Otherwise the first and the last turn that break.
    late = {1} if 1 in free.broken else {min(free.broken), max(free.broken)}
    turns = [_Turn(table, last) for last in sorted(late)]
    if all(turn.can_wait(free.first) for turn in turns):
        return Decision(free.first)
    options = [(turn, table.play(turn.script, by=turn.by)) for turn in turns]
    turn, best = min(options, key=lambda option: _cost(option[1]))
    if _cost(free) <= _cost(best):
        return Decision(free.first)
    forward = (best.first.villages - free.first.villages) & turn.script[0].keys()
    return Decision(best.first, frozenset(forward), 0 if best.worst else turn.within, free.first.taken)


def _cost(played: Played) -> tuple[int, int]:
    return played.worst, played.total


class _Turn:
    """Everybody who is to receive by a round, and how packing serves them."""

    def __init__(self, table: Table, by: int) -> None:
        self.table = table
        self.by = by
        chunks, limits = table.chunks, table.limits
        times = enumerate(zip(chunks.last, chunks.ready, strict=True))
        self.chunks = [at for at, (last, ready) in times if last <= by and ready <= 1]
        self.villages = self._families()
        packed = fewest_rounds(self.villages, limits.packages, limits.stops)
        self.within = max(by, len(packed))
        self.script = self._by_right(packed)

    def can_wait(self, trip: Trip) -> bool:
        """Whether all are served in time if ``trip`` comes first."""
        rest, limits, chunks = self.villages.copy(), self.table.limits, self.table.chunks
        for at, families in trip.taken.items():
            if chunks.last[at] <= self.by and chunks.ready[at] <= 1:
                rest[chunks.villages[at]] -= families
        return pack(rest, limits.packages, limits.stops, self.within - 1) is not None

    def _by_right(self, packed: list[Load]) -> list[Load]:
        """The rounds of the packing, the one that serves whoever has most right first."""
        first: dict[int, int] = {}
        for at in self.chunks:
            first.setdefault(self.table.chunks.villages[at], at)
        return sorted(packed, key=lambda load: sorted(first[village] for village in load))

    def _families(self) -> dict[int, int]:
        """How many families each village has, in the order of right."""
        found: dict[int, int] = {}
        villages, families = self.table.chunks.villages, self.table.chunks.families
        for at in self.chunks:
            found[villages[at]] = found.get(villages[at], 0) + families[at]
        return found
