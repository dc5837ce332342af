"""The register of numbers as Excel."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from distributions.papers.number_register import Section


def number_workbook(sections: Sequence[Section], *, year: int) -> bytes:
    """One sheet with a line for every number, headed in the language of the screen."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    heads = (
        (_("Counted as"), 24), (_("No."), 8), (_("Number"), 34), (_("Paper"), 34), (_("Round"), 20), (_("About"), 34),
        (_("Status"), 44),
    )  # fmt: skip
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(" ".join((_("Numbers of papers"), str(year))))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        rows = [(section.title, row) for section in sections for row in section.rows]
        for line, (title, row) in enumerate(rows, start=1):
            number = row.number
            sheet.write_string(line, 0, title)
            sheet.write_number(line, 1, row.sequence)
            if number:
                words = (number.text, number.get_kind_display(), number.round.name, row.about)
                for column, said in enumerate(words, start=2):
                    sheet.write_string(line, column, said)
            sheet.write_string(line, 6, str(row.stands.label))
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(heads) - 1)
    return file.getvalue()
