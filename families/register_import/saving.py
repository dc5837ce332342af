"""Writing many new families at once, as an import gives them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower

from centres.models import Centre
from centres.regions import region_id
from config.rows import insert_numbered, insert_rows
from families.inmates import NumberOfAnother, SeveralOfThisName, meant
from families.models import Family, FamilyInmate, Inmate, Member
from families.models.cards import card_block
from families.register_import.duplicates import cut_card
from families.register_import.row import ReadRow

# So many are saved first: where the register holds few yet, the database counts it then, and plans for the others by
# what it found (trigger ``first_register_is_counted``).
SAVED_FIRST = 100
Relation = FamilyInmate.Relation
RELATIONS = {
    "Istri": Relation.WIFE,
    "Suami": Relation.HUSBAND,
    "Ibu": Relation.MOTHER,
    "Ayah": Relation.FATHER,
    "Anak": Relation.CHILD,
    "Kakak": Relation.OLDER_SIBLING,
    "Adik": Relation.YOUNGER_SIBLING,
    "Mertua": Relation.PARENT_IN_LAW,
    "Kakek": Relation.GRANDPARENT,
    "Nenek": Relation.GRANDPARENT,
}


def save_families(rows: Sequence[ReadRow], *, centre: Centre, on: date) -> list[Family]:
    """Write one family per row with its contact, its inmate and the tie; returns them in the rows' order.

    Runs in the caller's transaction. Inmates are those of the register who are meant (``families.inmates.meant``), or
    new ones, each for all rows that mean the same. A number that the register gives to another name is left out of the
    new inmate and kept in the family's remarks.
    """
    register = _Inmates(centre, rows)
    return _saved(rows[:SAVED_FIRST], register, on) + _saved(rows[SAVED_FIRST:], register, on)


def _saved(rows: Sequence[ReadRow], register: "_Inmates", on: date) -> list[Family]:
    if not rows:
        return []
    centre = register.centre
    inmates = [register.of(row) for row in rows]
    families = [_family(row, centre, on) for row in rows]
    insert_numbered(list({id(inmate): inmate for inmate in inmates if not inmate.pk}.values()))
    insert_numbered(families)
    insert_rows([member_of(row, family, is_contact=True) for row, family in zip(rows, families, strict=True)])
    insert_rows(
        [
            FamilyInmate(centre=centre, family=family, inmate=inmate, relation=_relation(row))
            for row, family, inmate in zip(rows, families, inmates, strict=True)
        ]
    )
    return families


def add_inmates(pairs: Sequence[tuple[ReadRow, Family]], *, centre: Centre) -> None:
    """Tie each family to the inmate of another row about the same person, unless it is tied to him already."""
    register = _Inmates(centre, [row for row, _family in pairs])
    inmates = [register.of(row) for row, _family in pairs]
    insert_numbered(list({id(inmate): inmate for inmate in inmates if not inmate.pk}.values()))
    known = set(
        FamilyInmate.objects.filter(family__in=[family for _row, family in pairs]).values_list("family", "inmate")
    )
    ties = {
        (family.pk, inmate.pk): FamilyInmate(centre=centre, family=family, inmate=inmate, relation=_relation(row))
        for (row, family), inmate in zip(pairs, inmates, strict=True)
        if (family.pk, inmate.pk) not in known
    }
    insert_rows(list(ties.values()))


class _Inmates:
    """The inmates of a centre whom rows may mean, by number and by name, and those whom they add; one query."""

    def __init__(self, centre: Centre, rows: Sequence[ReadRow]) -> None:
        self.centre = centre
        self.alike: dict[str, list[Inmate]] = {}
        # Those whose number is another's in the register: the next row that says the same means the same person.
        self.apart: dict[tuple[str, str], Inmate] = {}
        said = {text for row in rows for text in (row.values["wbp_nama"], row.values["wbp_register"]) if text}
        # The database writes small what it keeps, and Python some letters otherwise: those are asked for both ways.
        small = {written for text in said for written in (text.lower(), text.casefold())}
        known = Inmate.objects.filter(centre=centre).alias(number=Lower("register_number"), called=Lower("name"))
        for inmate in known.filter(Q(number__in=small) | Q(called__in=small)).order_by("pk"):
            self._note(inmate)

    def of(self, row: ReadRow) -> Inmate:
        """The inmate whom a row means, or a new one, not saved yet."""
        name, number = row.values["wbp_nama"], row.values["wbp_register"]
        try:
            known = meant(self.alike.get((number or name).casefold(), ()), name=name, number=number)
        except SeveralOfThisName:
            known = None
        except NumberOfAnother:
            row.warnings = sorted({*row.warnings, "REGISTER_NAMA_BEDA"})
            key = name.casefold(), number.casefold()
            if key not in self.apart:
                self.apart[key] = self._new(row, name, "")
            return self.apart[key]
        return known or self._new(row, name, number)

    def _new(self, row: ReadRow, name: str, number: str) -> Inmate:
        released = row.values["tgl_bebas"]
        inmate = Inmate(centre=self.centre, name=name, register_number=number, expected_release_on=released)
        self._note(inmate)
        return inmate

    def _note(self, inmate: Inmate) -> None:
        for key in {inmate.name.casefold(), inmate.register_number.casefold()} - {""}:
            self.alike.setdefault(key, []).append(inmate)


def _relation(row: ReadRow) -> Relation:
    return RELATIONS.get(row.values["hubungan"], Relation.OTHER)


def _family(row: ReadRow, centre: Centre, on: date) -> Family:
    values = row.values
    remarks = [values["keterangan"]] if values["keterangan"] else []
    if "REGISTER_NAMA_BEDA" in row.warnings:
        remarks.append(f"No. register: {values['wbp_register']}")
    family = Family(
        centre=centre,
        village_id=region_id(values["desa_kode"]),
        hamlet=values["dukuh"] or "",
        street=values["jalan"] or "",
        rt=values["rt"] or "",
        rw=values["rw"] or "",
        dependants=values["tanggungan"],
        # A row that was read before this was told apart lacks it.
        household_size=values.get("jiwa"),
        remarks="; ".join(remarks),
        registered_on=on,
    )
    family.kk = values["no_kk"]
    if cut := cut_card(row):
        family.kk_block = card_block(cut)
    return family


def member_of(row: ReadRow, family: Family, *, is_contact: bool) -> Member:
    """The person of a row as somebody of this household, not saved yet."""
    values = row.values
    member = Member(
        centre_id=family.centre_id,
        family=family,
        name=values["nama"],
        is_contact=is_contact,
        sex=values["jk"] or "",
        birth_place=values["tempat_lahir"] or "",
    )
    member.birth_date = values["tgl_lahir"]
    member.nik, member.phone = values["nik"], values["hp"]
    return member
