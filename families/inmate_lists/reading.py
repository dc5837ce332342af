"""The inmates whom a list names, read as a register's file is: any titles, several tables, what stands beneath them."""

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from centres.personal_numbers import without_numbers
from config.errors import Refused
from families.names import bare_name
from families.register_import import cells as read
from families.register_import.blocks import side_by_side
from families.register_import.columns import Choices, Places, look_below, understood
from families.register_import.free_text import reads_as_name
from families.register_import.header import Header, laid_over
from families.register_import.inmates import REGISTER, read_inmate
from families.register_import.marks import in_words
from families.register_import.matching import guessed, without_titles
from families.register_import.row import SheetRow, as_text
from families.register_import.sheet import header_of, is_running_text
from families.register_import.table import Table
from families.register_import.title_rows import titles_of
from families.register_import.titles import Owner
from families.register_import.unread import Unread

TITLES_WITHIN = 40
"""Among so many rows at the head of a sheet the titles are looked for."""
SAMPLE = 400
NAMES = frozenset({"nama", "wbp_nama", "wbp_hubungan"})
# What of a list is told to whom it concerns; all other columns are kept nowhere, whatever they hold.
TOLD = frozenset({"hidden", "no_header", "running_text", "beside"})
GONE = frozenset({"WBP_SUDAH_BEBAS", "WBP_PINDAH", "WBP_MENINGGAL", "PENERIMA_MENINGGAL", "PENERIMA_PINDAH"})
NOBODY = gettext_lazy(
    "No column with the names of inmates was found. Call one Nama, beside it No. Register where there is one, and try "
    "again."
)


@dataclass(frozen=True)
class Listed:
    """An inmate as a list names one; ``says_gone`` where the list itself says released, moved or deceased."""

    name: str
    number: str
    says_gone: bool = False


@dataclass(frozen=True)
class InmateSheets:
    """Whom a file names, and what of it was not read; ``asks`` where a person should say what its columns are."""

    listed: list[Listed]
    unread: list[Unread]
    asks: bool = False


class NoNames(Refused):
    """A file in which no column of names was found, though it may hold a table; ``unread`` names its sheets."""

    def __init__(self, unread: list[Unread]) -> None:
        super().__init__(NOBODY, field="file")
        self.unread = unread


def read_list(
    sheets: Sequence[dict[str, Any]], places: Places, *, known: Collection[str], chosen: Choices | None = None
) -> InmateSheets:
    """Everybody whom the cells of a file name. Raises NoNames where no column of names is found in any sheet.

    ``known`` are the bare names of the centre's inmates: of several columns of names, or where no title is understood,
    the one that has them is the inmates'. What people chose for single columns by their title comes before that.
    """
    listed: list[Listed] = []
    unread: list[Unread] = []
    asks = False
    for sheet in itertools.chain.from_iterable(map(side_by_side, sheets)):
        name, rows = without_numbers(sheet["name"]), sheet["rows"]
        filled = tuple(number for number, row in enumerate(rows, start=1) if any(row))
        header = None if sheet["hidden"] else header_of_list(rows, places, known, chosen)
        if header is None:
            why = "hidden" if sheet["hidden"] else "running_text" if is_running_text(rows) else "no_header"
            unread += [Unread(name, why, filled)] if filled else []
            continue
        asks |= bool(header.unsure)
        table = Table(name, rows, sheet["merged"], places, chosen)
        found = [(row, _listed(row)) for row in table.read(header)]
        listed += [one for _row, one in found if one.name or one.number]
        unread += [part for part in table.unread if part.why in TOLD]
        nobody = [row.number for row, one in found if not (one.name or one.number)]
        for number in (number for part in table.unread if part.why == "weak" for number in part.rows):
            # A register's row with so little in it is hardly a family's; in a list a name alone is an inmate.
            if one := _alone(rows[number - 1], header):
                listed.append(one)
            else:
                nobody.append(number)
        unread += [Unread(name, "no_inmate", tuple(sorted(nobody)))] if nobody else []
    if not listed:
        raise NoNames(unread)
    return InmateSheets(listed, unread, asks)


def tables_of(
    sheets: Sequence[dict[str, Any]], places: Places, *, known: Collection[str], chosen: Choices | None = None
) -> list[tuple[str, list[list[Any]], Header]]:
    """The tables whose columns a person can match: their sheet, its rows, and what the columns are taken for.

    Also those that are not read, for want of a column of names.
    """
    found: list[tuple[str, list[list[Any]], Header]] = []
    for sheet in itertools.chain.from_iterable(map(side_by_side, sheets)):
        rows = sheet["rows"]
        if sheet["hidden"] or is_running_text(rows):
            continue
        if header := header_of_list(rows, places, known, chosen):
            table = Table(sheet["name"], rows, sheet["merged"], places, chosen)
            table.read(header)
            found += [(sheet["name"], rows, one) for one in table.headers]
        elif guess := guessed(rows, places):
            found.append((sheet["name"], rows, guess))
    return found


