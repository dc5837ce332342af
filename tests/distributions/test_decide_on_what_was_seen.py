"""Whoever decides, decides on what the page showed: else it comes again, with what changed and what was typed."""

import datetime
import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Letterhead, Official
from config.errors import Refused
from distributions.handover.submissions import undo
from distributions.models import Recipient, Round, RoundStaff, State
from distributions.papers.bundle import standing
from distributions.rounds import proposal
from distributions.rounds.approval import approve_on_paper, approve_round, send_back, submit_round
from distributions.rounds.balance import balance, fingerprint
from distributions.rounds.by_hand import remove_family, swap_family
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.planning import change_contents, change_details, order_stops
from distributions.rounds.proposal import (
    ProposalChanged,
    as_the_register_says,
    opened,
    plan_digest,
    proposal_of,
    sealed,
    what_changed,
)
from families.models import Family, Member
from tests.client import Client
from tests.distributions import months
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.months import approved_month, delivered, from_canteen, missed
from tests.factories import OfficialFactory, SupplierFactory
from tests.pictures import signed_paper
from tests.read_page import words
from tests.seen import seen_on
from tests.standing import stands
from tests.versions import fields_in

pytestmark = pytest.mark.django_db
MEANWHILE = "Data ini diubah setelah formulir dibuka"
CHANGED = "Usulan berubah setelah halaman ini dibuka; belum ada yang diputuskan."


@stands
def people():
    return blora(families=7)


@stands
def draft(people):
    return november(people)


@pytest.fixture
def submitted(people, draft):
    return submit_round(draft, by=people.coordinator, now=NOW)


def planned_for_today(round):
    """A head who decides on the page does so by the day of the round."""
    today = round.centre.local_date(timezone.now())
    Round.objects.filter(pk=round.pk).update(date=today, occurrence_on=today, month=today.replace(day=1))
    round.refresh_from_db()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def again(people, round, change):
    """Sent back, changed and submitted again, while somebody reads."""
    send_back(round, note="Ganti satu", by=people.head, now=NOW)
    change(Round.objects.get(pk=round.pk))
    return submit_round(round, by=people.coordinator, now=NOW)


def swapped(people):
    """A change: one family goes, another comes."""
    return lambda round: swap_family(
        round.recipients.first(), people.families[6], reason="Searah", by=people.coordinator, now=NOW
    )


# --- the head on the screen


def test_the_head_does_not_approve_what_was_changed_meanwhile(people, submitted):
    """What was found: his press approved a list that he had never seen."""
    planned_for_today(submitted)
    head, address = signed_in(people.head), reverse("distributions:approval", args=[submitted.pk])
    seen = seen_on(head.get(address))
    again(people, submitted, swapped(people))

    answer = head.post(address, {"seen": seen})

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    shown = words(answer.content.decode())
    assert CHANGED in shown
    assert "Baru dalam daftar: Keluarga 6." in shown
    assert "Tidak lagi dalam daftar: Keluarga 0." in shown
    head.post(address, {"seen": seen_on(answer)})
    submitted.refresh_from_db()
    assert submitted.state == State.APPROVED


def test_that_another_head_said_no_meanwhile_is_read_before_it_is_approved(people, submitted):
    """Submitted again unchanged: an acting head would have approved what the head had just refused."""
    planned_for_today(submitted)
    head, address = signed_in(people.head), reverse("distributions:approval", args=[submitted.pk])
    before = head.get(address)
    assert "Dikembalikan" not in words(before.content.decode())
    again(people, submitted, lambda round: None)

    answer = head.post(address, {"seen": seen_on(before)})

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    shown = words(answer.content.decode())
    assert SENT_BACK in shown
    assert f"oleh {people.head}: Ganti satu" in shown
    head.post(address, {"seen": seen_on(answer)})
    submitted.refresh_from_db()
    assert submitted.state == State.APPROVED


@pytest.mark.parametrize("carried", ["", "x", "eyJyb3VuZCI6MX0:1tGqZx:forged"])
def test_a_form_without_what_was_seen_decides_nothing(people, submitted, carried):
    head, address = signed_in(people.head), reverse("distributions:approval", args=[submitted.pk])

    shown = head.post(address, {"seen": carried} if carried else {})

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    assert CHANGED in words(shown.content.decode())


def test_the_page_shows_what_the_register_says_now_and_what_it_says_later_is_a_change(people, submitted):
    head, address = signed_in(people.head), reverse("distributions:approval", args=[submitted.pk])
    Member.objects.filter(family=people.families[0], is_contact=True).update(name="Rukmini Hidayah")
    shown = head.get(address)
    assert "Rukmini Hidayah" in shown.content.decode()
    Family.objects.filter(pk=people.families[1].pk).update(hamlet="Dukuh Baru")

    answer = head.post(address, {"seen": seen_on(shown)})

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    assert "Nama, alamat, tempat, atau alasan berubah: Keluarga 1." in words(answer.content.decode())


