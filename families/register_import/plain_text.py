"""Keeping numbers of people out of what is stored in clear: remarks, names, addresses."""

import re

# Ten digits and more, however they are spaced: a NIK, a No. KK, a phone number. A date has eight.
NUMBER = re.compile(r"(?<!\d)\+?\d(?:[\s.\-/'’`]?\d){9,}(?!\d)")
_DAY = r"\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|[A-Za-z]{3,9})\s*[-/. ]\s*(?:\d{4}|\d{2})"
BORN = re.compile(
    rf"\b(?:lahir|lhr|ttl|kelahiran|tgl\.? ?l)\b[^\d;]{{0,40}}(?:{_DAY}|\d{{4}}-\d{{1,2}}-\d{{1,2}})", re.IGNORECASE
)
GAP = "…"


def without_numbers(text: str) -> str:
    """The same text, with every number of a person and every date of birth left out."""
    return NUMBER.sub(GAP, BORN.sub(GAP, text))
