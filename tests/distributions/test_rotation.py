"""Who comes next."""

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distributions.rotation.choose import Candidate, choose

D = datetime.date
DATE = D(2024, 11, 15)


def family(pk: int, village: int = 1, **known: object) -> Candidate:
    return Candidate(pk, village, village // 10, **{"waiting_since": D(2024, 1, 1)} | known)


def chosen(*candidates: Candidate, packages: int = 4, stops: int = 4, **how: object) -> list[int]:
    return [c.candidate.family for c in choose(candidates, packages=packages, stops=stops, date=DATE, **how).chosen]


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
    plan = choose(candidates, packages=4, stops=4, date=DATE, family_rest_months=2)
    assert plan.waiting[0].reason == {"code": "rest", "until": "2024-12-01", "last": "2024-10-18"}


def test_a_late_hand_over_counts_for_the_month_of_its_round():
    late = family(1, last_aid_on=D(2024, 11, 2), counts_for=D(2024, 10, 1))
    assert chosen(late, family_rest_months=1) == [1]


def test_a_village_opens_with_its_longest_waiting_family_until_the_locations_are_used_up():
    candidates = [family(pk, village=pk, waiting_since=D(2024, 1, pk)) for pk in (1, 2, 3)]
    assert chosen(*candidates, family(4, village=1, waiting_since=D(2024, 6, 1)), stops=2) == [1, 2, 4]


def test_a_resting_village_yields_to_others_and_says_when_it_could_not():
    candidates = [family(1, village=1), family(2, village=2, waiting_since=D(2024, 6, 1))]
    assert chosen(*candidates, packages=1, resting_villages={1}) == [2]
    plan = choose(candidates, packages=2, stops=4, date=DATE, resting_villages={1})
    assert plan.chosen[1].reason == {"code": "never", "since": "2024-01-01", "village_rest_waived": True}


def test_pinned_families_use_a_package_and_excluded_ones_are_left_out():
    candidates = [family(pk) for pk in (1, 2, 3)]
    assert chosen(*candidates, packages=2, pinned={3: 1}, excluded={1}) == [2]


def test_the_reserve_comes_from_the_places_of_the_round_and_those_who_wait_know_their_turn():
    candidates = [family(pk, village=1 if pk in (1, 4) else pk, waiting_since=D(2024, 1, pk)) for pk in range(1, 7)]
    plan = choose(candidates, packages=1, stops=1, date=DATE)
    assert [c.candidate.family for c in plan.reserve] == [4, 2]
    assert [(c.candidate.family, c.reason["place"], c.reason["turn"]) for c in plan.waiting] == [
        (3, 2, "2025-01-01"),
        (5, 4, "2025-03-01"),
        (6, 5, "2025-04-01"),
    ]


families = st.builds(
    Candidate,
    family=st.integers(1, 10_000),
    village=st.integers(1, 12),
    district=st.integers(1, 3),
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
    plan = choose(candidates, packages=packages, stops=stops, date=DATE, family_rest_months=1)
    named = [c.candidate.family for c in (*plan.chosen, *plan.reserve, *plan.waiting)]
    assert sorted(named) == sorted(c.family for c in candidates)
    assert len(plan.chosen) <= packages
    assert len({c.candidate.village for c in plan.chosen}) <= stops
    random.shuffle(candidates)
    assert choose(candidates, packages=packages, stops=stops, date=DATE, family_rest_months=1) == plan
