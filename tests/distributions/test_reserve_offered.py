"""A reserve family is called on the page of the round, as long as there is somebody in whose place it could receive."""

import pytest
from django.urls import reverse

from distributions.models import Recipient
from distributions.rounds.approval import approve_round, submit_round, use_reserve
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.distributions.recorded import recorded
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def people():
    return blora(families=8)


@stands
def round(people):
    """November, approved: four families, and two in reserve."""
    round = november(people)
    submit_round(round, by=people.coordinator, now=NOW)
    return approve_round(round, by=people.head, now=NOW)


@pytest.fixture
def client(people) -> Client:
    client = Client()
    client.force_login(people.coordinator)
    return client


def reserve_of(round) -> Recipient:
    return round.recipients.filter(state="reserve").first()


def write(recipients, state: str, people) -> None:
    for recipient in list(recipients):
        recorded(recipient, state, at=NOW, by=people.officer)


def offered(client: Client, round) -> bool:
    shown = words(client.get(reverse("distributions:round", args=[round.pk])).content.decode())
    form = client.get(reverse("distributions:use_reserve", args=[round.pk, reserve_of(round).pk]), follow=True)
    said = words(form.content.decode())
    assert ("Jadikan penerima" in shown) is ("Tidak ada lagi penerima yang dapat digantikan cadangan." not in said)
    assert "Cadangan:" in shown
    return "Jadikan penerima" in shown


def test_while_somebody_is_planned(people, round, client):
    first = round.recipients.planned().first()
    write(round.recipients.planned().exclude(pk=first.pk), "served", people)
    assert offered(client, round) is True


def test_nobody_is_left_when_all_have_received(people, round, client):
    write(round.recipients.planned(), "served", people)
    assert offered(client, round) is False


def test_in_the_place_of_who_was_missed_once(people, round, client):
    missed = round.recipients.planned().first()
    write(round.recipients.planned().exclude(pk=missed.pk), "served", people)
    write(round.recipients.filter(pk=missed.pk), "missed", people)
    assert offered(client, round) is True
    use_reserve(round, reserve=reserve_of(round), instead_of=missed, reason="Pindah", by=people.coordinator, now=NOW)
    write(round.recipients.planned(), "served", people)
    assert offered(client, round) is False


def test_in_the_place_of_whom_is_chosen_from_those_who_wait_or_were_missed_and_not_replaced(people, round, client):
    served, missed, replaced, planned = round.recipients.planned()
    first, second = round.recipients.filter(state="reserve")
    write(Recipient.objects.filter(pk=served.pk), "served", people)
    write(Recipient.objects.filter(pk__in=(missed.pk, replaced.pk)), "missed", people)
    use_reserve(round, reserve=first, instead_of=replaced, reason="Pindah", by=people.coordinator, now=NOW)

    page = client.get(reverse("distributions:use_reserve", args=[round.pk, second.pk]))

    offered = {int(value) for value, _label in page.context["form"].fields["instead_of"].choices}
    assert offered == {missed.pk, planned.pk, first.pk}
