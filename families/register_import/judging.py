"""Judging the rows of a register: what each says, whether it can be saved, and if not, why not.

Pure: no database, no clock. The codes, warnings and rules are explained in ``codes``.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from centres.glyphs import unprintable, without_unprintable
from centres.personal_numbers import without_numbers
from config.days import FIRST, LAST
from families.identity_numbers import BadIdentityNumber, NikParts, check_kk, needs_nik, read_nik
from families.names import bare_name
from families.register_import import addresses, marks, relations
from families.register_import import cells as read
from families.register_import.codes import ACCEPTABLE, NIK_OF_ANOTHER_REGENCY, OUTSIDE_REGENCY
from families.register_import.duplicates import mark_duplicates
from families.register_import.inmates import Inmate, read_inmate
from families.register_import.row import VALUES, Decision, ReadRow, SheetRow, as_text
from families.register_import.villages import Village, VillageIndex

SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
LETTERS_FOR_DIGITS = str.maketrans("OoQlIi|", "0001111")
# Two numbers in one cell, each with its label, and a NIK behind a name.
LABELLED = re.compile(r"\b(nik|no\.? ?kk|kk|no\.? ?k\.k)\b[\s.:]*(\d{16})\b", re.IGNORECASE)
BEHIND_NAME = re.compile(r"(?<!\bkk)(?<!\bkk[.:])[\s,/(–-]+(?:nik\b[\s.:]*)?(\d{16})\)?$", re.IGNORECASE)
RELATION_BEHIND = re.compile(rf"(.+?)\s*(?:\(|\s[-–]\s)\s*({relations.BEGINS.pattern})\s*\)?", re.IGNORECASE)
BRACKETS = re.compile(r"\([^()]*\)?")
SUSPICIOUS = 3
LONGEST_NAME = 120
# How long a text of the register may be, and how it is called among the remarks where it is longer.
ROOM = {
    "dukuh": (80, "Dukuh/Dusun"),
    "jalan": (160, "Alamat"),
    "tempat_lahir": (60, "Tempat lahir"),
    "wbp_register": (40, "No. register"),
}
BAD_NIK = {
    "length": "NIK_PANJANG_SALAH",
    "region": "NIK_WILAYAH_SALAH",
    "date": "NIK_TANGGAL_MUSTAHIL",
    "serial": "NIK_NUMERIK_TERPOTONG",
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


# By typing which of these a remark is overruled: the person who typed it had the remark in view.
SETTLED_BY: dict[str, set[str]] = {
    "WBP_SUDAH_BEBAS": {"tgl_bebas", "wbp_nama"},
    "WBP_MENINGGAL": {"wbp_nama"},
    "WBP_PINDAH": {"wbp_nama"},
    "PENERIMA_MENINGGAL": {"nama"},
    "PENERIMA_PINDAH": {"desa", "desa_kode"},
}


class _Draft:
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
    draft = _Draft(row, as_of, niks_look_cut)
    street, rules = addresses.split(draft.cells, row.place, villages)
    draft.rules |= rules
    _take_what_was_typed(draft, street)
    _part_numbers(draft)
    _read_person(draft)
    _read_nik(draft)
    _read_kk(draft)
    _compare_with_nik(draft)
    _read_inmate(draft)
    _read_relation(draft)
    _read_address(draft, villages)
    _read_rest(draft)
    _read_marks(draft)
    _leave_numbers_out(draft)
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
    )
    settled = row.accepted & ACCEPTABLE.keys()
    if not draft.values["desa_kode"]:
        # A family whose village isn't known can't be saved, whoever says that the address is right.
        settled -= {OUTSIDE_REGENCY}
    if not draft.values["tgl_lahir"]:
        settled -= {"TGL_LAHIR_TIDAK_VALID"}
    judged.add_codes(*draft.codes - settled)
    return judged


def _take_what_was_typed(draft: _Draft, street: str) -> None:
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


def _part_numbers(draft: _Draft) -> None:
    """Give the NIK that stands in the cell of the name, or beside the No. KK, a cell of its own."""
    cells = draft.cells
    for name in ("nik", "no_kk"):
        if found := LABELLED.findall(read.clean(cells.get(name))):
            numbers = {
                ("no_kk" if "k" in label.lower().replace("nik", "") else "nik"): digits for label, digits in found
            }
            if len(found) > 1 and len(numbers) > 1:
                cells |= numbers
    if "nik" not in cells and (match := BEHIND_NAME.search(read.clean(cells.get("nama")))):
        cells |= {"nama": read.clean(cells["nama"])[: match.start()], "nik": match[1]}


def _read_person(draft: _Draft) -> None:
    cells, values = draft.cells, draft.values
    name, remark = marks.beside_name(cells.get("nama"))
    if match := RELATION_BEHIND.fullmatch(name):
        # ``Sri (istri)``: what the recipient is stands beside the name.
        name, draft.called = match[1], relations.relation_alone(match[2])
    values["nama"], rules = read.read_name(name if remark or draft.called else cells.get("nama"))
    draft.rules |= rules
    if remark:
        draft.remarks.append(remark)
        draft.codes |= marks.in_words([remark])
    if not values["nama"]:
        draft.codes.add("NAMA_KOSONG")
    elif len(values["nama"]) > LONGEST_NAME:
        draft.codes.add("NAMA_TERLALU_PANJANG")
    values["jk"] = read.read_sex(cells.get("jk"))
    combined = "ttl" in cells
    written = cells.get("ttl") if combined else cells.get("tgl_lahir")
    born, place, rules = read.read_date(written, birth=True, as_of=draft.as_of)
    if born and not date(draft.as_of.year - 120, 1, 1) <= born <= draft.as_of:
        born, rules = None, set()
    has_digits = bool(re.search(r"\d", read.clean(written)))
    if not born and has_digits:
        draft.codes.add("TGL_LAHIR_TIDAK_VALID")
    elif born and place and combined:
        rules = rules | {"TTL_GABUNG"}
    draft.rules |= rules
    values["tgl_lahir"] = born
    values["tempat_lahir"] = place or read.read_name(cells.get("tempat_lahir"))[0] or None


def _read_nik(draft: _Draft) -> None:
    cell = draft.cells.get("nik")
    text, rules = read.read_nik_text(cell)
    if not text or (read.is_nothing(cell) and not re.search(r"[1-9]", text)):
        if needs_nik(draft.values["tgl_lahir"], draft.as_of):
            draft.codes.add("NIK_KOSONG")
        return
    draft.rules |= rules
    if SCIENTIFIC.fullmatch(text):
        draft.refuse_nik("NIK_NOTASI_ILMIAH")
        return
    if re.search(r"[^0-9]", text):
        text = text.translate(LETTERS_FOR_DIGITS)
        if not text.isdigit():
            draft.refuse_nik("NIK_PANJANG_SALAH")
            return
        draft.refuse_nik("NIK_HURUF")
    if read.is_cut_number(cell) or (draft.niks_look_cut and re.fullmatch(r"\d{15}0", text)):
        draft.refuse_nik("NIK_NUMERIK_TERPOTONG")
        draft.nik = _nik_or_none(text[:15] + "1")
        return
    if _is_inmates(draft, text):
        draft.refuse_nik("NIK_SAMA_DENGAN_WBP")
        return
    try:
        draft.nik = read_nik(text)
    except BadIdentityNumber as error:
        draft.refuse_nik(BAD_NIK[error.reason])
        return
    draft.values["nik"] = text
    if not draft.nik.place_is_known:
        draft.codes.add("NIK_WILAYAH_TIDAK_DIKENAL")


def _is_inmates(draft: _Draft, text: str) -> bool:
    return bool(text) and read.read_nik_text(draft.cells.get("wbp_nik"))[0] == text


def _nik_or_none(text: str) -> NikParts | None:
    try:
        return read_nik(text)
    except BadIdentityNumber:
        return None


def _read_kk(draft: _Draft) -> None:
    cell = draft.cells.get("no_kk")
    text, _rules = read.read_nik_text(cell)
    if not text or read.is_nothing(cell):
        return
    if read.is_cut_number(cell):
        draft.warnings.add("KK_TERPOTONG")
        return
    try:
        check_kk(text)
    except BadIdentityNumber:
        draft.warnings.add("KK_TERPOTONG" if SCIENTIFIC.fullmatch(text) else "KK_TIDAK_TERBACA")
        return
    draft.values["no_kk"] = text
    if text == draft.values["nik"]:
        draft.refuse_nik("NIK_SAMA_DENGAN_KK")
        draft.codes -= {"NIK_TANGGAL_MUSTAHIL"}
        draft.nik = draft.values["nik"] = None
    elif draft.codes & {"NIK_TANGGAL_MUSTAHIL"} and read.read_nik_text(draft.cells.get("nik"))[0] == text:
        draft.codes -= {"NIK_TANGGAL_MUSTAHIL"}
        draft.codes.add("NIK_SAMA_DENGAN_KK")


def _compare_with_nik(draft: _Draft) -> None:
    nik, values = draft.nik, draft.values
    if not nik:
        return
    if values["jk"] and values["jk"] != nik.sex:
        draft.codes.add("NIK_JK_TIDAK_COCOK")
    values["jk"] = values["jk"] or nik.sex
    if values["tgl_lahir"] and not nik.agrees_with(values["tgl_lahir"]):
        draft.codes.add("NIK_TGL_TIDAK_COCOK")
    unreadable = "TGL_LAHIR_TIDAK_VALID" in draft.codes - draft.accepted
    if not values["tgl_lahir"] and not unreadable and not draft.codes & {"NIK_HURUF"}:
        values["tgl_lahir"] = nik.birth_date(as_of=draft.as_of)
        draft.rules.add("TGL_DARI_NIK")


def _read_inmate(draft: _Draft) -> None:
    cells, values = draft.cells, draft.values
    inmate = draft.inmate = _inmate_of(cells)
    values["wbp_nama"], _rules = read.read_name(inmate.name)
    values["wbp_register"] = read.read_register_number(cells.get("wbp_register") or inmate.register)
    draft.remarks += inmate.remarks
    said = [*inmate.remarks, read.clean(cells.get("status_wbp"))]
    draft.codes |= {code for code in marks.in_words(said, of_inmate=True) if not draft.typed.keys() & SETTLED_BY[code]}
    _know_oneself(draft)
    if inmate.two:
        draft.codes.add("WBP_DUA")
    if not values["wbp_nama"]:
        draft.codes.add("WBP_KOSONG")
    elif len(values["wbp_nama"]) > LONGEST_NAME:
        draft.codes.add("WBP_TERLALU_PANJANG")
    free, _place, _rules = read.read_date(cells.get("tgl_bebas") or inmate.free, birth=False, as_of=draft.as_of)
    if free and free < draft.as_of:
        draft.codes.add("WBP_SUDAH_BEBAS")
    if free and not FIRST <= free <= LAST:
        draft.warnings.add("TGL_BEBAS_DI_LUAR")
        free = None
    values["tgl_bebas"] = free


def _know_oneself(draft: _Draft) -> None:
    """Doubt a row whose person is the inmate himself, by ``YBS`` or ``KK sendiri``: it names nobody who receives.

    Where somebody named the recipient since, the number of the file is still the inmate's.
    """
    typed, values = draft.typed.keys(), draft.values
    if not draft.inmate.is_recipient and ("hubungan" in typed or not relations.is_oneself(draft.cells.get("hubungan"))):
        return
    if not values["wbp_nama"]:
        values["wbp_nama"], _rules = read.read_name(draft.named)
    if not typed & {"nama", "wbp_nama"}:
        draft.codes.add("NAMA_SAMA_DENGAN_WBP")
    elif "nama" in typed and "nik" not in typed and values["nik"]:
        draft.codes.add("KOLOM_TIDAK_PASTI")


def _inmate_of(cells: dict[str, Any]) -> Inmate:
    """What the row's cells say of the inmate: a cell of his own, or one that tells the relation, too."""
    side = cells.get("wbp_sisi", "")
    told = read_inmate(cells.get("wbp_hubungan"), said_of=side or "recipient")
    if not read.clean(cells.get("wbp_nama")):
        return told
    inmate = read_inmate(cells["wbp_nama"], said_of="inmate")
    if not inmate.relation:
        # Somebody typed the name alone; the relation of the file is as true as before.
        inmate.relation, inmate.said_of = told.relation, told.said_of
    inmate.said_of = inmate.said_of or side
    return inmate


