"""*Rekap Kanwil* as Excel, and reading one that another centre's Peduli wrote.

A second, hidden sheet says which file it is and has a check number over the rows, so that a figure that was altered is
noticed; saving the file anew alters nothing. It is no signature: who knows how it is made can make it for other
figures, too, as two installations share no key.
"""

import datetime
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from textwrap import shorten
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from config.errors import Refused
from config.workbooks import NumberStyles
from distributions.reports.given import Good
from distributions.reports.regional import CentreMonth, FromFile, Stands, totals
from families.register_import.file_reader import MAX_CELL_LENGTH
from families.register_import.sheet import read_cells

MARK, VERSION = "peduli-rekap-kanwil", 2
HIDDEN = "Peduli"
MONTH, FAMILIES, VALUE, FIXED = 2, 4, 8, 12
COUNTS = ("families", "persons", "places", "packages")
LINK = re.compile(r"https?://\S+")
LONGEST, MOST = 300, 10**12
# So many rows have all centres of the country in a year.
MOST_ROWS = 8000
# As Excel has: each kind of goods is one, and what one centre calls otherwise than another is a kind of its own.
MOST_COLUMNS = 16_384


def regional_workbook(rows: Sequence[CentreMonth]) -> bytes:
    """One sheet with a line for each row and their total, headed in the language of the screen."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # What many have stands first: so the lines are short, and a file of many centres is not too much for its reader.
    having = Counter(good for row in rows for good in row.goods)
    goods = sorted(totals(rows).goods, key=lambda good: -having[good])
    cells = [_cells(row, goods) for row in rows]
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Regional recap"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for column, (head, width) in enumerate(_heads(goods)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        month, numbers = book.add_format({"num_format": "mmmm yyyy"}), NumberStyles(book)
        for line, row in enumerate(cells, start=1):
            for column, cell in enumerate(row):
                _write(sheet, line, column, cell, month, numbers)
        _write_total(sheet, rows, goods, NumberStyles(book, bold=True, top=1))
        sheet.freeze_panes(1, 3)
        states = [str(row.stands) for row in rows]
        hidden = book.add_worksheet(HIDDEN)
        hidden.hide()
        names, units = [good.name for good in goods], [good.unit for good in goods]
        unsized = [row.unsized for row in rows]
        hidden.write_row(0, 0, [MARK, VERSION, len(rows), _digest(cells, names, units, states, unsized)])
        # Downwards: there may be many times more rows than the reader takes columns.
        for column, values in enumerate((states, unsized, names, units)):
            hidden.write_column(1, column, values)
    return file.getvalue()


def _heads(goods: Sequence[Good]) -> list[tuple[str, int]]:
    return [
        (_("Centre"), 28), (_("Code"), 16), (_("Month"), 16), (_("Date"), 20), (_("Families"), 10), (_("Persons"), 10),
        (_("Locations"), 10), (_("Packages"), 10), (_("Value (Rp)"), 14), (_("Source"), 28), (_("News"), 30),
        (_("Status"), 16), *((f"{good.name} ({good.unit})", 14) for good in goods),
    ]  # fmt: skip


def _cells(row: CentreMonth, goods: Sequence[Good]) -> list[Any]:
    """The cells of a row as the reader gives them; a word of the status is in the language of the writer."""
    counts = [getattr(row, name) for name in COUNTS]
    amounts = [_number(row.goods[good]) if good in row.goods else None for good in goods]
    # All who gave are named, and longer than this nothing is read.
    source = shorten(row.source, MAX_CELL_LENGTH, placeholder=" …")
    texts = [text or None for text in (source, row.link, row.in_words)]
    return [row.centre, row.code, {"date": row.month.isoformat()}, row.days or None, *counts, row.value,
            *texts, *amounts]  # fmt: skip


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)


def _write(sheet: Worksheet, line: int, column: int, cell: Any, month: Format, numbers: NumberStyles) -> None:
    if isinstance(cell, dict):
        sheet.write_datetime(line, column, datetime.datetime.fromisoformat(cell["date"]), month)
    elif isinstance(cell, str):
        sheet.write_string(line, column, cell)
    elif cell is not None:
        sheet.write_number(line, column, cell, numbers.of(cell))


def _write_total(sheet: Worksheet, rows: Sequence[CentreMonth], goods: Sequence[Good], numbers: NumberStyles) -> None:
    line, counted = len(rows) + 1, totals(rows)
    sheet.write_string(line, 0, _("Total"), numbers.whole)
    sums: dict[int, Any] = {FAMILIES + place: getattr(counted, name) for place, name in enumerate(COUNTS)}
    sums |= {VALUE: counted.value} | {FIXED + place: counted.goods[good] for place, good in enumerate(goods)}
    for column in range(1, FIXED + len(goods)):
        sheet.write_blank(line, column, None, numbers.whole)
    for column, total in sums.items():
        letter = xl_col_to_name(column)
        if total is not None:
            sheet.write_formula(line, column, f"=SUM({letter}2:{letter}{line})", numbers.of(total), float(total))
    if counted.unsized:
        sheet.write_string(line + 2, 0, counted.without_persons)


def _digest(
    cells: Sequence[Sequence[Any]], names: list[str], units: list[str], states: list[str], unsized: list[int]
) -> str:
    rows = []
    for row in cells:
        kept = list(row)
        while kept and kept[-1] is None:
            kept.pop()
        rows.append(kept)
    said = json.dumps([MARK, VERSION, rows, names, units, states, unsized], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def read_regional(path: Path, name: str) -> FromFile:
    """The rows of a file; raises Refused, with the file's ``name``, for one that is none or was altered."""
    foreign = Refused(_("%(file)s is no regional recap that Peduli wrote. It is left out.") % {"file": name})
    try:
        sheets = read_cells(path, columns=MOST_COLUMNS)
        hidden = next(sheet["rows"] for sheet in sheets if sheet["hidden"] and sheet["rows"][0][0] == MARK)
        _mark, version, count, digest = hidden[0]
        states, unsized, names, units = _hidden_columns(hidden[1:], count)
        cells = next(sheet["rows"] for sheet in sheets if not sheet["hidden"])[1 : count + 1]
    except (Refused, StopIteration, IndexError, TypeError, ValueError):
        raise foreign from None
    if version != VERSION or len(cells) > MOST_ROWS:
        raise foreign
    if len(cells) != count or _digest(cells, names, units, states, unsized) != digest:
        raise Refused(_("%(file)s was altered after Peduli wrote it. It is left out.") % {"file": name})
    try:
        goods = [Good(_text(name), _text(unit)) for name, unit in zip(names, units, strict=True)]
        rows = [_row(row, state, of, goods) for row, state, of in zip(cells, states, unsized, strict=True)]
    except (ValueError, TypeError, KeyError):
        raise foreign from None
    return FromFile(name, str(digest), rows)


