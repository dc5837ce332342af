"""What is recorded of a family rests on a report, and a report on an approval: no SQL of the app finds a gap."""

import datetime
from uuid import uuid4

import pytest

from config.errors import Refused
from distributions.handover.day_forms import at_the_time_of
from distributions.handover.submissions import submit, undo
from distributions.models import Handover, HandoverReport, Recipient, RoundChange, State
from distributions.rounds.closing import close_round
from distributions.rounds.transitions import transition
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.distributions.recorded import recorded, report_of
from tests.distributions.submissions import delivered as said_of
from tests.distributions.submissions import missed as missed_of
from tests.factories import MembershipFactory, RecipientFactory, RoundFactory, UserFactory
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, refused_by

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)
OUTCOMES = [{"state": "served"}, {"state": "missed", "missed_reason": "not_home"}]


@stands
def month():
    """Approved, with two families and one in reserve."""
    return approved_month()


# --- the row of a family


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_nothing_is_recorded_of_a_family_without_a_report(month, outcome):
    changing_is_refused(
        "recipient_recorded_by_its_report", month.recipients[0], recorded_at=NOW, recorded_by=UserFactory(), **outcome
    )


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_nothing_is_recorded_of_a_family_in_a_draft(outcome):
    waiting = RecipientFactory()
    changing_is_refused(
        "recipient_recorded_by_its_report", waiting, recorded_at=NOW, recorded_by=UserFactory(), **outcome
    )
    copy = copied(RecipientFactory(), round=waiting.round, stop=waiting.stop, recorded_at=NOW, **outcome)
    adding_is_refused("recipient_begins_unrecorded", copied(copy, recorded_by=UserFactory()))


def test_a_record_says_what_its_report_said_and_when_it_came(month):
    kartini, rukmini = month.recipients
    missed(month, kartini)
    delivered(month, rukmini)
    for recipient in month.recipients:
        recipient.refresh_from_db()
        for other in (
            {"recorded_at": NOW - datetime.timedelta(days=9)},
            {"recorded_by": UserFactory()},
            {"state": "planned", "recorded_at": None, "recorded_by": None, "missed_reason": ""},
        ):
            changing_is_refused("recipient_recorded_by_its_report", recipient, **other)
    unrecorded = {"state": "reserve", "recorded_at": None, "recorded_by": None, "missed_reason": ""}
    changing_is_refused("recipient_recorded_by_its_report", kartini, **unrecorded)
    changing_is_refused("recipient_in_reserve_has_nothing", rukmini, **unrecorded)
    changing_is_refused("recipient_recorded_by_its_report", kartini, state="served", missed_reason="")
    changing_is_refused("recipient_recorded_by_its_report", rukmini, state="missed", missed_reason="moved")


def test_who_was_missed_and_received_after_all_is_served_by_the_later_report(month):
    missed(month, month.recipients[0])
    delivered(month, month.recipients[0])
    assert Recipient.objects.served().count() == 1


def test_a_family_leaves_an_approved_round_only_in_exchange(month):
    """Else the round would close over a family of which nothing is recorded."""
    kartini = month.recipients[0]
    changing_is_refused("recipient_goes_to_reserve_in_exchange", kartini, state="reserve")
    RoundChange.objects.create(
        centre=month.centre,
        round=month.round,
        what="reserve",
        old="1",
        new="2",
        reason="Sakit",
        by=month.people.coordinator,
        at=NOW,
    )
    Recipient.objects.filter(pk=kartini.pk).update(state="reserve")


def test_a_family_of_a_draft_goes_to_the_reserve_freely():
    waiting = RecipientFactory()
    Recipient.objects.filter(pk=waiting.pk).update(state="reserve")


# --- the slip


@pytest.mark.parametrize(
    "other", [{"handed_at": NOW + SECOND}, {"recorded_by": "somebody else"}, {"report": "missed"}, {"report": "open"}]
)
def test_a_hand_over_is_what_its_report_said(month, other):
    kartini, rukmini = month.recipients
    delivered(month, kartini)
    slip, by = Handover.objects.get(), month.people.officer
    report = report_of(rukmini, "missed" if other.get("report") == "missed" else "delivered", at=NOW, by=by)
    if other.get("report") == "open":
        report = copied(report, key=uuid4(), verdict="open", open_reason="second")
        report.save()
    changes = {"handed_at": other["handed_at"]} if "handed_at" in other else {}
    if "recorded_by" in other:
        changes["recorded_by"] = UserFactory()

    adding_is_refused("handover_of_an_accepted_report", copied(slip, report=report, recipient=rukmini, **changes))


def test_a_hand_over_is_undone_by_a_report_of_that(month):
    kartini = month.recipients[0]
    delivered(month, kartini)
    slip, by = Handover.objects.get(), month.people.officer
    undone = {"voided_at": NOW, "voided_by": by, "void_reason": "Salah tekan"}

    changing_is_refused("handover_voided_by_a_report", slip, **undone)
    report_of(kartini, "void", at=NOW, by=by)
    for other in ({"voided_at": NOW + SECOND}, {"voided_by": UserFactory()}):
        changing_is_refused("handover_voided_by_a_report", slip, **(undone | other))
    Handover.objects.filter(pk=slip.pk).update(**undone)


