"""*Beranda* says what of an import is left: until it is saved, decided or completed, and until when it is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centres.models import Role
from config.formats import plain_date
from distributions.overview.home import Coverage
from distributions.overview.waiting import waiting_for
from families.register_import.deciding import decide_row
from families.register_import.importing import confirm_import, stage_import
from families.register_import.row import Decision
from tests.factories import CentreFactory, MembershipFactory
from tests.families.blora import table, write_xlsx

NOBODY = Coverage(0, 0, 0, 0)

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def clerk(centre):
    return MembershipFactory(centre=centre, role=Role.OPERATOR).user


@pytest.fixture
def home(centre):
    """All that *Beranda* says of what waits for the operator."""

    def _home():
        today = centre.local_date(timezone.now())
        waiting = waiting_for(centre, [Role.OPERATOR], [], NOBODY, today)
        return " ".join(f"{item.title} {item.text}" for item in waiting)

    return _home


def test_what_is_left_of_an_import_waits_until_it_is_decided(centre, clerk, home, tmp_path):
    broken = {"NIK": "-", "No. KK": "3316062309209374", "Nama Penerima": "Tuti"}
    path = write_xlsx(tmp_path / "r.xlsx", table({}, broken))
    staged = stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=timezone.now())
    assert "belum disimpan" in home()
    confirm_import(staged, by=clerk, now=timezone.now())
    assert "belum selesai" in home()
    row = decide_row(staged.rows.get(family=None), decision=Decision.PARKED, by=clerk, now=timezone.now())
    day = centre.local_date(timezone.now()) + timedelta(days=90)
    assert "1 keluarga dari impor belum lengkap" in home()
    assert f"dihapus pada {plain_date(day)}" in home()
    assert "belum selesai" not in home()
    decide_row(row, decision=Decision.LEFT_OUT, by=clerk, now=timezone.now())
    assert "belum lengkap" not in home()


def test_what_is_put_aside_is_told_of_however_many_imports_came_since(centre, clerk, home, tmp_path):
    for number in range(4):
        lacking = {"NIK": "-", "No. KK": f"331606230920937{number}", "Nama Penerima": f"Tuti {'abcd'[number] * 5}"}
        path = write_xlsx(tmp_path / "r.xlsx", table(lacking))
        staged = stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=timezone.now())
        decide_row(staged.rows.get(), decision=Decision.PARKED, by=clerk, now=timezone.now())

    assert home().count("1 keluarga dari impor belum lengkap") == 4
