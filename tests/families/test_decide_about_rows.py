"""One decision about many rows of an import: the same doubt, the same misspelt village."""

from datetime import UTC, datetime

import pytest

from centres.models import Role
from config.errors import ChangedMeanwhile, Refused
from families.register_import.deciding import accept_alike, accept_row, choose_village, correct_row
from families.register_import.importing import confirm_import, stage_import
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory, MembershipFactory
from tests.families.blora import table, write_xlsx

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
GAGAKAN = "33.16.06.2006"

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def clerk(centre):
    return MembershipFactory(centre=centre, role=Role.OPERATOR).user


@pytest.fixture
def stage(centre, clerk, tmp_path):
    """Stage families, each given by what differs from one; the numbers differ anyway."""

    def _stage(*families):
        rows = [
            {
                "NIK": f"33160151030494{n}",
                "No. KK": f"33160623092093{n}",
                "Nama Penerima": f"Sri {'abcdefgh'[n - 11] * 6}",
            }
            | family
            for n, family in enumerate(families, start=11)
        ]
        path = write_xlsx(tmp_path / "r.xlsx", table(*rows))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return _stage


def codes(staged):
    return [row.codes for row in staged.rows.order_by("id")]


FREE = {"Ket.": "sudah bebas"}


def test_one_doubt_is_settled_in_all_rows_that_have_it_and_others_stay(stage, clerk):
    staged = stage(FREE, FREE | {"L/P": "L"}, {}, FREE | {"Nama WBP": ""})
    assert accept_alike(staged, code="WBP_SUDAH_BEBAS", seen=3, by=clerk, now=NOW) == 3
    assert codes(staged) == [[], ["NIK_JK_TIDAK_COCOK"], [], ["WBP_KOSONG"]]
    assert [row.changed_by for row in staged.rows.order_by("id")] == [clerk, clerk, None, clerk]


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_what_was_seen_in_another_number_of_rows_is_looked_at_again(stage, clerk, seen):
    staged = stage(FREE, FREE)
    with pytest.raises(ChangedMeanwhile):
        accept_alike(staged, code="WBP_SUDAH_BEBAS", seen=seen, by=clerk, now=NOW)
    assert codes(staged) == [["WBP_SUDAH_BEBAS"]] * 2


@pytest.mark.parametrize("code", ["DUP_MIRIP", "NIK_KOSONG", "LUAR_BLORA", ""])
def test_what_compares_people_and_what_is_wrong_is_decided_row_by_row(stage, clerk, code):
    with pytest.raises(Refused, match="baris demi baris"):
        accept_alike(stage(FREE), code=code, seen=1, by=clerk, now=NOW)


def test_nothing_is_decided_about_an_import_that_was_saved(stage, clerk):
    staged = stage({}, FREE, FREE)
    confirm_import(staged, by=clerk, now=NOW)
    row = staged.rows.filter(status="review").first()
    for act in (
        lambda: accept_alike(staged, code="WBP_SUDAH_BEBAS", seen=2, by=clerk, now=NOW),
        lambda: choose_village(row, code=GAGAKAN, by=clerk, now=NOW),
        lambda: accept_row(row, by=clerk, now=NOW),
        lambda: correct_row(row, cells={"nama": "Sri"}, by=clerk, now=NOW),
    ):
        with pytest.raises(Refused, match="sudah disimpan"):
            act()


def test_a_village_is_taken_for_all_open_rows_that_are_written_the_same(stage, clerk):
    slip = {"Desa/Kel": "Gagkan"}
    staged = stage(slip, slip | FREE, {"Desa/Kel": "Gagkann"}, slip | {"Kecamatan": "Cepu"}, {})
    first = staged.rows.order_by("id").first()
    row, others = choose_village(first, code=GAGAKAN, by=clerk, now=NOW)
    assert (row.codes, row.changed_by, others) == ([], clerk, 1)
    assert codes(staged) == [[], ["WBP_SUDAH_BEBAS"], ["DESA_TYPO"], ["DESA_TIDAK_DIKENAL"], []]
    assert {read_of(row).values["desa_kode"] for row in staged.rows.order_by("id")[:2]} == {GAGAKAN}


def test_a_village_that_is_chosen_settles_nothing_else_that_was_settled(stage, clerk):
    staged = stage({"Desa/Kel": "Gagkan"}, {"Desa/Kel": "Gagkan"} | FREE)
    first, second = staged.rows.order_by("id")
    accept_row(second, by=clerk, now=NOW)
    choose_village(first, code=GAGAKAN, by=clerk, now=NOW)
    assert codes(staged) == [[], []]


def test_the_page_offers_a_doubt_of_two_rows_by_one_press(stage, client, clerk):
    client.force_login(clerk)
    staged = stage(FREE, FREE)
    address = f"/keluarga/impor/{staged.pk}/"
    text = client.get(address).content.decode()
    assert "Semua sudah benar di 2 baris" in " ".join(text.split())
    client.post(f"{address}terima/", {"code": "WBP_SUDAH_BEBAS", "rows": "2"})
    assert codes(staged) == [[], []]
    assert "Semua sudah benar" not in client.get(address).content.decode()


def test_a_doubt_of_one_row_stands_beside_its_row_alone(stage, client, clerk):
    client.force_login(clerk)
    assert "Semua sudah benar" not in client.get(f"/keluarga/impor/{stage(FREE, {}).pk}/").content.decode()


@pytest.mark.parametrize("rows", ["", "x", "-2", "2.0", "9" * 5000])
def test_a_form_that_says_no_number_of_rows_accepts_nothing(stage, client, clerk, rows):
    client.force_login(clerk)
    staged = stage(FREE, FREE)
    response = client.post(f"/keluarga/impor/{staged.pk}/terima/", {"code": "WBP_SUDAH_BEBAS", "rows": rows})
    assert (response.status_code, codes(staged)) == (302, [["WBP_SUDAH_BEBAS"]] * 2)


def test_the_button_of_a_village_says_how_many_other_rows_took_it(stage, client, clerk):
    client.force_login(clerk)
    staged = stage(*[{"Desa/Kel": "Gagkan"}] * 3)
    page = client.get(f"/keluarga/impor/{staged.pk}/").content.decode()
    version = page.split('name="version" value="')[1].split('"')[0]
    row = staged.rows.order_by("id").first()
    said = {"desa_kode": GAGAKAN, "version": version}
    text = client.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", said, follow=True).content.decode()
    assert "Desa ini juga dipakai untuk 2 baris lain yang ditulis sama." in text
    assert codes(staged) == [[]] * 3
