"""Each paper is read as its reader does: its text is taken out of the PDF and compared with the record."""

import datetime
import re

import pytest

from centres.models import Official, Region, StoredFile
from centres.paper_engine import render
from centres.private_files import store_bytes
from config.errors import Refused
from distributions.models import PaperKind, Recipient, RoundChange, Stop
from distributions.papers import pdf as papers
from distributions.papers.bundle import bundle_of, paper_file
from distributions.papers.proposal_sheet import proposal_sheet_document, share_reasons
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from tests import factories, paper_files
from tests.distributions import printed
from tests.distributions.months import approved_month
from tests.distributions.printed import AT, NAMES, VILLAGES, add_recipient, approve, four_in, text_of
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def blora():
    return printed.blora()


@stands
def november(blora):
    return printed.november(blora)


@pytest.fixture
def four(november):
    return four_in(november)


def test_the_receipt_list_says_what_the_record_says(november, four):
    text = text_of(papers.receipt_list(november))
    rows = re.findall(r"(\d) (Kartini Nurjanah|Siti Aminah|Sukarti|Endang Sulistyowati) •••• (\d{4})", text)
    assert rows == [(str(index + 1), name, f"{index + 1:04}") for index, name in enumerate(NAMES)]
    for index, village in enumerate(VILLAGES, 1):
        region = factories.region(village)
        assert f"Lokasi {index}: {region.full_name}, Kecamatan {region.parent.name} (1 keluarga)" in text
    assert text.count("Dukuh Karangtengah RT 002/RW 005") == 4
    assert "Jumat, 15 November 2024, pukul 08.00 WIB" in text
    assert "Beras 10 kg dan Gula pasir 2 kg" in text
    assert "Sumber barang : Kantin Koperasi (" in text
    assert "4 (empat) paket untuk 4 (empat) keluarga" in text
    assert all(words in text for words in ("Andi Wijaya, S.H.", "NIP 19850505 200801 1 002"))
    assert all(words in text for words in ("Budi Santoso, S.H.", "NIP 19800101 200501 1 001"))
    assert "Halaman 1 dari 1" in text


def test_what_circulates_names_no_inmate_and_shows_four_digits_of_a_nik_only(november, four):
    nik = four[0].family.members.get(is_contact=True).nik
    for kind in set(PaperKind) - {PaperKind.RECIPIENTS, PaperKind.REPORT}:
        said = paper_files.letters(text_of(papers.print_now(november, kind)))
        assert "Rahasia" not in said
        assert str(nik) not in said
        assert "catatandalam" not in said


def test_the_minutes_open_in_words_and_count_the_goods(november, four):
    text = text_of(papers.bast(november))
    assert "Jumat tanggal lima belas bulan November tahun dua ribu dua puluh empat (15-11-2024)" in text
    assert "1 Beras 10 kg 4 40" in text
    assert "2 Gula pasir 2 kg 4 8" in text
    assert "sebanyak 4 (empat) paket untuk 4 (empat) keluarga" in text
    assert "bertindak atas nama Rutan Kelas IIB Blora, selanjutnya disebut PIHAK PERTAMA" in text
    assert "mewakili para penerima dalam Lampiran, selanjutnya disebut PIHAK KEDUA" in text


def test_a_single_recipient_is_the_second_party_by_name(november):
    add_recipient(november)
    text = text_of(papers.bast(november))
    assert "Nama : Kartini Nurjanah" in text
    assert "NIK : ••••••••••••0001" in text


def test_the_proposal_says_who_and_why_and_what_to_know(november, four):
    said = {"code": "by_hand", "last": "2024-10-18", "until": "2024-12-01"}
    Recipient.objects.filter(pk=four[0].pk).update(by_hand=True, hand_reason="Rumah kebakaran", reason=said)
    text = text_of(papers.proposal(november))
    assert (
        "Dipilih petugas. Terakhir menerima 18 Oktober 2024; boleh menerima lagi mulai Desember 2024. Rumah kebakaran."
        in text
    )
    assert "4 (empat) keluarga belum disurvei." in text
    assert "1 (satu) keluarga dipilih petugas dengan alasan yang tercantum di bawah." in text
    assert text.count("Belum pernah") >= 4
    assert "Rp696.000 (Rp174.000 setiap paket)" in text
    assert "disetujui seluruhnya" in text


