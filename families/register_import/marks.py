"""What an office writes beside a name: that somebody has died, moved away or is free; that two inmates are meant."""

import re
from collections.abc import Iterable

from families.register_import.cells import clean

_DEAD = r"(?:alm|almh|almarhum|almarhumah|marhum|mendiang)\b\.?"
BEFORE = re.compile(rf"^\W*{_DEAD}", re.IGNORECASE)
BEHIND = re.compile(rf"{_DEAD}\W*$", re.IGNORECASE)
OF_THE_FATHER = re.compile(r"\b(?:bin|binti|bt|b\.)\b", re.IGNORECASE)
DIED = re.compile(
    r"\b(?:meninggal|mati|wafat|alm|almh|almarhum\w*|tutup usia|deceased|died|passed away)\b", re.IGNORECASE
)
GONE = re.compile(
    r"\b(?:pindah|pindahan|merantau|sdh tidak di alamat|tidak diketahui keberadaannya|dicoret|coret"
    r"|(?:sekarang|skrg|skg|saat ini) (?:tinggal|berdomisili|domisili|ikut|di rumah)|rumah kosong"
    r"|(?:kerja|bekerja|jadi tk[iw]|tk[iw]) (?:di|ke) (?:luar negeri|malaysia|taiwan|hong ?kong|singapura|arab|korea)"
    r"|(?:has |have )?moved(?! in\b))\b",
    re.IGNORECASE,
)
FREE = re.compile(
    r"\bbebas\b(?!\s*(?:biaya|pajak))|\b(?:sudah|sdh|sudh|telah|tlh|udah|dah)\s+(?:keluar|pulang|di ?rumah|lepas|pb"
    r"|cb|cmb|asimilasi)\b|\bpembebasan bersyarat\b|\breleased\b|\bno longer (?:detained|held|in custody)\b",
    re.IGNORECASE,
)
# Where the family lives now, whoever else the remark speaks of.
LIVES_ELSEWHERE = re.compile(
    r"\b(?:sekarang|skrg|skg|saat ini) (?:tinggal|berdomisili|domisili|ikut) (?:di|ke)\b"
    r"(?!.*\b(?:rutan|lapas|lp)\b)",
    re.IGNORECASE,
)
UNFIT = re.compile(r"\b(?:tidak|tdk|tak|blm|belum) (?:layak(?! huni)|memenuhi syarat|lolos|disetujui)\b", re.IGNORECASE)
# An inmate who is held elsewhere by now.
MOVED = re.compile(
    r"\bmutasi\b|\b(?:di)?pindah(?:an|kan)?\b[^,;]*\b(?:lapas|rutan|lp|nusakambangan|prison)\b|\btransferred\b",
    re.IGNORECASE,
)
# What has not happened yet, and who else may have died: neither is a doubt.
_OTHERS = (
    r"(?:suami|istri|isteri|ayah|bapak|bpk|ibu|anak|orang tua|ortu|mertua|bin|binti|husband|wife|father|mother|son"
    r"|parents?)"
)
NOT_YET = re.compile(
    r"\b(?:belum|blm|akan|rencana|calon|tgl|tanggal|tahun|thn)\s+(?:bebas|keluar|pindah|pulang)\b"
    r"|\b(?:not|not yet|to be|will be)\s+released\b"
    rf"|\b{_OTHERS}\w*\s+(?:\w+\s+)?(?:meninggal|wafat|mati|almh?\b|almarhum\w*|deceased|died)\b"
    rf"|\b(?:almh?|almarhum\w*|late)\b\.?\s+{_OTHERS}\b|\bditinggal mati\b",
    re.IGNORECASE,
)
INMATE = re.compile(r"\b(?:wbp|napi|tahanan|warga binaan|narapidana|detainee|inmate|prisoner)\b", re.IGNORECASE)
# What stands beside a recipient's name and is none of it: ``(alm. bulan lalu, diterima anaknya)``.
_BESIDE = re.compile(r"\s*(?:\(|[,;]|\s[-–]\s)\s*(?P<rest>\S.*)$", re.DOTALL)
_IN_PLACE = re.compile(r"^(?:diterima|diwakili|diambil|titip|via|c\.?q)\b", re.IGNORECASE)
TWO_PEOPLE = re.compile(r"\S\s*(?:\bdan\b|&|\+|/|;)\s*[^\W\d]{2}", re.IGNORECASE)


def is_deceased(name: object) -> bool:
    """Whether a name says that its person has died. ``Budi bin Alm. Karto`` says it of the father."""
    text = clean(name)
    if OF_THE_FATHER.search(text):
        return bool(BEFORE.search(text))
    return bool(BEFORE.search(text) or BEHIND.search(text))


def beside_name(name: object) -> tuple[str, str]:
    """A recipient's cell as the name and a remark of two words or more that stands beside it."""
    text = clean(name)
    found = _BESIDE.search(text)
    rest = found["rest"].rstrip(" )") if found else ""
    if not found or len(rest.split()) < 2 or not (in_words([rest]) or _IN_PLACE.search(rest)):
        return text, ""
    return text[: found.start()], rest


def in_words(texts: Iterable[str], *, of_inmate: bool = False) -> set[str]:
    """The doubts that remarks give: of the recipient, or of the inmate where all or one of them speaks of him."""
    codes = set()
    for text in filter(None, texts):
        text = NOT_YET.sub(" ", text)
        inmate = of_inmate or bool(INMATE.search(text))
        if DIED.search(text):
            codes.add("WBP_MENINGGAL" if inmate else "PENERIMA_MENINGGAL")
        if FREE.search(text):
            codes.add("WBP_SUDAH_BEBAS")
        if UNFIT.search(text):
            codes.add("TIDAK_LAYAK")
        if LIVES_ELSEWHERE.search(text):
            codes.add("PENERIMA_PINDAH")
        elif MOVED.search(text) or (inmate and GONE.search(text)):
            codes.add("WBP_PINDAH")
        elif GONE.search(text):
            codes.add("PENERIMA_PINDAH")
    return codes


def names_two(name: object) -> bool:
    """Whether a cell names two inmates: ``Agus dan Budi``."""
    return bool(TWO_PEOPLE.search(clean(name)))
