"""Taking back what was recorded of a family."""

import datetime
from uuid import uuid4

import pytest

from config.errors import Refused
from distributions.handover.submissions import submit, undo
from distributions.models import Handover, HandoverReport, Recipient, State
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.submissions import NOW, approve, delivered, missed, two_families
from tests.factories import CentreFactory, EligibleFamilyFactory, RecipientFactory, RoundFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=1)


@stands
def month():
    return two_families()


@pytest.fixture
def take_back(month):
    def take_back(recipient, reason="Salah tekan", **changes):
        values = {"key": uuid4(), "channel": "page", "by": month.people.coordinator, "now": LATER}
        return undo(recipient, reason=reason, **(values | changes))

    return take_back


def test_the_slip_says_who_voided_it_when_and_why_and_the_family_is_free_again(month, take_back):
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    report = take_back(month.kartini, " Salah tekan ", channel="phone")

    slip = Handover.objects.get()
    assert (slip.voided_at, slip.voided_by, slip.void_reason) == (LATER, month.people.coordinator, "Salah tekan")
    assert (report.kind, report.channel, report.recorded_at, report.received_at) == ("void", "phone", LATER, LATER)
    month.kartini.refresh_from_db()
    kept = (month.kartini.state, month.kartini.recorded_at, month.kartini.recorded_by, month.kartini.received_by_name)
    assert kept == (Recipient.State.PLANNED, None, None, "")


def test_a_miss_is_taken_back_with_its_reason(month, take_back):
    said = missed(month.kartini, "other", missed_note=" Jembatan putus ")
    submit(month.round, said, by=month.people.officer, now=NOW)
    month.kartini.refresh_from_db()
    assert (month.kartini.missed_reason, month.kartini.missed_note) == ("other", "Jembatan putus")

    take_back(month.kartini)

    month.kartini.refresh_from_db()
    assert (month.kartini.state, month.kartini.missed_reason, month.kartini.missed_note) == ("planned", "", "")


def test_without_a_reason_nothing_is_taken_back(month, take_back):
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    with pytest.raises(Refused) as refusal:
        take_back(month.kartini, " ")

    assert refusal.value.field == "void_reason"
    assert Handover.objects.get().voided_at is None


def test_other_slips_stay_as_they_are(month, take_back):
    for recipient in (month.kartini, month.rukmini):
        submit(month.round, delivered(recipient), by=month.people.officer, now=NOW)
    take_back(month.kartini, "Salah tekan")
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    take_back(month.kartini, "Salah keluarga", now=LATER + datetime.timedelta(hours=1))

    slips = Handover.objects.order_by("pk").values_list("recipient", "void_reason")
    assert list(slips) == [
        (month.kartini.pk, "Salah tekan"),
        (month.rukmini.pk, ""),
        (month.kartini.pk, "Salah keluarga"),
    ]


def test_after_it_the_family_last_received_when_it_did_before():
    people = cast(CentreFactory())
    family = EligibleFamilyFactory(centre=people.centre)
    for day in (datetime.date(2024, 10, 18), datetime.date(2024, 11, 15)):
        recipient = RecipientFactory(round=RoundFactory(centre=people.centre, occurrence_on=day), family=family)
        handed_at = datetime.datetime.combine(day, NOW.timetz())
        approve(recipient.round, people, now=handed_at)
        submit(recipient.round, delivered(recipient, recorded_at=handed_at), by=people.officer, now=NOW)
    family.refresh_from_db()
    assert family.last_received_on == datetime.date(2024, 11, 15)

    undo(recipient, key=uuid4(), channel="page", reason="Salah tekan", by=people.officer, now=LATER)

    family.refresh_from_db()
    assert family.last_received_on == datetime.date(2024, 10, 18)


def test_after_close_it_is_kept_for_the_coordinator(month, take_back):
    for recipient in (month.kartini, month.rukmini):
        submit(month.round, missed(recipient), by=month.people.officer, now=NOW)
    called_issued(month.round, by=month.people.storekeeper, now=NOW)
    transition(month.round, State.CLOSED, by=month.people.coordinator, now=NOW)

    report = take_back(month.kartini)

    month.kartini.refresh_from_db()
    assert (report.verdict, report.open_reason) == (HandoverReport.Verdict.OPEN, "late")
    assert month.kartini.state == Recipient.State.MISSED
