"""Deciding about rows of an import: any field, a doubt, a whole row; and the village that many rows misspell."""

from datetime import UTC, date, datetime, timedelta

import pytest

from config.errors import Refused
from families.models import Family, Member, RegisterImport
from families.register_import.deciding import accept_row, choose_village, correct_row, decide_row, undo_row
from families.register_import.importing import confirm_import, discard_import, purge_imports, stage_import
from families.register_import.page import what_was_saved
from families.register_import.row import Decision
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory
from tests.families.blora import write_xlsx

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
GAGAKAN = "33.16.06.2006"

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


def codes(staged):
    return [row.codes for row in staged.rows.order_by("id")]


def statuses(staged):
    return [row.status for row in staged.rows.order_by("id")]


FREE = {"Ket.": "sudah bebas"}


def test_nothing_is_decided_about_a_row_that_was_saved(stage, clerk):
    staged = stage({}, FREE)
    confirm_import(staged, by=clerk, now=NOW)
    row = staged.rows.get(status="saved")
    for act in (
        lambda: choose_village(row, code=GAGAKAN, by=clerk, now=NOW),
        lambda: accept_row(row, by=clerk, now=NOW),
        lambda: correct_row(row, cells={"nama": "Sri"}, by=clerk, now=NOW),
        lambda: decide_row(row, decision=Decision.LEFT_OUT, by=clerk, now=NOW),
        lambda: undo_row(row, by=clerk, now=NOW),
    ):
        with pytest.raises(Refused, match="sudah disimpan"):
            act()


def test_what_is_left_after_saving_is_worked_on_and_saved_in_its_turn(stage, clerk):
    staged = stage({}, FREE, {"Nama WBP": ""})
    assert confirm_import(staged, by=clerk, now=NOW).saved_families == 1
    second, third = staged.rows.filter(family=None).order_by("id")
    accept_row(second, by=clerk, now=NOW)
    correct_row(third, cells={"wbp_nama": "Kasno", "wbp_register": "B.I 9/2024"}, by=clerk, now=NOW)
    assert confirm_import(staged, by=clerk, now=NOW).saved_families == 3
    assert statuses(staged) == ["saved"] * 3
    assert Family.objects.count() == 3


def test_what_is_left_after_saving_can_be_discarded_and_the_import_stays(stage, clerk):
    staged = stage({}, FREE)
    confirm_import(staged, by=clerk, now=NOW)
    assert discard_import(staged) == staged
    assert statuses(staged) == ["saved"]
    with pytest.raises(Refused, match="tidak ada yang perlu dibuang"):
        discard_import(staged)


def test_what_is_kept_aside_stays_where_the_rest_is_discarded_after_a_save(stage, clerk):
    staged = stage({}, FREE, {"NIK": "-"}, {"NIK": "-"})
    decide_row(staged.rows.last(), decision=Decision.PARKED, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)
    discard_import(staged)
    assert statuses(staged) == ["saved", "parked"]
    with pytest.raises(Refused, match="tidak ada yang perlu dibuang"):
        discard_import(staged)


def test_what_is_kept_aside_goes_before_a_save_only_by_its_number(stage, clerk):
    staged = stage({}, {"NIK": "-"}, {"NIK": "-"})
    for row in list(staged.rows.all())[1:]:
        decide_row(row, decision=Decision.PARKED, by=clerk, now=NOW)
    with pytest.raises(Refused, match="2 baris disisihkan"):
        discard_import(staged, parked=1)
    assert statuses(staged) == ["valid", "parked", "parked"]
    assert discard_import(staged, parked=2) is None


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("nama", "Siti Aminah", "Siti Aminah"),
        ("nik", "3316015103049490", "3316015103049490"),
        ("no_kk", "3316062309209370", "3316062309209370"),
        ("tempat_lahir", "Cepu", "Cepu"),
        ("hubungan", "Ibu", "Ibu"),
        ("wbp_nama", "Kasno", "Kasno"),
        ("wbp_register", "B.I 9/2024", "B.I 9/2024"),
        ("jalan", "Jl. Raya 7", "Jl. Raya 7"),
        ("dukuh", "Krajan", "Krajan"),
        ("desa", "Giyanti", "Giyanti"),
        ("tanggungan", "4", 4),
        ("hp", "081200001099", "081200001099"),
        ("keterangan", "lansia", "lansia"),
    ],
)
def test_any_field_of_a_valid_row_is_corrected_and_put_back(stage, clerk, field, text, value):
    staged = stage({})
    row = staged.rows.get()
    before = read_of(row)
    row = correct_row(row, cells={field: text}, by=clerk, now=NOW)
    assert (row.status, read_of(row).values[field], read_of(row).touched) == ("valid", value, True)
    changed = {name for name, said in read_of(row).values.items() if said != before.values[name]}
    assert changed - {"desa_kode"} == {field}
    row = undo_row(row, by=clerk, now=NOW)
    assert read_of(row) == before


