"""Each paper is read as its reader does: its text is taken out of the PDF and compared with the record."""

import datetime
import re
from decimal import Decimal

import pytest

from aid.ledger import ReceivedLine, receive
from centres.indonesian import plain_date
from centres.models import Official, Region, StoredFile
from centres.private_files import store_bytes
from config.errors import Refused
from distributions.models import PaperKind, Recipient, RoundChange, Stop
from distributions.papers import pdf as papers
from distributions.papers.bast import bast_document
from distributions.papers.bundle import bundle_of, paper_file
from distributions.papers.goods_lists import loading_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.approval import move_date, use_reserve
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.goods import issue_for_round
from tests import factories, paper_files
from tests.distributions import printed
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.distributions.printed import (
    AT,
    NAMES,
    VILLAGES,
    add_recipient,
    approve,
    four_in,
    hand_over,
    miss,
    text_of,
)
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
    for make in (papers.receipt_list, papers.bast, papers.signing_file, papers.proposal):
        said = paper_files.letters(text_of(make(november)))
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


def test_a_letter_of_assignment_that_tells_a_change_is_not_dated_before_it(november, four):
    approve(november)
    for day in (14, 13):
        RoundChange.objects.create(
            centre=november.centre, round=november, what="staff", old="Joko", new="Dewi", reason="sakit",
            by=factories.UserFactory(), at=datetime.datetime(2024, 11, day, 18, tzinfo=datetime.UTC),
        )  # fmt: skip
    text = text_of(papers.print_now(november, PaperKind.ASSIGNMENT))
    assert "Blora, 15 November 2024 Plh. Kepala" in text, "the last change, by the clock of the centre"


def test_the_minutes_of_the_goods_name_who_brings_them_and_count_what_the_plan_needs(november, four):
    november.supplier.contact, november.supplier.address = "Joko Susilo", "Jalan Kantin 2"
    november.supplier.save()
    text = text_of(papers.print_now(november, PaperKind.GOODS_BAST))
    assert "1. Nama : Joko Susilo" in text
    assert "bertindak atas nama Kantin Koperasi, selanjutnya disebut PIHAK PERTAMA" in text
    assert "2. Nama : Andi Wijaya, S.H." in text
    assert "bertindak atas nama Rutan Kelas IIB Blora, selanjutnya disebut PIHAK KEDUA" in text
    assert "barang untuk 4 (empat) paket" in text
    assert "1 Beras 10 kg 4 40" in text
    assert "bertempat di Rutan Kelas IIB Blora" in text


def test_the_minutes_of_the_goods_count_what_went_out_once_it_did():
    month = approved_month()
    month.flour = factories.ItemFactory(centre=month.centre, name="Tepung")
    from_canteen(month, rice="25", sugar="4")
    text = text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    assert "1 Beras 10 kg 2 25 rencana 20" in text
    assert "2 Gula pasir 2 kg 2 4 " in text


def test_the_minutes_of_the_goods_have_the_day_on_which_the_goods_came():
    month = approved_month()
    assert "hari ini Jumat tanggal lima belas" in text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    delivered(month, month.recipients[0])
    from_canteen(month, received_on=datetime.date(2024, 11, 17), now=NOW + datetime.timedelta(days=2))
    text = text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    assert "hari ini Minggu tanggal tujuh belas bulan November" in text
    assert f"{month.centre.place}, 17 November 2024" in text
    assert "15 November 2024, setelah" not in text
    assert "Barang dicatat keluar pada 17 November 2024, setelah penyerahan pada 15 November 2024." in text


@pytest.mark.parametrize(("came", "said"), [(7, "Jumat tanggal lima belas"), (8, "Jumat tanggal delapan")])
def test_goods_that_were_in_stock_before_the_approval_did_not_come_for_the_round(came, said):
    month = approved_month()
    lines = [ReceivedLine(month.rice, Decimal(20), 14_500)]
    receive(
        centre=month.centre, supplier=month.canteen, received_on=datetime.date(2024, 11, came), terms="gift",
        lines=lines, by=month.people.storekeeper, now=NOW,
    )  # fmt: skip
    issue_for_round(
        month.round, issued_on=datetime.date(2024, 11, 14), wanted={month.rice.pk: Decimal(20)},
        by=month.people.storekeeper, now=NOW,
    )  # fmt: skip
    assert f"hari ini {said}" in text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))


def test_goods_from_the_own_store_are_signed_for_by_nobody_else():
    month = approved_month()
    assert month.round.supplier is None
    assert "SERAH TERIMA BARANG" not in text_of(papers.signing_file(month.round))
    assert "1. Nama :" in text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))


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
    assert "Tempat : 9 lokasi sebagaimana tercantum dalam Daftar Tanda Terima" in text


