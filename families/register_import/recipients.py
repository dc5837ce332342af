"""Reading who receives: the name, the day of birth and the numbers, and whether these agree."""

import re
from datetime import date

from families.identity_numbers import BadIdentityNumber, NikParts, check_kk, needs_nik, read_nik
from families.register_import import cells as read
from families.register_import import marks, relations
from families.register_import.draft import LONGEST_NAME, Draft

SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
LETTERS_FOR_DIGITS = str.maketrans("OoQlIi|", "0001111")
# Two numbers in one cell, each with its label, and a NIK behind a name.
LABELLED = re.compile(r"\b(nik|no\.? ?kk|kk|no\.? ?k\.k)\b[\s.:]*(\d{16})\b", re.IGNORECASE)
BEHIND_NAME = re.compile(r"(?<!\bkk)(?<!\bkk[.:])[\s,/(–-]+(?:nik\b[\s.:]*)?(\d{16})\)?$", re.IGNORECASE)
RELATION_BEHIND = re.compile(rf"(.+?)\s*(?:\(|\s[-–]\s)\s*({relations.BEGINS.pattern})\s*\)?", re.IGNORECASE)
BESIDE_PERSON = re.compile(r"\s*[/;|()]\s*|\s+[-–]\s+|\s*,\s*|\s+(?=(?:hp|wa|telp?|tlp)\b[\s.:]*\+?\d)", re.IGNORECASE)
MORE_THAN_A_NAME = re.compile(r"[/;|(),\n–]|-|\d")
INVISIBLE_OR_LINE = re.compile(rf"\n|{read.INVISIBLE.pattern}")
AGE = re.compile(
    r"(?:(?:umur|usia|u)\b[\s.:]*)?\d{1,3}\s*(?:th|thn|tahun)\.?|(?:umur|usia)[\s.:]*\d{1,3}", re.IGNORECASE
)
MOST_YEARS_APART = 10
"""So far an age that was guessed, or is old, may be from that of the NIK."""
PHONE = re.compile(
    r"(?:(?:no\.?\s*)?(?:hp|wa|telp?|tlp|telepon|ponsel)\b[\s.:]*)?(?:\+?62|0)8[\d\s.-]{7,14}", re.IGNORECASE
)
BAD_NIK = {
    "length": "NIK_PANJANG_SALAH",
    "region": "NIK_WILAYAH_SALAH",
    "date": "NIK_TANGGAL_MUSTAHIL",
    "serial": "NIK_NUMERIK_TERPOTONG",
}


def read_recipient(draft: Draft) -> None:
    """Read the person of a row and the numbers, each in the light of the others."""
    _part_numbers(draft)
    _read_person(draft)
    _read_nik(draft)
    _read_kk(draft)
    _compare_with_nik(draft)


def _part_numbers(draft: Draft) -> None:
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


def _read_person(draft: Draft) -> None:
    cells, values = draft.cells, draft.values
    _part_person(draft)
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


def _part_person(draft: Draft) -> None:
    """Take what a cell says beside the name: ``Anik (WA 0812…) / 49 th / ibu``. Nothing, where a part is another."""
    cell = str(draft.cells.get("nama") or "")
    if not MORE_THAN_A_NAME.search(cell):
        return
    name, *parts = BESIDE_PERSON.split(INVISIBLE_OR_LINE.sub(" / ", cell))
    told: dict[str, str] = {}
    remarks: list[str] = []
    for part in filter(None, (part.strip(" .–-") for part in parts)):
        kind = _kind_of(part)
        if kind and kind not in told:
            told[kind] = part
        elif (told and marks.in_words([part])) or remarks:
            remarks.append(part)
        else:
            return
    if not told:
        return
    draft.cells["nama"] = name
    draft.called = relations.relation_alone(told["relation"]) or "Orang tua" if "relation" in told else draft.called
    draft.remarks += remarks
    draft.codes |= marks.in_words(remarks)
    if "age" in told:
        draft.cells.setdefault("umur", told["age"])
    if "hp" in told:
        draft.cells.setdefault("hp", told["hp"])


def _kind_of(part: str) -> str:
    """What a part beside a name says: an age, a phone number, the relation; an empty text for anything else."""
    if AGE.fullmatch(part):
        return "age"
    if PHONE.fullmatch(part):
        return "hp"
    return "relation" if relations.relation_alone(part) or relations.PARENT.fullmatch(part) else ""


def _read_nik(draft: Draft) -> None:
    cell = draft.cells.get("nik")
    text, rules = read.read_nik_text(cell)
    if not re.search(r"\d", text) or (read.is_nothing(cell) and not re.search(r"[1-9]", text)):
        if needs_nik(draft.values["tgl_lahir"], draft.as_of):
            draft.codes.add("NIK_KOSONG")
        if not read.is_nothing(cell):
            # ``KTP hilang``: why it is missing.
            draft.remarks.append(f"NIK: {read.clean(cell)}")
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


def _is_inmates(draft: Draft, text: str) -> bool:
    return bool(text) and read.read_nik_text(draft.cells.get("wbp_nik"))[0] == text


def _nik_or_none(text: str) -> NikParts | None:
    try:
        return read_nik(text)
    except BadIdentityNumber:
        return None


def _read_kk(draft: Draft) -> None:
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


def _compare_with_nik(draft: Draft) -> None:
    nik, values = draft.nik, draft.values
    age = re.search(r"\d{1,3}", read.clean(draft.cells["umur"])) if "umur" in draft.cells else None
    if not nik:
        draft.remarks += [f"Umur: {age[0]}"] if age else []
        return
    by_nik = draft.as_of.year - nik.birth_date(as_of=draft.as_of).year
    if age and abs(by_nik - int(age[0])) > MOST_YEARS_APART:
        draft.codes.add("NIK_TGL_TIDAK_COCOK")
    if values["jk"] and values["jk"] != nik.sex:
        draft.codes.add("NIK_JK_TIDAK_COCOK")
    values["jk"] = values["jk"] or nik.sex
    if values["tgl_lahir"] and not nik.agrees_with(values["tgl_lahir"]):
        draft.codes.add("NIK_TGL_TIDAK_COCOK")
    unreadable = "TGL_LAHIR_TIDAK_VALID" in draft.codes - draft.accepted
    if not values["tgl_lahir"] and not unreadable and not draft.codes & {"NIK_HURUF"}:
        values["tgl_lahir"] = nik.birth_date(as_of=draft.as_of)
        draft.rules.add("TGL_DARI_NIK")
