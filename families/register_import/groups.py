"""The same problem in many rows, decided at once: what kinds there are, and the rows of one kind for its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from families.models import RegisterImport, RegisterImportRow
from families.register_import.codes import ACCEPTABLE, OUTSIDE_REGENCY, explain
from families.register_import.concerned import OPEN, Change
from families.register_import.preview import Input, input_of, masked_digits, may_accept, told
from families.register_import.row import Decision, ReadRow
from families.register_import.staged_rows import read_of, sheet_row_of
from families.register_import.villages import Village

MOST = 300
"""So many rows stand on one page; what is left comes when these are decided."""
PLACE = frozenset({"DESA_TYPO", "DESA_TIDAK_DIKENAL", "DESA_AMBIGU", "DESA_KEC_TIDAK_COCOK", OUTSIDE_REGENCY})


@dataclass(frozen=True)
class Kind:
    """A kind of problem. Its rows have one of ``codes``.

    ``fields`` are typed for each row; ``tick`` says what a tick beside a row means. What
    compares two people has no kind: it is looked at one by one.
    """

    slug: str
    title: Promise
    codes: frozenset[str]
    fields: tuple[str, ...] = ()
    tick: Promise | None = None
    by_place: bool = False
    offer: Decision = Decision.NONE
    ticked: bool = True
    """Whether the tick stands there at first: not where the file itself says the contrary."""
    by_stand_in: bool = False
    """Whether a tick lets the other of the family receive whom the file names."""

    @property
    def rest(self) -> Decision:
        """What becomes of the rows that nothing is said about, where they are not to be looked at again."""
        return Decision.LEFT_OUT if self.offer else Decision.PARKED

    def has(self, row: RegisterImportRow) -> bool:
        """Whether a row is one of this kind, and not decided yet."""
        if self.offer:
            return row.status == RegisterImportRow.Status.DUPLICATE and row.offer == self.offer
        if row.status not in OPEN or not self.codes.intersection(row.codes):
            return False
        # The address outside is one of both kinds: first its village, then whether the programme reaches there.
        return OUTSIDE_REGENCY not in self.codes or self._asks_outside(row)

    def _asks_outside(self, row: RegisterImportRow) -> bool:
        if self.codes.intersection(row.codes) != {OUTSIDE_REGENCY}:
            return True
        return bool(read_of(row).values["desa_kode"]) != self.by_place

    def change(self, read: ReadRow) -> Change | None:
        """What a tick beside this row does; None where it can do nothing."""
        if self.offer:
            return lambda row: row.decide(self.offer)
        if self.by_stand_in:
            return (lambda row: row.corrected(**read.stand_in)) if read.stand_in else None
        able = [code for code in read.codes if code in self.codes and may_accept(code, read)]
        return (lambda row: row.accept(able)) if self.tick and able else None


def _accepting(slug: str, code: str, title: Promise) -> Kind:
    return Kind(slug, title, frozenset({code}), tick=ACCEPTABLE[code])


KINDS = (
    Kind("desa", _("Villages"), PLACE, by_place=True),
    Kind(
        "nik",
        _("NIK that lacks or is wrong"),
        frozenset(
            {
                "NIK_KOSONG",
                "NIK_PANJANG_SALAH",
                "NIK_NOTASI_ILMIAH",
                "NIK_TANGGAL_MUSTAHIL",
                "NIK_WILAYAH_SALAH",
                "NIK_SAMA_DENGAN_KK",
                "NIK_SAMA_DENGAN_WBP",
                "NIK_NUMERIK_TERPOTONG",
            }
        ),
        ("nik",),
    ),
    Kind(
        "tanggal-lahir",
        _("Date of birth that does not exist"),
        frozenset({"TGL_LAHIR_TIDAK_VALID"}),
        ("tgl_lahir",),
        tick=ACCEPTABLE["TGL_LAHIR_TIDAK_VALID"],
    ),
    Kind("nama", _("Name of the recipient"), frozenset({"NAMA_KOSONG", "NAMA_TERLALU_PANJANG"}), ("nama",)),
    Kind(
        "penerima-wbp",
        _("Recipient who is the inmate"),
        frozenset({"NAMA_SAMA_DENGAN_WBP"}),
        ("nama", "nik"),
        tick=_("The other of the family receives"),
        by_stand_in=True,
    ),
    Kind(
        "wbp",
        _("Inmate who is not named"),
        frozenset({"WBP_KOSONG", "WBP_TERLALU_PANJANG"}),
        ("wbp_nama", "wbp_register"),
    ),
    Kind(
        "satu-rumah",
        _("Another person of a household that is there"),
        frozenset({"DUP_KK", "SUDAH_TERDAFTAR", "NIK_TERDAFTAR"}),
        tick=_("Add to the household"),
        offer=Decision.JOIN,
    ),
    Kind(
        "perbarui",
        _("Known family of which something changed"),
        frozenset({"SUDAH_TERDAFTAR", "NIK_TERDAFTAR"}),
        tick=_("Update"),
        offer=Decision.UPDATE,
    ),
    Kind(
        "sudah-bebas",
        _("Inmate who may be released"),
        frozenset({"WBP_SUDAH_BEBAS"}),
        ("tgl_bebas",),
        tick=ACCEPTABLE["WBP_SUDAH_BEBAS"],
        ticked=False,
    ),
    _accepting("luar-wilayah", OUTSIDE_REGENCY, _("Address outside the regency")),
    _accepting("kolom", "KOLOM_TIDAK_PASTI", _("Columns that may be another person's")),
    _accepting("hubungan", "HUBUNGAN_DUA_ARTI", _("Relation that reads both ways")),
    _accepting("nik-huruf", "NIK_HURUF", _("Letter among the digits of the NIK")),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


@dataclass(frozen=True)
class Line:
    """One row of a kind, or all that are written alike, as the page lists it."""

    pk: int
    row: ReadRow
    reasons: list[str]
    says: str
    """What the file says of what the kind is about; of a number its last digits alone."""
    inputs: list[Input]
    may_tick: bool
    ticked: bool
    suggestions: list[Village]
    alike: tuple[int, ...]
    """All rows that are decided with it, itself among them."""
    chosen: str = ""

    @property
    def others(self) -> int:
        return len(self.alike) - 1

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        return told(self.row.changes)


@dataclass(frozen=True)
class Group:
    kind: Kind
    rows: int


def groups(staged: RegisterImport) -> list[Group]:
    """The kinds of which two rows or more are to be decided; one query."""
    rows = list(_open_rows(staged))
    counts = {kind.slug: sum(map(kind.has, rows)) for kind in KINDS}
    return [Group(kind, counts[kind.slug]) for kind in KINDS if counts[kind.slug] > 1]


def rows_of(staged: RegisterImport, kind: Kind) -> list[RegisterImportRow]:
    """The rows of a kind, in the file's order."""
    return [row for row in _open_rows(staged).order_by("id") if kind.has(row)]


