"""Recording that a family received, or why not."""

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from config.errors import Refused
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import hand_over_all, said, submit, undo
from distributions.models import (
    Handover,
    HandoverReport,
    MissedReason,
    ReceivedBy,
    Recipient,
    Round,
    State,
)
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.submissions import NOW, delivered, missed, two_families
from tests.factories import EligibleFamilyFactory, MemberFactory, OfficialFactory, RecipientFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    return two_families()


def test_a_whole_package_is_handed_over(month):
    report = submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    month.kartini.refresh_from_db()
    assert report.verdict == HandoverReport.Verdict.ACCEPTED
    assert month.kartini.state == Recipient.State.SERVED
    assert month.kartini.recorded_by == month.people.officer
    lines = report.handover.lines.values_list("item__name", "quantity")
    assert list(lines) == [("Beras", Decimal("10.000")), ("Gula pasir", Decimal("2.000"))]
    assert report.handover.complete is True


def test_the_family_last_received_on_the_day_at_the_centre(month):
    late_evening = datetime.datetime(2024, 11, 15, 18, 30, tzinfo=datetime.UTC)  # the 16th in Blora

    submit(month.round, delivered(month.kartini, recorded_at=late_evening), by=month.people.officer, now=late_evening)

    month.kartini.family.refresh_from_db()
    assert month.kartini.family.last_received_on == datetime.date(2024, 11, 16)


def test_a_double_click_gets_the_same_answer(month):
    submission = delivered(month.kartini)
    first = submit(month.round, submission, by=month.people.officer, now=NOW)

    again = submit(month.round, submission, by=month.people.officer, now=NOW + datetime.timedelta(seconds=1))

    assert again == first
    assert HandoverReport.objects.count() == 1
    assert Handover.objects.count() == 1


def test_the_same_key_with_other_content_is_open_for_the_coordinator(month):
    submission = delivered(month.kartini)
    submit(month.round, submission, by=month.people.officer, now=NOW)

    other = missed(month.kartini, key=submission.key)
    report = submit(month.round, other, by=month.people.officer, now=NOW)
    again = submit(month.round, other, by=month.people.officer, now=NOW)

    month.kartini.refresh_from_db()
    assert (report.verdict, report.open_reason) == ("open", "changed")
    assert again == report
    assert month.kartini.state == Recipient.State.SERVED


def test_a_second_report_for_a_family_is_open_for_the_coordinator(month):
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    report = submit(month.round, delivered(month.kartini), by=month.people.operator, now=NOW)

    assert (report.verdict, report.open_reason) == ("open", "second")
    assert Handover.objects.filter(recipient=month.kartini).count() == 1


def test_a_missed_family_may_still_receive_the_same_day(month):
    submit(month.round, missed(month.kartini), by=month.people.officer, now=NOW)

    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    month.kartini.refresh_from_db()
    assert (month.kartini.state, month.kartini.missed_reason) == (Recipient.State.SERVED, "")


def test_a_served_family_is_not_missed_by_a_late_phone(month):
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    report = submit(month.round, missed(month.kartini, channel="phone"), by=month.people.officer, now=NOW)

    month.kartini.refresh_from_db()
    assert report.open_reason == "second"
    assert month.kartini.state == Recipient.State.SERVED


def test_a_family_is_missed_once_and_a_second_report_of_it_is_open_for_the_coordinator(month):
    first = submit(month.round, missed(month.kartini), by=month.people.officer, now=NOW)

    second = submit(month.round, missed(month.kartini, MissedReason.REFUSED), by=month.people.operator, now=NOW)

    month.kartini.refresh_from_db()
    assert (first.verdict, first.open_reason) == ("accepted", "")
    assert (second.verdict, second.open_reason) == ("open", "second")
    assert (month.kartini.missed_reason, month.kartini.recorded_by) == (MissedReason.NOT_HOME, month.people.officer)


