"""What the preview of an import shows of a row: the read value large, the cell beneath it, and what to do about it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centres.identity import DOT
from centres.paging import NUMBER, Key
from centres.versions import sealed
from families.models import RegisterImport, RegisterImportRow
from families.register_import.codes import ACCEPTABLE, OUTSIDE_REGENCY, WARNINGS, codes_about, explain, fields_of
from families.register_import.concerned import OPEN
from families.register_import.deciding import row_version
from families.register_import.row import ReadRow
from families.register_import.saving import RELATIONS
from families.register_import.staged_rows import read_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Status = RegisterImportRow.Status
PAGE = 50
KEY = Key(rank=NUMBER, pk=NUMBER)
# What needs a decision first; what needs none is folded, each under its tab.
ORDER = tuple(map(str, ("review", "invalid", "duplicate", "valid", "join", "update", "parked", "left_out", "saved")))
# What is ready or decided is folded, each under its tab.
FOLDED = frozenset(ORDER[3:])
# All that may be typed anew of any row, in the order of a register's columns.
LABELS: dict[str, Promise | str] = {
    "nama": _("Name"),
    "nik": "NIK",
    "no_kk": _("No. KK"),
    "tempat_lahir": _("Place of birth"),
    "tgl_lahir": _("Date of birth"),
    "jk": _("Sex (L or P)"),
    "hubungan": _("Relation to the inmate"),
    "wbp_nama": _("Name of the inmate"),
    "wbp_register": _("Register number"),
    "tgl_bebas": _("Release date"),
    "jalan": _("Street or house number"),
    "dukuh": _("Hamlet"),
    "rtrw": "RT/RW",
    "rt": "RT",
    "rw": "RW",
    "desa": _("Village"),
    "kecamatan": _("District"),
    "kabupaten": _("Regency"),
    "tanggungan": _("Dependants"),
    "jiwa": _("Household size"),
    "hp": _("Phone or WhatsApp"),
    "keterangan": _("Remarks"),
}
EDITABLE = tuple(name for name in LABELS if name not in ("rt", "rw"))
# Never written on the page; left empty they stay as they are, and "-" takes them off.
HIDDEN = frozenset({"nik", "no_kk", "tgl_lahir", "hp"})


class Ranked(TypedDict):
    """What ``ordered`` adds to a row: the place of its status in ``ORDER``."""

    rank: int


@dataclass(frozen=True)
class Input:
    """One thing to type on the preview."""

    field: str
    value: str
    shown: str = ""
    """What is kept of a hidden number while nothing is typed."""

    @property
    def label(self) -> str:
        return str(LABELS[self.field])

    @property
    def numeric(self) -> bool:
        return self.field in ("nik", "no_kk")


@dataclass(frozen=True)
class Doubt:
    """A doubt that a person may settle, and what the button says."""

    code: str
    words: str


@dataclass(frozen=True)
class PreviewRow:
    """One row of the preview. Identity numbers are masked, and there is an age instead of a birth date."""

    pk: int
    read: ReadRow
    state: str
    status: str
    age: int | None
    reasons: list[str]
    warnings: list[str]
    raw: dict[str, str]
    inputs: list[Input]
    doubts: list[Doubt]
    version: str
    family_id: int | None = None
    notice: str = ""
    """What has just become of the row, where it is shown again in its place."""
    went_wrong: bool = False

    @property
    def nik(self) -> str:
        """The NIK as it was read and may be shown; empty when it could not be read."""
        return masked_digits(self.read.values["nik"] or "")

    @property
    def kk(self) -> str:
        return masked_digits(self.read.values["no_kk"] or "")

    @property
    def phone(self) -> str:
        return masked_digits(self.read.values["hp"] or "")

    @property
    def sex(self) -> str:
        return {"L": str(_("Male")), "P": str(_("Female"))}.get(self.read.values["jk"] or "", "")

    @property
    def relation(self) -> str:
        """The relation to the inmate in the reader's language; what is none of the known words, as it was written."""
        written = self.read.values["hubungan"]
        return str(RELATIONS[written].label) if written in RELATIONS else written

    @property
    def is_saved(self) -> bool:
        return self.state == Status.SAVED

    @property
    def is_aside(self) -> bool:
        """Whether it was put aside or left out, or joins a household, and can be taken back."""
        return self.state in (Status.PARKED, Status.LEFT_OUT, Status.JOIN, Status.UPDATE)

    @property
    def offer(self) -> str:
        """What may be decided about the household that is there: to ``join`` or to ``update`` it; or nothing."""
        return self.read.offer if self.state in (Status.REVIEW, Status.INVALID, Status.DUPLICATE) else ""

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """What a row says anew of a known family: the field in words, what the register has, what the row says."""
        return told(self.read.changes)

    @property
    def needs_something(self) -> bool:
        return self.state in OPEN

    @property
    def household_id(self) -> int | None:
        """The family of the register that the row speaks of, or looks like."""
        return self.family_id or self.read.family_id or self.read.alike_id


