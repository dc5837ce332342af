"""*Laporan pelaksanaan kegiatan*: it is read as the regional office reads it, and says what the record says."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from aid.ledger import reverse_receipt, take_back
from aid.models import Receipt
from centres.models import AccessLog, Letterhead
from config.errors import Refused
from distributions.models import Attendance, PaperKind, PaperNumber, Publication
from distributions.papers import activity_report, kept
from distributions.papers.activity_report import _table_note, report_document
from distributions.papers.numbers import Numbers
from distributions.papers.pdf import print_now
from distributions.papers.printing import kinds_of
from distributions.papers.round_on_paper import read_round
from distributions.reports.results import results
from distributions.rounds.activity import add_photos
from distributions.rounds.approval import use_reserve
from distributions.rounds.closing import close_round, correct_closed_round, settle, settle_all, unsettle
from tests import factories
from tests.distributions.kept_papers import LATER, closed, printed
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed, report_missed
from tests.standing import stands
from tests.versions import save
from tests.walls import changing_is_refused

pytestmark = pytest.mark.django_db
REPORT = PaperKind.REPORT


@stands
def month():
    """Ten families' goods for two: one received 9 kg of rice, the other was not at home; the rest came back."""
    month = approved_month(villages=(factories.PANOLAN, factories.NGLANJUK))
    programme = month.round.programme
    programme.legal_basis = "UU Nomor 22 Tahun 2022 tentang Pemasyarakatan; Program Akselerasi."
    programme.aims = "Meringankan beban keluarga."
    programme.save()
    return month


def finished(month):
    from_canteen(month)
    missed(month, month.recipients[1])
    settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)


def document(text):
    """The report without its attachments."""
    return re.split(r"BERITA ACARA SERAH TERIMA", text)[0]


def pictures(month, *colours):
    uploads = []
    for colour in colours:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(file, "PNG")
        uploads.append(SimpleUploadedFile("x.png", file.getvalue(), "image/png"))
    return add_photos(month.round, uploads, stop=None, credit="Agus", by=month.people.officer, now=NOW)


def test_the_report_says_what_the_record_says_and_names_no_family(month):
    Attendance.objects.create(centre=month.centre, round=month.round, name="Camat Cepu", title="Camat")
    month.round.how_it_went, month.round.obstacles = "Lancar.", "Jembatan putus."
    month.round.save()
    closed(month, rice="9", sugar="2")
    news = {"outlet": "Warta Blora", "url": "https://example.org/1", "published_at": NOW}
    Publication.objects.create(centre=month.centre, round=month.round, **news)

    text = document(printed(month, REPORT)[1])

    for said in (
        "1. UU Nomor 22 Tahun 2022 tentang Pemasyarakatan. 2. Program Akselerasi. 3. Usulan dan persetujuan penerima,"
        " disetujui Kepala",
        "Meringankan beban keluarga.",
        "Hari, tanggal : Jumat, 15 November 2024",
        "1 Camat Cepu Camat hadir",
        "Paket diserahkan : 1 (satu) paket",
        "1 Beras kg 20 9 11 0 Rp130.500 2 Gula pasir kg 4 2 2 0 Rp29.000 Jumlah Rp159.500",
        "Rp159.500 (seratus lima puluh sembilan ribu lima ratus rupiah), menurut harga yang disetujui",
        "Kecamatan Kedungtuban 1 1 0 3 Panolan 1 1 0 3 Kecamatan Cepu 1 0 1 0 Nglanjuk 1 0 1 0 Jumlah 2 1 1 3",
        "Dari 2 (dua) keluarga yang direncanakan, 1 (satu) keluarga, 3 (tiga) jiwa menerima paket.",
        "Belum diserahkan kepada 1 (satu) keluarga: tidak di rumah (1).",
        "1 (satu) keluarga didahulukan pada periode berikutnya.",
        "Jalannya : Lancar. Kendala : Jembatan putus.",
        "Pemberitaan: Warta Blora, 15 November 2024, https://example.org/1",
        "Belum ada foto yang orangnya setuju dipublikasikan.",
        "Lampiran: 1. Berita Acara Serah Terima Barang (1 lembar) 2. Berita Acara Pengembalian Barang – ke persediaan"
        " (1 lembar) 3. Berita Acara Serah Terima (1 lembar) 4. Daftar Tanda Terima (1 lembar)",
        "5. Nota Koperasi Pegawai, 15 November 2024 (dilampirkan tersendiri)",
        f"{month.centre.place}, 15 November 2024",
    ):
        assert said in text, said
    assert not any(one.contact_name in text for one in month.recipients)