def _hidden_columns(lines: Sequence[Sequence[Any]], count: int) -> tuple[list[Any], ...]:
    """Of the rows the states and the families of unknown size, of the items the names and units, which may be empty."""
    filled = [(*line, None, None, None, None)[:4] for line in lines]
    rows, items = filled[:count], [line for line in filled if line[2] is not None]
    return (
        [state for state, *_ in rows],
        [unsized for _, unsized, *_ in rows],
        [name for *_, name, _ in items],
        [unit or "" for *_, unit in items],
    )


def _row(cells: Sequence[Any], state: Any, unsized: Any, goods: Sequence[Good]) -> CentreMonth:
    """A row; raises ValueError, TypeError or KeyError for what Peduli would not write."""
    cells = [*cells, *[None] * (FIXED + len(goods) - len(cells))]
    centre, code, month, days, *counts = cells[: VALUE + 1]
    source, link = _text(cells[VALUE + 1] or "", MAX_CELL_LENGTH), _text(cells[VALUE + 2] or "")
    if link and not LINK.fullmatch(link):
        raise ValueError(link)
    families, persons, places, packages, value = (_count(cell) for cell in counts)
    amounts = zip(goods, cells[FIXED:], strict=True)
    day = datetime.date.fromisoformat(month["date"])
    return CentreMonth(
        code=_text(code),
        centre=_text(centre),
        month=day.replace(day=1),
        stands=Stands(state),
        days=_text(days or ""),
        families=families,
        persons=persons,
        places=places,
        packages=packages,
        goods={good: _amount(amount) for good, amount in amounts if amount is not None},
        value=value,
        source=source,
        link=link,
        unsized=_count(unsized) or 0,
    )


def _text(cell: Any, longest: int = LONGEST) -> str:
    if not isinstance(cell, str) or len(cell) > longest:
        raise ValueError(cell)
    return cell


def _count(cell: Any) -> int | None:
    if cell is None or (isinstance(cell, int) and 0 <= cell < MOST):
        return cell
    raise ValueError(cell)


def _amount(cell: Any) -> Decimal:
    if not isinstance(cell, int | float) or not 0 <= cell < MOST:
        raise ValueError(cell)
    return Decimal(str(cell))
