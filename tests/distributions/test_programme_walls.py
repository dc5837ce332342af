"""What the database refuses about programmes and the calendar's link."""

import datetime

import pytest

from distributions.models import (
    CalendarLink,
)
from tests.distributions.months import NOW
from tests.factories import (
    CentreFactory,
    MembershipFactory,
    MovedDateFactory,
    PauseFactory,
    ProgrammeFactory,
    UserFactory,
)
from tests.walls import (
    adding_is_refused,
    changing_is_refused,
    copied,
    not_granted,
    run,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 11, 15)
HOUR = datetime.timedelta(hours=1)


# --- the programme


def test_a_programme_has_its_name_once():
    adding_is_refused("programme_name_once", copied(ProgrammeFactory()))
    adding_is_refused("programme_name_once", copied(ProgrammeFactory(name="Apa Saja"), name="apa saja"))


@pytest.mark.parametrize(
    "changes", [{"nth": None}, {"nth": 5}, {"weekday": None}, {"weekday": 7}, {"rule": "day", "day": None}]
)
def test_a_rule_is_complete(changes):
    changing_is_refused("programme_rule_is_complete", ProgrammeFactory(), **changes)


def test_a_rule_has_numbers_above_zero():
    changing_is_refused("programme_numbers_above_zero", ProgrammeFactory(), packages_per_round=0)


def test_a_programme_does_not_end_before_it_starts():
    changing_is_refused("programme_ends_after_start", ProgrammeFactory(), ends_on=datetime.date(2020, 1, 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"packages_per_round": 10_001},
        {"stops_per_round": 10_001},
        {"family_rest_months": 61},
        {"village_rest_rounds": 25},
    ],
)
def test_a_rule_has_numbers_within_bounds(changes):
    changing_is_refused("programme_numbers_within_bounds", ProgrammeFactory(), **changes)


def test_the_largest_numbers_are_within_the_bounds():
    ProgrammeFactory(packages_per_round=10_000, stops_per_round=10_000, family_rest_months=60, village_rest_rounds=24)


def test_a_pause_ends_after_its_start_and_has_a_reason():
    pause = PauseFactory()
    changing_is_refused("pause_ends_after_start", pause, ends_on=pause.starts_on - datetime.timedelta(days=1))
    changing_is_refused("pause_has_reason", pause, reason="")


def test_a_moved_date_is_another_near_its_month_with_a_reason_and_once():
    moved = MovedDateFactory()
    changing_is_refused("moved_date_is_another", moved, date=moved.occurrence_on)
    for date in (datetime.date(2026, 10, 31), datetime.date(2027, 2, 1)):
        changing_is_refused("moved_date_near_its_month", moved, date=date)
    changing_is_refused("moved_date_has_reason", moved, reason="")
    adding_is_refused("moved_date_once", copied(moved))


def test_a_pause_and_a_moved_date_stay_with_their_programme():
    for thing in (PauseFactory(), MovedDateFactory()):
        other = ProgrammeFactory(centre=thing.centre)
        changing_is_refused(f"{thing._meta.db_table}_stays_where_it_is", thing, programme=other)


# --- the calendar's link


def test_a_calendar_has_one_link_at_a_time_and_keeps_a_digest_of_it_alone():
    by = MembershipFactory().user
    link = CalendarLink.objects.create(centre=CentreFactory(), digest=b"x" * 32, made_at=NOW, made_by=by)
    adding_is_refused("calendar_link_one_per_centre", copied(link, digest=b"y" * 32))
    adding_is_refused("calendar_link_digest_once", copied(link, centre=CentreFactory()))
    adding_is_refused("calendar_link_digest_is_sha256", copied(link, centre=CentreFactory(), digest=b"secret"))
    for withdrawn in ({"withdrawn_at": NOW}, {"withdrawn_by": by}, {"withdrawn_at": NOW - HOUR, "withdrawn_by": by}):
        adding_is_refused("calendar_link_withdrawn_by_somebody", copied(link, digest=b"z" * 32, **withdrawn))
    with not_granted():
        run("UPDATE distributions_calendarlink SET digest = %s", [b"y" * 32])


def test_a_link_that_was_withdrawn_stays_so():
    by = MembershipFactory().user
    link = CalendarLink.objects.create(centre=CentreFactory(), digest=b"x" * 32, made_at=NOW, made_by=by)
    CalendarLink.objects.update(withdrawn_at=NOW, withdrawn_by=by)
    for other in (
        {"withdrawn_at": None, "withdrawn_by": None},
        {"withdrawn_at": NOW + HOUR},
        {"withdrawn_by": UserFactory()},
    ):
        changing_is_refused("calendar_link_stays_withdrawn", link, **other)