def test_the_signing_file_lists_what_to_sign_in_signing_order(november, four):
    texts = paper_files.page_texts(papers.signing_file(november))
    order = ("Usulan dan Persetujuan", "Surat Tugas", "Serah Terima Barang", "Serah Terima Pihak", "Daftar Tanda")
    places = [texts[0].index(title) for title in order]
    assert places == sorted(places)
    assert "Jumlah lembar yang ditandatangani 5" in texts[0]
    assert len(texts) == 6
    headings = ("USULAN DAN PERSETUJUAN", "SURAT TUGAS", "SERAH TERIMA BARANG", "BERITA ACARA", "DAFTAR TANDA")
    assert [heading in text for heading, text in zip(headings, texts[1:], strict=True)] == [True] * 5


def test_the_letter_of_assignment_names_who_goes_where_and_when(november, four):
    going = factories.OfficialFactory(
        centre=november.centre, name="Agus Riyanto", nip="199001052014021002", title="Staf"
    )
    for official in (going, Official.objects.get(centre=november.centre, name="Andi Wijaya, S.H.")):
        november.staff_links.create(centre=november.centre, official=official)
    approve(november)
    text = text_of(papers.print_now(november, PaperKind.ASSIGNMENT))
    assert "1 Andi Wijaya, S.H. 19850505 200801 1 002 Kasubsi Pelayanan Tahanan 2 Agus Riyanto" in text
    assert text.count("Andi Wijaya") == 1
    assert "Hari : Jumat, 15 November 2024, pukul 08.00 WIB" in text
    assert all(
        f"{number}. {stop.title} (1 keluarga)" in text for number, stop in enumerate(read_round(november.pk).stops, 1)
    )
    assert "Plh. Kepala Rutan Kelas IIB Blora" in text
    assert "Siti Aminah" not in text, "it goes around, and needs no family's name"
    assert "Blora, 12 November 2024 Plh. Kepala" in text


def test_papers_that_were_kept_before_there_was_another_are_printed_without_it():
    month = approved_month(1)
    on_paper, cut = read_round(month.round.pk), parts(read_round(month.round.pk))
    old = {key: value for key, value in bundle_of(on_paper, cut).items() if key not in ("assignment", "signed_first")}
    kinds = [document["kind"] for document in paper_file(old, PaperKind.SIGNING_FILE)["documents"]]
    assert kinds == ["proposal_sheet", "bast", "receipt_list"]
    with pytest.raises(Refused, match="disimpan sebelum"):
        paper_file(old, PaperKind.ASSIGNMENT)


def test_above_eight_locations_the_letter_says_how_many(november):
    villages = Region.objects.filter(parent__parent=factories.region("33.16")).order_by("code")[:9]
    for index, village in enumerate(villages):
        add_recipient(november, index, village=village)
    text = text_of(papers.print_now(november, PaperKind.ASSIGNMENT))
    assert "Tempat : 9 (sembilan) lokasi sebagaimana tercantum dalam Daftar Tanda Terima" in text


def head_signs(round) -> list[str]:
    """The lines above the signature of the head on the proposal."""
    return proposal_sheet_document(read_round(round.pk))["head"]["lines"]


def test_a_draft_says_so_and_an_approved_round_does_not(november, four):
    assert "DRAF" in text_of(papers.receipt_list(november))
    assert head_signs(november)[:2] == ["Blora, …………………………", "Menyetujui,"]
    approve(november)
    assert head_signs(november)[:2] == ["Blora, 12 November 2024", "Menyetujui melalui aplikasi,"]
    text = text_of(papers.signing_file(november))
    assert "DRAF" not in text
    assert "disetujui melalui aplikasi oleh Budi Santoso pada 12 November 2024 pukul 12.05 WIB" in text
    assert "Plh. Kepala Rutan Kelas IIB Blora" in text


