"""A role counts from its first day to its last, both included; days begin and end at the centre."""

import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone

from centres.current_centre import current_centre
from centres.models import Centre, Membership, Role
from tests.factories import CentreFactory, MembershipFactory, UserFactory, region

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2024, 11, 11), datetime.date(2024, 11, 15)
DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)
# When a day begins at a centre in WIB (UTC+7) and in WIT (UTC+9).
MIDNIGHT = {Centre.Zone.WIB: datetime.time(17), Centre.Zone.WIT: datetime.time(15)}


def begin(day: datetime.date, zone: str = Centre.Zone.WIB) -> datetime.datetime:
    return datetime.datetime.combine(day - DAY, MIDNIGHT[zone], datetime.UTC)


def roles_at(moment: datetime.datetime, user, monkeypatch) -> list[str]:
    """The roles that a request at this moment brings along."""
    monkeypatch.setattr(timezone, "now", lambda: moment)
    request = RequestFactory().get("/")
    request.user, request.session = user, {}
    current_centre(lambda request: None)(request)
    assert sorted(request.roles) == sorted(m.role for m in request.memberships if m.centre_id)
    return sorted(m.role for m in request.memberships)


@pytest.mark.parametrize(
    ("day", "counts"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)], ids=str
)
def test_a_role_is_in_force_on_its_first_and_on_its_last_day(day, counts):
    MembershipFactory(starts_on=FIRST, ends_on=LAST)
    assert Membership.objects.in_force(day).exists() is counts


def test_a_role_without_a_last_day_stays_in_force():
    MembershipFactory(starts_on=FIRST, ends_on=None)
    assert Membership.objects.in_force(FIRST + 3650 * DAY).exists()


@pytest.mark.parametrize("zone", MIDNIGHT)
def test_a_request_has_a_role_from_the_first_second_of_its_first_day_to_the_last_of_its_last(zone, monkeypatch):
    centre = CentreFactory(time_zone=zone)
    acting = MembershipFactory(centre=centre, role=Role.HEAD, starts_on=FIRST, ends_on=LAST).user
    begins, ends = begin(FIRST, zone), begin(LAST + DAY, zone)
    moments = (begins - SECOND, begins, ends - SECOND, ends)
    assert [roles_at(moment, acting, monkeypatch) for moment in moments] == [[], [Role.HEAD], [Role.HEAD], []]


def test_a_role_without_a_last_day_is_had_on_every_request_from_its_first_day_on(monkeypatch):
    head = MembershipFactory(role=Role.HEAD, starts_on=FIRST, ends_on=None).user
    moments = (begin(FIRST) - SECOND, begin(FIRST), begin(LAST + DAY))
    assert [roles_at(moment, head, monkeypatch) for moment in moments] == [[], [Role.HEAD], [Role.HEAD]]


def test_the_days_of_a_role_in_a_region_are_those_of_the_server(monkeypatch):
    viewer = UserFactory()
    Membership.objects.create(user=viewer, role=Role.VIEWER, region=region("33"), starts_on=FIRST, ends_on=LAST)
    moments = (begin(LAST + DAY) - SECOND, begin(LAST + DAY))
    assert [roles_at(moment, viewer, monkeypatch) for moment in moments] == [[Role.VIEWER], []]
