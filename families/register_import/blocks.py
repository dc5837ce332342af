"""Tables that stand side by side in one sheet, with the same titles over each, and families written as cards."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from families.register_import import cells as read
from families.register_import.columns import HEADER_DEPTH
from families.register_import.lines import places_above
from families.register_import.not_needed import is_set_aside
from families.register_import.row import SheetRow
from families.register_import.title_rows import MIN_COLUMNS
from families.register_import.titles import Owner, Title, plain_label, relation_in, title_of
from families.register_import.turns import beside_each_other

Row = Sequence[Any]
# ``[21/11/26 08.12] Bu Kader:``, ``21/11/26 08.12 - Bu Kader:``
OF_A_CHAT = re.compile(
    r"^\s*\[?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}[ ,]+\d{1,2}[.:]\d{2}[^:\]-]{0,8}(?:\]|\s-)\s*[^:]{1,40}:\s*"
)
MOST_BLOCKS = 12
MIN_LINES_OF_CARD = 4
LOOKED_THROUGH = 400
"""So many lines show whether cards stand side by side."""
LINES_ABOVE = 40
"""So many lines above a card may say where it is; a file of 20,000 lines is looked at in seconds, whatever it holds."""


def side_by_side(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """The sheet as one for each of its tables; the first keeps the name, the others tell their columns beside it.

    Rows and columns keep their places, so a row is still found in the file.
    """
    rows = sheet["rows"]
    spans = [] if sheet["hidden"] else _spans(rows) or _spans_of_other_titles(rows) or _spans_of_cards(rows)
    if not spans:
        return [beside_each_other(sheet)]
    parts = []
    for number, (first, last) in enumerate(spans):
        name = sheet["name"] if number == 0 else f"{sheet['name']} ({_letters(first)}:{_letters(last)})".strip()
        own = [[None] * len(row[:first]) + list(row[first : last + 1]) for row in rows]
        merged = [span for span in sheet["merged"] if first <= span[2] <= last]
        parts.append(sheet | {"name": name, "rows": own, "merged": merged})
    return parts


def _spans(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The columns of tables with the same titles, from first to last, or none where there is one table alone."""
    for index, row in enumerate(rows[:HEADER_DEPTH]):
        labels = [plain_label(value) for value in row]
        starts = _starts(labels)
        if not starts or not all(_is_parted(rows[index:], labels, start) for start in starts[1:]):
            continue
        width = max(len(each) for each in rows)
        ends = [start - 1 for start in starts[1:]] + [width - 1]
        # What is left of the first table's titles belongs to it, such as a note.
        return list(zip([0, *starts[1:]], ends, strict=True))
    return []


