"""The calendar: the year as a line, and the feed by a secret link, as a calendar reads it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from centres.models import Centre
from config.errors import Refused
from distributions.models import CalendarLink, Extra, State
from distributions.reports.calendar_feed import calendar_of
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.calendar_link import centre_of, make_link, withdraw_link
from distributions.rounds.rule import move_date_of_rule, pause
from distributions.rounds.schedule import make_extra_round
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.factories import CentreFactory
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def people():
    return blora()


def read(people) -> dict[str, object]:
    """The events of the feed by their UID, as the library's parser reads them."""
    feed = Calendar.from_ical(calendar_of(people.centre, now=NOW))
    assert feed.errors == []
    events = feed.walk("VEVENT")
    assert all(event.errors == [] for event in events)
    return {str(event["uid"]).split("@")[0].split("-", 1)[1]: event for event in events}


def test_a_round_stands_in_the_feed_with_its_hour_in_the_zone_of_the_centre(people):
    people.centre.time_zone = Centre.Zone.WIT
    people.centre.save()
    november(people)
    event = read(people)["202411"]
    assert event["dtstart"].dt == datetime.datetime(2024, 11, 15, 8, tzinfo=people.centre.zone)
    assert event["dtstart"].params["tzid"] == "Asia/Jayapura"
    assert event["summary"] == "Bhakti Sosial Pemasyarakatan Peduli: November 2024"
    assert (event["status"], event["description"]) == ("TENTATIVE", "Draf. 4 keluarga")
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [datetime.timedelta(days=-1)]


def test_the_feed_has_the_zone_that_its_hours_are_in(people):
    november(people)
    feed = Calendar.from_ical(calendar_of(people.centre, now=NOW))
    assert [str(zone["tzid"]) for zone in feed.walk("VTIMEZONE")] == ["Asia/Jakarta"]


def test_days_of_the_rule_stand_in_the_feed_as_whole_days_under_the_name_that_their_round_will_have(people):
    before = read(people)["202411"]
    assert (before["dtstart"].dt, before["dtend"].dt) == (D(2024, 11, 15), D(2024, 11, 16))
    assert before["description"] == "Menurut aturan; dibuat otomatis menjelang tanggalnya"
    november(people)
    after = read(people)["202411"]
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt != before["dtstart"].dt


def test_a_year_of_the_rule_stands_in_the_feed_without_its_pauses_and_with_its_moved_dates(people):
    pause(people.programme, starts_on=D(2025, 3, 14), ends_on=D(2025, 4, 4), reason="Idulfitri", today=TODAY)
    moved = {"occurrence": D(2024, 12, 20), "date": D(2024, 12, 13), "reason": "Natal", "today": TODAY}
    move_date_of_rule(people.programme, **moved)
    events = read(people)
    assert "202503" not in events
    assert events["202412"]["dtstart"].dt == D(2024, 12, 13)
    assert max(key for key in events if key.startswith("20")) == "202510"
    (paused,) = (event for event in events.values() if "jeda" in event["summary"])
    assert (paused["dtstart"].dt, paused["dtend"].dt) == (D(2025, 3, 14), D(2025, 4, 5))


@pytest.mark.parametrize("state", ["TENTATIVE", "CONFIRMED", "CANCELLED"])
def test_an_event_says_whether_it_is_settled(people, state):
    round = november(people)
    if state != "TENTATIVE":
        submit_round(round, by=people.coordinator, now=NOW)
    if state == "CONFIRMED":
        approve_round(round, by=people.head, now=NOW)
    elif state == "CANCELLED":
        transition(round, State.CANCELLED, by=people.coordinator, now=NOW, note="Banjir")
    event = read(people)["202411"]
    assert event["status"] == state
    assert bool(event.walk("VALARM")) is (state != "CANCELLED")


def test_the_feed_names_no_family_no_place_and_nothing_that_people_wrote(people):
    november(people)
    make_extra_round(
        people.programme, date=D(2024, 11, 28), packages=2, extra=Extra.DISASTER, reason="Rumah Bu Siti", now=NOW
    )
    text = calendar_of(people.centre, now=NOW).decode()
    names = [family.contact.name for family in people.families]
    places = [family.village.name for family in people.families]
    assert [word for word in (*names, *places, "Siti") if word in text] == []
    assert "Tambahan (bencana) 28 November 2024" in text.replace("\r\n ", "")
    assert "Bencana" in text


