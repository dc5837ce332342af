"""The register as Excel, as far as a list shows it. No number of a person is in it: those are revealed one by one."""

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from families.eligibility import standing_of
from families.models import Family, FamilyInmate, Member

CHUNK = 1000
WIDTHS = (28, 14, 8, 22, 16, 22, 10, 18, 18, 18, 10, 24, 16, 14, 14, 30)


def register_workbook(families: Iterable[Family], *, today: datetime.date) -> tuple[bytes, int]:
    """One sheet with a line for each family, and how many those are.

    ``families`` come with village and district. Headed in the language of the screen.
    """
    file = io.BytesIO()
    # Nothing of it is ever written to a temporary file; cells come from people, and none is a formula.
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    count = 0
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Families"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for column, (head, width) in enumerate(zip(_heads(), WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for count, cells in enumerate(_lines(families, today), start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(count, column, datetime.datetime.combine(cell, datetime.time()))
                elif isinstance(cell, int):
                    sheet.write_number(count, column, cell)
                elif cell:
                    sheet.write_string(count, column, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, count, len(WIDTHS) - 1)
    return file.getvalue(), count


def _heads() -> tuple[str, ...]:
    return (
        _("Recipient"),
        _("Relation"),
        _("Age"),
        _("Inmate"),
        _("Register number"),
        _("Street or house number"),
        "RT/RW",
        _("Hamlet"),
        _("Village"),
        _("District"),
        _("Dependants"),
        _("Eligibility"),
        _("Need score"),
        _("Registered on"),
        _("Last received"),
        _("Remarks"),
    )


def _lines(families: Iterable[Family], today: datetime.date) -> Iterator[Sequence[object]]:
    """The cells of each family; three queries for every thousand."""
    chunk: list[Family] = []
    for family in families:
        chunk.append(family)
        if len(chunk) == CHUNK:
            yield from _cells(chunk, today)
            chunk = []
    yield from _cells(chunk, today)


def _cells(families: Sequence[Family], today: datetime.date) -> Iterator[Sequence[object]]:
    keys = [family.pk for family in families]
    contacts = {member.family_id: member for member in Member.objects.contacts().filter(family__in=keys)}
    ties: dict[int, list[FamilyInmate]] = {}
    for tie in FamilyInmate.objects.filter(family__in=keys).select_related("inmate").order_by("pk"):
        ties.setdefault(tie.family_id, []).append(tie)
    for family in families:
        contact, held = contacts.get(family.pk), ties.get(family.pk, [])
        yield (
            contact.name if contact else "",
            str(held[0].get_relation_display()) if held else "",
            contact.age(today) if contact else None,
            ", ".join(tie.inmate.name for tie in held),
            ", ".join(tie.inmate.register_number for tie in held if tie.inmate.register_number),
            family.street,
            f"{family.rt or '-'}/{family.rw or '-'}",
            family.hamlet,
            family.village.name,
            family.village.above.name,
            family.dependants,
            standing_of(family, today).label,
            family.need_score,
            family.registered_on,
            family.last_aid_on,
            family.remarks,
        )