def test_an_exchange_of_families_is_counted_where_no_family_is_named(month):
    instead_of = month.recipients[1]
    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=instead_of, reason="sakit", **who)
    delivered(month, month.recipients[0])
    names = [one.contact_name for one in (*month.recipients, month.reserve)]
    counted = "1 (satu) keluarga yang tidak jadi menerima digantikan keluarga cadangan."

    report, letter = (document(printed(month, kind)[1]) for kind in (REPORT, PaperKind.ASSIGNMENT))

    assert f"Perubahan setelah persetujuan: {counted}" in report
    assert counted in letter, "they go to another village"
    assert [name for name in names if name in report + letter] == []


def test_who_was_exchanged_before_the_hand_over_is_said_to_be_in_no_column(month):
    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[1], reason="sakit", **who)
    on_paper = read_round(month.round.pk)
    notes = [_table_note(on_paper, replace(results(month.round), replaced=number)) for number in (0, 1)]
    assert notes[0] == ""
    assert notes[1].endswith("dalam rencana. Tidak termasuk 1 (satu) keluarga yang ditukar sebelum penyerahan.")


def test_the_note_of_a_delivery_that_was_taken_back_is_no_attachment(month):
    document = from_canteen(month, number="K-10")
    receipt = Receipt.objects.get()
    who = {"by": month.people.storekeeper, "now": NOW, "reason": "Salah ketik"}
    take_back(list(document.movements.all()), **who)
    reverse_receipt(receipt, **who)
    closed(month)
    report = report_document(read_round(month.round.pk), numbers=Numbers())
    assert report["notes"] == ["Nota Koperasi Pegawai, 15 November 2024"]


def test_it_is_there_once_something_is_recorded_and_provisional_until_the_round_is_closed(client, month):
    assert REPORT not in kinds_of(month.round)
    with pytest.raises(Refused, match="setelah penyerahan pertama"):
        print_now(month.round, REPORT)
    client.force_login(month.people.coordinator)
    address = reverse("distributions:print_paper", args=[month.round.pk, REPORT])
    assert "setelah penyerahan pertama" in client.post(address, follow=True).content.decode()
    assert not AccessLog.objects.filter(action="print").exists()

    delivered(month, month.recipients[0])

    text = printed(month, REPORT)[1]
    assert REPORT in kinds_of(month.round)
    assert "SEMENTARA" in text
    assert "Belum dicatat: 1 (satu) keluarga." in text
    assert "Yang hadir belum dicatat." in text
    assert "Belum dipertanggungjawabkan: Beras -10 kg" in text


def test_what_comes_after_close_completes_the_report_and_leaves_the_other_papers_as_they_were(month):
    closed(month)
    first, before = printed(month, REPORT)
    minutes, _text = printed(month, PaperKind.BAST)
    (photo,) = pictures(month, "navy")
    assert printed(month, REPORT)[0] == first, "without consent it stays in the office"
    photo.caption, photo.may_publish = "Penyerahan", True
    photo.save()

    again, text = printed(month, REPORT, now=LATER)

    assert (again.version.occasion, again.version.replaces) == ("reported", first.version)
    (old,) = set(re.findall(r"LAPORAN.*?cetakan ([0-9A-F]{6})", before)[:1])
    assert f"Dilengkapi tanggal 11 September 2025, menggantikan cetakan {old} " in text
    assert "Penyerahan. Foto: Agus" in text
    assert printed(month, REPORT, now=LATER)[0] == again
    assert printed(month, PaperKind.BAST, now=LATER)[0] == minutes
    assert (kept.newest_of(first), kept.newest_of(again), kept.newest_of(minutes)) == (False, True, True)
    correct_closed_round(
        month.round, text="Diterima tetangga", reason="Salah catat", recipient=month.recipients[1],
        result="received", by=month.people.head, now=LATER,
    )  # fmt: skip
    corrected = document(printed(month, REPORT, now=LATER)[1])
    assert "Koreksi setelah ditutup: 1 (satu) keluarga ternyata menerima, sebagaimana Lampiran" in corrected
    assert f"{month.centre.place}, 11 September 2025" in corrected
    assert not kept.newest_of(minutes)


def test_the_report_of_a_closed_round_keeps_its_words_when_peduli_says_them_otherwise(month, monkeypatch):
    closed(month)
    first, before = printed(month, REPORT)
    # As after an upgrade: there is no other way to have two wordings in one process.
    monkeypatch.setattr(activity_report, "_result", lambda _found: ["Kata lain."])
    assert printed(month, REPORT, now=LATER)[0] == first
    Publication.objects.create(centre=month.centre, round=month.round, outlet="Warta Blora", published_at=LATER)
    text = printed(month, REPORT, now=LATER)[1]
    assert "Pemberitaan: Warta Blora" in text
    assert "Kata lain." not in text
    assert "1 (satu) keluarga, 3 (tiga) jiwa menerima paket." in before
    assert "1 (satu) keluarga, 3 (tiga) jiwa menerima paket." in text


