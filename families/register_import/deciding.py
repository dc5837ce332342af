"""Deciding about rows of an import that was not saved yet: a cell that is put right, a doubt that is none."""

from collections.abc import Callable, Set
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from centres.versions import Version, columns, require_seen
from config.errors import ChangedMeanwhile, Refused
from families.models import RegisterImport, RegisterImportRow
from families.register_import.importing import judge_register
from families.register_import.row import SheetRow
from families.register_import.staged_rows import sheet_row_of, write_down

# Doubts that are the same question in each of many rows. What compares two people is looked at one by one.
AT_ONCE = frozenset({"WBP_SUDAH_BEBAS", "KOLOM_TIDAK_PASTI"})
OPEN = frozenset({RegisterImportRow.Status.REVIEW, RegisterImportRow.Status.INVALID})
ADDRESS = ("desa", "kecamatan", "kabupaten", "alamat", "dukuh")

row_version = columns("changed_by", "changed_at")


def correct_row(
    row: RegisterImportRow, *, cells: dict[str, str], seen: Version | None = None, by: User, now: datetime
) -> RegisterImportRow:
    """Replace cells of a staged row as a person typed them, and judge the whole import anew."""
    with transaction.atomic():
        rows = _Rows(row.register_import_id)
        require_seen(seen, row_version, rows[row.pk])
        rows.change({row.pk}, lambda sheet_row: sheet_row.corrected(**cells), by, now)
    return rows[row.pk]


def accept_row(row: RegisterImportRow, *, seen: Version | None = None, by: User, now: datetime) -> RegisterImportRow:
    """Take the doubts about a staged row as settled by a person, and judge the whole import anew."""
    with transaction.atomic():
        rows = _Rows(row.register_import_id)
        require_seen(seen, row_version, rows[row.pk])
        rows.change({row.pk}, lambda sheet_row: sheet_row.accept(row.codes), by, now)
    return rows[row.pk]


def choose_village(
    row: RegisterImportRow, *, code: str, seen: Version | None = None, by: User, now: datetime
) -> tuple[RegisterImportRow, int]:
    """Take a village for the one that a staged row means, and that all open rows mean whose address is written alike.

    Returns the row, and in how many others the village was taken.
    """
    with transaction.atomic():
        rows = _Rows(row.register_import_id)
        require_seen(seen, row_version, rows[row.pk])
        written = _address(rows.cells[row.pk])
        alike = {pk for pk in rows.open() if _address(rows.cells[pk]) == written}
        rows.change(alike | {row.pk}, lambda sheet_row: sheet_row.in_village(code), by, now)
    return rows[row.pk], len(alike - {row.pk})


def accept_alike(staged: RegisterImport, *, code: str, seen: int, by: User, now: datetime) -> int:
    """Settle one doubt in all open rows that have it, as they are; returns how many. Other doubts about them stay.

    ``seen`` is in how many rows the page said that it was. Raises ``ChangedMeanwhile`` where it is another number by
    now, and ``Refused`` for what is decided row by row.
    """
    if code not in AT_ONCE:
        raise Refused(_("This is decided row by row."))
    with transaction.atomic():
        rows = _Rows(staged.pk)
        having = {pk for pk in rows.open() if code in rows[pk].codes}
        if len(having) != seen:
            raise ChangedMeanwhile(_("Rows have changed meanwhile; nothing was accepted. Look at them again."))
        rows.change(having, lambda sheet_row: sheet_row.accept([code]), by, now)
    return len(having)


class _Rows:
    """All rows of an import that is locked and not saved yet, with their cells."""

    def __init__(self, import_id: int) -> None:
        imports = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre")
        self.staged = imports.get(pk=import_id)
        if self.staged.confirmed_at:
            raise Refused(_("This import was saved already."))
        self._rows = {row.pk: row for row in self.staged.rows.order_by("id")}
        self.cells = {pk: sheet_row_of(row) for pk, row in self._rows.items()}

    def __getitem__(self, pk: int) -> RegisterImportRow:
        return self._rows[pk]

    def open(self) -> set[int]:
        """The rows about which something is to be decided."""
        return {pk for pk, row in self._rows.items() if row.status in OPEN}

    def change(self, which: Set[int], change: Callable[[SheetRow], SheetRow], by: User, now: datetime) -> None:
        """Change some rows and judge all anew, since what one says may concern another."""
        self.cells |= {pk: change(self.cells[pk]) for pk in which}
        judged = judge_register(list(self.cells.values()), centre=self.staged.centre, as_of=self.staged.as_of)
        write_down(list(zip(self._rows.values(), self.cells.values(), judged, strict=True)))
        for pk in which:
            self._rows[pk].changed_by, self._rows[pk].changed_at = by, now
        RegisterImportRow.objects.filter(pk__in=which).update(changed_by=by, changed_at=now)


def _address(row: SheetRow) -> tuple[object, ...]:
    return tuple(row.cells.get(name, row.place.get(name)) for name in ADDRESS)
