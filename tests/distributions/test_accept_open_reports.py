"""The coordinator decides about an open report: it becomes a fact after all, by the same door, or the record stays."""

import datetime
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.errors import Refused
from distributions.handover.deciding import cases, decide
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import said, submit, undo
from distributions.models import Handover, HandoverReport, Recipient, ReportResolution, State
from distributions.rounds.approval import use_reserve
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.submissions import NOW, approve, delivered, missed, two_families
from tests.factories import CentreFactory, MemberFactory, RecipientFactory, RoundFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db

BY_PROXY = {"received_by": "proxy", "proxy_name": "Ani", "proxy_relation": "bibi"}
LATER = NOW + datetime.timedelta(hours=1)


@stands
def month():
    return two_families()


@pytest.fixture
def send(month):
    return lambda submission, now=NOW: submit(month.round, submission, by=month.people.officer, now=now)


def accept(month, *reports, **more):
    return _decide(month, reports, accept=True, **more)


def keep(month, *reports, **more):
    return _decide(month, reports, accept=False, **more)


def _decide(month, reports, **more):
    shown = dict.fromkeys(report.pk for report in reports)
    return decide(month.round, shown, **{"by": month.people.coordinator, "now": LATER, **more})


def outcome(recipient):
    recipient.refresh_from_db()
    return recipient.state, recipient.missed_reason, recipient.recorded_by, recipient.recorded_at


# --- accepting


def test_what_contradicts_the_record_takes_its_place(month, send):
    rice, sugar = (line.item_id for line in month.round.lines.all())
    send(delivered(month.kartini))
    part = delivered(
        month.kartini,
        channel="phone",
        quantities={rice: Decimal(5), sugar: Decimal(0)},
        difference_reason="Karung sobek",
        recorded_at=NOW - datetime.timedelta(minutes=20),
    )
    report = send(part)

    [resolution] = accept(month, report)

    fact = resolution.accepted_as
    assert (fact.verdict, fact.actor, fact.received_at) == ("accepted", month.people.coordinator, LATER)
    assert (fact.recorded_at, fact.channel) == (part.recorded_at, "phone")
    assert Submission.of(said(fact)) == replace(part, key=fact.key)
    slip = Handover.objects.get(voided_at=None)
    assert (slip.report, slip.handed_at, slip.complete) == (fact, part.recorded_at, False)
    assert [(line.item_id, line.quantity) for line in slip.lines.all()] == [(rice, 5)]
    assert Handover.objects.exclude(voided_at=None).get().void_reason == "Laporan lain diterima"
    assert outcome(month.kartini) == ("served", "", month.people.coordinator, LATER)
    assert (resolution.note, resolution.by, resolution.at) == (
        "Laporan ini diterima.",
        month.people.coordinator,
        LATER,
    )
    assert not HandoverReport.objects.open().exists()


@pytest.mark.parametrize(
    ("first", "then", "became"),
    [
        (delivered, missed, ("missed", "not_home")),
        (missed, lambda of: missed(of, "moved"), ("missed", "moved")),
        (
            delivered,
            lambda of: delivered(of, received_by="proxy", proxy_name="Ani", proxy_relation="bibi"),
            ("served", ""),
        ),
    ],
    ids=["missed and not served", "missed for another reason", "received by somebody else"],
)
def test_the_family_stands_as_the_accepted_report_says(month, send, first, then, became):
    send(first(month.kartini))
    accept(month, send(then(month.kartini)))
    assert outcome(month.kartini)[:2] == became


def test_other_content_under_a_key_is_accepted_under_a_key_of_its_own(month, send):
    first = delivered(month.kartini)
    send(first)
    report = send(replace(first, kind=Kind.MISSED, missed_reason="refused"))
    assert report.open_reason == "changed"
    accept(month, report)
    assert outcome(month.kartini)[:2] == ("missed", "refused")
    # The phone sends both once more: nothing else comes of it.
    assert send(first).verdict == "accepted"
    assert send(replace(first, kind=Kind.MISSED, missed_reason="refused")) == report
    assert outcome(month.kartini)[:2] == ("missed", "refused")