def test_what_was_seen_carries_no_name_and_no_number(people, submitted):
    carried = sealed(as_the_register_says(submitted))

    assert opened(carried) == as_the_register_says(submitted)
    for recipient in submitted.recipients.all():
        assert recipient.contact_name not in str(opened(carried))


CHANGES = {
    "Jumlah paket: 9, sebelumnya 4.": lambda round: change_details(round, packages=9),
    "Tanggal dan waktu: sekarang 16 November 2024, 09.30.": lambda round: change_details(
        round, date=datetime.date(2024, 11, 16), time=datetime.time(9, 30)
    ),
    "Isi atau harga paket berubah.": lambda round: change_contents(
        round, {line.item: (line.quantity, 1) for line in round.lines.all()}
    ),
    "Asal barang atau pembayarannya berubah.": lambda round: change_details(
        round, supplier=SupplierFactory(centre=round.centre)
    ),
    "Petugas yang ikut berubah.": lambda round: RoundStaff.objects.filter(round=round).first().delete(),
    "Pejabat yang menandatangani berubah.": lambda round: change_details(
        round, handing_official=OfficialFactory(centre=round.centre, function=Official.Function.MANAGEMENT_HEAD)
    ),
    "Kop surat berubah.": lambda round: Letterhead.objects.filter(centre=round.centre).update(address="Jalan Baru"),
}


SENT_BACK = "Sementara itu usulan dikembalikan lalu diajukan lagi: Ganti satu"


@pytest.mark.parametrize(
    "change",
    [
        lambda round: Official.objects.filter(pk=round.head_official_id).update(title="Kepala Rumah Tahanan"),
        lambda round: Official.objects.filter(pk=round.handing_official_id).update(name="Sri Lestari"),
    ],
)
def test_who_signs_in_either_place_is_part_of_what_is_decided_on(submitted, change):
    seen = as_the_register_says(submitted)
    change(submitted)
    now = as_the_register_says(Round.objects.get(pk=submitted.pk))
    assert what_changed(submitted, seen, now) == ["Pejabat yang menandatangani berubah."]


def test_another_name_of_who_goes_along_is_a_change(submitted):
    seen = as_the_register_says(submitted)
    Official.objects.filter(pk=submitted.staff.first().pk).update(name="Sri Lestari")
    assert what_changed(submitted, seen, as_the_register_says(submitted)) == ["Petugas yang ikut berubah."]


@pytest.mark.parametrize(
    ("of", "column"),
    [
        ("programme", "name"),
        ("programme", "legal_basis"),
        ("programme", "aims"),
        ("centre", "name"),
        ("centre", "full_name"),
        ("centre", "place"),
    ],
)
def test_what_papers_say_of_the_programme_and_the_centre_is_part_of_what_is_decided_on(people, submitted, of, column):
    """The approval keeps these words, so the head has to have seen them."""
    record = getattr(submitted, of)
    seen = as_the_register_says(submitted)
    type(record).objects.filter(pk=record.pk).update(**{column: "Lain"})

    now = as_the_register_says(Round.objects.get(pk=submitted.pk))

    assert what_changed(submitted, seen, now) == ["Kata-kata berkas tentang UPT atau program berubah."]
    with pytest.raises(ProposalChanged):
        approve_round(Round.objects.get(pk=submitted.pk), seen=seen, by=people.head, now=NOW)


@pytest.mark.parametrize("said", CHANGES)
def test_each_change_is_named_and_approves_nothing(people, submitted, said):
    seen = as_the_register_says(submitted)
    again(people, submitted, CHANGES[said])
    submitted.refresh_from_db()

    assert what_changed(submitted, seen, as_the_register_says(submitted)) == [said, SENT_BACK]
    with pytest.raises(ProposalChanged):
        approve_round(submitted, seen=seen, by=people.head, now=NOW)


def test_who_was_taken_out_and_why_is_named(people, submitted):
    seen = as_the_register_says(submitted)
    again(
        people,
        submitted,
        lambda round: remove_family(round.recipients.first(), reason="Pindah", by=people.coordinator, now=NOW),
    )

    said = what_changed(submitted, seen, as_the_register_says(submitted))

    assert said[0] == "Tidak lagi dalam daftar: Keluarga 0."
    assert said[-2:] == ["Siapa yang dikeluarkan, atau alasannya, berubah.", SENT_BACK]