def _read_relation(draft: _Draft) -> None:
    """What the recipient is to the inmate, whoever of the two the file describes."""
    cells, values = draft.cells, draft.values
    sex = None if "NIK_JK_TIDAK_COCOK" in draft.codes else values["jk"]
    written = relations.read_relation(cells.get("hubungan")) or draft.called
    sure = True
    if "wali_sbg" in cells and not written:
        # The row is a pupil's: his guardian receives, and both are called by what they are to the pupil.
        guardian = relations.read_relation(cells["wali_sbg"])
        values["hubungan"] = relations.of_guardian(guardian, _parent_of_pupil(draft))
        written = values["hubungan"]
        if not written and guardian:
            draft.remarks.append(f"Wali sebagai: {guardian}")
    elif written == "Orang tua":
        values["hubungan"], sure = relations.of_recipient(written, "recipient", sex)
    elif written:
        values["hubungan"] = written
    elif draft.inmate.relation:
        written = draft.inmate.relation
        values["hubungan"], sure = relations.of_recipient(written, draft.inmate.said_of, sex)
    elif word := relations.read_relation(cells.get("wbp_sebagai")):
        written = word
        values["hubungan"], sure = relations.of_recipient(word, "inmate", sex)
    else:
        values["hubungan"] = ""
    if values["hubungan"] not in ("", written):
        draft.rules.add("HUBUNGAN_DARI_SISI_LAIN")
    if not sure:
        draft.codes.add("HUBUNGAN_DUA_ARTI")
        draft.remarks.append(f"Hubungan: {written}")
    if draft.nik and relations.SEX.get(values["hubungan"], draft.nik.sex) != draft.nik.sex:
        draft.codes.add("HUBUNGAN_JK_TIDAK_COCOK")
    said = [cells.get("hubungan")]
    if "hubungan" not in draft.typed:
        said += [cells.get("wali_sbg"), cells.get("wbp_hubungan"), *draft.inmate.remarks]
    if any(map(relations.is_no_family, said)):
        draft.codes.add("BUKAN_KELUARGA")


