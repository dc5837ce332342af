"""The recap of a year as Excel."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from config.formats import plain_days
from distributions.reports.recap import VALUES_ARE, RecapRow
from distributions.rounds.told_apart import by_programme

DATE, PLANNED, RECEIVED, MISSED, WAITING, LOCATIONS, VALUE, STATUS = 2, 3, 4, 5, 6, 7, 8, 10


@dataclass(frozen=True, slots=True)
class Formats:
    bold: Format
    money: Format
    total: Format
    total_money: Format


def recap_workbook(rows: Sequence[RecapRow]) -> bytes:
    """One sheet with a line for every round and their total, headed in the language of the screen."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Recap"))
        formats = Formats(
            bold=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            money=book.add_format({"num_format": "#,##0"}),
            total=book.add_format({"bold": True, "top": 1}),
            total_money=book.add_format({"bold": True, "top": 1, "num_format": "#,##0"}),
        )
        heads = (
            (_("Centre"), 28), (_("Round"), 16), (_("Date"), 16), (_("Planned"), 12), (_("Received"), 10),
            (_("Not handed over"), 12), (_("Not recorded"), 10), (_("Locations"), 10), (_("Value (Rp)"), 14),
            (_("Source"), 28), (_("Status"), 16), (_("News"), 40),
        )  # fmt: skip
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, formats.bold)
        apart = by_programme(row.round for row in rows)
        for line, row in enumerate(rows, start=1):
            _write_row(sheet, line, row, formats, apart=apart)
        if rows:
            _write_total(sheet, rows, formats)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _write_row(sheet: Worksheet, line: int, row: RecapRow, formats: Formats, *, apart: bool) -> None:
    round, span = row.round, row.span
    sheet.write_string(line, 0, round.centre.name)
    sheet.write_string(
        line, 1, ", ".join(filter(None, (round.name, round.counted_as, round.programme.name if apart else "")))
    )
    if span.first == span.last:
        sheet.write_datetime(line, DATE, datetime.datetime.combine(span.first, datetime.time()))
    else:
        sheet.write_string(line, DATE, plain_days(span.days))
    for column, number in _counts(row).items():
        # What is only proposed is no zero of what was planned, and stands in no sum.
        if row.round.is_frozen:
            sheet.write_number(line, column, number)
    if row.shown_value is not None:
        sheet.write_number(line, VALUE, row.shown_value, formats.money)
    sheet.write_string(line, VALUE + 1, row.suppliers)
    sheet.write_string(line, STATUS, ", ".join(filter(None, (row.standing.word, row.corrected))))
    sheet.write_string(line, STATUS + 1, row.link)


def _write_total(sheet: Worksheet, rows: Sequence[RecapRow], formats: Formats) -> None:
    """Sums that follow what somebody changes in the sheet; of values only those that are known."""
    line = len(rows) + 1
    for column in range(STATUS + 2):
        sheet.write_blank(line, column, None, formats.total)
    sheet.write_string(line, 0, _("Total"), formats.total)
    totals: dict[int, int] = {column: sum(_counts(row)[column] for row in rows) for column in _counts(rows[0])}
    known = [row.shown_value for row in rows if row.shown_value is not None]
    if known:
        totals[VALUE] = sum(known)
        sheet.write_string(line + 2, 0, str(VALUES_ARE))
    for column, total in totals.items():
        letter = xl_col_to_name(column)
        style = formats.total_money if column == VALUE else formats.total
        sheet.write_formula(line, column, f"=SUM({letter}2:{letter}{line})", style, total)


def _counts(row: RecapRow) -> dict[int, int]:
    """The counts of a round by their columns: planned is received, not handed over and not recorded together."""
    waiting = row.planned - row.served - row.missed
    return {PLANNED: row.planned, RECEIVED: row.served, MISSED: row.missed, WAITING: waiting, LOCATIONS: row.places}
