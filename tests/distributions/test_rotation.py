"""Who comes next."""

import dataclasses
import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distributions.rotation.choose import Rules, Situation, select
from distributions.rotation.driving import route
from distributions.rotation.plan import Plan, explain
from distributions.rotation.right import Candidate, rests_until
from distributions.rotation.why import Expected, stands

D = datetime.date
DATE = D(2024, 11, 15)
RULES = {field.name for field in dataclasses.fields(Rules)}


def family(pk: int, village: int = 1, **known: object) -> Candidate:
    return Candidate(pk, village, village // 10, **{"waiting_since": D(2024, 1, 1)} | known)


def planned(candidates: list[Candidate], *, reserves: int = 2, expected: Expected | None = None, **how: object) -> Plan:
    """The plan of the first round of a programme, on 15 November 2024, of which some is told."""
    told = {"packages": 4, "stops": 4, "date": DATE, "counts_from": D(2024, 10, 1)} | how
    rules = Rules(**{name: told.pop(name) for name in RULES & told.keys()})
    now = Situation(**told)
    return explain(select(candidates, rules, now), rules, now, reserves=reserves, expected=expected)


def chosen(*candidates: Candidate, **how: object) -> list[int]:
    return [c.candidate.family for c in planned(list(candidates), **how).chosen]


def test_missed_comes_before_never_received_before_longest_wait_before_need():
    assert chosen(
        family(1, last_aid_on=D(2024, 3, 1), score=90),
        family(2, last_aid_on=D(2024, 3, 1), score=95),
        family(3, last_aid_on=D(2024, 2, 1)),
        family(4),
        family(5, missed_on=D(2024, 10, 18), missed_reason="not_home"),
        packages=5,
    ) == [5, 4, 3, 2, 1]


def test_a_family_rests_by_calendar_months_unless_it_was_missed():
    received = D(2024, 10, 18)
    candidates = [family(1, last_aid_on=received), family(2, last_aid_on=received, missed_on=D(2024, 10, 25))]
    assert chosen(*candidates, family_rest_months=1) == [2, 1]
    assert chosen(*candidates, family_rest_months=2) == [2]
    plan = planned(candidates, family_rest_months=2)
    assert plan.waiting[0].reason == {"code": "rest", "until": "2024-12-01", "last": "2024-10-18"}


def test_a_late_hand_over_counts_for_the_month_of_its_round():
    late = family(1, last_aid_on=D(2024, 11, 2), counts_for=D(2024, 10, 1))
    assert chosen(late, family_rest_months=1) == [1]


@pytest.mark.parametrize(
    ("months", "day", "month", "comes"),
    [
        # Received on 15 November for November; the round of December is held on 28 November.
        (1, D(2024, 11, 28), D(2024, 12, 1), True),
        (2, D(2024, 11, 28), D(2024, 12, 1), False),
        (2, D(2024, 12, 31), D(2025, 1, 1), True),
        # An extra round counts for the month of its day.
        (1, D(2024, 11, 28), D(2024, 11, 1), False),
        (1, D(2024, 11, 28), None, False),
        # The round of November is held in December.
        (1, D(2024, 12, 2), D(2024, 11, 1), False),
    ],
)
def test_a_rest_is_reckoned_to_the_month_for_which_the_round_counts(months, day, month, comes):
    received = family(1, last_aid_on=D(2024, 11, 15))
    plan = planned([received], family_rest_months=months, date=day, month=month)
    assert [c.candidate.family for c in plan.chosen] == ([1] if comes else [])
    assert comes or plan.waiting[0].reason["until"] == f"{D(2024, 11 + months, 1) if months == 1 else D(2025, 1, 1)}"


@pytest.mark.parametrize(("month", "due"), [(D(2024, 12, 1), True), (None, False)])
def test_a_turn_is_reckoned_to_the_month_for_which_the_round_counts(month, due):
    families = [family(pk, last_aid_on=D(2024, 9, 20)) for pk in (1, 2)]
    rules = Rules(1, 1)  # two families, one package: a turn of three rounds
    selection = select(families, rules, Situation(D(2024, 11, 28), month=month))
    assert bool(selection.due) is due


def test_a_village_opens_with_its_longest_waiting_family_until_the_locations_are_used_up():
    candidates = [family(pk, village=pk, waiting_since=D(2024, 1, pk)) for pk in (1, 2, 3)]
    assert chosen(*candidates, family(4, village=1, waiting_since=D(2024, 6, 1)), stops=2) == [1, 2, 4]


def test_a_resting_village_yields_to_others_and_says_when_it_could_not():
    candidates = [family(1, village=1), family(2, village=2, waiting_since=D(2024, 6, 1))]
    assert chosen(*candidates, packages=1, resting_villages={1: 1}) == [2]
    plan = planned(candidates, packages=2, resting_villages={1: 1})
    assert plan.chosen[0].reason == {"code": "never", "since": "2024-01-01", "village_rest_waived": "nobody"}


def test_pinned_families_use_a_package_and_excluded_ones_are_left_out():
    candidates = [family(pk) for pk in (1, 2, 3)]
    assert chosen(*candidates, packages=2, pinned={3: 1}, excluded={1}) == [2]


def test_the_reserve_comes_from_the_places_of_the_round_and_those_who_wait_know_their_turn():
    candidates = [family(pk, village=1 if pk in (1, 4) else pk, waiting_since=D(2024, 1, pk)) for pk in range(1, 7)]
    plan = planned(candidates, packages=1, stops=1)
    assert [c.candidate.family for c in plan.reserve] == [4, 2]
    assert [(c.candidate.family, c.reason["place"]) for c in plan.waiting] == [(3, 2), (5, 4), (6, 5)]


def test_within_each_right_the_higher_need_and_then_the_older_entry_comes_first():
    on = D(2024, 10, 18)
    for known in ({}, {"last_aid_on": D(2024, 3, 1)}, {"missed_on": on}):
        candidates = [family(pk, score=score, **known) for pk, score in ((4, None), (3, 0), (2, 10), (1, 90), (5, 10))]
        assert chosen(*candidates, packages=5) == [1, 2, 5, 3, 4]


def test_the_longest_wait_decides_before_the_need():
    day = datetime.timedelta(days=1)
    for name in ("waiting_since", "last_aid_on", "missed_on"):
        candidates = [family(1, score=90, **{name: D(2024, 3, 2)}), family(2, **{name: D(2024, 3, 2) - day})]
        assert chosen(*candidates) == [2, 1]


@pytest.mark.parametrize(
    ("received", "months", "until"),
    [
        (D(2024, 11, 1), 0, None),
        (D(2024, 11, 1), 1, D(2024, 12, 1)),
        (D(2024, 10, 31), 1, None),
        (D(2024, 10, 1), 2, D(2024, 12, 1)),
        (D(2024, 1, 31), 12, D(2025, 1, 1)),
        (D(2023, 11, 30), 12, None),
        (D(2023, 12, 1), 12, D(2024, 12, 1)),
        (D(2024, 11, 30), 1, D(2024, 12, 1)),
        (D(2024, 12, 1), 1, D(2025, 1, 1)),
    ],
)
def test_a_rest_ends_with_the_first_of_a_month(received, months, until):
    assert rests_until(family(1, last_aid_on=received), DATE, months) == until


def test_who_never_received_or_was_missed_since_does_not_rest():
    assert rests_until(family(1), DATE, 60) is None
    assert rests_until(family(1, last_aid_on=D(2024, 11, 1), missed_on=D(2024, 11, 8)), DATE, 60) is None


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, {"since": "2024-01-01"}),
        ({"last_aid_on": D(2024, 10, 18)}, {"last": "2024-10-18"}),
        ({"last_aid_on": D(2024, 11, 4)}, {"last": "2024-11-04", "until": "2024-12-01"}),
        ({"last_aid_on": D(2024, 11, 4), "planned": True}, {"planned": "2024-11-04", "until": "2024-12-01"}),
        ({"last_aid_on": D(2024, 11, 4), "missed_on": D(2024, 11, 8)}, {"missed": "2024-11-08"}),
    ],
)
def test_who_is_chosen_by_hand_reads_what_right_it_has_and_from_when_it_may_receive(known, said):
    rules = Rules(4, 4, family_rest_months=1)
    assert stands(family(1, **known), rules, Situation(DATE)) == said
    december = Situation(DATE, month=D(2024, 12, 1))
    assert "until" not in stands(family(1, **known), rules, december)


