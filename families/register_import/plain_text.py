"""Keeping numbers of people out of what is stored in clear: remarks, names, addresses, names of files and sheets."""

import re
import unicodedata
from datetime import date

from families.register_import.cells import read_date

# A day is no number of a person, however many stand in a row.
DAY = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[-/. ]\s?(?:0?[1-9]|1[0-2]|[A-Za-z]{3,9})\s?[-/. ]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01]))(?!\d)"
)
# Ten digits and more, whatever stands between them but words: a NIK, a No. KK, a phone number.
NUMBER = re.compile(r"(?<![^\W_])\+?\d(?:(?:[^\w]|_){0,3}[\dO]){9,}(?!\d)")
BORN = re.compile(
    r"\b(?:lahir\w*|lhr|ttl|kelahiran|dob|tgl\.? ?l)\b[^\d;]{0,40}"
    r"(?:\d{8}|\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|[A-Za-z]{3,9})\s*[-/. ]\s*(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2})",
    re.IGNORECASE,
)
GAP = "…"


def without_numbers(text: str, born: date | None = None) -> str:
    """The same text, with every number of a person and every date of birth left out, also the day ``born`` alone."""
    plain = unicodedata.normalize("NFKC", text)
    bare = BORN.sub(GAP, plain)
    parts: list[str] = []
    end = 0
    for day in DAY.finditer(bare):
        parts += [NUMBER.sub(GAP, bare[end : day.start()]), GAP if _is(day[0], born) else day[0]]
        end = day.end()
    bare = "".join([*parts, NUMBER.sub(GAP, bare[end:])])
    return text if bare == plain else bare


def _is(text: str, born: date | None) -> bool:
    return born is not None and read_date(text, birth=False, as_of=born)[0] == born