def test_of_many_families_the_first_are_named_and_the_others_counted(people, submitted, monkeypatch):
    monkeypatch.setattr(proposal, "NAMED_AT_MOST", 3)
    seen = as_the_register_says(submitted)
    seen["families"] = {}

    (said,) = what_changed(submitted, seen, as_the_register_says(submitted))

    assert said == "Baru dalam daftar: Keluarga 0, Keluarga 1, Keluarga 2 dan 1 lagi."


def test_what_was_seen_of_one_round_is_nothing_of_another(people, submitted):
    seen = {**as_the_register_says(submitted), "round": submitted.pk + 1}

    assert what_changed(submitted, seen, as_the_register_says(submitted)) == []
    with pytest.raises(ProposalChanged):
        approve_round(submitted, seen=seen, by=people.head, now=NOW)


# --- sending back


def test_who_sends_back_what_was_changed_keeps_the_note(people, submitted):
    head, address = signed_in(people.head), reverse("distributions:send_back", args=[submitted.pk])
    seen = seen_on(head.get(address))
    again(people, submitted, swapped(people))

    answer = head.post(address, {"seen": seen, "note": "Tambah satu desa"})

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    shown = answer.content.decode()
    assert "Tambah satu desa" in shown
    assert "Baru dalam daftar: Keluarga 6." in words(shown)
    head.post(address, {"seen": seen_on(answer), "note": "Tambah satu desa"})
    submitted.refresh_from_db()
    assert submitted.state == State.DRAFT


def test_sending_back_is_opened_for_what_the_head_has_read(people, submitted):
    head, address = signed_in(people.head), reverse("distributions:send_back", args=[submitted.pk])
    page = reverse("distributions:approval", args=[submitted.pk])
    link = re.search(r'href="(/[^"]*\?dilihat=[0-9a-f]{64})"', head.get(page).content.decode())[1]
    assert head.get(link).status_code == 200
    now = as_the_register_says(submitted, today=timezone.localdate())
    assert link == f"{address}?dilihat={plan_digest(now)}"
    again(people, submitted, swapped(people))

    answer = head.get(link, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert CHANGED in words(answer.content.decode())


# --- the signed paper


def test_a_paper_of_what_was_changed_meanwhile_is_not_recorded(people, submitted):
    planned_for_today(submitted)
    client, address = signed_in(people.coordinator), reverse("distributions:paper_approval", args=[submitted.pk])
    page = client.get(address)
    again(people, submitted, swapped(people))
    signed_on = people.centre.local_date(timezone.now())
    said = {"signed_on": signed_on.isoformat(), "signer": "Hendro Prasetyo", "photo": signed_paper()}

    answer = client.post(address, {"seen": seen_on(page), **said})

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    shown = answer.content.decode()
    assert "Hendro Prasetyo" in shown
    assert "Baru dalam daftar: Keluarga 6." in words(shown)
    client.post(address, {"seen": seen_on(answer), **said, "photo": signed_paper()})
    submitted.refresh_from_db()
    assert submitted.state == State.APPROVED


def test_the_page_says_which_paper_it_is_about(people, submitted):
    shown = signed_in(people.coordinator).get(reverse("distributions:paper_approval", args=[submitted.pk]))

    said = words(shown.content.decode())
    assert f"15 November 2024, 4 keluarga, 4 paket; di bagian bawahnya tertulis “{standing(submitted)}”" in said


def test_on_paper_is_kept_what_was_printed_and_signed(people, submitted):
    Member.objects.filter(family=people.families[0], is_contact=True).update(name="Rukmini Hidayah")

    approve_on_paper(
        submitted,
        signed_on=TODAY,
        signer="Hendro Prasetyo",
        photo=signed_paper(),
        seen=proposal_of(submitted),
        by=people.coordinator,
        now=NOW,
    )

    assert submitted.recipients.get(family=people.families[0]).contact_name == "Keluarga 0"


def test_a_draft_that_is_approved_on_paper_is_what_was_seen(people, draft):
    given = {"signed_on": TODAY, "signer": "Hendro Prasetyo", "by": people.coordinator, "now": NOW}
    seen = as_the_register_says(draft)
    Family.objects.filter(pk=people.families[0].pk).update(hamlet="Dukuh Baru")
    with pytest.raises(ProposalChanged):
        approve_on_paper(draft, photo=signed_paper(), seen=seen, **given)

    approve_on_paper(draft, photo=signed_paper(), seen=as_the_register_says(draft), **given)

    assert draft.recipients.get(family=people.families[0]).address == "Dukuh Baru"


# --- submitting


def test_the_coordinator_submits_what_the_page_showed(people, draft):
    planned_for_today(draft)
    client, address = signed_in(people.coordinator), reverse("distributions:submit", args=[draft.pk])
    seen = seen_on(client.get(reverse("distributions:prepare", args=[draft.pk])))
    swapped(people)(draft)

    answer = client.post(address, {"seen": seen})

    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert "Baru dalam daftar: Keluarga 6." in words(answer.content.decode())
    client.post(address, {"seen": seen_on(answer)})
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def test_a_reserve_family_that_came_in_is_a_change(people, submitted):
    seen = proposal_of(submitted)
    reserve = Recipient.objects.filter(round=submitted, state=Recipient.State.RESERVE).first()
    Recipient.objects.filter(pk=reserve.pk).update(state=Recipient.State.PLANNED)

    assert what_changed(submitted, seen, proposal_of(submitted)) == [
        f"Baru dalam daftar: {reserve.contact_name}.",
        "Cadangan berubah.",
    ]


def test_another_order_of_the_locations_is_a_change(draft):
    seen = proposal_of(draft)

    order_stops(draft, [stop.pk for stop in draft.stops.order_by("-position")])

    assert what_changed(draft, seen, proposal_of(draft)) == ["Urutan rute berubah."]


# --- closing


@pytest.fixture
def month():
    """Issued; one family received, the other was missed: the goods of one are open."""
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    month.round.refresh_from_db()
    return month


def test_what_became_of_the_rest_is_said_of_the_figures_that_were_shown(month):
    keeper = signed_in(month.people.storekeeper)
    seen = seen_on(keeper.get(reverse("distributions:close", args=[month.round.pk])))
    from_canteen(month, rice="5", sugar="0")
    address = reverse("distributions:settle_rest", args=[month.round.pk])

    shown = keeper.post(address, {"seen": seen, "outcome": "loss", "reason": "Rusak"}, follow=True)

    assert "Angka berubah setelah halaman ini dibuka" in words(shown.content.decode())
    assert [row.open for row in balance(month.round)] == [15, 2]
    keeper.post(address, {"seen": seen_on(shown), "outcome": "loss", "reason": "Rusak"})
    assert [row.open for row in balance(month.round)] == [0, 0]


def test_a_round_is_closed_on_the_figures_that_were_shown(month):
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.coordinator, now=months.NOW)
    shown = fingerprint(balance(month.round))
    by = {"by": month.people.coordinator, "now": months.NOW}
    from_canteen(month, rice="5", sugar="0")
    settle_all(month.round, outcome="loss", reason="Rusak", **by)

    with pytest.raises(Refused, match="Angka berubah"):
        close_round(month.round, seen=shown, **by)
    assert close_round(month.round, seen=fingerprint(balance(month.round)), **by).state == State.CLOSED


