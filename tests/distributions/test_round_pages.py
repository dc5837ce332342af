"""Beranda, Siapkan, the workbench, approval and the small forms, as a user meets them."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from centres.models import Role
from config.formats import month_year, plain_date
from distributions.models import Recipient, Round, State
from distributions.papers import pdf as papers
from distributions.rounds.approval import approve_on_paper, approve_round, submit_round
from distributions.rounds.by_hand import swap_family
from tests.distributions.blora import blora
from tests.distributions.round_pages import last_day, page, prepared, signed_in
from tests.factories import (
    EligibleFamilyFactory,
    MembershipFactory,
    PackageVersionFactory,
    ProgrammeFactory,
    RoundFactory,
    UserFactory,
)
from tests.paper_files import page_texts
from tests.pictures import signed_paper
from tests.read_page import words
from tests.seen import read, seen_on
from tests.standing import stands
from tests.versions import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime.datetime:
    return timezone.now()


@stands
def people() -> SimpleNamespace:
    """A round is due in this month or the next: the rule falls on the last day of every month."""
    return blora(families=8, rule="day", day=31, nth=None, weekday=None)


def test_one_press_on_beranda_makes_the_month_and_shows_it_filled_in(people):
    round = prepared(people)
    shown = page(signed_in(people.coordinator), "prepare", round.pk)
    for text in ("Keluarga 0", "Belum pernah menerima, menunggu sejak", "Kepala Rutan", "Rp696.000", "Cadangan"):
        assert text in shown
    assert "Berkas" in shown or "berkas" in shown


def test_who_records_the_written_approval_is_not_said_to_have_approved(people, now):
    round = prepared(people)
    submit_round(round, by=people.coordinator, now=now)
    approve_on_paper(
        round,
        signed_on=people.centre.local_date(now),
        signer="Hendro Prasetyo",
        photo=signed_paper(),
        by=people.coordinator,
        now=now,
    )
    shown = words(page(signed_in(people.coordinator), "home"))
    month = month_year(round.month)
    found = [f"Coordinator · {act} {month}" in shown for act in ("mencatat persetujuan tertulis", "menyetujui")]
    assert found == [True, False]


def test_the_list_of_rounds_says_no_value_while_a_price_is_missing(people):
    round = prepared(people)
    coordinator = signed_in(people.coordinator)
    assert "Rp696.000" in page(coordinator, "rounds")
    round.lines.filter(item_name="Gula pasir").update(unit_price=None)
    for shown in (page(coordinator, "rounds"), page(coordinator, "round", round.pk)):
        assert "Rp580.000" not in shown


def test_value_on_page_and_paper_is_rounded_once(people):
    round = prepared(people)
    round.lines.filter(item_name="Beras").update(quantity="1.333", unit_price=14_501)
    coordinator = signed_in(people.coordinator)
    paper = " ".join(page_texts(papers.proposal(round)))
    for shown in (page(coordinator, "rounds"), page(coordinator, "prepare", round.pk), paper):
        assert "Rp193.319" in shown


def test_beranda_shows_the_one_next_step_by_role(people):
    button = f"Siapkan {month_year(prepared(people).month)}"
    assert button in page(signed_in(people.coordinator), "home")
    shown = page(signed_in(people.officer), "home")
    assert "Sekarang giliran" in shown
    assert button not in shown


def test_beranda_shows_no_names_to_humas_viewers_and_administrators(people):
    prepared(people)
    for user in (people.humas, people.viewer, people.admin):
        assert "Keluarga 4" not in page(signed_in(user), "home")
    assert "Keluarga 4" in page(signed_in(people.coordinator), "home") or "Keluarga 0" in page(
        signed_in(people.coordinator), "home"
    )


def test_beranda_leads_to_all_families_that_never_received(people):
    prepared(people)
    reached = people.families[3]
    reached.aid_before_on, reached.aid_before_note = datetime.date(2024, 10, 18), "Bansos"
    reached.save()
    coordinator = signed_in(people.coordinator)
    link = re.search(r'href="([^"]+)">\s*Semua \((\d+)\)', page(coordinator, "home"))
    shown = coordinator.get(link[1]).context["rows"]
    assert (int(link[2]), {family.pk for family in shown}) == (7, {f.pk for f in people.families} - {reached.pk})


def test_submitting_and_approving_by_buttons(people):
    round = prepared(people)
    coordinator = signed_in(people.coordinator)
    seen = read(coordinator, "prepare", round.pk)
    response = coordinator.post(reverse("distributions:submit", args=[round.pk]), {"seen": seen})
    assert response.url == reverse("distributions:round", args=[round.pk])
    head = signed_in(people.head)
    assert "Baca dan putuskan" in page(head, "home")
    shown = page(head, "approval", round.pk)
    assert "Usulan rotasi tidak diubah." in shown
    seen = read(head, "approval", round.pk)
    response = head.post(reverse("distributions:approval", args=[round.pk]), {"seen": seen})
    assert response.url == reverse("distributions:round", args=[round.pk])
    round.refresh_from_db()
    assert round.state == State.APPROVED
    assert "Catat barang dari kantin" in page(signed_in(people.storekeeper), "round", round.pk)


def test_a_decision_on_a_round_that_moved_on_is_said_to_have_come_late(people, now):
    round = prepared(people)
    address = reverse("distributions:approval", args=[round.pk])
    shown = signed_in(people.head).post(address, follow=True).content.decode()
    assert "Periode ini sekarang “Draf”" in shown
    assert signed_in(people.coordinator).post(address).status_code == 403


def test_a_proposal_is_not_made_anew_by_others_or_after_it_was_submitted(people, now):
    round = prepared(people)
    address, anew = reverse("distributions:prepare", args=[round.pk]), {"susun-ulang": "1"}
    assert signed_in(people.operator).post(address, anew).status_code == 403
    submit_round(round, by=people.coordinator, now=now)
    shown = signed_in(people.coordinator).post(address, anew, follow=True).content.decode()
    assert "Periode ini sekarang “Diajukan”" in shown


def test_who_submitted_sees_that_a_second_person_approves(people, now):
    MembershipFactory(user=people.coordinator, centre=people.centre, role=Role.HEAD)
    round = prepared(people)
    submit_round(round, by=people.coordinator, now=now)
    client = signed_in(people.coordinator)
    assert "orang kedua yang menyetujui" in page(client, "approval", round.pk)
    client.post(reverse("distributions:approval", args=[round.pk]), {"seen": read(client, "approval", round.pk)})
    round.refresh_from_db()
    assert round.state == State.SUBMITTED


def test_sending_back_without_a_note_says_so_by_the_field_and_with_one_reaches_the_coordinator(people, now):
    round = prepared(people)
    submit_round(round, by=people.coordinator, now=now)
    head, url = signed_in(people.head), reverse("distributions:send_back", args=[round.pk])
    refused = head.post(url, {"note": " "})
    assert "Tulis apa yang perlu diubah." in refused.content.decode()
    sent = head.post(url, {"note": "Tambah satu desa di Kradenan", "seen": seen_on(refused)}, follow=True)
    assert "Dikembalikan; Kasubsi membaca catatan Anda." in sent.content.decode()
    coordinator = signed_in(people.coordinator)
    assert "Tambah satu desa di Kradenan" in page(coordinator, "home")
    assert "Dikembalikan: Tambah satu desa di Kradenan" in page(coordinator, "prepare", round.pk)


def test_approval_names_who_was_replaced_and_why(people, now):
    round = prepared(people)
    first = round.recipients.first()
    swap_family(first, people.families[7], reason="Searah", by=people.coordinator, now=now)
    submit_round(round, by=people.coordinator, now=now)
    shown = page(signed_in(people.head), "approval", round.pk)
    waits = "belum pernah menerima, menunggu sejak 1 Januari 2024"
    assert f"<b>Keluarga 0</b> ({waits}) digantikan <b>Keluarga 7</b>." in " ".join(shown.split())
    assert "Alasan: Searah" in shown


def test_the_signature_on_paper_is_recorded_and_a_future_date_keeps_what_was_typed(people):
    round = prepared(people)
    client, url = signed_in(people.coordinator), reverse("distributions:paper_approval", args=[round.pk])
    said = {"signed_on": "2099-01-01", "signer": "Hendro Prasetyo", "photo": signed_paper()}
    said["seen"] = read(client, "paper_approval", round.pk)
    refused = client.post(url, said).content.decode()
    assert "Tanggal ini belum tiba." in refused
    assert "Hendro Prasetyo" in refused
    today = people.centre.local_date(timezone.now())
    client.post(url, said | {"signed_on": today.isoformat(), "photo": signed_paper()})
    shown = page(client, "round", round.pk)
    assert "Ditandatangani di kertas oleh Hendro Prasetyo" in shown
    assert f'href="{reverse("centres:file", args=[Round.objects.get(pk=round.pk).paper_photo_id])}"' in shown


def test_a_photo_of_the_signed_paper_that_is_none_is_refused_at_its_field(people):
    round = prepared(people)
    client, url = signed_in(people.coordinator), reverse("distributions:paper_approval", args=[round.pk])
    photo = SimpleUploadedFile("tanda tangan.jpg", b"bukan gambar")
    today = people.centre.local_date(timezone.now())
    answer = client.post(url, {"signed_on": today.isoformat(), "signer": "Hendro Prasetyo", "photo": photo})
    assert list(answer.context["form"].errors) == ["photo"]


def test_a_family_is_replaced_with_a_one_tap_reason(people):
    round = prepared(people)
    recipient = round.recipients.first()
    client, url = signed_in(people.coordinator), reverse("distributions:round_family", args=[round.pk, recipient.pk])
    assert "Keluarga 4" in client.get(url).content.decode()
    refused = save(client, url, {"family": str(people.families[4].pk)})
    assert "Isi alasannya." in refused.content.decode()
    response = save(client, url, {"family": str(people.families[4].pk), "reason": "Lebih mendesak"})
    assert response.url == reverse("distributions:prepare", args=[round.pk])
    shown = page(client, "prepare", round.pk)
    chosen = "Dipilih petugas. Belum pernah menerima, menunggu sejak 5 Januari 2024."
    assert f"{chosen} Menggantikan Keluarga 0 dengan alasan “Lebih mendesak”." in shown
    assert "digantikan <b>Keluarga 4</b>." in shown


def test_a_family_outside_the_first_of_the_queue_is_found_by_name(people):
    round = prepared(people)
    recipient = round.recipients.first()
    client, url = signed_in(people.coordinator), reverse("distributions:round_family", args=[round.pk, recipient.pk])
    lately = datetime.date(2024, 10, 18)
    wanted = EligibleFamilyFactory(
        centre=people.centre,
        household__contact="Wahyuningsih Setyowati",
        aid_before_on=lately,
        aid_before_note="Bansos",
    )
    shown = client.get(url, {"cari": "wahyuning"}).content.decode()
    assert "Wahyuningsih Setyowati" in shown
    said = {"family": str(wanted.pk), "reason": "other", "other_reason": "Rumah terdampak banjir"}
    save(client, f"{url}?cari=wahyuning", said)
    assert round.recipients.get(family=wanted).hand_reason == "Rumah terdampak banjir"


def test_families_that_are_found_stand_by_name(people):
    round = prepared(people)
    names = ["Wahyu Adi", "Wahyu Budi", "Wahyu Cahya", "Wahyu Dewi", "Wahyu Eka"]
    for name in reversed(names):
        EligibleFamilyFactory(centre=people.centre, household__contact=name)
    url = reverse("distributions:round_family_add", args=[round.pk])
    shown = signed_in(people.coordinator).get(url, {"cari": "wahyu"}).content.decode()
    assert re.findall(r"Wahyu \w+", shown) == names


def test_a_place_is_left_free_and_filled_again(people):
    round = prepared(people)
    recipient = round.recipients.first()
    client = signed_in(people.coordinator)
    url = reverse("distributions:round_family", args=[round.pk, recipient.pk])
    save(client, url, {"family": "nobody", "reason": "Sudah dibantu pihak lain"})
    assert "Tambah keluarga" in page(client, "prepare", round.pk)
    add = reverse("distributions:round_family_add", args=[round.pk])
    save(client, add, {"family": str(people.families[5].pk), "reason": "Lebih mendesak"})
    assert round.recipients.planned().count() == 4


def test_details_are_changed_in_small_forms(people):
    round = prepared(people)
    client = signed_in(people.coordinator)
    save(
        client,
        reverse("distributions:round_time", args=[round.pk]),
        {"date": f"{last_day(round):%d/%m/%Y}", "time": "09.30"},
    )
    save(
        client,
        reverse("distributions:round_people", args=[round.pk]),
        {"staff": [people.staff[0].pk], "handing_official": people.services.pk, "head_official": ""},
    )
    save(
        client,
        reverse("distributions:round_source", args=[round.pk]),
        {"supplier": "", "terms": "bought", "source_of_funds": "DIPA 2026", "packages": "5"},
    )
    rice, sugar = (line.item for line in round.lines.all())
    save(
        client,
        reverse("distributions:round_contents", args=[round.pk]),
        {f"quantity_{rice.pk}": "7,5", f"price_{rice.pk}": "15.000", f"quantity_{sugar.pk}": ""},
    )
    round.refresh_from_db()
    assert (round.date, round.time) == (last_day(round), datetime.time(9, 30))
    assert list(round.staff.all()) == people.staff[:1]
    assert (round.head_official, round.terms, round.source_of_funds, round.packages) == (None, "bought", "DIPA 2026", 5)
    assert [(line.item_name, str(line.quantity), line.unit_price) for line in round.lines.all()] == [
        ("Beras", "7.500", 15_000)
    ]


def test_wrong_contents_are_refused_by_the_field_and_kept(people):
    round = prepared(people)
    rice = round.lines.first().item
    response = signed_in(people.coordinator).post(
        reverse("distributions:round_contents", args=[round.pk]), {f"quantity_{rice.pk}": "sepuluh"}
    )
    shown = response.content.decode()
    assert "Isi jumlah" in shown or "jumlah" in shown
    assert 'value="sepuluh"' in shown


def test_after_approval_changes_carry_a_reason_and_are_listed(people, now):
    round = prepared(people)
    submit_round(round, by=people.coordinator, now=now)
    approve_round(round, by=people.head, now=now)
    client = signed_in(people.coordinator)
    time = reverse("distributions:round_time", args=[round.pk])
    assert "Isi alasannya." in client.post(time, {"date": str(last_day(round)), "time": "08:00"}).content.decode()
    save(client, time, {"date": str(last_day(round)), "time": "08:00", "reason": "Cuaca atau jalan"})
    reserve = round.recipients.filter(state=Recipient.State.RESERVE).first()
    planned = round.recipients.planned().first()
    address = reverse("distributions:use_reserve", args=[round.pk, reserve.pk])
    said = {"seen": seen_on(client.get(address)), "instead_of": planned.pk, "reason": "Tidak di rumah pada hari itu"}
    client.post(address, said)
    shown = page(client, "round", round.pk)
    assert "Perubahan setelah disetujui (2)" in shown
    assert "Cuaca atau jalan" in shown
    exchanged = f"{planned.contact_name} tidak jadi menerima (Tidak di rumah pada hari itu)"
    assert f"{exchanged}; {reserve.contact_name} dari cadangan menggantikannya." in shown
    assert f"→ {plain_date(last_day(round))} pukul 08.00. Cuaca atau jalan" in " ".join(shown.split())


def test_a_reason_chosen_in_english_is_kept_in_the_language_of_the_papers(people, now):
    round = prepared(people)
    submit_round(round, by=people.coordinator, now=now)
    approve_round(round, by=people.head, now=now)
    client = signed_in(people.coordinator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    time = reverse("distributions:round_time", args=[round.pk])
    assert '<input type="radio" name="reason" value="Cuaca atau jalan"' in (page := client.get(time).content.decode())
    assert "Weather or road" in page
    save(client, time, {"date": str(last_day(round)), "time": "08:00", "reason": "Cuaca atau jalan"})
    assert [change.reason for change in round.changes.all()] == ["Cuaca atau jalan"]


def test_a_round_is_cancelled_with_a_reason(people):
    round = prepared(people)
    client = signed_in(people.coordinator)
    save(client, reverse("distributions:cancel", args=[round.pk]), {"reason": "Tidak ada barang bulan ini"})
    shown = page(client, "round", round.pk)
    assert "Periode ini dibatalkan" in shown
    assert "Tidak ada barang bulan ini" in shown


def test_the_queue_explains_why_the_others_wait(people):
    round = prepared(people)
    shown = page(signed_in(people.coordinator), "waiting", round.pk)
    assert "Mengapa 4 keluarga lain menunggu" in shown
    assert "Perkiraan giliran: " in shown


def test_the_list_and_the_month_view_show_the_round(people):
    round = prepared(people)
    client = signed_in(people.officer)
    assert reverse("distributions:round", args=[round.pk]) in page(client, "rounds")
    url = reverse("distributions:calendar") + f"?bulan={round.date:%Y-%m}"
    assert reverse("distributions:round", args=[round.pk]) in client.get(url).content.decode()
    assert "Tidak ada periode pada bulan ini." not in client.get(url).content.decode()
    assert (
        "Tidak ada periode pada bulan ini."
        in client.get(f"{reverse('distributions:calendar')}?bulan=2019-01").content.decode()
    )
    for odd in ("13-2026x", "0001-01", "9999-12"):
        assert client.get(reverse("distributions:calendar") + f"?bulan={odd}").status_code == 200


def test_the_calendar_shows_the_year_as_a_line(people):
    round = prepared(people)
    client, url = signed_in(people.officer), reverse("distributions:calendar")

    def line() -> list[tuple[str, str]]:
        shown = client.get(url, {"bulan": f"{round.date.year}-01"}).context["year"]
        return [(one["key"], one["said"]) for one in shown]

    # A round is due at the end of this month or the next, whatever day the tests run on; the one after it is made, too.
    drafts = {one.date.month: ("now", "Draf") for one in Round.objects.filter(date__year=round.date.year)}
    assert round.date.month in drafts
    assert line() == [drafts.get(month, ("", "")) for month in range(1, 13)]
    address = reverse("distributions:cancel", args=[round.pk])
    save(signed_in(people.coordinator), address, {"reason": "Tidak ada barang bulan ini"})
    after = drafts | {round.date.month: ("", "Dibatalkan")}
    assert line() == [after.get(month, ("", "")) for month in range(1, 13)]
    assert f'href="?bulan={round.date.year}-12"' in client.get(url, {"bulan": f"{round.date.year}-01"}).content.decode()


def test_an_empty_choice_is_one_dash(people, now):
    round, coordinator = prepared(people), signed_in(people.coordinator)
    shown = [page(coordinator, "programme", people.programme.pk), page(coordinator, "round_people", round.pk)]
    submit_round(round, by=people.coordinator, now=now)
    approve_round(round, by=people.head, now=now)
    shown += [
        page(coordinator, "photos", round.pk),
        page(coordinator, "recipient_partial", round.pk, round.recipients.first().pk),
    ]
    assert [("---------" in text, ">–</option>" in text) for text in shown] == [(False, True)] * 4


def test_the_list_goes_on_behind_rounds_of_the_same_day(people):
    made = [
        RoundFactory(
            centre=people.centre,
            programme=ProgrammeFactory(centre=people.centre),
            occurrence_on=datetime.date(2024, 11, 15),
        )
        for _n in range(15)
    ]
    client, seen, query = signed_in(people.coordinator), [], ""
    while True:
        context = client.get(reverse("distributions:rounds") + f"?{query}").context
        seen += [row["round"].pk for row in context["rounds"]]
        query = context["next"]
        if not query:
            break
    assert seen == [round.pk for round in reversed(made)]


def test_another_centres_round_does_not_exist(people):
    round = prepared(people)
    stranger = signed_in(people.outsider)
    for name in ("round", "prepare", "approval", "waiting", "cancel", "round_time", "paper_approval"):
        assert stranger.get(reverse(f"distributions:{name}", args=[round.pk])).status_code == 404
    assert stranger.post(reverse("distributions:submit", args=[round.pk])).status_code == 404


def test_a_get_of_the_pages_writes_nothing(people):
    round = prepared(people)
    before = Round.objects.get(pk=round.pk)
    client = signed_in(people.coordinator)
    for name in ("prepare", "round", "approval", "waiting"):
        page(client, name, round.pk)
    after = Round.objects.get(pk=round.pk)
    assert (after.planned_at, after.state) == (before.planned_at, before.state)


def test_a_new_centre_learns_what_comes_next():
    centre_people = MembershipFactory()
    client = signed_in(centre_people.user)
    assert "Langkah-langkah menuju penyaluran pertama." in page(client, "home")
    PackageVersionFactory(centre=centre_people.centre)
    response = client.post(reverse("distributions:prepare_month"), follow=True)
    assert "Atur program dulu." in response.content.decode()


def test_the_round_leads_to_its_record_while_there_is_one(people, now):
    round = prepared(people)
    record = [reverse(f"distributions:{name}", args=[round.pk]) for name in ("handover", "report")]

    def led_to() -> list[str]:
        html = page(signed_in(people.officer), "round", round.pk)
        return [address for address in record if f'href="{address}"' in html]

    assert led_to() == []
    submit_round(round, by=people.coordinator, now=now)
    approve_round(round, by=people.head, now=now)
    assert led_to() == record


def test_a_viewer_may_not_open_rounds(people):
    round = prepared(people)
    viewer = signed_in(people.viewer)
    assert viewer.get(reverse("distributions:round", args=[round.pk])).status_code == 403
    assert signed_in(UserFactory()).get(reverse("distributions:home")).status_code == 403


def test_sixty_families_are_folded_by_location(now):
    people = blora(families=60, code="rutan-besar", rule="day", day=31, nth=None, weekday=None, packages_per_round=60)
    round = prepared(people)
    client = signed_in(people.coordinator)
    for name in ("prepare", "round"):
        shown = page(client, name, round.pk)
        assert "Panolan, Kedungtuban (15)</summary>" in shown
        assert shown.count("/keluarga/") >= 60
    submit_round(round, by=people.coordinator, now=now)
    assert "Panolan, Kedungtuban (15)</summary>" in page(signed_in(people.head), "approval", round.pk)