def test_a_family_outside_the_plan_is_open_for_the_coordinator(month):
    stranger = EligibleFamilyFactory(centre=month.people.centre)
    submission = Submission(
        key=uuid4(), kind=Kind.DELIVERED, channel="page", recorded_at=NOW, family_id=stranger.pk, recipient_id=None
    )

    report = submit(month.round, submission, by=month.people.officer, now=NOW)

    assert (report.verdict, report.open_reason, report.recipient) == ("open", "unplanned", None)
    assert said(report)["family_id"] == stranger.pk


def test_a_report_that_comes_after_close_is_kept_open(month):
    for recipient in (month.kartini, month.rukmini):
        submit(month.round, missed(recipient), by=month.people.officer, now=NOW)
    called_issued(month.round, by=month.people.storekeeper, now=NOW)
    transition(month.round, State.CLOSED, by=month.people.coordinator, now=NOW)

    report = submit(month.round, delivered(month.kartini, channel="phone"), by=month.people.officer, now=NOW)

    month.kartini.refresh_from_db()
    assert (report.verdict, report.open_reason) == ("open", "late")
    assert month.kartini.state == Recipient.State.MISSED


def test_nothing_is_handed_over_before_approval():
    recipient = RecipientFactory()
    officer = cast(recipient.centre).officer

    with pytest.raises(Refused, match="belum disetujui"):
        submit(recipient.round, delivered(recipient), by=officer, now=NOW)

    assert HandoverReport.objects.count() == 0


def test_less_than_the_package_needs_a_reason(month):
    rice, sugar = month.round.lines.all()
    less = {rice.item_id: Decimal(5), sugar.item_id: Decimal(2)}

    with pytest.raises(Refused) as refusal:
        submit(month.round, delivered(month.kartini, quantities=less), by=month.people.officer, now=NOW)

    assert refusal.value.field == "difference_reason"
    assert HandoverReport.objects.count() == 0


def test_less_than_the_package_is_recorded_as_it_was(month):
    rice, sugar = month.round.lines.all()
    submission = delivered(
        month.kartini,
        quantities={rice.item_id: Decimal("5.5"), sugar.item_id: Decimal(0)},
        difference_reason="Karung sobek",
    )

    handover = submit(month.round, submission, by=month.people.officer, now=NOW).handover

    assert (handover.complete, handover.difference_reason) == (False, "Karung sobek")
    assert list(handover.lines.values_list("item", "quantity")) == [(rice.item_id, Decimal("5.500"))]


def test_a_reason_for_a_difference_is_kept_only_where_there_is_one(month):
    rice, sugar = month.round.lines.all()
    whole = {rice.item_id: Decimal(10), sugar.item_id: Decimal(2)}
    more = whole | {sugar.item_id: Decimal("2.001")}

    kept = [
        submit(
            month.round,
            delivered(recipient, quantities=quantities, difference_reason=" Karung sobek "),
            by=month.people.officer,
            now=NOW,
        ).handover
        for recipient, quantities in ((month.kartini, whole), (month.rukmini, more))
    ]

    assert [(handover.complete, handover.difference_reason) for handover in kept] == [
        (True, ""),
        (False, "Karung sobek"),
    ]


def test_a_proxy_needs_a_name_and_a_relation(month):
    with pytest.raises(Refused) as refusal:
        submit(month.round, delivered(month.kartini, received_by=ReceivedBy.PROXY), by=month.people.officer, now=NOW)
    assert refusal.value.field == "proxy_name"

    proxy = delivered(month.kartini, received_by=ReceivedBy.PROXY, proxy_name="Bu Lurah", proxy_relation="Kepala dusun")
    handover = submit(month.round, proxy, by=month.people.officer, now=NOW).handover

    month.kartini.refresh_from_db()
    assert handover.proxy_relation == "Kepala dusun"
    assert month.kartini.received_by_name == "Bu Lurah"


def test_another_member_of_the_household_may_receive(month):
    son = MemberFactory(centre=month.people.centre, family=month.kartini.family, name="Budi")

    submit(
        month.round,
        delivered(month.kartini, received_by=ReceivedBy.MEMBER, member_id=son.pk),
        by=month.people.officer,
        now=NOW,
    )

    month.kartini.refresh_from_db()
    assert month.kartini.received_by_name == "Budi"


