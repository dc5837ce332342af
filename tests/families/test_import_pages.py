"""/keluarga/impor/ in the office: upload, preview, repair, save, and what the others may not."""

import html
import io
import re
from datetime import date, timedelta

import pytest
import python_calamine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from centres.models import AccessLog, Role
from centres.versions import NAME, sealed
from config.formats import plain_date
from families.models import Family, RegisterImport
from families.register_import.deciding import decide_row, row_version
from families.register_import.importing import stage_import
from families.register_import.preview import masked_digits
from families.register_import.row import Decision
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory, MembershipFactory
from tests.families.blora import DATA, table, write_xlsx
from tests.read_page import words

SAMPLE = DATA / "keluarga_wbp_oktober_2024_40.xlsx"

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


def stage(centre, clerk, path=SAMPLE):
    return stage_import(
        path, file_name=path.name, centre=centre, as_of=date(2024, 10, 31), by=clerk, now=timezone.now()
    )


def page(client, staged, query=""):
    response = client.get(f"/keluarga/impor/{staged.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def upload(client, content=None, name="daftar.xlsx"):
    return client.post("/keluarga/impor/", {"file": SimpleUploadedFile(name, content or SAMPLE.read_bytes())})


def test_an_uploaded_register_leads_to_its_preview(office, centre):
    response = upload(office)
    staged = RegisterImport.objects.get(centre=centre)
    assert (response.status_code, response.url) == (302, f"/keluarga/impor/{staged.pk}/")
    text = page(office, staged)
    assert "Simpan 32 keluarga" in text
    assert "Unduh 8 baris lain" in text
    assert text.index("Tri Ningsih") < text.index("Muh. Prasetyo") < text.index("Suyatno Wibowo")
    assert "daftar.xlsx" in page(office, staged) + office.get("/keluarga/impor/").content.decode()


def test_the_day_of_the_list_is_asked_and_judged_by(office, centre, tmp_path):
    rows = [[*row, extra] for row, extra in zip(table({}), ("Tgl Bebas", "30/11/2024"), strict=True)]
    content = write_xlsx(tmp_path / "r.xlsx", rows).read_bytes()
    today = centre.local_date(timezone.now())
    for day, as_of, codes in (
        ("30/11/2024", date(2024, 11, 30), []),
        ("01/12/2024", date(2024, 12, 1), ["WBP_SUDAH_BEBAS"]),
        ("", today, ["WBP_SUDAH_BEBAS"]),
    ):
        office.post("/keluarga/impor/", {"file": SimpleUploadedFile("r.xlsx", content), "as_of": day})
        staged = RegisterImport.objects.latest("pk")
        assert (staged.rows.get().codes, staged.as_of) == (codes, as_of)


def test_a_list_of_a_day_to_come_is_refused_at_its_field(office, centre):
    tomorrow = centre.local_date(timezone.now()) + timedelta(days=1)
    said = {"file": SimpleUploadedFile("r.xlsx", SAMPLE.read_bytes()), "as_of": tomorrow.strftime("%d/%m/%Y")}
    response = office.post("/keluarga/impor/", said)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["as_of"])
    assert not RegisterImport.objects.exists()


def test_no_whole_number_and_no_birth_date_stands_on_the_preview(office, centre, clerk):
    staged = stage(centre, clerk)
    text = page(office, staged)
    for row in staged.rows.all():
        assert row.content is not None
    assert "3316126508829396" not in text
    assert "••••••••••••9396" in text
    assert "331605 410675 9711" not in text
    assert "1971" not in text


def test_a_file_that_is_no_register_is_refused_by_the_field(office):
    response = upload(office, b"%PDF-1.7", "daftar.xlsx")
    assert response.status_code == 422
    assert "Ini bukan lembar kerja" in response.content.decode()
    assert upload(office, b" ").status_code == 422
    assert RegisterImport.objects.count() == 0


def test_saving_shows_the_result_and_a_second_press_saves_nothing(office, centre, clerk):
    staged = stage(centre, clerk)
    for _press in range(2):
        assert office.post(f"/keluarga/impor/{staged.pk}/simpan/").status_code == 302
    assert Family.objects.count() == 32
    text = page(office, staged)
    assert "32 keluarga disimpan" in text
    assert "Belum ada baris yang dapat disimpan" in text
    assert "Simpan perbaikan" in text


