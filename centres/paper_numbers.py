"""Numbers of papers by a pattern of the letterhead: ``WP.13.PAS.PAS.45-PK.01-{urut}``."""

import datetime
import re

from django.forms import ValidationError
from django.utils.translation import gettext as _

COUNTER = "{urut}"
PLACES = re.compile(r"\{([^{}]*)\}")
KNOWN = {"urut", "tahun", "bulan", "romawi"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def number_by(pattern: str, *, sequence: int, on: datetime.date) -> str:
    """The number that a pattern gives for the ``sequence`` of the year of a day; all else in it is text."""
    values = {"urut": str(sequence), "tahun": str(on.year), "bulan": f"{on.month:02}", "romawi": ROMAN[on.month - 1]}
    return PLACES.sub(lambda place: values.get(place[1], place[0]), pattern)


def clean_pattern(pattern: str) -> str:
    """The pattern as a form takes it. Raises ValidationError for one that would give the same number twice."""
    pattern = pattern.strip()
    unknown = [name for name in PLACES.findall(pattern) if name not in KNOWN]
    if unknown or re.search(r"[{}]", PLACES.sub("", pattern)):
        raise ValidationError(_("Only {urut}, {tahun}, {bulan} and {romawi} stand in braces."))
    if pattern and COUNTER not in pattern:
        raise ValidationError(_("Write {urut} where the number that counts is to stand."))
    return pattern
