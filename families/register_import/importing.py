"""From an uploaded register to families: stage the rows encrypted, look at them, then save the valid ones at once."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.encryption import seal
from centres.models import Centre, User
from centres.personal_numbers import without_numbers
from centres.versions import require_mark
from config.days import of_the_past
from config.errors import Refused
from config.formats import quantity
from config.rows import hash_of, insert_numbered, insert_rows
from families.holding import hold_families, lock_register
from families.models import Family, FamilyInmate, RegisterImport, RegisterImportRow
from families.register_import.against_register import (
    accepted_of,
    chosen_of,
    judge_register,
    mark_registered,
    villages_of,
)
from families.register_import.duplicates import SECOND_INMATE
from families.register_import.judging import look_cut
from families.register_import.known import households, join, take_changes
from families.register_import.links import links_of
from families.register_import.matching import Chosen, guessed
from families.register_import.row import ReadRow, SheetRow
from families.register_import.saving import add_inmates, save_families
from families.register_import.sheet import NoTitles, Register, read_cells, read_register, read_sheets
from families.register_import.staged_rows import (
    SOURCE,
    bound_to,
    packed,
    read_of,
    rows_of_part,
    sealed,
    sealed_part,
    sheet_row_of,
    write_down,
)
from families.register_import.unread import Unread
from families.register_import.villages import VillageIndex

Stage = RegisterImport.Stage
KEPT_DAYS = 7
# What is asked for at a family takes until the next visit: longer than other rows, and no longer than needed.
PARKED_DAYS = 90
# What is saved when an import is confirmed.
READY = (RegisterImportRow.Status.VALID, RegisterImportRow.Status.JOIN, RegisterImportRow.Status.UPDATE)
# So many rows are judged within one request, which takes half a second; of more, the page asks for part after part.
AT_ONCE = 1000
# What reading a file's table says of an import.
OF_THE_TABLE = (
    "sheet", "unread", "stage", "parts", "rows_in_parts", "parts_judged", "asks_columns", "niks_look_cut"
)  # fmt: skip
Pair = tuple[RegisterImportRow, ReadRow]


def stage_import(
    path: Path,
    *,
    file_name: str,
    centre: Centre,
    as_of: date | None = None,
    by: User,
    now: datetime,
    at_once: int = AT_ONCE,
) -> RegisterImport:
    """Read and judge a file and keep its rows, encrypted, until they are confirmed or seven days old.

    ``as_of`` is the day on which releases and ages are judged, today at the centre by default. Raises Refused with the
    field ``file`` when the file can't be read, and with ``as_of`` for a day to come. Of a file of more
    than ``at_once`` rows the cells are kept, and the rows read later (``in_parts``).
    """
    today = centre.local_date(now)
    as_of = as_of or today
    of_the_past(today).require(as_of, field="as_of")
    sheets = read_cells(path)
    source = packed(sheets)
    with transaction.atomic():
        purge_imports(now=now, centre=centre)
        staged = _new_import(path, file_name, centre, as_of, by, now)
        staged.source = seal(SOURCE, source, bound_to=bound_to(centre.pk, staged.pk))
        staged.stage = Stage.TABLE
        staged.save(update_fields=["source", "stage"])
        if sum(len(sheet["rows"]) for sheet in sheets) <= at_once:
            read_table(staged, sheets, on=today)
    return staged


def read_table(
    staged: RegisterImport,
    sheets: list[dict[str, Any]],
    *,
    on: date,
    as_said: Callable[[SheetRow], SheetRow] | None = None,
    at_once: int = AT_ONCE,
) -> None:
    """Read the rows of a new import from its cells, which go, and judge them; many rows wait in parts.

    ``as_said`` gives a row what a person said of it. What is put aside is so from the day ``on``. Raises Refused where
    there is no table.
    """
    villages = villages_of(staged.centre)
    register = read_as_matched(sheets, villages, chosen_of(staged.centre))
    # The rows have what they need of them.
    sheets.clear()
    rows = list(map(as_said, register.rows)) if as_said else register.rows
    _describe(staged, register)
    staged.asks_columns = register.is_unsure
    staged.niks_look_cut = look_cut(rows)
    if len(rows) <= at_once:
        staged.stage, staged.parts, staged.rows_in_parts = Stage.READY, None, 0
    else:
        whose = bound_to(staged.centre_id, staged.pk)
        staged.stage, staged.rows_in_parts = Stage.ROWS, len(rows)
        staged.parts = [sealed_part(rows[start : start + at_once], whose) for start in range(0, len(rows), at_once)]
    staged.parts_judged = 0
    # Not the file itself, which stays as it is and is long.
    staged.save(update_fields=OF_THE_TABLE)
    if staged.stage == Stage.READY:
        judged = judge_register(
            rows, centre=staged.centre, as_of=staged.as_of, villages=villages, niks_look_cut=staged.niks_look_cut
        )
        keep_rows(staged, rows, judged, on=on)


def keep_rows(
    staged: RegisterImport, rows: Sequence[SheetRow], judged: Sequence[ReadRow], *, on: date
) -> list[RegisterImportRow]:
    """Keep rows of an import, sealed; what is put aside, from this day on."""
    whose = bound_to(staged.centre_id, staged.pk)
    kept = [_staged_row(staged, read, sealed(row, read, whose)) for row, read in zip(rows, judged, strict=True)]
    for row, cells, read in zip(kept, rows, judged, strict=True):
        row.links = links_of(cells, read, staged.pk)
        row.parked_on = on if row.status == RegisterImportRow.Status.PARKED else None
    insert_numbered(kept)
    return kept


def waiting_rows(staged: RegisterImport) -> list[SheetRow]:
    """The rows of a file that are not judged yet, decrypted."""
    whose = bound_to(staged.centre_id, staged.pk)
    parts = (staged.parts or ())[staged.parts_judged :]
    return [replace(row, sheet=row.sheet[:100]) for part in parts for row in rows_of_part(bytes(part), whose)]


def require_read(staged: RegisterImport) -> None:
    """Refuse to change or save rows of a file of which others are not judged yet."""
    if staged.stage != Stage.READY:
        raise Refused(_("This file is still being read. Wait until all of its rows are judged."))


def read_as_matched(sheets: list[dict[str, Any]], villages: VillageIndex, chosen: Chosen) -> Register:
    """The rows of cells that were read; none yet where no titles are understood, and a person can match the columns.

    Raises Refused where there is no table to match.
    """
    try:
        return read_sheets(sheets, villages, chosen=chosen)
    except NoTitles as untitled:
        headers = [guessed(sheet["rows"], villages) for sheet in sheets if not sheet["hidden"]]
        if untitled.is_running_text or not any(headers):
            raise
        return Register([], untitled.unread, list(filter(None, headers)))


def import_at_once(
    path: Path,
    *,
    file_name: str,
    centre: Centre,
    as_of: date,
    by: User | None,
    now: datetime,
    chosen: Chosen | None = None,
) -> tuple[list[ReadRow], list[Unread], int]:
    """Save the valid rows of a file without a preview; returns all rows as read, what is in none, and how many
    families were saved.

    ``chosen`` says what columns are, where it isn't what the centre matched before.
    What the rows say is not kept; that they were there, and which family each became, is.
    """
    villages = villages_of(centre)
    register = read_register(path, villages, chosen=chosen or chosen_of(centre))
    with transaction.atomic():
        lock_register(centre)
        judged = judge_register(register.rows, centre=centre, as_of=as_of, villages=villages)
        valid = [read for read in judged if read.status == "valid"]
        if not valid:
            return judged, register.unread, 0
        done = _new_import(path, file_name, centre, as_of, by, now)
        _describe(done, register)
        families = _save(valid, centre, now)
        for read, family in zip(valid, families, strict=True):
            read.family_id = family.pk
        family_of = {(read.sheet, read.number): family.pk for read, family in zip(valid, families, strict=True)}
        _add_second_inmates(judged, family_of, centre)
        insert_rows([_staged_row(done, read, None, family_of.get((read.sheet, read.number))) for read in judged])
        _confirm(done, len(families), by, now)
    return judged, register.unread, len(families)


class Shown(NamedTuple):
    """Rows of an import that are alike to its page: how many, since when the first of them is put aside, and the sum of
    the hashes of what each says and when a person changed it."""

    status: str
    offer: str
    rows: int
    parked_on: date | None
    hashes: str


def rows_as_shown(staged: RegisterImport) -> list[Shown]:
    """What the page of an import counts and offers, added up by the database; one query."""
    each = Sum(hash_of(("pk", "status", "offer", "parked_on", "changed_at")))
    rows = staged.rows.filter(content__isnull=False).order_by("status", "offer").values_list("status", "offer")
    found = rows.annotate(count=Count("pk"), first=Min("parked_on"), hashes=each)
    return [Shown(status, offer, count, on, str(hashes)) for status, offer, count, on, hashes in found]


def confirm_import(staged: RegisterImport, *, by: User, now: datetime) -> RegisterImport:
    """Save what is ready, all or none: valid rows as proposed families, others into the household that is there.

    The rest stays to be worked on, and what gets ready then is confirmed in the same way. What reached the register
    since the preview is found again here and left out. Raises Refused when nothing is ready, or when somebody else
    saves the same family at this very moment.
    """
    return confirm_part(staged, by=by, now=now)[0]


def confirm_part(
    staged: RegisterImport,
    *,
    after: int = 0,
    at_most: int | None = None,
    seen: str | None = None,
    by: User,
    now: datetime,
) -> tuple[RegisterImport, int | None]:
    """The same of the next rows that are ready, in the order of the file: at most so many, after that of key ``after``.

    Returns the import and the key of the last row where more are ready behind it. What was saved before stays saved,
    whatever becomes of the others. ``seen`` is the mark of the rows as the page showed them, here and below.
    """
    with transaction.atomic():
        staged = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre").get(pk=staged.pk)
        require_read(staged)
        lock_register(staged.centre)
        pairs, last = _next_ready(staged, after, at_most)
        if pairs:
            require_mark(seen, rows_as_shown(staged), staged)
        new, others = _apart(pairs)
        saved = _save_new(new, staged, now)
        duplicates = staged.rows.filter(status="duplicate", content__isnull=False, pk__gt=after).order_by("id")
        duplicates = duplicates if last is None else duplicates.filter(pk__lte=last)
        if again := [read_of(row) for row in duplicates]:
            _add_second_inmates(again, _families_of(staged), staged.centre)
        known = _in_it_already(staged) if others else set()
        joined = _into_households(others, staged) if others else set()
        if saved or joined:
            _confirm(staged, saved, by, now, changed=len(joined - known))
        elif last is None and not after:
            _refuse_to_save_nothing(others=bool(others))
    return staged, last


def _in_it_already(staged: RegisterImport) -> set[int]:
    """The families that rows of an import became, joined or changed."""
    rows = staged.rows.filter(status=RegisterImportRow.Status.SAVED, family__isnull=False)
    return set(rows.values_list("family", flat=True))


def _next_ready(staged: RegisterImport, after: int, at_most: int | None) -> tuple[list[Pair], int | None]:
    """The next rows that are ready with what each says, and the key of the last where there are more."""
    ready = staged.rows.filter(status__in=READY, content__isnull=False, pk__gt=after).order_by("id")
    rows = list(ready if at_most is None else ready[: at_most + 1])
    more = at_most is not None and len(rows) > at_most
    pairs = [(row, read_of(row)) for row in rows[:at_most]]
    return pairs, rows[at_most - 1].pk if at_most and more else None


def _apart(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """New families, and what is for a household that is there."""
    valid = RegisterImportRow.Status.VALID
    return [pair for pair in pairs if pair[0].status == valid], [pair for pair in pairs if pair[0].status != valid]


def _save_new(pairs: Sequence[Pair], staged: RegisterImport, now: datetime) -> int:
    """Save valid rows as families, but for those that the register has by now; returns how many."""
    on = staged.centre.local_date(now)
    accepted = accepted_of([sheet_row_of(row) for row, _read in pairs])
    mark_registered([read for _row, read in pairs], centre=staged.centre, accepted=accepted)
    valid = [(row, read) for row, read in pairs if read.status == "valid"]
    families = _save([read for _row, read in valid], staged.centre, now)
    write_down([(row, sheet_row_of(row), read) for row, read in pairs if read.status != "valid"], on=on)
    _note_saved([(row, family) for (row, _read), family in zip(valid, families, strict=True)])
    return len(families)


def _refuse_to_save_nothing(*, others: bool) -> NoReturn:
    if others:
        raise Refused(_("The household that these rows join is not in the register yet. Save its row first."))
    raise Refused(_("No row can be saved yet. Correct the rows first, or upload a corrected file."))


def _note_saved(pairs: Sequence[tuple[RegisterImportRow, Family]]) -> None:
    """Let rows say which family they became or joined; in one statement, whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE families_registerimportrow r SET status = 'saved', family_id = f.family"
            " FROM unnest(%s::bigint[], %s::bigint[]) f (pk, family) WHERE r.id = f.pk",
            [[row.pk for row, _family in pairs], [family.pk for _row, family in pairs]],
        )