def _spans_of_other_titles(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The columns of tables that differ in their titles, parted by an empty column; none where there is one alone.

    Each names families, their inmates and their numbers: what is told of the inmate to the left of what is told of his
    family is one table.
    """
    for index, row in enumerate(rows[:HEADER_DEPTH]):
        labels = [plain_label(value) for value in row]
        if sum(map(bool, labels)) < 2 * MIN_COLUMNS:
            continue
        below = rows[index:]
        empty = {c for c in range(len(labels)) if not any(c < len(each) and each[c] is not None for each in below)}
        starts = [0, *(c for c in range(1, len(labels)) if c - 1 in empty and c not in empty)]
        if not 1 < len(starts) <= MOST_BLOCKS:
            continue
        ends = [start - 1 for start in starts[1:]] + [max(len(each) for each in rows) - 1]
        spans = list(zip(starts, ends, strict=True))
        if all(_is_table(labels[first : last + 1]) for first, last in spans):
            return spans
    return []


def _is_table(labels: Sequence[str]) -> bool:
    titles = [title_of(label) for label in labels if label]
    names_family = any(title.field == "nama" and title.owner is not Owner.INMATE for title in titles)
    names_inmate = any(title.owner is Owner.INMATE for title in titles)
    return names_family and names_inmate and any(title.field == "nik" for title in titles)


def _spans_of_cards(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The columns of cards that stand side by side, each with a name, parted by an empty column; none where one stands
    alone."""
    width = max((len(row) for row in rows), default=0)
    # A title of the sheet stands alone in its row.
    full = [row for row in rows if len(row) - row.count(None) > 1]
    used = [any(column < len(row) and row[column] is not None for row in full) for column in range(width)]
    starts = [c for c in range(width) if used[c] and (c == 0 or not used[c - 1])]
    if not 1 < len(starts) <= MOST_BLOCKS:
        return []
    ends = [start - 1 for start in starts[1:]] + [width - 1]
    spans = list(zip([0, *starts[1:]], ends, strict=True))
    return spans if all(_has_card(rows, first, last) for first, last in spans) else []


def _has_card(rows: Sequence[Row], first: int, last: int) -> bool:
    lines = [line for row in rows[:LOOKED_THROUGH] if (line := _labelled(row[first : last + 1]))]
    return any(_is_name(label) for label, _value in lines) and len(lines) >= MIN_LINES_OF_CARD


def _starts(labels: Sequence[str]) -> list[int]:
    """Where the same titles begin again, the first time included."""
    first = next((column for column, label in enumerate(labels) if label), None)
    if first is None:
        return []
    starts = [column for column, label in enumerate(labels) if label == labels[first]]
    if not 1 < len(starts) <= MOST_BLOCKS:
        return []
    pieces = [
        [label for label in labels[start:end] if label] for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    same = all(piece == pieces[0] for piece in pieces)
    fields = {title_of(label).field for label in pieces[0]}
    return starts if same and len(fields - {None}) >= MIN_COLUMNS and fields & {"nama", "nik"} else []


def _is_parted(below: Sequence[Row], labels: Sequence[str], start: int) -> bool:
    """Whether a table begins in this column: behind an empty one, or with a running number of its own.

    Under ``DATA KELUARGA`` and ``DATA WBP`` the same titles stand twice in one table, with neither.
    """
    empty = all(row[start - 1] is None for row in below if start - 1 < len(row))
    return empty or title_of(labels[start]).field == "number"


def _letters(column: int) -> str:
    """The name of a column, counted from 0, as Excel has it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cards(name: str, rows: Sequence[Row]) -> tuple[list[SheetRow], set[int]]:
    """Families of a sheet without titles that are written as cards, a label and a value in each line.

    Returns them, each under the number of its first line, with the numbers of all lines of cards.
    """
    found: list[SheetRow] = []
    used: set[int] = set()
    card: list[tuple[int, str, Any]] = []
    # The last lines above that are of no card: what a card says of its own address holds for nobody else.
    above: deque[Row] = deque(maxlen=LINES_ABOVE)
    for index in range(len(rows) + 1):
        line = _labelled(rows[index]) if index < len(rows) else None
        again = line and _is_name(line[0]) and any(_is_name(label) for _index, label, _value in card)
        if card and (line is None or again):
            if row := _family(name, card):
                found.append(replace(row, place=places_above(list(above))))
                used |= {number + 1 for number, label, _value in card if not is_set_aside(title_of(label))}
            else:
                above.extend(rows[number] for number, _label, _value in card)
            card = []
        if line:
            card.append((index, *line))
        elif index < len(rows) and any(value is not None for value in rows[index]):
            above.append(rows[index])
    return found, used


def _labelled(row: Row) -> tuple[str, Any] | None:
    """A line's label and its value, in two cells or in one with a colon; None for any other line.

    A label without a value is of the card, too. Who wrote a line of a chat, and when, is no label.
    """
    filled = [value for value in row if value is not None and read.clean(value) not in ("", ":")]
    if len(filled) == 1 and isinstance(filled[0], str) and ":" in filled[0]:
        label, colon, value = OF_A_CHAT.sub("", filled[0]).partition(":")
        is_known = value.strip() or title_of(plain_label(label)).field
        return (plain_label(label), value.strip() or None) if colon and plain_label(label) and is_known else None
    if len(filled) != 2 or not isinstance(filled[0], str) or not plain_label(filled[0]):
        return None
    value = filled[1]
    return plain_label(filled[0]), value.lstrip(": ") if isinstance(value, str) else value


def _is_name(label: str) -> bool:
    title = title_of(label)
    return title.field == "nama" and title.owner in (Owner.UNSAID, Owner.FAMILY)


def _family(name: str, card: Sequence[tuple[int, str, Any]]) -> SheetRow | None:
    cells: dict[str, Any] = {}
    extras: dict[str, str] = {}
    for _index, label, value in card:
        title = title_of(label)
        field = _field_on_card(title)
        if value is None or is_set_aside(title):
            continue
        if field and field not in cells:
            cells[field] = value
            if field == "wbp_nama" and relation_in(label):
                cells["wbp_sebagai"] = relation_in(label)
        elif title.owner in (Owner.UNSAID, Owner.FAMILY) or not title.field or title.field == "nama":
            extras[label] = read.clean(value)
    if "nama" not in cells or len(cells) < MIN_COLUMNS or not cells.keys() & {"nik", "wbp_nama"}:
        return None
    return SheetRow(name, card[0][0] + 1, cells, extras)


def _field_on_card(title: Title) -> str | None:
    """What the line of a card says; of other people only the inmate's name and NIK are asked for."""
    if title.owner is Owner.INMATE:
        return {"nama": "wbp_nama", "nik": "wbp_nik", "hubungan": "hubungan"}.get(title.field or "", _of_inmate(title))
    if title.owner in (Owner.RELATIVE, Owner.OTHER) or title.field == "number":
        return None
    return title.field


def _of_inmate(title: Title) -> str | None:
    return title.field if title.field in ("wbp_register", "tgl_bebas", "status_wbp") else None