def _listed(row: SheetRow) -> Listed:
    cells = row.cells
    cell = next((cells[name] for name in ("wbp_nama", "wbp_hubungan", "nama") if cells.get(name)), "")
    said = read_inmate(cell)
    number = as_text(cells.get("wbp_register"))
    if match := REGISTER.search(number):
        number = match[1]
    beside = [*said.remarks, *(as_text(cells.get(name)) for name in ("status_wbp", "status", "keterangan"))]
    gone = in_words([*beside, *row.extras.values()], of_inmate=True) & GONE
    return Listed(said.name.strip(), number.strip() or said.register, bool(gone))


def _alone(row: Sequence[Any], header: Header) -> Listed | None:
    cells = {name: row[c] for c, name in header.columns.items() if c < len(row) and row[c] is not None}
    one = _listed(SheetRow("", 0, {name: cell for name, cell in cells.items() if not isinstance(cell, dict)}))
    is_name = bool(one.name) and reads_as_name(one.name, read.clean(cells.get("nama")))
    return one if is_name or REGISTER.search(one.number) else None


def header_of_list(
    rows: list[list[Any]], places: Places, known: Collection[str], chosen: Choices | None
) -> Header | None:
    """The titles of a sheet, with the column of the inmates' names called ``nama``; None where there is none.

    ``unsure`` has ``nama`` where another column may hold the names as well.
    """
    header = header_of(rows, places, chosen) or _narrow(rows, places, chosen) or _guessed(rows, places, known)
    if header is None or header.chosen:
        return header if header and {"nama", "wbp_register"} & {*header.columns.values()} else None
    below = rows[header.last_row + 1 :]
    columns = header.columns
    if "wbp_register" not in columns.values():
        columns |= {c: "wbp_register" for c in header.labels if look_below(below, places, c).best() == "wbp_register"}
    titled = [c for c, name in columns.items() if name in ("wbp_nama", "wbp_hubungan")]
    titled += [c for c, name in columns.items() if name == "nama"]
    unsure = False
    if not (chosen and any(name in ("nama", "wbp_nama") for name in chosen.named(_titles(header, rows)).values())):
        hits = {column: _known(below, column, known) for column in header.labels}
        unsure = _is_unsure(hits, titled, most=min(len(known), len(below)))
        titled.sort(key=lambda column: -hits[column])
        best = max(hits, key=lambda column: hits[column], default=None)
        if best is not None and hits[best] > (hits[titled[0]] if titled else 0):
            titled.insert(0, best)
    if not titled and "wbp_register" not in columns.values():
        return None
    for column in [c for c, name in columns.items() if name in NAMES]:
        del columns[column]
    if titled:
        columns[titled[0]] = "nama"
        header.extras.pop(titled[0], None)
        header.left_out.pop(titled[0], None)
    header.unsure, header.inmate_nik, header.told_by_content = frozenset({"nama"} if unsure else ()), None, False
    return header


def _is_unsure(hits: Mapping[int, int], titled: Collection[int], *, most: int) -> bool:
    """Whether nothing says which column has the names: two of them name inmates of the register, or one that no title
    calls so names few of those that it could."""
    first, second = [*sorted(hits.values(), reverse=True), 0, 0][:2]
    if second * 2 >= first > 0:
        return True
    best = max(hits, key=lambda column: hits[column], default=None)
    return first > 0 and best not in titled and first * 2 < most


def _guessed(rows: list[list[Any]], places: Places, known: Collection[str]) -> Header | None:
    """The likeliest titles, or columns without any where the row that would hold them names an inmate already."""
    header = guessed(rows, places)
    if header is None or header.first_row < 0:
        return header
    cells = [read.clean(value) for value in rows[header.first_row]]
    if not any(REGISTER.search(cell) or bare_name(cell) in known for cell in cells if cell):
        return header
    return understood(without_titles(rows, places), rows, at=(-1, -1), places=places)


def _known(rows: Sequence[Sequence[Any]], column: int, known: Collection[str]) -> int:
    """How many cells of a column name an inmate of the register."""
    cells = (row[column] for row in rows[:SAMPLE] if column < len(row) and isinstance(row[column], str))
    return sum(bare_name(read_inmate(cell).name) in known for cell in cells)


def _titles(header: Header, rows: list[list[Any]]) -> Mapping[int, Any]:
    depth = header.last_row - header.first_row + 1
    return (titles_of(rows, header.first_row, depth) if header.first_row >= 0 else None) or {}


def _narrow(rows: list[list[Any]], places: Places, chosen: Choices | None) -> Header | None:
    """The titles of a table too narrow for a register: a name, or a number, and one other column or none."""
    for index in range(min(len(rows), TITLES_WITHIN)):
        titles = titles_of(rows, index, 1)
        if titles is None:
            continue
        said = {title.field for title in titles.values() if title.owner in (Owner.INMATE, Owner.UNSAID)}
        named = chosen.named(titles) if chosen else {}
        if {"nama", "wbp_nama", "wbp_register"} & (said | set(named.values())):
            header = understood(titles, rows[index + 1 :], at=(index, index), places=places, above=rows[:index])
            return laid_over(header, named, whole=False)
    return None


NUMBER_SIGNS = re.compile(r"[^a-z0-9/]")


def plain_number(number: str) -> str:
    """A register number as it is compared: ``B.I 12/2025``, ``B.I.12/2025`` and ``b i 12 / 2025`` are one."""
    return NUMBER_SIGNS.sub("", read.clean(number).casefold())
