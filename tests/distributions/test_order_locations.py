"""The order of the locations: moved up and down, then saved; after approval with the reason."""

import re

import pytest
from django.urls import reverse

from distributions.models import Round, RoundChange
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.planning import order_stops
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.standing import stands
from tests.versions import fields_in, save

pytestmark = pytest.mark.django_db
CHANGED = "Lokasinya sudah berubah. Silakan urutkan lagi."


@stands
def people():
    return blora(families=4)


@stands
def round(people):
    return november(people)


@pytest.fixture
def client(people) -> Client:
    client = Client()
    client.force_login(people.coordinator)
    return client


def order_of(round) -> list[int]:
    return list(round.stops.values_list("pk", flat=True))


def shown(answer) -> list[int]:
    return [row["pk"] for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("button", "which", "places", "focus"),
    [
        ("down", 0, [1, 0, 2, 3], "down"),
        ("up", 2, [0, 2, 1, 3], "up"),
        ("up", 1, [1, 0, 2, 3], "down"),
        ("down", 2, [0, 1, 3, 2], "up"),
        ("up", 0, [0, 1, 2, 3], "down"),
        ("down", 3, [0, 1, 2, 3], "up"),
    ],
)
def test_a_button_moves_one_location_and_keeps_the_focus_near(client, round, button, which, places, focus):
    pks = order_of(round)
    address = reverse("distributions:round_stops", args=[round.pk])
    answer = save(client, address, {"order": pks, button: pks[which]})
    assert shown(answer) == [pks[place] for place in places]
    assert order_of(round) == pks  # nothing is saved yet
    ((name, pk),) = re.findall(r'name="(up|down)"\s+value="(\d+)"[^>]*\bdata-focus', answer.content.decode())
    assert (name, int(pk)) == (focus, pks[which])
    assert ("Belum disimpan." in answer.content.decode()) is (places != [0, 1, 2, 3])


def test_the_first_goes_no_further_up_and_the_last_no_further_down(client, round):
    page = client.get(reverse("distributions:round_stops", args=[round.pk])).content.decode()
    arrows = re.findall(r'name="(?:up|down)"\s+value="\d+"\s+aria-label="([^"]*)"\s*(disabled)?', page)
    names = [stop.village.full_name for stop in round.stops.select_related("village")]
    labels = [f"Pindahkan {name} ke {way}" for name in names for way in ("atas", "bawah")]
    assert arrows == [(label, "disabled" if place in (0, 7) else "") for place, label in enumerate(labels)]


def test_a_draft_is_saved_as_it_is_shown(client, round):
    pks = order_of(round)
    address = reverse("distributions:round_stops", args=[round.pk])
    answer = save(client, address, {"order": pks[::-1]})
    assert answer.url == reverse("distributions:prepare", args=[round.pk])
    assert order_of(round) == pks[::-1]


def test_an_approved_round_keeps_what_was_moved_until_the_reason_is_given(client, people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(Round.objects.get(pk=round.pk), by=people.head, now=NOW)
    pks, address = order_of(round), reverse("distributions:round_stops", args=[round.pk])
    given = {"order": pks[::-1]}
    moved = save(client, address, {**given, "reason": "Cuaca atau jalan", "up": pks[0]})
    assert (moved.context["form"].errors, moved.context["form"]["reason"].value()) == ({}, "Cuaca atau jalan")
    refused = save(client, address, given)
    assert (list(refused.context["form"].errors), shown(refused)) == (["reason"], pks[::-1])
    assert save(client, address, {**given, "reason": "Cuaca atau jalan"}).status_code == 302
    assert (order_of(round), RoundChange.objects.get().reason) == (pks[::-1], "Cuaca atau jalan")


def test_an_order_that_somebody_changed_meanwhile_is_told_and_not_undone(client, round):
    pks, address = order_of(round), reverse("distributions:round_stops", args=[round.pk])
    opened = fields_in(client.get(address))
    order_stops(round, pks[::-1])
    moved = client.post(address, opened | {"up": pks[1]})
    assert (shown(moved), order_of(round)) == ([pks[1], pks[0], *pks[2:]], pks[::-1])
    saved = client.post(address, opened)
    assert (saved.status_code, shown(saved), order_of(round)) == (200, pks, pks[::-1])
    for told in (moved, saved):
        assert 'role="alert"' in told.content.decode()


@pytest.mark.parametrize("order", [[], ["x"], ["9" * 30], "first", "twice"])
def test_what_is_no_order_of_these_locations_is_refused(client, round, order):
    pks, address = order_of(round), reverse("distributions:round_stops", args=[round.pk])
    sent = {"first": pks[:1], "twice": [pks[0], *pks]}.get(order, order) if isinstance(order, str) else order
    answer = save(client, address, {"order": sent, "up": "²"})
    assert (answer.context["form"].non_field_errors(), shown(answer), order_of(round)) == ([CHANGED], pks, pks)
