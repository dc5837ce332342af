"""Judging the rows of a register against what the register has: the same household, person, or somebody alike."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from typing import Any

from django.db import connection
from django.db.models.functions import Lower

from centres.encryption import blind_index
from centres.models import Centre, Region
from centres.regions import region_id
from config.rows import among_digests
from families.inmates import same_letters
from families.models import Family, Inmate, Member, RegisterColumns
from families.names import same_name, written_alike
from families.register_import.duplicates import Accepted
from families.register_import.judging import judge
from families.register_import.known import know_without_number, offer_known
from families.register_import.matching import Chosen
from families.register_import.row import Decision, ReadRow, SheetRow
from families.register_import.villages import Village, VillageIndex
from families.villages import REGENCY_PREFIX, villages_named

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


def fingerprint(titles: str) -> bytes:
    """The digest by which a table of these titles is known again."""
    return blind_index("register columns", titles)


def chosen_of(centre: Centre, digest: Callable[[str], bytes] = fingerprint) -> Chosen:
    """What people of a centre matched columns to, of tables that are known by this digest; one query."""
    known = RegisterColumns.objects.filter(centre=centre).values_list("fingerprint", "fields")
    tables = {bytes(key): {int(column): name for column, name in fields.items()} for key, fields in known}
    return Chosen(tables, digest=digest)


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

    Four kinds of queries for the whole file.
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
    _mark_numbers_of_others(rows, centre, accepted)
    clear = [row for row in rows if row.family_id and members.get(row.values["nik"], row.family_id) == row.family_id]
    unknown = [row for row in rows if not row.family_id]
    _mark_alike(unknown, centre, accepted)
    _mark_of_one_inmate([row for row in unknown if not row.alike_id], centre, accepted)
    without_number = know_without_number(rows, centre=centre)
    alike = [row for row in rows if row.alike_id]
    offer_known([*clear, *without_number, *alike], centre=centre)


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


def _mark_numbers_of_others(rows: Sequence[ReadRow], centre: Centre, accepted: Accepted) -> None:
    """Mark the rows that give a register number to another name than the register does, or than an earlier row.

    Nobody is to find only after saving that a slip made a second inmate. A known family's own inmate may be written a
    little differently in a list that comes again.
    """
    numbers = {row.values["wbp_register"].casefold() for row in rows if row.values["wbp_register"]}
    known = (
        Inmate.objects.filter(centre=centre).annotate(lower=Lower("register_number")).filter(lower__in=list(numbers))
    )
    owners: dict[str, list[Inmate]] = {}
    for inmate in known.order_by("pk") if numbers else ():
        owners.setdefault(inmate.register_number.casefold(), []).append(inmate)
    for row in rows:
        name, number = row.values["wbp_nama"], row.values["wbp_register"]
        if not name or not number:
            continue
        have = owners.setdefault(number.casefold(), [])
        if not have:
            if row.decision != Decision.LEFT_OUT and row.status in ("valid", "review"):
                have.append(Inmate(name=name, register_number=number))
        elif not any(_may_be_called(inmate, row) for inmate in have):
            if "REGISTER_MILIK_LAIN" in accepted.get((row.sheet, row.number), ()):
                row.warnings = sorted({*row.warnings, "REGISTER_NAMA_BEDA"})
                continue
            row.number_of = have[0].name
            row.add_codes("REGISTER_MILIK_LAIN")


def _may_be_called(inmate: Inmate, row: ReadRow) -> bool:
    name = row.values["wbp_nama"]
    return same_letters(inmate.name, name) or bool(row.family_id and written_alike(inmate.name, name))


def _mark_of_one_inmate(rows: Sequence[ReadRow], centre: Centre, accepted: Accepted) -> None:
    """Mark the rows whose inmate has somebody of much the same name in the register: the digit that was mistyped may be
    one of the day of birth, so that they aren't found by that."""
    rows = [row for row in rows if row.values["nama"] and row.values["wbp_nama"] and row.values["nik"]]
    said = [{text for row in rows if (text := row.values[name])} for name in ("wbp_register", "wbp_nama")]
    numbers, names = (sorted({text.casefold() for text in texts}) for texts in said)
    people: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for number, inmate, name, family in _recipients_of(numbers, names, centre) if rows else ():
        for key in (("number", number), ("name", inmate)):
            people.setdefault(key, []).append((name, family))
    for row in rows:
        number, inmate = row.values["wbp_register"].casefold(), row.values["wbp_nama"].casefold()
        known = (*(people.get(("number", number), ()) if number else ()), *people.get(("name", inmate), ()))
        alike = next((pk for name, pk in known if written_alike(name, row.values["nama"])), None)
        if alike and "MIRIP_TERDAFTAR" not in accepted.get((row.sheet, row.number), ()):
            row.add_codes("MIRIP_TERDAFTAR")
            row.alike_id = alike


def _recipients_of(numbers: list[str], names: list[str], centre: Centre) -> list[tuple[str, str, str, int]]:
    """Of these inmates, by register number or name in small letters: both, and each recipient with the family."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT lower(i.register_number), lower(i.name), m.name, m.family_id
              FROM families_inmate i
              JOIN families_familyinmate t ON t.inmate_id = i.id
              JOIN families_member m ON m.family_id = t.family_id AND m.is_contact AND m.active
             WHERE i.centre_id = %s
               AND (lower(i.register_number) IN (SELECT unnest(%s::text[]))
                    OR lower(i.name) IN (SELECT unnest(%s::text[])))
             ORDER BY m.id
            """,
            [centre.pk, numbers, names],
        )
        found: list[tuple[str, str, str, int]] = cursor.fetchall()
    return found


def _found(queryset: Any, column: str, wanted: dict[str, bytes], value: str) -> dict[str, int]:
    """Those of the wanted numbers that the register has, with what ``value`` says of their row."""
    numbers = {key: number for number, key in wanted.items()}
    keys = list(numbers)
    found: dict[str, int] = {}
    for start in range(0, len(keys), BATCH):
        batch = queryset.filter(**{f"{column}__in": keys[start : start + BATCH]})
        found |= {numbers[bytes(key)]: pk for key, pk in batch.values_list(column, value)}
    return found
