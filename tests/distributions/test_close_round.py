"""Closing: every quantity is accounted for, or the round does not close and says what is open."""

from decimal import Decimal
from uuid import uuid4

import pytest

from aid.ledger import give_back
from aid.models import Issue, Lot, Movement
from centres.accounts.roles import end_role, ends_at_once
from config.errors import Refused
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import Correction, HandoverReport, Round, RoundIssue, State
from distributions.rounds.balance import balance
from distributions.rounds.closing import close_round, correct_closed_round, settle, settle_all, unsettle
from tests.aid.stock import refused_by
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen, missed
from tests.factories import MembershipFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    month = approved_month()
    from_canteen(month)
    return month


@pytest.fixture
def who(month):
    return {"by": month.people.coordinator, "now": NOW}


def rows(month) -> dict:
    return {row.item: row for row in balance(month.round)}


def figures(row) -> tuple:
    return (row.issued, row.handed_over, row.returned, row.supplied_back, row.lost, row.open)


def one_of_two_served(month) -> None:
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])


def test_a_round_that_adds_up_closes(month, who):
    for recipient in month.recipients:
        delivered(month, recipient)

    close_round(month.round, **who)

    month.round.refresh_from_db()
    assert (month.round.state, month.round.closed_by) == (State.CLOSED, month.people.coordinator)


def test_families_that_are_not_recorded_keep_the_round_open(month, who):
    with pytest.raises(Refused) as refused:
        close_round(month.round, **who)

    assert str(refused.value).startswith("2 ")
    assert month.round.state == State.ISSUED


def test_goods_that_nobody_received_keep_the_round_open_by_name(month, who):
    one_of_two_served(month)

    with pytest.raises(Refused) as refused:
        close_round(month.round, **who)

    assert "Beras 10" in str(refused.value)
    assert "Gula pasir 2" in str(refused.value)
    assert figures(rows(month)[month.rice]) == (20, 10, 0, 0, 0, 10)


@pytest.mark.parametrize(
    ("outcome", "expected", "on_hand"),
    [("stock", (20, 10, 10, 0, 0, 0), 10), ("supplier", (20, 10, 0, 10, 0, 0), 0), ("loss", (20, 10, 0, 0, 10, 0), 0)],
)
def test_one_press_settles_all_that_is_open(month, who, outcome, expected, on_hand):
    one_of_two_served(month)

    settle_all(month.round, outcome=outcome, reason="keluarga tidak di rumah", **who)

    assert figures(rows(month)[month.rice]) == expected
    assert Lot.objects.get(item=month.rice).on_hand == on_hand
    assert close_round(month.round, **who).state == State.CLOSED


def test_single_quantities_go_different_ways(month, who):
    one_of_two_served(month)

    settle(month.round, item=month.rice, quantity=Decimal("7.5"), outcome="stock", **who)
    settle(month.round, item=month.rice, quantity=Decimal("2"), outcome="supplier", reason="sisa", **who)
    settle(month.round, item=month.rice, quantity=Decimal("0.5"), outcome="loss", reason="tumpah", **who)
    settle_all(month.round, outcome="stock", **who)

    assert figures(rows(month)[month.rice]) == (20, 10, Decimal("7.5"), 2, Decimal("0.5"), 0)
    assert close_round(month.round, **who).state == State.CLOSED


def test_no_more_is_settled_than_is_open(month, who):
    one_of_two_served(month)
    with pytest.raises(Refused):
        settle(month.round, item=month.rice, quantity=Decimal("10.001"), outcome="stock", **who)


def test_nothing_is_settled_at_once_while_a_family_is_not_recorded(month, who):
    delivered(month, month.recipients[0])
    with pytest.raises(Refused):
        settle_all(month.round, outcome="stock", **who)


def test_a_settlement_is_taken_back(month, who):
    one_of_two_served(month)
    settle_all(month.round, outcome="loss", reason="rusak", **who)

    unsettle(month.round, item=month.rice, reason="ternyata utuh", **who)

    assert figures(rows(month)[month.rice]) == (20, 10, 0, 0, 0, 10)
    settle(month.round, item=month.rice, quantity=Decimal(10), outcome="stock", **who)
    unsettle(month.round, item=month.rice, reason="dikirim ke pemasok", **who)
    settle(month.round, item=month.rice, quantity=Decimal(10), outcome="supplier", reason="sisa", **who)
    assert close_round(month.round, **who).state == State.CLOSED


def test_more_handed_over_than_issued_keeps_the_round_open_until_the_goods_are_recorded(month, who):
    delivered(month, month.recipients[0], rice="12.5", sugar="2")
    delivered(month, month.recipients[1])

    with pytest.raises(Refused) as refused:
        close_round(month.round, **who)
    assert "Beras diserahkan 2,5" in str(refused.value)
    assert rows(month)[month.rice].excess == Decimal("2.5")

    from_canteen(month, rice="2.5", sugar="0")
    assert close_round(month.round, **who).state == State.CLOSED


