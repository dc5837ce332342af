"""Rows that hold the titles of a table: one to three of them, the upper ones over several columns."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from families.register_import import cells as read
from families.register_import.titles import Title, plain_label, title_of

Row = Sequence[object]

MOST_TITLE_ROWS = 3
MIN_COLUMNS = 3
LONGEST_TITLE = 80
LONGEST_QUESTION = 300
MANY = 4
PATH = re.compile(r"[a-z0-9_]{2,}(?:/[a-z0-9_]{2,})+")
MIN_PATHS = 5
"""So many of a sheet's titles, all in small letters, and none is ``l/p`` or ``rt/rw``."""
MIN_UNDER = 2
"""A second row of titles has so many: one text alone is a place or a title of what follows."""


def titles_of(rows: Sequence[Row], index: int, depth: int) -> dict[int, Title] | None:
    """What the titles in ``depth`` rows from ``index`` on say, by column; None where these rows can't be titles."""
    block = rows[index : index + depth]
    if len(block) < depth or any(not _may_be_titles(row) for row in block):
        return None
    if any(sum(bool(plain_label(value)) for value in row) < MIN_UNDER for row in block[1:]):
        return None
    if any(_is_data_below(above, below) for above, below in itertools.pairwise(block)):
        return None
    if depth > 1 and _is_over_all(block):
        return None
    paths = _are_paths(block)
    titles: dict[int, Title] = {}
    groups: list[str] = [""] * depth
    shown: list[str] = [""] * depth
    for column in range(max(len(row) for row in block)):
        labels = [plain_label(cell_at(row, column)) for row in block]
        for level, label in enumerate(labels):
            if label:
                # A new group ends those below it.
                groups[level:] = [label, *[""] * (depth - level - 1)]
                shown[level:] = [read.clean(cell_at(block[level], column)), *[""] * (depth - level - 1)]
        own = next((level for level in reversed(range(depth)) if labels[level]), None)
        if own is not None:
            label, above = labels[own], groups[:own]
            if paths and (parts := read.clean(cell_at(block[own], column)).split("/"))[1:]:
                label, above = plain_label(parts[-1]), [*above, *map(plain_label, parts[:-1])]
            title = title_of(label, " ".join(filter(None, above)))
            titles[column] = replace(title, shown=" – ".join(filter(None, shown[: own + 1])))
    return titles


def _are_paths(block: Sequence[Row]) -> bool:
    """Whether titles say their groups as an export of a survey does: ``kel/nama_penerima``, ``alamat/desa``."""
    found = [value for row in block for value in row if isinstance(value, str) and PATH.fullmatch(value.strip())]
    return len(found) >= MIN_PATHS


def _is_over_all(block: Sequence[Row]) -> bool:
    """Whether the first row has one text alone that stands over all columns: a title of the sheet, and no group."""
    labelled = [column for column, value in enumerate(block[0]) if plain_label(value)]
    first = min(column for row in block[1:] for column, value in enumerate(row) if plain_label(value))
    return len(labelled) == 1 and labelled[0] <= first


def _may_be_titles(row: Row) -> bool:
    """Whether a row can hold titles: some text, no date and no number of a person."""
    if not any(plain_label(value) for value in row):
        return False
    # A form's questions are longer than titles, and many stand side by side.
    longest = LONGEST_QUESTION if sum(bool(plain_label(value)) for value in row) > MANY else LONGEST_TITLE
    return not any(
        isinstance(value, int | float | dict) or len(read.clean(value)) > longest or _long(value) for value in row
    )


def _long(value: object) -> bool:
    return sum(letter.isdigit() for letter in read.clean(value)) >= 10


def _is_data_below(top: Row, bottom: Row) -> bool:
    """Whether the row below a header has cells of its own under titles that already say all: then it is a first row."""
    under = 0
    for column, value in enumerate(bottom):
        spans = not plain_label(cell_at(top, column + 1))
        if isinstance(value, str) and title_of(plain_label(cell_at(top, column))).field and not spans:
            under += 1
    return under >= MIN_COLUMNS


def cell_at(row: Row, column: int) -> Any:
    return row[column] if column < len(row) else None
