"""Indonesian as papers and records write it: dates and numbers in words, NIP, quantities, lists.

Both are in Indonesian whatever language the screen is in, so nothing here asks for the active language.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.functional import Promise
from num2words import num2words

from config import formats

LANGUAGE = "id"


def in_indonesian(words: str | Promise) -> str:
    """Return the words as papers print them and records keep them, whatever language their writer reads."""
    with translation.override(LANGUAGE):
        return str(words)


def number_in_words(number: int) -> str:
    """Return ``number`` in words: 2024 is "dua ribu dua puluh empat"."""
    words: str = num2words(number, lang=LANGUAGE)
    return words


def counted(number: int) -> str:
    """Return the number with its words behind it, which makes it hard to alter on paper: "4 (empat)"."""
    return f"{plain_quantity(Decimal(number))} ({number_in_words(number)})"


def plain_date(day: date) -> str:
    """Return "15 November 2024"."""
    return formats.plain_date(day, language=LANGUAGE)


def long_date(day: date) -> str:
    """Return "Jumat, 15 November 2024"."""
    return formats.long_date(day, language=LANGUAGE)


def long_days(days: Sequence[date]) -> str:
    """Return "Kamis–Sabtu, 10–12 Desember 2026", "Kamis dan Sabtu, …", or "Jumat, 15 November 2024" of one day."""
    return formats.long_days(days, language=LANGUAGE)


def month_year(day: date) -> str:
    """Return "November 2024"."""
    return formats.month_year(day, language=LANGUAGE)


def date_in_words(day: date) -> str:
    """Return the date as minutes open with it, after "Pada hari ini".

    "Jumat tanggal lima belas bulan November tahun dua ribu dua puluh empat (15-11-2024)"
    """
    weekday, month = (formats.date_as(day, pattern, language=LANGUAGE) for pattern in ("EEEE", "MMMM"))
    return (
        f"{weekday} tanggal {number_in_words(day.day)} bulan {month} tahun {number_in_words(day.year)} ({day:%d-%m-%Y})"
    )


def official_number(nip: str) -> str:
    """Return an officer's 18-digit number in its usual groups (birth date, entry, sex, serial).

    "198001012005011001" becomes "19800101 200501 1 001". Anything that is not 18 digits is returned as it is: it
    is an older or a foreign number, and the paper prints what was entered.
    """
    digits = "".join(nip.split())
    if len(digits) != 18 or not (digits.isascii() and digits.isdigit()):
        return nip
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def plain_quantity(quantity: Decimal) -> str:
    """Return the quantity with a decimal comma and no empty decimals: 2.500 is "2,5", 1000 is "1.000"."""
    return formats.quantity(quantity, language=LANGUAGE)


def measured(quantity: Decimal, unit: str) -> str:
    """Return the quantity with its unit: "2,5 kg", and a plain space between, where the screen has one that holds."""
    return f"{plain_quantity(quantity)} {unit}"


def joined(parts: Sequence[str]) -> str:
    """Return the parts as a sentence lists them: "beras dan gula pasir", "beras, gula pasir, dan susu" (EYD)."""
    if len(parts) < 3:
        return " dan ".join(parts)
    return f"{', '.join(parts[:-1])}, dan {parts[-1]}"
