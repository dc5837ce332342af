"""In how few rounds villages can be served, and how: a heuristic that nearly always meets the lower bound.

A round has N packages and K stops; a village may be served in parts, each part takes a stop of its round. That is bin
packing with splittable items and a limit on the parts of a bin: Chung, Graham, Mao, Varghese, "Parallelism versus
memory allocation in pipelined router forwarding engines" (2006); Epstein, van Stee, "Improved results for a memory
allocation problem"; the sliding window is that of Kling, Mäcker, Riechers, Skopalik, "Sharing is caring:
multiprocessor scheduling with a sharable resource" (2017).

With F = Σ n_v families in villages of n_v, nobody needs fewer rounds than

    B  = max(⌈F / N⌉, ⌈Σ ⌈n_v / N⌉ / K⌉)
    B₂ = max(⌈F / N⌉, ⌈Σ ⌈n_v / (N − K + 1)⌉ / K⌉) ≥ B,

B₂ because a stop that takes more than N − K + 1 packages leaves its round with fewer than K stops (K ≤ N).
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from itertools import accumulate
from operator import itemgetter

# A village's families that are left, its place in the order in which equal ones go, and its id.
Left = tuple[int, int, int]
# Of one round: how many families of each village.
Load = dict[int, int]
# The same by the places where the villages stand in what is left.
Parts = dict[int, int]


def lower_bound(sizes: Iterable[int], packages: int, stops: int) -> int:
    """B: the rounds that nobody can do with fewer of, for villages of these sizes."""
    return _bound(list(sizes), packages, stops, packages)


def sharper_bound(sizes: Iterable[int], packages: int, stops: int) -> int:
    """B₂, which also knows that large parts leave fewer stops to a round."""
    stops = min(stops, packages)
    return _bound(list(sizes), packages, stops, packages - stops + 1)


def fewest_rounds(villages: Mapping[int, int], packages: int, stops: int) -> list[Load]:
    """The packing of villages (id: families) with the fewest rounds that is found: H is its length.

    Villages of equal size go in the order of the mapping, so that neighbours there share a round.
    """
    rounds = sharper_bound(villages.values(), packages, stops)
    while (found := pack(villages, packages, stops, rounds)) is None:
        rounds += 1
    return found


def pack(villages: Mapping[int, int], packages: int, stops: int, rounds: int) -> list[Load] | None:
    """Serve the villages within so many rounds; None where this packer does not succeed.

    As long as what is left fits into the packages of the rounds left, a round is *closed*: it serves as many whole
    villages as it has stops, and may leave packages. Otherwise it is a *window*, which uses up its packages.
    """
    left = sorted((size, place, village) for place, (village, size) in enumerate(villages.items()) if size > 0)
    families = sum(size for size, _place, _village in left)
    stops = min(stops, packages)
    loads: list[Load] = []
    while left:
        rounds -= 1
        if rounds < 0 or families > packages * (rounds + 1):
            return None
        parts = _closed(left, packages, stops)
        if parts is None or families - sum(parts.values()) > packages * rounds:
            parts = _window(left, packages, stops)
        families -= sum(parts.values())
        loads.append(_taken(left, parts))
    return loads


def _bound(sizes: list[int], packages: int, stops: int, part: int) -> int:
    parts = sum(_up(size, part) for size in sizes)
    return max(_up(sum(sizes), packages), _up(parts, stops))


def _closed(left: list[Left], packages: int, stops: int) -> Parts | None:
    """As many whole villages as there are stops, each the largest that leaves room for the smallest at the others."""
    stops = min(stops, len(left))
    smallest = [0, *accumulate(size for size, _place, _village in left[:stops])]
    if smallest[stops] > packages:
        return None
    parts: Parts = {}
    below = len(left)
    for others in range(stops - 1, -1, -1):
        most = packages - smallest[others]
        below = bisect_right(left, most, hi=below, key=itemgetter(0)) - 1
        parts[below] = left[below][0]
        packages -= parts[below]
    return parts


def _window(left: list[Left], packages: int, stops: int) -> Parts:
    """Neighbours in size: all whole but the last, of which a part uses up the packages.

    The smallest such neighbours; where even the largest villages leave packages, those.
    """

    def families(at: int) -> int:
        # What is farther back is not smaller, so the first that is large enough is found by halving.
        return sum(size for size, _place, _village in left[at : at + stops])

    start = bisect_left(range(max(len(left) - stops, 0)), packages, key=families)
    parts: Parts = {}
    for at in range(start, min(start + stops, len(left))):
        if packages:
            parts[at] = min(left[at][0], packages)
            packages -= parts[at]
    return parts


def _taken(left: list[Left], parts: Parts) -> Load:
    """Take the parts out of what is left. In place, since there are thousands of villages and of rounds."""
    load = {left[at][2]: families for at, families in parts.items()}
    split = [(left[at][0] - families, *left[at][1:]) for at, families in parts.items() if families < left[at][0]]
    for at in sorted(parts, reverse=True):
        del left[at]
    for village in split:
        insort(left, village)
    return load


def _up(amount: int, of: int) -> int:
    return -(-amount // of)
