"""The recap of a year as Excel."""

import datetime
import io

import xlsxwriter
from django.utils.translation import gettext as _

from distributions.reports.recap import RecapRow


def recap_workbook(rows: list[RecapRow]) -> bytes:
    """One sheet with a line for every round, headed in the language of the screen."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Recap"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        money = book.add_format({"num_format": "#,##0"})
        heads = (
            (_("Centre"), 28), (_("Date"), 12), (_("Families"), 10), (_("Planned"), 10), (_("Locations"), 10),
            (_("Value (Rp)"), 14), (_("Source"), 28), (_("Status"), 16), (_("News"), 40),
        )  # fmt: skip
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for line, row in enumerate(rows, start=1):
            _write_row(sheet, line, row, money)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, line: int, row: RecapRow, money: object) -> None:
    round = row.round
    sheet.write_string(line, 0, round.centre.name)
    sheet.write_datetime(line, 1, datetime.datetime.combine(round.date, datetime.time()))
    for column, number in ((2, row.served), (3, row.planned), (4, row.places)):
        sheet.write_number(line, column, number)
    if row.shown_value is not None:
        sheet.write_number(line, 5, row.shown_value, money)
    sheet.write_string(line, 6, row.suppliers)
    sheet.write_string(line, 7, ", ".join(filter(None, (row.standing.word, row.corrected))))
    sheet.write_string(line, 8, row.link)
