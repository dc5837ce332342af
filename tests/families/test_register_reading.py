"""Files as offices make them, and files made to harm."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from config.errors import Refused
from families.register_import import file_reader
from families.register_import.judging import judge
from families.register_import.sheet import REFUSALS, read_cells, read_register
from tests.families.blora import AS_OF, DATA, FAMILY, HEADER, table, villages, write_csv, write_xlsx


def refused(path) -> str:
    with pytest.raises(Refused) as error:
        read_register(path, villages())
    assert error.value.field == "file"
    return next(reason for reason, text in REFUSALS.items() if str(text) == str(error.value))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_in_every_usual_form(tmp_path, delimiter, encoding):
    path = write_csv(tmp_path / "r.csv", table({"Ket.": "rumah “kontrak”"}), delimiter=delimiter, encoding=encoding)
    (row,) = judge(read_register(path, villages()).rows, villages=villages(), as_of=AS_OF)
    assert (row.status, row.number, row.values["keterangan"]) == ("valid", 2, "rumah “kontrak”")


def test_numbers_that_excel_cut_on_the_way_to_a_csv_file_are_not_believed(tmp_path):
    cut = [{"NIK": f"33160151030494{number}0", "No. KK": f"33160623092093{number}1"} for number in range(1, 4)]
    whole = {"NIK": "3316015103049499", "No. KK": "3316062309209399"}
    path = write_csv(tmp_path / "r.csv", table(*cut, whole))
    rows = judge(read_register(path, villages()).rows, villages=villages(), as_of=AS_OF)
    assert [row.codes for row in rows] == [["NIK_NUMERIK_TERPOTONG"]] * 3 + [[]]


@pytest.mark.parametrize(
    ("cut", "whole", "believed"),
    [(2, 0, True), (3, 0, False), (3, 2, False), (3, 3, True), (4, 4, True), (4, 3, False)],
)
def test_numbers_of_a_csv_file_are_believed_until_three_and_more_than_half_of_them_end_in_zero(
    tmp_path, cut, whole, believed
):
    numbers = [f"33160151030494{n}0" for n in range(1, cut + 1)] + [f"33160151030495{n}1" for n in range(1, whole + 1)]
    families = [{"NIK": number, "No. KK": f"33160623092093{n}"} for n, number in enumerate(numbers, start=11)]
    path = write_csv(tmp_path / "r.csv", table(*families))
    rows = judge(read_register(path, villages()).rows, villages=villages(), as_of=AS_OF)
    found = [row.values["nik"] is not None for row in rows]
    assert found == [believed] * cut + [True] * whole


def test_the_separator_line_of_excel_is_no_row(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("sep=;\n" + ";".join(HEADER) + "\n" + ";".join(["1", *map(str, FAMILY.values())]))
    assert [row.number for row in read_register(path, villages()).rows] == [2]


def open_document(path, rows):
    """An OpenDocument sheet; of a cell that is a pair the second says over how many rows it is merged."""

    def cell(value):
        if value is None:
            return "<table:covered-table-cell/>"
        text, down = value if isinstance(value, tuple) else (value, 1)
        span = f' table:number-rows-spanned="{down}"' if down > 1 else ""
        return f'<table:table-cell office:value-type="string"{span}><text:p>{text}</text:p></table:table-cell>'

    cells = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = {prefix: f"urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0" for prefix in ("office", "table", "text")}
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="Data">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_an_open_document_is_read(tmp_path):
    path = open_document(tmp_path / "r.ods", table({}))
    (row,) = judge(read_register(path, villages()).rows, villages=villages(), as_of=AS_OF)
    assert (row.sheet, row.status) == ("Data", "valid")


def test_cells_merged_in_an_open_document_hold_for_all_their_rows(tmp_path):
    header, first, second, third = table({}, {}, {})
    place = HEADER.index("Desa/Kel")
    first[place], second[place] = (first[place], 2), None
    third[place] = "Giyanti"
    rows = judge(
        read_register(open_document(tmp_path / "r.ods", [header, first, second, third]), villages()).rows,
        villages=villages(),
        as_of=AS_OF,
    )
    assert [row.values["desa"] for row in rows] == ["Gagakan", "Gagakan", "Giyanti"]


def test_the_same_table_gives_the_same_answer_in_every_kind_of_file(tmp_path):
    rows = [
        ["KECAMATAN SAMBONG"],
        *[
            [str(value) for value in row]
            for row in table({}, {"NIK": "3316016012689567", "No. KK": "", "Desa/Kel": "Gagkan"})
        ],
    ]
    paths = (
        write_xlsx(tmp_path / "r.xlsx", rows),
        write_csv(tmp_path / "r.csv", rows),
        open_document(tmp_path / "r.ods", rows),
    )
    answers = [
        [
            (row.number, row.status, row.codes, row.values)
            for row in judge(read_register(path, villages()).rows, villages=villages(), as_of=AS_OF)
        ]
        for path in paths
    ]
    assert answers[0] == answers[1] == answers[2]
    assert [row[1] for row in answers[0]] == ["valid", "review"]


def test_another_layout_is_understood(tmp_path):
    rows = [
        ["DAFTAR PENERIMA BANTUAN"],
        [],
        ["NO", "DATA WBP", None, None, "DATA KELUARGA", None, None, None, None, "ALAMAT LENGKAP", "JLH JIWA"],
        [None, "NAMA", "NO REG", "TGL EKSPIRASI", "NAMA", "NO KTP", "NO KARTU KELUARGA", "HUB.", "TELP"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)"],
        [
            1,
            "MUH. UTOMO",
            "BI 4/24",
            "1 Januari 2026",
            "SRI ASTUTI",
            "3316015103049491",
            "3316062309209373",
            "istri",
            "0812-0000-1012",
            "Dk. Gendongan RT 02 RW 03 Ds. Gagakan Kec. Sambong",
            "2",
        ],
        ["NO", "DATA WBP", None, None, "DATA KELUARGA", None, None, None, None, "ALAMAT LENGKAP", "JLH JIWA"],
        ["Jumlah", None, None, None, "1 KK"],
        [None, None, None, None, None, None, None, None, None, "Blora, 31 Oktober 2024"],
        [None, None, None, None, None, None, None, None, None, "Kepala Rutan"],
    ]
    (row,) = judge(
        read_register(write_xlsx(tmp_path / "r.xlsx", rows), villages()).rows, villages=villages(), as_of=AS_OF
    )
    assert (row.number, row.status, row.codes) == (6, "valid", [])
    read = {name: row.values[name] for name in ("nama", "jk", "tgl_lahir", "wbp_nama", "wbp_register", "tgl_bebas")}
    assert read == {
        "nama": "Sri Astuti",
        "jk": "P",
        "tgl_lahir": date(2004, 3, 11),
        "wbp_nama": "Muh. Utomo",
        "wbp_register": "B.I 4/2024",
        "tgl_bebas": date(2026, 1, 1),
    }
    address = {name: row.values[name] for name in ("dukuh", "rt", "rw", "desa_kode", "hp", "jiwa", "tanggungan")}
    assert address == {
        "dukuh": "Gendongan",
        "rt": "002",
        "rw": "003",
        "desa_kode": "33.16.06.2006",
        "hp": "081200001012",
        "jiwa": 2,
        "tanggungan": 1,
    }


@pytest.mark.parametrize(
    ("titles", "cells", "said"),
    [
        (["JUMLAH JIWA"], ["4"], (4, 3)),
        (["Jiwa"], ["4 jiwa"], (4, 3)),
        (["Jml Anggota Keluarga"], [4], (4, 3)),
        (["Household size"], [1], (1, 0)),
        (["Jml Jiwa", "Tanggungan"], [5, 2], (5, 2)),
        (["Jumlah jiwa tanggungan"], [4], (None, 4)),
        (["Jml Tanggungan Keluarga"], [4], (None, 4)),
        (["Jumlah Anak"], [2], (None, 2)),
        (["Jml Jiwa"], [0], (None, None)),
        (["Jml Jiwa"], [""], (None, None)),
    ],
)
def test_who_is_counted_with_the_recipient_and_who_depends_on_them_are_two_numbers(tmp_path, titles, cells, said):
    rows = [
        ["No", "Nama Penerima", "NIK", "Nama WBP", "Desa", "Kecamatan", *titles],
        [1, "Sri Astuti", "3316015103049491", "Muh. Utomo", "Gagakan", "Sambong", *cells],
    ]
    (row,) = judge(
        read_register(write_xlsx(tmp_path / "r.xlsx", rows), villages()).rows, villages=villages(), as_of=AS_OF
    )
    assert (row.values["jiwa"], row.values["tanggungan"]) == said


def test_titles_between_the_families_name_their_district(tmp_path):
    title = ["NAMA\nPENERIMA", "NO.\nKTP", "No KK", "TGL. LAHIR", "JENIS\nKELAMIN", "RT", "RW", "DESA", "NAMA NAPI"]
    family = ["Sri Astuti", "3316015103049491", "3316062309209373", "11-03-04", "Wanita", 2, "03", "Gagakan", "Utomo"]
    other = ["Yanto", "3316161503729506", "3316160804129532", "15 Maret 1972", "Pria", "1", "4", "Tambahrejo", "Kasno"]
    rows = [title, ["A. KECAMATAN SAMBONG"], family, ["Jumlah", 1], ["KEC. TUNJUNGAN"], title, other]
    read = judge(
        read_register(write_xlsx(tmp_path / "r.xlsx", rows), villages()).rows, villages=villages(), as_of=AS_OF
    )
    assert [(row.number, row.status, row.values["desa_kode"], row.values["rt"], row.values["rw"]) for row in read] == [
        (3, "valid", "33.16.06.2006", "002", "003"),
        (7, "valid", "33.16.10.2007", "001", "004"),
    ]
    assert read[0].values["tgl_lahir"] == date(2004, 3, 11)


def test_an_inmate_who_was_released_before_the_day_is_to_be_checked(tmp_path):
    rows = [[*row, extra] for row, extra in zip(table({}), ("Tgl Bebas", "30/10/2024"), strict=True)]
    (row,) = judge(
        read_register(write_xlsx(tmp_path / "r.xlsx", rows), villages()).rows, villages=villages(), as_of=AS_OF
    )
    assert (row.status, row.codes) == ("review", ["WBP_SUDAH_BEBAS"])


@pytest.mark.parametrize("released", ["30/10/1999", "30/10/2101"])
def test_a_release_that_no_table_holds_is_left_empty_with_a_word(tmp_path, released):
    rows = [[*row, extra] for row, extra in zip(table({}), ("Tgl Bebas", released), strict=True)]
    (row,) = judge(
        read_register(write_xlsx(tmp_path / "r.xlsx", rows), villages()).rows, villages=villages(), as_of=AS_OF
    )
    assert (row.warnings, row.values["tgl_bebas"]) == (["TGL_BEBAS_DI_LUAR"], None)


def test_merged_and_ditto_cells_take_the_value_above(tmp_path):
    first, second, third = table({}, {}, {})[1:]
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate((HEADER, first, second, third)):
            sheet.write_row(index, 0, row)
        sheet.merge_range("M2:M3", "Sambong")
        sheet.write_row("L4:M4", ['"', "sda"])
    rows = judge(read_register(path, villages()).rows, villages=villages(), as_of=AS_OF)
    assert [row.values["desa_kode"] for row in rows] == ["33.16.06.2006"] * 3
    assert rows[1].normalised_by == rows[2].normalised_by == ["SEPERTI_DI_ATAS", "TTL_GABUNG"]


def test_hidden_sheets_are_left_out_and_visible_ones_all_read(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, hidden in (("Petunjuk", False), ("Cepu", False), ("Lama", True), ("Jati", False)):
            sheet = book.add_worksheet(name)
            for index, row in enumerate(table({}) if name != "Petunjuk" else [["Isilah dengan benar."]]):
                sheet.write_row(index, 0, row)
            if hidden:
                sheet.hide()
    assert [(row.sheet, row.number) for row in read_register(path, villages()).rows] == [("Cepu", 2), ("Jati", 2)]


def test_columns_without_a_meaning_of_ours_become_remarks(tmp_path):
    rows = [[*row, extra] for row, extra in zip(table({}), ("Pekerjaan", "buruh tani"), strict=True)]
    (row,) = judge(
        read_register(write_xlsx(tmp_path / "r.xlsx", rows), villages()).rows, villages=villages(), as_of=AS_OF
    )
    assert row.values["keterangan"] == "pekerjaan: buruh tani"


def test_a_file_that_is_no_sheet_is_refused_whatever_its_name(tmp_path):
    path = tmp_path / "r.xlsx"
    for content, reason in (
        (b"", "empty"),
        (b"%PDF-1.7\n1 0 obj", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not_a_sheet"),
        (bytes(range(256)) * 40, "not_a_sheet"),
        (b"<html><table><tr><td>NIK</td></tr></table>", "web_page"),
        (b"PK\x03\x04 this is no archive", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"a,b\n1,2\n", "no_header"),
        (",".join(HEADER).encode(), "no_rows"),
    ):
        path.write_bytes(content)
        assert refused(path) == reason, content[:20]


def test_a_sheet_of_broken_xml_is_refused(tmp_path):
    source = zipfile.ZipFile(DATA / "keluarga_wbp_oktober_2024_40.xlsx")
    path = tmp_path / "r.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, content[: len(content) // 2] + b"<&<" if "sheet1" in name else content)
    assert refused(path) == "broken"


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path):
    path = tmp_path / "r.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(300):
            entry.write(b" " * 1024 * 1024)
    assert path.stat().st_size < 400_000
    assert refused(path) == "too_big"


def test_a_zip_bomb_that_lies_about_its_size_only_ends_its_own_process(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        source = zipfile.ZipFile(DATA / "keluarga_wbp_oktober_2024_40.xlsx")
        for name in source.namelist():
            if "sheet1" not in name:
                archive.writestr(name, source.read(name))
        text = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' + b"A" * (300 * 1024 * 1024)
        archive.writestr("xl/worksheets/sheet1.xml", text)
    content = packed.getvalue().replace(len(text).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path = tmp_path / "r.xlsx"
    path.write_bytes(content)
    assert refused(path) in ("killed", "broken", "too_big")


def test_two_far_corner_cells_only_end_their_own_process(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "x")
        sheet.write("XFD1048576", "x")
    assert path.stat().st_size < 10_000
    assert refused(path) == "killed"


def test_many_merged_cells_that_overlap_are_filled_once(tmp_path):
    """Filled as often as they are given, they would keep the server busy for minutes."""
    merged = [[n, 18_000, column] for n in range(9_000) for column in range(16)]
    kept = file_reader.apart(merged, 9_000)
    assert kept == [[0, 8_999, column] for column in range(16)]
    with pytest.raises(file_reader.Unreadable, match="too_big"):
        file_reader.apart([[0, 19_999, column] for column in range(200)], 20_000)


def test_the_rows_of_all_sheets_are_counted_together(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("a", "b"):
            sheet = book.add_worksheet(name)
            for index in range(10_001):
                sheet.write(index, 0, "x")
    assert refused(path) == "too_long"


@pytest.mark.long
def test_titles_without_end_are_no_tables_without_end(tmp_path):
    header = ["No", "Nama", "NIK", "Nama WBP", "Desa"]
    rows = [[*header[: n % 5], f"kolom {n}", *header[n % 5 :]] for n in range(400)]
    path = write_csv(tmp_path / "r.csv", [*table({}), *rows])
    assert read_register(path, villages()).rows[0].number == 2


def test_the_name_of_a_sheet_keeps_no_number(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("KK 3316.0151.0304.9491")
        for index, row in enumerate(table({})):
            sheet.write_row(index, 0, row)
    assert [row.sheet for row in read_register(path, villages()).rows] == ["KK …"]


def test_sixteen_thousand_columns_are_refused(tmp_path):
    assert refused(write_xlsx(tmp_path / "r.xlsx", [["x"] * 16_000])) == "too_wide"
    assert refused(write_csv(tmp_path / "r.csv", [["x"] * 16_000])) == "too_wide"


def test_more_rows_than_any_register_has_are_refused(tmp_path):
    assert refused(write_csv(tmp_path / "r.csv", [["x", "y"]] * 20_001)) == "too_long"


def test_registers_sent_at_once_are_read_one_after_the_other(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    busy = tmp_path / "busy"
    program = tmp_path / "child.py"
    program.write_text(
        f"import os, time; os.mkdir({str(busy)!r}); time.sleep(0.1); os.rmdir({str(busy)!r})\n"
        "print('{\"sheets\": []}')"
    )
    monkeypatch.setattr(file_reader, "__file__", str(program))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read_cells, [tmp_path] * 4)) == [[], [], [], []]


def test_an_answer_without_end_is_cut_off(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    path = write_csv(tmp_path / "r.csv", table({}))
    program = tmp_path / "child.py"
    source = Path(file_reader.__file__).read_text()
    program.write_text(source.replace("json.dump(", "sys.stdout.write('x' * 70_000_000); json.dump(", 1))
    monkeypatch.setattr(file_reader, "__file__", str(program))
    assert refused(path) == "killed"
