"""What the simulation counts is so: its figures decide whether the rotation keeps its promise."""

import datetime

import pytest

from distributions.rotation.choose import Rules
from distributions.rotation.recorded import Recorded
from distributions.rotation.simulation import FIRST, Simulation, World, gini, percentile, rounds_to_all

D = datetime.date


@pytest.mark.parametrize(
    ("ordered", "percent", "value"),
    [
        ([7], 95, 7),
        (range(1, 21), 95, 19),
        (range(1, 22), 95, 20),
        (range(1, 101), 95, 95),
        (range(1, 201), 95, 190),
        (range(1, 101), 1, 1),
        (range(1, 101), 0, 1),
        (range(1, 101), 100, 100),
        ([1, 2, 3, 4], 50, 2),
        ([1, 2, 3, 4], 51, 3),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(ordered, percent, value):
    assert percentile(list(ordered), percent) == value


@pytest.mark.parametrize(
    ("values", "inequality"),
    [([], 0), ([0, 0], 0), ([2, 2, 2], 0), ([1, 0], 0.5), ([3, 1], 0.25), ([0, 0, 0, 4], 0.75), ([1, 2, 3, 4], 0.25)],
)
def test_gini_is_0_where_all_have_the_same_and_near_1_where_one_has_all(values, inequality):
    assert gini(values) == pytest.approx(inequality)


@pytest.mark.parametrize(
    ("sizes", "packages", "stops", "rounds"),
    [
        ([], 4, 2, 0),
        ([0, 0], 4, 2, 0),
        ([4], 4, 2, 1),
        ([5], 4, 2, 2),
        ([1, 1, 1], 4, 2, 2),
        ([1, 1, 1], 4, 3, 1),
        ([3, 0, 1, 2], 2, 2, 3),
    ],
)
def test_the_rounds_until_all_have_received_are_counted(sizes, packages, stops, rounds):
    assert rounds_to_all(sizes, packages, stops) == rounds


def test_the_families_of_each_village_are_those_that_were_said():
    simulation = Simulation(World(9, 3, packages=4, stops=2, months=6), sizes=[2, 0, 1])
    assert simulation.sizes == {1: 2, 3: 1}
    assert [(pk, p.candidate.village, p.candidate.waiting_since) for pk, p in simulation.people.items()] == [
        (1, 1, D(2024, 12, 1)),
        (2, 1, D(2024, 12, 1)),
        (3, 3, D(2024, 12, 1)),
    ]


def test_the_rules_are_those_of_the_world_and_of_what_was_recorded_in_it():
    world = World(9, 3, packages=4, stops=2, months=6, village_rest=3, family_rest=5)
    simulation = Simulation(world)
    assert simulation.rules(FIRST) == Rules(4, 2, 5, 3, recorded=Recorded(), positions=simulation.positions)
    simulation.record.recorded = Recorded().after(FIRST, 4, 1)
    later = simulation.rules(D(2025, 2, 15))
    assert (later.missed_share, later.recorded) == (0.25, Recorded(((FIRST, 4, 1),)))


def test_who_is_missed_is_recorded_and_waits_on():
    simulation = Simulation(World(40, 1, packages=20, stops=1, months=2, missed=0.5, seed=3))
    simulation.play(1)
    missed = [p for p in simulation.people.values() if p.candidate.missed_on]
    assert 0 < len(missed) < 20
    assert simulation.record.recorded == Recorded(((FIRST, 20, len(missed)),))
    assert {(p.candidate.missed_on, p.candidate.missed_reason, p.received, p.since) for p in missed} == {
        (FIRST, "not_home", 0, 0)
    }
    served = [p for p in simulation.people.values() if p.candidate.last_aid_on]
    assert len(served) == 20 - len(missed)
    assert {(p.candidate.last_aid_on, p.received, p.since, p.longest) for p in served} == {(FIRST, 1, 1, 1)}


def test_the_waits_of_ten_families_of_whom_four_are_served_a_month():
    """Two of the first come a third time before the last two come again: of equal right, their entries are older."""
    simulation = Simulation(World(0, 1, packages=4, stops=1, months=5), sizes=[10])
    figures = simulation.run()
    assert 0 <= figures.pop("seconds") < 600
    way = figures.pop("km_per_round")
    assert figures.pop("km_random") == way > 0
    assert figures == {
        "bound": 3,
        "months_to_all": 3,
        "ratio": 1.0,
        "max_wait": 3,
        "median_wait": 3,
        "p95_wait": 3,
        "gini": 0.16,
        "rest_waived": 0,
        "family_rest_violations": 0,
        "forecast_exact": 1.0,
        "forecast_error_p95": 0,
    }


def test_of_nobody_there_is_nothing_to_say():
    figures = Simulation(World(0, 1, packages=4, stops=1, months=1)).run()
    assert {name: value for name, value in figures.items() if value != 0 and name != "seconds"} == {
        "ratio": None,
        "forecast_exact": None,
        "forecast_error_p95": None,
    }
