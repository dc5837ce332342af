"""Who took the steps of a round, and when, can't be made up by whoever writes its rows."""

import datetime
from decimal import Decimal

import pytest
from django.db.transaction import atomic, set_rollback

from aid.ledger import ReceivedLine, issue, receive, take_back
from aid.models import Issue
from distributions.models import Correction, Round, RoundChange, RoundIssue, RoundTransition, State
from distributions.rounds.approval import cancel_round, send_back
from distributions.rounds.closing import close_round
from distributions.rounds.transitions import transition
from tests.distributions.months import APPROVED, NOW, approved_month, delivered, from_canteen
from tests.factories import MembershipFactory, RoundFactory, UserFactory
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, refused_by, run

pytestmark = pytest.mark.django_db
TWO_DAYS = datetime.timedelta(days=2)
# As the database counts: it knows no other now.
YEARS_AHEAD = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)


@stands
def month():
    return approved_month()


@pytest.fixture
def draft(month):
    return RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=datetime.date(2024, 12, 20))


@pytest.fixture
def closed(month):
    from_canteen(month)
    for recipient in month.recipients:
        delivered(month, recipient)
    return close_round(month.round, by=month.people.coordinator, now=NOW)


def submitting(by, at=NOW):
    return {"state": State.SUBMITTED, "submitted_at": at, "submitted_by": by}


def cancelling(by, at=NOW):
    return {"state": State.CANCELLED, "cancelled_at": at, "cancelled_by": by, "cancelled_reason": "Banjir"}


def a_transition(round, **said):
    given = {"from_state": State.APPROVED, "to_state": State.ISSUED, "by": UserFactory(), "at": NOW}
    return RoundTransition(centre=round.centre, round=round, **(given | said))


def a_change(month, **said):
    given = {
        "what": "staff",
        "old": "Joko",
        "new": "Dewi",
        "reason": "Sakit",
        "by": month.people.coordinator,
        "at": NOW,
    }
    return RoundChange(centre=month.centre, round=month.round, **(given | said))


def a_correction(month, **said):
    given = {"text": "Salah", "reason": "Salah", "by": month.people.head, "at": NOW}
    return Correction(centre=month.centre, round=month.round, **(given | said))


def goods_out(month) -> Issue:
    """Goods went out for the round, which is not called issued yet."""
    who = {"centre": month.centre, "by": month.people.storekeeper, "now": NOW}
    lines = [ReceivedLine(month.rice, Decimal(5))]
    receive(**who, supplier=month.canteen, received_on=NOW.date(), terms="gift", lines=lines)
    document = issue(**who, issued_on=NOW.date(), wanted={month.rice.pk: Decimal(5)})
    RoundIssue.objects.create(centre=month.centre, round=month.round, issue=document)
    return document


# --- when


def test_no_step_lies_in_time_to_come(month, draft):
    changing_is_refused("round_has_happened", draft, planned_at=YEARS_AHEAD)
    changing_is_refused("round_has_happened", draft, **submitting(month.people.coordinator, YEARS_AHEAD))
    changing_is_refused("round_has_happened", month.round, **cancelling(month.people.head, YEARS_AHEAD))
    adding_is_refused("round_change_has_happened", a_change(month, at=YEARS_AHEAD))
    adding_is_refused("round_transition_has_happened", a_transition(month.round, at=YEARS_AHEAD))


def test_no_step_lies_before_the_one_that_it_follows(month, draft):
    changing_is_refused(
        "round_steps_follow_one_another", month.round, **cancelling(month.people.head, APPROVED - TWO_DAYS)
    )
    goods_out(month)
    issued = {"state": State.ISSUED, "issued_at": APPROVED - TWO_DAYS, "issued_by": month.people.storekeeper}
    changing_is_refused("round_steps_follow_one_another", month.round, **issued)
    adding_is_refused("round_change_after_approval", a_change(month, at=APPROVED - TWO_DAYS))


def test_no_round_is_issued_of_which_no_goods_went_out(month):
    issued = {"state": State.ISSUED, "issued_at": NOW, "issued_by": month.people.storekeeper}
    changing_is_refused("round_issued_with_goods", month.round, **issued)
    with atomic():
        take_back(list(goods_out(month).movements.all()), reason="Salah", by=month.people.storekeeper, now=NOW)
        changing_is_refused("round_issued_with_goods", month.round, **issued)
        set_rollback(True)
    goods_out(month)
    transition(month.round, State.ISSUED, by=month.people.storekeeper, now=NOW)


def test_a_correction_follows_the_close(month, closed):
    adding_is_refused("correction_after_close", a_correction(month, at=NOW - TWO_DAYS))
    adding_is_refused("correction_has_happened", a_correction(month, at=YEARS_AHEAD))
    a_correction(month).save(force_insert=True)