def test_its_photos_are_those_that_were_chosen_and_may_leave_the_office(client, month):
    closed(month)
    photos = pictures(month, *(f"#0000{number}0" for number in range(8)))
    for number, photo in enumerate(photos):
        photo.caption, photo.may_publish = f"Gambar {number}", number > 0
        photo.save()

    def shown():
        paper, text = printed(month, REPORT)
        images = [one for page in PdfReader(io.BytesIO(kept.bytes_of(paper))).pages for one in page.images]
        return re.findall(r"Gambar \d", text), len(images)

    assert shown() == ([f"Gambar {number}" for number in range(1, 7)], 6)
    client.force_login(month.people.officer)

    def choose(photo, **also):
        address = reverse("distributions:photo", args=[month.round.pk, photo.pk])
        return save(client, address, {"caption": photo.caption, "in_report": "on", "may_publish": "on"} | also)

    assert "catat dulu izin" in choose(photos[0], may_publish="").content.decode()
    for photo in photos[1:7]:
        assert choose(photo).status_code == 302
    assert "Laporan memuat 6 foto" in choose(photos[7]).content.decode()
    photos[2].refresh_from_db()
    photos[2].in_report = False
    photos[2].save()
    assert choose(photos[7]).status_code == 302
    assert shown()[0] == [f"Gambar {number}" for number in (1, 3, 4, 5, 6, 7)]


def test_a_photo_that_stays_in_the_office_is_in_no_report(month):
    (photo,) = pictures(month, "navy")
    photo.in_report = True
    changing_is_refused("photo_in_report_may_leave", photo, in_report=True)


def test_its_number_is_given_at_close_and_stays(month):
    head = factories.LetterheadFactory(centre=month.centre, report_number="UM.01-{urut}/{tahun}")
    delivered(month, month.recipients[0])
    assert "Nomor: …" not in printed(month, REPORT)[1]
    assert not PaperNumber.objects.exists()
    finished(month)
    assert "Nomor: UM.01-1/2024" in printed(month, REPORT)[1]
    Letterhead.objects.filter(pk=head.pk).update(report_number="X-{urut}")
    (photo,) = pictures(month, "navy")
    photo.may_publish = True
    photo.save()
    assert "Nomor: UM.01-1/2024" in printed(month, REPORT, now=LATER)[1]


def test_people_whom_nobody_counted_are_no_zero_in_the_table_and_a_part_is_no_sum():
    month = approved_month(3, villages=(factories.PANOLAN, factories.NGLANJUK), unsized=1)
    for recipient in month.recipients[:2]:
        delivered(month, recipient)

    text = document(printed(month, REPORT)[1])

    assert (
        "Kecamatan Kedungtuban 2 1 0 1 – Panolan 2 1 0 1 – Kecamatan Cepu 1 1 0 0 3 Nglanjuk 1 1 0 0 3"
        " Jumlah 3 2 0 1 3*"
    ) in text
    assert "– Jumlah jiwa belum dicatat. * Hanya jiwa yang dicatat; dari keluarga lain belum." in text


def test_a_table_of_people_who_are_all_counted_needs_no_word_about_it(month):
    delivered(month, month.recipients[0])
    assert "belum dicatat. *" not in document(printed(month, REPORT)[1])


def test_why_a_family_did_not_receive_keeps_its_capitals(month):
    report_missed(month.round, month.recipients[0], by=month.people.officer, reason="released")
    assert "kepada 1 (satu) keluarga: WBP sudah bebas (1)." in document(printed(month, REPORT)[1])


def test_what_was_written_off_is_called_so_with_the_reason_and_not_lost(month):
    from_canteen(month, sugar="5")
    for recipient in month.recipients:
        delivered(month, recipient)
    who = {"by": month.people.coordinator, "now": NOW}
    settle(month.round, item=month.sugar, quantity=Decimal(1), outcome="loss", reason="Hilang di jalan", **who)
    unsettle(month.round, item=month.sugar, reason="Salah pilih", **who)
    for quantity, reason in (("0.5", "Kaleng penyok."), ("0.25", "Kaleng penyok"), ("0.25", "Basah")):
        settle(month.round, item=month.sugar, quantity=Decimal(quantity), outcome="loss", reason=reason, **who)

    text = document(printed(month, REPORT)[1])

    assert "Kembali Dihapus- bukukan Nilai diserahkan" in text
    assert "Keluar = diserahkan + kembali + dihapusbukukan." in text
    assert "Dihapusbukukan: Gula pasir 1 kg (Kaleng penyok; Basah)." in text
    assert "ilang" not in text
