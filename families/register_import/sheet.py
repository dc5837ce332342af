"""Reading a register's file into rows of cells by field, through a child process that a hostile file can only kill."""

import itertools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from centres.child_process import ChildDied, answer_of
from centres.personal_numbers import without_numbers
from config.errors import Refused
from families.register_import import file_reader
from families.register_import.blocks import cards, side_by_side
from families.register_import.columns import Choices, Places, find_header, understood
from families.register_import.header import Header, laid_over
from families.register_import.matching import without_titles
from families.register_import.row import SheetRow
from families.register_import.table import Table
from families.register_import.unread import Unread

SECONDS = 25
# What tells a list in running text from a table: see ``is_running_text``.
MIN_LINES = 2
MIN_PARTS = 2
MOST = 0.8
NUMBER_WITHIN = re.compile(r"[^\W\d_].*(?<!\d)\d{16}(?!\d)|(?<!\d)\d{16}(?!\d).*[^\W\d_]", re.DOTALL)
REFUSALS = {
    "empty": gettext_lazy("The file is empty. Choose the file that holds the register."),
    "too_big": gettext_lazy(
        "The file is too big to be read. Save only the sheet with the list as a new file and try again."
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
    "running_text": gettext_lazy(
        "The list is running text in one column, as from a chat, so nothing of it was read. Write one person per row "
        "below titles such as Nama, NIK, Desa and Nama WBP, each in a column of its own, or fill in the template."
    ),
    "no_rows": gettext_lazy("The table has column titles but no family below them."),
}


@dataclass(frozen=True)
class Register:
    """The rows of a file that speak of families, and all else that stands in it."""

    rows: list[SheetRow]
    unread: list[Unread]
    headers: list[Header] = field(default_factory=list)

    @property
    def is_unsure(self) -> bool:
        """Whether a person should say what the columns are: one may be the inmate's, or one that is needed lacks."""
        return any(map(asks_about, self.headers))


def asks_about(header: Header) -> bool:
    """Whether a person should look at a table's columns, and nobody has."""
    return not header.chosen and (bool(header.unsure) or _lacks(header))


def _lacks(header: Header) -> bool:
    fields = set(header.columns.values())
    return not {"nama", "nik"} <= fields or not fields & {"wbp_nama", "wbp_hubungan"} or not fields & {"desa", "alamat"}


class NoTitles(Refused):
    """A file in which no titles are understood, though it may hold a table; ``unread`` names its sheets."""

    def __init__(self, unread: list[Unread]) -> None:
        whys = {part.why for part in unread} - {"hidden"}
        self.is_running_text = whys == {"running_text"}
        """Whether there is no table at all, so that no columns can be matched."""
        super().__init__(REFUSALS["running_text" if self.is_running_text else "no_header"], field="file")
        self.unread = unread


def read_register(path: Path, places: Places, *, chosen: Choices | None = None) -> Register:
    """Everything that a file holds. Raises Refused with a sentence where the file won't do.

    A hidden sheet isn't read, but named, and so is a sheet whose titles say nothing.
    """
    return read_sheets(read_cells(path), places, chosen=chosen)


def read_sheets(sheets: list[dict[str, Any]], places: Places, *, chosen: Choices | None = None) -> Register:
    """The same of cells that were read before; changes them."""
    rows: list[SheetRow] = []
    unread: list[Unread] = []
    headers: list[Header] = []
    for sheet in itertools.chain.from_iterable(map(side_by_side, sheets)):
        # The names of sheets outlive the rows, unencrypted.
        sheet["name"] = without_numbers(sheet["name"])
        filled = tuple(number for number, row in enumerate(sheet["rows"], start=1) if any(row))
        header = None if sheet["hidden"] else header_of(sheet["rows"], places, chosen)
        if header:
            table = Table(sheet["name"], sheet["rows"], sheet["merged"], places, chosen)
            rows += table.read(header)
            unread += table.unread
            if sheet.get("turns"):
                unread.append(Unread(sheet["name"], "turns", sheet["turns"]))
            headers += table.headers
        elif sheet["hidden"]:
            unread += [Unread(sheet["name"], "hidden", filled)] if filled else []
        else:
            found, used = cards(sheet["name"], sheet["rows"])
            rows += found
            left = tuple(number for number in filled if number not in used)
            why = "weak" if found else "running_text" if is_running_text(sheet["rows"]) else "no_header"
            unread += [Unread(sheet["name"], why, left)] if left else []
    if not headers and not rows:
        raise NoTitles(unread)
    if not rows:
        raise Refused(REFUSALS["no_rows"], field="file")
    return Register(rows, unread, headers)


def is_running_text(rows: list[list[Any]]) -> bool:
    """Whether a sheet is a list pasted from a chat: nearly all its lines are one text each, and two or more a sentence
    of several parts, or with a number of a person in its midst."""
    filled = [[value for value in row if value is not None] for row in rows if any(row)]
    # A whole chat may stand in one cell.
    alone = [line for row in filled if len(row) == 1 for line in str(row[0]).splitlines()]
    told = [text for text in alone if text.count(",") >= MIN_PARTS or NUMBER_WITHIN.search(text)]
    return len(told) >= MIN_LINES and sum(len(row) == 1 for row in filled) >= MOST * len(filled)


def header_of(rows: list[list[Any]], places: Places, chosen: Choices | None) -> Header | None:
    """The titles of a sheet; where a person matched columns that have none, those."""
    found = find_header(rows, places, chosen=chosen)
    if found is None and chosen:
        titles = without_titles(rows, places)
        fields = chosen.whole(titles)
        if fields is not None:
            found = laid_over(understood(titles, rows, at=(-1, -1), places=places), fields, whole=True)
    return found


def read_cells(path: Path, *, columns: int = file_reader.MAX_COLUMNS) -> list[dict[str, Any]]:
    """The sheets of a file as ``file_reader`` prints them; Refused for whatever cannot be read, or has more columns."""
    try:
        with answer_of(file_reader.__file__, str(path), str(columns), kind="registers", seconds=SECONDS) as file:
            answer = json.load(file)
    except ChildDied as died:
        raise Refused(REFUSALS["killed"], field="file") from died
    if "refused" in answer:
        raise Refused(REFUSALS[answer["refused"]], field="file")
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets
