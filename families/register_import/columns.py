"""Which column of an office's register holds what: header aliases, one- and two-row headers, rows that are no data."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

Row = Sequence[object]

HEADER_DEPTH = 40
MIN_COLUMNS = 3
WBP = re.compile(r"\b(wbp|wb|warga binaan|napi|narapidana|tahanan|penghuni|andik\w*)\b")
# The first pattern that fits wins, so the narrow ones stand before the wide ones.
ALIASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("number", r"^(no|nomor|nmr|no urut|nomor urut|urut|nr|baris|alasan|row|reason)$"),
        ("hubungan", r"\b(hubungan|hub|shdk|status (dlm|dalam|hub\w*)( keluarga)?)\b"),
        ("nik", r"\bnik\b|\b(no|nomor) (e )?ktp\b|^(e )?ktp( el)?$|nomor induk kependudukan|no identitas"),
        ("nama", r"\bnama (kk|kepala keluarga|kep kel)\b"),
        ("no_kk", r"^kk$|\b(no|nomor|nmr|nokk)( |)(kk|kartu keluarga)\b|^nokk$|kartu keluarga"),
        ("ttl", r"\bttl\b|(tempat|tmp|tmpt|tpt).*(tgl|tanggal|tg)"),
        ("tgl_bebas", r"\b(bebas|ekspirasi|expirasi|ekspirasi|exp|habis (masa|pidana)|berakhir)\b"),
        ("tgl_lahir", r"\b(tgl|tanggal|tg) (lahir|lhr)\b|^(lahir|tgl lhr|dob)$"),
        ("tempat_lahir", r"\b(tempat|tmp|tmpt|tpt|kota) (lahir|lhr)\b"),
        ("jk", r"^(l p|p l|lk pr|jk|j k|l|sex|gender|jns kel\w*|jenis kelamin|kelamin)$|jenis kelamin|\bl p\b"),
        ("wbp_register", r"\b(no |nomor )?(reg|register|registrasi|regis)\b"),
        ("hp", r"\b(hp|telp|telpon|telepon|tlp|wa|whatsapp|handphone|ponsel|kontak)\b"),
        ("tanggungan", r"\b(tanggungan|tangg|jiwa|(jml|jumlah|jlh|banyak\w*) (anggota|art|anak|orang|org)\w*)\b"),
        ("keterangan", r"^(ket|keterangan|catatan|remark\w*|ket tambahan)$|\bketerangan\b"),
        ("rtrw", r"\brt *rw\b"),
        ("rt", r"^rt$"),
        ("rw", r"^rw$"),
        ("kecamatan", r"\b(kecamatan|kec|kcmtn)\b"),
        ("desa", r"\b(desa|kelurahan|kel|ds|lurah|dsa)\b"),
        ("kabupaten", r"\b(kabupaten|kab|kota)\b"),
        ("dukuh", r"\b(dukuh|dusun|dk|dsn|lingkungan|kampung|jalan|jln|jl)\b"),
        ("alamat", r"\b(alamat|domisili|almt|tempat tinggal)\b"),
        ("nama", r"\b(nama|penerima|nm)\b"),
    )
)
KEY_FIELDS = frozenset({"nama", "nik", "no_kk", "wbp_nama", "desa", "ttl", "tgl_lahir", "alamat"})
TOTAL = re.compile(r"^(grand |sub )?(jumlah|total|jml|jlh)\b", re.IGNORECASE)
DISTRICT_TITLE = re.compile(r"(?:[A-Z0-9]{1,4}\.\s*)?(?:kecamatan|kec)\b[.\s:]*([A-Za-z ]+)", re.IGNORECASE)
SIGNATURE = re.compile(r"^(nip\b|mengetahui|kepala |kasubsi|karutan|ka\. |petugas|\.{6,}|_{6,})", re.IGNORECASE)


@dataclass
class Header:
    """Where the data begin and which column (counted from 0) is which field; ``extras`` are the columns of no field."""

    last_row: int
    columns: dict[int, str]
    extras: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)


def plain_label(value: object) -> str:
    """A header's text as it is compared: lower case, words and nothing else."""
    return " ".join(re.findall(r"[a-z0-9]+", str(value).lower())) if isinstance(value, str) else ""