def test_closing_by_the_button_carries_the_figures(month):
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.coordinator, now=months.NOW)
    client = signed_in(month.people.coordinator)
    page = client.get(reverse("distributions:close", args=[month.round.pk]))

    client.post(reverse("distributions:close_now", args=[month.round.pk]), {"seen": seen_on(page)})

    month.round.refresh_from_db()
    assert month.round.state == State.CLOSED


# --- what brings a record to another state


def test_a_round_is_not_cancelled_once_it_is_approved_by_who_saw_a_draft(people, draft):
    """What was found: the page of a draft cancelled the approved round, for good."""
    address, coordinator = reverse("distributions:cancel", args=[draft.pk]), signed_in(people.coordinator)
    opened_before = fields_in(coordinator.get(address))
    approve_round(submit_round(draft, by=people.coordinator, now=NOW), by=people.head, now=NOW)

    answer = coordinator.post(address, opened_before | {"reason": "Tidak ada barang bulan ini"})

    draft.refresh_from_db()
    assert (draft.state, MEANWHILE in words(answer.content.decode())) == (State.APPROVED, True)
    coordinator.post(address, fields_in(answer) | {"reason": "Tidak ada barang bulan ini"})
    draft.refresh_from_db()
    assert draft.state == State.CANCELLED


def test_a_record_is_not_undone_by_who_saw_another(people):
    """What was found: the old page undid what a colleague had put right meanwhile."""
    month = approved_month()
    family, officer = month.recipients[0], signed_in(month.people.officer)
    address = reverse("distributions:recipient_undo", args=[month.round.pk, family.pk])
    delivered(month, family)
    opened_before = fields_in(officer.get(address)) | {"reason": "wrong_tap"}
    undo(family, key=uuid4(), channel="page", reason="Salah isi", by=month.people.operator, now=timezone.now())
    missed(month, family)

    answer = officer.post(address, opened_before)

    family.refresh_from_db()
    shown = words(answer.content.decode())
    assert (family.state, MEANWHILE in shown, "Belum diserahkan – " in shown) == (Recipient.State.MISSED, True, True)
    sent = fields_in(answer) | {"reason": "wrong_tap"}
    assert [officer.post(address, sent).status_code for _each in range(2)] == [302, 302]
    family.refresh_from_db()
    assert family.state == Recipient.State.PLANNED
