"""A row of a register: as the file has it, and what it says once it is judged."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from families.register_import.codes import INVALID, REVIEW, SAME_PERSON
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
    "tempat_lahir",
    "dukuh",
    "jalan",
    "tgl_bebas",
    "keterangan",
]


@dataclass(frozen=True)
class SheetRow:
    """One row about a family as the file has it: cells by field, and the cells of columns that mean no field."""

    sheet: str
    number: int
    cells: dict[str, Any]
    extras: dict[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()
    """Fields whose cell was merged with, or marked as the same as, the one above."""
    accepted: frozenset[str] = frozenset()
    """Codes of doubts that a person looked at and found to be no error."""
    unsure: frozenset[str] = frozenset()
    """Fields of which it isn't sure whether the cell is the recipient's or the inmate's."""
    place: dict[str, str] = field(default_factory=dict)
    """What titles above the row say of its ``kabupaten``, ``kecamatan`` and ``desa``; its own cells come first."""

    def corrected(self, **cells: Any) -> "SheetRow":
        """The same row with other cells, as a person typed them; what was accepted before is open again."""
        known = self.cells
        place = self.place
        if place.keys() & cells.keys():
            # Whoever typed an address had the title above in view.
            known, place = {**place, **known}, {}
        repeated = self.repeated - cells.keys()
        return replace(self, cells={**known, **cells}, place=place, repeated=repeated, accepted=frozenset())

    def in_village(self, code: str) -> "SheetRow":
        """The same row in the village that a person chose; what was accepted of its other cells stays so."""
        return replace(self, cells={**self.cells, "desa_kode": code})

    def accept(self, codes: Iterable[str]) -> "SheetRow":
        """The same row with these doubts settled."""
        return replace(self, accepted=self.accepted | frozenset(codes))


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
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    suggestions: list[Village] = field(default_factory=list)
    family_id: int | None = None
    """The family of the register that this row speaks of, where there is one."""
    alike_id: int | None = None
    """A family of the register with somebody who looks the same, where there is one."""

    @property
    def see_also(self) -> str:
        """Where the row stands that this one is the same as; empty where there is none."""
        if not self.duplicate_of:
            return ""
        said = {"number": self.duplicate_of, "sheet": self.duplicate_sheet}
        return (
            _("See row %(number)d of sheet %(sheet)s.") if self.duplicate_sheet else _("See row %(number)d.")
        ) % said

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