def test_an_address_in_one_cell_stays_taken_apart_when_its_village_is_typed(centre, clerk, tmp_path):
    title = ["No", "Nama", "NIK", "Nama WBP", "Alamat"]
    line = [1, "Sri Astuti", "3316015103049491", "Kasno", "Dk. Krajan RT 02/03 Ds. Gagkann Kec. Sambong"]
    path = write_xlsx(tmp_path / "r.xlsx", [title, line])
    row = stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW).rows.get()
    values = read_of(correct_row(row, cells={"desa": "Gagakan"}, by=clerk, now=NOW)).values
    assert (values["desa"], values["dukuh"], values["rt"], values["rw"]) == ("Gagakan", "Krajan", "002", "003")


def test_a_number_that_was_typed_wrong_in_a_repair_is_typed_again(stage, clerk):
    row = stage({"NIK": "-"}).rows.get()
    for typed, codes in (("331601510304949", ["NIK_PANJANG_SALAH"]), ("3316015103049490", []), ("-", ["NIK_KOSONG"])):
        row = correct_row(row, cells={"nik": typed}, by=clerk, now=NOW)
        assert row.codes == codes


def test_a_typed_number_that_ends_in_zero_is_believed_in_a_file_of_cut_ones(stage, clerk):
    staged = stage(*[{"NIK": f"33160151030{n}0"} for n in (4941, 4942, 4943, 4944)])
    assert codes(staged) == [["NIK_NUMERIK_TERPOTONG"]] * 4
    row = correct_row(staged.rows.first(), cells={"nik": "3316015103049490"}, by=clerk, now=NOW)
    assert row.codes == []


def test_another_field_that_is_corrected_leaves_settled_what_was_settled(stage, clerk):
    row = accept_row(stage(FREE | {"Tempat, Tgl Lahir": "12-03-2004"}).rows.get(), by=clerk, now=NOW)
    assert correct_row(row, cells={"dukuh": "Krajan"}, by=clerk, now=NOW).codes == []
    assert correct_row(row, cells={"nik": "3316015103049490"}, by=clerk, now=NOW).codes == ["NIK_TGL_TIDAK_COCOK"]


@pytest.mark.parametrize(("day", "left"), [("30/11/2024", []), ("30/10/2024", ["WBP_SUDAH_BEBAS"])])
def test_a_remark_that_an_inmate_is_free_is_settled_by_a_day_to_come(stage, clerk, day, left):
    row = correct_row(stage(FREE).rows.get(), cells={"tgl_bebas": day}, by=clerk, now=NOW)
    assert row.codes == left


def test_one_doubt_of_several_is_settled_and_the_others_stay(stage, clerk):
    row = stage(FREE | {"Tempat, Tgl Lahir": "12-03-2004"}).rows.get()
    row = accept_row(row, codes=["WBP_SUDAH_BEBAS"], by=clerk, now=NOW)
    assert row.codes == ["NIK_TGL_TIDAK_COCOK"]


def test_a_date_that_does_not_exist_gives_way_to_that_of_the_nik(stage, clerk):
    row = stage({"Tempat, Tgl Lahir": "Blora, 31-02-2004"}).rows.get()
    assert row.codes == ["TGL_LAHIR_TIDAK_VALID"]
    row = accept_row(row, codes=row.codes, by=clerk, now=NOW)
    assert (row.codes, read_of(row).values["tgl_lahir"]) == ([], date(2004, 3, 11))


