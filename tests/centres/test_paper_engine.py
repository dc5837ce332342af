import hashlib
import re
import threading
from io import BytesIO

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from centres import paper_engine
from config.errors import Refused
from tests import paper_files

HOSTILE = (
    '#read("/etc/passwd") #eval("1+1") *tebal* _miring_ $x^2$ <label> @ref `kode` \\ // /* = judul',
    "\"kutip\" 'tunggal' ]] }} ${x} {{ x }} {% x %} <script>alert(1)</script> &amp; \\u0041 \\n",
    "שלום עולם مرحبا",
    "Keluarga 😀 ❤",
    "X" * 200,
    "Pneumonoultra-" * 20,
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_long_words_and_other_scripts_are_printed_as_text(hostile):
    stops = [
        {
            "title": hostile,
            "recipients": [paper_files.recipient(1, name=hostile, address=hostile, note=hostile)],
        }
    ]
    signer = {"lines": [hostile], "name": hostile, "nip": hostile}
    pdf = paper_engine.render(
        paper_files.paper_file(
            paper_files.proposal_sheet(1, exceptions=[hostile], number=hostile, decision=hostile, head=signer),
            paper_files.bast(place=hostile, number=hostile, declaration=hostile, head=signer),
            paper_files.receipt_list(1, stops=stops, facts=[["Isi", hostile]], left=signer),
            title=hostile,
            letterhead={
                "lines": [hostile],
                "unit": hostile,
                "address": hostile,
                "contact": hostile,
                "logo": None,
            },
        )
    )
    printed = paper_files.letters("".join(paper_files.page_texts(pdf)))
    if hostile.isascii():
        # The name, the decision, the place and so on: many times, but never less than in these five places.
        assert printed.count(paper_files.letters(hostile)) >= 5
    assert "root:x:0" not in printed


@pytest.mark.parametrize("count", range(12, 18))
def test_the_heading_of_the_reserves_is_never_left_at_the_foot_of_a_page(count):
    reserves = [{"title": "Desa Panolan", "recipients": paper_files.proposal_sheet(2)["stops"][0]["recipients"]}]
    pdf = paper_engine.render(paper_files.paper_file(paper_files.proposal_sheet(count, reserves=reserves)))
    (page,) = (text for text in paper_files.page_texts(pdf) if "Keluarga cadangan" in text)
    assert "Desa Panolan" in page


@pytest.mark.parametrize("count", range(8, 24))
def test_nobody_signs_a_proposal_on_a_page_without_its_last_two_families(count):
    texts = paper_files.page_texts(paper_engine.render(paper_files.paper_file(paper_files.proposal_sheet(count))))
    (signed,) = (text for text in texts if "Budi Santoso" in text)
    assert signed is texts[-1]
    for number in (count - 1, count):
        assert f" {number} {paper_files.NAMES[number % 4]} {number} " in signed, "it is named by its number"
    assert "Lokasi 1: Desa Kamolan" in signed
    assert "Alasan diusulkan" in signed


@pytest.mark.parametrize("last", ["Belum pernah", "30 Nov 2024"])
def test_when_a_family_of_a_proposal_last_received_takes_one_line(last):
    """Broken in two, it made each row twice as high: 11 sheets for 250 families."""

    def pages(last: str) -> int:
        sheet = paper_files.proposal_sheet(60)
        for recipient in (recipient for stop in sheet["stops"] for recipient in stop["recipients"]):
            recipient |= {"name": "Siti", "address": "RT 1", "reason": "Menunggu", "last_received": last}
        return len(paper_files.page_texts(paper_engine.render(paper_files.paper_file(sheet))))

    assert pages(last) == pages("–")


@pytest.mark.parametrize("lines", range(1, 30, 2))
def test_nobody_signs_minutes_on_a_page_without_goods_or_what_was_said_of_them(lines):
    closing = [
        "Daftar penerima tercantum dalam Lampiran.",
        *(f"Koreksi {number}: salah tulis." for number in range(lines)),
    ]
    texts = paper_files.page_texts(paper_engine.render(paper_files.paper_file(paper_files.bast(closing=closing))))
    (signed,) = (text for text in texts if "Budi Santoso" in text)
    assert "Minyak goreng" in signed or f"Koreksi {lines - 1}:" in signed


@pytest.mark.parametrize("closing", [0, 1, 4, 8])
def test_the_short_table_of_minutes_stays_on_one_page(closing):
    goods = [paper_files.bast()["goods"][0] | {"no": number, "name": f"Barang {number}"} for number in range(1, 6)]
    for lines in range(1, 14):
        said = {"closing": [f"Koreksi {number}." for number in range(closing)], "goods": goods}
        second = {"facts": [["Nama", f"Baris {number}"] for number in range(lines)], "capacity": "penerima"}
        pages = paper_files.page_texts(
            paper_engine.render(paper_files.paper_file(paper_files.bast(**said, second=second)))
        )
        assert sum("Barang 1" in page or "Barang 5" in page for page in pages) == 1, lines


def test_a_correction_in_a_row_of_the_list_is_not_torn():
    row = paper_files.recipient(1, received_by="Sendiri", note="dikoreksi: tidak menerima")
    sheet = paper_files.receipt_list(1, stops=[{"title": "Lokasi 1", "recipients": [row]}])
    page = PdfReader(BytesIO(paper_engine.render(paper_files.paper_file(sheet)))).pages[0]
    lines = [paper_files.letters(line) for line in page.extract_text().splitlines()]
    assert any("dikoreksi:" in line for line in lines), lines


def test_what_was_not_handed_over_has_no_line_to_sign():
    rows = [
        paper_files.recipient(1),
        paper_files.recipient(2, missed=True, packages="0", note="Belum diserahkan: Pindah"),
    ]
    stops = [{"title": "Lokasi 1", "recipients": rows}]
    (text,) = paper_files.page_texts(
        paper_engine.render(paper_files.paper_file(paper_files.receipt_list(2, stops=stops, spare=[])))
    )
    assert text.count("sendiri") == 1
    assert "•••• 0002" in text
    assert "0 Belum diserahkan: Pindah" in text


def test_the_foot_of_a_page_is_one_line_however_long_the_name_of_the_location():
    part = f" – {'Desa Sumbermanjing, Kecamatan Sumbermanjing Wetan' * 2}"

    def foot(words, **short):
        sheet = paper_files.bast(part=part, **short)
        pdf = paper_engine.render(paper_files.paper_file(sheet, footer=words))
        return PdfReader(BytesIO(pdf)).pages[0].extract_text().splitlines()[-1]

    assert foot("November 2024 · draf") == "Berita Acara Serah Terima · November 2024 · draf Halaman 1 dari 1"
    assert foot("November 2024 " * 9) == f"BA Serah Terima · {'November 2024 ' * 9}Halaman 1 dari 1"
    by_number = {"short_part": " – Lokasi 3"}
    said = "Berita Acara Serah Terima – Lokasi 3 · November 2024 · draf Halaman 1 dari 1"
    assert foot("November 2024 · draf", **by_number) == said
    assert (
        foot("November 2024 " * 9, **by_number)
        == f"BA Serah Terima – Lokasi 3 · {'November 2024 ' * 9}Halaman 1 dari 1"
    )


def test_an_address_that_nobody_set_leaves_nothing():
    letterhead = paper_files.paper_file()["letterhead"] | {"address": ""}
    (text,) = paper_files.page_texts(
        paper_engine.render(paper_files.paper_file(paper_files.receipt_list(1), letterhead=letterhead))
    )
    assert "Alamat:" not in text


def test_lane_and_neighbourhood_are_not_torn_apart():
    wide = "Dukuh Karangtengah Lor " + "x" * 9
    for length in range(1, 12):
        address = f"{wide}{'y' * length} RT\u00a0009/RW\u00a0002"
        sheet = paper_files.receipt_list(
            1, stops=[{"title": "", "recipients": [paper_files.recipient(1, address=address)]}]
        )
        page = PdfReader(BytesIO(paper_engine.render(paper_files.paper_file(sheet)))).pages[0]
        (line,) = (one for one in page.extract_text().splitlines() if "RT" in one)
        assert "RW" in line, address


def test_a_number_after_a_name_from_right_to_left_stays_behind_it():
    mark = paper_engine.LEFT_TO_RIGHT_MARK
    assert paper_engine.printable("שלום עולם 10 kg") == f"שלום עולם{mark} 10 kg"
    assert paper_engine.printable("5 שלום, beras") == f"5 שלום{mark}, beras"
    assert paper_engine.printable("(مرحبا)\n3") == f"(مرحبا{mark})\n3"
    assert paper_engine.printable("Beras – 10 kg") == "Beras – 10 kg"


def test_text_in_another_script_is_in_the_file_letter_by_letter():
    pdf = paper_engine.render(paper_files.paper_file(paper_files.bast(number="שלום 😀 مرحبا")))
    printed = set("".join(paper_files.page_texts(pdf)))
    assert set("שלום😀") <= printed


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=8, max_size=8))
def test_no_text_at_all_can_stop_a_paper(texts):
    """Eight texts on each paper: the time goes into the paper, and not into what it says."""
    number, place, *exceptions = texts
    sheet = paper_files.proposal_sheet(1, exceptions=exceptions)
    pdf = paper_engine.render(paper_files.paper_file(paper_files.bast(number=number, place=place), sheet))
    assert pdf.startswith(b"%PDF-1.7")


