"""One rule says which inmate of the register a name and a number mean, typed into the form or read from a file."""

import pytest

from config.errors import Refused
from families.household import InmateData, Tie, register_household
from families.inmates import NumberOfAnother, SeveralOfThisName, meant
from families.models import Inmate
from families.register_import.saving import save_families
from tests.factories import CentreFactory
from tests.families.blora import judged
from tests.families.households import NOW, TODAY, household

REGISTER = (
    ("Muh. Utomo", "B.I 4/2024"),
    ("Agus Salim", "B.I 5/2024"),
    ("Teguh Wibowo", "B.I 6/2024"),
    ("Teguh Wibowo", ""),
    ("Kasno", ""),
)
# Name and number, and whom of the register they mean, NEW, or why it can't be told.
NEW = "new"
CASES = (
    ("Muh. Utomo", "B.I 4/2024", 0),
    ("MUH UTOMO", "b.i 4/2024", 0),
    ("Muh. Utama", "B.I 4/2024", NumberOfAnother),
    ("Kasno", "B.I 4/2024", NumberOfAnother),
    ("Muh. Utomo", "B.I 7/2024", NEW),
    ("Kasno", "B.I 7/2024", NEW),
    ("Teguh Wibowo", "B.I 6/2024", 2),
    ("Teguh Wibowo", "", SeveralOfThisName),
    ("kasno", "", 4),
    ("Muh. Utomo", "", 0),
    ("Muh Utomo", "", NEW),
    ("Kasnoo", "", NEW),
)


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def register(centre):
    return [Inmate.objects.create(centre=centre, name=name, register_number=number) for name, number in REGISTER]


@pytest.mark.parametrize(("name", "number", "expected"), [*CASES, ("", "B.I 4/2024", 0), ("", "B.I 7/2024", NEW)])
def test_the_rule(name, number, expected):
    register = [Inmate(name=known, register_number=own) for known, own in REGISTER]
    if isinstance(expected, type):
        with pytest.raises(expected) as refused:
            meant(register, name=name, number=number)
        assert refused.value.field == "register_number"
    else:
        assert meant(register, name=name, number=number) is (None if expected == NEW else register[expected])


def test_of_two_whose_numbers_differ_in_capitals_only_the_one_of_that_name_is_meant():
    register = [Inmate(name="Kasno", register_number="B.I 4/2024"), Inmate(name="Agus", register_number="b.i 4/2024")]
    assert meant(register, name="Agus", number="B.I 4/2024") is register[1]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "number", "expected"), CASES)
def test_the_form_ties_to_the_one_who_is_meant_and_asks_where_it_cannot_tell(centre, register, name, number, expected):
    tie = Tie(inmate=InmateData(name=name, register_number=number), relation="wife")

    def tied():
        given = household(ties=[tie])
        family = register_household(centre=centre, household=given, registered_on=TODAY, now=NOW)
        return family.ties.get().inmate

    if isinstance(expected, type):
        with pytest.raises(Refused) as refused:
            tied()
        assert refused.value.field == "ties-0-register_number"
    elif expected == NEW:
        inmate = tied()
        assert (inmate.name, inmate.register_number) == (name, number)
        assert inmate not in register
    else:
        assert tied() == register[expected]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "number", "expected"), CASES)
def test_the_import_ties_to_the_one_who_is_meant_and_to_somebody_new_where_it_cannot_tell(
    centre, register, tmp_path, name, number, expected
):
    (row,) = judged(tmp_path, {"Nama WBP": name, "No. Register": number})
    (family,) = save_families([row], centre=centre, on=TODAY)
    inmate = family.ties.get().inmate

    assert ("REGISTER_NAMA_BEDA" in row.warnings) == (expected == NumberOfAnother)
    if expected == NumberOfAnother:
        assert (inmate.register_number, family.remarks) == ("", "No. register: B.I 4/2024")
    if isinstance(expected, int):
        assert inmate == register[expected]
    else:
        assert inmate not in register


@pytest.mark.django_db
def test_rows_that_say_the_same_share_a_new_inmate(centre, register, tmp_path):
    others = (
        {},
        {"NIK": "3316016012689567", "No. KK": "3316062309209999", "Tempat, Tgl Lahir": "20-12-1968"},
        {"NIK": "3316016012689568", "No. KK": "3316062309209998", "Tempat, Tgl Lahir": "20-12-1968"},
        {"NIK": "3316016012689569", "No. KK": "3316062309209997", "Tempat, Tgl Lahir": "20-12-1968"},
    )
    said = (("Sukarno", "B.I 4/2024"), ("SUKARNO", "b.i 4/2024"), ("Rudi", "B.I 9/2024"), ("RUDI", "B.I 9/2024"))
    rows = judged(
        tmp_path,
        *(other | {"Nama WBP": name, "No. Register": no} for other, (name, no) in zip(others, said, strict=True)),
    )
    first, second, third, fourth = (family.ties.get().inmate for family in save_families(rows, centre=centre, on=TODAY))
    assert first == second
    assert third == fourth
    assert Inmate.objects.filter(centre=centre).count() == len(REGISTER) + 2
