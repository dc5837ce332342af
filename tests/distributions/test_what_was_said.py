"""What is recorded of a family is what was said at its door: no SQL puts another reason, or other goods, beside it."""

import datetime
import secrets
from uuid import uuid4

import pytest
from django.db import connection, transaction

from centres.encryption import blind_index
from config.errors import Refused
from distributions.handover.submissions import undo
from distributions.models import Handover, HandoverReport, Recipient, RoundChange
from distributions.rounds.closing import close_round, settle_all
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.distributions.recorded import report_of
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, refused_by

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)


@stands
def month():
    return approved_month()


# --- why a family was missed


def test_why_a_family_was_missed_is_what_its_last_report_said(month):
    kartini, by = month.recipients[0], month.people.officer
    missed(month, kartini)
    report_of(kartini, "missed", at=LATER, by=by, reason="moved")
    later = {"recorded_at": LATER, "recorded_by": by}
    changing_is_refused("recipient_recorded_by_its_report", kartini, state="missed", missed_reason="refused", **later)
    Recipient.objects.filter(pk=kartini.pk).update(missed_reason="moved", **later)


def test_a_report_says_why_a_family_was_missed_and_no_other_does(month):
    said = missed(month, month.recipients[0])
    handed = delivered(month, month.recipients[1])
    adding_is_refused("report_says_why_it_was_missed", copied(said, key=uuid4(), missed_reason=""))
    adding_is_refused("report_says_why_it_was_missed", copied(handed, key=uuid4(), missed_reason="moved"))
    copied(said, key=uuid4(), verdict="open", open_reason="second", missed_reason="").save()


def forged(month, recipient, **columns):
    """A report as SQL could write it: no sealed words but another report's."""
    known = HandoverReport.objects.order_by("pk").first()
    report = copied(
        known, key=uuid4(), recipient=recipient, recorded_at=LATER, received_at=LATER,
        content_hash=secrets.token_bytes(32), **columns,
    )  # fmt: skip
    report.save()
    return report


def refused_then_recorded_anew(month, recipient):
    """Closing names the family, and the page's way out is one."""
    from_canteen(month)
    by = month.people.coordinator
    month.round.refresh_from_db()
    settle_all(month.round, outcome="stock", by=by, now=LATER)
    with pytest.raises(Refused, match=f"^{recipient.contact_name}: .*rungkan"):
        close_round(month.round, by=by, now=LATER)
    undo(recipient, key=uuid4(), channel="page", reason="Salah", by=by, now=LATER)
    missed(month, recipient)
    settled = month.round.recipients.served().exists()
    assert settled or close_round(month.round, by=by, now=LATER).is_closed


def test_a_round_does_not_close_over_a_reason_that_nobody_said(month):
    kartini, rukmini = month.recipients
    for recipient in (kartini, rukmini):
        missed(month, recipient)
    report = forged(month, kartini, missed_reason="refused")
    Recipient.objects.filter(pk=kartini.pk).update(missed_reason="refused", recorded_at=LATER, recorded_by=report.actor)
    refused_then_recorded_anew(month, kartini)


def test_a_round_does_not_close_over_a_note_that_nobody_wrote(month):
    kartini, rukmini = month.recipients
    for recipient in (kartini, rukmini):
        missed(month, recipient)
    by = month.people.officer
    report_of(kartini, "missed", at=LATER, by=by, reason="not_home")
    Recipient.objects.filter(pk=kartini.pk).update(recorded_at=LATER, recorded_by=by, missed_note="Mengancam petugas")
    refused_then_recorded_anew(month, kartini)


def test_a_round_does_not_close_over_a_hand_over_that_nobody_reported(month):
    kartini, rukmini = month.recipients
    missed(month, rukmini)
    known, by = HandoverReport.objects.get(), month.people.officer
    report = copied(
        known, key=uuid4(), recipient=kartini, kind="delivered", missed_reason="",
        content_hash=blind_index("x", "x"), recorded_at=LATER, received_at=LATER,
    )  # fmt: skip
    report.save()
    given = {"report": report, "recipient": kartini, "handed_at": LATER, "recorded_by": by}
    Handover.objects.create(centre=month.centre, **given)
    Recipient.objects.filter(pk=kartini.pk).update(state="served", recorded_at=LATER, recorded_by=by)
    refused_then_recorded_anew(month, kartini)


def test_a_round_closes_over_what_was_said(month):
    delivered(month, month.recipients[0], rice="9", sugar="2")
    missed(month, month.recipients[1])
    from_canteen(month)
    settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
    assert close_round(month.round, by=month.people.coordinator, now=NOW).is_closed


# --- goods of a family that has no place


def slip(month, recipient):
    """By SQL: goods of a family whose row still waits."""
    by = month.people.officer
    report = report_of(recipient, "delivered", at=NOW, by=by)
    given = {"report": report, "recipient": recipient, "handed_at": NOW, "recorded_by": by}
    return Handover.objects.create(centre=month.centre, **given)


def test_who_has_goods_is_not_exchanged(month):
    """Such a round could not be closed, and no page would offer a way out."""
    kartini = month.recipients[0]
    with transaction.atomic():
        slip(month, kartini)
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
        changing_is_refused("recipient_in_reserve_has_nothing", kartini, state="reserve")
        transaction.set_rollback(True)


def test_who_has_goods_is_recorded_when_the_transaction_ends(month):
    kartini = month.recipients[0]
    with refused_by("handover_is_recorded"), connection.cursor() as cursor:
        slip(month, kartini)
        cursor.execute("SET CONSTRAINTS handover_is_recorded IMMEDIATE")
    delivered(month, kartini)
    connection.check_constraints()
