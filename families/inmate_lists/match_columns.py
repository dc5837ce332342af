"""*Cocokkan kolom* of a list of inmates: what its columns were taken for, and saying it anew."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.models import User
from centres.versions import Version, columns, require_seen
from config.errors import Refused
from families.holding import lock_register
from families.inmate_lists.keeping import (
    cells_of,
    chosen_for_lists,
    compare_cells,
    fingerprint,
    inmates_with_families,
    take_back_held,
)
from families.inmate_lists.reading import NAMES, tables_of
from families.models import InmateList, RegisterColumns
from families.names import bare_name
from families.register_import.against_register import villages_of
from families.register_import.header import NOT_READ, REMARK, Header
from families.register_import.match_columns import SEVERAL, Layout, layout_of

CHOICES: dict[str, Promise | str] = {
    NOT_READ: gettext_lazy("Not read"),
    "nama": gettext_lazy("Name of the inmate"),
    "wbp_register": gettext_lazy("Register number of the inmate"),
    "status_wbp": gettext_lazy("Status of the inmate (held, released, moved)"),
    REMARK: gettext_lazy("Remarks"),
    "number": gettext_lazy("Running number"),
}
# What columns are called where a register's titles are read.
MEANT = {**dict.fromkeys(NAMES, "nama"), "status": "status_wbp", "keterangan": REMARK}

list_columns_version = columns("asks_columns", "compared_at", "raised_at")


def layouts_of_list(found: InmateList) -> list[Layout]:
    """The tables of a list that differ in their titles, each with its columns. Raises Refused once its file is gone."""
    known = {bare_name(one.name) for one in inmates_with_families(found.centre)}
    places, chosen = villages_of(found.centre), chosen_for_lists(found.centre)
    layouts: dict[str, Layout] = {}
    for sheet, rows, header in tables_of(cells_of(found), places, known=known, chosen=chosen):
        asks = bool(header.unsure)
        layouts.setdefault(header.digest_of, layout_of(sheet, rows, header, _fields(header), asks=asks))
    return list(layouts.values())


def _fields(header: Header) -> dict[int, str]:
    """What the columns are taken for; only one is the names, and what no list is asked for is not read."""
    fields: dict[int, str] = {}
    for column in sorted(header.labels):
        said = header.columns.get(column, REMARK if column in header.extras else NOT_READ)
        said = MEANT.get(said, said)
        if said not in CHOICES:
            said = NOT_READ
        if said not in SEVERAL and said in fields.values():
            said = NOT_READ if said == "nama" else REMARK
        fields[column] = said
    return fields


def match_list_columns(
    found: InmateList, chosen: Mapping[str, Mapping[int, str]], *, seen: Version | None, by: User, now: datetime
) -> InmateList:
    """Say what the columns of a list are, by the text of a table's titles; the file is read and compared anew.

    It is kept for the centre, so that the next list of this layout is read so. Whoever was told missing by mistake and
    is in the list is so no more. Returns the list that came of it: another one where it names others; the one before
    is dropped then, unless families were told by it or something was decided. Raises Refused where no column names
    anybody or two are one field.
    """
    with transaction.atomic():
        found = _locked(found, seen)
        if not any({"nama", "wbp_register"} & set(fields.values()) for fields in chosen.values()):
            raise Refused(_("Say which column holds the names of the inmates."))
        take_back_held(found)
        for text, fields in _said_anew(found, chosen).items():
            _check(fields)
            RegisterColumns.objects.update_or_create(
                centre=found.centre,
                fingerprint=fingerprint(text),
                defaults={
                    "fields": {str(column): name for column, name in fields.items()},
                    "matched_by": by,
                    "matched_at": now,
                },
            )
        return _compare_again(found, by, now)


def forget_list_columns(
    found: InmateList, digest_of: str, *, seen: Version | None, by: User, now: datetime
) -> InmateList:
    """Forget what a person said of the columns of one table, so that it is read as if nobody had; for the next lists,
    too. Raises Refused where nothing was said of it."""
    with transaction.atomic():
        found = _locked(found, seen)
        take_back_held(found)
        known = RegisterColumns.objects.filter(centre=found.centre, fingerprint=fingerprint(digest_of))
        if not known.delete()[0]:
            raise Refused(_("This table is read without anybody's choice already."))
        return _compare_again(found, by, now)


def _locked(found: InmateList, seen: Version | None) -> InmateList:
    lock_register(found.centre)
    found = InmateList.objects.select_for_update(of=("self",)).select_related("centre").get(pk=found.pk)
    require_seen(seen, list_columns_version, found)
    return found


def _said_anew(found: InmateList, chosen: Mapping[str, Mapping[int, str]]) -> dict[str, Mapping[int, str]]:
    """The tables of which something else is said, or which asked; what was read well by itself stays so."""
    shown = {layout.digest_of: layout for layout in layouts_of_list(found)}
    return {
        text: fields
        for text, fields in chosen.items()
        if text in shown and (not found.listed or shown[text].asks or dict(fields) != shown[text].fields)
    }


def _check(fields: Mapping[int, str]) -> None:
    named = [name for name in fields.values() if name not in SEVERAL]
    for name in named:
        if name not in CHOICES:
            raise Refused(_("Choose what the column is."))
        if named.count(name) > 1:
            raise Refused(_("“%(field)s” was chosen for two columns.") % {"field": CHOICES[name]})


def _compare_again(found: InmateList, by: User, now: datetime) -> InmateList:
    cells = cells_of(found)
    again = compare_cells(cells, centre=found.centre, listed_on=found.listed_on, by=by, now=now)
    if again.pk != found.pk and not found.raised_at and not found.findings.exclude(decision="").exists():
        found.delete()
    return again