def test_without_a_nik_there_is_no_date_to_take(stage, clerk):
    row = stage({"Tempat, Tgl Lahir": "Blora, 31-02-2004", "NIK": "-"}).rows.get()
    row = accept_row(row, codes=["TGL_LAHIR_TIDAK_VALID"], by=clerk, now=NOW)
    assert row.codes == ["NIK_KOSONG", "TGL_LAHIR_TIDAK_VALID"]


@pytest.mark.parametrize(
    ("family", "doubt"),
    [
        ({"Hubungan dg WBP": "Suami"}, ["HUBUNGAN_JK_TIDAK_COCOK"]),
        ({"Hubungan dg WBP": "Ibu"}, []),
        ({"Hubungan dg WBP": "Anak"}, []),
        ({"Nama Penerima": "Sri Astuti / Kasno"}, ["PENERIMA_DUA"]),
        ({"Nama Penerima": "Sri Astuti dan Kasno"}, ["PENERIMA_DUA"]),
        ({"Nama Penerima": "Sri Astuti"}, []),
    ],
)
def test_a_relation_against_the_sex_and_two_recipients_are_doubts(stage, family, doubt):
    assert codes(stage(family)) == [doubt]


def test_the_same_nik_under_another_name_is_one_person_where_somebody_says_so(stage, clerk):
    staged = stage({"NIK": "3316015103049491"}, {"NIK": "3316015103049491", "Nama Penerima": "Wagiyem"})
    assert codes(staged) == [[], ["DUP_NIK_NAMA_BEDA"]]
    row = accept_row(staged.rows.last(), by=clerk, now=NOW)
    assert (row.status, row.codes) == ("duplicate", ["DUP_NIK_FORMAT_BEDA"])


SON = {
    "NIK": "3316012301969567",
    "No. KK": "3316062309209311",
    "Nama Penerima": "Suyatno",
    "Tempat, Tgl Lahir": "23-01-1996",
    "L/P": "L",
    "Hubungan dg WBP": "Anak",
    "Nama WBP": "Kasno",
    "No. Register": "B.I 9/2024",
}


def join(row, clerk):
    return decide_row(row, decision=Decision.JOIN, by=clerk, now=NOW)


def people(family) -> list[tuple[str, bool]]:
    return list(family.members.order_by("pk").values_list("name", "is_contact"))


def test_a_row_joins_the_household_that_it_duplicates_with_its_person_and_inmate(stage, clerk):
    staged = stage({}, SON)
    assert statuses(staged) == ["valid", "duplicate"]
    assert join(staged.rows.last(), clerk).status == "join"
    done = confirm_import(staged, by=clerk, now=NOW)
    assert (done.saved_families, statuses(staged)) == (1, ["saved"] * 2)
    family = Family.objects.get()
    assert people(family) == [("Sri aaaaaa", True), ("Suyatno", False)]
    assert family.members.last().nik.reveal() == SON["NIK"]
    assert set(family.ties.values_list("inmate__name", "relation")) == {("Muh. Utomo", "wife"), ("Kasno", "child")}


def test_a_child_without_a_nik_joins_and_a_person_without_a_name_does_not(stage, clerk):
    staged = stage({}, SON | {"NIK": "-"}, SON | {"Nama Penerima": "-", "NIK": "3316012301969568"})
    _first, child, nameless = staged.rows.order_by("id")
    assert join(child, clerk).status == "join"
    with pytest.raises(Refused, match="Perbaiki dulu"):
        join(nameless, clerk)
    confirm_import(staged, by=clerk, now=NOW)
    assert people(Family.objects.get()) == [("Sri aaaaaa", True), ("Suyatno", False)]