def test_the_shopping_list_counts_all_packages_and_the_sum_only_where_every_price_is_known(november, four):
    text = text_of(papers.print_now(november, PaperKind.SHOPPING))
    assert "1 Beras 10 40 kg Rp14.500 Rp580.000" in text
    assert "Jumlah Rp696.000" in text
    november.lines.filter(item_name="Gula pasir").update(unit_price=None)
    text = text_of(papers.print_now(november, PaperKind.SHOPPING))
    assert "2 Gula pasir 2 8 kg Jumlah Harga menurut rencana; yang kosong belum diketahui." in text


def test_the_packing_list_says_what_each_location_needs_in_the_order_of_the_route(november, four):
    Recipient.objects.filter(pk=four[3].pk).update(stop=four[0].stop)
    text = text_of(papers.print_now(november, PaperKind.LOADING))
    assert f"1 {read_round(november.pk).stops[0].title} 2 Beras 20 kg, Gula pasir 4 kg" in text
    assert "Jumlah 4" in text


def test_a_family_that_was_missed_is_not_loaded_for_and_its_package_is_bought_once():
    month = approved_month(2)
    missed(month, month.recipients[0])
    use_reserve(
        month.round,
        reserve=month.reserve,
        instead_of=month.recipients[0],
        reason="x",
        by=month.people.coordinator,
        now=NOW,
    )
    assert "Jumlah paket : 2 (dua) paket" in text_of(papers.print_now(month.round, PaperKind.SHOPPING))
    assert "Jumlah 2" in text_of(papers.print_now(month.round, PaperKind.LOADING))


def test_for_a_location_where_all_were_missed_nothing_is_loaded():
    month = approved_month(2, (factories.PANOLAN, factories.NGLANJUK))
    missed(month, month.recipients[0])
    first, second = loading_document(read_round(month.round.pk))["rows"]
    assert (first[2:], second[2:]) == (["0", "–"], ["1", "Beras 10 kg, Gula pasir 2 kg"])


def test_a_draft_says_so_and_an_approved_round_does_not(november, four):
    assert "DRAF" in text_of(papers.receipt_list(november))
    approve(november)
    text = text_of(papers.signing_file(november))
    assert "DRAF" not in text
    assert "disetujui di aplikasi oleh Budi Santoso pada 12 November 2024 pukul 12.05 WIB" in text
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


def test_an_approved_round_prints_the_same_bytes_after_the_office_changed(november, four):
    approve(november)
    before = papers.signing_file(november)
    Official.objects.filter(centre=november.centre).update(name="Orang Lain")
    factories.LetterheadFactory(centre=november.centre, starts_on=datetime.date(2024, 11, 14), ministry="Baru")
    assert papers.signing_file(november) == before


def test_after_the_handover_the_list_says_who_received_and_who_did_not(november, four):
    approve(november)
    hand_over(four[0])
    hand_over(four[1], received_by="proxy", name="Sutini", relation="tetangga")
    hand_over(four[2], received_by="member", name="Rahmat")
    miss(four[3], "not_found")
    text = text_of(papers.receipt_list(november))
    assert "Alamat tidak ditemukan" in text
    assert "Sendiri" in text
    assert "Wakil: Sutini (tetangga)" in text
    assert "Anggota keluarga: Rahmat" in text
    assert "3 (tiga) paket untuk 3 (tiga) keluarga" in text
    assert "Belum diserahkan kepada 1 (satu) keluarga" in text_of(papers.bast(november))


def test_the_minutes_do_not_name_a_location_where_nobody_received(november, four):
    approve(november)
    everywhere = text_of(papers.bast(november))
    miss(four[3], "not_found")
    for recipient in four[:3]:
        hand_over(recipient)
    text = text_of(papers.bast(november))
    gone = f"Desa {four[3].village_name}, Kecamatan {four[3].district_name}"
    assert (gone in everywhere, gone in text) == (True, False)


def test_the_minutes_of_a_closed_round_count_what_was_really_handed_over():
    month = approved_month()
    from_canteen(month)
    first, second = month.recipients
    delivered(month, first, rice="7.5", sugar="2")
    missed(month, second)
    who = {"by": month.people.coordinator, "now": NOW}
    settle_all(month.round, outcome="stock", **who)
    close_round(month.round, **who)
    text = text_of(papers.bast(month.round))
    assert "1 Beras 10 kg 1 7,5 rencana 20" in text
    assert "2 Gula pasir 2 kg 1 2 rencana 4" in text
    listed = text_of(papers.receipt_list(month.round))
    assert "Isi berbeda: Beras 7,5 kg" in listed
    assert "Baris cadangan" not in listed


