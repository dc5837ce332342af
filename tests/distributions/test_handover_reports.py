"""Reports: the same one again, one that contradicts the record, and how it is settled."""

import dataclasses
import datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from config.errors import Refused
from distributions.handover.submissions import hand_over_all, is_overtaken, said, submit
from distributions.models import Handover, Recipient, State
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.submissions import NOW, approve, delivered, missed, two_families
from tests.factories import OfficialFactory, RecipientFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=1)


@stands
def month():
    return two_families()


@pytest.fixture
def send(month):
    def send(submission, now=NOW):
        return submit(month.round, submission, by=month.people.officer, now=now)

    return send


def test_a_report_keeps_what_was_said_by_whom_and_when(month, send):
    rice, sugar = (line.item_id for line in month.round.lines.all())
    report = send(
        delivered(
            month.kartini,
            channel="phone",
            device="x" * 81,
            quantities={sugar: Decimal("2.000"), rice: Decimal("10")},
            difference_reason="Karung sobek",
            recorded_at=NOW - datetime.timedelta(minutes=5),
        )
    )
    assert (report.round, report.recipient, report.centre) == (month.round, month.kartini, month.people.centre)
    assert (report.kind, report.channel, report.device) == ("delivered", "phone", "x" * 80)
    assert (report.recorded_at, report.received_at) == (NOW - datetime.timedelta(minutes=5), NOW)
    assert (report.actor, report.open_reason) == (month.people.officer, "")
    assert said(report) == {
        "key": str(report.key),
        "kind": "delivered",
        "channel": "phone",
        "recorded_at": "2024-11-15 02:25:00+00:00",
        "handed_on": None,
        "recipient_id": month.kartini.pk,
        "family_id": None,
        "device": "x" * 81,
        "quantities": {str(rice): "1E+1", str(sugar): "2"},
        "difference_reason": "Karung sobek",
        "received_by": "contact",
        "member_id": None,
        "proxy_name": "",
        "proxy_relation": "",
        "given_by_id": None,
        "proof": "paper",
        "proof_file_id": None,
        "missed_reason": "",
        "missed_note": "",
        "void_reason": "",
        "clock_ahead": None,
        "clock_ahead_sent": None,
        "day_alone": False,
        "made_by_id": None,
        "turn": None,
    }


def test_another_clock_another_device_and_another_way_of_writing_numbers_make_no_other_report(month, send):
    rice, sugar = (line.item_id for line in month.round.lines.all())
    first = delivered(month.kartini, quantities={rice: Decimal(10), sugar: Decimal(2)})
    report = send(first)
    for changes in (
        {"recorded_at": LATER},
        {"device": "Telepon lain"},
        {"quantities": {sugar: Decimal("2.000"), rice: Decimal("10.0")}},
    ):
        assert send(dataclasses.replace(first, **changes), LATER) == report
    assert send(dataclasses.replace(first, quantities={rice: Decimal(10)}), LATER).open_reason == "changed"


def test_the_same_in_another_round_or_under_another_key_is_a_report_of_its_own(month, send):
    first = delivered(month.kartini)
    report = send(first)
    other = RecipientFactory()
    people = cast(other.centre)
    approve(other.round, people)
    same_key = submit(other.round, delivered(other, key=first.key), by=people.officer, now=NOW)
    assert (same_key.verdict, same_key.open_reason) == ("accepted", "")
    assert send(dataclasses.replace(first, key=uuid4())).open_reason == "second"
    assert report != same_key


def test_a_family_of_the_reserve_is_not_in_the_plan(month, send):
    report = send(delivered(month.reserve))
    assert (report.open_reason, report.recipient) == ("unplanned", month.reserve)
    assert not Handover.objects.exists()


def test_a_report_about_a_cancelled_round_comes_too_late(month, send):
    transition(month.round, State.CANCELLED, by=month.people.coordinator, now=NOW, note="Banjir")
    report = send(delivered(month.kartini))
    assert (report.verdict, report.open_reason) == ("open", "late")


def test_a_round_whose_goods_are_issued_takes_reports(month, send):
    called_issued(month.round, by=month.people.storekeeper, now=NOW)
    assert send(delivered(month.kartini)).verdict == "accepted"


def test_before_approval_nothing_is_taken_in(month):
    submitted = RecipientFactory(round__centre=month.people.centre, round__occurrence_on=datetime.date(2024, 12, 20))
    transition(submitted.round, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    with pytest.raises(Refused, match="belum disetujui"):
        submit(submitted.round, delivered(submitted), by=month.people.officer, now=NOW)


def test_a_report_is_overtaken_when_something_else_was_accepted_of_the_family_after_it(month, send):
    first = send(missed(month.kartini))
    second = send(delivered(month.kartini))
    third = send(missed(month.kartini))  # open: the family has received
    assert [is_overtaken(report) for report in (first, second, third)] == [True, False, False]


def test_what_is_accepted_of_another_family_overtakes_nothing(month, send):
    first = send(delivered(month.kartini))
    send(delivered(month.rukmini))
    stranger = send(delivered(month.kartini, recipient_id=None, family_id=month.kartini.family_id))
    send(missed(month.rukmini))
    assert [is_overtaken(report) for report in (first, stranger)] == [False, False]


def test_everybody_who_is_still_planned_at_the_stop_receives_from_one_official(month, send):
    official, key = OfficialFactory(centre=month.people.centre), uuid4()
    send(missed(month.rukmini))

    (report,) = hand_over_all(
        month.kartini.stop, key=key, channel="phone", by=month.people.officer, now=LATER, given_by=official
    )

    assert (report.recipient, report.channel, report.kind) == (month.kartini, "phone", "delivered")
    assert (report.recorded_at, report.received_at, report.actor) == (LATER, LATER, month.people.officer)
    assert (report.handover.given_by, report.handover.handed_at) == (official, LATER)
    month.rukmini.refresh_from_db()
    assert month.rukmini.state == Recipient.State.MISSED


def test_without_an_official_the_usual_one_gives(month):
    hand_over_all(month.kartini.stop, key=uuid4(), channel="page", by=month.people.officer, now=NOW)
    assert {handover.given_by for handover in Handover.objects.all()} == {None}
