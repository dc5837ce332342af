"""How money, quantities, dates, times and masked numbers are written: each form once, under one name.

In the language of the screen, or in the ``language`` that the caller names: papers are Indonesian whatever the screen
is (``centres.indonesian``). What is missing is written as "".
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext

# Days and quantities are written on every row, and the same few again and again: what was written is remembered.
REMEMBERED = 4096

NBSP = "\N{NO-BREAK SPACE}"
BULLET = "\N{BULLET}"


def rupiah(amount: Decimal | int | None) -> str:
    """Whole rupiah the Indonesian way in both languages: Rp1.250.000."""
    if amount is None or amount == "":
        return ""
    whole = round(Decimal(amount))
    return f"{'-' if whole < 0 else ''}Rp{abs(whole):,}".replace(",", ".")


def quantity(amount: Decimal | int | None, unit: Any = "", *, language: str | None = None) -> str:
    """A quantity, with its unit when given, or a count: ``2.500`` kg becomes "2,5 kg", 1250 "1.250"."""
    if amount is None or amount == "":
        return ""
    # A zero has no sign: to what is remembered both are the same.
    number = _counted(Decimal(amount) + 0, _locale(language))
    return f"{number}{NBSP}{unit}" if unit else number


def long_date(day: date | datetime | None, *, language: str | None = None) -> str:
    """Jumat, 20 November 2026."""
    return date_as(day, "EEEE, d MMMM y", language=language)


def plain_date(day: date | datetime | None, *, language: str | None = None) -> str:
    """20 November 2026."""
    return date_as(day, "d MMMM y", language=language)


def plain_days(days: Sequence[date], *, language: str | None = None) -> str:
    """10–12 Desember 2026, 10 dan 12 Desember 2026, 30 November – 2 Desember 2026: these days, and no other."""
    return _days(runs_of(days), "MMMM", language)


def short_days(days: Sequence[date], *, language: str | None = None) -> str:
    """10–12 Des 2026, for tables."""
    return _days(runs_of(days), "MMM", language)


def long_days(days: Sequence[date], *, language: str | None = None) -> str:
    """Kamis–Sabtu, 10–12 Desember 2026; Kamis dan Sabtu, 10 dan 12 Desember 2026; Jumat, 20 November 2026.

    Without weekdays from a week on: "Minggu–Minggu" would be read as one Sunday.
    """
    if days[-1] - days[0] >= timedelta(days=7):
        return plain_days(days, language=language)
    weekdays = [
        "–".join(date_as(day, "EEEE", language=language) for day in dict.fromkeys(run)) for run in runs_of(days)
    ]
    return f"{listed(weekdays, language=language)}, {plain_days(days, language=language)}"


def runs_of(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days in order as runs without a gap, each by its first and its last."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def short_date(day: date | datetime | None, *, language: str | None = None) -> str:
    """20 Nov 2026, for tables."""
    return date_as(day, "d MMM y", language=language)


def weekday_name(day: date | datetime | None, *, language: str | None = None) -> str:
    """Jum, for calendars."""
    return date_as(day, "EEE", language=language)


def month_year(day: date | datetime | None, *, language: str | None = None) -> str:
    """November 2026, the name of a monthly round."""
    return date_as(day, "MMMM y", language=language)


def short_month(day: date | datetime | None, *, language: str | None = None) -> str:
    """Nov 2026, for the ends of a trail."""
    return date_as(day, "MMM y", language=language)


def month_name(day: date | datetime | None, *, language: str | None = None) -> str:
    """Nov, on the line of a year."""
    return date_as(day, "MMM", language=language)


def date_as(day: date | datetime | None, pattern: str, *, language: str | None = None) -> str:
    """The day by a pattern of Unicode (LDML): of a moment, the day in the current zone."""
    return _written(_local_day(day), pattern, _locale(language)) if day else ""


def clock(moment: datetime | time | None) -> str:
    """09.12 WIB: the time in the centre's zone, which the middleware has made the current one."""
    if not moment:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    separator = "." if _locale().language == "id" else ":"
    return f"{moment:%H}{separator}{moment:%M}{NBSP}{timezone.localtime():%Z}"


def date_clock(moment: datetime | None) -> str:
    """20 November 2026, 09.12 WIB."""
    return f"{plain_date(moment)}, {clock(moment)}" if moment else ""


def masked(last_four: str | None, length: int = 16) -> str:
    """••••••••••••1234: all that is shown of an identity number without the right to reveal it."""
    return f"{BULLET * (length - 4)}{last_four}" if last_four else gettext("not recorded")


def listed(words: Sequence[str], *, language: str | None = None) -> str:
    """Beras, gula, dan minyak: all of them."""
    return str(format_list(words, style="standard", locale=_locale(language)))


def one_of(words: Sequence[str]) -> str:
    """Apel, jeruk, atau mangga: any of these."""
    return str(format_list(words, style="or", locale=_locale()))


def before_stop(text: Any) -> str:
    """What stands at the end of a sentence, without a full stop of its own: *Agus, S.H* and then the sentence's."""
    return str(text).removesuffix(".")


def within_sentence(text: Any) -> str:
    """A label as it stands amid a sentence: *tidak di rumah*; what is all capitals stays so: *WBP sudah bebas*."""
    words = str(text)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _days(runs: list[tuple[date, date]], month: str, language: str | None) -> str:
    """Each day without what it has in common with the next."""
    written: list[str] = []
    following: date | None = None
    for first, last in reversed(runs):
        within = (first.year, first.month) == (last.year, last.month)
        text = date_as(last, _unlike(last, following, month, month_said=not within), language=language)
        if first != last:
            dash = "–" if within else " – "
            text = f"{date_as(first, _unlike(first, last, month), language=language)}{dash}{text}"
        written.append(text)
        following = first
    return listed(written[::-1], language=language)


def _unlike(day: date, following: date | None, month: str, *, month_said: bool = False) -> str:
    """The pattern of a day before another one, which says month and year of both, unless its own is to be said."""
    if following is None or day.year != following.year:
        return f"d {month} y"
    return "d" if day.month == following.month and not month_said else f"d {month}"


def _locale(language: str | None = None) -> Locale:
    return _locale_of(language or get_language() or "id")


@cache
def _locale_of(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


@lru_cache(REMEMBERED)
def _written(day: date, pattern: str, locale: Locale) -> str:
    return str(format_date(day, pattern, locale=locale))


@lru_cache(REMEMBERED)
def _counted(amount: Decimal, locale: Locale) -> str:
    return str(format_decimal(amount, format="#,##0.###", locale=locale))


def _local_day(day: date | datetime) -> date:
    if isinstance(day, datetime):
        return (timezone.localtime(day) if timezone.is_aware(day) else day).date()
    return day