def test_a_signature_on_paper_is_named_as_such(november, four):
    coordinator = factories.MembershipFactory(user__full_name="Andi Wijaya", centre=november.centre).user
    said = {"centre": november.centre, "by": coordinator, "kind": StoredFile.Kind.APPROVAL, "now": AT}
    approve(
        november,
        approved_by=coordinator,
        paper_signed_on=datetime.date(2024, 11, 11),
        paper_signer="Budi Santoso, S.H.",
        paper_photo=store_bytes(b"paper", media_type="image/jpeg", **said),
    )
    assert (
        "disetujui tertulis oleh Budi Santoso, S.H. pada 11 November 2024; foto lembarnya disimpan,"
        " dicatat oleh Andi Wijaya pada 12 November 2024 pukul 12.05 WIB."
    ) in " ".join(text_of(papers.proposal(november)).split())
    assert head_signs(november)[:2] == ["Blora, 11 November 2024", "Menyetujui,"]


def test_above_the_centres_limit_there_is_one_list_and_one_bast_per_location(november):
    november.centre.one_list_up_to = 5
    november.centre.save()
    for index in range(6):
        add_recipient(november, index)
    texts = paper_files.page_texts(papers.signing_file(november))
    whole = " ".join(texts)
    assert whole.count("BERITA ACARA SERAH TERIMA BANTUAN PAKET SEMBAKO") == 4
    assert whole.count("DAFTAR TANDA TERIMA PAKET SEMBAKO") == 4
    assert "sebanyak 2 (dua) paket untuk 2 (dua) keluarga" in whole
    assert "Daftar Tanda Terima – Desa Panolan, Kecamatan Kedungtuban" in texts[0]
    for number, village in enumerate(VILLAGES, 1):
        title = f"Lokasi {number}: {factories.region(village).full_name}, Kecamatan"
        assert whole.count(title) == 2, "once on the proposal, once on the list of the location"


@pytest.mark.parametrize("documents", range(12, 18))
def test_the_sheet_before_a_signing_file_has_a_document_on_each_of_its_pages(november, four, documents):
    file = paper_file(papers.bundle_now(november), PaperKind.SIGNING_FILE)
    file["documents"] = [file["documents"][0]] * documents
    cover = paper_files.page_texts(render(file))[: -documents * len(paper_files.page_texts(papers.proposal(november)))]
    assert all(re.search(r"(?m)Usulan dan Persetujuan Penerima", page) for page in cover)


def test_many_locations_share_lists_so_that_sheets_stay_few(november):
    november.centre.one_list_up_to = 2
    november.centre.save()
    villages = Region.objects.filter(parent__parent=factories.region("33.16")).order_by("code")[:12]
    for index, village in enumerate(villages):
        add_recipient(november, index, village=village)
    named = [(part.name, part.places[0], len(part.recipients)) for part in parts(read_round(november.pk))]
    assert named == [(f" – Lokasi {first}–{first + 1}", first, 2) for first in range(1, 12, 2)]
    texts = paper_files.page_texts(papers.receipt_list(november))
    whole = " ".join(texts)
    assert [int(number) for number in re.findall(r"Lokasi (\d+): ", whole)] == list(range(1, 13))
    assert "Daftar Tanda Terima – Lokasi 11–12 · November 2024 · draf" in texts[-1]


def test_up_to_ten_locations_each_has_its_own_list(november):
    november.centre.one_list_up_to = 2
    november.centre.save()
    villages = Region.objects.filter(parent__parent=factories.region("33.16")).order_by("code")[:10]
    for index, village in enumerate(villages):
        add_recipient(november, index, village=village)
    assert [len(part.stops) for part in parts(read_round(november.pk))] == [1] * 10


def test_the_village_is_named_in_the_heading_of_its_location_alone(november, four):
    text = text_of(papers.receipt_list(november))
    assert [text.count(one.village_name) for one in four] == [1, 1, 1, 1]


def test_at_the_centre_each_family_has_its_village(november, four):
    stop = four[0].stop
    Stop.objects.filter(pk=stop.pk).update(village=None, at_centre=True)
    text = text_of(papers.receipt_list(november))
    assert f"{four[0].village_name}, Kec. {four[0].district_name}" in text


