"""A recap by month, district or source as Excel: a column for each item, and sums that follow what is changed."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from config.workbooks import NumberStyles
from distributions.reports.division import GOODS_ALONE, Part, Way
from distributions.reports.given import Good

# Sheets may not be called longer.
LONGEST = 31
# Stands where nobody knows a figure: an empty cell would read as none.
NOT_KNOWN = "–"
Figure = float | int | str


def division_workbook(parts: Sequence[Part], total: Part, way: Way, *, title: str, notes: Sequence[str]) -> bytes:
    """One sheet with a line for each row, their total, and the notes; headed in the language of the screen."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    goods = [] if way == Way.ITEM else list(total.goods)
    heads = [str(way.label), *([] if way in GOODS_ALONE else [_("Packages"), _("Persons")])]
    heads += [f"{good.name} ({good.unit})" for good in goods] + [_("Value (Rp)")]
    # Of an item how much it is stands beside its unit: kilograms and litres have no sum.
    heads += [_("Quantity"), _("Unit")] if way == Way.ITEM else []
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(title[:LONGEST].translate({ord(sign): " " for sign in r"[]:*?/\'"}))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain, sum_style = NumberStyles(book), NumberStyles(book, bold=True, top=1)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, 14 if column else 34)
            sheet.write_string(0, column, head, bold)
        for line, part in enumerate(parts, start=1):
            sheet.write_string(line, 0, part.label)
            for column, figure in enumerate(_figures(part, goods, way), start=1):
                if figure is not None:
                    _write(sheet, line, column, figure, plain)
            if way == Way.ITEM:
                _write(sheet, line, 2, float(sum(part.goods.values())), plain)
                sheet.write_string(line, 3, next(iter(part.goods)).unit)
        line = len(parts) + 1
        sheet.write_string(line, 0, _("Total"), sum_style.whole)
        for column, figure in enumerate(_figures(total, goods, way), start=1):
            letter = xl_col_to_name(column)
            if isinstance(figure, str):
                _write(sheet, line, column, figure, sum_style)
            else:
                sheet.write_formula(
                    line, column, f"=SUM({letter}2:{letter}{line})", sum_style.of(figure or 0), figure or 0
                )
        for place, note in enumerate(notes, start=line + 2):
            sheet.write_string(place, 0, note)
        sheet.freeze_panes(1, 1)
    return file.getvalue()


def _write(sheet: Worksheet, line: int, column: int, figure: Figure, styles: NumberStyles) -> None:
    if isinstance(figure, str):
        sheet.write_string(line, column, figure, styles.whole)
    else:
        sheet.write_number(line, column, figure, styles.of(figure))


def _figures(part: Part, goods: Sequence[Good], way: Way) -> list[Figure | None]:
    persons = NOT_KNOWN if part.known_persons is None else part.known_persons
    people = [] if way in GOODS_ALONE else [part.packages, persons]
    amounts = [float(part.goods[good]) if good in part.goods else None for good in goods]
    return [*people, *amounts, part.value]