def test_control_and_direction_marks_are_dropped_and_unknown_letters_are_visible():
    assert paper_engine.printable_text("a\x00b\u202ec\u200bd\ue000e\U0001f9ff") == "abcd\ufffde\ufffd"
    assert paper_engine.printable_text("satu\r\ndua\ttiga\u2028empat") == "satu\ndua tiga\nempat"
    assert paper_engine.printable_text("e\u0301") == "é"


def test_every_character_that_is_kept_has_a_glyph():
    """A paper is refused for one that has none, such as the check mark of a message, "\u2705"."""
    assert paper_engine.printable_text("Lunas \u2705") == "Lunas \ufffd"
    kept = " ".join(
        character for character in map(chr, range(0x110000)) if paper_engine.printable_text(character) == character
    )
    assert paper_engine.render(paper_files.paper_file(paper_files.bast(number=kept))).startswith(b"%PDF")


def test_the_same_data_gives_the_same_bytes_and_other_data_does_not():
    first, again = (paper_engine.render(paper_files.paper_file(paper_files.receipt_list(4))) for _ in range(2))
    later = paper_engine.render(
        paper_files.paper_file(paper_files.receipt_list(4), made_at="2024-11-16T07:00:00+07:00")
    )
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(again).hexdigest()
    assert first != later


