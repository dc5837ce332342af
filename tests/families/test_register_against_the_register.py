"""A register's rows beside the families that are known already."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from config.errors import Refused
from families.models import Family, FamilyInmate, Member, RegisterImport
from families.register_import.deciding import accept_row
from families.register_import.importing import confirm_import, stage_import
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory, UserFactory
from tests.families.blora import DATA, table, write_xlsx

FILES = DATA / "registers"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def stage(centre, clerk, tmp_path):
    """Stage a file, or a table of families given by what differs from one; the later names of a file go on counting."""

    def _stage(*families, path=None) -> RegisterImport:
        path = path or write_xlsx(tmp_path / "r.xlsx", table(*families))
        return stage_import(path, file_name=path.name, centre=centre, by=clerk, now=NOW)

    return _stage


OTHER_DAY = {"NIK": "3316015203049492", "Tempat, Tgl Lahir": "Blora, 12-03-2004"}


def saved(staged, clerk) -> RegisterImport:
    return confirm_import(staged, by=clerk, now=NOW)


def codes(staged) -> list[list[str]]:
    return [row.codes for row in staged.rows.order_by("id")]


def test_next_months_file_with_a_digit_changed_is_a_doubt_and_no_second_family(stage, clerk):
    saved(stage(path=FILES / "pertama.xlsx"), clerk)
    later = stage(path=FILES / "bulan_berikut_nik_beda_satu.xlsx")
    assert codes(later) == [["MIRIP_TERDAFTAR"]] * 2
    assert {read_of(row).alike_id for row in later.rows.all()} == set(Family.objects.values_list("pk", flat=True))
    with pytest.raises(Refused, match="Belum ada baris"):
        saved(later, clerk)


def test_who_is_found_to_be_another_person_is_saved_beside_the_first(stage, clerk):
    saved(stage({}), clerk)
    later = stage({"NIK": "3316015103049492", "No. KK": "3316062309209999"})
    row = accept_row(later.rows.get(), by=clerk, now=NOW)
    assert (row.status, row.codes) == ("valid", [])
    assert saved(later, clerk).saved_families == 1
    assert Member.objects.filter(name="Sri Astuti").count() == 2


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({"Nama Penerima": "SRI ASTUTI"}, True),
        ({"Nama Penerima": "Sri Astutik"}, True),
        ({"Nama Penerima": "Sumiyem"}, False),
        (OTHER_DAY | {"Nama WBP": "Kasno", "No. Register": "B.I 9/2024"}, False),
        # Of one inmate: a digit of the day may be what was mistyped.
        (OTHER_DAY, True),
    ],
)
def test_who_looks_the_same_has_nearly_the_same_name_and_the_day_of_birth_or_the_inmate(stage, clerk, other, alike):
    saved(stage({}), clerk)
    later = stage({"NIK": "3316015103049492", "No. KK": "3316062309209999"} | other)
    assert codes(later) == [["MIRIP_TERDAFTAR"] if alike else []]


def test_another_centres_families_are_nobodys_doubt(stage, clerk, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", table({}))
    there = stage_import(path, file_name="r.xlsx", centre=CentreFactory(code="pati"), by=clerk, now=NOW)
    saved(there, clerk)
    assert codes(stage({"NIK": "3316015103049492", "No. KK": "3316062309209999"})) == [[]]


def test_what_is_in_no_row_is_kept_with_the_import_without_any_number(stage):
    staged = stage(path=FILES / "empat_lembar.xlsx")
    assert staged.unread == [{"sheet": "Sudah dapat", "why": "hidden", "rows": [1, 2], "titles": []}]
    staged = stage(path=FILES / "blok_wbp_dulu.xlsx")
    titles = ["DATA WBP – NIK", "DATA WBP – Tgl Lahir", "DATA WBP – L/P"]
    assert staged.unread == [{"sheet": "SDP", "why": "other_people", "rows": [], "titles": titles}]


def test_the_command_names_what_is_in_no_row(centre, tmp_path, capsys):
    file = FILES / "empat_lembar.xlsx"
    call_command("import_families", str(file), centre="blora", dry_run=True, json=tmp_path / "out.json")
    assert "Sudah dapat: Lembar ini tersembunyi, jadi 2 barisnya tidak dibaca." in capsys.readouterr().out
    assert '"why": "hidden"' in (tmp_path / "out.json").read_text()


SAME_PERSON = {"NIK": "'3316015103049491", "Nama WBP": "Kasno", "No. Register": "B.I 9/2024", "Hubungan dg WBP": "Ibu"}


def inmates() -> list[tuple[str, str]]:
    return list(FamilyInmate.objects.order_by("inmate__name").values_list("inmate__name", "relation"))


def test_one_person_with_two_inmates_in_two_rows_is_one_family_with_two(stage, clerk):
    staged = stage({}, SAME_PERSON)
    assert [(row.status, read_of(row).warnings) for row in staged.rows.order_by("id")] == [
        ("valid", []),
        ("duplicate", ["WBP_KEDUA"]),
    ]
    assert saved(staged, clerk).saved_families == 1
    assert inmates() == [("Kasno", "mother"), ("Muh. Utomo", "wife")]


def test_the_same_inmate_twice_is_tied_once(stage, clerk):
    saved(stage({}, {"NIK": "'3316015103049491", "Nama WBP": "Muhammad Utomo", "No. Register": ""}), clerk)
    assert inmates() == [("Muh. Utomo", "wife")]


def test_a_second_inmate_waits_with_the_row_that_is_not_saved(stage, clerk):
    other = {"NIK": "3316016012689567", "No. KK": "3316062309209999", "Tempat, Tgl Lahir": "20-12-1968"}
    saved(stage({"Desa/Kel": "Gagkan"}, SAME_PERSON, other | {"Nama Penerima": "Wagiyem"}), clerk)
    assert inmates() == [("Muh. Utomo", "wife")]


def test_the_command_ties_two_inmates_of_one_person_to_one_family(centre, tmp_path):
    call_command("import_families", str(write_xlsx(tmp_path / "r.xlsx", table({}, SAME_PERSON))), centre="blora")
    assert (Family.objects.count(), inmates()) == (1, [("Kasno", "mother"), ("Muh. Utomo", "wife")])