def test_every_reason_names_what_it_rests_on():
    candidates = [
        family(1, missed_on=D(2024, 10, 18), missed_reason="not_home", last_aid_on=D(2024, 3, 1)),
        family(2, waiting_since=D(2024, 5, 6)),
        family(3, last_aid_on=D(2024, 2, 3)),
        family(4, last_aid_on=D(2024, 11, 4)),
    ]
    plan = planned(candidates, family_rest_months=1)
    assert [choice.reason for choice in plan.chosen] == [
        {"code": "missed", "on": "2024-10-18", "why": "not_home"},
        {"code": "never", "since": "2024-05-06"},
        {"code": "received", "last": "2024-02-03"},
    ]
    assert [choice.reason for choice in plan.waiting] == [{"code": "rest", "until": "2024-12-01", "last": "2024-11-04"}]


def test_who_waits_is_told_the_place_the_turn_and_the_last_time():
    candidates = [family(pk, last_aid_on=D(2024, 1, pk)) for pk in range(1, 7)]
    expected = Expected({5: D(2024, 12, 20), 4: D(2025, 1, 17)}, D(2025, 12, 1))
    plan = planned(candidates, packages=2, stops=1, reserves=1, expected=expected)
    assert ([c.candidate.family for c in plan.chosen], [c.candidate.family for c in plan.reserve]) == ([1, 2], [3])
    assert [choice.reason for choice in plan.waiting] == [
        {"code": "queue", "place": 2, "turn": "2025-01-01", "last": "2024-01-04"},
        {"code": "queue", "place": 3, "turn": "2024-12-01", "last": "2024-01-05"},
        {"code": "queue", "place": 4, "earliest": "2025-12-01", "last": "2024-01-06"},
    ]


