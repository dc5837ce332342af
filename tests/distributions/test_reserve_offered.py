"""A reserve family is called on the page of the round, as long as there is somebody in whose place it could receive."""

import datetime
import re

import pytest
from django.urls import reverse

from config.formats import plain_date
from distributions.models import Recipient
from distributions.rounds.approval import approve_round, submit_round, use_reserve
from distributions.rounds.closing import reasons_of_items, reasons_said
from families.models import Family
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.distributions.recorded import recorded
from tests.read_page import words
from tests.seen import seen_on
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
    use_reserve(round, reserve=reserve_of(round), instead_of=missed, by=people.coordinator, now=NOW)
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


def test_why_a_missed_family_does_not_receive_is_recorded_and_not_asked_again(people, round, client):
    for one in round.recipients.planned():
        recorded(one, "missed", at=NOW, by=people.officer, reason="moved")
    first, *_rest = round.recipients.missed()
    reserve = reserve_of(round)
    address = reverse("distributions:use_reserve", args=[round.pk, reserve.pk])
    form = client.get(address).context["form"]
    assert list(form.fields) == ["instead_of"]
    labels = dict(form.fields["instead_of"].choices)
    assert (
        labels[str(first.pk)]
        == f"{first.contact_name}, {first.village_name} – tercatat belum diserahkan: pindah alamat"
    )

    client.post(address, {"seen": seen_on(client.get(address)), "instead_of": first.pk})

    change = round.changes.get()
    assert (change.old, change.new, change.reason) == (str(first.pk), str(reserve.pk), "Pindah alamat")


def test_the_only_family_that_was_missed_is_chosen_already_and_no_other_reason_contradicts_the_recorded_one(
    people, round, client
):
    planned, *_rest, missed = round.recipients.planned()
    recorded(missed, "missed", at=NOW, by=people.officer, reason="other", missed_note="Rumah terkunci banjir")
    reserve = reserve_of(round)
    address = reverse("distributions:use_reserve", args=[round.pk, reserve.pk])
    form = client.get(address).context["form"]
    assert form["instead_of"].value() == str(missed.pk)
    assert next(iter(form.fields["instead_of"].choices))[0] == str(missed.pk)
    sent = {"seen": seen_on(client.get(address)), "instead_of": planned.pk}
    assert "Isi alasannya." in client.post(address, sent).content.decode()

    client.post(address, sent | {"instead_of": missed.pk, "reason": "Pindah"})

    assert round.changes.get().reason == "Rumah terkunci banjir"
    shown = words(client.get(reverse("distributions:round", args=[round.pk])).content.decode())
    why = f"{missed.contact_name} tidak jadi menerima (Rumah terkunci banjir)"
    assert f"{why}; {reserve.contact_name} dari cadangan menggantikannya." in shown
    assert f"{reserve.contact_name} Dipanggil dari cadangan: {why}." in shown
    given = f"Tempatnya diberikan kepada {reserve.contact_name} oleh {people.coordinator}"
    assert f"{missed.contact_name} {given} karena “Rumah terkunci banjir”." in shown


def test_of_a_reserve_family_that_may_not_receive_another_one_is_to_be_taken_and_nobody_replaced(round, client):
    reserve = reserve_of(round)
    Family.objects.filter(pk=reserve.family_id).update(eligible_until=round.date - datetime.timedelta(days=1))
    page = client.get(reverse("distributions:use_reserve", args=[round.pk, reserve.pk])).content.decode()
    shown = words(page)
    said = f"{reserve.contact_name} tidak boleh menerima pada {plain_date(round.date)}."
    assert f"{said} Pilih cadangan lain, atau perbarui kelayakannya." in shown
    # What would be refused is not offered; where to go on is.
    assert "Menggantikan" not in shown
    assert '<button class="btn' not in page
    other = round.recipients.filter(state="reserve").exclude(pk=reserve.pk).get()
    assert reverse("distributions:use_reserve", args=[round.pk, other.pk]) in page
    assert f"Pilih {other.contact_name}" in shown
    assert reverse("distributions:family", args=[reserve.family_id]) in page


def test_a_reserve_family_that_may_receive_can_be_saved_and_names_no_other(round, client):
    reserve, other = round.recipients.filter(state="reserve")
    page = client.get(reverse("distributions:use_reserve", args=[round.pk, reserve.pk])).content.decode()
    assert re.search(r'<button class="btn" >\s*Simpan', page)
    assert reverse("distributions:use_reserve", args=[round.pk, other.pk]) not in page


def test_no_goods_are_left_because_of_a_family_whose_package_the_reserve_has(people, round):
    missed = round.recipients.planned().first()
    recorded(missed, "missed", at=NOW, by=people.officer, reason="not_home")
    assert (reasons_said(round)[1], len(reasons_of_items(round))) == (["Tidak di rumah"], 2)

    use_reserve(round, reserve=reserve_of(round), instead_of=missed, by=people.coordinator, now=NOW)

    assert (reasons_said(round), reasons_of_items(round)) == (([], []), {})


def test_what_was_typed_stays_where_a_reserve_family_was_ruled_out_meanwhile(round, client):
    reserve = reserve_of(round)
    address = reverse("distributions:use_reserve", args=[round.pk, reserve.pk])
    sent = {
        "seen": seen_on(client.get(address)),
        "instead_of": round.recipients.planned().first().pk,
        "reason": "Pindah",
    }
    Family.objects.filter(pk=reserve.family_id).update(eligible_until=round.date - datetime.timedelta(days=1))

    page = client.post(address, sent)

    assert page.context["form"]["instead_of"].value() == str(sent["instead_of"])
    assert re.search(r'<button class="btn" disabled>\s*Simpan', page.content.decode())
    assert reserve_of(round) == reserve