def field_of(label: str, group: str = "") -> str | None:
    """The field that a header names; ``group`` is the text that spans several columns above it."""
    for name, pattern in ALIASES:
        if pattern.search(label):
            if name == "nama" and (WBP.search(label) or WBP.search(group)) and "keluarga" not in label:
                return "wbp_nama"
            return name
    if WBP.search(label):
        return "wbp_nama"
    return None


def find_header(rows: Sequence[Row]) -> Header | None:
    """The header of one or two rows among the first rows of a sheet, or None where there is none."""
    best: tuple[int, Header] | None = None
    for index, row in enumerate(rows[:HEADER_DEPTH]):
        single = _header(rows, index, two_rows=False)
        if len(single.columns) < 2 and not any(plain_label(value) for value in row):
            continue
        candidates = [single]
        if index + 1 < len(rows) and not _is_data_below(row, rows[index + 1]):
            candidates.append(_header(rows, index, two_rows=True))
        for header in candidates:
            names = set(header.columns.values()) - {"number"}
            if len(names) >= MIN_COLUMNS and names & {"nama", "nik"} and (best is None or len(names) > best[0]):
                best = (len(names), header)
    return best[1] if best else None


def _is_data_below(top: Row, bottom: Row) -> bool:
    """Whether the row below a header has cells of its own under titles that already say all: then it is a first row."""
    under = 0
    for column, value in enumerate(bottom):
        spans = not plain_label(_at(top, column + 1))
        if isinstance(value, str) and field_of(plain_label(_at(top, column))) and not spans:
            under += 1
    return under >= MIN_COLUMNS


def _header(rows: Sequence[Row], index: int, *, two_rows: bool) -> Header:
    top, bottom = rows[index], rows[index + 1] if two_rows else ()
    header = Header(index + (1 if two_rows else 0), {})
    group = ""
    for column in range(max(len(top), len(bottom))):
        above, below = plain_label(_at(top, column)), plain_label(_at(bottom, column))
        if two_rows and isinstance(_at(bottom, column), int | float | dict):
            return Header(index, {})
        group = above or group
        label, span = (below, group) if below else (above, "")
        if not label:
            continue
        name = field_of(label, span) or (field_of(f"{span} {label}") if span else None)
        _take(header, column, name, label)
    return header


def _take(header: Header, column: int, name: str | None, label: str) -> None:
    """Give a column its field. Of two for the same field the first keeps it; the other is kept as a remark."""
    header.labels[column] = label
    if name and name not in header.columns.values():
        header.columns[column] = name
    elif name != "number":
        header.extras[column] = label


def _at(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None


def is_data(row: Row, header: Header) -> bool:
    """Whether a row below the header speaks of a family: no blank, numbering, total, signature or repeated header."""
    filled = {name: row[c] for c, name in header.columns.items() if c < len(row) and row[c] is not None}
    texts = [value.strip() for value in row if isinstance(value, str) and value.strip()]
    if not filled or any(TOTAL.match(text) or SIGNATURE.match(text) for text in texts[:1]):
        return False
    if _is_numbering([value for value in row if value is not None]):
        return False
    if sum(1 for c, label in header.labels.items() if plain_label(_at(row, c)) == label) >= 2:
        return False
    names = filled.keys() - {"number"}
    return len(names) >= MIN_COLUMNS or len(names & KEY_FIELDS) >= 2


def district_title(row: Row) -> str | None:
    """The district that a row between the families announces for those below it: ``KECAMATAN CEPU``."""
    texts = [value for value in row if value is not None]
    match = DISTRICT_TITLE.fullmatch(texts[0].strip()) if len(texts) == 1 and isinstance(texts[0], str) else None
    return match[1] if match else None


def _is_numbering(values: list[object]) -> bool:
    numbers = []
    for value in values:
        text = str(value).strip().strip("().")
        if not text.isdigit() or len(text) > 3:
            return False
        numbers.append(int(text))
    return len(numbers) >= MIN_COLUMNS and all(b - a == 1 for a, b in itertools.pairwise(numbers))