def lines_of(rows: Iterable[RegisterImportRow], kind: Kind, typed: Mapping[str, str] | None = None) -> list[Line]:
    """Rows of a kind as the page lists them; with ``typed``, what the form brought back stands in the inputs."""
    lines: dict[object, list[tuple[RegisterImportRow, ReadRow]]] = {}
    for row in rows:
        place = sheet_row_of(row).address if kind.by_place else row.pk
        lines.setdefault(place, []).append((row, read_of(row)))
    return [_line(pairs, kind, typed) for pairs in list(lines.values())[:MOST]]


def _line(pairs: list[tuple[RegisterImportRow, ReadRow]], kind: Kind, typed: Mapping[str, str] | None) -> Line:
    row, read = pairs[0]
    fields = ("desa", "kecamatan", "kabupaten") if kind.by_place else kind.fields
    inputs = [_typed(input_of(read, field), row.pk, typed) for field in fields]
    may_tick = kind.change(read) is not None
    chosen = read.suggestions[0].code if len(read.suggestions) == 1 else ""
    return Line(
        row.pk,
        read,
        [explain(code) for code in row.codes if code in kind.codes],
        _says(kind, read),
        inputs,
        may_tick,
        (may_tick and kind.ticked and not _other_number(read)) if typed is None else f"tick-{row.pk}" in typed,
        read.suggestions if kind.by_place else [],
        tuple(row.pk for row, _read in pairs),
        chosen if typed is None else typed.get(f"desa_kode-{row.pk}", ""),
    )


def _says(kind: Kind, read: ReadRow) -> str:
    raw, values = read.raw, read.values
    said: dict[str, list[str | None]] = {
        "desa": [raw.get("desa") or raw.get("alamat"), raw.get("kecamatan"), raw.get("kabupaten")],
        "luar-wilayah": [values["desa"], values["kecamatan"]],
        "sudah-bebas": [values["wbp_nama"], raw.get("tgl_bebas"), values["keterangan"]],
        "tanggal-lahir": [raw.get("tgl_lahir") or raw.get("ttl")],
        "nama": [raw.get("nama")],
        "penerima-wbp": [read.stand_in.get("nama"), read.stand_in.get("hubungan")],
        "wbp": [raw.get("wbp_nama")],
        "satu-rumah": [values["wbp_nama"]],
        "perbarui": [],
    }
    return ", ".join(filter(None, said.get(kind.slug, [masked_digits(raw.get("nik", ""))])))


def _other_number(read: ReadRow) -> bool:
    """Whether a known family would get another number: that is ticked by hand."""
    return any(change[0] in ("nik", "no_kk") and change[1] for change in read.changes)


def _typed(one: Input, pk: int, typed: Mapping[str, str] | None) -> Input:
    return one if typed is None else Input(one.field, typed.get(f"{one.field}-{pk}", ""), one.shown)


def changes_in(lines: Iterable[Line], kind: Kind, said: Mapping[str, str], *, rest: bool) -> dict[int, Change]:
    """What a form about a kind says of each row: what was typed, a village that was chosen, a tick.

    With ``rest``, rows of which it says nothing are decided as ``Kind.rest`` says.
    """
    changes: dict[int, Change] = {}
    for line in lines:
        change = _change_in(line, kind, said)
        if change is None and rest:
            change = _aside(kind.rest)
        if change:
            changes |= dict.fromkeys(line.alike, change)
    return changes


def _change_in(line: Line, kind: Kind, said: Mapping[str, str]) -> Change | None:
    cells = {
        one.field: text
        for one in line.inputs
        if (text := said.get(f"{one.field}-{line.pk}", "").strip()) != input_of(line.row, one.field).value
    }
    if any(cells.values()):
        return lambda row: row.corrected(**cells)
    if code := said.get(f"desa_kode-{line.pk}", ""):
        return lambda row: row.in_village(code)
    return kind.change(line.row) if f"tick-{line.pk}" in said else None


def _aside(decision: Decision) -> Change:
    return lambda row: row.decide(decision)


def _open_rows(staged: RegisterImport) -> "QuerySet[RegisterImportRow]":
    status = RegisterImportRow.Status
    return staged.rows.filter(status__in=(*OPEN, status.DUPLICATE), content__isnull=False)
