"""The two identity numbers of the civil registry and the rules that they follow.

NIK (Nomor Induk Kependudukan), 16 digits: district of first registration (6), birth date as DDMMYY with 40 added to
the day for women (6), serial (4, from 0001). Source: Permendagri 73/2022 and Perpres 62/2019. The district is where the
number was issued, which need not be where the person lives, and it may have been split or renumbered since: a number
keeps the code that was in force on its day, so *data/districts.txt* holds those of former years as well.

No. KK (family card), 16 digits: district (6), date of issue as DDMMYY (6), serial (4, from 0001). Offices have filled
the middle differently over the years, so only length, province and serial are checked.
"""

import functools
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DIGITS = 16
WOMAN = 40
SERIAL = slice(12, 16)
# Of this age on somebody has a KTP-el, by which a NIK is read; a younger one stands only on the family card.
NEEDS_NIK_FROM = 18
DISTRICTS_FILE = Path(__file__).with_name("data") / "districts.txt"
ANY_DISTRICT = "*"


class BadIdentityNumber(ValueError):
    """Not a number that can have been issued; ``reason`` is ``length``, ``region``, ``date`` or ``serial``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class NikParts:
    """What a NIK says. The year has two digits, so the century is a matter of judgement: see ``birth_date``."""

    district_code: str
    day: int
    month: int
    two_digit_year: int
    sex: str

    def birth_date(self, *, as_of: date) -> date:
        """The latest possible birth date that is not after ``as_of``."""
        for year in (2000 + self.two_digit_year, 1900 + self.two_digit_year):
            born = _date_or_none(year, self.month, self.day)
            if born and born <= as_of:
                return born
        raise BadIdentityNumber("date")

    @property
    def place_is_known(self) -> bool:
        """Whether there is, or was, a district of this code. If not, a digit is wrong, or the code is an old one."""
        districts = _districts().get(self.district_code[:5], frozenset())
        return ANY_DISTRICT in districts or self.district_code[6:] in districts

    def agrees_with(self, born: date) -> bool:
        """Whether ``born`` is this birth date, in whichever century."""
        return (born.day, born.month, born.year % 100) == (self.day, self.month, self.two_digit_year)


def read_nik(number: str) -> NikParts:
    """Take a NIK of bare digits apart. Raises BadIdentityNumber where no such number can have been issued."""
    _check_length(number)
    _check_province(number)
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    sex = "P" if day > WOMAN else "L"
    day -= WOMAN if sex == "P" else 0
    if not any(_date_or_none(century + year, month, day) for century in (1900, 2000)):
        raise BadIdentityNumber("date")
    if number[SERIAL] == "0000":
        raise BadIdentityNumber("serial")
    return NikParts(f"{number[:2]}.{number[2:4]}.{number[4:6]}", day, month, year, sex)


def check_kk(number: str) -> None:
    """Raise BadIdentityNumber unless ``number`` can be a family card's."""
    _check_length(number)
    _check_province(number)
    if number[SERIAL] == "0000":
        raise BadIdentityNumber("serial")


def needs_nik(born: date | None, on: date) -> bool:
    """Whether somebody has a NIK to show on a day; one whose birth date is not known is taken for grown up."""
    if born is None:
        return True
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) >= NEEDS_NIK_FROM


def _check_province(number: str) -> None:
    """The first two digits alone are sure: districts are split and renumbered each year, provinces are not."""
    if number[:2] not in _provinces():
        raise BadIdentityNumber("region")


@functools.cache
def _provinces() -> frozenset[str]:
    return frozenset(regency[:2] for regency in _districts())


@functools.cache
def _districts() -> dict[str, frozenset[str]]:
    """The districts of each regency that has them or ever had: {"33.16": {"01", …}}."""
    lines = DISTRICTS_FILE.read_text().splitlines()
    words = [line.split() for line in lines if not line.startswith("#")]
    return {f"{regency[:2]}.{regency[2:]}": _codes(spans) for regency, *spans in words}


def _codes(spans: list[str]) -> frozenset[str]:
    """``["01-03", "07"]`` as the codes themselves; ``*`` stays."""
    found = set()
    for span in spans:
        first, _to, last = span.partition("-")
        found |= (
            {span} if span == ANY_DISTRICT else {f"{code:02}" for code in range(int(first), int(last or first) + 1)}
        )
    return frozenset(found)


def _check_length(number: str) -> None:
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", number):
        raise BadIdentityNumber("length")


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
