"""Rows of one file that speak of the same person or the same household."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any

from rapidfuzz.distance import Hamming

from families.names import bare_name, is_shortened, same_name, written_alike
from families.register_import.row import ReadRow

# The warning of a row whose person stands in an earlier one with another inmate: both are of one family.
SECOND_INMATE = "WBP_KEDUA"
# The doubts that a person settled, by sheet and row.
MOST_DIGITS = 2
MOST_ALIKE = 200
"""With so many earlier rows of a name and digits one is compared: a file may call all of them the same."""
Accepted = Mapping[tuple[str, int], Set[str]]


def mark_duplicates(rows: Sequence[ReadRow], *, accepted: Accepted) -> None:
    """Give the later of two rows its ``DUP_`` code and the number of the earlier; the earlier stays as it is.

    The household of a row that itself won't be saved does not stand in another's way. Rows that share an inmate but no
    household only get the warning WBP_SAMA. ``accepted`` are the doubts that a person settled, by sheet and row.
    """
    earlier = _Earlier()
    for row in rows:
        earlier.mark(row, accepted.get((row.sheet, row.number), ()))
    _warn_of_shared_inmates(rows)
    _warn_of_inmates_alike(rows)


class _Earlier:
    """The rows so far, by what may be the same person or the same household."""

    def __init__(self) -> None:
        self._whole: dict[tuple, ReadRow] = {}
        self._by_nik: dict[str, ReadRow] = {}
        self._by_kk: dict[str, ReadRow] = {}
        self._people = _People()
        self._by_cut_kk: dict[tuple | None, ReadRow] = {}
        self._at_home: dict[tuple | None, ReadRow] = {}

    def mark(self, row: ReadRow, settled: Collection[str]) -> None:
        """Mark the row if it is one of them again, and let it be one of them; ``settled`` as in ``accepted``."""
        cells = whole_of(row)
        if copied := self._whole.get(cells):
            _mark(row, copied, "DUP_PERSIS")
            return
        alike = people_of(row)
        if not self._is_known_person(row, alike, settled):
            self._mark_household(row, settled)
        self._whole[cells] = row
        self._people.add(row, alike)
        # Who itself won't be saved is in nobody's way.
        if row.status in ("valid", "review"):
            self._add_household(row)

    def _is_known_person(self, row: ReadRow, alike: Iterable[str], settled: Collection[str]) -> bool:
        """Whether the row's person stands in an earlier one, of which it is marked."""
        if same_nik := self._by_nik.get(row.values["nik"]):
            names = (same_nik.values["nama"], row.values["nama"])
            same = same_name(*names) or is_shortened(*names) or "DUP_NIK_NAMA_BEDA" in settled
            _mark(row, same_nik, "DUP_NIK_FORMAT_BEDA" if same else "DUP_NIK_NAMA_BEDA")
            if same and _other_inmate(same_nik, row):
                row.warnings = sorted({*row.warnings, SECOND_INMATE})
        elif "DUP_MIRIP" not in settled and (nearly := self._people.nearly(row, alike)):
            _mark(row, nearly, "DUP_MIRIP")
            row.adds_inmate = _other_inmate(nearly, row)
        else:
            return False
        return True

    def _mark_household(self, row: ReadRow, settled: Collection[str]) -> None:
        if same_card := self._by_kk.get(row.values["no_kk"]):
            _mark(row, same_card, "DUP_KK")
        elif "DUP_KK_TERPOTONG" not in settled and (cut := self._by_cut_kk.get(household_of_card(row))):
            _mark(row, cut, "DUP_KK_TERPOTONG")
        elif "DUP_SERUMAH" not in settled and (near := self._at_home.get(home_of(row))) and not _two_inmates(near, row):
            _mark(row, near, "DUP_SERUMAH")

    def _add_household(self, row: ReadRow) -> None:
        for index, number in ((self._by_nik, row.values["nik"]), (self._by_kk, row.values["no_kk"])):
            if number:
                index.setdefault(number, row)
        if card := household_of_card(row):
            self._by_cut_kk.setdefault(card, row)
        if home := home_of(row):
            self._at_home.setdefault(home, row)


def _mark(row: ReadRow, earlier: ReadRow, code: str) -> None:
    row.add_codes(code)
    row.duplicate_of = earlier.number
    row.duplicate_name = earlier.values["nama"] or ""
    row.duplicate_sheet = earlier.sheet if earlier.sheet != row.sheet else ""


def _other_inmate(one: ReadRow, other: ReadRow) -> bool:
    """Whether two rows of one person name two inmates: by their numbers, or by their names where one has none."""
    names = [row.values["wbp_nama"] for row in (one, other)]
    numbers = [row.values["wbp_register"] for row in (one, other)]
    if all(numbers):
        return str(numbers[0]).casefold() != str(numbers[1]).casefold()
    return all(names) and not same_name(bare_name(names[0]), bare_name(names[1]))


