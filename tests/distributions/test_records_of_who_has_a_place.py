"""Nothing is recorded of a family in reserve, why one was missed changes with a report, and reasons have a form."""

import datetime
import json
from uuid import uuid4

import pytest
from django.utils import timezone

from config.errors import Refused
from distributions.handover.judging import SKEW
from distributions.handover.submissions import submit
from distributions.models import Exclusion, Handover, HandoverReport, Recipient, RoundChange
from distributions.rotation.reasons import fact, sentence
from distributions.rounds.closing import close_round
from families.models import Erasure
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.distributions.recorded import report_of
from tests.distributions.submissions import delivered as said_of
from tests.factories import CentreFactory, MembershipFactory, RecipientFactory, UserFactory
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, refused_by, run

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@stands
def month():
    """Approved, with two families and one in reserve."""
    return approved_month()


def to_reserve(month, recipient):
    """As the exchange of a family does it, which names its reason."""
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
    Recipient.objects.filter(pk=recipient.pk).update(state="reserve")


# --- the reserve


@pytest.mark.parametrize("kind", ["delivered", "missed"])
def test_nothing_is_accepted_of_a_family_in_reserve(month, kind):
    delivered(month, month.recipients[0])
    report = copied(HandoverReport.objects.get(), key=uuid4(), recipient=month.reserve, kind=kind)
    report.missed_reason = "not_home" if kind == "missed" else ""
    adding_is_refused("report_of_who_has_a_place", report)


def test_what_is_said_of_a_family_in_reserve_is_kept_for_the_coordinator(month):
    report = submit(month.round, said_of(month.reserve), by=month.people.officer, now=NOW)
    assert (report.verdict, report.open_reason) == ("open", "unplanned")


def test_nothing_is_handed_to_a_family_in_reserve(month):
    kartini, rukmini = month.recipients
    delivered(month, kartini)
    report = report_of(rukmini, "delivered", at=NOW, by=month.people.officer)
    to_reserve(month, rukmini)
    slip = copied(Handover.objects.get(), report=report, recipient=rukmini, recorded_by=month.people.officer)
    adding_is_refused("handover_to_who_has_a_place", slip)


def test_a_round_closes_with_a_family_in_reserve_that_has_nothing(month):
    for recipient in month.recipients:
        delivered(month, recipient)
    from_canteen(month)
    assert month.reserve.state == "reserve"
    assert close_round(month.round, by=month.people.coordinator, now=NOW).is_closed


# --- why, and who


@pytest.mark.parametrize(
    "other",
    [
        {"missed_reason": "own_doing"},
        {"missed_reason": "own_doing", "missed_note": "Menolak"},
        {"missed_note": "Menolak"},
        {"received_by_name": "Orang lain"},
    ],
)
def test_why_a_family_was_missed_changes_with_a_new_report_only(month, other):
    from_canteen(month)
    missed(month, month.recipients[0])
    changing_is_refused("recipient_says_what_its_report_said", month.recipients[0], **other)


@pytest.mark.parametrize("other", [{"missed_note": "Menolak"}, {"received_by_name": "Orang lain"}])
def test_nothing_is_said_of_a_family_of_which_nothing_is_recorded(month, other):
    changing_is_refused("recipient_says_what_its_report_said", month.recipients[0], **other)


def test_who_received_stays_who_was_said(month):
    delivered(month, month.recipients[0])
    changing_is_refused("recipient_says_what_its_report_said", month.recipients[0], received_by_name="Orang lain")


def test_another_reason_comes_with_another_report(month):
    kartini, by = month.recipients[0], month.people.officer
    missed(month, kartini)
    report_of(kartini, "missed", at=NOW + DAY, by=by, reason="refused")
    Recipient.objects.filter(pk=kartini.pk).update(missed_reason="refused", recorded_at=NOW + DAY, recorded_by=by)


def test_an_erasure_still_empties_who_received(month):
    kartini, by = month.recipients[0], month.people.officer
    proxy = {"received_by": "proxy", "proxy_name": "Budi", "proxy_relation": "Tetangga"}
    submit(month.round, said_of(kartini, **proxy), by=by, now=NOW)
    missed(month, month.recipients[1])
    from_canteen(month, rice="10", sugar="2")
    close_round(month.round, by=month.people.coordinator, now=NOW)
    Erasure.objects.create(
        centre=month.centre, family_id_erased=kartini.family_id, ground="x", erased_by=month.people.head, erased_at=NOW
    )
    kartini.refresh_from_db()
    assert kartini.received_by_name == ""


