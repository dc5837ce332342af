"""How money, quantities, dates, times and masked numbers are written, in both languages."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from config import formats

NOVEMBER = datetime.date(2026, 11, 20)
MOMENT = datetime.datetime(2026, 11, 20, 2, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1_250_000, "Rp1.250.000"), (Decimal("312500.00"), "Rp312.500"), (0, "Rp0"), (-5000, "-Rp5.000"), (None, "")],
)
def test_rupiah_are_written_the_indonesian_way(amount, text):
    assert formats.rupiah(amount) == text


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("10.000", "kg", "10\xa0kg"),
        ("2.500", "liter", "2,5\xa0liter"),
        ("1250", "", "1.250"),
        ("0.125", "kg", "0,125\xa0kg"),
        ("0", "", "0"),
        ("-0.000", "", "0"),
        ("-2.50", "kg", "-2,5\xa0kg"),
    ],
)
def test_quantities_lose_their_trailing_zeros(amount, unit, text):
    with translation.override("id"):
        assert formats.quantity(Decimal(amount), unit) == text


def test_dates_are_written_out_in_the_language_of_the_page():
    with translation.override("id"):
        assert formats.long_date(NOVEMBER) == "Jumat, 20 November 2026"
        assert formats.short_date(datetime.date(2026, 8, 3)) == "3 Agu 2026"
        assert formats.month_year(datetime.date(2026, 8, 1)) == "Agustus 2026"
        assert formats.short_month(datetime.date(2026, 8, 1)) == "Agu 2026"
    with translation.override("en"):
        assert formats.long_date(NOVEMBER) == "Friday, 20 November 2026"
        assert formats.month_year(datetime.date(2026, 8, 1)) == "August 2026"


@pytest.mark.parametrize(
    ("first", "last", "plain", "long"),
    [
        ((2026, 12, 10), (2026, 12, 10), "10 Desember 2026", "Kamis, 10 Desember 2026"),
        ((2026, 12, 10), (2026, 12, 12), "10–12 Desember 2026", "Kamis–Sabtu, 10–12 Desember 2026"),
        ((2026, 12, 10), (2026, 12, 16), "10–16 Desember 2026", "Kamis–Rabu, 10–16 Desember 2026"),
        ((2026, 12, 10), (2026, 12, 17), "10–17 Desember 2026", "10–17 Desember 2026"),
        (
            (2026, 11, 30),
            (2026, 12, 2),
            "30 November – 2 Desember 2026",
            "Senin–Rabu, 30 November – 2 Desember 2026",
        ),
        (
            (2026, 12, 31),
            (2027, 1, 2),
            "31 Desember 2026 – 2 Januari 2027",
            "Kamis–Sabtu, 31 Desember 2026 – 2 Januari 2027",
        ),
    ],
)
def test_days_are_written_without_what_both_have_in_common(first, last, plain, long):
    days = in_a_row(datetime.date(*first), datetime.date(*last))
    with translation.override("id"):
        assert (formats.plain_days(days), formats.long_days(days)) == (plain, long)


def in_a_row(first, last):
    return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("days", "plain", "long"),
    [
        (((8, 15), (8, 17)), "15 dan 17 Agustus 2026", "Sabtu dan Senin, 15 dan 17 Agustus 2026"),
        (((8, 3), (8, 4), (8, 6)), "3–4 dan 6 Agustus 2026", "Senin–Selasa dan Kamis, 3–4 dan 6 Agustus 2026"),
        (((8, 3), (8, 10)), "3 dan 10 Agustus 2026", "3 dan 10 Agustus 2026"),
        (((8, 31), (9, 2)), "31 Agustus dan 2 September 2026", "Senin dan Rabu, 31 Agustus dan 2 September 2026"),
        (
            ((8, 29), (8, 31), (9, 1), (9, 3)),
            "29, 31 Agustus – 1 September, dan 3 September 2026",
            "Sabtu, Senin–Selasa, dan Kamis, 29, 31 Agustus – 1 September, dan 3 September 2026",
        ),
    ],
)
def test_days_with_others_between_are_named_one_by_one(days, plain, long):
    """A list is no range: on the 16th nothing happened."""
    days = [datetime.date(2026, *day) for day in days]
    with translation.override("id"):
        assert (formats.plain_days(days), formats.long_days(days)) == (plain, long)


def test_days_are_short_in_tables_and_in_the_language_of_the_page():
    days = in_a_row(datetime.date(2026, 8, 3), datetime.date(2026, 8, 5))
    with translation.override("id"):
        assert formats.short_days(days) == "3–5 Agu 2026"
    with translation.override("en"):
        assert formats.long_days(days) == "Monday–Wednesday, 3–5 August 2026"
        assert formats.plain_days([days[0], days[2]]) == "3 and 5 August 2026"


@pytest.mark.parametrize(
    ("zone", "text"),
    [("Asia/Jakarta", "09.12\xa0WIB"), ("Asia/Makassar", "10.12\xa0WITA"), ("Asia/Jayapura", "11.12\xa0WIT")],
)
def test_the_time_is_that_of_the_centre(zone, text):
    with translation.override("id"), timezone.override(zone):
        assert formats.clock(MOMENT) == text


def test_a_moment_shortly_before_midnight_utc_is_the_next_day_at_the_centre():
    late = datetime.datetime(2026, 11, 19, 23, 30, tzinfo=datetime.UTC)
    with translation.override("id"), timezone.override("Asia/Jakarta"):
        assert formats.date_clock(late) == "20 November 2026, 06.30\xa0WIB"


def test_identity_numbers_show_their_last_four_digits_only():
    assert formats.masked("1234") == "••••••••••••1234"
    with translation.override("id"):
        assert formats.masked("") == "belum dicatat"


@pytest.mark.parametrize(
    ("text", "text_and_stop"),
    [("Siti Aminah", "Siti Aminah."), ("Siti Aminah, S.H.", "Siti Aminah, S.H."), ("S.H", "S.H."), ("", ".")],
)
def test_a_title_that_ends_with_a_full_stop_ends_the_sentence_too(text, text_and_stop):
    assert f"{formats.before_stop(text)}." == text_and_stop


@pytest.mark.parametrize(
    ("words", "indonesian", "english"),
    [
        (["A"], "A", "A"),
        (["A", "B"], "A atau B", "A or B"),
        (["A", "B", "C"], "A, B, atau C", "A, B, or C"),
    ],
)
def test_any_of_these_is_said_in_both_languages(words, indonesian, english):
    with translation.override("id"):
        assert formats.one_of(words) == indonesian
    with translation.override("en"):
        assert formats.one_of(words) == english