def test_the_file_is_a_tagged_pdf_a_2a_and_ua_1_with_title_language_and_shipped_fonts():
    reader = PdfReader(BytesIO(paper_engine.render(paper_files.paper_file(paper_files.receipt_list(4)))))
    catalog = reader.trailer["/Root"]
    metadata = catalog["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert catalog["/Lang"] == "id-ID"
    assert reader.metadata.title == "Berkas November 2024"
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"LiberationSans", "LiberationSans-Bold"}


@pytest.mark.parametrize(("paper", "millimetres"), [("a4", (210, 297)), ("f4", (215, 330))])
def test_both_sizes_of_paper_are_printed(paper, millimetres):
    pdf = paper_engine.render(paper_files.paper_file(paper_files.bast(), paper=paper))
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == millimetres


@pytest.mark.parametrize("count", [1, 2, 4, 8, 9, 60, pytest.param(1000, marks=pytest.mark.long)])
def test_every_recipient_is_on_the_list_in_order_with_page_numbers_and_repeated_heads(
    count,
):
    texts = paper_files.page_texts(paper_engine.render(paper_files.paper_file(paper_files.receipt_list(count))))
    whole = " ".join(texts)
    rows = re.findall(
        r"(\d+) (?:Siti Aminah|Sri Wahyuningsih Puspitaningrum|Sukarti|Endang Sulistyowati) (\d+) •••• (\d{4})",
        whole,
    )
    assert [(int(a), int(b), int(c)) for a, b, c in rows] == [(n, n, n) for n in range(1, count + 1)]
    for number, text in enumerate(texts, 1):
        assert f"Halaman {number} dari {len(texts)}" in text
        assert "Nama penerima" in text
    # Nobody signs a page without names.
    assert f"•••• {count:04}" in texts[-1]
    assert "Baris cadangan" in texts[-1]
    assert "Budi Santoso" in texts[-1]