def test_a_feed_asks_six_times_however_many_rounds_there_are(people, django_assert_num_queries):
    november(people, months=3)
    pause(people.programme, starts_on=D(2025, 3, 14), ends_on=D(2025, 4, 4), reason="Idulfitri", today=TODAY)
    centre = people.centre
    with django_assert_num_queries(6):
        calendar_of(centre, now=NOW)


def test_a_feed_is_of_its_centre_alone(people):
    november(people)
    assert Calendar.from_ical(calendar_of(CentreFactory(), now=NOW)).walk("VEVENT") == []


# --- the link


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_knows_the_link_reads_the_calendar_until_another_is_made_or_it_is_withdrawn(people):
    first = make_link(people.centre, by=people.coordinator, now=NOW)
    assert centre_of(first) == people.centre
    second = make_link(people.centre, by=people.coordinator, now=NOW)
    assert (centre_of(first), centre_of(second)) == (None, people.centre)
    assert second.encode() not in bytes(CalendarLink.objects.valid().get().digest)
    withdraw_link(people.centre, by=people.coordinator, now=NOW)
    assert centre_of(second) is None
    with pytest.raises(Refused, match="Tautan itu sudah tidak berlaku"):
        withdraw_link(people.centre, by=people.coordinator, now=NOW)


def test_who_waited_while_another_made_a_link_makes_one_after_it_and_withdraws_it(people):
    before = NOW - datetime.timedelta(seconds=1)
    make_link(people.centre, by=people.coordinator, now=NOW)
    second = make_link(people.centre, by=people.coordinator, now=before)
    assert centre_of(second) == people.centre
    make_link(people.centre, by=people.coordinator, now=NOW)
    withdraw_link(people.centre, by=people.coordinator, now=before)
    assert not CalendarLink.objects.valid().exists()


def test_no_link_is_ended_that_the_page_did_not_show(people):
    client, url = signed_in(people.coordinator), reverse("distributions:calendar_link")
    empty = fields_in(client.get(url))
    made = make_link(people.centre, by=people.coordinator, now=NOW)
    first = fields_in(client.get(url))
    assert "Ini berubah setelah halaman dibuka" in words(
        client.post(url, empty | {"link": "make"}, follow=True).content.decode()
    )
    assert centre_of(made) == people.centre
    made = make_link(people.centre, by=people.coordinator, now=NOW)
    for act in ("make", "withdraw"):
        client.post(url, first | {"link": act, "form_key": fields_in(client.get(url))["form_key"]})
        assert centre_of(made) == people.centre
    client.post(url, fields_in(client.get(url)) | {"link": "withdraw"})
    assert centre_of(made) is None


def test_the_link_is_made_on_its_page_shown_once_and_leads_to_the_feed_without_signing_in(people):
    november(people)
    client, url = signed_in(people.coordinator), reverse("distributions:calendar_link")
    made = client.post(url, {"link": "make"}).context["made"]
    assert made.startswith("http")
    assert made not in client.get(url).content.decode()
    answer = Client().get(made)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-store"
    client.post(url, fields_in(client.get(url)) | {"link": "withdraw"})
    assert Client().get(made).status_code == 404
    assert signed_in(people.officer).get(url).status_code == 403


# --- the year as a line


def test_the_line_of_a_year_shows_rounds_extra_rounds_pauses_and_days_of_the_rule(people):
    now = timezone.now()
    year = people.centre.local_date(now).year + 1
    january = D(year, 1, 1)
    pause(people.programme, starts_on=D(year, 3, 1), ends_on=D(year, 3, 31), reason="Idulfitri", today=january)
    said = {"packages": 2, "extra": Extra.SPECIAL_DAY, "reason": "Hari Bhakti", "now": now}
    extra = make_extra_round(people.programme, date=D(year, 4, 27), **said)
    context = signed_in(people.officer).get(reverse("distributions:calendar"), {"bulan": f"{year}-03"}).context
    kinds = [[on.kind for on in one["days"]] for one in context["year"]]
    assert kinds[:4] == [["coming"], ["coming"], ["paused"], ["coming", "extra"]]
    assert context["year"][3]["days"][-1].day == extra.date
    assert [one["key"] for one in context["year"]][3] == "now"