def test_the_clock_of_a_step_may_be_wrong_by_a_little(month, draft):
    transition(draft, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    cancel_round(draft, reason="Banjir", by=month.people.head, now=NOW - datetime.timedelta(hours=1))


# --- what was written down


@pytest.mark.parametrize(
    "said",
    [
        {"to_state": State.ISSUED},
        {"from_state": State.SUBMITTED, "to_state": State.APPROVED},
        {"from_state": State.APPROVED, "to_state": State.APPROVED},
        {"from_state": State.SUBMITTED, "to_state": State.DRAFT, "note": "Salah"},
    ],
    ids=["that comes next", "that was", "that is none", "back"],
)
def test_no_step_is_written_down_that_was_not_made(month, said):
    by_the_head = {"by": month.people.head, "at": APPROVED}
    adding_is_refused("round_transition_was_made", a_transition(month.round, **(by_the_head | said)))


def test_a_step_is_written_down_with_who_made_it_and_when(month, draft):
    Round.objects.filter(pk=draft.pk).update(**submitting(month.people.coordinator))
    made = {"from_state": State.DRAFT, "to_state": State.SUBMITTED, "by": month.people.coordinator, "at": NOW}
    for wrong in ({"by": month.people.head}, {"at": NOW - TWO_DAYS}):
        adding_is_refused("round_transition_was_made", a_transition(draft, **(made | wrong)))
    a_transition(draft, **made).save(force_insert=True)


def test_no_step_is_taken_without_its_line(month, draft):
    with refused_by("round_step_is_written_down"):
        Round.objects.filter(pk=draft.pk).update(**submitting(month.people.coordinator))
        run("SET CONSTRAINTS ALL IMMEDIATE")
    transition(draft, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    send_back(draft, note="Tambahkan satu desa", by=month.people.head, now=NOW)
    run("SET CONSTRAINTS ALL IMMEDIATE")


def test_nobody_is_exchanged_as_the_submitter_without_a_line(month, draft):
    transition(draft, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    send_back(draft, note="Tambahkan satu desa", by=month.people.head, now=NOW)
    transition(draft, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    rows = Round.objects.filter(pk=draft.pk)
    with refused_by("round_step_follows_a_line"):
        rows.update(state=State.DRAFT, submitted_at=None, submitted_by=None)
        rows.update(**submitting(month.people.head))


def test_no_round_goes_there_and_back_without_lines(month, draft):
    rows = Round.objects.filter(pk=draft.pk)
    with refused_by("round_step_follows_a_line"):
        rows.update(**submitting(month.people.coordinator))
        rows.update(state=State.DRAFT, submitted_at=None, submitted_by=None)


def test_a_round_goes_there_and_back(month, draft):
    transition(draft, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    send_back(draft, note="Tambahkan satu desa", by=month.people.head, now=NOW)
    transition(draft, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    said = list(draft.transitions.values_list("from_state", "to_state"))
    assert said == [("draft", "submitted"), ("submitted", "draft"), ("draft", "submitted")]


# --- who


def test_nobody_without_a_role_takes_a_step(month, draft):
    nobody, officer = UserFactory(), month.people.officer
    for by in (nobody, officer, month.people.storekeeper, month.people.outsider):
        changing_is_refused("round_steps_by_who_may", draft, **submitting(by))
        changing_is_refused("round_steps_by_who_may", month.round, **cancelling(by))
    goods_out(month)
    issued = {"state": State.ISSUED, "issued_at": NOW}
    for by in (nobody, officer, month.people.head):
        changing_is_refused("round_steps_by_who_may", month.round, **issued, issued_by=by)


def test_nobody_closes_but_the_coordinator(month):
    from_canteen(month)
    for recipient in month.recipients:
        delivered(month, recipient)
    closing = {"state": State.CLOSED, "closed_at": NOW}
    for by in (UserFactory(), month.people.head, month.people.storekeeper):
        changing_is_refused("round_steps_by_who_may", month.round, **closing, closed_by=by)
    close_round(month.round, by=month.people.coordinator, now=NOW)


def test_a_role_of_another_day_is_none(month, draft):
    gone = MembershipFactory(
        centre=month.centre, role="coordinator", ends_on=NOW.date() - datetime.timedelta(days=1)
    ).user
    changing_is_refused("round_steps_by_who_may", draft, **submitting(gone))


def test_the_head_alone_sends_back_and_corrects_and_the_coordinator_changes(month, draft, closed):
    transition(draft, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    with atomic():
        Round.objects.filter(pk=draft.pk).update(state=State.DRAFT, submitted_at=None, submitted_by=None)
        back = {"from_state": State.SUBMITTED, "to_state": State.DRAFT, "note": "Salah"}
        adding_is_refused("round_sent_back_by_the_head", a_transition(draft, **back, by=month.people.coordinator))
        set_rollback(True)
    adding_is_refused("correction_by_the_head", a_correction(month, by=month.people.coordinator))


def test_what_was_approved_is_changed_by_the_coordinator(month):
    for by in (UserFactory(), month.people.head):
        adding_is_refused("round_change_by_the_coordinator", a_change(month, by=by))
    a_change(month).save(force_insert=True)
