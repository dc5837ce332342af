"""What an office writes beside a name: that somebody has died, moved away or is free; that two inmates are meant."""

import re
from collections.abc import Iterable

from families.register_import.cells import clean

_DEAD = r"(?:alm|almh|almarhum|almarhumah|marhum|mendiang)\b\.?"
BEFORE = re.compile(rf"^\W*{_DEAD}", re.IGNORECASE)
BEHIND = re.compile(rf"{_DEAD}\W*$", re.IGNORECASE)
OF_THE_FATHER = re.compile(r"\b(?:bin|binti|bt|b\.)\b", re.IGNORECASE)
DIED = re.compile(r"\b(?:meninggal|mati|wafat|almarhum\w*|tutup usia)\b", re.IGNORECASE)
GONE = re.compile(r"\b(?:pindah|pindahan|merantau|sdh tidak di alamat|tidak diketahui keberadaannya)\b", re.IGNORECASE)
FREE = re.compile(r"\bbebas\b(?!\s*(?:biaya|pajak))|\b(?:sudah|sdh|telah|tlh)\s+keluar\b", re.IGNORECASE)
# An inmate who is held elsewhere by now.
MOVED = re.compile(r"\bmutasi\b|\b(?:di)?pindah(?:an|kan)?\b[^,;]*\b(?:lapas|rutan|lp)\b", re.IGNORECASE)
# What has not happened yet, and who else may have died: neither is a doubt.
NOT_YET = re.compile(
    r"\b(?:belum|blm|akan|rencana|calon|tgl|tanggal|tahun|thn)\s+(?:bebas|keluar|pindah)\b"
    r"|\b(?:suami|istri|isteri|ayah|bapak|ibu|anak|orang tua|ortu|mertua)\w*\s+(?:\w+\s+)?(?:meninggal|wafat|mati)\b"
    r"|\bditinggal mati\b",
    re.IGNORECASE,
)
INMATE = re.compile(r"\b(?:wbp|napi|tahanan|warga binaan|narapidana)\b", re.IGNORECASE)
TWO_PEOPLE = re.compile(r"\S\s*(?:\bdan\b|&|\+|/|;)\s*[^\W\d]{2}", re.IGNORECASE)


def is_deceased(name: object) -> bool:
    """Whether a name says that its person has died. ``Budi bin Alm. Karto`` says it of the father."""
    text = clean(name)
    if OF_THE_FATHER.search(text):
        return bool(BEFORE.search(text))
    return bool(BEFORE.search(text) or BEHIND.search(text))


def in_words(texts: Iterable[str]) -> set[str]:
    """The doubts that remarks give: of the recipient, or of the inmate where it speaks of one."""
    codes = set()
    for text in texts:
        text = NOT_YET.sub(" ", text)
        inmate = bool(INMATE.search(text))
        if DIED.search(text):
            codes.add("WBP_MENINGGAL" if inmate else "PENERIMA_MENINGGAL")
        if FREE.search(text):
            codes.add("WBP_SUDAH_BEBAS")
        if MOVED.search(text) or (inmate and GONE.search(text)):
            codes.add("WBP_PINDAH")
        elif GONE.search(text):
            codes.add("PENERIMA_PINDAH")
    return codes


def names_two(name: object) -> bool:
    """Whether a cell names two inmates: ``Agus dan Budi``."""
    return bool(TWO_PEOPLE.search(clean(name)))
