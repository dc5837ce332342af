"""Two rows of one name whose NIK differ in a digit are one person, with a doubt: in a file, and beside the register."""

from datetime import UTC, datetime

import pytest

from families.models import Family, FamilyInmate, Member
from families.register_import.deciding import accept_row, decide_row
from families.register_import.importing import confirm_import, stage_import
from families.register_import.row import Decision
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory
from tests.families.blora import table, write_xlsx

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
NO_DAY = {"Tempat, Tgl Lahir": ""}
OTHER_CARD = {"No. KK": "3316062309209999"}
SERIAL = {"NIK": "3316015103049492"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(clerk, tmp_path):
    centre = CentreFactory(code="blora")

    def _stage(*families):
        path = write_xlsx(tmp_path / "r.xlsx", table(*families))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return _stage


SLIPS = {
    "a digit of the serial": SERIAL,
    "a digit of the day of birth, which nobody wrote": {"NIK": "3316015203049491"},
    "a digit of the district": {"NIK": "3316025103049491"},
    "and the name written otherwise": SERIAL | {"Nama Penerima": "Sri Astutik"},
    "and the name shortened": SERIAL | {"Nama Penerima": "S. Astuti"},
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_of_one_family_card_in_a_file_it_is_a_doubt_and_nobody_is_added(stage, clerk, slip):
    staged = stage(NO_DAY, NO_DAY | slip)

    row = staged.rows.order_by("id")[1]
    assert (row.status, row.codes, read_of(row).offer) == ("review", ["DUP_MIRIP"], "")
    confirm_import(staged, by=clerk, now=NOW)
    assert Member.objects.count() == 1


def test_of_one_inmate_it_is_a_doubt_whatever_village_the_second_row_says(stage):
    other = SERIAL | {"No. KK": "", "Desa/Kel": "Giyanti", "RT/RW": "001/001"}

    assert stage({}, other).rows.order_by("id")[1].codes == ["DUP_MIRIP"]


def test_where_it_names_another_inmate_he_is_added_and_the_person_is_not(stage, clerk):
    staged = stage({}, SERIAL | {"Nama WBP": "Kasno", "No. Register": "B.I 9/2024"})
    row = staged.rows.order_by("id")[1]
    assert (row.codes, read_of(row).offer) == (["DUP_MIRIP"], "join")

    decide_row(row, decision=Decision.JOIN, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)

    assert (Member.objects.count(), FamilyInmate.objects.count()) == (1, 2)


def test_who_is_said_to_be_another_person_joins_the_household_as_one(stage, clerk):
    staged = stage({}, SERIAL)
    row = accept_row(staged.rows.order_by("id")[1], codes=["DUP_MIRIP"], by=clerk, now=NOW)
    assert (row.status, row.codes, read_of(row).offer) == ("duplicate", ["DUP_KK"], "join")

    decide_row(row, decision=Decision.JOIN, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)

    assert (Family.objects.count(), Member.objects.count()) == (1, 2)


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_of_a_family_card_in_the_register_the_number_is_offered_as_a_change(stage, clerk, slip):
    confirm_import(stage(NO_DAY), by=clerk, now=NOW)

    read = read_of(stage(NO_DAY | slip).rows.get())

    assert (read.status, read.codes, read.offer) == ("duplicate", ["SUDAH_TERDAFTAR"], "update")
    assert ["nik", "••••••••••••9491", ""] in read.changes


def test_with_another_family_card_it_is_a_doubt_whose_number_can_be_taken_over(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    staged = stage(SERIAL | OTHER_CARD)
    row = staged.rows.get()
    assert (row.status, row.codes, read_of(row).offer) == ("review", ["MIRIP_TERDAFTAR"], "update")

    decide_row(row, decision=Decision.UPDATE, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)

    assert (Family.objects.count(), Member.objects.get().nik.reveal()) == (1, SERIAL["NIK"])


def test_and_who_is_said_to_be_another_person_is_a_family_of_its_own(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    staged = stage(SERIAL | OTHER_CARD)

    assert accept_row(staged.rows.get(), by=clerk, now=NOW).status == "valid"
    assert confirm_import(staged, by=clerk, now=NOW).saved_families == 1
    assert Family.objects.count() == 2


# A register without days of birth and without family cards, as a village writes it.
BARE = NO_DAY | {"No. KK": ""}
FAR_SLIPS = {
    "two digits": {"NIK": "3316015103049482"},
    "two neighbours changed places": {"NIK": "3316015103044991"},
    "a digit of the day and one of the serial": {"NIK": "3316015203049492"},
    "and the name written otherwise": {"NIK": "3316015103049482", "Nama Penerima": "Sri Astutik"},
    "and the name shortened": {"NIK": "3316015103049482", "Nama Penerima": "S. Astuti"},
    "and the name in capitals with a title": {"NIK": "3316015103049482", "Nama Penerima": "NY. SRI ASTUTI"},
}


@pytest.mark.parametrize("slip", (SLIPS | FAR_SLIPS).values(), ids=SLIPS | FAR_SLIPS)
def test_in_a_file_it_is_a_doubt_without_day_and_family_card(stage, slip):
    assert stage(BARE, BARE | slip).rows.order_by("id")[1].codes == ["DUP_MIRIP"]


@pytest.mark.parametrize("slip", (SLIPS | FAR_SLIPS).values(), ids=SLIPS | FAR_SLIPS)
def test_beside_the_register_it_is_a_doubt_without_day_and_family_card(stage, clerk, slip):
    confirm_import(stage(BARE), by=clerk, now=NOW)

    row = stage(BARE | slip).rows.get()

    assert (row.status, row.codes) == ("review", ["MIRIP_TERDAFTAR"])


def test_a_number_mistyped_beside_another_spelling_of_the_inmate_is_a_doubt(stage):
    other = SERIAL | {"Nama WBP": "Muhammad Utomo", "No. Register": "", "Desa/Kel": "Giyanti", "RT/RW": "001/001"}
    assert stage(BARE, BARE | other).rows.order_by("id")[1].codes == ["DUP_MIRIP"]


def test_beside_the_register_the_inmate_is_known_by_his_number_or_his_name(stage, clerk):
    confirm_import(stage(BARE), by=clerk, now=NOW)
    slip = BARE | {"NIK": "3316015203049492"}
    for inmate in ({"Nama WBP": "Muh Utomo"}, {"No. Register": ""}):
        assert stage(slip | inmate).rows.get().codes == ["MIRIP_TERDAFTAR"]
    assert stage(slip | {"Nama WBP": "Kasno", "No. Register": "B.I 9/2024"}).rows.get().codes == []


def test_two_numbers_that_changed_places_can_be_taken_over(stage, clerk):
    confirm_import(stage(BARE), by=clerk, now=NOW)
    staged = stage(BARE | {"NIK": "3316015103044991"})
    assert read_of(staged.rows.get()).offer == "update"

    decide_row(staged.rows.get(), decision=Decision.UPDATE, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)

    assert (Family.objects.count(), Member.objects.get().nik.reveal()) == (1, "3316015103044991")


def test_another_relative_of_the_inmate_is_another_person(stage, clerk):
    confirm_import(stage(BARE), by=clerk, now=NOW)
    mother = {"Nama Penerima": "Wagirah", "NIK": "3316016012689567", "Hubungan dg WBP": "Ibu", "Desa/Kel": "Giyanti"}
    assert stage(BARE | mother).rows.get().codes == []


def test_three_digits_are_two_people(stage):
    far = BARE | {"NIK": "3316015103049583", "RT/RW": "001/001"}
    assert stage(BARE, far).rows.order_by("id")[1].codes == []
