"""Which villages are neighbours, and in which order a round visits its stops.

Where positions are known, villages stand along a Hilbert curve, on which neighbours are close (Platzman, Bartholdi,
"Spacefilling curves and the planar travelling salesman problem", 1989), and the way through the stops of a round is
shortened by exchanging two of its legs as long as that helps (2-opt; Croes, "A method for solving traveling-salesman
problems", 1958). Otherwise villages go district by district.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

# In km to the east and to the north of any common point.
Point = tuple[float, float]
CURVE_LEVELS = 12


def order_of_places(districts: Mapping[int, int | None], positions: Mapping[int, Point]) -> dict[int, int]:
    """The rank of each village (id: its district) in an order in which neighbours stand together."""
    known = [positions[village] for village in districts if village in positions]
    if known and len(known) == len(districts):
        west, south = min(x for x, _y in known), min(y for _x, y in known)
        size = max(max(x - west for x, _y in known), max(y - south for _x, y in known)) or 1.0

        def place(village: int) -> tuple[int, int]:
            x, y = positions[village]
            return along_curve((x - west) / size, (y - south) / size), village
    else:

        def place(village: int) -> tuple[int, int]:
            return districts[village] or 0, village

    return {village: rank for rank, village in enumerate(sorted(districts, key=place))}


def along_curve(x: float, y: float) -> int:
    """How far along the Hilbert curve of the unit square the point lies."""
    side = 1 << CURVE_LEVELS
    column, row = (min(int(value * side), side - 1) for value in (x, y))
    distance, half = 0, side // 2
    while half:
        right, upper = int(column & half > 0), int(row & half > 0)
        distance += half * half * ((3 * right) ^ upper)
        if not upper:
            if right:
                column, row = side - 1 - column, side - 1 - row
            column, row = row, column
        half //= 2
    return distance


def away(village: int, others: Iterable[int], positions: Mapping[int, Point]) -> float:
    """How many km a village lies from the nearest of the others; infinity where there is none whose place is known."""
    there = positions[village]
    return min((math.dist(there, positions[other]) for other in others if other in positions), default=math.inf)


def route(places: Iterable[tuple[int | None, int]]) -> list[int]:
    """The villages of (district, village) pairs: district by district, each where its first family stands."""
    districts: dict[int | None, dict[int, None]] = {}
    for district, village in places:
        districts.setdefault(district, {}).setdefault(village)
    return [village for villages in districts.values() for village in villages]


def kilometres(way: Sequence[Point], home: Point) -> float:
    """The length of the way from home through all points and back, as the crow flies."""
    points = [home, *way, home]
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


def shortened(way: Sequence[Point], home: Point) -> list[Point]:
    """The points in an order in which no exchange of two legs shortens the way any more."""
    points = [home, *way, home]
    improved = True
    while improved:
        improved = False
        for i in range(1, len(points) - 2):
            for j in range(i + 1, len(points) - 1):
                a, b, c, d = points[i - 1], points[i], points[j], points[j + 1]
                if math.dist(a, c) + math.dist(b, d) < math.dist(a, b) + math.dist(c, d) - 1e-9:
                    points[i : j + 1] = reversed(points[i : j + 1])
                    improved = True
    return points[1:-1]