def whole_of(row: ReadRow) -> tuple[tuple[str, str], ...]:
    """All cells of a row, by which one that was copied is known."""
    return tuple(sorted((name, " ".join(text.split())) for name, text in row.raw.items()))


class _People:
    """The rows so far, by what may be one person whose NIK was mistyped."""

    def __init__(self) -> None:
        self._rows: list[ReadRow] = []
        self._of_card: dict[str, list[ReadRow]] = {}
        # By their places: tens of thousands of these hold one.
        self._alike: dict[str, list[int]] = {}

    def add(self, row: ReadRow, alike: Iterable[str]) -> None:
        for one in alike:
            places = self._alike.setdefault(one, [])
            places.append(len(self._rows))
            if len(places) > MOST_ALIKE:
                del places[0]
        self._rows.append(row)
        if row.values["no_kk"] and row.status in ("valid", "review"):
            self._of_card.setdefault(row.values["no_kk"], []).append(row)

    def nearly(self, row: ReadRow, alike: Iterable[str]) -> ReadRow | None:
        """Who of them is this row's person, but for a digit of the NIK or two, such as two that changed places.

        The first of the same family card, else the first at all.
        """
        if earlier := _nearly(self._of_card.get(row.values["no_kk"], ()), row):
            return earlier
        places = {place for one in alike for place in self._alike.get(one, ())}
        return _nearly((self._rows[place] for place in sorted(places)), row)


def people_of(row: ReadRow) -> list[str]:
    """By what two rows, beside their family card, may be one person whose NIK was mistyped: the name, whoever is held;
    or the inmate and how the name begins, however it is spelt; each with every third digit of the NIK.

    Where at most MOST_DIGITS differ, one of the three thirds is the same: so a name that hundreds bear ties together
    only those few whose numbers may be meant. Not the day of birth, which the digit may be of where it comes from the
    NIK; nor the village, which may be misspelt.
    """
    name, inmate = (bare_name(row.values[name] or "") for name in ("nama", "wbp_nama"))
    nik = row.values["nik"]
    if not name or not nik:
        return []
    parts = MOST_DIGITS + 1
    thirds = [f"{part} {nik[part::parts]}" for part in range(parts)]
    whoever = [f"name {name}", *([f"inmate {name[0]} {inmate}"] if inmate else [])]
    return [f"{third} {one}" for third in thirds for one in whoever]


def household_of_card(row: ReadRow) -> tuple | None:
    """What is left of a family card whose last digit Excel cut off, with the inmate; None where the card is whole."""
    digits = cut_card(row)
    return (digits, row.values["wbp_nama"].lower()) if digits else None


def cut_card(row: ReadRow) -> str:
    """The fifteen digits that are left of a family card; "" where it is whole, or where none can be told."""
    digits = re.sub(r"\D", "", row.raw.get("no_kk", ""))
    return digits[:15] if "KK_TERPOTONG" in row.warnings and len(digits) == 16 else ""


def home_of(row: ReadRow) -> tuple | None:
    """The inmate with the village, RT and RW where his family lives; None where one of them isn't known.

    Where the table has a column of family cards, they tell the households apart, and it is None as well.
    """
    values = row.values
    if "no_kk" in row.raw:
        return None
    parts = (bare_name(values["wbp_nama"] or ""), values["desa_kode"], values["rt"], values["rw"])
    return (*parts, _plain(values["dukuh"]), _plain(values["jalan"])) if all(parts) else None


def _plain(text: str | None) -> str:
    return re.sub(r"[\W_]", "", (text or "").casefold())


def _two_inmates(one: ReadRow, other: ReadRow) -> bool:
    """Whether two inmates of one name are two people, by their numbers."""
    registers = [row.values["wbp_register"] for row in (one, other)]
    return all(registers) and registers[0] != registers[1]


def _nearly(earlier: Iterable[ReadRow], row: ReadRow) -> ReadRow | None:
    return next((one for one in earlier if _nearly_the_same(one, row) and _same_person(one, row)), None)


def _nearly_the_same(one: ReadRow, other: ReadRow) -> bool:
    a, b = one.values["nik"], other.values["nik"]
    return bool(a and b) and 1 <= Hamming.distance(a, b) <= MOST_DIGITS


def _same_person(one: ReadRow, other: ReadRow) -> bool:
    names = one.values["nama"] or "", other.values["nama"] or ""
    return written_alike(*names)


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


def _warn_of_inmates_alike(rows: Sequence[ReadRow]) -> None:
    """Hint at inmates whose names differ only in how they are written, where no register number tells them apart."""
    alike: dict[str, dict[str, list[ReadRow]]] = {}
    for row in rows:
        name = row.values["wbp_nama"]
        if name and not row.values["wbp_register"] and row.status != "duplicate":
            alike.setdefault(bare_name(name), {}).setdefault(name.casefold(), []).append(row)
    for spellings in alike.values():
        if len(spellings) > 1:
            for row in (row for same in spellings.values() for row in same):
                row.warnings = sorted({*row.warnings, "WBP_MIRIP"})
