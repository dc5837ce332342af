"""Reading a register's file into rows of cells by field, through a child process that a hostile file can only kill."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from centres.child_process import ChildDied, answer_of
from config.errors import Refused
from families.register_import import file_reader
from families.register_import.columns import Header, district_title, find_header, is_data
from families.register_import.row import SheetRow, as_text

SECONDS = 25
REFUSALS = {
    "empty": gettext_lazy("The file is empty. Choose the file that holds the register."),
    "too_big": gettext_lazy(
        "The file is too big to be a register. Save only the sheet with the families as a new file and try again."
    ),
    "too_wide": gettext_lazy(
        "The sheet has more than 200 columns. Delete what is far to the right of the table and try again."
    ),
    "too_long": gettext_lazy(
        "The sheet has more than 20,000 rows. Delete what is far below the table, or split the file."
    ),
    "broken": gettext_lazy(
        "The file is damaged and cannot be read. Open it in Excel, save it again as .xlsx and try once more."
    ),
    "password": gettext_lazy("The file is locked with a password. Save it without a password and try again."),
    "not_a_sheet": gettext_lazy(
        "This is not a spreadsheet, whatever its name says. Choose an Excel, OpenDocument or CSV file."
    ),
    "web_page": gettext_lazy(
        "This is a web page with the name of a spreadsheet. Open it in Excel, save it as .xlsx and try again."
    ),
    "killed": gettext_lazy(
        "The file needs too much memory or time to read. Often one cell far from the table is the cause: copy the "
        "table into a new file and try again."
    ),
    "no_header": gettext_lazy(
        "No row with column titles was found. The table needs titles such as Nama, NIK, No. KK, Desa and Nama WBP."
    ),
    "no_rows": gettext_lazy("The table has column titles but no family below them."),
}
DITTO = {'"', "''", "”", "“", "〃", "sda", "s d a", "s.d.a", "s.d.a.", "idem", '-"-', "- “ -", "sama", "sda."}
DITTO_FIELDS = frozenset(
    (
        "no_kk",
        "hubungan",
        "wbp_nama",
        "wbp_register",
        "dukuh",
        "rtrw",
        "rt",
        "rw",
        "desa",
        "kecamatan",
        "kabupaten",
        "alamat",
        "tgl_bebas",
        "keterangan",
    )
)


def read_register(path: Path) -> list[SheetRow]:
    """All rows about families in all visible sheets. Raises Refused with a sentence where the file won't do."""
    rows: list[SheetRow] = []
    found = False
    for sheet in read_cells(path):
        header = find_header(sheet["rows"])
        if header:
            found = True
            rows += _data_rows(sheet, header)
    if not rows:
        raise Refused(REFUSALS["no_rows" if found else "no_header"], field="file")
    return rows


def read_cells(path: Path) -> list[dict[str, Any]]:
    """The sheets of a file as ``file_reader`` prints them; Refused for whatever cannot be read."""
    try:
        with answer_of(file_reader.__file__, str(path), kind="registers", seconds=SECONDS) as file:
            answer = json.load(file)
    except ChildDied as died:
        raise Refused(REFUSALS["killed"], field="file") from died
    if "refused" in answer:
        raise Refused(REFUSALS[answer["refused"]], field="file")
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _data_rows(sheet: dict[str, Any], header: Header) -> list[SheetRow]:
    rows = sheet["rows"]
    repeated = _fill_merged(rows, sheet["merged"], header)
    result: list[SheetRow] = []
    district = None
    for index in range(header.last_row + 1, len(rows)):
        row = rows[index]
        if not is_data(row, header):
            district = district_title(row) or district
            continue
        cells = {name: _cell(row[c]) for c, name in header.columns.items() if c < len(row) and row[c] is not None}
        cells.pop("number", None)
        if district and "kecamatan" not in header.columns.values():
            cells["kecamatan"] = district
        extras = {label: as_text(_cell(row[c])) for c, label in header.extras.items() if c < len(row) and row[c]}
        same = {header.columns[column] for column in repeated.get(index, ())}
        same |= _copy_from_above(cells, result[-1].cells if result else {})
        result.append(SheetRow(sheet["name"], index + 1, cells, extras, frozenset(same)))
    return result


def _fill_merged(rows: list[list], merged: list[list[int]], header: Header) -> dict[int, list[int]]:
    """Copy the value of cells merged downwards into all their rows; returns the columns so filled by row."""
    filled: dict[int, list[int]] = {}
    for first, last, column in merged:
        if first <= header.last_row or column not in header.columns or column >= len(rows[first]):
            continue
        for index in range(first + 1, min(last + 1, len(rows))):
            row = rows[index]
            if not row:
                continue
            row += [None] * (column + 1 - len(row))
            row[column] = rows[first][column]
            filled.setdefault(index, []).append(column)
    return filled


def _copy_from_above(cells: dict[str, Any], above: dict[str, Any]) -> set[str]:
    same = {
        name
        for name, value in cells.items()
        if name in DITTO_FIELDS and isinstance(value, str) and value.strip().lower() in DITTO and name in above
    }
    cells.update({name: above[name] for name in same})
    return same


def _cell(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
