"""The register as Excel, as far as a list shows it. No number of a person is in it: those are revealed one by one."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from config.long_workbook import Cell, long_workbook
from families.eligibility import standing_of
from families.models import Family, FamilyInmate, Member

CHUNK = 1000
WIDTHS = (28, 14, 8, 22, 16, 22, 10, 18, 18, 18, 10, 24, 16, 14, 14, 30)


def register_workbook(families: Iterable[Family], *, today: datetime.date) -> tuple[bytes, int]:
    """One sheet with a line for each family, and how many those are.

    ``families`` come with village and district. Headed in the language of the screen.
    """
    return long_workbook(_("Families"), list(zip(_heads(), WIDTHS, strict=True)), _lines(families, today))


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


def _lines(families: Iterable[Family], today: datetime.date) -> Iterator[Sequence[Cell]]:
    """The cells of each family; three queries for every thousand."""
    chunk: list[Family] = []
    for family in families:
        chunk.append(family)
        if len(chunk) == CHUNK:
            yield from _cells(chunk, today)
            chunk = []
    yield from _cells(chunk, today)


def _cells(families: Sequence[Family], today: datetime.date) -> Iterator[Sequence[Cell]]:
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
