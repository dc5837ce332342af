"""One sheet's table from its titles down: its rows about families, and what else stands between and beneath them."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any

from families.names import bare_name
from families.register_import import cells as read
from families.register_import import together
from families.register_import.columns import Choices, Places, find_header
from families.register_import.free_text import reads_as_name
from families.register_import.header import Header
from families.register_import.inmates import read_inmate
from families.register_import.lines import Line, has_number, is_whole, line_of, place_of, places_above
from families.register_import.not_needed import EMAIL_COLUMN, NOT_NEEDED, OFFENCE
from families.register_import.row import NONE_OF_THEM, SheetRow, as_text
from families.register_import.sides import with_sides
from families.register_import.titles import OFFENCE_OR_CELL, PARTS_OF_A_DAY, plain_label, title_of
from families.register_import.unread import Unread

DITTO_FIELDS = frozenset(
    (
        "no_kk",
        "hubungan",
        "wbp_nama",
        "wbp_hubungan",
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
Place = dict[str, str]
LEVELS = ("kabupaten", "kecamatan", "desa", "rtrw")
MOST_TABLES = 40
"""So many tables of a sheet are told apart; more have only files that were made to keep somebody busy."""
MOST_TITLES = 1500
"""So many titles of a sheet are looked at in the middle of it, whether they are some or not: each takes its time."""
AHEAD = 60
"""So many rows below titles further down say what their columns hold."""
# What may go on in a second line, and how an address does that.
GO_ON = frozenset(("nama", "wbp_nama", "wbp_hubungan", "alamat", "keterangan"))
GOES_ON = re.compile(r"\s*(?:rt|rw|desa|ds|kelurahan|kel|kecamatan|kec)(?![a-z])", re.IGNORECASE)
PLACE_WORD = re.compile(r"\b(?:desa|ds|kelurahan|kel)\b", re.IGNORECASE)
NEW_TITLES = 4
"""So many titles, one of them a name or a number, make a row of titles in the middle of a sheet."""


@dataclass
class Table:
    """A sheet as it is read; ``unread`` fills while ``read`` goes through it."""

    name: str
    rows: list[list[Any]]
    merged: list[list[int]]
    places: Places
    chosen: Choices | None = None
    unread: list[Unread] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    """The titles that were found, in the order of their rows."""
    titles_left: int = MOST_TITLES
    marked_cards: set[str] = field(default_factory=set)
    """The family cards of rows that are marked as those who receive."""

    @cached_property
    def numbered(self) -> list[bool]:
        """Of each row as it stands in the file, whether it holds a number of a person."""
        return list(map(has_number, self.rows))

    def read(self, header: Header) -> list[SheetRow]:
        """All rows about families below ``header``, also those below titles that stand further down."""
        result: list[SheetRow] = []
        above = 0
        current = header
        for number in range(MOST_TABLES):
            following = self._next_titles(current) if number + 1 < MOST_TABLES else None
            end = following[0] if following else len(self.rows)
            self._name_columns(current)
            self.headers.append(current)
            above_all = places_above(self.rows[above : max(current.first_row, 0)])
            titles = [{level: name} for level, name in above_all.items()]
            rows = self._rows_between(current, end, titles, result[-1] if result else None)
            result += with_sides(rows, in_his_group=current.ties_him)
            if following is None:
                break
            above, current = end, following[1]
        return result

    def _next_titles(self, header: Header) -> tuple[int, Header] | None:
        """The next row of titles that aren't those of ``header`` again, with its header."""
        for index in range(header.last_row + 1, len(self.rows)):
            if self.numbered[index]:
                continue
            labels = [plain_label(value) for value in self.rows[index]]
            words = " ".join(labels).split()
            if ("nama" not in words and "nik" not in words) or line_of(self.rows[index], header) is Line.TITLES:
                continue
            self.titles_left -= sum(bool(label) for label in labels)
            if self.titles_left < 0:
                return None
            if len({title_of(label).field for label in labels if label} - {None}) < NEW_TITLES:
                continue
            found = find_header(self.rows[index : index + AHEAD], self.places, chosen=self.chosen, within=1)
            if found:
                found.first_row += index
                found.last_row += index
                return found.first_row, found
        return None

    def _name_columns(self, header: Header) -> None:
        chosen = header.left_out.keys() - {header.inmate_nik} if header.chosen else set()
        below = self.rows[header.last_row + 1 :]
        aside = {
            column: why
            for column, why in header.set_aside.items()
            if column in header.left_out and any(column < len(row) and row[column] is not None for row in below)
        }
        email, unneeded = ({c for c, why in aside.items() if why == one} for one in (EMAIL_COLUMN, NOT_NEEDED))
        rest = header.left_out.keys() - chosen - (header.set_aside.keys() - aside.keys()) - email - unneeded
        of_case = {column for column in rest - aside.keys() if OFFENCE_OR_CELL.search(header.labels[column])}
        of_case |= {column for column, why in aside.items() if why == OFFENCE}
        named = {"other_people": rest - of_case, "offence": of_case, "email": email, "not_needed": unneeded}
        for why, columns in (named | {"not_chosen": chosen}).items():
            if titles := tuple(header.left_out[column] for column in sorted(columns)):
                self.unread.append(Unread(self.name, why, titles=titles))
        if header.beside:
            self.unread.append(Unread(self.name, "beside", titles=header.beside))

    def _rows_between(self, header: Header, end: int, titles: list[Place], last: SheetRow | None) -> list[SheetRow]:
        repeated = _fill_merged(self.rows, self.merged, header, end)
        found = {
            n: Line.DATA if self.numbered[n] else line_of(self.rows[n], header) for n in range(header.last_row + 1, end)
        }
        lines = _settled(found, self.rows, header)
        result: list[SheetRow] = []
        joined: list[int] = []
        for index, line in lines.items():
            if line is Line.PLACE:
                titles = _still_valid(titles, place_of(self.rows[index]))
            elif line is Line.DATA and result and result[-1].number == index and self._goes_on(index, header, repeated):
                result[-1] = self._joined(result[-1], index, header)
                joined.append(index + 1)
            elif line is Line.DATA:
                above = result[-1].cells if result else {}
                place = {level: name for title in titles for level, name in title.items()}
                result.append(self._row(index, header, place, repeated.get(index, []), above))
        self._name_lines(lines)
        if joined:
            self.unread.append(Unread(self.name, "joined", tuple(joined)))
        return result

    def _goes_on(self, index: int, header: Header, repeated: dict[int, list[int]]) -> bool:
        """Whether a row is the second line of the numbered family above: it has no number and no person's numbers, and
        its texts go on with those above, the address among them where the village is still to come."""
        if index in repeated or has_number(self.rows[index]):
            return False
        row, above = (_texts(self.rows[number], header) for number in (index, index - 1))
        if "number" not in above or not {"nama", "alamat"} <= row.keys() <= GO_ON & above.keys():
            return False
        return bool(GOES_ON.match(row["alamat"])) and not PLACE_WORD.search(above["alamat"])

    def _joined(self, first: SheetRow, index: int, header: Header) -> SheetRow:
        texts = _texts(self.rows[index], header)
        cells = first.cells | {name: f"{as_text(first.cells[name])} {text}" for name, text in texts.items()}
        return replace(first, cells=cells, doubts=first.doubts | {"BARIS_DIGABUNG"})

    def _row(
        self, index: int, header: Header, place: dict[str, str], repeated: list[int], above: dict[str, Any]
    ) -> SheetRow:
        row = self.rows[index]
        width = len(row)
        cells = {
            name: _cell(value) if isinstance(value, dict) else value
            for c, name in header.columns.items()
            if c < width and (value := row[c]) is not None
        }
        cells.pop("number", None)
        extras: dict[str, str] = {}
        doubts = together.take_together(header, row, cells, extras)
        if header.marks and not self._receives(row, header, cells):
            doubts |= {"KOLOM_TIDAK_PASTI"}
        if PARTS_OF_A_DAY[0] in header.columns.values():
            cells["tgl_lahir"] = "/".join(as_text(cells.pop(name, "")) for name in PARTS_OF_A_DAY)
        if header.inmate_nik is not None and header.inmate_nik < len(row):
            cells["wbp_nik"] = row[header.inmate_nik]
        if "no_kk" in header.columns.values():
            # Whether a table has family cards at all is asked of each of its rows.
            cells.setdefault("no_kk", "")
        if header.recipient_is:
            cells["penerima_sbg"] = header.recipient_is
        cells |= _stand_in(header, row, cells)
        if header.inmate_is and "wbp_nama" in cells:
            cells.setdefault("wbp_sebagai", header.inmate_is)
        if header.of_pupils:
            cells.setdefault("wali_sbg", "")
        same = {header.columns[column] for column in repeated} | _copy_from_above(cells, above)
        extras |= {
            label: value if isinstance(value, str) else as_text(_cell(value))
            for c, label in header.extras.items()
            if c < width and (value := row[c])
        }
        if header.told_by_content and "wbp_hubungan" in cells and not _says_inmate(cells["wbp_hubungan"]):
            column = next(c for c, name in header.columns.items() if name == "wbp_hubungan")
            extras[header.labels[column]] = as_text(cells.pop("wbp_hubungan"))
        at = self.name, index + 1
        return SheetRow(
            *at,
            cells,
            extras,
            frozenset(same) if same else NONE_OF_THEM,
            unsure=header.unsure,
            place=place,
            doubts=doubts,
        )

    def _receives(self, row: list[Any], header: Header, cells: dict[str, Any]) -> bool:
        """Whether a row is marked, or one of its household is that stands above it: then it is a member of that one."""
        card = as_text(cells.get("no_kk"))
        if together.is_marked(row, header.marks):
            self.marked_cards.add(card)
            return True
        return bool(card) and card in self.marked_cards

    def _name_lines(self, lines: dict[int, Line]) -> None:
        for why in (Line.NUMBERING, Line.TITLES, Line.TOTAL, Line.SIGNATURE, Line.WEAK):
            rows = tuple(index + 1 for index, line in lines.items() if line is why)
            if rows:
                self.unread.append(Unread(self.name, why, rows))