def test_a_family_in_reserve_says_that_it_is_and_why(november, four):
    reason = {"code": "reserve", "near": True, "last": "2024-03-15"}
    Recipient.objects.filter(pk=four[3].pk).update(state="reserve", reason=reason)
    text = text_of(papers.proposal(november))
    assert "Cadangan: sedesa dengan lokasi. Terakhir menerima 15 Maret 2024." in text


def test_missing_letterhead_officials_addresses_and_numbers_leave_room_and_no_error():
    round = factories.RoundFactory()
    add_recipient(round, nik_last4="", address="")
    Recipient.objects.filter(round=round).update(rt="", rw="", household_size=None)
    text = text_of(papers.signing_file(round))
    assert f"Kepala {round.centre.name}" in text
    assert "belum beralamat lengkap" in text


def test_a_round_without_recipients_is_refused_with_a_sentence(november):
    with pytest.raises(Refused, match="belum punya penerima"):
        papers.receipt_list(november)


@pytest.mark.parametrize("hostile", ['#read("/etc/passwd") *x* $y$ <a> {{ b }}', "X" * 120, "שלום 😀 مرحبا"])
def test_what_a_user_typed_is_printed_as_text(november, hostile):
    family = add_recipient(november, contact_name=hostile, address=hostile)
    Recipient.objects.filter(pk=family.pk).update(by_hand=True, hand_reason=hostile)
    RoundChange.objects.create(
        centre=november.centre,
        round=november,
        what="staff",
        old=hostile,
        reason=hostile,
        by=factories.MembershipFactory(centre=november.centre).user,
        at=AT,
    )
    said = paper_files.letters(text_of(papers.signing_file(november)))
    if hostile.isascii():
        assert said.count(paper_files.letters(hostile)) >= 6
    assert "root:x:0" not in said


def test_reserve_families_are_proposed_and_sign_for_nothing(november, four):
    Recipient.objects.filter(pk=four[3].pk).update(state="reserve")
    assert "Keluarga cadangan" in text_of(papers.proposal(november))
    assert "Endang Sulistyowati" not in text_of(papers.receipt_list(november))


def test_a_location_has_the_same_number_on_every_paper_and_one_of_reserves_has_none(november, four):
    Recipient.objects.filter(pk=four[1].pk).update(state="reserve")
    for paper in (papers.proposal(november), papers.receipt_list(november)):
        assert re.findall(r"Lokasi (\d):", text_of(paper)) == ["1", "2", "3"]


def test_papers_read_the_record_in_as_many_queries_for_one_family_as_for_four(
    november, django_assert_max_num_queries, django_assert_num_queries
):
    add_recipient(november)
    with django_assert_max_num_queries(15) as first:
        read_round(november.pk)
    for index in range(1, 4):
        add_recipient(november, index)
    with django_assert_num_queries(len(first)):
        read_round(november.pk)


def rows_with(*reasons):
    return [{"reason": reason} for reason in reasons]


SAME = "Desanya menjadi lokasi periode ini. Keluarga lain sama haknya."


def test_what_many_reasons_have_in_common_is_said_once_by_a_letter_and_each_keeps_its_own():
    rows = rows_with(*(f"Menunggu sejak {day} Mei 2024. {SAME}" for day in (1, 2, 3)), "Menunggu lama.")
    assert share_reasons(rows) == {SAME: "A"}
    assert [row["reason"] for row in rows] == [
        "Menunggu sejak 1 Mei 2024. (A)",
        "Menunggu sejak 2 Mei 2024. (A)",
        "Menunggu sejak 3 Mei 2024. (A)",
        "Menunggu lama.",
    ]


@pytest.mark.parametrize(
    "reasons",
    [
        [f"Menunggu sejak {day} Mei 2024. {SAME}" for day in (1, 2)],
        [f"Menunggu sejak {day} Mei 2024. Pendek." for day in (1, 2, 3)],
        ["Menggantikan Siti dengan alasan “Rumah roboh. Dindingnya jatuh ke jalan desa kemarin”."] * 3,
    ],
)
def test_reasons_of_two_families_short_ones_and_quoted_ones_stand_beside_each(reasons):
    rows = rows_with(*reasons)
    assert share_reasons(rows) == {}
    assert [row["reason"] for row in rows] == reasons
