"""A row of a register: as the file has it, and what it says once it is judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from families.register_import.codes import INVALID, JOINABLE, NOT_ASKED_OF_MEMBERS, REVIEW, SAME_PERSON, codes_about
from families.register_import.villages import Village

VALUES = [
    "nama",
    "nik",
    "no_kk",
    "tgl_lahir",
    "jk",
    "hubungan",
    "wbp_nama",
    "wbp_register",
    "desa_kode",
    "desa",
    "kecamatan_kode",
    "kecamatan",
    "rt",
    "rw",
    "hp",
    "tanggungan",
    "jiwa",
    "tempat_lahir",
    "dukuh",
    "jalan",
    "tgl_bebas",
    "keterangan",
]


LEVELS = ("desa", "kecamatan", "kabupaten")


NONE_OF_THEM: frozenset[str] = frozenset()
"""Python makes a new empty set of 200 bytes whenever one is asked for, and most rows have several."""


class Decision(StrEnum):
    """What a person decided about a row as a whole."""

    NONE = ""
    JOIN = "join"
    """Its person and inmate belong to the household that the row duplicates."""
    UPDATE = "update"
    """What it says anew of a family that the register has is taken over."""
    PARKED = "parked"
    """Something is lacking that has to be asked for: kept aside, and longer."""
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row about a family as the file has it: cells by field, and the cells of columns that mean no field."""

    sheet: str
    number: int
    cells: dict[str, Any]
    extras: dict[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = NONE_OF_THEM
    """Fields whose cell was merged with, or marked as the same as, the one above."""
    accepted: frozenset[str] = NONE_OF_THEM
    """Codes of doubts that a person looked at and found to be no error."""
    unsure: frozenset[str] = NONE_OF_THEM
    """Fields of which it isn't sure whether the cell is the recipient's or the inmate's."""
    place: dict[str, str] = field(default_factory=dict)
    """What titles above the row say of its ``kabupaten``, ``kecamatan`` and ``desa``; its own cells come first."""
    typed: dict[str, Any] = field(default_factory=dict)
    """What a person typed instead of the file's cells, by field; ``desa_kode`` is a village that was chosen."""
    decision: Decision = Decision.NONE
    saved: bool = False
    """Whether the register has it, so that nothing is to be decided any more."""
    doubts: frozenset[str] = NONE_OF_THEM
    """Codes of doubts that the table itself raises, whatever stands in the cells."""

    def corrected(self, **cells: Any) -> "SheetRow":
        """The same row with other cells, as a person typed them; doubts about these that were settled are open again.

        A row that was left out or put aside is judged again.
        """
        typed = {**self.typed, **cells}
        if cells.keys() & {"desa", "kecamatan", "kabupaten"} and "desa_kode" not in cells:
            typed.pop("desa_kode", None)
        accepted = self.accepted - codes_about(cells)
        return replace(self, typed=typed, accepted=accepted, decision=Decision.NONE)

    def in_village(self, code: str) -> "SheetRow":
        """The same row in the village that a person chose; what was accepted of its other cells stays so."""
        return replace(self, typed={**self.typed, "desa_kode": code})

    def accept(self, codes: Iterable[str]) -> "SheetRow":
        """The same row with these doubts settled."""
        return replace(self, accepted=self.accepted | frozenset(codes))

    def decide(self, decision: Decision) -> "SheetRow":
        """The same row with what a person decided about it as a whole."""
        return replace(self, decision=decision)

    def as_in_file(self) -> "SheetRow":
        """The same row as the file has it: nothing typed, nothing accepted, nothing decided."""
        return replace(self, typed={}, accepted=frozenset(), decision=Decision.NONE)

    @property
    def is_touched(self) -> bool:
        """Whether a person changed or decided something about it."""
        return bool(self.typed or self.accepted or self.decision)

    @property
    def address(self) -> tuple[object, ...]:
        """What is written of the village, by which rows that are written alike are found.

        Village, district and regency, by their letters; where no village is named, what the whole address says.
        """
        place = tuple("".join(filter(str.isalnum, self._said(name).casefold())) for name in LEVELS)
        return place if place[0] else (*place, self._said("alamat"), self._said("dukuh"))

    def _said(self, name: str) -> str:
        return as_text(self.typed.get(name, self.cells.get(name, self.place.get(name))))


@dataclass
class ReadRow:
    """What one row says. ``values`` has the fields of VALUES; ``raw`` the cells as they stand in the file, by field."""

    sheet: str
    number: int
    status: str = "valid"
    codes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    normalised_by: list[str] = field(default_factory=list)
    duplicate_of: int | None = None
    duplicate_sheet: str = ""
    """The sheet of ``duplicate_of`` where it is another one."""
    duplicate_name: str = ""
    """Who stands in the row of ``duplicate_of``."""
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    suggestions: list[Village] = field(default_factory=list)
    family_id: int | None = None
    """The family of the register that this row speaks of, where there is one."""
    alike_id: int | None = None
    """A family of the register with somebody who looks the same, where there is one."""
    number_of: str = ""
    """Who has the register number that the row gives to another name."""
    offer: str = ""
    """What can be decided about a row that speaks of a household that is there: to ``join`` it, or to ``update`` it."""
    changes: list[list[str]] = field(default_factory=list)
    """What it says anew of a known family: the field, what the register has, what the row says."""
    touched: bool = False
    """Whether a person changed or decided something about the row."""
    decision: str = ""
    """What a person decided about the row as a whole, see ``Decision``."""
    stand_in: dict[str, str] = field(default_factory=dict)
    """What to type instead of the recipient who is the inmate: another of the family whom the file names."""
    adds_inmate: bool = False
    """Whether it names another inmate than the row of nearly the same NIK."""
    is_another: bool = False
    """Whether somebody said that its person is another than the one who looks the same."""

    @property
    def see_also(self) -> str:
        """Where the row stands that this one is the same as; empty where there is none."""
        if not self.duplicate_of:
            return ""
        said = {"number": self.duplicate_of, "sheet": self.duplicate_sheet, "name": self.duplicate_name}
        if self.duplicate_sheet:
            named, bare = (
                _("See row %(number)d of sheet %(sheet)s: %(name)s."),
                _("See row %(number)d of sheet %(sheet)s."),
            )
        else:
            named, bare = _("See row %(number)d: %(name)s."), _("See row %(number)d.")
        return (named if self.duplicate_name else bare) % said

    @property
    def first(self) -> tuple[str, int]:
        """Sheet and number of the row that this one is the same as."""
        return self.duplicate_sheet or self.sheet, self.duplicate_of or 0

    def household(self, saved: Mapping[tuple[str, int], int]) -> int | None:
        """The family of the register that this row duplicates; ``saved`` has those of rows of the same file."""
        return self.family_id or saved.get(self.first) or self.alike_id

    @property
    def may_join(self) -> bool:
        """Whether its person and inmate can be added to the household that the row duplicates.

        Of a member less is asked than of a recipient: a child may have no NIK, and lives where the household does.
        """
        if not (self.duplicate_of or self.family_id or self.alike_id) or not JOINABLE.intersection(self.codes):
            return False
        left = set(self.codes) - JOINABLE - NOT_ASKED_OF_MEMBERS
        return not any(code in INVALID or code in REVIEW for code in left)

    @property
    def _adds_somebody(self) -> bool:
        """Whether joining the household would add anything to it: of the same person, another inmate alone."""
        if SAME_PERSON.intersection(self.codes):
            return False
        return "DUP_MIRIP" not in self.codes or self.adds_inmate

    def decided(self, row: SheetRow) -> None:
        """Let what a person decided come before what the codes say, where it still can be done."""
        if not self.family_id and not self.offer and self.may_join and self._adds_somebody:
            self.offer = "join"
        elif self.offer == "join" and not self.may_join:
            self.offer = ""
        if self.number_of and self.offer == "update":
            # Whose family it is has to be clear before anything is taken over.
            self.offer = ""
        self.touched, self.decision = row.is_touched, row.decision
        if row.decision in (Decision.JOIN, Decision.UPDATE) and row.decision != self.offer:
            self.decision = ""
        elif row.decision:
            self.status = row.decision.value

    def add_codes(self, *codes: str) -> None:
        """Add reasons and judge anew; the severest decides."""
        self.codes = sorted({*self.codes, *codes})
        if any(code in INVALID for code in self.codes):
            self.status = "invalid"
        elif any(code in SAME_PERSON for code in self.codes):
            # What is doubtful about a person who stands in another row is decided there.
            self.status = "duplicate"
        elif any(code in REVIEW for code in self.codes):
            self.status = "review"
        elif self.codes:
            self.status = "duplicate"

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.number,
            "status": self.status,
            "codes": self.codes,
            "warnings": self.warnings,
            "normalised_by": self.normalised_by,
            "duplicate_of": self.duplicate_of,
            "values": {
                name: value.isoformat() if isinstance(value, date) else value or (None if value == "" else value)
                for name, value in self.values.items()
            },
        }


def count(rows: Iterable[ReadRow]) -> dict[str, int]:
    """How many rows there are in all and of each status."""
    counts = {"total": 0, "valid": 0, "review": 0, "invalid": 0, "duplicate": 0}
    for row in rows:
        counts["total"] += 1
        counts[row.status] += 1
    return counts


def as_text(value: Any) -> str:
    """A cell as it is shown to the person who has the file open."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)
