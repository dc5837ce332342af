"""Persetujuan says that the proposal was not changed only where it is what the rotation says, and nobody touched it."""

import datetime

import pytest
from django.urls import reverse

from distributions.models import Round
from distributions.rounds.approval import submit_round
from distributions.rounds.by_hand import remove_family
from distributions.rounds.planning import order_stops
from families.models import Family
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db

UNCHANGED = "Usulan rotasi tidak diubah."
OTHERS = "kini mengusulkan keluarga lain."


@stands
def people():
    return blora(families=8)


@stands
def round(people):
    """November: four of the eight families, one a village."""
    return november(people)


def note(people, round: Round) -> list[str]:
    submit_round(round, by=people.coordinator, now=NOW)
    client = Client()
    client.force_login(people.head)
    shown = words(client.get(reverse("distributions:approval", args=[round.pk])).content.decode())
    return [said for said in (UNCHANGED, OTHERS) if said in shown]


def test_what_nobody_touched_is_the_proposal(people, round):
    assert note(people, round) == [UNCHANGED]


def test_where_the_register_changed_the_rotation_would_choose_others(people, round):
    first = round.recipients.planned().first().family
    aid = {"aid_before_on": datetime.date(2024, 6, 1), "aid_before_note": "Baznas"}
    Family.objects.filter(pk=first.pk).update(**aid)
    assert note(people, round) == [OTHERS]


def test_another_order_of_the_locations_is_a_change_by_hand(people, round):
    order_stops(round, list(round.stops.values_list("pk", flat=True))[::-1])
    assert note(people, round) == []


def test_who_was_taken_out_is_named_instead(people, round):
    remove_family(round.recipients.planned().first(), reason="Pindah", by=people.coordinator, now=NOW)
    assert note(people, round) == []
