"""What a row of a sheet is: a family, or a title, a numbering, a total, a signature, a place for those below."""

import itertools
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from families.register_import import cells as read
from families.register_import.columns import KEY_FIELDS
from families.register_import.header import Header
from families.register_import.title_rows import MIN_COLUMNS
from families.register_import.titles import plain_label

Row = Sequence[Any]


class Line(StrEnum):
    """What a row below the titles is."""

    BLANK = "blank"
    DATA = "data"
    WEAK = "weak"
    """A row with little in it: a family's while others follow or the rows are numbered on, else what stands beneath."""
    PLACE = "place"
    TITLES = "titles"
    NUMBERING = "numbering"
    TOTAL = "total"
    SIGNATURE = "signature"


TOTAL = re.compile(r"^(grand |sub ?)?(jumlah|total|jml|jlh|rekap\w*)\b", re.IGNORECASE)
SAYS = re.compile(r"[^\s=–—*+|~-]")
COUNT = re.compile(r"\d+\s*(?:wbp|orang|org|kk|keluarga|kel|jiwa|penerima|households?)\.?", re.IGNORECASE)
SIGNATURE = re.compile(
    r"^(nip\b|nrp\b|mengetahui|menyetujui|kepala (?!keluarga)|camat|lurah|kades|bupati|ketua|sekretaris|koordinator"
    r"|kasubsi|karutan|kalapas|ka\. |petugas|pelaksana|a\.? ?n\.? |\.{6,}|_{6,}|pembina |penata "
    r"|[A-Z][a-z]+( [A-Z][a-z]+)?, (\d{1,2}|\.{2,}|…) )",
    re.IGNORECASE,
)
_ENUMERATED = r"(?:[A-Z0-9]{1,4}\s*[.)]\s*)?"
_NAME = r"[.\s:=-]*([A-Za-z' ]+?)"
_COUNT = r"\s*(?:[(:=,–-]\s*\d+\s*(?:kk|keluarga|kel|orang|org|jiwa)?\s*\)?)?\s*"
_LEVELS = {
    "kabupaten": r"(?:kabupaten|kab)\b",
    "kecamatan": r"(?:kecamatan|kec)\b",
    "desa": r"(?:desa|ds|kelurahan|kel)\b",
}
_PLACE = {
    level: re.compile(
        rf"(?:^{_ENUMERATED}|[\s,/]){word}{_NAME}{_COUNT}(?=$|[,/]|\b(?:kecamatan|kec|kabupaten|kab|desa|ds|kelurahan|kel)\b)",
        re.IGNORECASE,
    )
    for level, word in _LEVELS.items()
}
_RT_RW = re.compile(
    rf"{_ENUMERATED}(?:RT[\s.:]*\d{{1,3}}(?:[\s/,.-]*(?:RW[\s.:]*)?\d{{1,3}})?|RW[\s.:]*\d{{1,3}})", re.IGNORECASE
)
_BEGINS = re.compile(rf"^{_ENUMERATED}(?:{'|'.join(_LEVELS.values())})", re.IGNORECASE)
# How a title above a table says for which place it is, after other words: ``DATA KELUARGA WBP KECAMATAN CEPU``.
_WITHIN = re.compile(r"\b(?:kabupaten|kab|kecamatan|kec|desa|kelurahan)\b", re.IGNORECASE)


def line_of(row: Row, header: Header) -> Line:
    """What a row below the titles is, by itself."""
    # Nearly all rows end here, and no row with a number of a person is anything else.
    if has_number(row):
        return Line.DATA
    filled = {name: row[c] for c, name in header.columns.items() if c < len(row) and row[c] is not None}
    texts = [value.strip() for value in row if isinstance(value, str) and value.strip()]
    if not any(isinstance(value, int | float | dict) or SAYS.search(read.clean(value)) for value in row):
        # Dashes between the families, as a typewriter drew them, say nothing.
        return Line.BLANK
    if _is_numbering([value for value in row if value is not None]):
        return Line.NUMBERING
    if says_titles(row, header):
        return Line.TITLES
    if texts and (TOTAL.match(texts[0]) or all(COUNT.fullmatch(text) for text in texts)):
        return Line.TOTAL
    if place_of(row):
        return Line.PLACE
    if texts and SIGNATURE.match(texts[0]):
        return Line.SIGNATURE
    names = filled.keys() - {"number"}
    if len(names) >= MIN_COLUMNS or len(names & KEY_FIELDS) >= 2:
        return Line.DATA
    return Line.WEAK


def says_titles(row: Row, header: Header) -> bool:
    """Whether a row has titles of ``header`` once more, all of them or those of one of its rows.

    Titles of which two have changed places are those of another table.
    """
    said = {c: plain_label(row[c]) for c in header.labels if c < len(row) and row[c] is not None}
    same = {c for c, label in said.items() if label and _is_title(label, header.labels[c])}
    elsewhere = [
        c
        for c, label in said.items()
        if label and c not in same and any(label == title for other, title in header.labels.items() if other != c)
    ]
    return len(same) >= 2 and len(same) * 2 > len(said) and not elsewhere


def _is_title(label: str, title: str) -> bool:
    return label == title or title.endswith(f" {label}")


def is_whole(row: Row, header: Header) -> bool:
    """Whether a row has so much that it is a family's wherever it stands."""
    filled = {name for c, name in header.columns.items() if c < len(row) and row[c] is not None}
    return has_number(row) or len(filled - {"number"}) > MIN_COLUMNS


def place_of(row: Row) -> dict[str, str]:
    """The places that a row between the families announces for those below it: ``B. KEC. KRADENAN (2 KK)``."""
    values = [value for value in row if value is not None and read.clean(value)]
    texts = [read.clean(value) for value in values if isinstance(value, str)]
    if len(texts) != 1 or len(values) > 2:
        return {}
    if len(values) == 1 and _RT_RW.fullmatch(texts[0]):
        return {"rtrw": texts[0]}
    if not _BEGINS.match(texts[0]):
        return {}
    return _places_in(texts[0])


def places_above(rows: Sequence[Row]) -> dict[str, str]:
    """The places that the rows above a table name, the last of each level: ``DESA : GADON``."""
    found: dict[str, str] = {}
    for row in rows:
        line = " ".join(read.clean(value) for value in row if isinstance(value, str))
        if _WITHIN.search(line):
            found |= _places_in(line)
    return found


def _places_in(text: str) -> dict[str, str]:
    found = {level: pattern.search(text) for level, pattern in _PLACE.items()}
    return {level: match[1].strip() for level, match in found.items() if match and match[1].strip()}


def has_number(row: Row) -> bool:
    """Whether a cell of a row holds 16 digits, as a number or as a text."""
    return any(
        10**15 <= value < 10**16 if isinstance(value, int | float) else isinstance(value, str) and _is_number(value)
        for value in row
    )


def _is_number(text: str) -> bool:
    if len(text) == 16 and text.isdecimal():
        return True
    # Counted first: every cell of a file is asked, and most are short or without so many digits.
    return (
        len(text) >= 16
        and sum(map(str.isdecimal, text)) >= 16
        and bool(re.fullmatch(r"\d{16}", read.read_nik_text(text)[0]))
    )


def _is_numbering(values: list[object]) -> bool:
    numbers = []
    for value in values:
        text = str(value).strip().strip("().")
        if not re.fullmatch(r"[0-9]{1,3}", text):
            return False
        numbers.append(int(text))
    return len(numbers) >= MIN_COLUMNS and all(b - a == 1 for a, b in itertools.pairwise(numbers))
