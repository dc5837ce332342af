"""A head who sent a round back reads, when it is submitted again, what was changed since."""

import datetime

import pytest
from django.test import override_settings
from django.urls import reverse

from distributions.models import RoundTransition, State
from distributions.rounds.approval import send_back, submit_round
from distributions.rounds.by_hand import swap_family
from distributions.rounds.planning import change_details
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.read_page import words
from tests.standing import stands
from tests.walls import adding_is_refused

pytestmark = pytest.mark.django_db
NOTE = "Dahulukan Keluarga 7"


@stands
def people():
    return blora(families=8)


@stands
def sent(people):
    """November, submitted and sent back."""
    round = november(people)
    submit_round(round, by=people.coordinator, now=NOW)
    return send_back(round, note=NOTE, by=people.head, now=NOW)


def read(people, round) -> str:
    submit_round(round, by=people.coordinator, now=NOW)
    client = Client()
    client.force_login(people.head)
    shown = words(client.get(reverse("distributions:approval", args=[round.pk])).content.decode())
    assert f"oleh {people.head}: {NOTE}" in shown
    return shown.split(NOTE)[1].split("Siapa dan mengapa")[0]


def test_who_came_and_went_and_what_else_was_changed_stands_beside_the_note(people, sent):
    first = sent.recipients.planned().first()
    swap_family(first, people.families[7], reason="Lebih mendesak", by=people.coordinator, now=NOW)
    change_details(sent, date=datetime.date(2024, 11, 18), source_of_funds="Kas koperasi")
    sent.refresh_from_db()

    said = read(people, sent)

    for sentence in (
        "Yang berubah sejak itu:",
        "Tanggal dan waktu: sekarang 18 November 2024, 08.00.",
        "Baru dalam daftar: Keluarga 7.",
        "Tidak lagi dalam daftar: Keluarga 0.",
        "Bukan lokasi lagi: Nglanjuk.",
        "Asal barang atau pembayarannya berubah.",
        "Siapa yang dikeluarkan, atau alasannya, berubah.",
    ):
        assert sentence in said


def test_where_nothing_was_changed_that_is_said(people, sent):
    assert "Tidak ada yang berubah sejak itu." in read(people, sent)


def test_what_was_reckoned_under_another_key_is_no_change(people, sent):
    with override_settings(SECRET_KEY="another"):
        said = read(people, sent)
    assert "berubah sejak itu" not in said


def test_the_line_holds_nothing_of_a_family_but_its_id(people, sent):
    shown = sent.transitions.get(to_state=State.DRAFT).shown
    planned = sorted(sent.recipients.planned().values_list("family_id", flat=True))
    assert shown["families"] == planned
    assert [name for name in shown if isinstance(shown[name], dict)] == []
    transition(sent, State.SUBMITTED, by=people.coordinator, now=NOW)
    assert sent.transitions.last().shown == {}


@pytest.mark.parametrize(
    ("to", "odd"),
    [("draft", 5), ("draft", ["x"]), ("draft", {"key": "x"}), ("draft", {"families": ["x"]}), ("submitted", None)],
)
def test_what_no_page_could_read_is_refused(people, sent, to, odd):
    kept = sent.transitions.get(to_state=State.DRAFT).shown
    # A line of another step has nothing of the kind.
    shown = kept if odd is None else {**kept, **odd} if isinstance(odd, dict) and "families" in odd else odd
    step = {"from_state": "submitted", "to_state": to, "note": "x", "by": people.head, "at": NOW, "shown": shown}
    adding_is_refused("round_transition_shown_has_its_form", RoundTransition(centre=people.centre, round=sent, **step))