def _families_of(staged: RegisterImport) -> dict[tuple[str, int], int]:
    """The families that rows of an import became or joined, by sheet and row."""
    saved = staged.rows.filter(status=RegisterImportRow.Status.SAVED).values_list("sheet", "sheet_row", "family")
    return {(sheet, number): family for sheet, number, family in saved if family is not None}


def _into_households(rows: Sequence[Pair], staged: RegisterImport) -> set[int]:
    """Join rows to the household that each duplicates, as far as the register has it, and take over what others say.

    Returns the families.
    """
    known = _families_of(staged)
    wanted = [(row, read, read.household(known)) for row, read in rows]
    pks = {pk for _row, _read, pk in wanted if pk}
    _hold(pks)
    found = households(pks, centre=staged.centre)
    able = [(row, read, found[pk]) for row, read, pk in wanted if pk in found]
    joins = [(read, household) for row, read, household in able if row.status == RegisterImportRow.Status.JOIN]
    updates = [(read, household) for row, read, household in able if row.status == RegisterImportRow.Status.UPDATE]
    try:
        with transaction.atomic():
            take_changes(updates, centre=staged.centre)
            join(joins, centre=staged.centre)
    except IntegrityError as error:
        raise Refused(
            _("A NIK or No. KK of these rows belongs to another family of the register. Nothing was saved.")
        ) from error
    _note_saved([(row, household.family) for row, _read, household in able])
    return {household.family.pk for _row, _read, household in able}


