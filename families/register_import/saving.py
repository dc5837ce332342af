"""Writing many new families at once, as an import gives them."""

from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from centres.models import Centre
from centres.regions import region_id
from families.models import Family, FamilyInmate, Inmate, Member
from families.register_import.duplicates import SAME_NAME
from families.register_import.row import ReadRow

BATCH = 1000
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

    Runs in the caller's transaction. An inmate is taken from the register by number and name, or by the name alone
    where the file has no number and one inmate only has this name. A number that the register gives to another name is
    left out of the new inmate and kept in the family's remarks.
    """
    inmates = _inmates(rows, centre)
    families = [_family(row, inmate, centre, on) for row, inmate in zip(rows, inmates, strict=True)]
    Inmate.objects.bulk_create({id(inmate): inmate for inmate in inmates if not inmate.pk}.values(), batch_size=BATCH)
    Family.objects.bulk_create(families, batch_size=BATCH)
    Member.objects.bulk_create(
        [_contact(row, family) for row, family in zip(rows, families, strict=True)], batch_size=BATCH
    )
    FamilyInmate.objects.bulk_create(
        [
            FamilyInmate(
                centre=centre,
                family=family,
                inmate=inmate,
                relation=RELATIONS.get(row.values["hubungan"], Relation.OTHER),
            )
            for row, family, inmate in zip(rows, families, inmates, strict=True)
        ],
        batch_size=BATCH,
    )
    return families


def _inmates(rows: Sequence[ReadRow], centre: Centre) -> list[Inmate]:
    known = list(Inmate.objects.filter(centre=centre))
    by_number = {inmate.register_number: inmate for inmate in known if inmate.register_number}
    by_name: dict[str, list[Inmate]] = {}
    for inmate in known:
        by_name.setdefault(inmate.name.lower(), []).append(inmate)
    result: list[Inmate] = []
    for row in rows:
        name, number = row.values["wbp_nama"], row.values["wbp_register"][:40]
        found = by_number.get(number) if number else None
        if found and fuzz.ratio(found.name.lower(), name.lower()) < SAME_NAME:
            row.warnings = sorted({*row.warnings, "REGISTER_NAMA_BEDA"})
            found, number = None, ""
        if not found and not number and len(by_name.get(name.lower(), ())) == 1:
            found = by_name[name.lower()][0]
        if not found:
            found = Inmate(
                centre=centre, name=name[:120], register_number=number, expected_release_on=row.values["tgl_bebas"]
            )
            by_name.setdefault(name.lower(), []).append(found)
            if number:
                by_number[number] = found
        result.append(found)
    return result


def _family(row: ReadRow, inmate: Inmate, centre: Centre, on: date) -> Family:
    values = row.values
    remarks = [values["keterangan"]] if values["keterangan"] else []
    if "REGISTER_NAMA_BEDA" in row.warnings:
        remarks.append(f"No. register: {values['wbp_register']}")
    return Family(
        centre=centre,
        village_id=region_id(values["desa_kode"]),
        hamlet=(values["dukuh"] or "")[:80],
        street=(values["jalan"] or "")[:160],
        rt=values["rt"] or "",
        rw=values["rw"] or "",
        kk=values["no_kk"],
        dependants=values["tanggungan"],
        remarks="; ".join(remarks),
        registered_on=on,
    )


def _contact(row: ReadRow, family: Family) -> Member:
    values = row.values
    return Member(
        centre_id=family.centre_id,
        family=family,
        name=values["nama"][:120],
        is_contact=True,
        sex=values["jk"] or "",
        birth_place=(values["tempat_lahir"] or "")[:60],
        birth_date=values["tgl_lahir"],
        nik=values["nik"],
        phone=values["hp"],
    )
