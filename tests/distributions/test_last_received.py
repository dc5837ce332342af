"""When a family last received follows from its hand-overs and corrections, whatever anybody writes there."""

import datetime
from uuid import uuid4

import pytest

from distributions.handover.submissions import undo
from distributions.models import Correction, Handover
from families.models import Family
from tests.distributions.kept_papers import closed
from tests.distributions.months import NOW, TODAY, approved_month, delivered, missed
from tests.distributions.recorded import report_of
from tests.factories import FamilyFactory
from tests.standing import stands
from tests.walls import run

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2020, 1, 1)


@stands
def month():
    return approved_month()


def last_received(recipient):
    return Family.objects.get(pk=recipient.family_id).last_received_on


def said(family, day):
    """By SQL, by the ORM, and by a row that was read before."""
    run("UPDATE families_family SET last_received_on = %s WHERE id = %s", [day, family.pk])
    Family.objects.filter(pk=family.pk).update(last_received_on=day)
    family.last_received_on = day
    family.save()


# Kept by the triggers "family_last_received_follows" and "family_begins_without_goods".
@pytest.mark.parametrize("day", [None, LONG_AGO, TODAY, datetime.date(2026, 1, 1)])
def test_nobody_writes_when_a_family_received(month, day):
    kartini, rukmini = month.recipients
    delivered(month, kartini)
    for recipient in (kartini, rukmini):
        said(recipient.family, day)
    assert (last_received(kartini), last_received(rukmini)) == (TODAY, None)
    assert Family.objects.get(pk=FamilyFactory(last_received_on=day).pk).last_received_on is None


# Kept by the triggers "handover_renews_last_received" and "voiding_renews_last_received".
def test_a_hand_over_and_its_undoing_by_sql_alone_count(month):
    kartini, by = month.recipients[0], month.people.officer
    report = report_of(kartini, "delivered", at=NOW, by=by)
    given = {"centre": month.centre, "report": report, "recipient": kartini, "handed_at": NOW, "recorded_by": by}
    Handover.objects.create(**given)
    assert last_received(kartini) == TODAY
    report_of(kartini, "void", at=NOW, by=by)
    Handover.objects.filter(recipient=kartini).update(voided_at=NOW, voided_by=by, void_reason="Salah")
    assert last_received(kartini) is None


def test_what_is_undone_gives_back_what_was_before(month):
    kartini, by = month.recipients[0], month.people.officer
    delivered(month, kartini)
    undo(kartini, key=uuid4(), channel="page", reason="Salah", by=by, now=NOW)
    missed(month, kartini)
    assert last_received(kartini) is None


# Kept by the trigger "correction_renews_last_received".
def test_the_last_correction_counts_more_than_what_was_recorded(month):
    kartini, rukmini = month.recipients
    closed(month)
    for recipient, result in ((kartini, "not_received"), (rukmini, "received")):
        given = {"centre": month.centre, "round": month.round, "text": "Salah", "reason": "Salah", "at": NOW}
        Correction.objects.create(**given, recipient=recipient, result=result, by=month.people.head)
    assert (last_received(kartini), last_received(rukmini)) == (None, month.round.date)