def _hold(families: Collection[int]) -> None:
    """Hold these families, those that stand for them, and those of their inmates, which change with an inmate."""
    theirs = FamilyInmate.objects.filter(Q(family__in=families) | Q(family__merged__in=families))
    ties = FamilyInmate.objects.filter(inmate__in=theirs.values("inmate"))
    hold_families({*families, *ties.values_list("family", flat=True)})


def _save(valid: Sequence[ReadRow], centre: Centre, now: datetime) -> list[Family]:
    try:
        with transaction.atomic():
            return save_families(valid, centre=centre, on=centre.local_date(now))
    except IntegrityError as error:
        raise Refused(_("The register changed meanwhile. Nothing was saved; upload the file again.")) from error


def _add_second_inmates(rows: Sequence[ReadRow], saved: Mapping[tuple[str, int], int], centre: Centre) -> None:
    """Give the families that were saved the inmates of other rows about the same person."""
    wanted = [(row, saved.get(row.first)) for row in rows if SECOND_INMATE in row.warnings]
    families = Family.objects.in_bulk([pk for _row, pk in wanted if pk])
    if pairs := [(row, families[pk]) for row, pk in wanted if pk]:
        add_inmates(pairs, centre=centre)


def _confirm(done: RegisterImport, saved: int, by: User | None, now: datetime, *, changed: int = 0) -> None:
    done.confirmed_by, done.confirmed_at = by, now
    done.saved_families += saved
    done.changed_families += changed
    done.save(update_fields=["confirmed_by", "confirmed_at", "saved_families", "changed_families"])