def test_a_row_joins_a_family_that_the_register_has_from_before(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    staged = stage(SON)
    row = join(staged.rows.get(), clerk)
    assert (row.codes, row.status) == (["SUDAH_TERDAFTAR"], "join")
    confirm_import(staged, by=clerk, now=NOW)
    assert people(Family.objects.get()) == [("Sri aaaaaa", True), ("Suyatno", False)]


def test_a_row_waits_for_the_household_that_is_not_saved_yet(stage, clerk):
    staged = stage({"Nama WBP": "", "No. KK": SON["No. KK"]}, SON)
    # The household of a row that won't be saved stands in nobody's way.
    assert statuses(staged) == ["invalid", "valid"]
    staged = stage(FREE | {"No. KK": SON["No. KK"]}, SON)
    join(staged.rows.last(), clerk)
    with pytest.raises(Refused, match="belum ada dalam daftar"):
        confirm_import(staged, by=clerk, now=NOW)
    assert Family.objects.count() == 0


def test_a_decision_to_join_ends_with_the_duplicate(stage, clerk):
    staged = stage({}, SON)
    row = join(staged.rows.last(), clerk)
    row = correct_row(row, cells={"no_kk": "3316062309209999"}, by=clerk, now=NOW)
    assert (row.status, read_of(row).decision) == ("valid", "")


def test_a_row_that_is_left_out_stands_in_nobodys_way_and_comes_back_in(stage, clerk):
    staged = stage({}, SON)
    first = decide_row(staged.rows.first(), decision=Decision.LEFT_OUT, by=clerk, now=NOW)
    assert statuses(staged) == ["left_out", "valid"]
    decide_row(first, decision=Decision.NONE, by=clerk, now=NOW)
    assert statuses(staged) == ["valid", "duplicate"]


def test_an_incomplete_row_is_kept_longer_and_then_goes(stage, clerk):
    staged = stage({"NIK": "-"}, {"NIK": "-"})
    row = decide_row(staged.rows.first(), decision=Decision.PARKED, by=clerk, now=NOW)
    assert (row.status, row.parked_on) == ("parked", date(2024, 10, 31))
    assert purge_imports(now=NOW + timedelta(days=8)) == 1
    assert list(staged.rows.all()) == [row]
    assert purge_imports(now=NOW + timedelta(days=90)) == 0
    assert purge_imports(now=NOW + timedelta(days=91)) == 1
    assert not RegisterImport.objects.exists()


def test_an_incomplete_row_that_is_completed_is_saved(stage, clerk):
    staged = stage({"NIK": "-"})
    row = decide_row(staged.rows.get(), decision=Decision.PARKED, by=clerk, now=NOW)
    row = correct_row(row, cells={"nik": "3316015103049490"}, by=clerk, now=NOW)
    assert (row.status, row.parked_on) == ("valid", None)


CHANGED = {"RT/RW": "004/005", "Jml Tanggungan": 3, "No. HP/WA": "", "Nama WBP": "Muh. Utomo"}


def test_what_changed_of_a_known_family_is_told_and_taken_over(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    phone = Member.objects.get().phone
    staged = stage(CHANGED)
    row = staged.rows.get()
    assert (row.codes, row.offer) == (["SUDAH_TERDAFTAR"], "update")
    assert read_of(row).changes == [["rt", "002", "004"], ["rw", "003", "005"], ["tanggungan", "2", "3"]]
    decide_row(row, decision=Decision.UPDATE, by=clerk, now=NOW)
    done = confirm_import(staged, by=clerk, now=NOW)
    family = Family.objects.get()
    assert (family.rt, family.rw, family.dependants) == ("004", "005", 3)
    assert (done.saved_families, done.changed_families, what_was_saved(0, 1)) == (
        0,
        1,
        "1 keluarga terdaftar diperbarui",
    )
    # What the file is silent about stays.
    assert Member.objects.get().phone == phone


def test_another_number_another_inmate_and_another_relation_are_told_without_the_number(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    staged = stage({"No. HP/WA": "081299990000", "Hubungan dg WBP": "Ibu"})
    assert read_of(staged.rows.get()).changes == [["hp", "•••• •••• 1012", ""], ["hubungan", "Istri", "Ibu"]]
    staged = stage({"Nama WBP": "Kasno", "No. Register": "B.I 9/2024"})
    row = staged.rows.get()
    assert read_of(row).changes == [["wbp_nama", "", "Kasno"]]
    decide_row(row, decision=Decision.UPDATE, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)
    assert set(Family.objects.get().ties.values_list("inmate__name", flat=True)) == {"Muh. Utomo", "Kasno"}


def test_the_same_file_twice_changes_nothing_and_offers_nothing(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    row = stage({}).rows.get()
    assert (row.status, row.offer, read_of(row).changes) == ("duplicate", "", [])


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