def _stand_in(header: Header, row: list[Any], cells: dict[str, Any]) -> dict[str, Any]:
    """Who else of the family a row names, where its recipient is the inmate; of others nothing is read."""
    other = header.stand_in
    if other is None or other.name >= len(row) or not read.clean(row[other.name]):
        return {}
    if bare_name(read.clean(cells.get("nama"))) != bare_name(read.clean(cells.get("wbp_nama"))):
        return {}
    nik = row[other.nik] if other.nik is not None and other.nik < len(row) else None
    # A number that Excel kept as one has lost its last digit.
    return {"lain_nama": row[other.name], "lain_nik": nik if isinstance(nik, str) else "", "lain_sbg": other.relation}


def _settled(lines: dict[int, Line], rows: list[list[Any]], header: Header) -> dict[int, Line]:
    """The same with each row that has little in it told apart: a family's, or what stands between and beneath."""
    settled = dict(lines)
    # From below: nearly always the first that is asked.
    last = next((index for index in reversed(lines) if lines[index] is Line.DATA and is_whole(rows[index], header)), -1)
    signed = min((index for index, line in lines.items() if line is Line.SIGNATURE and index > last), default=len(rows))
    settled |= {index: Line.SIGNATURE for index, line in lines.items() if index > signed and line is not Line.BLANK}
    open_end = True
    for index, line in lines.items():
        if index > last and line in (Line.BLANK, Line.TOTAL, Line.SIGNATURE):
            open_end = False
        if line is not Line.WEAK or index > signed:
            continue
        filled = {name for c, name in header.columns.items() if c < len(rows[index]) and rows[index][c] is not None}
        if "nama" not in filled and re.search(r"[^\W\d_]{3}", str(_number(rows[index], header))):
            # A text in the place of the running number: a title that comes again on the next page.
            continue
        numbered = "number" in filled and re.fullmatch(r"\d{1,5}\.?", str(_number(rows[index], header)).strip())
        if filled - {"number"} and (index < last or numbered or open_end):
            settled[index] = Line.DATA
    return settled


