"""Columns that a person matched to fields, and tables whose titles say nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from families.register_import import cells as read
from families.register_import.columns import Places, look_below, understood
from families.register_import.header import Header, written
from families.register_import.title_rows import titles_of
from families.register_import.titles import Owner, Title, plain_label

SEARCHED = 40
"""Among so many rows at the head of a sheet the titles are looked for."""
SAMPLES = 3
Row = Sequence[object]


@dataclass
class Chosen:
    """What people chose: for whole tables by the digest of their titles, and for single columns by their title."""

    tables: Mapping[bytes, Mapping[int, str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    digest: Callable[[str], bytes] = field(default=lambda text: text.encode())

    def __bool__(self) -> bool:
        return bool(self.tables or self.titles)

    def whole(self, titles: Mapping[int, Title]) -> Mapping[int, str] | None:
        """What each column of this table is, where somebody said so."""
        return self.tables.get(self.digest(written(titles))) if self.tables else None

    def named(self, titles: Mapping[int, Title]) -> dict[int, str]:
        """What single columns of a table are, by their titles."""
        return {
            column: self.titles[label]
            for column, title in titles.items()
            if (label := plain_label(title.shown.rpartition(" – ")[2])) in self.titles
        }


def guessed(rows: Sequence[Row], places: Places) -> Header | None:
    """The likeliest titles of a sheet in which none were understood, or columns without any, by what cells look like.

    None where the sheet holds no table at all.
    """
    heads = [
        (sum(isinstance(value, str) for value in rows[index]), -index)
        for index in range(min(len(rows) - 1, SEARCHED))
        if titles_of(rows, index, 1) is not None and _filled(rows[index + 1]) > 1
    ]
    most, place = max(heads, default=(0, 0))
    if most > 1:
        titles = titles_of(rows, -place, 1) or {}
        return understood(titles, rows[1 - place :], at=(-place, -place), places=places)
    width = max((len(row) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return None
    titles = without_titles(rows, places)
    return understood(titles, rows, at=(-1, -1), places=places)


def without_titles(rows: Sequence[Row], places: Places) -> dict[int, Title]:
    """Titles for columns that have none: what their cells look like."""
    width = max((len(row) for row in rows), default=0)
    return {
        column: Title(f"~{look_below(rows, places, column).best() or ''}", None, Owner.UNSAID, chr(65 + column % 26))
        for column in range(width)
    }


def samples(rows: Sequence[Row], header: Header, column: int) -> list[str]:
    """Some different cells of a column, as they stand in the file."""
    found: dict[str, None] = {}
    for row in rows[header.last_row + 1 :]:
        value: Any = row[column] if column < len(row) else None
        if text := read.clean(value["date"] if isinstance(value, dict) else value):
            found[text] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def _filled(row: Row) -> int:
    return sum(value is not None for value in row)