def told(changes: list[list[str]]) -> list[tuple[str, str, str]]:
    """What a row says anew, each field by its label."""
    return [(str(LABELS[field]), before, after) for field, before, after in changes]


def masked_digits(text: str) -> str:
    """All digits but the last four as dots, in a text that may hold more than digits; fewer than ten tell nothing."""
    if sum(letter.isdigit() for letter in text) < 10:
        return text
    return re.sub(r"\d(?=(?:\D*\d){4})", DOT, text)


def ordered(staged: RegisterImport, status: str = "") -> "QuerySet[WithAnnotations[RegisterImportRow, Ranked]]":
    """The rows to look at, what needs a decision first, with the ``rank`` that pages go by."""
    rank = Case(
        *(When(status=name, then=Value(place)) for place, name in enumerate(ORDER)), output_field=IntegerField()
    )
    rows = staged.rows.filter(content__isnull=False).annotate(rank=rank).order_by("rank", "id")
    return rows.filter(status=status) if status in ORDER else rows


def preview_row(row: RegisterImportRow, *, as_of: date, notice: str = "", went_wrong: bool = False) -> PreviewRow:
    """Prepare a staged row for the page."""
    read = read_of(row)
    born = read.values["tgl_lahir"]
    is_open = row.status in OPEN
    return PreviewRow(
        row.pk,
        read,
        row.status,
        row.get_status_display(),
        as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day)) if born else None,
        [explain(code, number_of=read.number_of) for code in row.codes],
        [explain(code) for code in read.warnings if code in WARNINGS],
        _differing_cells(read),
        [input_of(read, field) for field in fields_of(row.codes)] if is_open else [],
        [Doubt(code, str(ACCEPTABLE[code])) for code in row.codes if is_open and may_accept(code, read)],
        sealed(row_version(row), row),
        row.family_id,
        notice,
        went_wrong,
    )


def may_accept(code: str, read: ReadRow) -> bool:
    """Whether a person can say that the row is right in this: an address outside needs its village, a date its NIK."""
    if code == OUTSIDE_REGENCY:
        return bool(read.values["desa_kode"])
    if code == "TGL_LAHIR_TIDAK_VALID":
        return bool(read.values["nik"])
    return code in ACCEPTABLE


def _differing_cells(read: ReadRow) -> dict[str, str]:
    """Cells that do not stand in the file as they were read, by the column of the preview."""
    values, raw = read.values, read.raw
    shown = {
        "nama": values["nama"],
        "desa": values["desa"],
        "rtrw": f"{values['rt'] or '-'}/{values['rw'] or '-'}",
        "wbp_nama": values["wbp_nama"],
        "wbp_register": values["wbp_register"],
    }
    cells = {name: raw.get(name, "") if raw.get(name) != value else "" for name, value in shown.items()}
    cells["nik"] = masked_digits(raw.get("nik", "")) if raw.get("nik") != values["nik"] else ""
    return cells


def all_inputs(read: ReadRow) -> list[Input]:
    """Every field of a row, in the order of a register's columns."""
    return [input_of(read, field) for field in EDITABLE]


def input_of(read: ReadRow, field: str) -> Input:
    """What stands in an input before anybody types, and what is kept of a hidden number."""
    if field not in HIDDEN:
        return Input(field, prefilled(read, field))
    kept = read.values[field]
    shown = DOT * 8 if isinstance(kept, date) else masked_digits(kept or "")
    return Input(field, prefilled(read, field), shown)


def prefilled(read: ReadRow, field: str) -> str:
    """What stands in an input before anybody types: what was read, or else the cell; of an address also its titles."""
    raw, values = read.raw, read.values
    if field in ("nik", "no_kk", "hp"):
        return ""
    if field == "tgl_lahir":
        doubtful = codes_about(["tgl_lahir"]).intersection(read.codes)
        return raw.get("tgl_lahir") or raw.get("ttl", "") if doubtful else ""
    if field == "rtrw":
        known = values["rt"] or values["rw"]
        return f"{values['rt'] or '-'}/{values['rw'] or '-'}" if known else raw.get("rtrw", "")
    if field == "tgl_bebas":
        released = values["tgl_bebas"]
        return released.strftime("%d/%m/%Y") if released else raw.get("tgl_bebas", "")
    if field in ("desa", "kecamatan", "kabupaten"):
        return raw.get(field, "") or values.get(field) or ""
    value = values.get(field)
    return raw.get(field, "") if value is None or value == "" else str(value)