# --- what is reported


def test_only_what_is_recorded_is_undone(month):
    kartini, rukmini = month.recipients
    missed(month, kartini)
    undoing = copied(HandoverReport.objects.get(), key=uuid4(), kind="void", missed_reason="")
    for other in (rukmini, month.reserve):
        adding_is_refused("report_undoes_what_is_recorded", copied(undoing, recipient=other))
    undoing.save()


@pytest.mark.parametrize(
    ("moment", "wall"), [("recorded_at", "report_is_of_the_past"), ("received_at", "report_has_happened")]
)
def test_nothing_is_accepted_of_a_day_to_come(month, moment, wall):
    delivered(month, month.recipients[0])
    report = copied(HandoverReport.objects.get(), key=uuid4(), recipient=month.recipients[1], kind="missed")
    report.missed_reason = "not_home"
    now = timezone.now()
    adding_is_refused(wall, copied(report, **{moment: now + DAY + DAY / 24}))
    copied(report, **{moment: now + DAY - DAY / 24}).save()


def test_nothing_is_accepted_of_a_moment_to_come(month):
    kartini = month.recipients[0]
    ahead = NOW + SKEW + datetime.timedelta(seconds=1)
    with pytest.raises(Refused, match="belum tiba") as refused:
        submit(month.round, said_of(kartini, recorded_at=ahead), by=month.people.officer, now=NOW)
    assert refused.value.field == "handed_on"
    assert not HandoverReport.objects.exists()
    submit(month.round, said_of(kartini, recorded_at=NOW + SKEW), by=month.people.officer, now=NOW)


def test_who_has_a_role_in_another_centre_only_reports_nothing(month):
    missed(month, month.recipients[0])
    stranger = MembershipFactory(centre=CentreFactory()).user
    report = copied(HandoverReport.objects.get(), key=uuid4(), recipient=month.recipients[1], actor=stranger)
    adding_is_refused("report_by_no_stranger", report)
    MembershipFactory(user=stranger, centre=month.centre)
    report.save()


# --- reasons

MALFORMED = [
    [],
    "x",
    None,
    7,
    {"code": ["missed"]},
    {"code": None},
    {"code": "zz"},
    {"code": "missed"},
    {"code": "missed", "on": "zz"},
    {"code": "missed", "on": 20240101},
    {"code": "never", "since": "2024-13-01"},
    {"code": "never", "since": ["2024-01-01"]},
    {"code": "by_hand", "reserve": []},
    {"code": "by_hand", "reserve": {"code": "never", "since": "zz"}},
    {"code": "received", "because": "packing", "forward": "Nglanjuk"},
    {"code": "received", "passed_for": 3},
    {"code": "queue", "place": "satu"},
]


@pytest.mark.parametrize("reason", MALFORMED)
def test_a_reason_has_the_form_of_one(reason):
    row = RecipientFactory()
    family = {"centre": row.centre, "round": row.round, "family": row.family}
    out = Exclusion.objects.create(**family, reason="Sakit", by=UserFactory(), at=NOW)
    for table, column, wall, one in (
        ("distributions_recipient", "reason", "recipient_reason_has_its_form", row),
        ("distributions_exclusion", "had", "exclusion_had_has_its_form", out),
    ):
        with refused_by(wall):
            run(f"UPDATE {table} SET {column} = %s::jsonb WHERE id = %s", [json.dumps(reason), one.pk])


@pytest.mark.parametrize(
    "reason",
    [
        {},
        {"code": "missed", "on": "2030-01-31", "why": "not_home"},
        {"code": "by_hand", "since": "2024-01-02", "reserve": {"code": "reserve", "near": True, "last": "2024-02-29"}},
        {
            "code": "received",
            "last": "2024-01-02",
            "because": "packing",
            "forward": {"village": "Nglanjuk", "families": 3, "by": "2024-02-01"},
            "passed_for": [{"village": "Nglanjuk", "families": 3}],
        },
    ],
)
def test_the_reasons_of_the_rotation_have_that_form(reason):
    row = RecipientFactory()
    Recipient.objects.filter(pk=row.pk).update(reason=reason)


@pytest.mark.parametrize("reason", [*MALFORMED, {"code": "missed", "month": "zz"}, {"code": "rest"}, {"code": "queue"}])
def test_of_a_reason_that_nobody_can_read_nothing_is_said(reason):
    on = datetime.date(2024, 11, 15)
    assert sentence(reason, hand_reason="Sakit", on=on).endswith("Sakit.")
    assert isinstance(fact(reason, on=on), str)
