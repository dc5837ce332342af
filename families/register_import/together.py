"""What stands in several columns and is one answer, or in one column and is several: ticks, two numbers, codes.

A relation ticked in one of six columns, the NIK above the No. KK in one cell, ``1`` for what a legend above the table
calls ``Istri``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from families.register_import import cells as read
from families.register_import import relations
from families.register_import.header import Header
from families.register_import.row import NONE_OF_THEM
from families.register_import.titles import Owner, Title, is_of_recipients, plain_label

Row = Sequence[Any]

NOT_ELIGIBLE = re.compile(r"\b(?:tidak|tdk|tak|bukan|blm|belum) (?:layak|memenuhi\w*|lolos|disetujui)\b")
ELIGIBLE = re.compile(r"\b(?:layak|kelayakan|memenuhi|lolos|disetujui)\b")
YES = re.compile(r"ya|iya|yes|layak", re.IGNORECASE)
NO = re.compile(r"tidak|tdk|tak|no|bukan", re.IGNORECASE)
_NIK, _KK = re.compile(r"\b(?:nik|ktp)\b"), re.compile(r"\b(?:kk|kartu keluarga)\b")
_KK_SAID = re.compile(r"\s*(?:no\.?\s*)?(?:kk\b|k\.k|kartu)", re.IGNORECASE)
_NIK_SAID = re.compile(r"\s*(?:no\.?\s*)?(?:nik\b|e?-?ktp)", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"\s*[\n;,/|]+\s*|(?<=\d{16})\s+(?=\d{16})")
_CODE = r"(?:\d{1,2}|[A-Za-z])"
PAIR = re.compile(
    rf"(?<![\w/])({_CODE})\s*[=:]\s*([A-Za-z][A-Za-z ./-]*?)(?=\s*(?:[,;|()]|$)|\s+{_CODE}\s*[=:])", re.MULTILINE
)
MIN_PAIRS = 2
SEEN = 400
"""So many rows below the titles are looked at."""


def take_together(header: Header, row: Row, cells: dict[str, Any], extras: dict[str, str]) -> frozenset[str]:
    """Put what stands in several columns, or two in one, or as a code, into the cells; the doubts that this raises."""
    doubts = set()
    for column, fields in header.two_numbers.items():
        if column < len(row) and row[column] is not None:
            cells.pop(header.columns.get(column, ""), None)
            cells |= two_numbers(row[column], fields)
    for name, legend in header.legends.items():
        if name in cells:
            cells[name] = meant_by(cells[name], legend)
    words = ticks_in(row, header.ticks)
    if words:
        cells.setdefault("hubungan", words[0] if len(words) == 1 else "")
    if len(words) > 1:
        doubts.add("HUBUNGAN_DUA_ARTI")
        extras["hubungan"] = ", ".join(words)
    if any(_ticked(row, column) for column, verdict in header.verdicts.items() if not verdict):
        doubts.add("TIDAK_LAYAK")
    own = read.read_nik_text(cells["nik"])[0] if header.others_nik and cells.get("nik") else ""
    if own and any(column < len(row) and read.read_nik_text(row[column])[0] == own for column in header.others_nik):
        doubts.add("KOLOM_TIDAK_PASTI")
    return frozenset(doubts) if doubts else NONE_OF_THEM


def ticked_relations(titles: Mapping[int, Title], below: Sequence[Row]) -> dict[int, str]:
    """The columns in which a relation is ticked, each with the word above it: ``ISTRI | SUAMI | ANAK | ORTU``."""
    found = {column: word for column, title in titles.items() if (word := _relation(own_label(title)))}
    if len(found) < MIN_PAIRS:
        return {}
    rows = _of_people(below)
    found = {column: word for column, word in found.items() if _only_ticks(rows, column)}
    return found if len(found) >= MIN_PAIRS and any(_ticked(row, column) for row in rows for column in found) else {}


def _of_people(below: Sequence[Row]) -> list[Row]:
    """The rows with somebody's number: what stands beneath, such as who signed, ticks nothing."""
    return [row for row in below[:SEEN] if any(map(_has_number, row))]


def _has_number(value: Any) -> bool:
    return bool(re.search(r"\d{16}", read.read_nik_text(value)[0])) if isinstance(value, str | int | float) else False


