"""A workbook of one long sheet. XlsxWriter makes all of it but the rows, which are packed one by one as they come.

By itself it keeps every cell until the end (a gigabyte of a hundred thousand families), or writes the rows to a
temporary file, where nothing about people belongs.
"""

import datetime
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from config.workbooks import NumberStyles

Cell = str | int | float | Decimal | datetime.date | None
Finish = Callable[[Workbook, Worksheet, int], None]
"""Writes what stands below the rows, of which there are so many; without any it is not called."""

SHEET = "xl/worksheets/sheet1.xml"
CHUNK = 256 * 1024
# As the library has them: nothing else may stand in a cell, and what looks like such a code is none.
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CODE = re.compile("(_x[0-9a-fA-F]{4}_)")
_SAMPLE = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_LONGEST = 32_767
_FIRST_DAY = datetime.date(1899, 12, 30)


def long_workbook(
    title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]], *, finish: Finish | None = None
) -> tuple[bytes, int]:
    """A sheet with ``heads`` (each with its width in characters) that stay, and its rows; and how many those are.

    Numbers and days are shown as such, texts are texts whatever they begin with, nothing is in an empty cell.
    """
    styles = _styles_of(_frame(title, heads, 0, None))
    pack, count = zlib.compressobj(1), 0
    packed = bytearray()
    for count, row in enumerate(rows, 1):
        packed += pack.compress(_row_of(count + 1, row, styles).encode())
    packed += pack.flush()
    return _joined(_frame(title, heads, count, finish), bytes(packed), count, len(heads)), count


def total_below(
    columns: int,
    sums: Callable[[], Mapping[int, Decimal]],
    *,
    at: int = 0,
    note: Callable[[], str] = str,
) -> Finish:
    """Writes, below all ``columns``, the sums that there are by their column, and a note where there is one.

    They are formulas, so they follow what somebody changes in the sheet; both are asked for once the rows are written.
    """

    def finish(book: Workbook, sheet: Worksheet, count: int) -> None:
        numbers, line = NumberStyles(book, bold=True, top=1), count + 1
        for column in range(columns):
            sheet.write_blank(line, column, None, numbers.whole)
        sheet.write_string(line, at, _("Total"), numbers.whole)
        for column, total in sums().items():
            letter = xl_col_to_name(column)
            sheet.write_formula(line, column, f"=SUM({letter}2:{letter}{line})", numbers.of(total), float(total))
        if said := note():
            sheet.write_string(line + 2, 0, said)

    return finish


def _frame(title: str, heads: Sequence[tuple[str, int]], count: int, finish: Finish | None) -> bytes:
    """The workbook without its rows; in the place of the first is one that shows how each kind of cell looks."""
    file = io.BytesIO()
    # Nothing of it is ever written to a temporary file; cells come from people, and none is a formula.
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        numbers = NumberStyles(book)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, style in enumerate((numbers.whole, numbers.parts, day)):
            sheet.write_blank(1, column, None, style)
        sheet.freeze_panes(1, 1)
        if count:
            if finish is not None:
                finish(book, sheet, count)
            sheet.autofilter(0, 0, count, len(heads) - 1)
    return file.getvalue()


def _styles_of(frame: bytes) -> tuple[str, str, str]:
    """How the sheet names the looks of whole numbers, of others, and of days."""
    with ZipFile(io.BytesIO(frame)) as book:
        sample = _SAMPLE.search(book.read(SHEET).decode())
    assert sample is not None
    whole, parts, day = re.findall(r' s="(\d+)"', sample[0])
    return whole, parts, day


def _row_of(line: int, row: Sequence[Cell], styles: tuple[str, str, str]) -> str:
    cells = (_cell(f"{xl_col_to_name(column)}{line}", cell, styles) for column, cell in enumerate(row))
    return f'<row r="{line}">{"".join(cells)}</row>'


def _cell(at: str, cell: Cell, styles: tuple[str, str, str]) -> str:
    whole, parts, day = styles
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        text = _ODD.sub(lambda odd: f"_x{ord(odd[0]):04X}_", _CODE.sub(r"_x005F\1", cell[:_LONGEST]))
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
    if isinstance(cell, datetime.date):
        return f'<c r="{at}" s="{day}"><v>{(cell - _FIRST_DAY).days}</v></c>'
    return f'<c r="{at}" s="{whole if cell == int(cell) else parts}"><v>{float(cell):.16G}</v></c>'


def _joined(frame: bytes, packed: bytes, count: int, columns: int) -> bytes:
    """The workbook with its rows, unpacked and packed again by pieces."""
    done = io.BytesIO()
    with ZipFile(io.BytesIO(frame)) as book, ZipFile(done, "w", ZIP_DEFLATED) as whole:
        for entry in book.infolist():
            if entry.filename != SHEET:
                whole.writestr(entry, book.read(entry), ZIP_DEFLATED)
                continue
            text = book.read(entry).decode()
            sample = _SAMPLE.search(text)
            assert sample is not None
            # What stands below the rows may be further down; where that ends, XlsxWriter has said.
            below = int(re.findall(r'<row r="(\d+)"', text)[-1])
            used = f'<dimension ref="A1:{xl_col_to_name(columns - 1)}{max(count + 1, below if below > 2 else 1)}"/>'
            head = re.sub(r'<dimension ref="[^"]*"/>', used, text[: sample.start()])
            with whole.open(entry.filename, "w") as sheet:
                sheet.write(head.encode())
                for piece in _unpacked(packed):
                    sheet.write(piece)
                sheet.write(text[sample.end() :].encode())
    return done.getvalue()


def _unpacked(packed: bytes) -> Iterator[bytes]:
    unpack = zlib.decompressobj()
    for start in range(0, len(packed), CHUNK):
        yield unpack.decompress(packed[start : start + CHUNK])
    yield unpack.flush()
