from datetime import date

import pytest

from families.identity_numbers import BadIdentityNumber, check_kk, read_nik


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
    ],
)
def test_a_number_that_cannot_have_been_issued_is_refused(number, reason):
    with pytest.raises(BadIdentityNumber) as error:
        read_nik(number)
    assert error.value.reason == reason


def test_a_birth_date_agrees_in_either_century():
    nik = read_nik("3316011103049491")
    assert nik.agrees_with(date(1904, 3, 11))
    assert not nik.agrees_with(date(2004, 11, 3))


def test_a_family_card_needs_sixteen_digits_and_a_serial():
    check_kk("3316122909109176")
    for number in ("331612290910917", "3316122909100000"):
        with pytest.raises(BadIdentityNumber):
            check_kk(number)