def _relation(label: str) -> str:
    if relations.OTHER.fullmatch(label):
        return "Lainnya"
    if relations.SPOUSE.fullmatch(label):
        return "Pasangan"
    return "Orang tua" if relations.PARENT.fullmatch(label) else relations.relation_alone(label)


def own_label(title: Title) -> str:
    """The label of a column without those of its groups."""
    return plain_label(title.shown.rpartition(" – ")[2])


def columns_of_verdict(titles: Mapping[int, Title], below: Sequence[Row]) -> dict[int, bool]:
    """The columns in which it is ticked whether a family is eligible: ``LAYAK (√)`` above ``YA`` and ``TDK``."""
    found: dict[int, bool] = {}
    for column, title in titles.items():
        own = own_label(title)
        if NOT_ELIGIBLE.search(own) or (ELIGIBLE.search(title.text) and NO.fullmatch(own)):
            found[column] = False
        elif ELIGIBLE.search(title.text) and YES.fullmatch(own):
            found[column] = True
    return {column: verdict for column, verdict in found.items() if _only_ticks(_of_people(below), column)}


def columns_of_marks(titles: Mapping[int, Title], below: Sequence[Row]) -> list[int]:
    """The columns in which it is ticked who of a household receives: ``Nama Anggota | … | Penerima (√)``."""
    rows = _of_people(below)
    return [
        column
        for column, title in titles.items()
        if title.owner is Owner.FAMILY and title.field is None and is_of_recipients(own_label(title))
        if _only_ticks(rows, column) and any(_ticked(row, column) for row in rows)
    ]


def is_marked(row: Row, columns: Sequence[int]) -> bool:
    """Whether a row is ticked in one of these columns."""
    return any(_ticked(row, column) for column in columns)


def ticks_in(row: Row, columns: Mapping[int, str]) -> list[str]:
    """The words of the columns that are ticked in a row."""
    return [word for column, word in columns.items() if _ticked(row, column)]


def _ticked(row: Row, column: int) -> bool:
    return column < len(row) and bool(read.TICK.fullmatch(read.clean(row[column])))


def _only_ticks(below: Sequence[Row], column: int) -> bool:
    return all(
        read.is_nothing(row[column]) or _ticked(row, column)
        for row in below
        if column < len(row) and row[column] is not None
    )


def columns_of_two_numbers(titles: Mapping[int, Title]) -> dict[int, tuple[str, ...]]:
    """The columns whose cells hold the NIK and the No. KK, each with the two in the order of its title."""
    found: dict[int, tuple[str, ...]] = {}
    for column, title in titles.items():
        nik, card = _NIK.search(own_label(title)), _KK.search(own_label(title))
        if nik and card:
            found[column] = ("nik", "no_kk") if nik.start() < card.start() else ("no_kk", "nik")
    return found


def two_numbers(cell: Any, fields: Sequence[str]) -> dict[str, Any]:
    """What a cell with NIK and No. KK says of each: by the word before a number, or else in the order of the title."""
    if not isinstance(cell, str):
        return {"nik": cell}
    parts = [part.strip() for part in _BETWEEN_NUMBERS.split(cell) if part.strip()]
    if len(parts) > len(fields):
        return {"nik": cell}
    said = {"no_kk" if _KK_SAID.match(part) else "nik" if _NIK_SAID.match(part) else "": part for part in parts}
    said.pop("", None)
    return said if len(said) == len(parts) else dict(zip(fields, parts, strict=False))


def legends_in(rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    """What codes mean by a legend beside a table, of relations and of the sex: ``HUB: 1=ISTRI 2=SUAMI``."""
    found: dict[str, dict[str, str]] = {}
    for text in (value for row in rows for value in row if isinstance(value, str) and ("=" in value or ":" in value)):
        pairs = {code.casefold(): word.strip() for code, word in PAIR.findall(text)}
        tied = {code: said for code, word in pairs.items() if (said := _relation(word.casefold()))}
        sexes = {code: word for code, word in pairs.items() if read.read_sex(word)}
        for field, meant in (("hubungan", tied), ("jk", sexes)):
            if len(meant) >= MIN_PAIRS:
                found.setdefault(field, {}).update(meant)
    return found


def meant_by(cell: Any, legend: Mapping[str, str]) -> Any:
    """A cell, or the word for its code."""
    text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else read.clean(cell)
    return legend.get(text.lstrip("0").casefold(), cell)
