"""The stock card of an item as Excel: every movement from the first on, with the balance and what it is worth."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from aid.models import Item, Movement
from config.long_workbook import Cell, long_workbook
from config.workbooks import NumberStyles

IN, OUT, BALANCE, PRICE, VALUE = 6, 7, 8, 9, 10
CHUNK = 1000


def stock_workbook(item: Item) -> bytes:
    """One sheet, headed in the language of the screen; quantities in the item's unit, values in rupiah.

    The value of a movement is at the price at which its delivery came, so that their sum is that of what is on hand.
    """
    sums, unpriced = dict.fromkeys((IN, OUT, BALANCE, VALUE), Decimal(0)), False

    def lines() -> Iterator[list[Cell]]:
        nonlocal unpriced
        for row in _movements(item):
            figures = _figures(row, sums)
            unpriced |= VALUE not in figures
            yield _line(row, figures)

    def finish(book: Workbook, sheet: Worksheet, count: int) -> None:
        _write_total(sheet, count, sums, unpriced, NumberStyles(book, bold=True, top=1))

    return long_workbook(_("Stock card"), _heads(item), lines(), finish=finish)[0]


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


def _line(row: Movement, figures: dict[int, Decimal]) -> list[Cell]:
    receipt = row.lot.receipt
    about = "; ".join(filter(None, (row.issue.note if row.issue else "", row.reason)))
    words: list[Cell] = [
        row.happened_on, str(row.get_kind_display()), receipt.supplier.name, receipt.received_on, receipt.number, about,
    ]  # fmt: skip
    return [*words, *(figures.get(column) for column in range(IN, VALUE + 1)), str(row.recorded_by)]


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
