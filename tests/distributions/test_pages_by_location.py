"""A round with many families is shown some locations at a time; what is decided and recorded is the whole round."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import Round, State
from distributions.pages import by_location
from distributions.pages.by_location import AT_ONCE, Location, page_of
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.proposal import opened
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.distributions.goods import called_issued
from tests.distributions.handover_pages import delivered
from tests.distributions.months import report_missed
from tests.read_page import words
from tests.seen import seen_on
from tests.standing import stands
from tests.versions import save

pytestmark = pytest.mark.django_db
ROUTE = ("Keluarga 0", "Keluarga 1", "Keluarga 2", "Keluarga 3")


def locations(*families: int) -> list[Location]:
    """The locations 1, 2, … with so many families."""
    return [Location(number, f"Lokasi {number}", count) for number, count in enumerate(families, start=1)]


# --- which locations a page has


def test_sixty_families_stand_on_one_page_and_one_more_makes_pages():
    assert AT_ONCE == 60
    one = page_of(locations(30, 30), "")
    assert (one.stops, one.previous, one.next, one.span, one.locations) == ({1, 2}, "", "", "", ())
    assert page_of(locations(30, 30), "2").stops == {1, 2}
    two = page_of(locations(30, 31), "")
    assert (two.stops, two.previous, two.next, two.span) == ({1}, "", "lokasi=2", "Lokasi 1–1 dari 2")
    assert two.locations == locations(30, 31)


def test_a_page_has_whole_locations_and_one_at_least():
    route = locations(20, 40, 1, 200, 59, 1)
    assert [sorted(page_of(route, asked).stops) for asked in ("1", "2", "3", "4", "5", "6")] == [
        [1, 2], [1, 2], [3], [4], [5, 6], [5, 6]
    ]  # fmt: skip
    last = page_of(route, "6")
    assert (last.previous, last.next, last.span, last.first) == ("lokasi=4", "", "Lokasi 5–6 dari 6", 5)


@pytest.mark.parametrize("asked", ["", "7", "x", "-1", "1e9"])
def test_a_location_that_is_not_there_is_the_usual_one_or_the_first(asked):
    route = locations(60, 60, 60)
    assert page_of(route, asked).stops == {1}
    assert page_of(route, asked, 3).stops == {3}
    assert page_of(route, asked, 9).stops == {1}
    assert page_of(route, "2", 3).stops == {2}
    assert page_of([], asked).stops == set()


# --- the pages of a round


@stands
def people():
    return blora(families=4, stops_per_round=4)


@stands
def round(people):
    """Four families at four locations, and three families are many here."""
    return november(people)


@pytest.fixture
def _few(monkeypatch):
    monkeypatch.setattr(by_location, "AT_ONCE", 3)


def issued(people, round) -> Round:
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(Round.objects.get(pk=round.pk), by=people.head, now=NOW)
    return called_issued(Round.objects.get(pk=round.pk), by=people.storekeeper, now=NOW)


def planned_for_today(round) -> None:
    """Who submits on the page does so by the day of the round."""
    today = timezone.localdate()
    Round.objects.filter(pk=round.pk).update(date=today, occurrence_on=today, month=today.replace(day=1))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(round, name) -> str:
    return reverse(f"distributions:{name}", args=[round.pk])


def named(html: str) -> list[str]:
    """The families that a page names outside its buttons, in the order of the route."""
    return [name for name in ROUTE if f">{name}<" in html]


def route_of(round) -> list[str]:
    return list(round.recipients.order_by("position").values_list("contact_name", flat=True))


@pytest.mark.parametrize("name", ["prepare", "round", "approval"])
def test_a_round_of_few_families_has_no_pages(people, round, name):
    page = signed_in(people.coordinator).get(address(round, name)).content.decode()
    assert named(page) == list(ROUTE)
    assert "<select" not in page


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize("name", ["prepare", "round", "approval"])
def test_a_plan_of_many_families_is_shown_by_location(people, round, name):
    client, stops = signed_in(people.coordinator), list(round.stops.order_by("position"))
    route = route_of(round)
    first = client.get(address(round, name)).content.decode()
    assert (named(first), f'href="?lokasi={stops[3].pk}"' in first) == (sorted(route[:3]), True)
    assert "Lokasi 1–3 dari 4" in first
    second = client.get(address(round, name), {"lokasi": stops[3].pk}).content.decode()
    assert (named(second), f'href="?lokasi={stops[0].pk}"' in second) == (route[3:], True)


@pytest.mark.usefixtures("_few")
def test_what_is_submitted_from_any_page_is_the_whole_round(people, round):
    planned_for_today(round)
    client, last = signed_in(people.coordinator), round.stops.order_by("position").last()
    answer = client.get(address(round, "prepare"), {"lokasi": last.pk})
    assert opened(seen_on(answer)) == opened(seen_on(client.get(address(round, "prepare"))))
    client.post(address(round, "submit"), {"seen": seen_on(answer)})
    assert Round.objects.get(pk=round.pk).state == State.SUBMITTED


@pytest.mark.usefixtures("_few")
def test_what_is_approved_from_any_page_is_the_whole_round(people, round):
    """And nothing else: what changed at a location of another page is told before anything is decided."""
    planned_for_today(round)
    submit_round(round, by=people.coordinator, now=NOW)
    client, last = signed_in(people.head), round.stops.order_by("position").last()
    answer = client.get(address(round, "approval"), {"lokasi": last.pk})
    assert "yang Anda putuskan adalah seluruh periode" in words(answer.content.decode())
    assert opened(seen_on(answer)) == opened(seen_on(client.get(address(round, "approval"))))
    elsewhere = round.recipients.order_by("position").first()
    seen, there = seen_on(answer), f"{address(round, 'approval')}?lokasi={last.pk}"
    elsewhere.family.members.update(name="Nama Baru")

    again = client.post(there, {"seen": seen})

    assert (again.status_code, named(again.content.decode())) == (200, route_of(round)[3:])
    assert "Nama Baru" in words(again.content.decode())
    assert Round.objects.get(pk=round.pk).state == State.SUBMITTED
    client.post(there, {"seen": seen_on(again)})
    assert Round.objects.get(pk=round.pk).state == State.APPROVED


@pytest.mark.usefixtures("_few")
def test_after_replacing_a_family_one_is_back_at_its_location(people, round):
    client, recipient = signed_in(people.coordinator), round.recipients.order_by("position").last()
    change = reverse("distributions:round_family", args=[round.pk, recipient.pk])
    answer = save(client, change, {"family": "nobody", "reason": "Sudah dibantu pihak lain"})
    assert answer.status_code == 302, words(answer.content.decode())
    assert answer.url == f"{address(round, 'prepare')}?lokasi={recipient.stop_id}"
    # Nobody is left there, which is no error.
    assert client.get(answer.url).status_code == 200


@pytest.mark.usefixtures("_few")
def test_the_hand_over_opens_where_it_goes_on_and_counts_the_whole_round(people, round):
    round = issued(people, round)
    client, route, stops = signed_in(people.officer), route_of(round), list(round.stops.order_by("position"))
    for recipient in round.recipients.order_by("position")[:3]:
        report_missed(round, recipient, by=people.officer)
    page = client.get(address(round, "handover")).content.decode()
    assert "3 dari 4" in words(page)
    assert f"Berikutnya: {route[3]}" in words(page)
    assert [name for name in route if f"<b>{name}</b>" in page] == route[3:]
    assert f"1. {stops[0].village.name}: semua tercatat" in words(page)
    assert f"4. {stops[3].village.name}: 1 belum dicatat" in words(page)
    before = client.get(address(round, "handover"), {"lokasi": stops[0].pk}).content.decode()
    assert [name for name in route if f"<b>{name}</b>" in before] == route[:3]
    assert f"Berikutnya: {route[3]}" in words(before)


@pytest.mark.usefixtures("_few")
def test_after_recording_one_is_back_at_the_location_until_it_is_done(people, round):
    recipients = list(round.recipients.order_by("position"))
    round.recipients.filter(pk=recipients[2].pk).update(stop=recipients[3].stop)
    round = issued(people, round)
    client, there = signed_in(people.officer), address(round, "handover")
    urls = [
        client.post(
            reverse("distributions:handover_recipient", args=[round.pk, r.pk]), delivered(r, when=str(round.date))
        ).url
        for r in recipients[2:]
    ]
    assert urls == [f"{there}?lokasi={recipients[3].stop_id}", there]


# --- the signed list


def lines(answer) -> list[str]:
    return [row.recipient.contact_name for row in answer.context["rows"]]


def typed(answer, *, day="2024-11-15", **results) -> dict[str, str]:
    """What the page sends: every line that it shows, with what was chosen by name, else that all received."""
    head = {"key": str(answer.context["head"]["key"].value()), "handed_on": day}
    return head | {
        f"r{row.recipient.pk}-result": results.get(row.recipient.contact_name, "delivered")
        for row in answer.context["rows"]
    }


def test_the_signed_list_of_few_families_is_one_page(people, round):
    round = issued(people, round)
    client, there = signed_in(people.officer), address(round, "paper_entry")
    page = client.get(there)
    assert (lines(page), '<select name="lokasi"' in page.content.decode()) == (route_of(round), False)
    assert client.post(there, typed(page)).url == address(round, "handover")


@pytest.mark.usefixtures("_few")
def test_the_signed_list_of_many_families_goes_on_from_page_to_page_with_its_day(people, round):
    round = issued(people, round)
    client, there, route = signed_in(people.officer), address(round, "paper_entry"), route_of(round)
    last = round.recipients.order_by("position").last()

    page = client.get(there)
    assert lines(page) == route[:3]
    assert f"4. {last.village_name}, {last.district_name}: 1 belum dicatat" in words(page.content.decode())
    answer = client.post(there, typed(page, day="2024-11-14"))
    assert answer.url == f"{there}?lokasi={last.pk}&tanggal=2024-11-14"
    page = client.get(answer.url)
    assert lines(page) == route[3:]
    assert str(page.context["head"]["handed_on"].value()) == "2024-11-14"
    assert client.post(answer.url, typed(page)).url == address(round, "handover")
    assert round.recipients.served().count() == 4


@pytest.mark.usefixtures("_few")
def test_what_is_wrong_on_a_page_of_the_list_saves_nothing_and_keeps_the_page(people, round):
    round = issued(people, round)
    client, there = signed_in(people.officer), address(round, "paper_entry")
    page = client.get(there)
    answer = client.post(there, typed(page, **{route_of(round)[1]: "other"}))
    assert lines(answer) == route_of(round)[:3]
    assert [bool(row.errors) for row in answer.context["rows"]] == [False, True, False]
    assert round.recipients.planned().count() == 4


@pytest.mark.usefixtures("_few")
def test_a_location_with_more_families_than_a_page_stands_in_parts_that_keep_their_bounds(people, round):
    recipients = list(round.recipients.order_by("position"))
    round.recipients.update(stop=recipients[0].stop)
    round = issued(people, round)
    client, there, route = signed_in(people.officer), address(round, "paper_entry"), route_of(round)

    page = client.get(there)
    assert (lines(page), "no. 1–3: 3 belum dicatat" in words(page.content.decode())) == (route[:3], True)
    assert lines(client.get(there, {"lokasi": recipients[3].pk})) == route[3:]
    report_missed(round, recipients[1], by=people.officer)
    # Three wait yet, which is one page.
    assert lines(client.get(there)) == [route[0], *route[2:]]
    assert lines(client.get(there, {"lokasi": "x", "tanggal": "besok"})) == [route[0], *route[2:]]


@pytest.mark.parametrize(("families", "open"), [(16, True), (24, False)])
def test_a_location_of_a_few_families_stands_open_however_many_there_are(families, open):
    """Sixteen families in four villages are four each, and more than a page shows in one list; six are folded away."""
    people = blora(families=families, code="rutan-besar", packages_per_round=families, stops_per_round=4)
    round = november(people)
    for name, who in (("prepare", people.coordinator), ("approval", people.head), ("round", people.coordinator)):
        client = Client()
        client.force_login(who)
        shown = client.get(reverse(f"distributions:{name}", args=[round.pk])).content.decode()
        folded = re.findall(r"<details ([^>]*)>\s*<summary>\w+, \w+ \(\d+\)</summary>", shown)
        # *Siapkan* shows up to five locations at once.
        assert [said.strip() == "open" for said in folded] == [open or name == "prepare"] * 4, name
