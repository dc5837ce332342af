"""A page that was open for a while leads to what is not there any more: it says what became of it, and by whom."""

import pytest
from django.urls import reverse

from distributions.models import Recipient
from distributions.rounds.approval import submit_round
from distributions.rounds.by_hand import remove_family, swap_family
from distributions.rounds.planning import plan_round
from families.models import Family
from tests.distributions.blora import NOW, blora, november
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in

pytestmark = pytest.mark.django_db


@stands
def people():
    return blora(families=7)


@stands
def draft(people):
    return november(people)


@pytest.fixture
def coordinator(client, people):
    client.force_login(people.coordinator)
    return client


def link_of(client, round, recipient):
    """The address behind *Ganti* as the page has it."""
    page = client.get(reverse("distributions:prepare", args=[round.pk])).content.decode()
    address = reverse("distributions:round_family", args=[round.pk, recipient.pk])
    return f"{address}?keluarga={recipient.family_id}" if f'href="{address}?keluarga=' in page else ""


def free_family(round):
    return Family.objects.exclude(pk__in=round.recipients.planned().values("family")).first()


def test_a_family_that_was_exchanged_meanwhile_is_said_to_be_with_who_did_it(people, draft, coordinator):
    recipient, instead = draft.recipients.planned().first(), free_family(draft)
    link = link_of(coordinator, draft, recipient)
    assert link
    swap_family(recipient, instead, reason="Pindah rumah", by=people.coordinator, now=NOW)

    for answer in (coordinator.get(link), coordinator.post(link, {"family": "0"})):
        said = words(answer.content.decode())
        assert answer.status_code == 404
        assert f"{people.coordinator} mengganti {recipient.contact_name} dengan {instead.contact.name}" in said
        assert "Pindah rumah" in said
        assert reverse("distributions:prepare", args=[draft.pk]) in answer.content.decode()


def test_who_is_offered_is_offered_anew_where_somebody_else_exchanged_a_family_meanwhile(people, draft, coordinator):
    first, second = draft.recipients.planned()[:2]
    chosen = free_family(draft)
    address = reverse("distributions:round_family", args=[draft.pk, first.pk])
    sent = fields_in(coordinator.get(address)) | {"family": str(chosen.pk), "reason": "Lebih mendesak"}
    there = set(draft.recipients.planned().values_list("family", flat=True))
    other = Family.objects.exclude(pk__in={*there, chosen.pk}).first()
    swap_family(second, other, reason="Pindah rumah", by=people.coordinator, now=NOW)
    answer = coordinator.post(address, sent)
    assert "Ini berubah setelah halaman dibuka" in words(answer.content.decode())
    assert not draft.recipients.planned().filter(family=chosen).exists()
    assert fields_in(answer)["family"] == [str(chosen.pk)]
    assert coordinator.post(address, fields_in(answer)).status_code == 302


def test_a_family_that_was_taken_out_is_said_to_be(people, draft, coordinator):
    recipient = draft.recipients.planned().first()
    link = link_of(coordinator, draft, recipient)
    remove_family(recipient, reason="Menolak", by=people.coordinator, now=NOW)
    said = words(coordinator.get(link).content.decode())
    assert f"{people.coordinator} mengeluarkan {recipient.contact_name} dari periode ini" in said
    without_family = words(coordinator.get(link.partition("?")[0]).content.decode())
    assert "Keluarga ini tidak ada lagi dalam" in without_family


def test_a_family_that_has_a_place_in_a_proposal_made_anew_is_there(draft, coordinator):
    recipient = draft.recipients.planned().first()
    link = link_of(coordinator, draft, recipient)
    plan_round(draft, now=NOW)
    assert not Recipient.objects.filter(pk=recipient.pk).exists()
    answer = coordinator.get(link)
    assert (answer.status_code, answer.context["recipient"].family_id) == (200, recipient.family_id)


@pytest.mark.parametrize("name", ["round_contents", "round_source", "round_family_add"])
def test_what_can_be_changed_in_a_draft_alone_says_who_submitted_it(people, draft, coordinator, name):
    address = reverse(f"distributions:{name}", args=[draft.pk])
    assert coordinator.get(address).status_code == 200
    submit_round(draft, by=people.coordinator, now=NOW)
    for answer in (coordinator.get(address), coordinator.post(address, {})):
        assert answer.status_code == 404
        assert f"{people.coordinator} membawa {draft.name} ke langkah lain pada" in words(answer.content.decode())


def test_what_a_form_is_about_and_is_gone_is_said_to_be_removed(coordinator):
    answer = coordinator.post(reverse("families:separate", args=[999999999]))
    assert answer.status_code == 404
    assert "Seseorang sudah menghapus ini" in words(answer.content.decode())