def _texts(row: list[Any], header: Header) -> dict[str, str]:
    return {name: as_text(_cell(row[c])) for c, name in header.columns.items() if c < len(row) and row[c] is not None}


def _says_inmate(cell: Any) -> bool:
    """Whether a cell of a column that may hold anything names an inmate or a relation: other words are a remark."""
    inmate = read_inmate(cell)
    return reads_as_name(inmate.name, read.clean(cell)) if inmate.name else bool(inmate.relation and not inmate.remarks)


def _number(row: list[Any], header: Header) -> Any:
    return next((row[c] for c, name in header.columns.items() if name == "number" and c < len(row)), "")


def _still_valid(titles: list[Place], new: Place) -> list[Place]:
    """The titles that hold after another one, with it: none that speaks of a level that it names, or of one below."""
    widest = min(LEVELS.index(level) for level in new)
    kept = [title for title in titles if all(LEVELS.index(level) < widest for level in title)]
    return [*kept, new]


def _fill_merged(rows: list[list[Any]], merged: list[list[int]], header: Header, end: int) -> dict[int, list[int]]:
    """Copy the value of cells merged downwards into their rows up to ``end``; returns the columns so filled by row.

    ``merged`` is in the order of rows, and no two of a column overlap.
    """
    filled: dict[int, list[int]] = {}
    begin = bisect_left(merged, header.last_row + 1, key=itemgetter(0))
    for first, last, column in merged[begin : bisect_left(merged, end, key=itemgetter(0))]:
        if column not in header.columns or column >= len(rows[first]):
            continue
        for index in range(first + 1, min(last + 1, end)):
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
        if name in DITTO_FIELDS and isinstance(value, str) and read.is_ditto(value) and name in above
    }
    cells.update({name: above[name] for name in same})
    return same


def _cell(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
