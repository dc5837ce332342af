"""Deciding about rows of an import that was not saved yet: a cell that is put right, a doubt that is none."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from centres.versions import Version, columns, require_seen
from config.errors import Refused
from families.models import RegisterImport, RegisterImportRow
from families.register_import.importing import judge_register
from families.register_import.row import SheetRow
from families.register_import.staged_rows import sheet_row_of, write_down

row_version = columns("changed_by", "changed_at")


def correct_row(
    row: RegisterImportRow, *, cells: dict[str, str], seen: Version | None = None, by: User, now: datetime
) -> RegisterImportRow:
    """Replace cells of a staged row as a person typed them, and judge the whole import anew."""
    return _change_row(row, lambda sheet_row: sheet_row.corrected(**cells), seen, by, now)


def accept_row(row: RegisterImportRow, *, seen: Version | None = None, by: User, now: datetime) -> RegisterImportRow:
    """Take the doubts about a staged row as settled by a person, and judge the whole import anew."""
    return _change_row(row, lambda sheet_row: sheet_row.accept(row.codes), seen, by, now)


def _change_row(
    row: RegisterImportRow, change: Callable[[SheetRow], SheetRow], seen: Version | None, by: User, now: datetime
) -> RegisterImportRow:
    with transaction.atomic():
        imports = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre")
        staged = imports.get(pk=row.register_import_id)
        if staged.confirmed_at:
            raise Refused(_("This import was saved already."))
        rows = list(staged.rows.order_by("id"))
        require_seen(seen, row_version, next(other for other in rows if other.pk == row.pk))
        cells = [change(sheet_row_of(other)) if other.pk == row.pk else sheet_row_of(other) for other in rows]
        judged = judge_register(cells, centre=staged.centre, as_of=staged.as_of)
        write_down(list(zip(rows, cells, judged, strict=True)))
        changed = next(other for other in rows if other.pk == row.pk)
        changed.changed_by, changed.changed_at = by, now
        changed.save(update_fields=["changed_by", "changed_at"])
    return changed
