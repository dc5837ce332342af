"""A register number of another inmate is asked about before anything is saved, and ties no family to him."""

import datetime

import pytest

from families.models import FamilyInmate, Inmate
from families.register_import.deciding import accept_row, correct_row, decide_row
from families.register_import.importing import confirm_import, stage_import
from families.register_import.preview import preview_row
from families.register_import.row import Decision
from tests.factories import CentreFactory, UserFactory
from tests.families.blora import table, write_xlsx

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 10, 31, 3, 0, tzinfo=datetime.UTC)
SECOND = {"NIK": "3316016012689567", "No. KK": "3316062309209999", "Tempat, Tgl Lahir": "20-12-1968"}
DOUBT = "REGISTER_MILIK_LAIN"


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def staged(centre, clerk, tmp_path):
    def staged(*families):
        path = write_xlsx(tmp_path / "r.xlsx", table(*families))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return staged


def test_a_number_that_the_register_has_for_another_name_is_asked_about_and_the_name_is_told(centre, staged):
    Inmate.objects.create(centre=centre, name="Kasno", register_number="B.I 4/2024")
    (row,) = staged({"Nama WBP": "Agus Salim", "No. Register": "b.i 4/2024"}).rows.all()
    assert (row.status, row.codes) == ("review", [DOUBT])
    said = preview_row(row, as_of=NOW.date()).reasons
    assert said == ["Nomor register ini milik Kasno. Betulkan nomornya atau nama WBP-nya."]


def test_a_number_that_is_typed_while_a_row_is_repaired_is_asked_about_too(centre, staged, clerk):
    Inmate.objects.create(centre=centre, name="Kasno", register_number="B.I 4/2024")
    (row,) = (imported := staged({"Nama WBP": "", "No. Register": ""})).rows.all()
    row = correct_row(row, cells={"wbp_nama": "Agus Salim", "wbp_register": "B.I 4/2024"}, by=clerk, now=NOW)
    assert (row.status, row.codes) == ("review", [DOUBT])

    row = accept_row(row, codes=[DOUBT], by=clerk, now=NOW)

    assert (row.status, row.codes) == ("valid", [])
    kept = "WBP lain memiliki nomor register ini, jadi nomor itu dicatat di keterangan."
    assert preview_row(row, as_of=NOW.date()).warnings == [kept]
    confirm_import(imported, by=clerk, now=NOW)
    tie = FamilyInmate.objects.get()
    assert (tie.inmate.name, tie.inmate.register_number) == ("Agus Salim", "")
    assert tie.family.remarks == "No. register: B.I 4/2024"


@pytest.mark.parametrize("name", ["Kasno", "KASNO."])
def test_of_the_same_name_nothing_is_asked(centre, staged, name):
    Inmate.objects.create(centre=centre, name="Kasno", register_number="B.I 4/2024")
    (row,) = staged({"Nama WBP": name, "No. Register": "B.I 4/2024"}).rows.all()
    assert (row.status, row.codes) == ("valid", [])


def test_two_names_of_one_number_in_a_file_are_asked_about_unless_the_first_is_left_out(staged, clerk):
    first, second = staged(
        {"Nama WBP": "Kasno", "No. Register": "B.I 4/2024"},
        SECOND | {"Nama WBP": "Agus Salim", "No. Register": "B.I 4/2024"},
    ).rows.order_by("pk")
    assert (first.codes, second.codes) == ([], [DOUBT])
    decide_row(first, decision=Decision.LEFT_OUT, by=clerk, now=NOW)
    second.refresh_from_db()
    assert second.codes == []


def test_a_known_family_is_not_taken_for_that_of_the_inmate_whose_number_a_row_gives_to_another(staged, clerk):
    here = {"Nama WBP": "Kasno", "No. Register": "B.I 4/2024", "Hubungan dg WBP": "Istri"}
    confirm_import(staged(here), by=clerk, now=NOW)
    again = staged(here | {"Nama WBP": "Agus Salim", "Hubungan dg WBP": "Adik"})
    (row,) = again.rows.all()
    assert (row.status, DOUBT in row.codes, row.offer) == ("review", True, "")

    row = accept_row(row, codes=[DOUBT], by=clerk, now=NOW)
    assert row.offer == "update"
    decide_row(row, decision=Decision.UPDATE, by=clerk, now=NOW)
    confirm_import(again, by=clerk, now=NOW)

    ties = sorted(FamilyInmate.objects.values_list("inmate__name", "inmate__register_number", "relation"))
    assert ties == [("Agus Salim", "", "younger_sibling"), ("Kasno", "B.I 4/2024", "wife")]