def test_without_packages_everybody_waits_and_no_turn_is_made_up():
    plan = planned([family(pk) for pk in (1, 2, 3)], packages=0, reserves=0)
    assert (plan.chosen, plan.reserve) == ([], [])
    assert [(choice.reason["code"], choice.reason["place"]) for choice in plan.waiting] == [
        ("queue", place) for place in (1, 2, 3)
    ]
    assert not any({"turn", "earliest"} & choice.reason.keys() for choice in plan.waiting)


@pytest.mark.parametrize(("packages", "expected"), [(0, []), (1, [1]), (2, [1, 2]), (3, [1, 2])])
def test_packages_are_given_to_the_last(packages, expected):
    assert chosen(family(1), family(2), packages=packages) == expected


@pytest.mark.parametrize(("stops", "expected"), [(0, []), (1, [1]), (2, [1, 2]), (3, [1, 2, 3])])
def test_locations_are_opened_to_the_last(stops, expected):
    assert chosen(*(family(pk, village=pk) for pk in (1, 2, 3)), stops=stops) == expected


def test_a_pinned_family_opens_its_village_and_takes_its_package():
    first = family(1, village=1, waiting_since=D(2023, 12, 31))
    candidates = [first, family(2, village=2), family(3, village=2)]
    assert chosen(*candidates, packages=2, stops=1, pinned={9: 2}) == [2]
    assert chosen(*candidates, packages=3, stops=2, pinned={9: 2}) == [1, 2]
    assert chosen(*candidates, packages=1, stops=2, pinned={9: 2}) == []