def test_a_report_that_waits_for_a_decision_keeps_the_round_open(month, who):
    for recipient in month.recipients:
        delivered(month, recipient)
    report = submit(
        month.round,
        Submission(key=uuid4(), kind=Kind.DELIVERED, channel="page", recorded_at=NOW, recipient_id=recipient.pk),
        by=month.people.officer,
        now=NOW,
    )
    assert report.verdict == HandoverReport.Verdict.OPEN

    with pytest.raises(Refused):
        close_round(month.round, **who)


class TestOfAClosedRound:
    @pytest.fixture
    def closed(self, month, who):
        one_of_two_served(month)
        settle_all(month.round, outcome="stock", **who)
        close_round(month.round, **who)
        return month

    def test_the_head_sets_something_right_with_a_reason(self, closed):
        correction = correct_closed_round(
            closed.round,
            text="Beras 9 kg, bukan 10 kg",
            reason="ditimbang ulang",
            recipient=closed.recipients[0],
            by=closed.people.head,
            now=NOW,
        )

        assert correction.recipient == closed.recipients[0]
        assert figures(rows(closed)[closed.rice]) == (20, 10, 10, 0, 0, 0)

    @pytest.mark.parametrize("role", ["coordinator", "storekeeper", "outsider", "admin"])
    def test_nobody_else_does(self, closed, role):
        with pytest.raises(Refused):
            correct_closed_round(closed.round, text="x", reason="y", by=getattr(closed.people, role), now=NOW)

    @pytest.mark.parametrize(("text", "reason", "field"), [(" ", "y", "text"), ("x", " ", "reason")])
    def test_it_says_what_and_why(self, closed, text, reason, field):
        with pytest.raises(Refused) as refused:
            correct_closed_round(closed.round, text=text, reason=reason, by=closed.people.head, now=NOW)
        assert refused.value.field == field

    def test_its_goods_do_not_move_any_more(self, closed, who):
        with pytest.raises(Refused):
            from_canteen(closed)
        with pytest.raises(Refused):
            unsettle(closed.round, item=closed.rice, reason="x", **who)
        with refused_by("movement_in_an_open_round"):
            give_back(
                Issue.objects.all(), item=closed.rice, quantity=Decimal(1), outcome="stock", happened_on=TODAY, **who
            )
        with refused_by("movement_in_an_open_round"):
            Movement.objects.create(
                centre=closed.centre,
                lot=Lot.objects.get(item=closed.rice),
                kind="issue",
                quantity=-1,
                happened_on=TODAY,
                issue=Issue.objects.get(),
                recorded_by=closed.people.coordinator,
                recorded_at=NOW,
            )

    def test_no_issue_is_added_to_it(self, closed, who):
        document = Issue.objects.create(
            centre=closed.centre, issued_on=TODAY, recorded_by=closed.people.coordinator, recorded_at=NOW
        )
        with refused_by("issue_in_an_open_round"):
            RoundIssue.objects.create(centre=closed.centre, round=closed.round, issue=document)

    def test_the_database_does_not_let_it_change(self, closed):
        with refused_by("round_frozen_once_closed"):
            Round.objects.filter(pk=closed.round.pk).update(obstacles="x")


def test_an_open_round_is_not_corrected(month):
    with pytest.raises(Refused):
        correct_closed_round(month.round, text="x", reason="y", by=month.people.head, now=NOW)
    with refused_by("correction_of_a_closed_round"):
        Correction.objects.create(
            centre=month.centre, round=month.round, text="x", reason="y", by=month.people.head, at=NOW
        )


@pytest.mark.parametrize("wall", ["round_closes_when_all_recorded", "round_closes_when_balanced"])
def test_the_database_itself_does_not_close_what_is_open(month, wall):
    if wall == "round_closes_when_balanced":
        one_of_two_served(month)
    with refused_by(wall):
        Round.objects.filter(pk=month.round.pk).update(
            state=State.CLOSED, closed_at=NOW, closed_by=month.people.coordinator
        )


def test_a_round_closes_though_the_officer_who_recorded_it_left_at_that_very_moment():
    month = approved_month(families=1)
    from_canteen(month)
    delivered(month, month.recipients[0])
    held = month.people.officer.memberships.get(role="officer")
    admin = MembershipFactory(centre=month.centre, role="admin", starts_on=TODAY).user
    end_role(held, last_day=ends_at_once(held, now=NOW), by=admin, now=NOW)
    settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
    assert close_round(month.round, by=month.people.coordinator, now=NOW).state == State.CLOSED
