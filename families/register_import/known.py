"""A row beside the family of the register that it speaks of: what it says of it anew, and taking that over."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from centres.identity import Masked
from centres.models import Centre
from centres.regions import region_id
from families.models import Family, FamilyInmate, Inmate, Member
from families.names import bare_name, is_shortened, same_name, written_alike
from families.register_import.codes import SECOND_OF_A_PERSON
from families.register_import.row import ReadRow, as_text
from families.register_import.saving import RELATIONS, add_inmates, member_of

BATCH = 1000
# Of the contact: a number is compared by its digest, and none is ever told.
NUMBERS = {"nik": "nik", "hp": "phone"}


@dataclass
class Household:
    """A family of the register with its people and its ties."""

    family: Family
    people: list[Member]
    ties: list[FamilyInmate]

    def person(self, row: ReadRow) -> Member | None:
        """Who of the household a row speaks of: by the NIK; or else by the name, with the day of birth or all digits of
        the NIK but one, unless somebody said that they are two people."""
        nik = row.values["nik"]
        digest = Member.nik.blind_index_of(nik) if nik else None
        same = next((member for member in self.people if digest and member.nik.digest == digest), None)
        if same or row.is_another:
            return same
        return next((member for member in self.people if _has_the_name(member, row)), None)

    def tie(self, row: ReadRow) -> FamilyInmate | None:
        """The tie to the inmate whom a row names: by the number where both have one, or else by the name.

        A number beside the name of somebody else is none of theirs.
        """
        said = row.values["wbp_nama"] or ""
        number, name = row.values["wbp_register"].casefold(), bare_name(said)
        for tie in self.ties:
            known = tie.inmate.register_number.casefold()
            if (number and known and number == known and (not said or written_alike(tie.inmate.name, said))) or (
                not (number and known) and bare_name(tie.inmate.name) == name
            ):
                return tie
        return None


def _has_the_name(member: Member, row: ReadRow) -> bool:
    name, born = row.values["nama"], row.values["tgl_lahir"]
    if not same_name(member.name, name) and not is_shortened(member.name, name):
        return False
    return not member.birth_digest or not born or _is_born_on(member, born) or _is_nearly(member, row.values["nik"])


def _is_nearly(member: Member, nik: str | None) -> bool:
    """Whether somebody's NIK differs from this one in a digit, or two neighbours changed places: each that it could be
    is compared by its digest."""
    if not nik or not member.nik:
        return False
    swapped = (nik[:place] + nik[place + 1] + nik[place] + nik[place + 2 :] for place in range(len(nik) - 1))
    others = (
        nik[:place] + digit + nik[place + 1 :]
        for place, own in enumerate(nik)
        for digit in "0123456789"
        if digit != own
    )
    return any(member.nik.digest == Member.nik.blind_index_of(other) for other in chain(swapped, others))


def _is_born_on(member: Member, day: date) -> bool:
    return bytes(member.birth_digest or b"") == Member.birth_date.blind_index_of(day)


def households(pks: Iterable[int], *, centre: Centre) -> dict[int, Household]:
    """The households of these families, by the number that was asked for: of one merged into another, that one."""
    pks = list(set(pks))
    found: dict[int, Household] = {}
    for start in range(0, len(pks), BATCH):
        named = Family.objects.filter(centre=centre, pk__in=pks[start : start + BATCH]).values_list("pk", "merged_into")
        kept = {pk: merged or pk for pk, merged in named}
        families = Family.objects.filter(centre=centre, pk__in=set(kept.values())).select_related("village__parent")
        by_pk = {family.pk: Household(family, [], []) for family in families.order_by("pk")}
        for member in Member.objects.filter(family__in=by_pk, left_on=None).order_by("-is_contact", "pk"):
            by_pk[member.family_id].people.append(member)
        for tie in FamilyInmate.objects.filter(family__in=by_pk).select_related("inmate").order_by("pk"):
            by_pk[tie.family_id].ties.append(tie)
        found |= {pk: by_pk[other] for pk, other in kept.items() if other in by_pk}
    return found


def offer_known(rows: Sequence[ReadRow], *, centre: Centre) -> None:
    """Say of rows about known families what can be done: add a person to the household, or take over what changed."""
    known = households([pk for row in rows if (pk := row.family_id or row.alike_id)], centre=centre)
    for row in rows:
        if household := known.get(row.family_id or row.alike_id or 0):
            person = household.person(row)
            if person is None:
                row.offer = "join" if row.family_id else ""
            else:
                row.changes = [change.told() for change in changes(row, household, person)]
                row.offer = "update" if row.changes else ""


def know_without_number(rows: Sequence[ReadRow], *, centre: Centre) -> list[ReadRow]:
    """Know people of no number again, who would be offered to join the household in which they are; returns their rows.

    Somebody of their name and day of birth lives in their village and is tied to their inmate.
    """
    alike = [row for row in rows if row.alike_id and not row.values["nik"]]
    known = households([row.alike_id for row in alike if row.alike_id], centre=centre) if alike else {}
    found = []
    for row in alike:
        theirs = known.get(row.alike_id or 0)
        if theirs and theirs.person(row) and theirs.tie(row) and not _village(row, theirs.family):
            row.family_id, row.alike_id = theirs.family.pk, None
            row.codes = sorted({*row.codes, "SUDAH_TERDAFTAR"} - {"MIRIP_TERDAFTAR"})
            row.status = "duplicate"
            found.append(row)
    return found


@dataclass(frozen=True)
class Change:
    """One thing that a row says of a family anew; ``take`` writes it into the rows of the register."""

    field: str
    before: str
    after: str
    take: Callable[[], None]

    def told(self) -> list[str]:
        """The field with both values as they may be shown: of a number and of a day of birth none."""
        return [self.field, self.before, self.after]


def changes(row: ReadRow, household: Household, person: Member) -> list[Change]:
    """What a row says anew. What it is silent about stays as it is.

    Of the household, and of what its recipient is to the inmate, the row of the recipient speaks; one about another
    member says something of that person alone. Of two rows of a file about one person the first one does.
    """
    family, values = household.family, row.values
    tie = household.tie(row)
    another = [_another_inmate(row)] if tie is None else []
    if SECOND_OF_A_PERSON.intersection(row.codes):
        return [change for change in another if change]
    own = [
        _column(person, "name", "nama", values["nama"]),
        _column(person, "birth_place", "tempat_lahir", values["tempat_lahir"]),
        _hidden(person, "nik", "nik", values["nik"]),
        _hidden(person, "phone", "hp", values["hp"]),
        _born(person, values["tgl_lahir"]),
    ]
    if not person.is_contact:
        return [change for change in (*own, *another) if change]
    found = [
        _column(family, "hamlet", "dukuh", values["dukuh"]),
        _column(family, "street", "jalan", values["jalan"]),
        _column(family, "rt", "rt", values["rt"]),
        _column(family, "rw", "rw", values["rw"]),
        _column(family, "dependants", "tanggungan", values["tanggungan"]),
        _column(family, "household_size", "jiwa", values.get("jiwa")),
        _village(row, family),
        _hidden(family, "kk", "no_kk", values["no_kk"]),
        *own,
        *another,
        *(_of_tie(row, tie) if tie else ()),
    ]
    return [change for change in found if change]


def _column(record: Family | Member | Inmate, column: str, field: str, said: Any) -> Change | None:
    known = getattr(record, column)
    if said is None or said == "" or _plain(said) == _plain(known):
        return None
    return Change(field, as_text(known), as_text(said), lambda: setattr(record, column, said))


def _plain(value: Any) -> Any:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _village(row: ReadRow, family: Family) -> Change | None:
    code = row.values["desa_kode"]
    if not code or region_id(code) == family.village_id:
        return None
    new = f"{row.values['desa']}, {row.values['kecamatan']}"
    old = f"{family.village.name}, {family.village.above.name}"
    return Change("desa", old, new, lambda: setattr(family, "village_id", region_id(code)))


def _hidden(record: Family | Member, name: str, field: str, said: str | None) -> Change | None:
    number: Masked = getattr(record, name)
    if not said or number.digest == getattr(type(record), name).blind_index_of(said):
        return None
    return Change(field, str(number), "", lambda: setattr(record, name, said))


def _born(person: Member, said: date | None) -> Change | None:
    if said is None or _is_born_on(person, said):
        return None
    return Change("tgl_lahir", "", "", lambda: setattr(person, "birth_date", said))


def _another_inmate(row: ReadRow) -> Change | None:
    """An inmate to whom the family isn't tied; ``take_changes`` itself adds him."""
    name = row.values["wbp_nama"]
    return Change("wbp_nama", "", name, lambda: None) if name else None