def test_an_undoing_under_a_key_that_said_something_else_is_accepted(month, send):
    first = delivered(month.kartini)
    send(first)
    report = send(replace(first, kind=Kind.VOID, void_reason="Salah tekan"))
    accept(month, report)
    assert outcome(month.kartini)[0] == "planned"
    assert Handover.objects.get().void_reason == "Salah tekan"


def test_a_family_of_the_reserve_receives_once_it_has_a_place(month, send):
    report = send(delivered(month.reserve))
    with pytest.raises(Refused, match=f"{month.reserve.contact_name}: Keluarga ini sekarang tidak mendapat tempat"):
        accept(month, report)
    swap = {"reserve": month.reserve, "instead_of": month.kartini, "reason": "Pindah"}
    use_reserve(month.round, **swap, by=month.people.coordinator, now=NOW)
    accept(month, report)
    assert outcome(month.reserve)[0] == "served"


def test_a_family_that_a_phone_knew_by_its_number_alone_is_found_in_the_round(month, send):
    of_family = {"recipient_id": None, "family_id": month.kartini.family_id}
    report = send(delivered(month.kartini, **of_family))
    assert report.recipient is None
    [resolution] = accept(month, report)
    assert resolution.accepted_as.recipient == month.kartini
    assert outcome(month.kartini)[0] == "served"


# --- once


def test_a_second_decision_is_told_of_the_first(month, send):
    send(delivered(month.kartini))
    report = send(missed(month.kartini))
    accept(month, report)
    for again in (accept, keep):
        with pytest.raises(Refused, match=f"sudah diputuskan oleh {month.people.coordinator} pada .*diterima"):
            again(month, report)
    assert HandoverReport.objects.filter(verdict="accepted", kind="missed").count() == 1


def test_what_was_recorded_after_the_page_was_opened_is_looked_at_first(month, send):
    send(delivered(month.kartini))
    report = send(missed(month.kartini))
    [case] = cases(month.round)
    undo(month.kartini, key=uuid4(), channel="page", reason="Salah", by=month.people.officer, now=NOW)
    for accepts in (True, False):
        with pytest.raises(Refused, match="Ini berubah setelah halaman dibuka"):
            decide(month.round, {report.pk: case.mark}, accept=accepts, by=month.people.coordinator, now=LATER)
    [case] = cases(month.round)
    decide(month.round, {report.pk: case.mark}, accept=True, by=month.people.coordinator, now=LATER)
    assert outcome(month.kartini)[0] == "missed"


# --- what can't be accepted


def test_nothing_is_accepted_of_a_round_that_was_cancelled(month, send):
    transition(month.round, State.CANCELLED, by=month.people.coordinator, now=NOW, note="Banjir")
    report = send(delivered(month.kartini))
    with pytest.raises(Refused, match="Periode ini dibatalkan"):
        accept(month, report)
    assert keep(month, report)[0].accepted_as is None


def test_what_came_after_close_is_for_the_head_to_correct(month, send):
    for recipient in (month.kartini, month.rukmini):
        send(missed(recipient, "refused"))
    called_issued(month.round, by=month.people.storekeeper, now=NOW)
    transition(month.round, State.CLOSED, by=month.people.coordinator, now=NOW)
    report = send(delivered(month.kartini), LATER)
    assert report.open_reason == "late"
    with pytest.raises(Refused, match="Kepala mencatat koreksi"):
        accept(month, report)
    assert keep(month, report)[0].accepted_as is None


def test_of_a_family_outside_the_round_nothing_is_accepted(month, send):
    report = send(delivered(month.kartini, recipient_id=None, family_id=RecipientFactory().family_id))
    with pytest.raises(Refused, match="tidak ada dalam periode ini"):
        accept(month, report)


def test_what_is_recorded_already_is_not_recorded_again(month, send):
    send(delivered(month.kartini))
    report = send(delivered(month.kartini, channel="phone"))
    with pytest.raises(Refused, match="sama dengan yang sudah tercatat"):
        accept(month, report)
    assert keep(month, report)[0].note == "Yang tercatat tetap berlaku."


