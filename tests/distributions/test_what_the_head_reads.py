"""What the head reads of a proposal and of what became of it: on the page, on the phone, and on the paper."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from config.formats import long_date, plain_date
from distributions.models import Recipient, Round
from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.round_on_paper import read_round
from distributions.rounds.approval import approve_round, move_date, send_back, submit_round, use_reserve
from distributions.rounds.by_hand import remove_family, swap_family
from families.models import Member
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.factories import SupplierFactory
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def people() -> SimpleNamespace:
    return blora(families=8)


@stands
def round(people) -> Round:
    return november(people)


def opened(people: SimpleNamespace, name: str, pk: int, who: str = "head") -> str:
    client = Client()
    client.force_login(getattr(people, who))
    return words(client.get(reverse(f"distributions:{name}", args=[pk])).content.decode())


def exceptions(round: Round) -> list[str]:
    return proposal_sheet_document(read_round(round.pk))["exceptions"]


def approved(people: SimpleNamespace, round: Round) -> None:
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)


def test_the_paper_names_who_was_taken_out_by_whom_why_and_in_whose_favour(people, round):
    first, second = round.recipients.planned()[:2]
    names = [first.family.contact.name, second.family.contact.name]
    waits = [f"belum pernah menerima, menunggu sejak {number} Januari 2024" for number in (1, 2)]
    who = {"by": people.coordinator, "now": NOW}
    swap_family(first, people.families[7], reason="Lebih mendesak.", **who)
    remove_family(second, reason="Pindah", **who)
    said = [
        f"{names[0]} ({waits[0]}) digantikan Keluarga 7, oleh {people.coordinator} (Lebih mendesak).",
        f"{names[1]} ({waits[1]}) dikeluarkan dari usulan, oleh {people.coordinator} (Pindah).",
    ]
    assert exceptions(round)[-2:] == said
    approved(people, round)
    assert exceptions(round)[-2:] == said
    Member.objects.filter(family=people.families[7]).update(name="Nama Baru")
    assert exceptions(round)[-2:] == said


def test_the_paper_of_a_proposal_that_nobody_changed_names_nobody_taken_out(round):
    assert not [said for said in exceptions(round) if " oleh " in said]


def test_before_the_decision_the_reserve_is_named_and_a_link_leads_to_who_waits(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    reserve = round.recipients.filter(state=Recipient.State.RESERVE)
    assert reserve
    listed = ", ".join(f"{one.position}. {one.contact_name} ({one.village_name})" for one in reserve)
    shown = opened(people, "approval", round.pk)
    assert f"Cadangan: {listed} Lihat antrean" in shown
    assert "Perubahan setelah disetujui" not in shown
    client = Client()
    client.force_login(people.head)
    waiting = reverse("distributions:waiting", args=[round.pk])
    page = client.get(reverse("distributions:approval", args=[round.pk])).content.decode()
    assert f'href="{waiting}"' in page
    assert client.get(waiting).status_code == 200


def test_after_approval_both_pages_say_what_was_changed_in_the_same_words(people, round):
    approved(people, round)
    went, came = round.recipients.planned().first(), round.recipients.filter(state=Recipient.State.RESERVE).first()
    who = {"by": people.coordinator, "now": NOW}
    later = datetime.date(2024, 11, 18)
    use_reserve(round, reserve=came, instead_of=went, reason="Pindah alamat", **who)
    move_date(round, date=later, time=round.time, reason="Hujan", **who)
    for name in ("round", "approval"):
        shown = opened(people, name, round.pk)
        assert "Perubahan setelah disetujui (2)" in shown
        exchanged = f"{went.contact_name} tidak jadi menerima (Pindah alamat); {came.contact_name} dari cadangan"
        assert f"{exchanged} menggantikannya." in shown
        called_in = f"Dipanggil dari cadangan: {went.contact_name} tidak jadi menerima (Pindah alamat)."
        assert f"{called_in} Belum pernah menerima, menunggu sejak 5 Januari 2024." in shown
        assert f"→ {plain_date(later)} pukul 08.00. Hujan" in shown


def test_a_proposal_of_a_past_day_is_called_a_proposal_and_an_approved_one_a_schedule(people, round):
    family = round.recipients.planned().first().family_id
    day = long_date(round.date)
    assert f"Diusulkan untuk {day}, belum disetujui." in opened(people, "family", family)
    submit_round(round, by=people.coordinator, now=NOW)
    assert f"Diusulkan untuk {day}, belum disetujui." in opened(people, "family", family)
    approve_round(round, by=people.head, now=NOW)
    assert f"Terjadwal {day}, belum dicatat." in opened(people, "family", family)


def test_who_sent_it_back_keeps_the_dot_of_a_title_before_the_colon(people, round):
    """*M.H.* ends no sentence there."""
    people.head.full_name = "Budi Santoso, S.H., M.H."
    people.head.save()
    submit_round(round, by=people.coordinator, now=NOW)
    send_back(round, note="Ganti Rusdi.", by=people.head, now=NOW)
    submit_round(round, by=people.coordinator, now=NOW)
    assert "oleh Budi Santoso, S.H., M.H.: Ganti Rusdi." in opened(people, "approval", round.pk)


def test_where_the_goods_come_from_is_said_alike_while_it_is_prepared_decided_on_and_at_home(people, round):
    """The usual supplier of a centre with a store of its own delivers to the store, and not at the door."""
    people.centre.keeps_stock = True
    people.centre.save()
    round.supplier = SupplierFactory(centre=people.centre, name="Toko Rejeki")
    round.save()
    assert "Dari stok Toko Rejeki" in opened(people, "prepare", round.pk, "coordinator")
    submit_round(round, by=people.coordinator, now=NOW)
    assert "Dari stok Toko Rejeki" in opened(people, "approval", round.pk)
    client = Client()
    client.force_login(people.head)
    # On one line there, and so with something between.
    assert "Dari stok · Toko Rejeki" in words(client.get("/").content.decode())
