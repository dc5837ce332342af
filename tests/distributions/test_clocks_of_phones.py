"""A phone's clock may be wrong: how far it was off travels with the report, and no date moves."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from config.errors import Refused
from distributions.handover.clock_words import about_clock
from distributions.handover.deciding import cases, decide
from distributions.handover.judging import SKEW, Kind
from distributions.handover.submissions import said as said_of
from distributions.handover.submissions import submit
from distributions.models import Handover, HandoverReport
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.months import approved_month
from tests.distributions.submissions import NOW, delivered, missed, two_families
from tests.factories import CentreFactory, cast
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in
from tests.walls import adding_is_refused, copied, refused_by

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = datetime.timedelta(seconds=1), 3600, 86_400
# 09.30 in Blora; approved at 08.30.
LATER = NOW + datetime.timedelta(hours=5)
YEAR_ONE = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@stands
def month():
    return two_families()


@pytest.fixture
def send(month):
    return lambda submission, now=LATER: submit(month.round, submission, by=month.people.officer, now=now)


def phone(recipient, **said):
    return delivered(recipient, channel="phone", **said)


@pytest.mark.parametrize(
    "ahead", [25 * HOUR, -25 * HOUR, 40, -1_700_000_000], ids=["ahead", "behind", "a little", "1970"]
)
def test_what_happened_happened_by_a_clock_that_is_right(month, send, ahead):
    report = send(phone(month.kartini, recorded_at=NOW + ahead * SECOND, clock_ahead=ahead))
    assert (report.verdict, report.recorded_at, report.clock_ahead) == ("accepted", NOW, ahead)
    assert (report.handover.handed_at, report.clock_doubtful) == (NOW, False)
    assert said_of(report)["recorded_at"] == str(NOW + ahead * SECOND)


def test_a_clock_that_was_asked_only_at_sending_counts_as_well(month, send):
    report = send(phone(month.kartini, recorded_at=NOW + HOUR * SECOND, clock_ahead_sent=HOUR))
    assert (report.recorded_at, report.clock_ahead) == (NOW, HOUR)


@pytest.mark.parametrize(("sent", "moved"), [(-600, 0), (-601, 601), (600, 0), (601, -601)])
def test_how_long_something_was_on_its_way_is_not_the_clock(month, send, sent, moved):
    report = send(phone(month.kartini, clock_ahead_sent=sent))
    assert report.recorded_at == NOW + moved * SECOND


def test_a_report_that_is_sent_again_by_another_clock_is_the_same(month, send):
    first = phone(month.kartini, clock_ahead=0, clock_ahead_sent=3)
    report = send(first)
    assert send(replace(first, clock_ahead=HOUR, clock_ahead_sent=None), LATER) == report


@pytest.mark.parametrize(
    ("later", "reason"), [(SKEW, ""), (SKEW + SECOND, "clock")], ids=["within the skew", "a second more"]
)
def test_what_is_still_to_come_by_a_phone_is_kept_for_the_coordinator(month, send, later, reason):
    report = send(phone(month.kartini, recorded_at=LATER + later))
    assert (report.open_reason, report.recorded_at) == (reason, LATER if reason else LATER + later)


@pytest.mark.parametrize(
    ("at", "reason"),
    [(NOW - 3600 * SECOND, ""), (NOW - 3601 * SECOND, "clock"), (YEAR_ONE, "clock")],
    ids=["at the approval", "a second before", "years before"],
)
def test_what_comes_of_before_the_approval_by_a_phone_is_kept_for_the_coordinator(month, send, at, reason):
    report = send(missed(month.kartini, channel="phone", recorded_at=at))
    assert (report.open_reason, report.recorded_at) == (reason, LATER if reason else at)
    assert said_of(report)["recorded_at"] == str(at)


@pytest.mark.parametrize(
    ("ahead", "sent", "reason", "doubtful"),
    [
        (0, 600, "", False),
        (0, 601, "", True),
        (0, -4 * HOUR, "", True),
        (0, -15 * HOUR, "clock", True),
        (0, DAY, "clock", True),
    ],
    ids=["no", "a little more", "the same day", "the next day", "the day before"],
)
def test_a_clock_that_was_set_on_the_way_leaves_the_hour_in_doubt_and_no_date(
    month, send, ahead, sent, reason, doubtful
):
    report = send(phone(month.kartini, clock_ahead=ahead, clock_ahead_sent=sent), now=LATER + DAY * SECOND)
    assert (report.open_reason, report.clock_doubtful) == (reason, doubtful)
    has_hour = Handover.objects.with_hour(month.people.centre.zone).values_list("has_hour", flat=True)
    assert list(has_hour) == ([] if reason else [not doubtful])


def test_an_undoing_of_a_phone_that_is_ahead_moves_nothing_and_is_accepted_as_of_now(month, send):
    send(delivered(month.kartini))
    report = send(phone(month.kartini, kind=Kind.VOID, void_reason="Salah tekan", recorded_at=LATER + DAY * SECOND))
    assert report.open_reason == "clock"
    [settled] = decide(month.round, {report.pk: None}, accept=True, by=month.people.coordinator, now=LATER)
    assert settled.accepted_as.recorded_at == LATER
    month.kartini.refresh_from_db()
    assert month.kartini.state == "planned"


def test_the_coordinator_says_the_day_that_no_clock_could(month, send):
    report = send(phone(month.kartini, recorded_at=YEAR_ONE))
    [case] = cases(month.round)
    assert (case.asks_day, case.against) == (True, "")
    accept = {"accept": True, "by": month.people.coordinator, "now": LATER}
    for day in (None, datetime.date(2024, 11, 14), datetime.date(2024, 11, 16)):
        with pytest.raises(Refused) as refused:
            decide(month.round, {report.pk: None}, day=day, **accept)
        assert refused.value.field == "day"

    [settled] = decide(month.round, {report.pk: None}, day=month.round.date, **accept)

    fact = settled.accepted_as
    assert (month.people.centre.local_date(fact.recorded_at), fact.clock_doubtful) == (month.round.date, True)
    assert month.kartini.family.__class__.objects.get(pk=month.kartini.family_id).last_received_on == month.round.date
    assert not Handover.objects.with_hour(month.people.centre.zone).get().has_hour


def test_only_a_phone_has_a_clock_of_its_own():
    month = approved_month()
    submit(month.round, phone(month.recipients[0]), by=month.people.officer, now=NOW)
    of_a_page = {"verdict": "open", "open_reason": "changed", "channel": "page"}
    adding_is_refused("report_clock_of_a_phone", copied(HandoverReport.objects.get(), clock_ahead=3, **of_a_page))
    with refused_by("report_clock_of_a_phone"):
        copied(HandoverReport.objects.get(), clock_doubtful=True, **of_a_page).save()


@pytest.mark.parametrize(
    ("ahead", "doubtful", "told"),
    [
        (None, False, ""),
        (600, False, ""),
        (-601, False, "Jam HP terlambat 10 menit; waktunya sudah dibetulkan."),
        (2 * HOUR, False, "Jam HP terlalu cepat 2 jam; waktunya sudah dibetulkan."),
        (
            25 * HOUR,
            True,
            "Jam HP terlalu cepat 1 hari; waktunya sudah dibetulkan. Yang pasti hanya tanggalnya, bukan jamnya.",
        ),
    ],
)
def test_what_is_said_of_a_clock(ahead, doubtful, told):
    assert about_clock(ahead, doubtful=doubtful) == told


def test_the_pages_say_that_a_clock_was_wrong_and_ask_for_the_day(client):
    people = cast(CentreFactory())
    round, now = approved_round(people), timezone.now()
    kartini, rukmini = round.recipients.all()
    submit(round, phone(kartini, recorded_at=now + DAY * SECOND, clock_ahead=DAY), by=people.officer, now=now)
    submit(round, phone(rukmini, recorded_at=YEAR_ONE), by=people.officer, now=now)
    client.force_login(people.coordinator)

    family = words(client.get(page(round, "handover_recipient", kartini.pk)).content.decode())
    assert "Jam HP terlalu cepat 1 hari; waktunya sudah dibetulkan." in family
    shown = client.get(page(round, "open_reports"))
    assert "1 Januari 1970, 07.00 WIB menurut jam HP" in words(shown.content.decode())
    said = fields_in(shown) | {"decision": "accept"}
    assert said["day"] == [f"{round.date:%d/%m/%Y}"]
    client.post(page(round, "open_reports"), said)

    rukmini.refresh_from_db()
    assert (rukmini.state, round.reports.open().count()) == ("served", 0)
