"""Rows of one file that speak of the same person or the same household."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from rapidfuzz import fuzz

from families.register_import.row import ReadRow

SAME_NAME = 85  # of 100: "Sri Mulyani" and "Sri Mulyaningsih" 82, "Sumiyem" and "Sumiyen" 86


def mark_duplicates(rows: Sequence[ReadRow], *, accepted: Mapping[tuple[str, int], Set[str]]) -> None:
    """Give the later of two rows its ``DUP_`` code and the number of the earlier; the earlier stays as it is.

    The household of a row that itself won't be saved does not stand in another's way. Rows that share an inmate but no
    household only get the warning WBP_SAMA. ``accepted`` are the doubts that a person settled, by sheet and row.
    """
    whole: dict[tuple, ReadRow] = {}
    by_nik: dict[str, ReadRow] = {}
    by_kk: dict[str, ReadRow] = {}
    by_person: dict[tuple, list[ReadRow]] = {}
    for row in rows:
        cells = tuple(sorted((name, " ".join(text.split())) for name, text in row.raw.items()))
        values = row.values
        person = tuple(str(values[name]).lower() for name in ("nama", "tgl_lahir", "desa", "wbp_nama"))
        earlier = whole.get(cells)
        if earlier:
            _mark(row, earlier, "DUP_PERSIS")
            continue
        if values["nik"] in by_nik:
            earlier = by_nik[values["nik"]]
            same = fuzz.ratio(earlier.values["nama"].lower(), values["nama"].lower()) >= SAME_NAME
            _mark(row, earlier, "DUP_NIK_FORMAT_BEDA" if same else "DUP_NIK_NAMA_BEDA")
        elif "DUP_MIRIP" not in accepted.get((row.sheet, row.number), ()) and (
            earlier := next((other for other in by_person.get(person, ()) if _one_digit_apart(other, row)), None)
        ):
            _mark(row, earlier, "DUP_MIRIP")
        elif values["no_kk"] in by_kk:
            _mark(row, by_kk[values["no_kk"]], "DUP_KK")
        whole[cells] = row
        by_person.setdefault(person, []).append(row)
        if row.status in ("valid", "review"):
            for index, number in ((by_nik, values["nik"]), (by_kk, values["no_kk"])):
                if number:
                    index.setdefault(number, row)
    _warn_of_shared_inmates(rows)


def _mark(row: ReadRow, earlier: ReadRow, code: str) -> None:
    row.add_codes(code)
    row.duplicate_of = earlier.number


def _one_digit_apart(one: ReadRow, other: ReadRow) -> bool:
    a, b = one.values["nik"], other.values["nik"]
    return bool(a and b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _warn_of_shared_inmates(rows: Sequence[ReadRow]) -> None:
    households: dict[tuple[str, str], dict[Any, list[ReadRow]]] = {}
    for row in rows:
        name, register = row.values["wbp_nama"], row.values["wbp_register"]
        if name and register and row.status != "duplicate":
            household = row.values["no_kk"] or row.number
            households.setdefault((name.lower(), register), {}).setdefault(household, []).append(row)
    for shared in households.values():
        if len(shared) > 1:
            for row in (row for members in shared.values() for row in members):
                row.warnings = sorted({*row.warnings, "WBP_SAMA"})
