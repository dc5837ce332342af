from datetime import date
from decimal import Decimal

import pytest

from centres import indonesian


def test_minutes_open_with_the_date_in_words():
    assert indonesian.date_in_words(date(2024, 11, 15)) == (
        "Jumat tanggal lima belas bulan November tahun dua ribu dua puluh empat (15-11-2024)"
    )


def test_the_last_day_of_a_leap_february_is_in_words_too():
    assert indonesian.date_in_words(date(2028, 2, 29)) == (
        "Selasa tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh delapan (29-02-2028)"
    )


def test_dates_are_written_the_indonesian_way():
    day = date(2025, 8, 1)
    assert indonesian.plain_date(day) == "1 Agustus 2025"
    assert indonesian.long_date(day) == "Jumat, 1 Agustus 2025"
    assert indonesian.month_year(day) == "Agustus 2025"


def test_a_count_carries_its_words():
    assert indonesian.counted(4) == "4 (empat)"
    assert indonesian.counted(1250) == "1.250 (seribu dua ratus lima puluh)"


@pytest.mark.parametrize(
    ("entered", "printed"),
    [
        ("198001012005011001", "19800101 200501 1 001"),
        ("19800101 200501 1 001", "19800101 200501 1 001"),
        ("NRP 75010203", "NRP 75010203"),
        ("", ""),
    ],
)
def test_an_officers_number_is_printed_in_its_groups(entered, printed):
    assert indonesian.official_number(entered) == printed


@pytest.mark.parametrize(
    ("quantity", "printed"),
    [("2.500", "2,5"), ("10.00", "10"), ("1000", "1.000"), ("0.125", "0,125")],
)
def test_a_quantity_has_a_decimal_comma_and_no_empty_decimals(quantity, printed):
    assert indonesian.plain_quantity(Decimal(quantity)) == printed


def test_a_quantity_is_printed_with_its_unit():
    assert indonesian.measured(Decimal("2.5"), "kg") == "2,5 kg"


def test_a_list_is_joined_as_a_sentence_does():
    assert indonesian.joined(["beras", "gula pasir", "susu"]) == "beras, gula pasir, dan susu"
    assert indonesian.joined(["beras", "susu"]) == "beras dan susu"
    assert indonesian.joined(["beras"]) == "beras"
    assert indonesian.joined([]) == ""
