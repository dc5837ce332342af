"""What the preview of an import shows of a row is what the register has of the family, field by field."""

import datetime

import pytest
from django.urls import reverse

from centres.models import Role
from families.models import Family
from families.register_import.importing import confirm_import, stage_import
from families.register_import.preview import preview_row
from families.register_import.row import VALUES
from families.register_import.saving import RELATIONS
from tests.client import Client
from tests.factories import CentreFactory, MembershipFactory
from tests.families.blora import table, write_xlsx
from tests.read_page import words

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 10, 31, 3, 0, tzinfo=datetime.UTC)
SAYS = {
    "Alamat": "Jl. Melati No. 3",
    "Tgl Bebas": "01-02-2026",
    "Ket.": "Rumah cat biru",
}
SIZE = {"Jml Jiwa": 4}


@pytest.fixture
def clerk():
    return MembershipFactory(centre=CentreFactory(code="blora"), role=Role.OPERATOR)


@pytest.fixture
def staged(clerk, tmp_path):
    header, row = table({})
    said = {name: SAYS.get(name, cell) for name, cell in zip(header, row, strict=True)} | SAYS | SIZE
    path = write_xlsx(tmp_path / "r.xlsx", [list(said), list(said.values())])
    return stage_import(path, file_name="r.xlsx", centre=clerk.centre, by=clerk.user, now=NOW)


def saved(family: Family) -> dict[str, object]:
    """What the register has, by the fields of a row."""
    contact, tie = family.members.get(), family.ties.get()
    village = family.village
    return {
        "nama": contact.name,
        "nik": contact.nik.reveal(),
        "no_kk": family.kk.reveal(),
        "tgl_lahir": contact.birth_date,
        "jk": contact.sex,
        "hubungan": next(word for word, relation in RELATIONS.items() if relation == tie.relation),
        "wbp_nama": tie.inmate.name,
        "wbp_register": tie.inmate.register_number,
        "desa_kode": village.code,
        "desa": village.name,
        "kecamatan_kode": village.above.code,
        "kecamatan": village.above.name,
        "rt": family.rt,
        "rw": family.rw,
        "hp": contact.phone.reveal().replace("+62", "0"),
        "tanggungan": family.dependants,
        "jiwa": family.household_size,
        "tempat_lahir": contact.birth_place,
        "dukuh": family.hamlet,
        "jalan": family.street,
        "tgl_bebas": tie.inmate.expected_release_on,
        "keterangan": family.remarks,
    }


def test_every_field_of_the_preview_is_what_is_saved(staged, clerk):
    shown = preview_row(staged.rows.get(), as_of=staged.as_of)
    assert shown.state == "valid"
    assert all(shown.read.values[name] not in (None, "") for name in VALUES), "the row says something of each field"
    confirm_import(staged, by=clerk.user, now=NOW)
    family = Family.objects.get()
    assert saved(family) == {name: shown.read.values[name] for name in VALUES}


def test_a_file_that_does_not_say_how_many_live_in_a_household_gives_no_size_of_it(clerk, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", table({}))
    confirm_import(
        stage_import(path, file_name="r.xlsx", centre=clerk.centre, by=clerk.user, now=NOW), by=clerk.user, now=NOW
    )
    assert Family.objects.get().household_size is None


def test_the_page_shows_how_many_depend_on_the_recipient_and_how_many_live_in_the_household(staged, clerk):
    client = Client()
    client.force_login(clerk.user)
    text = words(client.get(reverse("families:import_preview", args=[staged.pk])).content.decode())
    assert "2 tanggungan 4 jiwa" in text