def test_the_same_of_another_day_is_no_repetition_and_takes_the_place_of_what_is_recorded(month, send):
    day = datetime.timedelta(days=1)
    send(delivered(month.kartini), NOW + 2 * day)
    reports = [
        send(delivered(month.kartini, channel="phone", recorded_at=NOW + later), NOW + 2 * day)
        for later in (day, day + datetime.timedelta(hours=1), 2 * day)
    ]
    assert [[one.pk for one in case.reports] for case in cases(month.round)] == [
        [reports[0].pk, reports[1].pk],
        [reports[2].pk],
    ]
    accept(month, reports[2], now=NOW + 2 * day)
    assert Handover.objects.get(voided_at=None).handed_at == NOW + 2 * day


def test_nothing_is_undone_where_nothing_is_recorded_any_more(month, send):
    first = missed(month.kartini)
    send(first)
    report = send(replace(first, kind=Kind.VOID, missed_reason="", void_reason="Salah tekan"))
    undo(month.kartini, key=uuid4(), channel="page", reason="Salah", by=month.people.officer, now=NOW)
    with pytest.raises(Refused, match="tidak ada yang bisa diurungkan"):
        accept(month, report)


def test_a_report_that_the_page_would_refuse_is_refused_by_name_and_nothing_is_undone(month, send):
    for recipient in (month.kartini, month.rukmini):
        send(missed(recipient, "refused"))
    fine = send(missed(month.kartini, "moved"))
    odd = send(missed(month.rukmini, "other"))
    with pytest.raises(Refused, match=f"^{month.rukmini.contact_name}: Tuliskan alasannya"):
        accept(month, fine, odd)
    assert [outcome(one)[:2] for one in (month.kartini, month.rukmini)] == [("missed", "refused")] * 2
    assert set(HandoverReport.objects.open()) == {fine, odd}


def test_somebody_of_another_household_is_refused_as_at_the_door(month, send):
    send(delivered(month.kartini))
    stranger = MemberFactory(centre=month.people.centre, family=month.rukmini.family)
    second = send(delivered(month.kartini, received_by="member", member_id=stranger.pk))
    with pytest.raises(Refused, match=month.kartini.contact_name):
        accept(month, second)


# --- many at once


def test_one_decision_settles_all_that_say_the_same(month, send):
    send(delivered(month.kartini))
    reports = [send(missed(month.kartini, channel="phone", key=uuid4())) for _again in range(7)]
    [case] = cases(month.round)
    assert [report.pk for report in case.reports] == [report.pk for report in reports]

    settled = accept(month, reports[0])

    assert {one.report_id for one in settled} == {report.pk for report in reports}
    assert len({one.accepted_as for one in settled}) == 1
    assert HandoverReport.objects.filter(verdict="accepted", kind="missed").count() == 1


def test_of_two_reports_about_a_family_one_is_chosen(month, send):
    send(delivered(month.kartini))
    reports = [send(missed(month.kartini, reason)) for reason in ("moved", "refused")]
    with pytest.raises(Refused, match="tentang satu keluarga"):
        accept(month, *reports)
    assert len(keep(month, *reports)) == 2


def test_many_families_are_accepted_with_as_many_queries_as_two(month, send):
    people = month.people

    def asked(count):
        round = RoundFactory(centre=people.centre, occurrence_on=datetime.date(2024, 11, 15 + count % 3))
        families = [RecipientFactory(round=round) for _family in range(count)]
        approve(round, people, NOW - datetime.timedelta(hours=1))
        for family in families:
            submit(round, delivered(family), by=people.officer, now=NOW)
            submit(round, missed(family), by=people.officer, now=NOW)
        shown = dict.fromkeys(round.reports.open().values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            decide(round, shown, accept=True, by=people.coordinator, now=LATER)
        assert round.recipients.missed().count() == count
        return len(queries)

    assert asked(7) - 5 == asked(2)  # each slip is undone with a reason of its own


def test_other_centres_reports_are_none_of_these(month, send):
    other = RecipientFactory(round__centre=CentreFactory())
    people = cast(other.centre)
    approve(other.round, people)
    submit(other.round, missed(other), by=people.officer, now=NOW)
    report = submit(other.round, missed(other), by=people.officer, now=NOW)
    with pytest.raises(Refused, match="sudah diputuskan"):
        accept(month, report)
    assert not ReportResolution.objects.exists()
    assert Recipient.objects.get(pk=other.pk).state == "missed"
