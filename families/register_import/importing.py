"""From an uploaded register to families: stage the rows encrypted, look at them, then save the valid ones at once."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.encryption import blind_index, seal
from centres.models import Centre, Region, User
from centres.personal_numbers import without_numbers
from centres.regions import region_id
from config.days import of_the_past
from config.errors import Refused
from config.rows import among_digests, insert_rows
from families.household import lock_register
from families.models import Family, Member, RegisterColumns, RegisterImport, RegisterImportRow
from families.names import same_name
from families.register_import.duplicates import SECOND_INMATE, Accepted
from families.register_import.judging import judge, look_cut
from families.register_import.known import households, join, know_without_number, offer_known, take_changes
from families.register_import.links import links_of
from families.register_import.matching import Chosen, guessed
from families.register_import.row import ReadRow, SheetRow
from families.register_import.saving import add_inmates, save_families
from families.register_import.sheet import NoTitles, Register, read_cells, read_register, read_sheets
from families.register_import.staged_rows import SOURCE, bound_to, packed, read_of, sealed, sheet_row_of, write_down
from families.register_import.unread import Unread
from families.register_import.villages import Village, VillageIndex
from families.villages import REGENCY_PREFIX, villages_named

KEPT_DAYS = 7
# What is asked for at a family takes until the next visit: longer than other rows, and no longer than needed.
PARKED_DAYS = 90
# What is saved when an import is confirmed.
READY = (RegisterImportRow.Status.VALID, RegisterImportRow.Status.JOIN, RegisterImportRow.Status.UPDATE)
BATCH = 1000
VILLAGE_CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}")


def villages_of(centre: Centre) -> VillageIndex:
    """The villages of the centre's regency, with what is needed to tell an address outside."""
    villages = Region.objects.filter(level=Region.Level.VILLAGE, parent__parent=centre.regency_id).select_related(
        "parent"
    )
    elsewhere = Region.objects.filter(level__in=(Region.Level.DISTRICT, Region.Level.REGENCY))
    names = [(REGENCY_PREFIX.sub("", name), level) for name, level in elsewhere.values_list("name", "level")]
    return VillageIndex(
        centre.regency.name,
        [_village(village) for village in villages],
        (name for name, _level in names),
        (name for name, level in names if level == Region.Level.REGENCY),
        _Country(),
    )


class _Country:
    """The villages of the whole country for one file: the same address is looked up once."""

    def __init__(self) -> None:
        self.by_code = cache(self._by_code)
        self.named = cache(self._named)

    def _by_code(self, code: str) -> Village | None:
        if not VILLAGE_CODE.fullmatch(code):
            return None
        villages = Region.objects.filter(level=Region.Level.VILLAGE).select_related("parent")
        village = villages.filter(pk=region_id(code)).first()
        return _village(village) if village else None

    def _named(self, name: str, district: str, regency: str) -> list[Village]:
        return [_village(village) for village in villages_named(name, district, regency)]


def _village(village: Region) -> Village:
    return Village(village.code, village.name, village.above.code, village.above.name)


def chosen_of(centre: Centre) -> Chosen:
    """What people of a centre matched columns to; one query."""
    known = RegisterColumns.objects.filter(centre=centre).values_list("fingerprint", "fields")
    tables = {bytes(key): {int(column): name for column, name in fields.items()} for key, fields in known}
    return Chosen(tables, digest=fingerprint)


def fingerprint(titles: str) -> bytes:
    """The digest by which a table of these titles is known again."""
    return blind_index("register columns", titles)


def judge_register(
    rows: Sequence[SheetRow],
    *,
    centre: Centre,
    as_of: date,
    villages: VillageIndex | None = None,
    niks_look_cut: bool | None = None,
) -> list[ReadRow]:
    """Judge rows of a file against themselves, the villages of the regency, and the register.

    Of some rows of a file ``niks_look_cut`` says what all of them showed.
    """
    accepted = accepted_of(rows)
    known = partial(mark_registered, centre=centre, accepted=accepted)
    places = villages or villages_of(centre)
    return judge(rows, villages=places, as_of=as_of, known=known, niks_look_cut=niks_look_cut)


def accepted_of(rows: Sequence[SheetRow]) -> Accepted:
    """The doubts that a person settled, by sheet and row."""
    return {(row.sheet, row.number): row.accepted for row in rows if row.accepted}


def mark_registered(rows: Sequence[ReadRow], *, centre: Centre, accepted: Accepted) -> None:
    """Mark the rows whose family card or person the register has already, or somebody who looks the same.

    Three kinds of queries for the whole file.
    """
    kks = {row.values["no_kk"]: blind_index("kk", row.values["no_kk"]) for row in rows if row.values["no_kk"]}
    niks = {row.values["nik"]: blind_index("nik", row.values["nik"]) for row in rows if row.values["nik"]}
    families = _found(Family.objects.active().filter(centre=centre), "kk_digest", kks, "pk")
    members = _found(Member.objects.filter(centre=centre, active=True), "nik_digest", niks, "family_id")
    for row in rows:
        kk, nik = row.values["no_kk"], row.values["nik"]
        row.family_id = families.get(kk) or members.get(nik)
        if row.family_id:
            same_household = kk in families or not kk
            row.codes = sorted({*row.codes, "SUDAH_TERDAFTAR" if same_household else "NIK_TERDAFTAR"})
            row.status = "duplicate"
    # Of one person's number in one family and a card of another nothing is offered: a person has to look.
    clear = [row for row in rows if row.family_id and members.get(row.values["nik"], row.family_id) == row.family_id]
    _mark_alike([row for row in rows if not row.family_id], centre, accepted)
    offer_known([*clear, *know_without_number(rows, centre=centre)], centre=centre)


