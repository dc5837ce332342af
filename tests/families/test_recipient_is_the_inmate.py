"""The head of the household is held himself: his wife receives, and is found where the file names her."""

from datetime import UTC, datetime

import pytest

from config.errors import Refused
from families.models import Member
from families.register_import.deciding import take_stand_in
from families.register_import.importing import confirm_import, stage_import
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory
from tests.families.blora import write_xlsx
from tests.read_page import words

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
TITLES = ["No", "Nama Kepala Keluarga", "NIK", "Tgl Lahir", "No KK", "Nama Istri", "NIK Istri", "Nama WBP", "Desa"]
HIS, HERS = "3316011203800001", "3316015103049491"
AGUS = [1, "Agus Salim", HIS, "12-03-1980", "3316062309209373", "Sri Astuti", HERS, "AGUS SALIM bin Karto", "Gagakan"]
SLAMET = [2, "Sutini", "3316015310679321", "13-10-1967", "3316062309209375", "", "", "Slamet", "Gagakan"]
KASNO = [3, "Kasno", "3316011204810001", "12-04-1981", "3316062309209374", "Wagiyem", "", "Kasno", "Giyanti"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def stage(centre, clerk, tmp_path):
    def _stage(*rows, titles=TITLES):
        path = write_xlsx(tmp_path / "r.xlsx", [list(titles), *map(list, rows)])
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return _stage


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


def rows(staged):
    return list(staged.rows.order_by("id"))


def test_a_head_of_household_who_is_held_is_a_doubt_and_his_wife_is_offered(stage):
    his, hers = rows(stage(AGUS, SLAMET))

    assert (his.status, his.codes) == ("review", ["NAMA_SAMA_DENGAN_WBP"])
    assert read_of(his).stand_in == {"nama": "Sri Astuti", "nik": HERS, "hubungan": "Istri", "tgl_lahir": ""}
    assert (hers.status, read_of(hers).stand_in) == ("valid", {})


def test_his_wife_receives_with_her_own_number_and_nothing_of_his(stage, clerk):
    staged = stage(AGUS)

    row = take_stand_in(rows(staged)[0], by=clerk, now=NOW)

    values = read_of(row).values
    assert (row.status, values["nama"], values["nik"], values["hubungan"]) == ("valid", "Sri Astuti", HERS, "Istri")
    assert (values["tgl_lahir"].year, values["jk"]) == (2004, "P")
    confirm_import(staged, by=clerk, now=NOW)
    assert [(member.name, member.is_contact) for member in Member.objects.all()] == [("Sri Astuti", True)]
    with pytest.raises(Refused):
        take_stand_in(rows(staged)[0], by=clerk, now=NOW)


def test_whose_number_the_file_lacks_is_asked_for_it_and_does_not_keep_his(stage, clerk):
    row = take_stand_in(rows(stage(KASNO))[0], by=clerk, now=NOW)

    assert (row.status, row.codes, read_of(row).values["nik"]) == ("invalid", ["NIK_KOSONG"], None)


def test_where_nobody_else_is_named_the_row_waits_for_a_name(stage, clerk):
    titles = ["No", "Nama Penerima", "NIK", "Nama WBP", "Desa"]
    row = rows(stage([1, "Agus Salim", HIS, "Agus Salim", "Gagakan"], titles=titles))[0]
    assert row.codes == ["NAMA_SAMA_DENGAN_WBP"]

    with pytest.raises(Refused, match="tidak menyebut"):
        take_stand_in(row, by=clerk, now=NOW)


def test_the_wife_of_whom_the_title_says_so_is_his_wife(stage):
    titles = ["No", "Nama Kepala Keluarga (WBP)", "NIK", "Nama Istri", "NIK Istri", "Desa"]
    (row,) = rows(stage([1, "Agus Salim", HIS, "Sri Astuti", HERS, "Gagakan"], titles=titles))

    values = read_of(row).values
    assert (row.status, values["nama"], values["nik"], values["hubungan"]) == ("valid", "Sri Astuti", HERS, "Istri")
    assert values["wbp_nama"] == "Agus Salim"


def test_who_fetches_the_package_receives(stage):
    titles = ["No", "Kepala Keluarga", "NIK KK", "Yang Mengambil Paket", "NIK Pengambil", "WBP", "Alamat"]
    cells = [1, "Agus Salim", HIS, "Sri Astuti", HERS, "Agus Salim", "Ds. Gagakan Kec. Sambong"]
    (row,) = rows(stage(cells, titles=titles))

    assert (row.status, read_of(row).values["nama"], read_of(row).values["nik"]) == ("valid", "Sri Astuti", HERS)


def test_one_press_on_the_page_lets_her_receive(office, stage):
    staged = stage(AGUS)
    page = office.get(staged.get_absolute_url()).content.decode()
    assert "Penerimanya Sri Astuti (Istri)" in words(page)
    version = page.split('name="version" value="')[1].split('"')[0]

    row = rows(staged)[0]
    answer = office.post(
        f"{staged.get_absolute_url()}baris/{row.pk}/", {"stand_in": "1", "version": version}, follow=True
    )

    assert "Baris 2 sekarang valid." in words(answer.content.decode())
    assert rows(staged)[0].status == "valid"


def test_all_heads_who_are_held_are_decided_at_once(office, stage):
    staged = stage(AGUS, KASNO)
    address = f"{staged.get_absolute_url()}masalah/penerima-wbp/"
    page = office.get(address).content.decode()
    assert "Sri Astuti, Istri" in words(page)
    version = page.split('name="version" value="')[1].split('"')[0]
    his, other = rows(staged)

    office.post(address, {"version": version, f"tick-{his.pk}": "on", f"tick-{other.pk}": "on"})

    assert [(row.status, read_of(row).values["nama"]) for row in rows(staged)] == [
        ("valid", "Sri Astuti"),
        ("invalid", "Wagiyem"),
    ]
