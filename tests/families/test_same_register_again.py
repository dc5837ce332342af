"""The same file once more, after its rows were saved, joined and taken over: nothing of it is offered."""

from datetime import UTC, datetime

import pytest

from families.models import Family, FamilyInmate, Member
from families.register_import.deciding import decide_row
from families.register_import.importing import confirm_import, stage_import
from families.register_import.row import Decision
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory
from tests.families.blora import DATA, FAMILY, table, write_xlsx

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
SON = {
    "NIK": "3316012301969567",
    "Nama Penerima": "Suyatno",
    "Tempat, Tgl Lahir": "23-01-1996",
    "L/P": "L",
    "Hubungan dg WBP": "Anak",
    "RT/RW": "007/001",
    "Jml Tanggungan": 0,
    "No. HP/WA": "081200009999",
}
LAYOUTS = sorted(path.name for path in (DATA / "layouts").iterdir() if path.suffix != ".json")

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def stage(centre, clerk, tmp_path):
    def _stage(*families, path=None):
        path = path or write_xlsx(tmp_path / "r.xlsx", table(*families))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return _stage


def offers(staged) -> list[tuple[str, list[list[str]]]]:
    return [(row.offer, read_of(row).changes) for row in staged.rows.order_by("id")]


def save_all(staged, clerk) -> None:
    """Save what is valid with all that is offered, as by the ticks of the pages."""
    for row in staged.rows.exclude(offer="").order_by("id"):
        decide_row(row, decision=Decision(row.offer), by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)


NOTHING = ("", [])


@pytest.mark.parametrize(
    "member",
    [
        SON,
        SON | {"NIK": "-"},
        SON | {"Nama WBP": "Kasno", "No. Register": "B.I 9/2024"},
        # By the inmate and the address alone, without a family card.
        SON | {"No. KK": "-", "RT/RW": "002/003"},
        # By another card at the same address.
        SON | {"No. KK": "3316062309209999", "RT/RW": "002/003"},
    ],
)
def test_a_member_who_joined_is_known_and_says_nothing_of_the_recipients_tie(stage, clerk, member):
    save_all(stage({}, member), clerk)
    assert Member.objects.count() == 2
    ties = list(FamilyInmate.objects.order_by("pk").values_list("inmate__name", "relation"))
    again = stage({}, member)
    assert offers(again) == [NOTHING] * 2
    assert {row.status for row in again.rows.all()} == {"duplicate"}
    assert list(FamilyInmate.objects.order_by("pk").values_list("inmate__name", "relation")) == ties
    assert ties[0] == ("Muh. Utomo", "wife")


def test_what_is_new_of_a_member_is_offered_and_of_the_household_nothing(stage, clerk):
    save_all(stage({}, SON | {"NIK": "-"}), clerk)
    staged = stage({}, SON | {"RT/RW": "009/009", "Tempat, Tgl Lahir": "Rembang, 23-01-1996"})
    row = staged.rows.last()
    assert read_of(row).changes == [["tempat_lahir", "", "Rembang"], ["nik", "", ""]]
    save_all(staged, clerk)
    assert Member.objects.get(name="Suyatno").nik.reveal() == SON["NIK"]
    assert (Family.objects.get().rt, FamilyInmate.objects.get().relation) == ("002", "wife")


def test_the_recipients_own_row_still_says_what_became_of_the_tie(stage, clerk):
    save_all(stage({}, SON), clerk)
    assert offers(stage({"Hubungan dg WBP": "Ibu"}, SON)) == [("update", [["hubungan", "Istri", "Ibu"]]), NOTHING]


@pytest.mark.parametrize(
    "second",
    [
        {"RT/RW": "008/008", "Hubungan dg WBP": "Ibu"},
        {"NIK": "'3316015103049491", "Nama WBP": "Kasno", "No. Register": "B.I 9/2024", "Hubungan dg WBP": "Ibu"},
        {"Nama Penerima": "Wagiyem"},
        {"NIK": "3316015103049492"},
    ],
)
def test_the_second_row_of_a_person_offers_nothing_that_the_first_would_take_back(stage, clerk, second):
    confirm_import(stage({}, second), by=clerk, now=NOW)
    assert offers(stage({}, second)) == [NOTHING] * 2


def test_a_new_inmate_in_the_second_row_of_a_known_person_is_offered(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    second = {"NIK": "'3316015103049491", "Nama WBP": "Kasno", "No. Register": "B.I 9/2024", "RT/RW": "008/008"}
    staged = stage({}, second)
    assert offers(staged) == [NOTHING, ("update", [["wbp_nama", "", "Kasno"]])]
    save_all(staged, clerk)
    assert offers(stage({}, second)) == [NOTHING] * 2


CHILD = SON | {"NIK": "-", "No. KK": "-", "Tempat, Tgl Lahir": "23-01-2016"}


def test_a_recipient_of_no_number_is_known_by_name_day_of_birth_village_and_inmate(stage, clerk):
    save_all(stage(CHILD), clerk)
    assert offers(stage(CHILD)) == [NOTHING]
    staged = stage(CHILD | {"RT/RW": "009/001"})
    assert offers(staged) == [("update", [["rt", "007", "009"]])]
    save_all(staged, clerk)
    assert (Family.objects.get().rt, Member.objects.count()) == ("009", 1)


@pytest.mark.parametrize(
    "other",
    [
        {"Desa/Kel": "Giyanti"},
        {"Nama WBP": "Kasno", "No. Register": "B.I 9/2024"},
        {"NIK": "3316012301169567"},
    ],
)
def test_of_another_village_inmate_or_number_it_is_a_doubt_as_before(stage, clerk, other):
    save_all(stage(CHILD), clerk)
    assert stage(CHILD | other).rows.get().codes == ["MIRIP_TERDAFTAR"]


def test_a_child_of_no_number_who_was_added_to_the_household_beside_it_is_known_there(stage, clerk):
    staged = stage({}, CHILD | {"No. KK": FAMILY["No. KK"]})
    save_all(staged, clerk)
    assert Family.objects.count() == 1
    # The next file has lost the child's card, and finds it with the inmate in the village.
    assert offers(stage({}, CHILD)) == [NOTHING] * 2


def test_who_stands_nameless_beside_a_known_household_is_asked_about_as_before(stage, clerk):
    save_all(stage({}), clerk)
    staged = stage({}, SON | {"Nama Penerima": "-", "NIK": "-", "No. KK": "-", "RT/RW": "002/003"})
    assert staged.rows.last().status == "invalid"


@pytest.mark.long
@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_offers_anything_the_second_time(stage, clerk, name):
    path = DATA / "layouts" / name
    staged = stage(path=path)
    if not staged.rows.filter(status="valid").exists():
        pytest.skip("nothing of it can be saved")
    save_all(staged, clerk)
    assert [offer for offer in offers(stage(path=path)) if offer != NOTHING] == []
