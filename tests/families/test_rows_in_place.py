"""One row of a staged register is corrected, accepted or put aside on the page, in its place."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.versions import NAME, sealed
from config.formats import plain_date
from families.register_import.deciding import row_version
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory
from tests.families.blora import table, write_xlsx
from tests.families.staged import in_place, page, stage, version
from tests.read_page import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


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


def test_after_a_repair_the_page_stays_where_it_was(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    address = f"/keluarga/impor/{staged.pk}/"
    place = {"status": "review", "after": "0~1"}
    response = office.post(f"{address}baris/{row.pk}/", {"nik": "3316075608959836"} | place | version(row))
    assert response.url == f"{address}?status=review&after=0~1#row-{row.pk}"
    response = office.post(f"{address}baris/{row.pk}/", {"nik": "3316075608959836"} | version(row))
    assert response.url == f"{address}#row-{row.pk}"


def test_a_field_that_was_empty_and_is_left_so_changes_nothing(office, centre, clerk, tmp_path):
    rows = [row[:11] + row[13:] for row in table({})]
    staged = stage(centre, clerk, write_xlsx(tmp_path / "r.xlsx", [["DESA GAGKAN KECAMATAN SAMBONG"], *rows]))
    row = staged.rows.get()
    assert 'value="Gagakan"' in page(office, staged)
    typed = {"desa": "Giyanti", "kecamatan": "", "kabupaten": ""}
    office.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", typed | version(row))
    row.refresh_from_db()
    assert (row.status, read_of(row).values["desa"]) == ("valid", "Giyanti")


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


def test_a_second_press_of_a_repair_is_answered_as_saved(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.get(sheet_row=29)
    address, sent = f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", version(row) | {"nik": "3316 0756 0895 9836"}
    answers = [office.post(address, sent, follow=True) for _press in range(2)]
    assert ["mengubah baris 29" in answer.content.decode() for answer in answers] == [False, False]
    row.refresh_from_db()
    assert read_of(row).values["nik"] == "3316075608959836"


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
    assert len(fields) == 20
    said = {name: html.unescape(value) for name, value in fields} | {"dukuh": "Krajan Lor"}
    office.post(address, said | version(row))
    row.refresh_from_db()
    assert read_of(row).values == before | {"dukuh": "Krajan Lor"}


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
