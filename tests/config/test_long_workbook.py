"""A long sheet, row by row: what is in it, as two readers see it, and that nothing of it becomes a file."""

import io
import re
import tempfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from config.long_workbook import SHEET, long_workbook

HEADS = [("Nama", 20), ("Jumlah", 10), ("Hari", 12)]
TEXTS = (
    "Siti Aminah",
    "=HYPERLINK(1)",
    "  dua spasi di depan",
    "<b>&amp;</b> \"kutip\" 'tunggal'",
    "baris\nbaru\tdan tab",
    "bunyi \x07 dan _x0041_",
    "\ufffe\uffff",
    "😀 שלום",
    "X" * 40_000,
)


def read(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def xml_of(content):
    with ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        return book.read(SHEET).decode()


def test_texts_numbers_and_days_come_back_as_what_they_are():
    rows = [["Siti", 3, date(2024, 11, 15)], ["Sri", Decimal("2.5"), None], ["", None, date(2025, 1, 1)]]
    content, count = long_workbook("Keluarga", HEADS, iter(rows))
    assert count == 3
    assert read(content) == [
        ["Nama", "Jumlah", "Hari"],
        ["Siti", 3.0, date(2024, 11, 15)],
        ["Sri", 2.5, ""],
        ["", "", date(2025, 1, 1)],
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_the_one_that_xlsxwriter_writes(text):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.add_worksheet().write_string(0, 0, text[:32_767])
    content, _count = long_workbook("Keluarga", HEADS, [[text, 1, None]])
    assert read(content)[1][0] == read(file.getvalue())[0][0]
    ElementTree.fromstring(xml_of(content))


@pytest.mark.parametrize("count", [0, 1, 3000])
def test_heads_stay_the_filter_spans_the_rows_and_what_follows_stands_below_them(count):
    def finish(_book, sheet, of):
        sheet.write_string(of + 1, 0, f"Jumlah {of}")

    content, counted = long_workbook("Keluarga", HEADS, ([f"Siti {n}", n, None] for n in range(count)), finish=finish)
    xml, rows = xml_of(content), read(content)
    assert counted == count
    below = [f"Jumlah {count}"] if count else []
    assert [row[0] for row in rows] == ["Nama", *(f"Siti {n}" for n in range(count)), *below]
    lines = 1 + count + len(below)
    assert re.findall(r'<row r="(\d+)"', xml) == [str(line) for line in range(1, lines + 1)]
    assert f'<dimension ref="A1:C{lines}"/>' in xml
    assert re.findall(r'autoFilter ref="([A-Z0-9:]+)"', xml) == ([f"A1:C{count + 1}"] if count else [])
    assert 'state="frozen"' in xml


def test_nothing_of_it_becomes_a_temporary_file(monkeypatch):
    def refuse(*_told, **_named):
        raise AssertionError("a file")

    for name in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert long_workbook("Keluarga", HEADS, [["Siti", 1, None]])[1] == 1
