"""Photos and scans of signed papers: kept page by page with their paper, opened by who may, and logged."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from centres.models import AccessLog, StoredFile
from centres.private_files import read_bytes
from distributions.models import PaperKind, SignedPage, State
from distributions.papers.activity_report import signed_scans
from distributions.papers.pdf import print_now
from distributions.rounds.closing import close_round
from distributions.rounds.transitions import transition
from tests import factories
from tests.distributions.months import NOW, approved_month, delivered, from_canteen
from tests.pictures import photo, scan
from tests.read_page import words
from tests.standing import stands
from tests.walls import adding_is_refused

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


def picture(colour="navy"):
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "PNG")
    return SimpleUploadedFile("IMG_1234 Siti.png", file.getvalue(), "image/png")


def send(client, month, *pictures, kind="bast", first=""):
    address = reverse("distributions:signed_pages", args=[month.round.pk])
    return client.post(address, {"kind": kind, "first": first, "pages": list(pictures)})


def pages(kind="bast"):
    return list(SignedPage.objects.filter(kind=kind).values_list("number", flat=True))


def a_page(month, **changes):
    files = {"media_type": "image/jpeg", "size": 1, "kind": "scan", "stored_by": month.people.officer, "stored_at": NOW}
    stored, _made = StoredFile.objects.get_or_create(centre=month.centre, sha256="a" * 64, defaults=files)
    said = {"kind": "bast", "number": 1, "file": stored, "added_by": month.people.officer, "added_at": NOW}
    return SignedPage(**({"centre": month.centre, "round": month.round} | said | changes))


def test_pages_are_kept_in_order_with_their_paper_and_follow_one_another(client, month):
    client.force_login(month.people.officer)
    assert send(client, month, picture("navy"), picture("red")).status_code == 302
    assert send(client, month, picture("green")).status_code == 302
    assert send(client, month, picture("white"), kind="daftar-tanda-terima").status_code == 302
    assert (pages(), pages("daftar-tanda-terima")) == ([1, 2, 3], [1])
    assert "Siti" not in str(list(StoredFile.objects.values_list("original_name", flat=True)))
    page = client.get(reverse("distributions:signed_pages", args=[month.round.pk])).content.decode()
    assert [page.count(f"Halaman {number}") for number in (1, 2, 3)] == [4, 2, 2], (
        "each with its own words to remove it"
    )


def test_a_page_that_is_there_is_removed_before_another_takes_its_place(client, month):
    client.force_login(month.people.coordinator)
    send(client, month, picture("navy"), picture("red"))
    assert (
        "Halaman 2 berkas ini sudah ada. Hapus dulu."
        in send(client, month, picture("green"), first="2").content.decode()
    )
    first = SignedPage.objects.get(number=1)
    client.post(reverse("distributions:remove_signed_page", args=[month.round.pk, first.pk]))
    assert pages() == [2]
    assert send(client, month, picture("green"), first="1").status_code == 302
    assert pages() == [1, 2]


def test_what_is_no_picture_keeps_none_of_them(client, month):
    client.force_login(month.people.officer)
    bad = SimpleUploadedFile("x.jpg", b"%PDF-1.7", "image/jpeg")
    assert "JPEG, PNG" in send(client, month, picture(), bad).content.decode()
    assert not SignedPage.objects.exists()


def test_opening_a_page_is_logged_and_for_who_may_see_families(client, month):
    client.force_login(month.people.officer)
    send(client, month, picture())
    address = reverse("centres:file", args=[SignedPage.objects.get().file_id])
    opened = client.get(address)
    assert opened.getvalue().startswith(b"\xff\xd8")  # reads the file, and so closes it
    assert opened["Content-Type"] == "image/jpeg"
    assert AccessLog.objects.filter(action="file", detail="scan", actor=month.people.officer).count() == 1
    for role, status in (("storekeeper", 403), ("humas", 403), ("outsider", 404)):
        client.force_login(getattr(month.people, role))
        assert client.get(address).status_code == status


def test_pages_come_after_close_too_and_never_before_the_approval(client, month):
    from_canteen(month)
    for one in month.recipients:
        delivered(month, one)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    client.force_login(month.people.head)
    assert send(client, month, picture()).status_code == 302
    draft = factories.RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    assert client.get(reverse("distributions:signed_pages", args=[draft.pk])).status_code == 404
    adding_is_refused("signed_page_of_an_approved_round", a_page(month, round=draft))


def test_a_paper_has_each_of_its_pages_once(month):
    a_page(month).save()
    adding_is_refused("signed_page_once", a_page(month))
    a_page(month, kind="usulan").save()


@pytest.mark.parametrize("wrong", [{"number": 0}, {"number": 1000}])
def test_pages_count_from_one(month, wrong):
    adding_is_refused("signed_page_counts_from_one", a_page(month, **wrong))
    a_page(month, number=999).save()


def test_only_a_paper_that_is_signed_has_signed_pages(month):
    adding_is_refused("distributions_signedpage_kind_is_known", a_page(month, kind="label-paket"))


def test_the_report_has_the_signed_pages_in_the_place_of_what_was_printed(client, month):
    from_canteen(month)
    for one in month.recipients:
        delivered(month, one)
    client.force_login(month.people.officer)
    send(client, month, picture("navy"), picture("red"))

    pdf = PdfReader(io.BytesIO(print_now(month.round, PaperKind.REPORT)))
    texts = [page.extract_text() for page in pdf.pages]
    images = [len(page.images) for page in pdf.pages]
    assert "Berita Acara Serah Terima (bertanda tangan) (2 lembar)" in " ".join("".join(texts[:2]).split())
    assert images[-3:] == [1, 1, 0], "the signed minutes, then the printed list"
    assert "DAFTAR TANDA TERIMA" in texts[-1]


def test_more_pages_than_a_report_has_room_for_stay_in_the_office(month):
    for number in range(1, 22):
        a_page(month, number=number).save()
    assert signed_scans(month.round) == {}
    SignedPage.objects.filter(number=21).delete()
    assert len(signed_scans(month.round)["bast"]) == 20


def pdf(pages=2, *, password="", scripted=False):
    """A scan of so many pages, each of another colour."""
    file, writer = io.BytesIO(), PdfWriter(clone_from=scan(pages))
    if scripted:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
        writer.add_attachment("rahasia.txt", b"isi lampiran")
    if password:
        writer.encrypt(password)
    writer.write(file)
    return SimpleUploadedFile("BAST Siti.pdf", file.getvalue(), "application/pdf")


def test_each_page_of_a_pdf_is_kept_as_a_picture_beside_those_that_are_photos(client, month):
    client.force_login(month.people.officer)
    assert send(client, month, picture("navy"), pdf(2, scripted=True), picture("red")).status_code == 302
    kept = [page.file for page in SignedPage.objects.order_by("number")]
    assert [file.media_type for file in kept] == ["image/jpeg"] * 4
    for file in kept:
        said = read_bytes(file)
        assert said.startswith(b"\xff\xd8\xff")
        assert not any(word in said for word in (b"%PDF", b"alert", b"isi lampiran"))
    shapes = [Image.open(io.BytesIO(read_bytes(file))) for file in kept[1:3]]
    assert [abs(shape.width / shape.height - 80 / 110) < 0.01 for shape in shapes] == [True, True]
    assert [shape.getpixel((9, 9))[0] // 10 for shape in shapes] == [0, 2], "in the order of the file"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (lambda: pdf(21), "PDF ini lebih dari 20 halaman"),
        (lambda: pdf(1, password="rahasia"), "PDF ini meminta kata sandi"),
        (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7 rusak", "application/pdf"), "PDF ini tidak dapat dibaca"),
        (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7" + bytes(24 * 1024**2), "application/pdf"), "lebih dari 24 MB"),
    ],
)
def test_a_pdf_that_can_not_be_read_keeps_no_page_and_says_what_to_do(client, month, sent, said):
    client.force_login(month.people.officer)
    answer = send(client, month, picture("navy"), sent())
    assert (answer.status_code, said in answer.content.decode(), pages()) == (200, True, [])


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(lambda jpeg: jpeg[: len(jpeg) // 2], id="a scan that was cut off"),
        pytest.param(lambda jpeg: jpeg[:3] + b"rusak", id="a scan that is none"),
        pytest.param(lambda jpeg: b"", id="an empty scan"),
    ],
)
def test_a_page_whose_scan_can_not_be_decoded_is_not_kept_as_empty_paper(client, month, kept):
    writer = PdfWriter(clone_from=photo(7, "PDF"))
    (scanned,) = [one.get_object() for one in writer.pages[0]["/Resources"]["/XObject"].values()]
    scanned._data = kept(scanned._data)
    file = io.BytesIO()
    writer.write(file)
    client.force_login(month.people.officer)
    answer = send(client, month, SimpleUploadedFile("a.pdf", file.getvalue(), "application/pdf"))
    assert (answer.status_code, "PDF ini tidak dapat dibaca" in answer.content.decode(), pages()) == (200, True, [])


def test_of_many_files_no_more_pages_are_drawn_than_a_round_keeps(client, month, monkeypatch):
    monkeypatch.setattr("distributions.rounds.signed_pages.MOST_PAGES", 1)
    client.force_login(month.people.officer)
    # What can't be read comes after: nobody gets as far.
    answer = send(client, month, pdf(2), SimpleUploadedFile("a.pdf", b"%PDF-1.7 rusak", "application/pdf"))
    assert "paling banyak 1 halaman" in words(answer.content.decode())
    assert pages() == []


def test_files_that_take_too_long_together_are_refused(client, month, monkeypatch):
    monkeypatch.setattr("centres.pdf_pages.SECONDS_OF_SEVERAL", -1)
    client.force_login(month.people.officer)
    said = words(send(client, month, picture()).content.decode())
    assert "Berkas-berkas ini terlalu lama dibaca sekaligus. Kirim lebih sedikit." in said
    assert pages() == []


@pytest.mark.parametrize("first", ["", "999"])
def test_pages_end_where_their_numbers_end(client, month, first):
    a_page(month, number=998).save()
    client.force_login(month.people.officer)
    answer = send(client, month, picture("navy"), picture("red"), first=first)
    assert (answer.status_code, pages()) == (200, [998])
    assert send(client, month, picture("navy")).status_code == 302
    assert pages() == [998, 999]


@pytest.mark.long
def test_a_pdf_of_twenty_pages_is_read_and_the_same_one_again_is_known(client, month):
    client.force_login(month.people.officer)
    send(client, month, pdf(20))
    assert pages() == list(range(1, 21))
    other = factories.RoundFactory(
        centre=month.centre, programme=month.round.programme, occurrence_on=datetime.date(2024, 12, 20)
    )
    factories.RecipientFactory(round=other)
    for state, by in ((State.SUBMITTED, month.people.coordinator), (State.APPROVED, month.people.head)):
        transition(other, state, by=by, now=NOW)
    address = reverse("distributions:signed_pages", args=[other.pk])
    answer = client.post(address, {"kind": "bast", "first": "", "pages": [pdf(1)]})
    assert "Gambar ini milik November 2024" in answer.content.decode()