def test_the_minutes_count_what_is_recorded_before_the_round_is_closed():
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0], rice="12.5", sugar="2")
    text = text_of(papers.bast(month.round))
    assert "1 Beras 10 kg 2 22,5 rencana 20" in text
    assert "2 Gula pasir 2 kg 2 4 " in text
    assert "Isi berbeda: Beras 12,5 kg" in text_of(papers.receipt_list(month.round))


def test_the_minutes_name_the_locations_where_somebody_received():
    month = approved_month(2, villages=(factories.PANOLAN, factories.NGLANJUK))
    panolan, nglanjuk = "Desa Panolan, Kecamatan Kedungtuban", "Desa Nglanjuk, Kecamatan Cepu"

    def places():
        return re.search("bertempat di (.*?), kami yang", text_of(papers.bast(month.round)))[1]

    assert places() == f"{panolan}; {nglanjuk}"
    delivered(month, month.recipients[1])
    assert places() == f"{panolan}; {nglanjuk}"
    missed(month, month.recipients[0])
    assert places() == nglanjuk


def test_minutes_of_which_everybody_was_missed_name_the_locations_that_were_visited():
    month = approved_month(1)
    missed(month, month.recipients[0])
    assert "bertempat di Desa Panolan, Kecamatan Kedungtuban, kami yang" in text_of(papers.bast(month.round))


def test_what_was_given_in_the_place_of_an_item_stands_on_the_papers():
    month = approved_month()
    month.flour = factories.ItemFactory(centre=month.centre, name="Tepung")
    delivered(month, month.recipients[0], rice="10", flour="1.5")
    text = text_of(papers.bast(month.round))
    assert "2 Gula pasir 2 kg 2 2 rencana 4" in text
    assert "3 Tepung – kg 1 1,5 di luar isi paket" in text
    assert "Isi berbeda: Gula pasir 0 kg, Tepung 1,5 kg" in text_of(papers.receipt_list(month.round))


def test_a_change_after_approval_is_printed_with_its_reason(november, four):
    approve(november)
    RoundChange.objects.create(
        centre=november.centre,
        round=november,
        what="staff",
        old="Joko",
        new="Dewi",
        reason="sakit",
        by=factories.UserFactory(),
        at=AT,
    )
    assert "Joko menjadi Dewi (sakit)." in text_of(papers.bast(november))
    assert "Joko menjadi Dewi (sakit)." in text_of(papers.proposal(november))


def test_the_list_names_who_gave_what_went_out_and_the_proposal_who_was_planned_to():
    month = approved_month()
    from_canteen(month, supplier=factories.SupplierFactory(centre=month.centre, name="Toko Makmur"), terms="account")

    assert "Sumber barang : Toko Makmur (bon)" in text_of(papers.receipt_list(month.round))
    assert "Toko Makmur" not in text_of(papers.proposal(month.round))


def test_changes_are_printed_in_words_as_people_write_them():
    month = approved_month()
    who = {"reason": "Hujan lebat", "by": month.people.coordinator, "now": NOW}
    move_date(month.round, date=datetime.date(2024, 11, 18), time=datetime.time(9, 30), **who)
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], **who)
    came, went = month.reserve.contact_name, month.recipients[0].contact_name
    day = plain_date(month.centre.local_date(NOW))
    for make, when in ((papers.bast, ""), (papers.proposal, " setelah persetujuan")):
        text = text_of(make(month.round))
        assert "Tanggal: 15 November 2024 pukul 08.00 menjadi 18 November 2024 pukul 09.30 (Hujan lebat)." in text
        assert f"Perubahan{when}: {came} (cadangan) menggantikan {went} pada {day} (Hujan lebat)." in text


def test_the_proposal_keeps_the_day_that_was_approved_and_the_list_has_the_last_one_it_was_moved_to():
    month = approved_month()
    who = {"by": month.people.coordinator, "now": NOW}
    move_date(month.round, date=datetime.date(2024, 11, 18), time=datetime.time(9, 30), reason="Hujan lebat", **who)
    move_date(month.round, date=datetime.date(2024, 11, 20), time=datetime.time(10, 0), reason="Banjir", **who)
    assert "Rencana pelaksanaan : Jumat, 15 November 2024, pukul 08.00 WIB" in text_of(papers.proposal(month.round))
    assert "Hari, tanggal : Rabu, 20 November 2024, pukul 10.00 WIB" in text_of(papers.receipt_list(month.round))


@pytest.mark.parametrize("was_missed", [False, True])
def test_the_proposal_says_what_was_approved_whoever_received_instead(was_missed):
    month = approved_month()
    first, second = month.recipients
    if was_missed:
        missed(month, first)
    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=first, reason="Penerima meninggal dunia.", **who)
    text = text_of(papers.proposal(month.round))
    assert "Jumlah penerima : 2 (dua) keluarga di 1 (satu) lokasi" in text
    assert "Diajukan 2 (dua) keluarga dan 2 (dua) paket, sebagaimana daftar di atas." in text
    proposed, reserve = text.split("Keluarga yang diusulkan")[1].split("Keluarga cadangan (")
    assert first.contact_name in proposed
    assert second.contact_name in proposed
    assert month.reserve.contact_name not in proposed
    assert month.reserve.contact_name in reserve
    assert "(Penerima meninggal dunia)." in text


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