def test_what_is_missing_is_left_to_write_by_hand():
    nobody = {"lines": ["Kepala,"], "name": "", "nip": ""}
    empty = paper_files.recipient(1, nik4="", address="", village="")
    head = {
        "lines": [],
        "unit": "Rutan Blora",
        "address": "",
        "contact": "",
        "logo": None,
    }
    pdf = paper_engine.render(
        paper_files.paper_file(
            paper_files.proposal_sheet(1, proposer=nobody, head=nobody, figures=[], exceptions=[]),
            paper_files.bast(place="", head=nobody, goods=[]),
            paper_files.receipt_list(
                1,
                stops=[{"title": "Lokasi 1", "recipients": [empty]}],
                right=nobody,
                spare=[],
            ),
            letterhead=head,
        )
    )
    assert len(paper_files.page_texts(pdf)) == 3


def test_a_draft_says_so_on_every_page():
    draft = paper_engine.render(paper_files.paper_file(paper_files.receipt_list(30), mark="DRAF"))
    final = paper_engine.render(paper_files.paper_file(paper_files.receipt_list(30)))
    assert all("DRAF" in text for text in paper_files.page_texts(draft))
    assert not any("DRAF" in text for text in paper_files.page_texts(final))


def test_a_signing_file_starts_with_what_to_sign_and_counts_each_documents_pages_by_itself():
    pdf = paper_engine.render(
        paper_files.paper_file(
            paper_files.proposal_sheet(4),
            paper_files.bast(),
            paper_files.receipt_list(30),
            cover={
                "heading": "BERKAS TANDA TANGAN",
                "lines": ["Periode November 2024"],
            },
        )
    )
    texts = paper_files.page_texts(pdf)
    pages_of_list = sum("Daftar Tanda Terima · Bhakti" in text for text in texts[1:])
    assert pages_of_list > 1
    assert f"Jumlah lembar yang ditandatangani {2 + pages_of_list}" in texts[0]
    assert len(texts) == 3 + pages_of_list
    assert "USULAN DAN PERSETUJUAN" in texts[1]
    assert "Halaman 1 dari 1" in texts[1]
    assert "BERITA ACARA SERAH TERIMA" in texts[2]
    assert "Halaman 1 dari 1" in texts[2]
    assert f"Halaman 1 dari {pages_of_list}" in texts[3]


@pytest.mark.parametrize("paper", ["a4", "f4"])
def test_what_is_to_be_signed_of_ten_locations_stands_on_one_sheet(paper):
    signers = ["Pihak Kedua (penerima)", "Kasubsi Pelayanan Tahanan", "Dua saksi", "Kepala Rutan"]
    parts = [f" – Desa Kedungsambi {number}, Kecamatan Randublatung" for number in range(10)]
    pairs = [
        (paper_files.bast(part=part, signers=signers), paper_files.receipt_list(1, part=part, signers=signers))
        for part in parts
    ]
    documents = [paper_files.bast(signers=signers) for _number in range(3)] + [one for pair in pairs for one in pair]
    cover = {"heading": "BERKAS TANDA TANGAN", "lines": ["Periode November 2024", "Rutan Blora", "Jumat"]}
    texts = paper_files.page_texts(paper_engine.render(paper_files.paper_file(*documents, cover=cover, paper=paper)))
    assert f"{parts[9]} Pihak Kedua" in texts[0]
    assert "Jumlah lembar yang ditandatangani 23" in texts[0]
    assert "Lembar pengantar" not in texts[1]


