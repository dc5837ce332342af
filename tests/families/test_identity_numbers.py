import csv
import lzma
from datetime import date

import pytest

from centres.regions import REGIONS_FILE
from families.identity_numbers import BadIdentityNumber, check_kk, needs_nik, read_nik


def test_forty_is_added_to_the_day_of_a_woman():
    nik = read_nik("3316015103049491")
    assert (nik.district_code, nik.sex, nik.day, nik.month, nik.two_digit_year) == ("33.16.01", "P", 11, 3, 4)


@pytest.mark.parametrize(
    ("number", "as_of", "born"),
    [
        ("3316011103049491", date(2024, 10, 31), date(2004, 3, 11)),
        ("3316011103589491", date(2024, 10, 31), date(1958, 3, 11)),
        ("3316010111249491", date(2024, 10, 31), date(1924, 11, 1)),
        ("3316010111249491", date(2024, 11, 1), date(2024, 11, 1)),
        ("3316012902009491", date(2024, 10, 31), date(2000, 2, 29)),
    ],
)
def test_the_century_is_the_latest_that_is_not_in_the_future(number, as_of, born):
    assert read_nik(number).birth_date(as_of=as_of) == born


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("331601110304949", "length"),
        ("33160111030494911", "length"),
        ("331601110304949l", "length"),
        ("3316013502049491", "date"),
        ("3316018103049491", "date"),
        ("3316011113049491", "date"),
        ("3316017202049491", "date"),
        ("3316012902019491", "date"),
        ("3316010003049491", "date"),
        ("3316011103040000", "serial"),
        # Days 41 to 71 are women's; between the two and above there is none.
        ("3316013202049491", "date"),
        ("3316014002049491", "date"),
        ("3316019903049491", "date"),
        ("1016011103049491", "region"),
        ("2216011103049491", "region"),
        ("9716011103049491", "region"),
        ("0016011103049491", "region"),
    ],
)
def test_a_number_that_cannot_have_been_issued_is_refused(number, reason):
    with pytest.raises(BadIdentityNumber) as error:
        read_nik(number)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("number", "sex", "day"),
    [
        ("3316010103040001", "L", 1),
        ("3316013103040001", "L", 31),
        ("3316014103040001", "P", 1),
        ("3316017103049999", "P", 31),
    ],
)
def test_the_first_and_the_last_day_of_a_month_and_the_first_and_last_serial_are_taken(number, sex, day):
    nik = read_nik(number)
    assert (nik.sex, nik.day) == (sex, day)


@pytest.mark.parametrize(
    ("number", "known"),
    [
        ("3316011103049491", True),
        ("3316161103049491", True),
        ("3316171103049491", False),
        ("3316001103049491", False),
        ("3330011103049491", False),  # no regency 33.30
        ("9101011103049491", True),  # Merauke, until the provinces of Papua were divided in 2022
        ("9301011103049491", True),  # Merauke since
        ("6473011103049491", True),  # Tarakan, until Kalimantan Utara was a province
        ("6473991103049491", True),
        ("6475011103049491", False),
        ("9611011103049491", False),
    ],
)
def test_a_number_begins_with_a_district_that_there_is_or_was(number, known):
    assert read_nik(number).place_is_known is known


def test_every_district_of_the_shipped_regions_is_one_that_a_number_may_begin_with():
    with lzma.open(REGIONS_FILE, "rt", encoding="utf-8", newline="") as file:
        districts = [code for code, _name in csv.reader(file) if len(code) == 8]
    unknown = [code for code in districts if not read_nik(f"{code.replace('.', '')}1103049491").place_is_known]
    assert (len(districts), unknown) == (7285, [])


@pytest.mark.parametrize(
    ("born", "needs"),
    [(date(2006, 10, 31), True), (date(2006, 11, 1), False), (date(2008, 2, 29), False), (None, True)],
)
def test_a_nik_is_needed_from_the_eighteenth_birthday_on(born, needs):
    assert needs_nik(born, date(2024, 10, 31)) is needs


def test_a_birth_date_agrees_in_either_century():
    nik = read_nik("3316011103049491")
    assert nik.agrees_with(date(1904, 3, 11))
    assert not nik.agrees_with(date(2004, 11, 3))


def test_a_family_card_needs_sixteen_digits_and_a_serial():
    check_kk("3316122909109176")
    for number, reason in (
        ("331612290910917", "length"),
        ("3316122909100000", "serial"),
        ("0016122909109176", "region"),
    ):
        with pytest.raises(BadIdentityNumber) as error:
            check_kk(number)
        assert error.value.reason == reason
