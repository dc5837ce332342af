"""The command that tries the rotation on families that don't exist."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

KEYS = [
    "bound",
    "months_to_all",
    "ratio",
    "max_wait",
    "median_wait",
    "p95_wait",
    "gini",
    "km_per_round",
    "km_random",
    "rest_waived",
    "family_rest_violations",
    "forecast_exact",
    "forecast_error_p95",
    "seconds",
]


def simulated(*arguments: str) -> dict[str, object]:
    out = io.StringIO()
    call_command("simulate_rotation", "--json", *arguments, stdout=out)
    (line,) = out.getvalue().splitlines()
    return json.loads(line, parse_constant=pytest.fail)


def test_one_line_says_everything_that_was_asked_and_the_same_seed_says_the_same():
    arguments = (
        "--families=60", "--villages=12", "--packages=4", "--stops=2", "--months=30", "--rest=1", "--misses=0.1",
        "--arrivals=0.5", "--seed=7",
    )  # fmt: skip
    first, again = simulated(*arguments), simulated(*arguments)
    assert list(first) == KEYS
    assert first | {"seconds": 0} == again | {"seconds": 0}
    assert first["family_rest_violations"] == 0
    other = simulated(*arguments[:-1], "--seed=8")
    assert first | {"seconds": 0} != other | {"seconds": 0}


def test_one_village_is_served_as_quickly_as_can_be_and_every_forecast_comes_true():
    figures = simulated("--families=40", "--villages=1", "--packages=4", "--stops=1", "--months=20")
    assert figures | {"seconds": 0, "km_per_round": 0, "km_random": 0} == {
        "bound": 10,
        "months_to_all": 10,
        "ratio": 1.0,
        "max_wait": 10,
        "median_wait": 10,
        "p95_wait": 10,
        "gini": 0.0,
        "km_per_round": 0,
        "km_random": 0,
        "rest_waived": 0,
        "family_rest_violations": 0,
        "forecast_exact": 1.0,
        "forecast_error_p95": 0,
        "seconds": 0,
    }


def test_what_there_was_not_to_see_is_null():
    nobody = simulated("--families=0", "--villages=1", "--packages=1", "--stops=1", "--months=1")
    assert (nobody["bound"], nobody["ratio"], nobody["forecast_exact"]) == (0, None, None)
    unfinished = simulated("--families=40", "--villages=4", "--packages=4", "--stops=4", "--months=9")
    assert (unfinished["months_to_all"], unfinished["ratio"], unfinished["max_wait"]) == (None, None, 9)


def test_ways_are_compared_with_those_to_families_that_live_there_by_then():
    arrived = simulated("--families=0", "--villages=9", "--packages=4", "--stops=2", "--months=12", "--arrivals=3")
    assert arrived["km_random"] > 0
    # Who goes everywhere each month drives as far as chance would.
    everywhere = simulated("--families=30", "--villages=3", "--packages=30", "--stops=3", "--months=12")
    assert everywhere["km_per_round"] == everywhere["km_random"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        "--families=0 --villages=1 --arrivals=0",
        "--families=0 --villages=9 --arrivals=0.4 --misses=99",
        "--families=9 --villages=1 --stops=500",
        "--families=3 --villages=40 --packages=2000 --stops=500",
        "--families=1 --villages=5000 --packages=1 --stops=1 --months=3",
        "--families=40 --villages=3 --rest=24 --family-rest=60",
        "--families=40 --villages=3 --rest=3 --misses=1 --seed=0",
        "--families=30 --villages=6 --packages=4 --stops=9 --misses=0.999 --seed=2147483648",
        "--families=20 --villages=5 --months=1 --misses=0",
        "--families=2 --villages=2 --arrivals=300 --months=4",
    ],
)
def test_of_odd_shapes_it_says_as_much_and_nothing_that_is_no_number(arguments):
    figures = simulated(*f"--months=13 {arguments}".split())
    assert list(figures) == KEYS
    assert figures["family_rest_violations"] == 0
    exact = figures["forecast_exact"]
    assert exact is None or 0 <= exact <= 1


@pytest.mark.parametrize(("misses", "share"), [("0.5", "50"), ("0.01", "1")])
def test_misses_are_a_share_or_a_percentage(misses, share):
    arguments = ("--families=40", "--villages=4", "--packages=4", "--stops=4", "--months=12")
    as_share, as_percentage = simulated(*arguments, f"--misses={misses}"), simulated(*arguments, f"--misses={share}")
    assert as_share | {"seconds": 0} == as_percentage | {"seconds": 0}


@pytest.mark.parametrize(
    "argument",
    [
        "--families=-1", "--families=300001", "--families=1e3", "--villages=0", "--villages=5001", "--packages=0",
        "--packages=2001", "--stops=0", "--stops=501", "--months=0", "--months=601", "--months=", "--rest=-1",
        "--rest=25", "--family-rest=61", "--seed=-1", "--misses=100", "--misses=-0.1", "--misses=nan",
        "--misses=1e309", "--arrivals=-1", "--arrivals=inf", "--arrivals=nan",
    ],
)  # fmt: skip
def test_a_number_that_makes_no_sense_is_refused_by_its_name(argument):
    with pytest.raises(CommandError, match=argument.split("=")[0]):
        simulated(argument)


def test_without_json_it_is_read_by_people():
    out = io.StringIO()
    call_command("simulate_rotation", "--families=12", "--villages=3", "--months=3", stdout=out)
    assert len(out.getvalue().splitlines()) == len(KEYS)
    assert "longest wait of a family, in months" in out.getvalue()
