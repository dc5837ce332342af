"""The stock card of an item as Excel: every movement from the first on, with the balance and what it is worth."""

import datetime
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from aid.models import Item, Movement
from config.workbooks import NumberStyles

IN, OUT, BALANCE, PRICE, VALUE = 6, 7, 8, 9, 10
CHUNK = 1000


def stock_workbook(item: Item) -> bytes:
    """One sheet, headed in the language of the screen; quantities in the item's unit, values in rupiah.

    The value of a movement is at the price at which its delivery came, so that their sum is that of what is on hand.
    """
    file = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Stock card"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        heads = _heads(item)
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        numbers, day = NumberStyles(book), book.add_format({"num_format": "dd/mm/yyyy"})
        count, sums, unpriced = 0, dict.fromkeys((IN, OUT, BALANCE, VALUE), Decimal(0)), False
        for count, row in enumerate(_movements(item), start=1):
            figures = _figures(row, sums)
            unpriced |= VALUE not in figures
            _write(sheet, count, row, figures, day, numbers)
        if count:
            _write_total(sheet, count, sums, unpriced, NumberStyles(book, bold=True, top=1))
            sheet.autofilter(0, 0, count, len(heads) - 1)
        sheet.freeze_panes(1, 1)
    return file.getvalue()


def _heads(item: Item) -> list[tuple[str, int]]:
    unit = {"unit": item.unit}
    return [
        (_("Date"), 12), (_("Movement"), 24), (_("Supplier"), 28), (_("Delivery"), 12), (_("Note number"), 18),
        (_("About"), 44), (_("In (%(unit)s)") % unit, 12), (_("Out (%(unit)s)") % unit, 12),
        (_("Balance (%(unit)s)") % unit, 12), (_("Price per unit"), 14), (_("Value (Rp)"), 16), (_("Recorded by"), 28),
    ]  # fmt: skip


def _movements(item: Item) -> Iterable[Movement]:
    """In the order of recording, as the page has them."""
    rows = Movement.objects.filter(lot__item=item).select_related("lot__receipt__supplier", "issue", "recorded_by")
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def _figures(row: Movement, sums: dict[int, Decimal]) -> dict[int, Decimal]:
    """The numbers of a movement by their columns, without a value where it has no price; they are added to ``sums``."""
    price = row.lot.unit_price
    figures = {IN if row.quantity > 0 else OUT: abs(row.quantity), BALANCE: sums[BALANCE] + row.quantity}
    if price is not None:
        figures |= {PRICE: Decimal(price), VALUE: row.quantity * price}
    for column in sums.keys() & figures.keys():
        sums[column] = figures[column] if column == BALANCE else sums[column] + figures[column]
    return figures


def _write(
    sheet: Worksheet, line: int, row: Movement, figures: dict[int, Decimal], day: Format, numbers: NumberStyles
) -> None:
    receipt = row.lot.receipt
    for column, date in ((0, row.happened_on), (3, receipt.received_on)):
        sheet.write_datetime(line, column, datetime.datetime.combine(date, datetime.time()), day)
    about = "; ".join(filter(None, (row.issue.note if row.issue else "", row.reason)))
    words = ((1, row.get_kind_display()), (2, receipt.supplier.name), (4, receipt.number), (5, about))
    for column, said in (*words, (VALUE + 1, str(row.recorded_by))):
        sheet.write_string(line, column, said)
    for column, figure in figures.items():
        sheet.write_number(line, column, float(figure), numbers.of(figure))


def _write_total(sheet: Worksheet, count: int, sums: dict[int, Decimal], unpriced: bool, numbers: NumberStyles) -> None:
    """Sums that follow what somebody changes in the sheet; of the value only where every delivery has a price."""
    line = count + 1
    for column in range(VALUE + 2):
        sheet.write_blank(line, column, None, numbers.whole)
    sheet.write_string(line, 0, _("Total"), numbers.whole)
    for column in (IN, OUT, *([] if unpriced else [VALUE])):
        letter, total = xl_col_to_name(column), sums[column]
        sheet.write_formula(line, column, f"=SUM({letter}2:{letter}{line})", numbers.of(total), float(total))
    came, went, left = xl_col_to_name(IN), xl_col_to_name(OUT), sums[BALANCE]
    sheet.write_formula(line, BALANCE, f"={came}{line + 1}-{went}{line + 1}", numbers.of(left), float(left))
    if unpriced:
        sheet.write_string(line + 2, 0, _("The value is not complete: a delivery has no price."))