def test_a_number_stays_on_one_line_with_its_unit():
    words = "Beras 600 kg, Gula pasir 120 kg, Minyak goreng 120 liter, Susu kental manis 180 kaleng, Ikan 240 kaleng"
    loading = {
        "kind": "loading", "title": "Daftar Muat", "part": "", "signers": [], "heading": "DAFTAR MUAT",
        "subject": "Periode November 2024", "facts": [["Isi setiap paket", words * 2]],
        "rows": [["1", "Desa Panolan", "60", words]], "total": "60", "total_goods": words,
    }  # fmt: skip
    pdf = paper_engine.render(paper_files.paper_file(loading))
    lines = [line.strip() for page in PdfReader(BytesIO(pdf)).pages for line in page.extract_text().splitlines()]
    assert [line for line in lines if re.match(r"(kg|liter|kaleng)\b", line)] == []


def test_a_logo_is_printed_with_its_alternative_text_and_a_broken_one_is_left_out():
    buffer = BytesIO()
    Image.new("RGB", (900, 1200), "navy").save(buffer, "JPEG")
    logo = paper_engine.logo_data(buffer.getvalue())
    assert paper_engine.logo_data(b"no picture") is None
    letterhead = paper_files.paper_file()["letterhead"] | {"logo": logo}
    pdf = paper_engine.render(paper_files.paper_file(paper_files.bast(), letterhead=letterhead))
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 1


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        paper_engine.render(paper_files.paper_file(paper_files.bast(), made_at="2024-11-15T07:00:00"))


def test_the_compiler_does_not_keep_what_it_printed():
    def print_list(name):
        rows = paper_files.receipt_list(200)
        rows["stops"][0]["recipients"][0]["name"] = name
        paper_engine.render(paper_files.paper_file(rows))

    print_list("awal")
    before = psutil.Process().memory_info().rss
    for number in range(6):
        print_list(f"nama {number}")
    # Without forgetting, six such lists keep about 130 MB.
    assert psutil.Process().memory_info().rss - before < 40 * 1024**2


def test_a_long_paper_is_made_by_a_process_of_its_own_and_has_the_same_bytes(monkeypatch):
    long = paper_files.paper_file(paper_files.receipt_list(300))
    here = psutil.Process()
    before = here.memory_info().rss
    monkeypatch.setattr(paper_engine, "LONG", 20_000)
    apart = paper_engine.render(long)
    grown = here.memory_info().rss - before
    monkeypatch.setattr(paper_engine, "LONG", 10_000_000)
    assert paper_engine.render(long) == apart
    assert grown < 20 * 1024**2


def test_a_logo_makes_no_paper_long(monkeypatch):
    monkeypatch.setattr(paper_engine, "_made_apart", lambda *_job: pytest.fail("it is short"))
    noise = Image.effect_noise((300, 400), 90).convert("RGB")
    buffer = BytesIO()
    noise.save(buffer, "PNG")
    logo = paper_engine.logo_data(buffer.getvalue())
    assert len(logo) > paper_engine.LONG / 5
    letterhead = paper_files.paper_file()["letterhead"] | {"logo": logo}
    assert paper_engine.render(paper_files.paper_file(paper_files.bast(), letterhead=letterhead)).startswith(b"%PDF")