def _mark_alike(rows: Sequence[ReadRow], centre: Centre, accepted: Accepted) -> None:
    """Mark the rows of whose name and day of birth the register has somebody else, with another NIK or none."""
    rows = [row for row in rows if row.values["tgl_lahir"] and row.values["nama"]]
    days = {Member.birth_date.blind_index_of(day): day for day in {row.values["tgl_lahir"] for row in rows}}
    members = Member.objects.filter(centre=centre, active=True, birth_digest__in=among_digests(days))
    born: dict[date, list[tuple[str, int]]] = {}
    for digest, name, family_id in members.order_by("pk").values_list("birth_digest", "name", "family_id"):
        born.setdefault(days[bytes(digest or b"")], []).append((name, family_id))
    for row in rows:
        alike = next(
            (pk for name, pk in born.get(row.values["tgl_lahir"], ()) if same_name(name, row.values["nama"])), None
        )
        if alike and "MIRIP_TERDAFTAR" not in accepted.get((row.sheet, row.number), ()):
            row.add_codes("MIRIP_TERDAFTAR")
            row.alike_id = alike


def _found(queryset: Any, column: str, wanted: dict[str, bytes], value: str) -> dict[str, int]:
    """Those of the wanted numbers that the register has, with what ``value`` says of their row."""
    numbers = {key: number for number, key in wanted.items()}
    keys = list(numbers)
    found: dict[str, int] = {}
    for start in range(0, len(keys), BATCH):
        batch = queryset.filter(**{f"{column}__in": keys[start : start + BATCH]})
        found |= {numbers[bytes(key)]: pk for key, pk in batch.values_list(column, value)}
    return found


def stage_import(
    path: Path, *, file_name: str, centre: Centre, as_of: date | None = None, by: User, now: datetime
) -> RegisterImport:
    """Read and judge a file and keep its rows, encrypted, until they are confirmed or seven days old.

    ``as_of`` is the day on which releases and ages are judged, today at the centre by default. Raises Refused with the
    field ``file`` when the file can't be read, and with ``as_of`` for a day to come.
    """
    today = centre.local_date(now)
    as_of = as_of or today
    of_the_past(today).require(as_of, field="as_of")
    villages = villages_of(centre)
    sheets = read_cells(path)
    source = packed(sheets)
    register = read_as_matched(sheets, villages, chosen_of(centre))
    judged = judge_register(register.rows, centre=centre, as_of=as_of, villages=villages)
    with transaction.atomic():
        purge_imports(now=now, centre=centre)
        staged = _new_import(path, file_name, register, centre, as_of, by, now)
        staged.source = seal(SOURCE, source, bound_to=bound_to(centre.pk, staged.pk))
        staged.asks_columns = register.is_unsure
        staged.save(update_fields=["source", "asks_columns"])
        keep_rows(staged, register.rows, judged, on=today)
    return staged


def keep_rows(staged: RegisterImport, rows: Sequence[SheetRow], judged: Sequence[ReadRow], *, on: date) -> None:
    """Keep the rows of an import, sealed; what is put aside, from this day on."""
    staged.niks_look_cut = look_cut(rows)
    staged.save(update_fields=["niks_look_cut"])
    whose = bound_to(staged.centre_id, staged.pk)
    kept = [_staged_row(staged, read, sealed(row, read, whose)) for row, read in zip(rows, judged, strict=True)]
    for row, cells, read in zip(kept, rows, judged, strict=True):
        row.links = links_of(cells, read, staged.pk)
        row.parked_on = on if row.status == RegisterImportRow.Status.PARKED else None
    insert_rows(kept)


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
        done = _new_import(path, file_name, register, centre, as_of, by, now)
        families = _save(valid, centre, now)
        for read, family in zip(valid, families, strict=True):
            read.family_id = family.pk
        family_of = {(read.sheet, read.number): family.pk for read, family in zip(valid, families, strict=True)}
        _add_second_inmates(judged, family_of, centre)
        insert_rows([_staged_row(done, read, None, family_of.get((read.sheet, read.number))) for read in judged])
        _confirm(done, len(families), by, now)
    return judged, register.unread, len(families)