def test_of_equal_right_those_come_whose_village_is_a_location_already():
    candidates = [family(1, village=1), family(2, village=2), family(3, village=2)]
    assert chosen(*candidates, packages=3, stops=2, pinned={9: 2}) == [2, 3]


def test_a_village_that_would_be_split_lets_two_of_equal_right_go_first_and_not_a_third():
    candidates = [family(pk, village) for pk, village in enumerate((1, 1, 1, 1, 2, 3, 4), start=1)]
    assert chosen(*candidates, packages=3, stops=3) == [1, 5, 6]
    assert chosen(*candidates, packages=4, stops=3) == [1, 2, 3, 4]


def test_a_missed_family_opens_its_resting_village_and_that_is_no_waiver():
    candidates = [family(1, village=1, missed_on=D(2024, 10, 18)), family(2, village=2)]
    plan = planned(candidates, packages=2, stops=2, resting_villages={1: 1})
    assert [(c.candidate.family, "village_rest_waived" in c.reason) for c in plan.chosen] == [(1, False), (2, False)]


def test_families_of_a_resting_village_come_after_all_others_and_wait_there():
    candidates = [family(1, village=1), family(2, village=2, waiting_since=D(2024, 6, 1)), family(3, village=1)]
    plan = planned(candidates, packages=1, stops=9, resting_villages={1: 1}, reserves=0)
    assert [c.candidate.family for c in plan.chosen] == [2]
    assert [(c.candidate.family, c.reason["place"]) for c in plan.waiting] == [(1, 1), (3, 2)]


def test_the_reserve_is_of_two_and_from_the_nearest_places():
    villages = enumerate((1, 2, 1, 3, 1), start=1)
    candidates = [family(pk, village, waiting_since=D(2024, 1, pk)) for pk, village in villages]
    plan = planned(candidates, packages=1, stops=1)
    assert [(c.candidate.family, c.reason["code"]) for c in plan.reserve] == [(3, "reserve"), (5, "reserve")]
    fewer = planned(candidates, packages=1, stops=1, reserves=1)
    assert [c.candidate.family for c in fewer.reserve] == [3]
    more = planned(candidates, packages=1, stops=1, reserves=3)
    assert [c.candidate.family for c in more.reserve] == [3, 5, 2]


def test_a_route_goes_district_by_district_each_where_its_first_family_stands():
    assert route([(2, 21), (1, 11), (2, 22), (None, 5), (1, 11), (1, 12), (2, 21)]) == [21, 22, 11, 12, 5]
    assert route([]) == []


families = st.builds(
    lambda village, **known: Candidate(village=village, district=village // 4, **known),
    family=st.integers(1, 10_000),
    village=st.integers(1, 12),
    waiting_since=st.dates(D(2023, 1, 1), D(2024, 6, 1)),
    last_aid_on=st.none() | st.dates(D(2023, 1, 1), D(2024, 11, 1)),
    score=st.none() | st.integers(0, 100),
)


# A busy machine makes no test fail: no deadline.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(families, unique_by=lambda c: c.family, max_size=60), st.integers(1, 20), st.integers(1, 8), st.randoms()
)
def test_every_family_is_named_once_and_the_limits_hold_in_any_order_of_the_data(candidates, packages, stops, random):
    plan = planned(candidates, packages=packages, stops=stops, family_rest_months=1)
    named = [c.candidate.family for c in (*plan.chosen, *plan.reserve, *plan.waiting)]
    assert sorted(named) == sorted(c.family for c in candidates)
    assert len(plan.chosen) <= packages
    assert len({c.candidate.village for c in plan.chosen}) <= stops
    random.shuffle(candidates)
    assert planned(candidates, packages=packages, stops=stops, family_rest_months=1) == plan
