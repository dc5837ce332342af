"""Numbers of people in texts that are stored in clear: found when they are typed, left out of what a file says.

A NIK, a No. KK, a phone number and a date of birth have columns of their own, in which they are sealed. In a remark
anybody would read them past the reveal and its log, and so would whoever has a dump.
"""

import re
import unicodedata
from datetime import date

from centres.glyphs import without_marks
from config.read_days import NAMED, month_of

GAP = "…"
# Ten digits and more, whatever stands between them but words: a NIK, a No. KK, a phone number.
NUMBER = re.compile(r"(?<!\d)\+?\d(?:(?:[^\w]|_){0,3}[\dO]){9,}(?!\d)")
WHOLE = re.compile(r"[\dO]{10}")
NIK, CUT_NIK = 16, 13
# As phone numbers begin; the number of a decree (PAS-PK.01.07.01-1234) hangs on letters.
PHONE = re.compile(r"(?:\+|0|62|8)")
OF_A_DECREE = re.compile(r"[A-Za-z][-./]\Z")
# A day is no number of a person, however many stand in a row.
DAY = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[-/. ]\s?(?:0?[1-9]|1[0-2]|[A-Za-z]{3,9})\s?[-/. ]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01]))(?!\d)"
)
# Nor is a place on the map, which has to the centimetre as many digits: -6.9685231, 111.4178402.
PLACE = re.compile(r"(?<![\d.,])-?\d{1,2}[.,]\d{3,15}\s*[,;/ ]\s*-?\d{2,3}[.,]\d{3,15}(?![\d.,]*\d)")
BORN = re.compile(
    r"\b(?:lahir\w*|lhr|ttl|kelahiran|dob|born|tgl\.? ?l)\b[^\d;]{0,40}"
    r"(?:\d{8}|\d{6}(?!\d)|\d{4}-\d{1,2}-\d{1,2}"
    r"|\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|[A-Za-z]{3,9})\s*[-/. ]\s*(?:\d{4}|\d{2}))",
    re.IGNORECASE,
)
# Whatever may be a day in any spelling: it is compared with one.
LIKE_A_DAY = re.compile(
    rf"(?<!\d)(?:\d{{8}}|\d{{6}}|\d{{1,4}}\s?[-/. ]\s?\d{{1,2}}\s?[-/. ]\s?\d{{1,4}}|{NAMED.pattern})(?!\d)",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+")


def personal_number_in(text: str) -> bool:
    """Whether what was typed holds a number of a person, or says when somebody was born.

    Numbers of decrees and notes, days, amounts and places on the map pass.
    """
    plain = _plain(text)
    if BORN.search(plain):
        return True
    bare = PLACE.sub(" ", plain)
    return any(_is_personal(found, bare[: found.start()]) for found in NUMBER.finditer(bare))


def _is_personal(found: re.Match[str], before: str) -> bool:
    run = found[0]
    if _are_days(run):
        return False
    if WHOLE.search(run) or _count(run) >= NIK:
        return True
    return not OF_A_DECREE.search(before) and bool(_count(run) >= CUT_NIK or PHONE.match(run))


def without_numbers(text: str, born: date | None = None) -> str:
    """The same text without what nobody may type, and also without the day ``born`` alone."""
    plain = _plain(text)
    bare = BORN.sub(GAP, plain)
    parts: list[str] = []
    end = 0
    for place in PLACE.finditer(bare):
        parts += [_without_runs(bare[end : place.start()]), place[0]]
        end = place.end()
    bare = without_day("".join([*parts, _without_runs(bare[end:])]), born)
    return text if bare == plain else bare


def without_day(text: str, day: date | None) -> str:
    """The same text with a gap wherever ``day`` stands in it, however it is written."""
    if day is None:
        return text
    parts, end = [], 0
    found = LIKE_A_DAY.search(text)
    while found:
        if _is(found[0], day):
            parts += [text[end : found.start()], GAP]
            end = after = found.end()
        else:
            # What begins with the next digits may be it: in "2 11-03-2004" it is not the first day that is read.
            after = found.start() + len(DIGITS.match(found[0])[0])  # type: ignore[index]  # it begins with a digit
        found = LIKE_A_DAY.search(text, after)
    return "".join([*parts, text[end:]])


def _without_runs(text: str) -> str:
    return NUMBER.sub(lambda run: GAP if _is_personal(run, text[: run.start()]) else run[0], text)


def _are_days(run: str) -> bool:
    """Whether a run of digits is one of days, with a few digits at its ends at most."""
    rest, count = DAY.subn("", run)
    return count > 0 and _count(rest) < 5


def _count(text: str) -> int:
    return sum(sign.isdigit() or sign == "O" for sign in text)


def _is(text: str, day: date) -> bool:
    """Whether a text is this day: with its month in digits or by name, its year in four digits or two."""
    if DIGITS.fullmatch(text):
        return text in {f"{day:%d%m%y}", f"{day:%d%m%Y}", f"{day:%Y%m%d}", f"{day:%y%m%d}"}
    if named := NAMED.fullmatch(text):
        return (int(named[1]), month_of(named[2])) == (day.day, day.month) and _is_year(named[3], day)
    digits = DIGITS.findall(text)
    for year, month, of_month in (digits, digits[::-1]):
        if (int(month), int(of_month)) == (day.month, day.day) and _is_year(year, day):
            return True
    return False


def _is_year(text: str, day: date) -> bool:
    return int(text) in (day.year, day.year % 100)


def _plain(text: str) -> str:
    """The usual letters, without the marks that nobody sees: a number that is copied from a chat has some around it."""
    return without_marks(unicodedata.normalize("NFKC", text))
