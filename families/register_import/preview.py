"""What the preview of an import shows of a row: the read value large, the cell beneath it, and what to do about it."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, IntegerField, QuerySet, Value, When

from centres.identity import DOT
from centres.paging import NUMBER, Key
from centres.versions import sealed
from families.models import RegisterImport, RegisterImportRow
from families.register_import.codes import ACCEPTABLE, OUTSIDE_REGENCY, WARNINGS, explain
from families.register_import.deciding import AT_ONCE, OPEN, row_version
from families.register_import.row import ReadRow
from families.register_import.saving import RELATIONS
from families.register_import.staged_rows import read_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PAGE = 50
KEY = Key(rank=NUMBER, pk=NUMBER)
ORDER = ("review", "invalid", "duplicate", "valid")
# The first of these fields that has a reason is the one to repair; a line of inputs saves all of its fields at once.
REPAIRS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    # Another person has another number, too.
    (("nama", "nik"), frozenset({"PENERIMA_MENINGGAL", "NAMA_SAMA_DENGAN_WBP"})),
    (("nama",), frozenset({"NAMA_KOSONG", "NAMA_TERLALU_PANJANG"})),
    (
        ("nik",),
        frozenset(
            {
                "NIK_KOSONG",
                "NIK_PANJANG_SALAH",
                "NIK_NOTASI_ILMIAH",
                "NIK_TANGGAL_MUSTAHIL",
                "NIK_HURUF",
                "NIK_SAMA_DENGAN_KK",
                "NIK_SAMA_DENGAN_WBP",
                "NIK_NUMERIK_TERPOTONG",
                "DUP_NIK_NAMA_BEDA",
                "DUP_MIRIP",
                "MIRIP_TERDAFTAR",
                "DUP_KK_TERPOTONG",
                "KOLOM_TIDAK_PASTI",
            }
        ),
    ),
    (("tgl_lahir",), frozenset({"TGL_LAHIR_TIDAK_VALID", "NIK_TGL_TIDAK_COCOK"})),
    (("jk",), frozenset({"NIK_JK_TIDAK_COCOK"})),
    (
        ("wbp_nama", "wbp_register"),
        frozenset({"WBP_KOSONG", "WBP_TERLALU_PANJANG", "WBP_DUA", "WBP_MENINGGAL", "WBP_PINDAH"}),
    ),
    (
        ("desa", "kecamatan", "kabupaten"),
        frozenset(
            {
                "DESA_TIDAK_DIKENAL",
                "DESA_TYPO",
                "DESA_AMBIGU",
                "DESA_KEC_TIDAK_COCOK",
                "PENERIMA_PINDAH",
                "DESA_BEDA_JUDUL",
                OUTSIDE_REGENCY,
            }
        ),
    ),
    (("tgl_bebas",), frozenset({"WBP_SUDAH_BEBAS"})),
)
REPAIRABLE = frozenset(field for fields, _codes in REPAIRS for field in fields)


class Ranked(TypedDict):
    """What ``ordered`` adds to a row: the place of its status in ``ORDER``."""

    rank: int


@dataclass(frozen=True)
class Input:
    """One thing to type on the preview."""

    field: str
    value: str
    numeric: bool


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
    acceptable: bool
    version: str

    @property
    def nik(self) -> str:
        """The NIK as it was read and may be shown; empty when it could not be read."""
        return masked_digits(self.read.values["nik"] or "")

    @property
    def relation(self) -> str:
        """The relation to the inmate in the reader's language; what is none of the known words, as it was written."""
        written = self.read.values["hubungan"]
        return str(RELATIONS[written].label) if written in RELATIONS else written


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


@dataclass(frozen=True)
class AtOnce:
    """A doubt that several rows have and that may be settled for all of them by one press."""

    code: str
    sentence: str
    rows: int


def decided_at_once(staged: RegisterImport) -> list[AtOnce]:
    """The doubts that two open rows or more have alike, the most frequent first; one query."""
    lists = staged.rows.filter(status__in=OPEN, content__isnull=False).values_list("codes", flat=True)
    counts = Counter(code for codes in lists for code in codes if code in AT_ONCE)
    return [AtOnce(code, explain(code), rows) for code, rows in counts.most_common() if rows > 1]


def preview_row(row: RegisterImportRow, *, as_of: date, open_to_repair: bool) -> PreviewRow:
    """Prepare a staged row for the page; ``open_to_repair`` is False once the import was saved."""
    read = read_of(row)
    born = read.values["tgl_lahir"]
    return PreviewRow(
        row.pk,
        read,
        row.status,
        row.get_status_display(),
        as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day)) if born else None,
        [explain(code) for code in row.codes],
        [explain(code) for code in read.warnings if code in WARNINGS],
        _differing_cells(read),
        _inputs(read) if open_to_repair and row.status in ("review", "invalid") else [],
        open_to_repair and row.status == "review" and _acceptable(read),
        sealed(row_version(row), row),
    )


def _acceptable(read: ReadRow) -> bool:
    """Whether a person can say that the row is right as it is; an address outside needs its village first."""
    return set(read.codes) <= ACCEPTABLE and bool(read.values["desa_kode"])


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


def _inputs(read: ReadRow) -> list[Input]:
    for fields, codes in REPAIRS:
        if codes.intersection(read.codes):
            return [Input(field, prefilled(read, field), field == "nik") for field in fields]
    return []


def prefilled(read: ReadRow, field: str) -> str:
    """What stands in an input before anybody types; of an address also what a title above the row says."""
    if field == "nik":
        return ""
    if field == "tgl_lahir":
        return read.raw.get("tgl_lahir") or read.raw.get("ttl", "")
    return read.raw.get(field, "") or (read.values.get(field) or "" if field in ("desa", "kecamatan") else "")