def discard_import(staged: RegisterImport, *, parked: int = 0, seen: str | None = None) -> RegisterImport | None:
    """Drop what of an import is not saved, and with it all that could say who did; returns what is left of it.

    What is kept aside as incomplete stays where other rows were saved. Of an import of which nothing was saved nothing
    is left; ``parked`` is with how many such rows that was agreed to. Raises Refused where there are more by now, and
    when there is nothing to drop.
    """
    aside = RegisterImportRow.Status.PARKED
    with transaction.atomic():
        staged = RegisterImport.objects.select_for_update().get(pk=staged.pk)
        if staged.stage == Stage.READY:
            require_mark(seen, rows_as_shown(staged), staged)
        if not staged.confirmed_at:
            if (now_aside := staged.rows.filter(status=aside).count()) > parked:
                raise Refused(
                    ngettext(
                        "%(count)s row is kept aside as incomplete. Nothing was discarded; look at it first.",
                        "%(count)s rows are kept aside as incomplete. Nothing was discarded; look at them first.",
                        now_aside,
                    )
                    % {"count": quantity(now_aside)}
                )
            staged.delete()
            return None
        dropped, _kinds = staged.rows.exclude(status__in=(RegisterImportRow.Status.SAVED, aside)).delete()
        if not dropped:
            raise Refused(_("There is nothing to discard: all rows are saved, or kept aside as incomplete."))
        staged.discarded_rows += dropped
        staged.save(update_fields=["discarded_rows"])
    return staged