def test_who_may_decide_goes_from_the_saved_import_straight_to_the_determination(office, client, centre, clerk):
    staged = stage(centre, clerk)
    office.post(f"/keluarga/impor/{staged.pk}/simpan/")
    shown = page(office, staged)
    assert "Ke daftar keluarga" in shown
    determine = f'href="{reverse("families:determine")}"'
    assert determine not in shown
    client.force_login(MembershipFactory(centre=centre, role=Role.COORDINATOR).user)
    assert determine in page(client, staged)


def test_a_status_narrows_the_rows(office, centre, clerk):
    text = page(office, stage(centre, clerk), "?status=duplicate")
    assert ("Suyatno Wibowo" in text, "Tri Ningsih" in text) == (True, False)


def version(row):
    """What the forms of a row carry."""
    return {NAME: sealed(row_version(row), row)}


def test_a_row_is_repaired_in_place(office, centre, clerk):
    staged = stage(centre, clerk)
    for number, typed in (
        (29, {"nik": "3316 0756 0895 9836"}),
        (33, {"desa_kode": "33.16.12.2013"}),
        (8, {"tgl_lahir": "25-8-1982"}),
        (47, {"wbp_nama": "Kasminah Susanti", "wbp_register": "B.I 14/2022"}),
    ):
        row = staged.rows.get(sheet_row=number)
        response = office.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", typed | version(row))
        assert response.status_code == 302
        row.refresh_from_db()
        assert (row.status, row.codes, row.changed_by) == ("valid", [], clerk)
    assert "Simpan 36 keluarga" in page(office, staged)


