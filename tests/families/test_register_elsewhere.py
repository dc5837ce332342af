"""Families of a register that live in another regency."""

from datetime import UTC, datetime

import pytest

from centres.regions import load_regions
from config.database import as_owner
from families.models import Family
from families.register_import.deciding import accept_row, correct_row
from families.register_import.importing import confirm_import, stage_import
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory, UserFactory
from tests.families.blora import table, write_xlsx

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SULANG = "33.17.08.2003"


@pytest.fixture
def clerk(committed_db):
    """With the villages of the neighbouring regency of Rembang beside those of Blora."""
    with as_owner() as owner:
        load_regions(owner, under="33.17")
    return UserFactory()


@pytest.fixture
def stage(clerk, tmp_path):
    def _stage(family):
        path = write_xlsx(tmp_path / "r.xlsx", table(family))
        return stage_import(path, file_name=path.name, centre=CentreFactory(code="blora"), by=clerk, now=NOW)

    return _stage


OUTSIDE = {"Desa/Kel": "Sulang", "Kecamatan": "Sulang"}


def test_an_address_in_another_regency_is_saved_after_a_look(stage, clerk):
    staged = stage(OUTSIDE)
    row = staged.rows.get()
    assert (row.status, row.codes) == ("review", ["LUAR_BLORA"])
    assert (read_of(row).values["desa"], read_of(row).values["desa_kode"]) == ("Sulang", SULANG)
    assert accept_row(row, by=clerk, now=NOW).status == "valid"
    confirm_import(staged, by=clerk, now=NOW)
    assert Family.objects.get().village.code == SULANG


def test_an_address_elsewhere_whose_village_nobody_knows_stays_open_until_it_is_named(stage, clerk):
    staged = stage({"Desa/Kel": "Antahberantah", "Kecamatan": "Sulang"})
    row = accept_row(staged.rows.get(), by=clerk, now=NOW)
    assert row.codes == ["LUAR_BLORA"]
    row = correct_row(row, cells={"desa": "Sulang", "kecamatan": "Sulang"}, by=clerk, now=NOW)
    assert (row.codes, read_of(row).values["desa_kode"]) == (["LUAR_BLORA"], SULANG)
    assert accept_row(row, by=clerk, now=NOW).status == "valid"


def test_a_chosen_village_elsewhere_is_the_village(stage, clerk):
    staged = stage({"Desa/Kel": "Antahberantah", "Kecamatan": "Sulang"})
    row = correct_row(staged.rows.get(), cells={"desa_kode": SULANG}, by=clerk, now=NOW)
    assert read_of(row).values["desa"] == "Sulang"


def test_a_code_that_is_no_village_is_nobodys_home(stage, clerk):
    row = stage(OUTSIDE).rows.get()
    for code in ("33.17", "33.17.08", "33.17.08.9999", "x", ""):
        row = correct_row(row, cells={"desa_kode": code}, by=clerk, now=NOW)
        assert read_of(row).values["desa_kode"] == SULANG