# --- the report


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
@pytest.mark.parametrize(
    "said", [{"kind": "delivered"}, {"kind": "missed"}, {"kind": "void"}, {"verdict": "open", "open_reason": "late"}]
)
def test_nothing_is_reported_of_a_round_that_is_not_approved(month, state, said):
    known = missed(month, month.recipients[0])
    waiting = RecipientFactory(round=RoundFactory(centre=month.centre))
    if state == State.SUBMITTED:
        transition(waiting.round, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    why = "not_home" if said.get("kind", "missed") == "missed" else ""
    report = copied(known, key=uuid4(), round=waiting.round, recipient=waiting, missed_reason=why, **said)

    adding_is_refused("report_in_an_open_round", report)


def test_what_arrives_after_close_is_open_and_never_accepted(month):
    for recipient in month.recipients:
        delivered(month, recipient)
    from_canteen(month)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    late = submit(month.round, missed_of(month.recipients[0]), by=month.people.officer, now=NOW)
    assert late.verdict == "open"
    adding_is_refused("report_in_an_open_round", copied(late, key=uuid4(), verdict="accepted", open_reason=""))


def test_what_arrives_of_a_cancelled_draft_is_kept_for_the_coordinator():
    waiting = RecipientFactory()
    coordinator = MembershipFactory(centre=waiting.centre, role="coordinator").user
    transition(waiting.round, State.CANCELLED, by=coordinator, now=NOW, note="Banjir")
    report = submit(waiting.round, missed_of(waiting), by=UserFactory(), now=NOW)
    assert (report.verdict, report.open_reason) == ("open", "late")


# --- the hour


def since(month):
    return month.round.approved_at


@pytest.mark.parametrize("said", [said_of, missed_of])
def test_nothing_is_recorded_of_an_hour_before_the_approval(month, said):
    kartini = month.recipients[0]
    with pytest.raises(Refused, match=r"disetujui pada 8 November 2024, 10\.00") as refused:
        submit(month.round, said(kartini, recorded_at=since(month) - SECOND), by=month.people.officer, now=NOW)
    assert refused.value.field == "handed_on"
    assert not HandoverReport.objects.exists()
    submit(month.round, said(kartini, recorded_at=since(month)), by=month.people.officer, now=NOW)


def test_the_database_takes_no_hour_before_the_approval(month):
    kartini, rukmini = month.recipients
    delivered(month, kartini)
    report, early = HandoverReport.objects.get(), since(month) - SECOND
    for moment in ("recorded_at", "received_at"):
        one = copied(report, key=uuid4(), recipient=rukmini, **{moment: early})
        adding_is_refused("report_not_before_approval", one)
    undone = copied(report, key=uuid4(), kind="void", recorded_at=early)
    undone.save()  # of an undoing the clock of the sender says nothing


def test_a_day_that_was_said_has_no_hour_before_the_approval(month):
    """Approved at ten, planned for eight: what is written down of that day afterwards was handed over from ten on."""
    day = month.round.approved_on
    assert at_the_time_of(month.round, day)["recorded_at"] == since(month)
    later = at_the_time_of(month.round, day + datetime.timedelta(days=1))
    assert later["recorded_at"] == datetime.datetime(2024, 11, 9, 1, tzinfo=datetime.UTC)


def test_of_a_signature_on_paper_the_day_counts():
    month = approved_month()
    round = month.round
    round.paper_signed_on = round.approved_on
    assert round.approved_from == datetime.datetime(2024, 11, 7, 17, tzinfo=datetime.UTC)
    assert at_the_time_of(round, round.approved_on)["recorded_at"] == datetime.datetime(
        2024, 11, 8, 1, tzinfo=datetime.UTC
    )


# --- close


@pytest.fixture
def undone(month):
    """All are recorded, and then the slip of Kartini's family is undone while her row still says served."""
    for recipient in month.recipients:
        delivered(month, recipient)
    kartini, by = month.recipients[0], month.people.officer
    report_of(kartini, "void", at=NOW, by=by)
    Handover.objects.filter(recipient=kartini).update(voided_at=NOW, voided_by=by, void_reason="Salah")
    month.round.refresh_from_db()
    return month


def test_a_round_does_not_close_over_a_family_whose_record_has_no_slip(undone):
    from_canteen(undone, rice="10", sugar="2")
    undone.round.refresh_from_db()
    changing_is_refused(
        "round_closes_when_records_agree",
        undone.round,
        state=State.CLOSED,
        closed_at=NOW,
        closed_by=undone.people.coordinator,
    )


def test_what_does_not_agree_is_said_by_name_and_can_be_undone_and_recorded_anew(undone):
    kartini, by = undone.recipients[0], undone.people.coordinator
    from_canteen(undone)
    with pytest.raises(Refused, match=f"^{kartini.contact_name}: .*rungkan"):
        close_round(undone.round, by=by, now=NOW)

    undo(kartini, key=uuid4(), channel="page", reason="Salah", by=by, now=NOW)
    delivered(undone, kartini)

    assert close_round(undone.round, by=by, now=NOW).is_closed


def test_the_helper_of_other_tests_meets_the_same_walls(month):
    recorded(month.recipients[0], "missed", at=NOW)
    with refused_by("report_not_before_approval"):
        recorded(month.recipients[1], "served", at=since(month) - SECOND)
