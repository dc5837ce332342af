"""One row of a register while it is read: its cells, and what they were found to say so far."""

from datetime import date
from typing import Any

from centres.glyphs import unprintable, without_unprintable
from families.identity_numbers import NikParts
from families.register_import.inmates import Inmate
from families.register_import.row import VALUES, SheetRow
from families.register_import.villages import Village

LONGEST_NAME = 120
# By typing which of these a remark is overruled: the person who typed it had the remark in view.
SETTLED_BY: dict[str, set[str]] = {
    "WBP_SUDAH_BEBAS": {"tgl_bebas", "wbp_nama"},
    "WBP_MENINGGAL": {"wbp_nama"},
    "WBP_PINDAH": {"wbp_nama"},
    "PENERIMA_MENINGGAL": {"nama"},
    "TIDAK_LAYAK": {"nama"},
    "PENERIMA_PINDAH": {"desa", "desa_kode"},
}


class Draft:
    """One row while it is read."""

    def __init__(self, row: SheetRow, as_of: date, niks_look_cut: bool) -> None:
        self.cells = {name: _legible(cell) for name, cell in row.cells.items()}
        self.typed = {name: _legible(cell) for name, cell in row.typed.items()}
        self.place = {} if row.typed.keys() & {"desa", "kecamatan", "kabupaten"} else row.place
        self.accepted = row.accepted
        self.extras = {label: without_unprintable(text) for label, text in row.extras.items()}
        self.as_of = as_of
        self.named = self.cells.get("nama")
        """The recipient's cell in the file."""
        # What somebody typed comes from a card, whatever digit it ends in.
        self.niks_look_cut = niks_look_cut and "nik" not in row.typed
        self.values: dict[str, Any] = dict.fromkeys(VALUES)
        self.codes: set[str] = set()
        self.warnings: set[str] = {"HURUF_TAK_TERCETAK"} if self._lost(row) else set()
        self.rules: set[str] = {"SEPERTI_DI_ATAS"} if row.repeated else set()
        self.suggestions: list[Village] = []
        self.nik: NikParts | None = None
        self.inmate = Inmate()
        self.called = ""
        """What the recipient is to the inmate, by a word beside the name."""
        self.remarks: list[str] = []
        """What stood in a cell beside what was read of it."""

    def _lost(self, row: SheetRow) -> bool:
        """Whether characters were left out that the file has."""
        texts = (*row.cells.values(), *row.typed.values(), *row.extras.values())
        return any(unprintable(text) for text in texts if isinstance(text, str))

    def refuse_nik(self, code: str) -> None:
        """Record why the number won't do; what it was freed of before is then of no interest."""
        self.codes.add(code)
        self.rules -= {rule for rule in self.rules if rule.startswith("NIK_")}


def _legible(cell: Any) -> Any:
    return without_unprintable(cell) if isinstance(cell, str) else cell