def _of_tie(row: ReadRow, tie: FamilyInmate) -> list[Change | None]:
    """What the recipient's row says anew of the known inmate: the release and the relation."""
    found = [_column(tie.inmate, "expected_release_on", "tgl_bebas", row.values["tgl_bebas"])]
    relation = RELATIONS.get(row.values["hubungan"])
    if relation and relation != tie.relation:
        said = str(relation.label)
        found.append(
            Change("hubungan", tie.get_relation_display(), said, lambda: setattr(tie, "relation", relation.value))
        )
    return found


def take_changes(pairs: Sequence[tuple[ReadRow, Household]], *, centre: Centre) -> None:
    """Write what rows say anew into their families, people and ties; in the caller's transaction, on locked rows."""
    for row, household in pairs:
        person = household.person(row)
        if person is None:
            continue
        for change in changes(row, household, person):
            change.take()
        household.family.save()
        person.save()
        if tie := household.tie(row):
            tie.inmate.save()
            tie.save()
    add_inmates(_untied(pairs), centre=centre)


def join(pairs: Sequence[tuple[ReadRow, Household]], *, centre: Centre) -> None:
    """Add to each household the person of a row, unless it is one of its people, and the inmate, unless it is tied."""
    new: list[Member] = []
    for row, household in pairs:
        if household.person(row) is None:
            member = member_of(row, household.family, is_contact=False)
            household.people.append(member)
            new.append(member)
    Member.objects.bulk_create(new)
    add_inmates(_untied(pairs), centre=centre)


def _untied(pairs: Sequence[tuple[ReadRow, Household]]) -> list[tuple[ReadRow, Family]]:
    return [
        (row, household.family) for row, household in pairs if row.values["wbp_nama"] and household.tie(row) is None
    ]