def test_many_locations_share_lists_so_that_sheets_stay_few(november):
    november.centre.one_list_up_to = 2
    november.centre.save()
    villages = Region.objects.filter(parent__parent=factories.region("33.16")).order_by("code")[:12]
    for index, village in enumerate(villages):
        add_recipient(november, index, village=village)
    named = [(part.name, part.first, len(part.recipients)) for part in parts(read_round(november.pk))]
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


def test_goods_of_which_nothing_was_handed_over_are_marked_as_such():
    month = approved_month(1)
    delivered(month, month.recipients[0], rice="10", sugar="0")
    struck = {row["name"]: row["struck"] for row in bast_document(*_whole(month.round))["goods"]}
    assert struck == {"Beras": False, "Gula pasir": True}


def _whole(round):
    on_paper = read_round(round.pk)
    return on_paper, parts(on_paper)[0]


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
        by=factories.UserFactory(),
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
    with django_assert_max_num_queries(14) as first:
        read_round(november.pk)
    for index in range(1, 4):
        add_recipient(november, index)
    with django_assert_num_queries(len(first)):
        read_round(november.pk)


def test_a_reprint_says_the_last_aid_that_was_known_though_the_round_was_moved(november, four):
    """The day of the hand-over counts, not for when rounds are planned."""
    other = factories.RoundFactory(centre=november.centre, occurrence_on=datetime.date(2024, 11, 14))
    earlier = factories.RecipientFactory(round=other, family=four[0].family)
    approve(other)
    hand_over(earlier)
    approve(november)
    before = read_round(november.pk).last_aid[four[0].family_id]
    assert before == AT.date()
    moved = {"date": datetime.date(2024, 11, 13), "time": datetime.time(9, 30), "reason": "Hujan"}
    move_date(november, **moved, by=november.approved_by, now=AT + datetime.timedelta(hours=3))
    assert read_round(november.pk).last_aid[four[0].family_id] == before


def test_a_last_aid_of_this_round_is_not_said_to_be_the_one_before(november, four):
    approve(november)
    hand_over(four[0])
    four[0].family.refresh_from_db()
    assert read_round(november.pk).last_aid[four[0].family_id] is None


def mark_of(pdf) -> str:
    return re.search("cetakan ([0-9A-F]{6})", text_of(pdf))[1]


def test_two_prints_that_say_something_else_are_told_apart_and_a_reprint_is_the_same():
    month = approved_month()
    papers_of = (papers.receipt_list, papers.bast, papers.proposal)
    before = {paper: mark_of(paper(month.round)) for paper in papers_of}
    assert {paper: mark_of(paper(month.round)) for paper in papers_of} == before
    assert set(before.values()) <= set(re.findall("cetakan ([0-9A-F]{6})", text_of(papers.signing_file(month.round))))

    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], reason="Sakit", **who)

    assert all(mark_of(paper(month.round)) != before[paper] for paper in papers_of)


def test_the_foot_of_a_moved_round_calls_it_as_its_heading_does():
    """On the proposal as it was approved, on the others by its day."""
    month = approved_month()
    moved = {"date": datetime.date(2024, 12, 3), "time": month.round.time, "reason": "Banjir"}
    move_date(month.round, **moved, by=month.people.coordinator, now=NOW)

    proposal, receipts = text_of(papers.proposal(month.round)), text_of(papers.receipt_list(month.round))

    assert "PERIODE NOVEMBER 2024" in proposal
    assert "November 2024 · disetujui 8 November 2024 pukul 10.00 WIB · cetakan" in proposal
    assert "periode 3 Desember 2024" in receipts
    assert "3 Desember 2024 · disetujui 8 November 2024 pukul 10.00 WIB · cetakan" in receipts


def test_what_the_minutes_call_planned_is_for_all_who_were_to_receive_and_not_for_who_was_replaced():
    month = approved_month()
    first, second = month.recipients
    delivered(month, first)
    missed(month, second)

    def planned():
        return re.findall(
            r"(?:Beras|Gula pasir) \d+ kg (\d) ([\d,]+)(?: rencana (\d+))?", text_of(papers.bast(month.round))
        )

    assert planned() == [("1", "10", "20"), ("1", "2", "4")]
    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=second, reason="Tidak di rumah", **who)
    assert planned() == [("2", "20", ""), ("2", "4", "")]
