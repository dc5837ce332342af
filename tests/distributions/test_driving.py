"""Which villages are neighbours, how far a round drives, and what the way decides between families of equal right."""

import datetime
import itertools
import math
from random import Random

import pytest

from distributions.rotation.choose import Rules, Situation, select
from distributions.rotation.driving import along_curve, away, kilometres, order_of_places, shortened
from distributions.rotation.right import Candidate

D = datetime.date
HOME = (0.0, 0.0)
EQUAL = D(2024, 5, 1)


def test_who_comes_after_another_along_the_curve_is_a_neighbour():
    side = 16
    cells = [((column + 0.5) / side, (row + 0.5) / side) for column in range(side) for row in range(side)]
    way = sorted(cells, key=lambda cell: along_curve(*cell))
    assert {math.dist(a, b) for a, b in itertools.pairwise(way)} == {1 / side}


def test_the_corners_lie_on_the_curve_which_begins_and_ends_at_two_of_them():
    last = 4**12 - 1
    assert [along_curve(x, y) for x, y in ((0, 0), (0, 1), (1, 1), (1, 0))] == [0, last // 3, last * 2 // 3, last]


def test_villages_stand_along_the_curve_whatever_lies_between_them_and_the_origin():
    quarters = {1: (1.0, 1.0), 2: (9.0, 1.5), 3: (1.5, 9.0), 4: (8.5, 8.5)}
    ranks = {1: 0, 3: 1, 4: 2, 2: 3}
    for east, north, scale in ((0, 0, 1), (-300, 700, 1), (50, -50, 40)):
        positions = {village: (east + x * scale, north + y * scale) for village, (x, y) in quarters.items()}
        assert order_of_places(dict.fromkeys(quarters), positions) == ranks
    flat = {village: (float(village), 5.0) for village in (3, 1, 2)}
    assert order_of_places(dict.fromkeys(flat), flat) == {1: 0, 2: 1, 3: 2}
    assert order_of_places({7: None}, {7: (3.0, 4.0)}) == {7: 0}


def test_where_one_position_is_not_known_villages_stand_district_by_district():
    positions = {1: (1.0, 1.0), 2: (9.0, 1.5), 3: (1.5, 9.0)}
    districts = {1: 8, 2: 5, 3: 8, 4: None}
    assert order_of_places(districts, positions) == {4: 0, 2: 1, 1: 2, 3: 3}
    assert order_of_places({}, positions) == {}


def test_a_way_goes_from_home_through_all_and_back():
    assert kilometres([], HOME) == 0
    assert kilometres([(3.0, 4.0)], HOME) == 10
    assert kilometres([(3.0, 0.0), (3.0, 4.0)], HOME) == 12


@pytest.mark.parametrize("seed", range(5))
def test_a_way_is_shortened_until_no_two_legs_cross(seed):
    """Of points on a circle that is the way round it, wherever on it home is."""
    circle = [(math.cos(turn * math.tau / 9), math.sin(turn * math.tau / 9)) for turn in range(9)]
    Random(seed).shuffle(circle)
    home, *way = circle
    found = shortened(way, home)
    assert sorted(found) == sorted(way)
    assert kilometres(found, home) == pytest.approx(18 * math.sin(math.pi / 9))


def test_a_village_is_as_far_away_as_the_nearest_of_the_others():
    positions = {1: (0.0, 0.0), 2: (3.0, 4.0), 3: (6.0, 8.0)}
    assert away(1, (3, 2), positions) == 5
    assert away(1, (9, 3), positions) == 10
    assert (away(1, (), positions), away(1, (9,), positions)) == (math.inf, math.inf)


def comes(*families: Candidate, stops: int, pinned: int, positions: dict[int, tuple[float, float]]) -> list[int]:
    """The villages of those who come beside somebody in the village ``pinned``."""
    rules = Rules(stops, stops, positions=positions)
    return [c.village for c in select(families, rules, Situation(D(2025, 1, 15), pinned={99: pinned})).chosen]


def of(village: int, waiting_since: datetime.date = EQUAL) -> Candidate:
    return Candidate(village, village, None, waiting_since)


# Along the curve: 1 to 4, each some km from the next.
ROUND = {1: (0.0, 0.0), 2: (0.0, 9.0), 3: (9.0, 9.0), 4: (9.0, 0.0)}


def test_the_last_location_goes_to_the_nearest_of_equal_right_and_all_others_along_the_curve():
    positions = ROUND | {9: (8.0, 8.0)}
    equals = [of(village) for village in ROUND]
    assert order_of_places(dict.fromkeys(ROUND), positions) == {1: 0, 2: 1, 3: 2, 4: 3}
    assert comes(*equals, stops=2, pinned=9, positions=positions) == [3]
    assert comes(*equals, stops=3, pinned=9, positions=positions) == [1, 3]
    assert comes(*equals, stops=4, pinned=9, positions=positions) == [1, 2, 3]


def test_who_has_more_right_has_the_last_location_however_far_away():
    positions = ROUND | {9: (8.0, 8.0)}
    longest = of(1, D(2024, 4, 30))
    assert comes(longest, of(2), of(3), of(4), stops=2, pinned=9, positions=positions) == [1]


def test_where_a_position_is_not_known_the_order_of_places_alone_decides():
    equals = [of(village) for village in ROUND]
    unknown = {village: place for village, place in (ROUND | {9: (8.0, 8.0)}).items() if village != 4}
    assert comes(*equals, stops=2, pinned=9, positions=unknown) == [1]
    # Of the locations themselves none is near: again the order decides.
    assert comes(*equals, stops=2, pinned=9, positions=ROUND) == [1]