def confirm_import(staged: RegisterImport, *, by: User, now: datetime) -> RegisterImport:
    """Save what is ready, all or none: valid rows as proposed families, others into the household that is there.

    The rest stays to be worked on, and what gets ready then is confirmed in the same way. What reached the register
    since the preview is found again here and left out. Raises Refused when nothing is ready, or when somebody else
    saves the same family at this very moment.
    """
    with transaction.atomic():
        staged = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre").get(pk=staged.pk)
        lock_register(staged.centre)
        found = staged.rows.filter(status__in=READY, content__isnull=False).order_by("id")
        pairs = [(row, read_of(row)) for row in found]
        new = [(row, read) for row, read in pairs if row.status == RegisterImportRow.Status.VALID]
        accepted = accepted_of([sheet_row_of(row) for row, _read in new])
        mark_registered([read for _row, read in new], centre=staged.centre, accepted=accepted)
        valid = [(row, read) for row, read in new if read.status == "valid"]
        others = [(row, read) for row, read in pairs if row.status != RegisterImportRow.Status.VALID]
        if not valid and not others:
            raise Refused(_("No row can be saved yet. Correct the rows first, or upload a corrected file."))
        families = _save([read for _row, read in valid], staged.centre, now)
        write_down(
            [(row, sheet_row_of(row), read) for row, read in new if read.status != "valid"],
            on=staged.centre.local_date(now),
        )
        _note_saved([(row, family) for (row, _read), family in zip(valid, families, strict=True)])
        duplicates = staged.rows.filter(status="duplicate", content__isnull=False).order_by("id")
        _add_second_inmates([read_of(row) for row in duplicates], _families_of(staged), staged.centre)
        if not _into_households(others, staged) and not valid:
            raise Refused(_("The household that these rows join is not in the register yet. Save its row first."))
        _confirm(staged, len(families), by, now)
    return staged


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


def _into_households(rows: Sequence[tuple[RegisterImportRow, ReadRow]], staged: RegisterImport) -> int:
    """Join rows to the household that each duplicates, as far as the register has it, and take over what others say.

    Returns how many rows that was.
    """
    known = _families_of(staged)
    wanted = [(row, read, read.household(known)) for row, read in rows]
    found = households([pk for _row, _read, pk in wanted if pk], centre=staged.centre, lock=True)
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
    return len(able)


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


def _confirm(done: RegisterImport, saved: int, by: User | None, now: datetime) -> None:
    done.confirmed_by, done.confirmed_at = by, now
    done.saved_families += saved
    done.save(update_fields=["confirmed_by", "confirmed_at", "saved_families"])


def discard_import(staged: RegisterImport, *, parked: int = 0) -> RegisterImport | None:
    """Drop what of an import is not saved, and with it all that could say who did; returns what is left of it.

    What is kept aside as incomplete stays where other rows were saved. Of an import of which nothing was saved nothing
    is left; ``parked`` is with how many such rows that was agreed to. Raises Refused where there are more by now, and
    when there is nothing to drop.
    """
    aside = RegisterImportRow.Status.PARKED
    with transaction.atomic():
        staged = RegisterImport.objects.select_for_update().get(pk=staged.pk)
        if not staged.confirmed_at:
            if (now_aside := staged.rows.filter(status=aside).count()) > parked:
                raise Refused(
                    ngettext(
                        "%(count)d row is kept aside as incomplete. Nothing was discarded; look at it first.",
                        "%(count)d rows are kept aside as incomplete. Nothing was discarded; look at them first.",
                        now_aside,
                    )
                    % {"count": now_aside}
                )
            staged.delete()
            return None
        dropped, _kinds = staged.rows.exclude(status__in=(RegisterImportRow.Status.SAVED, aside)).delete()
        if not dropped:
            raise Refused(_("There is nothing to discard: all rows are saved, or kept aside as incomplete."))
    return staged


def purge_imports(*, now: datetime, centre: Centre | None = None) -> int:
    """Delete staged rows older than seven days, and those that were put aside 90 days ago; returns how many.

    Imports that were never confirmed go with the last of their rows.
    """
    old = RegisterImport.objects.filter(uploaded_at__lt=now - timedelta(days=KEPT_DAYS))
    if centre:
        old = old.filter(centre=centre)
    with transaction.atomic():
        kept = Q(parked_on__gte=(now - timedelta(days=PARKED_DAYS)).date())
        old.exclude(source=None).update(source=None)
        deleted, _kinds = RegisterImportRow.objects.filter(~kept, register_import__in=old).delete()
        old.filter(
            ~Exists(RegisterImportRow.objects.filter(register_import=OuterRef("pk"))), confirmed_at=None
        ).delete()
    return deleted


def _new_import(
    path: Path, file_name: str, register: Register, centre: Centre, as_of: date, by: User | None, now: datetime
) -> RegisterImport:
    return RegisterImport.objects.create(
        centre=centre,
        # Both outlive the rows, unencrypted.
        file_name=without_numbers(file_name)[-200:],
        file_digest=hashlib.sha256(path.read_bytes()).digest(),
        sheet=", ".join(dict.fromkeys(row.sheet for row in register.rows))[:100],
        unread=[part.as_json() for part in register.unread],
        as_of=as_of,
        uploaded_by=by,
        uploaded_at=now,
    )


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
