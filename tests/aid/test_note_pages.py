"""The note of a delivery: kept page by page, opened by the staff, of one delivery alone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from aid.models import NotePage, Receipt
from aid.note_pages import add_note_pages
from centres.models import AccessLog, StoredFile
from config.errors import Refused
from distributions.models import PaperKind
from distributions.papers.pdf import print_now
from distributions.rounds.signed_pages import add_signed_pages
from tests.aid.stock import NOW
from tests.aid.stock import delivered as came
from tests.client import Client
from tests.distributions.months import approved_month, from_canteen
from tests.distributions.months import delivered as handed_over
from tests.factories import FamilyFactory, cast
from tests.pictures import photo, saved, scan
from tests.read_page import words
from tests.standing import stands
from tests.walls import adding_is_refused

pytestmark = pytest.mark.django_db


@stands
def month():
    """A round, and two deliveries of its canteen."""
    month = approved_month(1)
    month.first, month.second = (
        came(month.rice, 5, supplier=month.canteen, by=month.people.storekeeper).receipt for _number in range(2)
    )
    return month


def sent(content: io.BytesIO, name: str = "nota Siti.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.getvalue())


def send(month, *files, receipt=None, by="storekeeper"):
    client = Client()
    client.force_login(getattr(month.people, by))
    return client.post(reverse("aid:note_pages", args=[(receipt or month.first).pk]), {"pages": list(files)})


def numbers(receipt):
    return list(receipt.note_pages.values_list("number", flat=True))


def a_page(month, **changes):
    files = {"media_type": "image/jpeg", "size": 1, "kind": "note", "stored_by": month.people.storekeeper}
    stored, _made = StoredFile.objects.get_or_create(
        centre=month.centre, sha256=changes.pop("sha256", "a" * 64), defaults=files | {"stored_at": NOW}
    )
    said = {"number": 1, "file": stored, "added_by": month.people.storekeeper, "added_at": NOW}
    return NotePage(**({"centre": month.centre, "receipt": month.first} | said | changes))


def test_photos_and_the_pages_of_a_scan_are_kept_in_their_order_and_stand_with_the_delivery(month):
    answer = send(month, sent(photo(1)), sent(scan(2), "nota.pdf"))
    assert answer.url == reverse("aid:receipt", args=[month.first.pk])
    assert (numbers(month.first), numbers(month.second)) == ([1, 2, 3], [])
    kept = StoredFile.objects.filter(kind="note")
    assert list(kept.values_list("media_type", "original_name")) == [("image/jpeg", "")] * 3
    client = Client()
    client.force_login(month.people.officer)
    page = words(client.get(answer.url).content.decode())
    assert "Nota pemasok Halaman 1 , Halaman 2 , Halaman 3" in page
    assert "Tambah atau hapus halaman" not in page


def test_a_page_that_was_removed_leaves_its_number_to_the_next(month):
    send(month, sent(photo(1)), sent(photo(2)))
    wrong = month.first.note_pages.get(number=1)
    client = Client()
    client.force_login(month.people.coordinator)
    assert "Halaman 1" in words(client.get(reverse("aid:note_pages", args=[month.first.pk])).content.decode())
    answer = client.post(reverse("aid:remove_note_page", args=[month.first.pk, wrong.pk]))
    assert (answer.url, numbers(month.first)) == (reverse("aid:note_pages", args=[month.first.pk]), [2])
    send(month, sent(photo(3)))
    assert numbers(month.first) == [1, 2]


def test_the_history_of_the_delivery_tells_of_a_page_that_is_gone(month):
    send(month, sent(photo(1)))
    client = Client()
    client.force_login(month.people.storekeeper)
    client.post(reverse("aid:remove_note_page", args=[month.first.pk, month.first.note_pages.get().pk]))
    said = words(client.get(f"/riwayat/barang-masuk/{month.first.pk}/").content.decode())
    assert said.count("Halaman nota") >= 2


def test_a_page_of_another_delivery_or_centre_is_not_removed_here(month):
    send(month, sent(photo(1)))
    page = month.first.note_pages.get()
    client = Client()
    client.force_login(month.people.storekeeper)
    assert client.post(reverse("aid:remove_note_page", args=[month.second.pk, page.pk])).status_code == 404
    client.force_login(cast(FamilyFactory().centre).storekeeper)
    assert client.post(reverse("aid:remove_note_page", args=[month.first.pk, page.pk])).status_code == 404
    assert numbers(month.first) == [1]


def test_one_note_is_not_taken_for_two_deliveries(month):
    send(month, sent(photo(1)))
    again = words(send(month, sent(saved(Image.open(photo(1)), "PNG")), receipt=month.second).content.decode())
    assert "Gambar ini bagian nota kiriman lain: Koperasi Pegawai, 15 November 2024. Hapus dulu di sana." in again
    assert "Gambar ini sudah menjadi halaman 1 nota ini." in words(send(month, sent(photo(1))).content.decode())
    assert (numbers(month.first), numbers(month.second)) == ([1], [])
    month.first.note_pages.get().delete()
    assert send(month, sent(photo(1)), receipt=month.second).status_code == 302


def test_what_is_no_picture_keeps_none_of_them(month):
    answer = words(send(month, sent(photo(1)), sent(io.BytesIO(b"%PDF-1.7 rusak"))).content.decode())
    assert "PDF ini tidak dapat dibaca" in answer
    assert numbers(month.first) == []


def test_a_note_has_as_many_pages_as_it_may_and_no_more(month, monkeypatch):
    monkeypatch.setattr("aid.note_pages.MOST", 2)
    assert "paling banyak 2 halaman" in words(send(month, *(sent(photo(n)) for n in range(3))).content.decode())
    assert send(month, sent(photo(1)), sent(photo(2))).status_code == 302
    assert "paling banyak 2 halaman" in words(send(month, sent(photo(3))).content.decode())
    assert numbers(month.first) == [1, 2]


def test_what_more_people_may_open_is_no_signed_paper_and_no_signed_paper_is_a_note(month):
    by = {"by": month.people.coordinator, "now": NOW}
    add_note_pages(month.first, [sent(photo(1))], **by)
    with pytest.raises(Refused, match="sudah tersimpan sebagai: Nota pemasok"):
        add_signed_pages(month.round, [sent(photo(1))], kind="bast", first=None, **by)
    add_signed_pages(month.round, [sent(photo(2))], kind="bast", first=None, **by)
    with pytest.raises(Refused, match="sudah tersimpan sebagai: Berkas bertanda tangan"):
        add_note_pages(month.first, [sent(photo(2))], **by)


@pytest.mark.parametrize(("role", "status"), [("storekeeper", 200), ("head", 200), ("humas", 403), ("outsider", 404)])
def test_the_staff_opens_it_and_the_log_says_so(month, role, status):
    send(month, sent(photo(1)))
    client = Client()
    client.force_login(getattr(month.people, role))
    opened = client.get(reverse("centres:file", args=[month.first.note_pages.get().file_id]))
    assert (opened.status_code, b"".join(opened)[:2] == b"\xff\xd8") == (status, status == 200)
    assert AccessLog.objects.filter(action="file", detail="note").count() == (status == 200)


def test_the_walls_of_a_page(month):
    adding_is_refused("note_page_is_a_note", a_page(month, file=_signed(month)))
    for wrong in (0, 21):
        adding_is_refused("note_page_counts_from_one", a_page(month, number=wrong))
    adding_is_refused("note_page_by_who_keeps_goods", a_page(month, added_by=month.people.officer))
    a_page(month, number=20).save()
    adding_is_refused("note_page_once", a_page(month, number=20, sha256="b" * 64))
    adding_is_refused("note_page_is_of_one_note", a_page(month, receipt=month.second))
    a_page(month, number=1, sha256="c" * 64).save()


def _signed(month):
    said = {"media_type": "image/jpeg", "size": 1, "kind": "scan", "stored_by": month.people.officer, "stored_at": NOW}
    return StoredFile.objects.create(centre=month.centre, sha256="d" * 64, **said)


def test_the_report_attaches_the_notes_that_are_kept_and_names_the_others(month):
    from_canteen(month, rice="6", sugar="2", number="K-7")
    from_canteen(month, rice="4", sugar="0", number="K-8")
    handed_over(month, month.recipients[0])
    send(month, sent(photo(1)), sent(photo(2)), receipt=Receipt.objects.get(number="K-7"))
    pdf = PdfReader(io.BytesIO(print_now(month.round, PaperKind.REPORT)))
    said = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "Nota Koperasi Pegawai Nomor K-7, 15 November 2024 (2 lembar)" in said
    assert "Nota Koperasi Pegawai Nomor K-8, 15 November 2024 (dilampirkan tersendiri)" in said
    assert [len(page.images) for page in pdf.pages][-2:] == [1, 1]


def test_the_excel_of_the_deliveries_says_of_how_many_pages_a_note_is_kept(month):
    send(month, sent(photo(1)), sent(photo(2)))
    client = Client()
    client.force_login(month.people.storekeeper)
    content = client.post(reverse("aid:receipts_excel")).content
    head, later, first, _total = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert (head[-1], first[-1], later[-1]) == ("Halaman nota", 2, "")