def _parent_of_pupil(draft: _Draft) -> str:
    """What the inmate is to the pupil, by the word before his name, be it a relation or a form of address."""
    begins = relations.BEGINS.match(read.clean(draft.cells.get("wbp_nama") or draft.cells.get("wbp_hubungan")))
    return draft.inmate.relation or (relations.relation_alone(begins["word"]) if begins else "")


def _read_address(draft: _Draft, villages: VillageIndex) -> None:
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


def _read_rest(draft: _Draft) -> None:
    cells, values = draft.cells, draft.values
    values["hp"], rules, bad = read.read_phone(cells.get("hp"))
    draft.rules |= rules
    if bad:
        draft.warnings.add("HP_TIDAK_TERBACA")
    values["tanggungan"], rules = read.read_count(cells.get("tanggungan"))
    draft.rules |= rules
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


def _read_marks(draft: _Draft) -> None:
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


def _leave_numbers_out(draft: _Draft) -> None:
    for name in IN_CLEAR:
        text = draft.values[name]
        if text and (bare := without_numbers(text, draft.values["tgl_lahir"])) != text:
            draft.values[name] = bare
            draft.warnings.add("NOMOR_DIHAPUS")


def _too_long(draft: _Draft) -> list[str]:
    """Take what the register has no room for out of the values; said in full, for the remarks."""
    lines = []
    for name, (longest, label) in ROOM.items():
        text = draft.values[name] or ""
        if len(text) > longest:
            draft.values[name] = "" if name == "wbp_register" else None
            draft.warnings.add("KE_KETERANGAN")
            lines.append(f"{label}: {text}")
    return lines


def _legible(cell: Any) -> Any:
    return without_unprintable(cell) if isinstance(cell, str) else cell
