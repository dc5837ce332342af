"""In how few rounds villages can be served: the bounds, and the packing that meets them."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distributions.rotation.packing import fewest_rounds, lower_bound, pack, sharper_bound

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=40)
PACKAGES, STOPS = st.integers(1, 30), st.integers(1, 10)
# A busy machine makes no test fail: no deadline.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rounds(sizes: list[int], packages: int, stops: int) -> int:
    return len(fewest_rounds(dict(enumerate(sizes)), packages, stops))


@CALM
@given(SIZES, PACKAGES, STOPS)
def test_a_packing_keeps_its_word(sizes, packages, stops):
    villages = dict(enumerate(sizes))
    loads = fewest_rounds(villages, packages, stops)
    served: Counter[int] = Counter()
    for load in loads:
        assert sum(load.values()) <= packages
        assert len(load) <= stops
        assert all(families > 0 for families in load.values())
        served.update(load)
    assert served == Counter(villages)
    assert lower_bound(sizes, packages, stops) <= sharper_bound(sizes, packages, stops) <= len(loads)


def fewest_of_all(sizes: tuple[int, ...], packages: int, stops: int) -> int:
    """The fewest rounds, by trying everything."""
    seen, front, count = {sizes}, {sizes}, 0
    while not any(sum(left) == 0 for left in front):
        count += 1
        following = set()
        for left in front:
            for load in product(*(range(min(size, packages) + 1) for size in left)):
                if sum(load) <= packages and sum(part > 0 for part in load) <= stops:
                    following.add(tuple(sorted(size - part for size, part in zip(left, load, strict=True))))
        front = following - seen
        seen |= following
    return count


@pytest.mark.parametrize("packages", [2, 3, 4])
@pytest.mark.parametrize("stops", [1, 2])
def test_small_packings_are_as_short_as_can_be(packages, stops):
    for sizes in {tuple(sorted(sizes)) for sizes in product(range(1, 5), repeat=3)}:
        assert rounds(list(sizes), packages, stops) == fewest_of_all(sizes, packages, stops), sizes


@pytest.mark.parametrize(
    ("sizes", "packages", "stops", "bound", "sharper", "fewest"),
    [
        ([], 4, 4, 0, 0, 0),
        ([4], 4, 4, 1, 1, 1),
        ([5], 4, 4, 2, 2, 2),
        ([4, 1], 4, 1, 2, 2, 2),
        # Two villages of thirteen don't fit 25 packages, and a part of one needs another stop.
        ([13] * 6, 25, 2, 4, 4, 4),
        ([1] * 295, 25, 2, 148, 148, 148),
        ([300], 25, 2, 12, 12, 12),
        ([7, 9, 3], 4, 1, 6, 6, 6),
        ([3, 2], 5, 9, 1, 1, 1),
        # No two together: three of them take two rounds.
        ([13] * 30, 25, 2, 16, 16, 20),
        ([9, 9, 9, 9], 9, 9, 4, 4, 4),
    ],
)
def test_the_shapes_that_hurt(sizes, packages, stops, bound, sharper, fewest):
    assert lower_bound(sizes, packages, stops) == bound
    assert sharper_bound(sizes, packages, stops) == sharper
    assert rounds(sizes, packages, stops) == fewest


def test_there_is_no_packing_in_fewer_rounds_than_the_packages_allow():
    assert pack({1: 9}, 4, 4, 2) is None
    assert pack({1: 8}, 4, 4, 2) == [{1: 4}, {1: 4}]
    assert pack({}, 4, 4, 0) == []
