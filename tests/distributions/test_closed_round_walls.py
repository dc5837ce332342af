"""What the database refuses about closing a round, and about one that is closed."""

import datetime

import pytest

from distributions.models import (
    Attendance,
    Correction,
    Handover,
    HandoverReport,
    State,
)
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.factories import (
    UserFactory,
)
from tests.standing import stands
from tests.walls import (
    adding_is_refused,
    changing_is_refused,
    copied,
    deleting_is_refused,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 11, 15)
HOUR = datetime.timedelta(hours=1)


@stands
def month():
    """Approved, with two families and one in reserve."""
    return approved_month()


@pytest.fixture
def closed(month):
    """Everybody missed, nothing issued but what came back, the head of the district attended: closed."""
    month.attended = Attendance.objects.create(centre=month.centre, round=month.round, name="Camat Jepon")
    for recipient in month.recipients:
        missed(month, recipient)
    called_issued(month.round, by=month.people.storekeeper, now=NOW)
    transition(month.round, State.CLOSED, by=month.people.coordinator, now=NOW)
    return month


def test_a_round_does_not_close_while_a_family_is_not_recorded(month):
    called_issued(month.round, by=month.people.storekeeper, now=NOW)

    changing_is_refused(
        "round_closes_when_all_recorded", month.round, state=State.CLOSED, closed_at=NOW, closed_by=UserFactory()
    )


def test_a_round_does_not_close_while_goods_are_open(month):
    from_canteen(month)
    for recipient in month.recipients:
        missed(month, recipient)
    month.round.refresh_from_db()

    changing_is_refused(
        "round_closes_when_balanced", month.round, state=State.CLOSED, closed_at=NOW, closed_by=UserFactory()
    )


def test_a_closed_round_does_not_change(closed):
    changing_is_refused("round_frozen_once_closed", closed.round, obstacles="Hujan")


def test_a_closed_round_does_not_open_again(closed):
    """The order of states and the freeze both stand in the way; the freeze is asked first."""
    closed.round.refresh_from_db()

    changing_is_refused("round_frozen_once_closed", closed.round, state=State.ISSUED, closed_at=None, closed_by=None)


def test_the_families_of_a_closed_round_do_not_change(closed):
    changing_is_refused("recipients_frozen", closed.recipients[0], address="Jl. Lain 1")


def test_who_attended_stays_as_it_was_said_at_close(closed):
    changing_is_refused("attendance_frozen", closed.attended, title="Camat")
    deleting_is_refused("attendance_frozen", closed.attended)
    adding_is_refused("attendance_frozen", copied(closed.attended, name="Lurah Jepon"))


def test_nothing_is_handed_over_in_a_closed_round(month):
    report = delivered(month, month.recipients[0])
    slip = Handover.objects.get()
    from_canteen(month, rice="10", sugar="2")
    missed(month, month.recipients[1])
    month.round.refresh_from_db()
    transition(month.round, State.CLOSED, by=month.people.coordinator, now=NOW)

    assert report.verdict == HandoverReport.Verdict.ACCEPTED
    changing_is_refused(
        "handover_in_an_open_round", slip, voided_at=NOW, voided_by=UserFactory(), void_reason="Salah tekan"
    )


def test_a_correction_has_text_and_reason(closed):
    adding_is_refused(
        "correction_has_reason",
        Correction(centre=closed.centre, round=closed.round, text="Benar", reason="", by=UserFactory(), at=NOW),
    )


# --- rows of a draft
