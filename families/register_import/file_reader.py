"""Reads one spreadsheet and prints its cells as JSON. Runs as a program of its own, for files that nobody vouches for.

``python -I file_reader.py FILE [COLUMNS]`` prints ``{"sheets": [{"name", "rows", "merged", "hidden"}]}`` or
``{"refused": REASON}``. A cell is a string, a number, ``{"date": "2024-01-03"}``, or null; ``merged`` lists cells
merged downwards as ``[first row, last row, column]``, counted from 0. It imports nothing of the project and gets no
environment: a crash in a parser, or memory and time that a hostile file would eat, end with this process (the limits
below are the system's).
"""

import contextlib
import csv
import datetime
import io
import json
import math
import resource
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from xml.parsers import expat

MEMORY_BYTES = 280 * 1024 * 1024
CPU_SECONDS = 20
MAX_OUTPUT_BYTES = 60 * 1024 * 1024
MAX_FILE_BYTES = 12 * 1024 * 1024
MAX_UNPACKED_BYTES = 80 * 1024 * 1024
MAX_ZIP_ENTRIES = 2000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 600_000
MAX_CELL_LENGTH = 1000
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What Excel calls the contents of a file with a password; calamine notices it in a named file only, and gets none.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = ";,\t|"


class Unreadable(Exception):
    """The argument is the reason, one of the keys of ``sheet.REFUSALS``."""


def main(path: str, columns: str = str(MAX_COLUMNS)) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, object] = {"sheets": read(Path(path), int(columns))}
    except Unreadable as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "too_big"}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))


def read(path: Path, columns: int = MAX_COLUMNS) -> list[dict[str, Any]]:
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty")
    if size > MAX_FILE_BYTES:
        raise Unreadable("too_big")
    content = path.read_bytes()
    if content.startswith((ZIP, OLE)):
        if content.startswith(ZIP):
            check_zip(content)
        elif ENCRYPTED in content:
            raise Unreadable("password")
        return read_workbook(content, columns)
    return [read_csv(content)]


def check_zip(content: bytes) -> None:
    """Refuse by what the archive itself declares, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise Unreadable("broken") from error
    if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Unreadable("too_big")


def read_workbook(content: bytes, columns: int) -> list[dict[str, Any]]:
    # The web server imports this module for its path only: it needs no parser.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        spans = merged_in_open_document(content)
        sheets = [
            read_sheet(book.get_sheet_by_name(meta.name), columns)
            | {"hidden": meta.visible != SheetVisibleEnum.Visible}
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("broken") from error
    if sum(len(sheet["rows"]) for sheet in sheets) > MAX_ROWS:
        raise Unreadable("too_long")
    if sum(len(row) for sheet in sheets for row in sheet["rows"]) > MAX_CELLS:
        raise Unreadable("too_big")
    for sheet in sheets:
        sheet["merged"] = apart(sheet["merged"] or spans.get(sheet["name"], []), len(sheet["rows"]))
    return sheets


def apart(merged: list[list[int]], rows: int) -> list[list[int]]:
    """Merged cells in the order of rows, within the sheet, and of two that overlap in a column the first."""
    kept: list[list[int]] = []
    ends: dict[int, int] = {}
    for first, last, column in sorted(merged):
        if first < rows and first > ends.get(column, -1):
            ends[column] = min(last, rows - 1)
            kept.append([first, ends[column], column])
    if sum(last - first for first, last, _column in kept) > MAX_CELLS:
        raise Unreadable("too_big")
    return kept


def merged_in_open_document(content: bytes) -> dict[str, list[list[int]]]:
    """The cells merged downwards by sheet, of which calamine tells in Excel's files only; nothing for those."""
    spans = _Spans()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as file:
            spans.parser.ParseFile(file)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, ValueError):
        return {}
    return spans.found


