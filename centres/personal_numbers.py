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
# Ten digits and more, however much stands between them that is no letter: a NIK, a No. KK, a phone number.
NUMBER = re.compile(r"(?<!\d)\+?\d(?:[\W_]*[\dO]){9,}(?!\d)")
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
# What sets the parts of a day apart, and the words that may stand between them.
APART, MAYBE = r"\s*(?:[-/.,:|_'‐-―−]|\s)\s*", r"[-/.,:|_'‐-―−\s]*"
OF_MONTH, OF_YEAR = r"(?:(?:bulan|bln|bl)\b\.?\s*)?", r"(?:(?:tahun|thn|th)\b\.?\s*)?"
MONTH_NAME = r"(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|nop|des|dec)[a-z]{0,6}"
YEAR = r"(?:\d{4}|\d{2})(?!\d)"
A_DAY = "|".join(
    (
        r"\d{8}|\d{6}(?!\d)",
        rf"\d{{4}}{APART}\d{{1,2}}{APART}\d{{1,2}}(?!\d)",
        rf"\d{{1,2}}{APART}{OF_MONTH}\d{{1,2}}{APART}{OF_YEAR}{YEAR}",
        rf"\d{{1,2}}{MAYBE}{OF_MONTH}{MONTH_NAME}{MAYBE}{OF_YEAR}{YEAR}",
        rf"\b{MONTH_NAME}{MAYBE}\d{{1,2}}(?:st|nd|rd|th)?{APART}{YEAR}",
        rf"\d{{4}}{MAYBE}{MONTH_NAME}{MAYBE}\d{{1,2}}(?!\d)",
    )
)
BIRTH = (
    r"(?:(?:di|ke)?lahir\w*|lhr|t\.?\s?t\.?\s?l|dob|d\.o\.b|born|birth\w*|tgl\.? ?l|ultah|ulang tahun|hbd)(?![^\W_])"
)
# The word, and soon after it the day; or the day, and beside it the word.
BORN = re.compile(
    rf"(?<![^\W_]){BIRTH}[^\d;]{{0,40}}?(?:{A_DAY})"
    rf"|(?<!\d)(?:{A_DAY})[\s(\[,:=_/-]{{1,4}}(?:(?:tgl|tanggal|hari|date of)\.?\s*)?{BIRTH}",
    re.IGNORECASE,
)
# Whatever may be a day in any spelling: it is compared with one.
LIKE_A_DAY = re.compile(
    r"(?<!\d)(?:\d{8}|\d{6}|\d{1,4}[\W_]{1,3}\d{1,2}[\W_]{1,3}\d{1,4}|\d{1,2}[\W_]*[a-z]{3,}[\W_]*(?:\d{4}|\d{2}))(?!\d)",
    re.IGNORECASE,
)
SIGNS = re.compile(r"[\W_]+")
DIGITS = re.compile(r"\d+")


def personal_number_in(text: str) -> bool:
    """Whether what was typed holds a number of a person, or says when somebody was born.

    Numbers of decrees and notes, days, amounts and places on the map pass.
    """
    said = plain(text)
    if BORN.search(said):
        return True
    bare = PLACE.sub(" ", said)
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
    said = plain(text)
    bare = BORN.sub(GAP, said)
    parts: list[str] = []
    end = 0
    for place in PLACE.finditer(bare):
        parts += [_without_runs(bare[end : place.start()]), place[0]]
        end = place.end()
    bare = without_day("".join([*parts, _without_runs(bare[end:])]), born)
    # A gap or a place between two halves of a number parts them no more than signs do.
    if personal_number_in(bare):
        bare = _without_runs(bare)
    return text if bare == said else bare


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
    if named := NAMED.fullmatch(SIGNS.sub(" ", text)):
        return (int(named[1]), month_of(named[2])) == (day.day, day.month) and _is_year(named[3], day)
    digits = DIGITS.findall(text)
    for year, month, of_month in (digits, digits[::-1]):
        if (int(month), int(of_month)) == (day.month, day.day) and _is_year(year, day):
            return True
    return False


def _is_year(text: str, day: date) -> bool:
    return int(text) in (day.year, day.year % 100)


def plain(text: str) -> str:
    """The usual letters and digits, without the marks that nobody sees: a number that is copied from a chat has some
    around it, and digits are written in other scripts, in circles and on keys."""
    text = without_marks(unicodedata.normalize("NFKC", text))
    return text if text.isascii() else "".join(map(_usual, text))


def _usual(sign: str) -> str:
    digit = None if sign.isascii() else unicodedata.digit(sign, None)
    return sign if digit is None else str(digit)