def test_a_doubt_is_settled_with_one_press(office, centre, clerk, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", table({"Tempat, Tgl Lahir": "12-03-2004"}))
    staged = stage(centre, clerk, path)
    assert "NIK dan tanggal itu memang benar" in page(office, staged)
    row = staged.rows.get()
    office.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", version(row) | {"accept": "1"})
    row.refresh_from_db()
    assert (row.status, row.changed_by) == ("valid", clerk)


def test_an_empty_correction_is_refused(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    response = office.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", {"nik": " "}, follow=True)
    assert "Ketik dulu isian yang benar." in response.content.decode()


def test_the_other_rows_come_as_excel_with_their_reason_and_are_logged(office, centre, clerk, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", table({"NIK": "-", "Nama Penerima": "=HYPERLINK(1)"}, {}))
    staged = stage(centre, clerk, path)
    response = office.post(f"/keluarga/impor/{staged.pk}/unduh/")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    title, row = sheet.to_python()
    assert (title[:3], title[-1]) == (["Baris", "Nama Penerima", "NIK"], "Alasan")
    assert (row[:2], row[-1]) == (["2", "=HYPERLINK(1)"], "NIK belum ada. Ketik NIK dari KTP-el atau Kartu Keluarga.")
    line = AccessLog.objects.get()
    assert (line.action, line.subject_kind, line.subject_id, line.actor) == (
        "export",
        "families.registerimport",
        staged.pk,
        clerk,
    )


def test_what_was_downloaded_can_be_corrected_and_uploaded_again(office, centre, clerk):
    staged = stage(centre, clerk)
    content = office.post(f"/keluarga/impor/{staged.pk}/unduh/").content
    response = upload(office, content)
    again = RegisterImport.objects.exclude(pk=staged.pk).get()
    assert response.url == f"/keluarga/impor/{again.pk}/"
    # The two duplicates are none of this file; the digit that Excel lost is still lost.
    assert sorted(again.rows.values_list("status", flat=True)) == ["invalid"] * 5 + ["review"] + ["valid"] * 2
    assert again.rows.get(sheet_row=4).codes == ["NIK_PANJANG_SALAH"]


def test_the_template_is_understood_by_the_import(office):
    response = office.get("/keluarga/impor/templat.xlsx")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    assert sheet.to_python()[0][:3] == ["No", "Nama Penerima", "NIK"]
    assert "belum" not in response.headers["Content-Disposition"]
    assert "tidak ada keluarga di bawahnya" in upload(office, response.content).content.decode()


def test_a_preview_can_be_thrown_away(office, centre, clerk):
    staged = stage(centre, clerk)
    assert office.post(f"/keluarga/impor/{staged.pk}/buang/").url == "/keluarga/impor/"
    assert RegisterImport.objects.count() == 0


def test_the_button_that_discards_asks_with_how_many_rows_go_and_what_is_kept_aside(office, centre, clerk):
    staged = stage(centre, clerk)
    for row in staged.rows.filter(status="invalid").order_by("id")[:2]:
        decide_row(row, decision=Decision.PARKED, by=clerk, now=timezone.now())
    text = words(page(office, staged))
    assert "Buang 40 baris?" in text
    assert "2 baris yang disisihkan sebagai belum lengkap ikut dibuang." in text
    address = f"/keluarga/impor/{staged.pk}/buang/"
    for said in ({}, {"parked": "1"}, {"parked": "9" * 5000}, {"parked": "²"}):
        answer = words(office.post(address, said, follow=True).content.decode())
        assert "2 baris disisihkan sebagai belum lengkap. Belum ada yang dibuang" in answer
    office.post(f"/keluarga/impor/{staged.pk}/simpan/")
    text = words(page(office, staged))
    assert "Buang 6 baris?" in text
    assert "2 baris yang disisihkan sebagai belum lengkap tetap disimpan, yang pertama sampai" in text
    office.post(address, {"parked": "2"})
    assert set(staged.rows.values_list("status", flat=True)) == {"parked", "saved"}
    assert "Buang sisanya" not in words(page(office, staged))


def test_the_numbers_of_the_button_that_discards_come_along_with_a_decision(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.filter(status="invalid").first()
    _answer, text = in_place(office, staged, row, decide="parked")
    assert "1 baris yang disisihkan sebagai belum lengkap ikut dibuang." in words(text)
    assert office.post(f"/keluarga/impor/{staged.pk}/buang/", {"parked": "1"}).url == "/keluarga/impor/"


def test_another_centres_import_does_not_exist(client, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.first()
    client.force_login(MembershipFactory(role=Role.OPERATOR).user)
    assert client.get(f"/keluarga/impor/{staged.pk}/").status_code == 404
    for action in ("simpan", "buang", "unduh", f"baris/{row.pk}"):
        assert client.post(f"/keluarga/impor/{staged.pk}/{action}/").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICER, Role.STOREKEEPER, Role.HEAD, Role.HUMAS, Role.VIEWER])
def test_other_roles_do_not_import(client, centre, clerk, role):
    staged = stage(centre, clerk)
    client.force_login(MembershipFactory(centre=centre, role=role).user)
    assert client.get("/keluarga/impor/").status_code == 403
    assert client.get(f"/keluarga/impor/{staged.pk}/").status_code == 403
    assert client.post(f"/keluarga/impor/{staged.pk}/simpan/").status_code == 403
    assert Family.objects.count() == 0


def test_long_registers_go_on_by_pages(office, centre, clerk, tmp_path):
    many = [
        {
            "NIK": f"331601510370{number}",
            "No. KK": f"331606230920{number}",
            "Tempat, Tgl Lahir": "",
            "No. Register": "",
        }
        for number in range(1000, 1060)
    ]
    staged = stage(centre, clerk, write_xlsx(tmp_path / "r.xlsx", table(*many)))
    first = page(office, staged)
    assert first.count('id="row-') == 50
    query = first.split('href="?status=&amp;after=')[1].split('"')[0]
    assert page(office, staged, f"?status=&after={query}").count('id="row-') == 9


def test_after_a_repair_the_page_stays_where_it_was(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    address = f"/keluarga/impor/{staged.pk}/"
    place = {"status": "review", "after": "0~1"}
    response = office.post(f"{address}baris/{row.pk}/", {"nik": "3316075608959836"} | place | version(row))
    assert response.url == f"{address}?status=review&after=0~1#row-{row.pk}"
    response = office.post(f"{address}baris/{row.pk}/", {"nik": "3316075608959836"} | version(row))
    assert response.url == f"{address}#row-{row.pk}"


def test_what_of_the_file_is_in_no_row_stands_beneath_the_rows(office, centre, clerk):
    text = " ".join(page(office, stage(centre, clerk, DATA / "registers" / "empat_lembar.xlsx")).split())
    assert "Isi berkas yang tidak menjadi baris" in text
    assert "Lembar “Sudah dapat”: Lembar ini tersembunyi, jadi 2 barisnya tidak dibaca." in text
    assert "Lihat baris 2 di lembar Ngawen: " in text
    beneath = " ".join(page(office, stage(centre, clerk)).split())
    assert "Jumlah: baris 49." in beneath
    assert "Tempat, tanggal, dan tanda tangan: baris 51–52, 55–56." in beneath


def test_a_file_that_is_read_whole_says_nothing_of_what_is_not(office, centre, clerk, tmp_path):
    staged = stage(centre, clerk, write_xlsx(tmp_path / "r.xlsx", table({})))
    assert "Isi berkas yang tidak menjadi baris" not in page(office, staged)


def test_what_goes_out_comes_in_again_with_all_its_doubts(office, centre, clerk, tmp_path):
    title = ["No", "Nama WBP", "NIK", "Nama Keluarga", "Hubungan", "Desa", "Kecamatan"]
    unsure = [1, "Muh. Utomo", "3316015103049491", "Sri Astuti", "Istri", "Gagakan", "Sambong"]
    own = ["No", "Nama WBP", "NIK WBP", "Nama Keluarga", "NIK Keluarga", "Desa", "Kecamatan"]
    same = [2, "Kasno", "3316015103049499", "Wagiyem", "3316015103049499", "Gagakan", "Sambong"]
    place = ["DESA GAGAKAN KECAMATAN SAMBONG"]
    other = [3, "Teguh", None, "Sumiyem", "3316015103049498", "Giyanti", None]
    for rows in ([title, unsure], [own, same], [own, place, other]):
        staged = stage(centre, clerk, write_xlsx(tmp_path / "r.xlsx", rows))
        sent = office.post(f"/keluarga/impor/{staged.pk}/unduh/").content
        (tmp_path / "again.xlsx").write_bytes(sent)
        again = stage(centre, clerk, tmp_path / "again.xlsx")
        assert [row.status for row in again.rows.all()] in (["invalid"], ["review"])
        assert again.rows.get().codes


def test_a_field_that_was_empty_and_is_left_so_changes_nothing(office, centre, clerk, tmp_path):
    rows = [row[:11] + row[13:] for row in table({})]
    staged = stage(centre, clerk, write_xlsx(tmp_path / "r.xlsx", [["DESA GAGKAN KECAMATAN SAMBONG"], *rows]))
    row = staged.rows.get()
    assert 'value="Gagakan"' in page(office, staged)
    typed = {"desa": "Giyanti", "kecamatan": "", "kabupaten": ""}
    office.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", typed | version(row))
    row.refresh_from_db()
    assert (row.status, read_of(row).values["desa"]) == ("valid", "Giyanti")


def test_a_row_that_cannot_be_read_is_said_and_the_import_can_be_discarded(office, centre, clerk):
    staged, other = stage(centre, clerk), stage(centre, clerk)
    staged.rows.filter(sheet_row=29).update(content=other.rows.get(sheet_row=29).content)
    assert "Ada baris impor ini yang tidak dapat dibaca" in page(office, staged)
    response = office.post(f"/keluarga/impor/{staged.pk}/unduh/")
    assert response.status_code == 302
    office.post(f"/keluarga/impor/{staged.pk}/buang/")
    assert not RegisterImport.objects.filter(pk=staged.pk).exists()


def test_digits_are_masked_wherever_they_stand():
    assert masked_digits("331605 410675 9711") == "•••••• •••••• 9711"
    assert masked_digits("'3316096304989942") == "'••••••••••••9942"
    assert masked_digits("3,31612E+15") == "3,31612E+15"


def test_relations_are_shown_in_the_language_of_the_page(office, centre, clerk):
    preview = reverse("families:import_preview", args=[stage(centre, clerk).pk])
    assert "Adik, " in words(office.get(preview).content.decode())
    office.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = words(office.get(preview).content.decode())
    assert "Younger sibling, " in shown
    assert "Adik, " not in shown


def test_a_row_that_somebody_repaired_meanwhile_is_not_written_over(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    address, before = f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", version(row)
    office.post(address, before | {"nik": "3316 0756 0895 9836"})
    row.refresh_from_db()
    stored = (row.content, row.changed_at)

    answers = [office.post(address, given | {"nik": "3316045710820002"}, follow=True) for given in (before, {})]

    for answer in answers:
        assert f"{clerk} mengubah baris 29 pada " in answer.content.decode()
    row.refresh_from_db()
    assert (row.content, row.changed_at) == stored
    assert office.post(address, version(row) | {"nik": "3316045710820002"}).status_code == 302
    row.refresh_from_db()
    assert row.content != stored[0]


def in_place(client, staged, row, **said):
    """What the page gets for one row, as its own script asks for it."""
    answer = client.post(
        f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", version(row) | said, headers={"HX-Request": "1"}
    )
    assert answer.status_code == 200
    return words(answer.content.decode()), answer.content.decode()


def test_a_repaired_row_comes_back_in_its_place_with_what_was_said_and_the_counts(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    text, source = in_place(office, staged, row, nik="3316075608959836")
    assert source.count("<tbody") == 1
    assert f'id="row-{row.pk}"' in source
    assert "Baris 29 sekarang valid." in text
    assert "Simpan 33 keluarga" in text
    row.refresh_from_db()
    text, _source = in_place(office, staged, row, undo="1")
    assert "Baris 29 masih perlu diperbaiki" in text
    assert "Simpan 32 keluarga" in text


def test_what_is_refused_is_said_in_the_place_of_the_row(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    assert "Ketik dulu isian yang benar." in in_place(office, staged, row, nik="")[0]
    before = version(row)
    office.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", before | {"nik": "3316075608959836"})
    answer = office.post(
        f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", before | {"undo": "1"}, headers={"HX-Request": "1"}
    )
    assert "mengubah baris 29 pada" in words(answer.content.decode())


def test_rows_that_a_decision_changed_elsewhere_come_along(office, centre, clerk, tmp_path):
    son = {"NIK": "3316012301969567", "Nama Penerima": "Suyatno", "Tempat, Tgl Lahir": "", "L/P": ""}
    path = write_xlsx(tmp_path / "r.xlsx", table({}, son | {"Hubungan dg WBP": "Anak"}))
    staged = stage(centre, clerk, path)
    first, second = staged.rows.order_by("id")
    _text, source = in_place(office, staged, first, decide="left_out")
    assert source.count("<tbody") == 2
    assert f'<tbody id="row-{second.pk}" hx-swap-oob="true">' in " ".join(source.split())


def test_all_fields_of_a_row_open_on_demand_without_any_number(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=9)
    address = f"/keluarga/impor/{staged.pk}/baris/{row.pk}/"
    for page_of_row in (office.get(address), office.get(address, headers={"HX-Request": "1"})):
        text = page_of_row.content.decode()
        assert [f'name="{name}"' in text for name in ("nama", "nik", "no_kk", "tgl_lahir", "hp", "keterangan")] == [
            True
        ] * 6
        assert 'value="Sumiyem Ningsih"' in text
        assert "••••••••••••9914" in text
        assert "1971" not in text
        assert "3316084310719914" not in text


def test_a_field_of_a_valid_row_is_changed_and_nothing_else(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=9)
    address = f"/keluarga/impor/{staged.pk}/baris/{row.pk}/"
    before = read_of(row).values
    form = office.get(address).content.decode()
    fields = re.findall(r'name="(\w+)"\s+value="([^"]*)"\s+size', form)
    assert len(fields) == 19
    said = {name: html.unescape(value) for name, value in fields} | {"dukuh": "Krajan Lor"}
    office.post(address, said | version(row))
    row.refresh_from_db()
    assert read_of(row).values == before | {"dukuh": "Krajan Lor"}


def test_valid_rows_are_folded_while_something_is_to_be_decided(office, centre, clerk):
    staged = stage(centre, clerk)
    assert page(office, staged).count('<tbody id="row-') == 7
    assert page(office, staged, "?status=valid").count('<tbody id="row-') == 32


def test_the_preview_shows_all_that_will_be_saved(office, centre, clerk):
    text = words(page(office, stage(centre, clerk), "?status=valid"))
    assert "Ibu, Perempuan, 53 tahun" in text
    assert "No. KK ••••••••••••9115" in text
    assert "HP ••••••••1062" in text or "Telepon ••••••••1062" in text
    assert "RT 005 RW 003" in text
    assert "6 jiwa dalam rumah" in text


def test_until_when_incomplete_rows_are_kept_is_said(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    in_place(office, staged, row, decide="parked")
    day = centre.local_date(timezone.now()) + timedelta(days=90)
    assert f"1 baris disisihkan sebagai belum lengkap, paling lama sampai {plain_date(day)}" in words(
        page(office, staged)
    )


def test_somebody_whose_nik_differs_by_a_digit_may_be_the_same_person(office, centre, clerk, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", table({}, {"NIK": "3316015103049492"}))
    staged = stage(centre, clerk, path)
    row = staged.rows.get(status="review")
    same = "Ini orang yang sama: lewati baris ini"
    assert page(office, staged).count(same) == 1

    said = {"decide": "left_out", NAME: sealed(row_version(row), row)}
    office.post(reverse("families:import_repair", args=[staged.pk, row.pk]), said)

    assert staged.rows.get(pk=row.pk).status == "left_out"
    assert same not in page(office, staged, "?status=left_out")
