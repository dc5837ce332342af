"""Deciding about rows of an import that are not saved yet: a cell, a doubt that is none, a whole row."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from centres.versions import Version, columns, require_seen, version_of
from config.errors import Refused
from families.models import RegisterImport, RegisterImportRow
from families.register_import.concerned import Change, Rows
from families.register_import.row import Decision, SheetRow
from families.register_import.staged_rows import read_of

row_version = columns("changed_by", "changed_at")


def rows_version(rows: Iterable[RegisterImportRow]) -> Version:
    """What a page on which many rows are decided at once carries."""
    return version_of(RegisterImportRow, rows, ("changed_by", "changed_at"))


def correct_row(
    row: RegisterImportRow, *, cells: dict[str, str], seen: Version | None = None, by: User, now: datetime
) -> RegisterImportRow:
    """Replace cells of a staged row as a person typed them, and judge it anew with what depends on it."""
    return _change(row, lambda cell_row: cell_row.corrected(**cells), seen, by, now)


def take_stand_in(row: RegisterImportRow, *, seen: Version | None = None, by: User, now: datetime) -> RegisterImportRow:
    """Let the other of the family whom the file names receive, in place of the inmate himself.

    Raises Refused where it names nobody else.
    """
    with transaction.atomic():
        read = read_of(Rows(row.register_import_id)[row.pk])
        if not read.stand_in:
            raise Refused(_("The file names nobody else in this row. Type the name of the recipient."))
        return _change(row, lambda cell_row: cell_row.corrected(**read.stand_in), seen, by, now)


def undo_row(row: RegisterImportRow, *, seen: Version | None = None, by: User, now: datetime) -> RegisterImportRow:
    """Take back all that was typed, accepted and decided about a staged row: it says again what the file says."""
    return _change(row, SheetRow.as_in_file, seen, by, now)


def accept_row(
    row: RegisterImportRow,
    *,
    codes: Iterable[str] | None = None,
    seen: Version | None = None,
    by: User,
    now: datetime,
) -> RegisterImportRow:
    """Take doubts about a staged row as settled by a person: some, or all that it has."""
    settled = row.codes if codes is None else list(codes)
    return _change(row, lambda cell_row: cell_row.accept(settled), seen, by, now)


def decide_row(
    row: RegisterImportRow, *, decision: Decision, seen: Version | None = None, by: User, now: datetime
) -> RegisterImportRow:
    """Join a staged row to the household that it duplicates, take over what it says of a known family, put it aside,
    leave it out, or take it back in.

    Raises Refused where there is no such household, or its person lacks what a member needs.
    """
    with transaction.atomic():
        row = _change(row, lambda cell_row: cell_row.decide(decision), seen, by, now)
        if decision and row.status != decision.value:
            raise Refused(_("This can't be done with the row as it is. Correct what is wrong with it first."))
    return row


def choose_village(
    row: RegisterImportRow, *, code: str, seen: Version | None = None, by: User, now: datetime
) -> tuple[RegisterImportRow, int]:
    """Take a village for the one that a staged row means, and that all open rows mean whose address is written alike.

    Returns the row, and in how many others the village was taken.
    """
    with transaction.atomic():
        rows = Rows(row.register_import_id)
        alike = rows.written_alike(row.pk)
        changes: dict[int, Change] = dict.fromkeys(alike | {row.pk}, lambda cell_row: cell_row.in_village(code))
        require_seen(seen, row_version, rows[row.pk], is_said=lambda: rows.say(changes))
        rows.change(changes, by, now)
    return rows[row.pk], len(alike - {row.pk})


def correct_village(
    row: RegisterImportRow, *, cells: dict[str, str], seen: Version | None = None, by: User, now: datetime
) -> tuple[RegisterImportRow, int]:
    """The same with a village that was typed; of other cells that were typed with it only this row is corrected."""
    place = {name: text for name, text in cells.items() if name in ("desa", "kecamatan", "kabupaten")}
    with transaction.atomic():
        rows = Rows(row.register_import_id)
        alike = rows.written_alike(row.pk) - {row.pk} if place else set()
        changes: dict[int, Change] = dict.fromkeys(alike, lambda cell_row: cell_row.corrected(**place))
        changes[row.pk] = lambda cell_row: cell_row.corrected(**cells)
        require_seen(seen, row_version, rows[row.pk], is_said=lambda: rows.say(changes))
        rows.change(changes, by, now)
    return rows[row.pk], len(alike)


def decide_many(
    staged: RegisterImport, changes: Mapping[int, Change], *, seen: Version, by: User, now: datetime
) -> list[RegisterImportRow]:
    """Change many rows in one act, each in its own way; returns them as they are judged then.

    ``seen`` is the ``rows_version`` of all rows that the page showed. Raises ``ChangedMeanwhile`` where one of them is
    another by now, and changes none then.
    """
    with transaction.atomic():
        rows = Rows(staged.pk)
        pks = [int(pk) for pk in seen.get(RegisterImportRow._meta.label_lower, {})]
        rows.read(pks)
        shown = [rows[pk] for pk in pks if rows.has(pk)]
        changes = {pk: change for pk, change in changes.items() if pk in {row.pk for row in shown}}
        require_seen(seen, lambda _staged: rows_version(shown), staged, is_said=lambda: rows.say(changes))
        rows.change(changes, by, now)
        return [rows[pk] for pk in changes if rows.has(pk)]


def _change(row: RegisterImportRow, change: Change, seen: Version | None, by: User, now: datetime) -> RegisterImportRow:
    with transaction.atomic():
        rows = Rows(row.register_import_id)
        require_seen(seen, row_version, rows[row.pk], is_said=lambda: rows.say({row.pk: change}))
        rows.change({row.pk: change}, by, now)
    return rows[row.pk]