def test_a_member_of_another_family_can_not_receive(month):
    stranger = month.rukmini.family.members.get()

    with pytest.raises(Refused) as refusal:
        submit(
            month.round,
            delivered(month.kartini, received_by=ReceivedBy.MEMBER, member_id=stranger.pk),
            by=month.people.officer,
            now=NOW,
        )

    assert refusal.value.field == "member"


def test_who_gave_must_belong_to_the_centre(month):
    foreign = OfficialFactory()

    with pytest.raises(Refused) as refusal:
        submit(month.round, delivered(month.kartini, given_by_id=foreign.pk), by=month.people.officer, now=NOW)

    assert refusal.value.field == "given_by"


def test_missing_needs_one_of_the_reasons(month):
    with pytest.raises(Refused) as refusal:
        submit(month.round, missed(month.kartini, reason="holiday"), by=month.people.officer, now=NOW)
    assert refusal.value.field == "missed_reason"

    with pytest.raises(Refused) as refusal:
        submit(month.round, missed(month.kartini, reason=MissedReason.OTHER), by=month.people.officer, now=NOW)
    assert refusal.value.field == "missed_note"
    with pytest.raises(Refused):
        submit(month.round, missed(month.kartini, reason=MissedReason.OWN_DOING), by=month.people.officer, now=NOW)


def test_undoing_gives_the_family_back_its_place(month):
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    undo(month.kartini, key=uuid4(), channel="page", reason="Salah tekan", by=month.people.officer, now=NOW)

    month.kartini.refresh_from_db()
    month.kartini.family.refresh_from_db()
    slip = Handover.objects.get(recipient=month.kartini)
    assert month.kartini.state == Recipient.State.PLANNED
    assert month.kartini.family.last_received_on is None
    assert (slip.voided_by, slip.void_reason) == (month.people.officer, "Salah tekan")


def test_after_undoing_the_family_can_receive_again(month):
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)
    undo(month.kartini, key=uuid4(), channel="page", reason="Salah tekan", by=month.people.officer, now=NOW)

    report = submit(month.round, delivered(month.kartini), by=month.people.officer, now=NOW)

    assert report.verdict == HandoverReport.Verdict.ACCEPTED
    assert Handover.objects.filter(recipient=month.kartini, voided_at=None).count() == 1


def test_there_must_be_something_to_undo(month):
    with pytest.raises(Refused):
        undo(month.kartini, key=uuid4(), channel="page", reason="Salah tekan", by=month.people.officer, now=NOW)


def test_everybody_at_a_stop_receives_by_one_press(month):
    key = uuid4()

    first = hand_over_all(month.kartini.stop, key=key, channel="page", by=month.people.officer, now=NOW)
    second = hand_over_all(month.kartini.stop, key=key, channel="page", by=month.people.officer, now=NOW)

    assert [report.verdict for report in first] == ["accepted", "accepted"]
    assert second == []
    assert Recipient.objects.filter(round=month.round, state=Recipient.State.SERVED).count() == 2


def test_what_was_said_is_sealed_in_the_database(month):
    report = submit(
        month.round,
        delivered(month.kartini, received_by=ReceivedBy.PROXY, proxy_name="Bu Lurah", proxy_relation="Tetangga"),
        by=month.people.officer,
        now=timezone.now(),
    )

    assert b"Lurah" not in bytes(HandoverReport.objects.get(pk=report.pk).content)
    assert said(report)["proxy_name"] == "Bu Lurah"


def test_a_round_of_another_centre_keeps_its_recipients_to_itself(month):
    other = RecipientFactory()

    report = submit(month.round, delivered(other), by=month.people.officer, now=NOW)

    assert (report.open_reason, report.recipient) == ("unplanned", None)
    assert Round.objects.get(pk=other.round_id).state == State.DRAFT
