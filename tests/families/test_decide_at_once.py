"""/keluarga/impor/…/masalah/: the same problem in many rows of an import, listed on one page and decided in one act."""

from datetime import UTC, datetime

import pytest

from centres.versions import NAME
from families.models import Family
from families.register_import.deciding import accept_row
from families.register_import.importing import confirm_import
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory
from tests.read_page import words
from tests.versions import forms_in

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
FREE = {"Ket.": "sudah bebas"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


def codes(staged):
    return [row.codes for row in staged.rows.order_by("id")]


def statuses(staged):
    return [row.status for row in staged.rows.order_by("id")]


def pks(staged):
    return list(staged.rows.order_by("id").values_list("pk", flat=True))


def address(staged, kind):
    return f"/keluarga/impor/{staged.pk}/masalah/{kind}/"


def shown(office, staged, kind):
    return office.get(address(staged, kind)).content.decode()


def post(office, staged, kind, page=None, **said):
    page = page or shown(office, staged, kind)
    version = page.split(f'name="{NAME}" value="')[1].split('"')[0]
    return office.post(address(staged, kind), {NAME: version} | {name.replace("_", "-"): v for name, v in said.items()})


def ticks(staged, *places):
    return {f"tick_{pks(staged)[place]}": "on" for place in places}


def test_a_doubt_is_settled_in_all_rows_that_are_ticked_and_others_stay(office, stage, clerk):
    staged = stage(FREE, FREE | {"L/P": "L"}, {}, FREE | {"Nama WBP": ""}, FREE)
    page = shown(office, staged, "sudah-bebas")
    # The file itself says that he is free: nobody is ticked as still held.
    assert (page.count(" checked"), page.count('name="tgl_bebas-')) == (0, 4)
    assert "tetap menunggu keputusan" in words(page)
    assert "Sri aaaaaa" in page
    assert "Sri cccccc" not in page
    answer = post(office, staged, "sudah-bebas", **ticks(staged, 0, 1, 3))
    assert answer.url == f"/keluarga/impor/{staged.pk}/"
    assert codes(staged) == [[], ["NIK_JK_TIDAK_COCOK"], [], ["WBP_KOSONG"], ["WBP_SUDAH_BEBAS"]]
    assert [row.changed_by for row in staged.rows.order_by("id")] == [clerk, clerk, None, clerk, None]


def test_the_day_of_release_is_typed_beside_whoever_may_be_free(office, stage):
    staged = stage(FREE, FREE)
    version = shown(office, staged, "sudah-bebas").split(f'name="{NAME}" value="')[1].split('"')[0]
    office.post(address(staged, "sudah-bebas"), {NAME: version, f"tgl_bebas-{pks(staged)[1]}": "01/12/2024"})
    assert codes(staged) == [["WBP_SUDAH_BEBAS"], []]


def test_a_duplicate_says_who_stands_in_the_other_row(stage):
    staged = stage({}, {"No. KK": "3316062309209311"})
    assert read_of(staged.rows.last()).see_also == "Lihat baris 2: Sri aaaaaa."


def test_what_somebody_changed_meanwhile_is_looked_at_again_and_what_was_typed_stays(office, stage, clerk):
    staged = stage({"NIK": "-"}, {"NIK": "-"})
    page = shown(office, staged, "nik")
    accept_row(staged.rows.first(), by=clerk, now=NOW)
    said = {f"nik_{pks(staged)[1]}": "3316015103049490"}
    answer = post(office, staged, "nik", page, **said)
    assert answer.status_code == 422
    assert 'value="3316015103049490"' in answer.content.decode()
    assert codes(staged) == [["NIK_KOSONG"]] * 2
    assert post(office, staged, "nik", answer.content.decode(), **said).status_code == 302
    assert codes(staged) == [["NIK_KOSONG"], []]


def test_a_second_press_is_answered_like_the_first(office, stage):
    staged = stage({"NIK": "-"}, {"NIK": "-"})
    opened = forms_in(office.get(address(staged, "nik")))[0].fields
    said = opened | {f"nik-{pks(staged)[0]}": "3316015103049490", f"nik-{pks(staged)[1]}": "3316015103049491"}
    answers = [office.post(address(staged, "nik"), said, follow=True) for _press in range(2)]
    assert codes(staged) == [[], []]
    assert [answer.redirect_chain for answer in answers] == [[(staged.get_absolute_url(), 302)]] * 2
    assert "Ini sudah dilakukan" in words(answers[1].content.decode())


def test_a_form_of_another_page_decides_nothing(office, stage):
    staged, other = stage(FREE, FREE), stage(FREE, FREE)
    answer = post(office, staged, "sudah-bebas", shown(office, other, "sudah-bebas"), **ticks(staged, 0))
    assert (answer.status_code, codes(staged)) == (422, [["WBP_SUDAH_BEBAS"]] * 2)


def test_nothing_said_is_refused_with_how_to_leave_the_page(office, stage):
    staged = stage(FREE, FREE, {"NIK": "-"}, {"NIK": "-"})
    later = f'<a class="link" href="{address(staged, "{}")}">Putuskan nanti</a>'
    shown = {kind: post(office, staged, kind).content.decode() for kind in ("nik", "sudah-bebas")}
    assert all("Belum ada yang diketik, dipilih, atau dicentang." in page for page in shown.values())
    assert later.format("sudah-bebas") in shown["nik"]
    assert f'<a class="link" href="{staged.get_absolute_url()}">Putuskan nanti</a>' in shown["sudah-bebas"]


def test_numbers_are_typed_for_many_rows_at_once_and_a_wrong_one_comes_back(office, stage):
    staged = stage({"NIK": "-"}, {"NIK": "331601510304949"}, {"NIK": "-"})
    first, second, _third = pks(staged)
    answer = post(office, staged, "nik", **{f"nik_{first}": "3316015103049490", f"nik_{second}": "33160151030494"})
    assert answer.url == address(staged, "nik")
    assert codes(staged) == [[], ["NIK_PANJANG_SALAH"], ["NIK_KOSONG"]]
    text = words(office.get(answer.url).content.decode())
    assert "1 baris sudah diputuskan." in text
    assert "1 baris masih bermasalah sama." in text


def test_the_rest_is_kept_aside_with_the_same_press(office, stage):
    staged = stage({"NIK": "-"}, {"NIK": "-"}, {"NIK": "-"})
    post(office, staged, "nik", **{f"nik_{pks(staged)[0]}": "3316015103049490", "rest": "1"})
    assert statuses(staged) == ["valid", "parked", "parked"]


def test_one_line_decides_all_rows_whose_village_is_written_alike(office, stage):
    slip = {"Desa/Kel": "Gagkan"}
    # The hamlet and the capitals say nothing of the village.
    alike = {"Desa/Kel": "GAGKAN ", "Dukuh": "Sukorejo"}
    staged = stage(slip, alike | FREE, {"Desa/Kel": "Gagkann"}, {"Desa/Kel": "Nowhere"}, {"Desa/Kel": "Nowhere"}, {})
    page = words(shown(office, staged, "desa"))
    assert page.count("dan 1 baris lain yang ditulis sama") == 2
    first, _second, third, fourth, *_rest = pks(staged)
    code = "33.16.06.2006"
    said = {f"desa_kode-{first}": code, f"desa_kode-{third}": code, f"desa-{fourth}": "Giyanti"}
    version = shown(office, staged, "desa").split(f'name="{NAME}" value="')[1].split('"')[0]
    # The cells that stand in the other fields come along, as a browser sends them.
    said |= {f"kecamatan-{pk}": "Sambong" for pk in (first, third, fourth)}
    said |= {f"desa-{first}": "Gagkan", f"desa-{third}": "Gagkann", NAME: version}
    office.post(address(staged, "desa"), said)
    assert codes(staged) == [[], ["WBP_SUDAH_BEBAS"], [], [], [], []]
    assert [read_of(row).values["desa"] for row in staged.rows.order_by("id")[:5]] == ["Gagakan"] * 3 + ["Giyanti"] * 2


def test_villages_written_alike_in_two_districts_are_decided_apart(office, stage):
    staged = stage({"Desa/Kel": "Gagkan"}, {"Desa/Kel": "Gagkan", "Kecamatan": "Cepu"})
    assert "baris lain yang ditulis sama" not in words(shown(office, staged, "desa"))


def test_a_suggestion_that_is_the_only_one_is_chosen_beforehand(office, stage):
    staged = stage({"Desa/Kel": "Gagkan"}, {"Desa/Kel": "Gagkann"})
    assert shown(office, staged, "desa").count(" selected") == 2


SON = {
    "Nama Penerima": "Suyatno",
    "Tempat, Tgl Lahir": "23-01-1996",
    "L/P": "L",
    "Hubungan dg WBP": "Anak",
    "No. KK": "3316062309209311",
}


def test_people_of_one_household_are_added_together_and_the_others_left_out(office, stage, clerk):
    staged = stage({}, SON | {"NIK": "3316012301969561"}, SON | {"NIK": "3316012301969572", "Nama Penerima": "Kasno"})
    assert shown(office, staged, "satu-rumah").count(" checked") == 2
    post(office, staged, "satu-rumah", rest="1", **ticks(staged, 1))
    assert statuses(staged) == ["valid", "join", "left_out"]
    confirm_import(staged, by=clerk, now=NOW)
    assert Family.objects.get().members.count() == 2


def test_what_changed_of_known_families_is_taken_over_at_once_but_a_number_only_by_hand(office, stage, clerk):
    confirm_import(stage({}, {}), by=clerk, now=NOW)
    staged = stage({"RT/RW": "004/003"}, {"RT/RW": "005/003", "NIK": "3316015103049466"})
    assert codes(staged) == [["SUDAH_TERDAFTAR"]] * 2
    page = shown(office, staged, "perbarui")
    assert "RT: 002 → 004" in words(page)
    assert page.count(" checked") == 1
    post(office, staged, "perbarui", page, rest="1", **ticks(staged, 0))
    assert statuses(staged) == ["update", "left_out"]


def test_the_page_leads_on_to_the_next_problem(office, stage):
    staged = stage({"NIK": "-"} | FREE, {"NIK": "-"} | FREE)
    answer = post(office, staged, "nik", rest="1", **{f"nik_{pks(staged)[0]}": "3316015103049490"})
    assert answer.url == f"/keluarga/impor/{staged.pk}/"
    staged = stage({"NIK": "-"} | FREE, {"NIK": "-"} | FREE)
    said = {f"nik_{pk}": f"331601510304949{n}" for n, pk in enumerate(pks(staged))}
    assert post(office, staged, "nik", **said).url == address(staged, "sudah-bebas")


def test_a_problem_of_one_row_stands_beside_its_row_alone(office, stage):
    staged = stage(FREE, {"NIK": "-"}, {"NIK": "-"})
    page = office.get(f"/keluarga/impor/{staged.pk}/").content.decode()
    assert (address(staged, "nik") in page, address(staged, "sudah-bebas") in page) == (True, False)


def test_a_kind_without_rows_leads_back_and_an_unknown_one_is_not_there(office, stage):
    staged = stage({})
    assert office.get(address(staged, "nik")).url == f"/keluarga/impor/{staged.pk}/"
    assert office.get(address(staged, "tidak-ada")).status_code == 404


def test_no_number_stands_on_the_pages_of_a_problem(office, stage):
    staged = stage({"NIK": "331601510304949"}, {"NIK": "331601510304948"})
    page = shown(office, staged, "nik")
    assert "•••••••••••4949" in page
    assert "331601510304949" not in page


def test_an_address_outside_whose_village_is_not_known_asks_for_it_first(office, stage):
    outside = {"Desa/Kel": "Xyzzy Kab. Bojonegoro", "Kecamatan": ""}
    staged = stage(outside, outside)
    assert "dan 1 baris lain yang ditulis sama" in words(shown(office, staged, "desa"))
    assert office.get(address(staged, "luar-wilayah")).status_code == 302
