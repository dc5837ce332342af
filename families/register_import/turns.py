"""Tables in which lines take turns in one column: the inmate's, then the family's, each with its label.

``WBP : Parmin bin Saji`` above ``Klg : Karsinah (istri)``. Such a sheet is read as if the inmate stood beside the
family.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from families.register_import import cells as read
from families.register_import.inmates import REGISTER
from families.register_import.relations import relation_alone
from families.register_import.title_rows import MIN_COLUMNS
from families.register_import.titles import Owner, plain_label, title_of

Row = Sequence[Any]

LINE = re.compile(r"\s*([A-Za-z][A-Za-z ./]{1,24}?)\s*[:=]\s*(\S.*)", re.DOTALL)
MIN_TURNS = 3
"""So often both of them come before lines are taken for turns."""
TITLES = ("Nama WBP", "No. Register WBP")


def beside_each_other(sheet: dict[str, Any]) -> dict[str, Any]:
    """The sheet with each inmate's line in columns of their own beside the family's; any other sheet as it is.

    Rows keep their places; ``turns`` are the numbers of the lines that were read with another.
    """
    rows = sheet["rows"]
    column = None if sheet["hidden"] else _column_of_turns(rows)
    if column is None:
        return sheet
    titles = _row_of_titles(rows, column)
    if titles is None:
        return sheet
    width = max(len(row) for row in rows)
    result = [list(row) + [None] * (width - len(row) + len(TITLES) + 1) for row in rows]
    result[titles][column] = "Nama Penerima"
    result[titles][width : width + len(TITLES)] = TITLES
    turns: list[int] = []
    held: list[int] = []
    received = False
    for index in range(titles + 1, len(rows)):
        owner, label, text = _labelled(rows[index], column)
        if owner is Owner.INMATE:
            held = [index] if received else [*held, index]
            received = False
        elif held and (owner is Owner.FAMILY or (owner is Owner.RELATIVE and not received)):
            _take_over(result[index], [rows[line] for line in held], column, width)
            result[index][column] = text if owner is Owner.FAMILY else f"{text} ({label})"
            received = True
            turns += [line for line in held if line + 1 not in turns]
        elif owner:
            # A line about others of the family, in a column that nobody reads: it is named as no family.
            result[index][column], result[index][-1] = None, rows[index][column]
    for line in turns:
        result[line] = []
    return sheet | {"rows": result, "turns": tuple(line + 1 for line in dict.fromkeys(turns))}


def _column_of_turns(rows: Sequence[Row]) -> int | None:
    counted: dict[int, dict[Owner, int]] = {}
    for row in rows:
        for column, value in enumerate(row):
            if isinstance(value, str) and (":" in value or "=" in value) and (owner := _labelled(row, column)[0]):
                counts = counted.setdefault(column, {})
                counts[owner] = counts.get(owner, 0) + 1
    return next(
        (
            column
            for column, counts in counted.items()
            if counts.get(Owner.INMATE, 0) >= MIN_TURNS
            and max(counts.get(Owner.FAMILY, 0), counts.get(Owner.RELATIVE, 0)) >= MIN_TURNS
        ),
        None,
    )


def _row_of_titles(rows: Sequence[Row], column: int) -> int | None:
    """The last row above the first of the lines that has titles beside the column's own."""
    first = next(index for index, row in enumerate(rows) if _labelled(row, column)[0])
    for index in range(first - 1, -1, -1):
        labels = [plain_label(value) for value in rows[index]]
        if sum(map(bool, labels)) >= MIN_COLUMNS and column < len(labels) and labels[column]:
            return index
    return None


def _labelled(row: Row, column: int) -> tuple[Owner | None, str, str]:
    """Of whom a line speaks, by the label before its colon; None for other lines."""
    match = LINE.match(row[column]) if column < len(row) and isinstance(row[column], str) else None
    if not match:
        return None, "", ""
    label = plain_label(match[1])
    owner = _owner(label)
    return (owner, label, match[2].strip()) if owner else (None, "", "")


@lru_cache(1000)
def _owner(label: str) -> Owner | None:
    title = title_of(label)
    is_person = title.field == "nama" and title.owner in (Owner.INMATE, Owner.FAMILY, Owner.RELATIVE)
    return title.owner if is_person and (title.owner is not Owner.RELATIVE or relation_alone(label)) else None


def _take_over(row: list[Any], lines: Sequence[Row], column: int, width: int) -> None:
    """Put the inmates of some lines beside the family, with the first one's register number and running number."""
    row[width] = " dan ".join(_labelled(line, column)[2] for line in lines)
    numbers = [read.clean(value) for value in lines[0] if value is not None and REGISTER.fullmatch(read.clean(value))]
    if len(lines) == 1 and numbers:
        row[width + 1] = numbers[0]
    if column > 0 and row[0] is None:
        row[0] = lines[0][0]