def test_a_paper_for_which_the_limits_do_not_suffice_is_refused_with_a_sentence(monkeypatch, tmp_path):
    maker = tmp_path / "maker.py"
    maker.write_text("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
    monkeypatch.setattr(paper_engine, "MAKER", str(maker))
    monkeypatch.setattr(paper_engine, "LONG", 0)
    with pytest.raises(Refused, match="terlalu panjang"):
        paper_engine.render(paper_files.paper_file(paper_files.bast()))


def test_two_requests_can_print_at_once():
    printed = {}

    def print_one(number):
        printed[number] = paper_engine.render(paper_files.paper_file(paper_files.bast(number=f"NOMOR-{number}")))

    threads = [threading.Thread(target=print_one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"NOMOR-{number}" in paper_files.page_texts(printed[number])[0] for number in range(4))


def test_minutes_of_four_families_are_one_sheet_though_one_was_missed_and_one_replaced():
    row = paper_files.bast()["goods"][0]
    letterhead = paper_files.paper_file()["letterhead"]
    sheet = paper_files.bast(
        place="; ".join(["Desa Bangkleyan, Kecamatan Jati"] * 4),
        first={"facts": [["Nama", "Siti Aminah"], ["NIP", "1"], ["Jabatan", "Kasubsi"], ["Alamat", "Blora"]],
               "capacity": "bertindak atas nama Rutan Kelas IIB Blora"},
        declaration="PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA bantuan paket sembako, dengan rincian berikut: " * 3,
        goods=[row | {"no": number, "note": "rencana 40"} for number in range(1, 6)],
        closing=["Penerima dan tanda tangannya tercantum dalam Lampiran, bagian berita acara ini yang pertama. " * 3,
                 "Perubahan: 20 November 2026: Siti Nurhaliza tidak jadi menerima (tidak di rumah); Kartini"
                 " Nurjanah dari cadangan menggantikannya."],
    )  # fmt: skip
    head = letterhead | {"lines": ["Kementerian", "Direktorat Jenderal", "Kantor Wilayah"], "contact": "Telepon: 1"}
    assert len(paper_files.page_texts(paper_engine.render(paper_files.paper_file(sheet, letterhead=head)))) == 1


CHANGED = (
    "Perubahan: 20 November 2026: Siti Nurhaliza (nomor 6) tidak jadi menerima (pindah ke luar kabupaten); Kartini"
    " Nurjanah (nomor 61) dari cadangan menggantikannya."
)


@pytest.mark.parametrize(("changes", "sheets"), [(0, 1), (3, 1), (40, 2)])
def test_minutes_tell_their_changes_on_one_sheet_and_a_second_one_says_whose_it_is(changes, sheets):
    rows = [paper_files.bast()["goods"][0] | {"no": number} for number in range(1, 6)]
    said = [f"{CHANGED} Koreksi ke-{number}." for number in range(1, changes + 1)]
    sheet = paper_files.bast(goods=rows, closing=["Daftar penerima tercantum dalam Lampiran.", *said], number="BAST-7")
    pages = paper_files.page_texts(paper_engine.render(paper_files.paper_file(sheet)))
    assert ["Mengetahui" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert len(pages) == 1 if sheets == 1 else len(pages) >= sheets
    continued = "Lanjutan BERITA ACARA SERAH TERIMA Nomor BAST-7" in pages[-1]
    assert continued == (sheets > 1)


@pytest.mark.parametrize("count", range(8, 26))
def test_what_was_changed_after_the_approval_stands_on_the_page_with_the_signatures(count):
    sheet = paper_files.proposal_sheet(count, changes=[CHANGED, CHANGED])
    pages = paper_files.page_texts(paper_engine.render(paper_files.paper_file(sheet)))
    (last,) = (page for page in pages if "Perubahan setelah persetujuan" in page)
    assert "Budi Santoso" in last


@pytest.mark.parametrize("words", ["BHAKTI SOSIAL PEMASYARAKATAN PEDULI", "PERIODE NOVEMBER 2024"])
def test_no_line_of_a_title_is_a_single_word(words):
    sheet = paper_files.bast(subject=f"Pengembalian barang bantuan paket sembako {words.title()}")
    page = PdfReader(BytesIO(paper_engine.render(paper_files.paper_file(sheet)))).pages[0]
    lines = [paper_files.UNSEEN.sub("", line).strip() for line in page.extract_text().splitlines()]
    begin = next(number for number, line in enumerate(lines) if line.startswith("PENGEMBALIAN BARANG"))
    title = lines[begin : next(number for number, line in enumerate(lines) if line.startswith("Nomor"))]
    assert " ".join(title) == sheet["subject"].upper()
    assert [len(line.split()) > 1 for line in title] == [True] * len(title)


@pytest.mark.parametrize("held", ["", "atas penyerahan pada hari Jumat, 15 November 2024,"])
def test_minutes_that_are_signed_later_say_when_it_was_handed_over(held):
    sheet = paper_files.bast(**({"held": held} if held else {}))
    (text,) = paper_files.page_texts(paper_engine.render(paper_files.paper_file(sheet)))
    begins = " ".join(filter(None, ("(15-11-2024),", held)))
    assert f"{begins} bertempat di Desa Kamolan" in text
