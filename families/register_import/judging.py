"""Judging the rows of a register: what each says, whether it can be saved, and if not, why not.

Pure: no database, no clock. The codes, warnings and rules are explained in ``codes``.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from centres.personal_numbers import GAP, without_numbers
from families.names import bare_name
from families.register_import import addresses, marks
from families.register_import import cells as read
from families.register_import.codes import ACCEPTABLE, NIK_OF_ANOTHER_REGENCY, OUTSIDE_REGENCY
from families.register_import.draft import SETTLED_BY, Draft
from families.register_import.duplicates import mark_duplicates
from families.register_import.free_text import is_no_name
from families.register_import.recipients import read_recipient
from families.register_import.row import Decision, ReadRow, SheetRow, as_text
from families.register_import.ties import read_tie
from families.register_import.villages import VillageIndex

BRACKETS = re.compile(r"\([^()]*\)?")
EMAIL = re.compile(r"[\w.+%-]*@[\w-]+(?:\.[\w-]+)+")
SUSPICIOUS = 3
# How long a text of the register may be, and how it is called among the remarks where it is longer.
ROOM = {
    "dukuh": (80, "Dukuh/Dusun"),
    "jalan": (160, "Alamat"),
    "tempat_lahir": (60, "Tempat lahir"),
    "wbp_register": (40, "No. register"),
}
# What is stored in clear, and may hold no number of a person, from whatever column it came.
IN_CLEAR = (
    "nama",
    "hubungan",
    "wbp_nama",
    "wbp_register",
    "tempat_lahir",
    "desa",
    "kecamatan",
    "dukuh",
    "jalan",
    "keterangan",
)


def judge(
    rows: Sequence[SheetRow],
    *,
    villages: VillageIndex,
    as_of: date,
    known: Callable[[Sequence[ReadRow]], None] | None = None,
    niks_look_cut: bool | None = None,
) -> list[ReadRow]:
    """Read and judge all rows of a file; ``known`` may then mark those that the register already has.

    Of some rows of a file ``niks_look_cut`` says what all of them showed.
    """
    cut = niks_look_cut if niks_look_cut is not None else look_cut(rows)
    result = [_judge_row(row, villages, as_of, cut) for row in rows]
    # What was left out stands in nobody's way, and of a saved row nothing is asked any more.
    kept = [one for row, one in zip(rows, result, strict=True) if row.decision != Decision.LEFT_OUT]
    mark_duplicates(kept, accepted={(row.sheet, row.number): row.accepted for row in rows if row.accepted})
    if known:
        known([one for row, one in zip(rows, result, strict=True) if not row.saved])
    for row, judged in zip(rows, result, strict=True):
        judged.decided(row)
    return result


def look_cut(rows: Sequence[SheetRow]) -> bool:
    """Whether most numbers written as text end in 0: then they were cut before, by Excel on the way to a CSV file."""
    cells = [row.cells.get("nik") for row in rows if "nik" not in row.typed]
    texts = [cell for cell in cells if isinstance(cell, str)]
    numbers = [text for text in texts if re.search(r"\d{16}", text)]
    ending = sum(1 for text in numbers if text.rstrip().endswith("0"))
    return ending >= SUSPICIOUS and ending * 2 > len(numbers)


def _judge_row(row: SheetRow, villages: VillageIndex, as_of: date, niks_look_cut: bool) -> ReadRow:
    draft = Draft(row, as_of, niks_look_cut)
    street, rules = addresses.split(draft.cells, row.place, villages)
    draft.rules |= rules
    _take_what_was_typed(draft, street)
    read_recipient(draft)
    read_tie(draft)
    _read_address(draft, villages)
    _read_rest(draft)
    _read_marks(draft)
    _leave_personal_out(draft)
    if row.unsure & draft.cells.keys():
        draft.codes.add("KOLOM_TIDAK_PASTI")
    draft.codes |= row.doubts
    judged = ReadRow(
        row.sheet,
        row.number,
        warnings=sorted(draft.warnings),
        normalised_by=sorted(draft.rules),
        values=draft.values,
        raw={name: as_text(cell) for name, cell in (row.cells | row.typed).items()} | row.extras,
        suggestions=draft.suggestions,
        decision=row.decision.value,
    )
    settled = row.accepted & ACCEPTABLE.keys()
    if not draft.values["desa_kode"]:
        # A family whose village isn't known can't be saved, whoever says that the address is right.
        settled -= {OUTSIDE_REGENCY}
    if not draft.values["tgl_lahir"]:
        settled -= {"TGL_LAHIR_TIDAK_VALID"}
    if "NAMA_SAMA_DENGAN_WBP" in draft.codes:
        judged.stand_in = _stand_in(draft)
    judged.is_another = bool(row.accepted & {"DUP_MIRIP", "MIRIP_TERDAFTAR"})
    judged.add_codes(*draft.codes - settled)
    return judged


def _stand_in(draft: Draft) -> dict[str, str]:
    """The cells of another of the family, in place of those of an inmate who can't receive; empty where there is none.

    His day of birth and his sex go with his name.
    """
    name, _rules = read.read_name(draft.cells.get("lain_nama"))
    if "nama" in draft.typed or not name or is_no_name(name) or bare_name(name) == bare_name(draft.values["wbp_nama"]):
        return {}
    his = {"tgl_lahir": ("ttl", "tgl_lahir"), "tempat_lahir": ("ttl", "tempat_lahir"), "jk": ("jk",)}
    told = {field for field, cells in his.items() if any(read.clean(draft.cells.get(cell)) for cell in cells)}
    said = {"nama": name, "nik": read.clean(draft.cells.get("lain_nik")), "hubungan": draft.cells["lain_sbg"]}
    return said | dict.fromkeys(sorted(told), "")


def _take_what_was_typed(draft: Draft, street: str) -> None:
    """Put what a person typed in the place of the cells; a day of birth and its place leave their common cell."""
    cells, typed = draft.cells, draft.typed
    if "ttl" in cells and "ttl" not in typed and typed.keys() & {"tgl_lahir", "tempat_lahir"}:
        written = cells.pop("ttl")
        born, place, _rules = read.read_date(written, birth=True, as_of=draft.as_of)
        cells |= {"tgl_lahir": born or written, "tempat_lahir": place}
    if "rtrw" in typed:
        cells.pop("rt", None)
        cells.pop("rw", None)
    cells |= typed
    draft.values["jalan"] = read.clean(cells["jalan"]) if "jalan" in typed else street or None


def _read_address(draft: Draft, villages: VillageIndex) -> None:
    cells, values, place = draft.cells, draft.values, draft.place
    found = villages.find(cells)
    draft.codes |= found.codes
    if found.village and "desa_kode" not in cells and not villages.is_same(place.get("desa"), found.village):
        draft.codes.add("DESA_BEDA_JUDUL")
    draft.warnings |= found.warnings
    draft.rules |= found.rules
    draft.suggestions = found.suggestions
    village = found.village
    values["desa_kode"] = village.code if village else None
    values["desa"] = village.name if village else read.clean(cells.get("desa")) or None
    values["kecamatan_kode"] = village.district_code if village else found.district_code
    values["kecamatan"] = village.district if village else read.clean(cells.get("kecamatan")) or None
    nik, home = draft.nik, values["desa_kode"]
    if nik and home and nik.district_code[:5] != home[:5]:
        draft.warnings.add(NIK_OF_ANOTHER_REGENCY)
    if "rt" in cells or "rw" in cells:
        joined = " / ".join(read.clean(cells.get(name)) or "-" for name in ("rt", "rw"))
        rt, _none, rt_rules, rt_bad = read.read_rt_rw(cells.get("rt"))
        rw, second, rw_rules, rw_bad = read.read_rt_rw(cells.get("rw"))
        rw = second or rw
        rules = (rt_rules | rw_rules) if joined != f"{rt or '-'} / {rw or '-'}" else set()
        bad = rt_bad or rw_bad
    else:
        rt, rw, rules, bad = read.read_rt_rw(cells.get("rtrw"))
    values["rt"], values["rw"] = rt, rw
    draft.warnings |= (rules & {"RTRW_TANGGAL"}) | ({"RTRW_TIDAK_TERBACA"} if bad else set())
    draft.rules |= rules - {"RTRW_TANGGAL"}
    hamlet = re.sub(r"(?i)^(dukuh|dusun|dk|dsn|ds|lingk(ungan)?)\b[.\s:]*", "", read.clean(cells.get("dukuh")))
    values["dukuh"] = None if read.is_nothing(hamlet) else hamlet


def _read_rest(draft: Draft) -> None:
    cells, values = draft.cells, draft.values
    values["hp"], rules, bad = read.read_phone(cells.get("hp"))
    draft.rules |= rules
    if bad:
        draft.warnings.add("HP_TIDAK_TERBACA")
    for name in ("tanggungan", "jiwa"):
        values[name], rules = read.read_count(cells.get(name))
        draft.rules |= rules
    values["jiwa"] = values["jiwa"] or None  # nobody is a household of none
    if values["tanggungan"] is None and values["jiwa"]:
        # A household is counted with its recipient, on whom the others depend.
        values["tanggungan"] = values["jiwa"] - 1
    remark = read.clean(cells.get("keterangan"))
    lines = [] if read.is_nothing(remark) else [remark]
    if "keterangan" not in draft.typed:
        # Who typed the remarks had all of these in view.
        lines += [f"{label}: {read.clean(text)}" for label, text in draft.extras.items() if not read.is_nothing(text)]
        if shdk := read.clean(cells.get("shdk")):
            lines.append(f"SHDK: {shdk}")
        lines += draft.remarks
    lines += _too_long(draft)
    values["keterangan"] = "; ".join(lines) or None


def _read_marks(draft: Draft) -> None:
    """What stands beside the names: see ``marks``."""
    cells = draft.cells
    if marks.is_deceased(cells.get("nama")):
        draft.codes.add("PENERIMA_MENINGGAL")
    if marks.is_deceased(draft.inmate.name):
        draft.codes.add("WBP_MENINGGAL")
    names = [bare_name(BRACKETS.sub(" ", draft.values[name] or "")) for name in ("nama", "wbp_nama")]
    if names[0] and names[0] == names[1]:
        draft.codes.add("NAMA_SAMA_DENGAN_WBP")
    if marks.names_two(draft.inmate.name):
        draft.codes.add("WBP_DUA")
    if marks.names_two(cells.get("nama")):
        draft.codes.add("PENERIMA_DUA")
    said = [read.clean(cells.get("status")), read.clean(cells.get("keterangan"))]
    if "keterangan" not in draft.typed:
        said += map(read.clean, draft.extras.values())
    draft.codes |= {code for code in marks.in_words(said) if not draft.typed.keys() & SETTLED_BY[code]}


def _leave_personal_out(draft: Draft) -> None:
    for name in IN_CLEAR:
        text = draft.values[name]
        if text and "@" in text:
            draft.values[name], emails = EMAIL.subn(GAP, text)
            draft.warnings |= {"EMAIL_DIHAPUS"} if emails else set()
            text = draft.values[name]
        if text and (bare := without_numbers(text, draft.values["tgl_lahir"])) != text:
            draft.values[name] = bare
            draft.warnings.add("NOMOR_DIHAPUS")


def _too_long(draft: Draft) -> list[str]:
    """Take what the register has no room for out of the values; said in full, for the remarks."""
    lines = []
    for name, (longest, label) in ROOM.items():
        text = draft.values[name] or ""
        if len(text) > longest:
            draft.values[name] = "" if name == "wbp_register" else None
            draft.warnings.add("KE_KETERANGAN")
            lines.append(f"{label}: {text}")
    return lines