def purge_imports(*, now: datetime, centre: Centre | None = None) -> int:
    """Delete staged rows older than seven days, and those that were put aside 90 days ago; returns how many.

    Imports that were never confirmed go with the last of their rows.
    """
    old = RegisterImport.objects.filter(uploaded_at__lt=now - timedelta(days=KEPT_DAYS))
    if centre:
        old = old.filter(centre=centre)
    with transaction.atomic():
        old.exclude(stage=Stage.READY).delete()
        kept = Q(parked_on__gte=(now - timedelta(days=PARKED_DAYS)).date())
        old.exclude(source=None).update(source=None)
        deleted, _kinds = RegisterImportRow.objects.filter(~kept, register_import__in=old).delete()
        old.filter(
            ~Exists(RegisterImportRow.objects.filter(register_import=OuterRef("pk"))), confirmed_at=None
        ).delete()
    return deleted


def _new_import(
    path: Path, file_name: str, centre: Centre, as_of: date, by: User | None, now: datetime
) -> RegisterImport:
    return RegisterImport.objects.create(
        centre=centre,
        # Both outlive the rows, unencrypted.
        file_name=without_numbers(file_name)[-200:],
        file_digest=hashlib.sha256(path.read_bytes()).digest(),
        as_of=as_of,
        uploaded_by=by,
        uploaded_at=now,
    )


def _describe(staged: RegisterImport, register: Register) -> None:
    """Note what of the file was read, and what not; not written yet."""
    staged.sheet = ", ".join(dict.fromkeys(row.sheet for row in register.rows))[:100]
    staged.unread = [part.as_json() for part in register.unread]


def _staged_row(
    staged: RegisterImport, read: ReadRow, content: bytes | None, family_id: int | None = None
) -> RegisterImportRow:
    return RegisterImportRow(
        centre_id=staged.centre_id,
        register_import=staged,
        sheet=read.sheet[:100],
        sheet_row=read.number,
        status=RegisterImportRow.Status.SAVED if family_id else read.status,
        codes=read.codes,
        content=content,
        family_id=family_id,
        offer="" if family_id else read.offer,
    )