class _Spans:
    """Goes through the tables of an OpenDocument file, counting rows and columns; a document type is refused."""

    def __init__(self) -> None:
        self.found: dict[str, list[list[int]]] = {}
        self.row = self.column = self.again = 0
        self.sheet: list[list[int]] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.refuse

    def start(self, tag: str, said: dict[str, str]) -> None:
        if tag == "table:table":
            self.sheet = self.found.setdefault(said.get("table:name", ""), [])
            self.row = self.again = 0
        elif tag == "table:table-row":
            self.row += self.again
            self.again = int(said.get("table:number-rows-repeated", 1))
            self.column = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            down = int(said.get("table:number-rows-spanned", 1))
            if down > 1 and self.column < MAX_COLUMNS and self.row < MAX_ROWS:
                self.sheet.append([self.row, self.row + down - 1, self.column])
            self.column += int(said.get("table:number-columns-repeated", 1))

    def refuse(self, *_args: object) -> None:
        raise ValueError("no OpenDocument file has a document type")


def read_sheet(sheet: Any, columns: int) -> dict[str, Any]:
    if sheet.start is None or sheet.end is None:
        return {"name": sheet.name, "rows": [], "merged": []}
    (_, left), (bottom, right) = sheet.start, sheet.end
    if right >= columns:
        raise Unreadable("too_wide")
    if bottom >= MAX_ROWS:
        raise Unreadable("too_long")
    if (bottom + 1) * (right + 1) > 4 * MAX_CELLS:
        raise Unreadable("too_big")
    rows = [[None] * left + [cell(value) for value in row] for row in sheet.iter_rows()]
    merged = [
        [first_row, last_row, column]
        for (first_row, column), (last_row, _) in sheet.merged_cell_ranges or []
        if last_row > first_row
    ]
    return {"name": sheet.name, "rows": bounded(rows), "merged": merged}


def cell(value: Any) -> Any:
    """The value as JSON can hold it, see above."""
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            return str(value)
        # Whole numbers below 2**53 are exact; what Excel cut off was lost before this file was written.
        return int(value) if abs(value) < 2**53 and value == int(value) else float(value)
    if isinstance(value, datetime.datetime):
        return {"date": value.date().isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    return str(value)[:MAX_CELL_LENGTH]


def bounded(rows: list[list]) -> list[list]:
    """Rows without their empty ends. Refuses more filled cells than any register has."""
    filled = 0
    for row in rows:
        while row and row[-1] is None:
            row.pop()
        filled += len(row)
    if filled > MAX_CELLS:
        raise Unreadable("too_big")
    while rows and not rows[-1]:
        rows.pop()
    return rows


def read_csv(content: bytes) -> dict[str, Any]:
    text = decode(content)
    first, _, rest = text.partition("\n")
    delimiter = None
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest
    rows: list[list] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or sniff_delimiter(text)):
            if len(record) > MAX_COLUMNS:
                raise Unreadable("too_wide")
            if len(rows) >= MAX_ROWS:
                raise Unreadable("too_long")
            rows.append([unguarded(value)[:MAX_CELL_LENGTH] if value.strip() else None for value in record])
    except csv.Error as error:
        raise Unreadable("broken") from error
    return {"name": "", "rows": bounded(rows), "merged": [], "hidden": False}


def unguarded(value: str) -> str:
    """The text of a cell that is written as a formula, so that Excel keeps its digits: ``="3316…"``."""
    text = value.strip()
    return text[2:-1].replace('""', '"') if len(text) > 3 and text.startswith('="') and text.endswith('"') else value


def decode(content: bytes) -> str:
    """Text in UTF-8 or UTF-16 with or without its mark, else in the code page of Windows in Western languages."""
    head = content[:2048].lstrip().lower()
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"rar!", b"7z\xbc", b"gif8", b"{\\rtf")):
        raise Unreadable("not_a_sheet")
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        raise Unreadable("web_page")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode("utf-16")
        raise Unreadable("broken")
    if b"\0" in content:
        raise Unreadable("not_a_sheet")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    strange = sum(1 for char in text[:20_000] if char == "\ufffd" or (ord(char) < 32 and char not in "\r\n\t"))
    if strange > len(text[:20_000]) // 100:
        raise Unreadable("not_a_sheet")
    return text


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the most of the first lines into the same number of cells, at least two."""
    lines = [line for line in text[:60_000].splitlines() if line.strip()][:60]
    best = (0, 0, ",")
    for delimiter in DELIMITERS:
        widths = Counter(line.count(delimiter) for line in lines)
        for width, times in widths.items():
            if width:
                best = max(best, (times * min(width, 20), width, delimiter))
    return best[2]


if __name__ == "__main__":
    main(*sys.argv[1:])
