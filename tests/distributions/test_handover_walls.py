"""What the database refuses about hand-overs and what was reported of them."""

from decimal import Decimal
from uuid import uuid4

import pytest

from centres.encryption import Unreadable, seal
from distributions.handover.judging import Submission
from distributions.handover.submissions import SEALED_AS, said, submit, undo
from distributions.models import Handover, HandoverLine, HandoverReport, ReportResolution
from tests.distributions.months import NOW, approved_month, delivered
from tests.factories import RecipientFactory, UserFactory
from tests.standing import stands
from tests.walls import adding_is_refused, adding_nan_is_refused, changing_is_refused, copied, not_granted

pytestmark = pytest.mark.django_db


@stands
def month():
    """Approved, with two families and one in reserve."""
    return approved_month()


def test_a_handover_is_voided_never_changed(month):
    delivered(month, month.recipients[0])
    slip = Handover.objects.get()

    with not_granted():
        Handover.objects.filter(pk=slip.pk).update(complete=False)


def test_a_voided_handover_stays_voided(month):
    delivered(month, month.recipients[0])
    undo(month.recipients[0], key=uuid4(), channel="page", reason="Salah tekan", by=month.people.officer, now=NOW)

    changing_is_refused("handover_is_only_voided", Handover.objects.get(), void_reason="Lain")


def test_one_standing_handover_per_family(month):
    delivered(month, month.recipients[0])
    second = delivered(month, month.recipients[0])

    adding_is_refused("handover_once_per_recipient", copied(Handover.objects.get(), report=second))


def test_voiding_has_time_actor_and_reason(month):
    delivered(month, month.recipients[0])

    changing_is_refused(
        "handover_void_has_time_actor_and_reason", Handover.objects.get(), voided_at=NOW, voided_by=UserFactory()
    )


@pytest.mark.parametrize(
    ("wall", "changes"),
    [
        ("handover_proxy_has_relation", {"received_by": "proxy"}),
        ("handover_difference_has_reason", {"complete": False}),
    ],
)
def test_a_handover_says_what_was_unusual(month, wall, changes):
    delivered(month, month.recipients[0])
    slip = Handover.objects.get()
    report = delivered(month, month.recipients[0])

    adding_is_refused(wall, copied(slip, report=report, recipient=month.recipients[1], **changes))


def test_an_item_stands_in_a_handover_once(month):
    delivered(month, month.recipients[0])

    adding_is_refused("handover_line_item_once", copied(HandoverLine.objects.first()))


def test_a_quantity_handed_over_is_not_negative(month):
    delivered(month, month.recipients[0])
    line = copied(HandoverLine.objects.first(), quantity=Decimal(-1))

    adding_is_refused("handover_line_not_negative", line)


def test_a_quantity_handed_over_is_a_number(month):
    delivered(month, month.recipients[0])

    adding_nan_is_refused("handover_line_quantity_is_a_number", HandoverLine.objects.first(), "quantity")


def test_a_report_has_its_key_once(month):
    report = delivered(month, month.recipients[0])

    adding_is_refused("handover_report_key_once", copied(report))


def test_an_open_report_has_a_reason(month):
    report = delivered(month, month.recipients[0])

    adding_is_refused("handover_report_open_has_reason", copied(report, key=uuid4(), verdict="open"))


def test_an_accepted_report_is_of_a_family_of_the_round(month):
    report = delivered(month, month.recipients[0])

    adding_is_refused("handover_report_accepted_of_recipient", copied(report, key=uuid4(), recipient=None))


def test_an_open_report_is_settled_with_a_note(month):
    delivered(month, month.recipients[0])
    report = delivered(month, month.recipients[0])
    settled = {"centre": month.centre, "report": report, "by": month.people.coordinator, "at": NOW}

    adding_is_refused("report_resolution_has_note", ReportResolution(note="", **settled))
    adding_is_refused(
        "resolution_by_the_coordinator", ReportResolution(note="Sudah", **settled | {"by": month.people.officer})
    )


def test_only_what_is_open_is_settled(month):
    report = delivered(month, month.recipients[0])
    settled = {"centre": month.centre, "note": "Sudah", "by": month.people.coordinator, "at": NOW}

    adding_is_refused("resolution_of_an_open_report", ReportResolution(report=report, **settled))


def test_what_is_accepted_of_an_open_report_is_what_it_said(month):
    kartini, rukmini = month.recipients
    delivered(month, kartini)
    report = delivered(month, kartini)
    settled = {"centre": month.centre, "report": report, "note": "Sudah", "by": month.people.coordinator, "at": NOW}
    coordinator = month.people.coordinator
    whole = {"key": uuid4(), "kind": "delivered", "channel": "page", "recorded_at": NOW}
    others = [
        HandoverReport.objects.earliest("pk"),
        report,
        submit(month.round, Submission(**whole, recipient_id=rukmini.pk), by=coordinator, now=NOW),
        undo(kartini, key=uuid4(), channel="page", reason="Salah", by=coordinator, now=NOW),
        delivered(month, kartini),
    ]

    for other in others:
        adding_is_refused("resolution_accepts_what_was_said", ReportResolution(accepted_as=other, **settled))


@pytest.mark.parametrize(
    "spoilt", [{"content": b'{"kind": "delivered", "received_by": "contact"}'}, {"content_hash": b"x"}]
)
def test_what_was_reported_is_sealed(month, spoilt):
    delivered(month, month.recipients[0])

    adding_is_refused("handover_report_is_sealed", copied(HandoverReport.objects.get(), key=uuid4(), **spoilt))


def test_what_was_reported_opens_in_its_own_report_only(month):
    report = delivered(month, month.recipients[0])
    assert said(HandoverReport.objects.get())["kind"] == "delivered"

    adding_is_refused("handover_report_is_bound", copied(report, key=uuid4(), content=seal(SEALED_AS, "{}")))
    with pytest.raises(Unreadable):
        said(copied(report, key=uuid4()))


@pytest.mark.parametrize(
    "odd",
    [
        {"nik_last4_cipher": b"0001"},
        {"nik_last4_cipher": b"\2\0\0\0\1" + bytes(33)},
        {"nik_last4_cipher": b"\1\0\0\0\1" + bytes(32)},
        {"nik_digest": b"3316045710820001", "nik_last4_cipher": b"\2\0\0\0\1" + bytes(32)},
    ],
    ids=["in clear", "five digits", "bound to nothing", "a number for a digest"],
)
def test_a_recipient_has_no_number_but_its_digest_and_four_sealed_digits(odd):
    changing_is_refused("recipient_nik_has_its_form", RecipientFactory(), **odd)
