"""Days as people type them: 5/1/2027 is the fifth of January, whatever the language of the browser."""

import datetime
import re
from functools import cache

from babel import Locale

NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
# 05012027, as a phone's keyboard of digits gives it.
DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
NAMED = re.compile(r"(\d{1,2})[\s./-]*([a-z]{3,})[\s./-]*(\d{4}|\d{2})", re.IGNORECASE)
# As computers and other pages write it.
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# Besides the names of the languages: how offices and older papers write them.
OTHER_NAMES = {"pebruari": 2, "peb": 2, "agt": 8, "agust": 8, "ags": 8, "sept": 9, "nop": 11, "nopember": 11}


class TwoDigitYear(ValueError):
    """The year has two digits: 26 may be 1926 or 2026, and nobody guesses a birth date."""


def read_day(text: str) -> datetime.date:
    """The day that was typed: day, month, year, in digits or with the month's name in Indonesian or English; or ISO.

    Raises TwoDigitYear for a year of two digits, and ValueError for what is no day.
    """
    text = " ".join(text.split())
    if iso := ISO.fullmatch(text):
        return datetime.date(*map(int, iso.groups()))
    if named := NAMED.fullmatch(text):
        day, month, year = named[1], month_of(named[2]), named[3]
    elif numbers := NUMBERS.fullmatch(text) or DIGITS.fullmatch(text):
        day, month, year = numbers[1], int(numbers[2]), numbers[3]
    else:
        raise ValueError(text)
    if len(year) == 2:
        # Where no year would make a day of it, that is what is wrong.
        datetime.date(2000, month, int(day))
        raise TwoDigitYear(text)
    return datetime.date(int(year), month, int(day))


def month_of(name: str) -> int:
    """The number of a month by its name in Indonesian or English, short or long; 0 for none."""
    return _months().get(name.lower(), 0)


@cache
def _months() -> dict[str, int]:
    """The number of a month by its names, long and short, in small letters."""
    names = dict(OTHER_NAMES)
    for language in ("id", "en"):
        for width in ("wide", "abbreviated"):
            months = Locale(language).months["format"][width]
            names |= {name.lower().rstrip("."): number for number, name in months.items()}
    return names
