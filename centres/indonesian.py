"""Indonesian as papers write it: dates and numbers in words, NIP, rupiah, quantities, lists.

Papers are in Indonesian whatever language the screen is in, so nothing here asks for the active language.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from num2words import num2words


def number_in_words(number: int) -> str:
    """Return ``number`` in words: 2024 is "dua ribu dua puluh empat"."""
    return num2words(number, lang="id")


def counted(number: int) -> str:
    """Return the number with its words behind it, which makes it hard to alter on paper: "4 (empat)"."""
    return f"{format_decimal(number, locale='id')} ({number_in_words(number)})"


def day_name(day: date) -> str:
    return format_date(day, "EEEE", locale="id")


def long_date(day: date) -> str:
    """Return "15 November 2024"."""
    return format_date(day, "d MMMM y", locale="id")


def day_and_date(day: date) -> str:
    """Return "Jumat, 15 November 2024"."""
    return format_date(day, "EEEE, d MMMM y", locale="id")


def month_and_year(day: date) -> str:
    """Return "November 2024"."""
    return format_date(day, "MMMM y", locale="id")


def date_in_words(day: date) -> str:
    """Return the date as minutes open with it, after "Pada hari ini".

    "Jumat tanggal lima belas bulan November tahun dua ribu dua puluh empat (15-11-2024)"
    """
    month = format_date(day, "MMMM", locale="id")
    return (
        f"{day_name(day)} tanggal {number_in_words(day.day)} bulan {month} "
        f"tahun {number_in_words(day.year)} ({day:%d-%m-%Y})"
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


def rupiah(amount: int) -> str:
    """Return whole rupiah: 1500000 is "Rp1.500.000"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{format_decimal(abs(amount), locale='id')}"


def plain_quantity(quantity: Decimal) -> str:
    """Return the quantity with a decimal comma and no empty decimals: 2.500 is "2,5", 1000 is "1.000"."""
    return format_decimal(quantity, format="#,##0.###", locale="id")


def measured(quantity: Decimal, unit: str) -> str:
    """Return the quantity with its unit: "2,5 kg"."""
    return f"{plain_quantity(quantity)} {unit}"


def joined(parts: Sequence[str]) -> str:
    """Return the parts as a sentence lists them: "beras, gula pasir dan susu"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} dan {parts[-1]}"
