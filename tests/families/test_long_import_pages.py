"""/keluarga/impor/…/baca/ and …/simpan/: the pages of a register that is read and saved in parts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from centres.models import Role
from families.models import Family, RegisterImport
from families.register_import.deciding import correct_row
from families.register_import.importing import stage_import
from tests.factories import MembershipFactory
from tests.families.blora import table, write_xlsx
from tests.families.long_register import register_of
from tests.families.test_match_columns import ROW, STRANGE
from tests.read_page import words
from tests.versions import form_to

SCRIPT = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def begun(centre, clerk, tmp_path):
    """An import whose table is still to be read."""

    def _begun(rows):
        path = write_xlsx(tmp_path / "r.xlsx", rows)
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=timezone.now(), at_once=1)

    return _begun


def page_of(response):
    return words(response.content.decode())


def test_a_long_register_is_read_and_saved_part_after_part(office, centre):
    file = SimpleUploadedFile("daftar.csv", register_of(1001))
    response = office.post("/keluarga/impor/", {"file": file}, follow=True)
    staged = RegisterImport.objects.get(centre=centre)
    reading, preview, saving = (f"/keluarga/impor/{staged.pk}/{part}" for part in ("baca/", "", "simpan/"))
    assert response.redirect_chain == [(preview, 302), (reading, 302)]
    assert "Judul dan baris tabel sedang dicari." in page_of(response)

    said = [office.post(reading, headers=SCRIPT) for _step in range(3)]
    assert "Berkas sedang dibaca" in page_of(response)
    assert "0 dari 1.001 baris" in page_of(said[0])
    assert "1.000 dari 1.001 baris" in page_of(said[1])
    assert "<html" not in said[0].content.decode()
    assert said[2].headers["HX-Redirect"] == preview
    assert "Simpan 1.001 keluarga" in page_of(office.get(preview))

    first = office.post(saving, form_to(office.get(preview), saving))
    assert ("400 dari 1.001 baris" in page_of(first), Family.objects.count()) == (True, 400)
    second = office.post(saving, form_to(first, saving), headers=SCRIPT)
    assert ("800 dari 1.001 baris" in page_of(second), Family.objects.count()) == (True, 800)
    progress = second.context["progress"]
    last = office.post(saving, {**dict(progress.hidden), "version": progress.version}, headers=SCRIPT)
    assert (last.headers["HX-Redirect"], Family.objects.count()) == (preview, 1001)
    assert "1.001 keluarga disimpan." in page_of(office.get(preview))


def test_a_row_that_another_clerk_changed_between_two_parts_stops_the_saving(office, centre, clerk):
    office.post("/keluarga/impor/", {"file": SimpleUploadedFile("daftar.csv", register_of(420))})
    staged = RegisterImport.objects.get(centre=centre)
    saving = f"/keluarga/impor/{staged.pk}/simpan/"
    first = office.post(saving, form_to(office.get(staged.get_absolute_url()), saving))
    row = staged.rows.filter(status="valid").first()
    correct_row(row, cells={"dukuh": "Kidul"}, by=clerk, now=timezone.now())

    answer = office.post(saving, form_to(first, saving), follow=True)

    assert "Ini berubah setelah halaman dibuka" in page_of(answer)
    assert Family.objects.count() == 400


def test_without_a_script_each_press_reads_a_part(office, begun):
    staged = begun(table({}, {"NIK": "3316015103049492", "No. KK": "3316062309209374", "Nama WBP": "Kasno"}))
    reading = f"/keluarga/impor/{staged.pk}/baca/"
    assert office.get(reading).status_code == 200
    response = office.post(reading)
    assert (response.status_code, response.url) == (302, f"/keluarga/impor/{staged.pk}/")
    assert office.get(reading).url == f"/keluarga/impor/{staged.pk}/"


def test_a_file_without_a_table_is_dropped_and_its_reason_said(office, begun):
    staged = begun([["Bu Sri, istri Kasno, di Gagakan, minta didata"]] * 3)
    response = office.post(f"/keluarga/impor/{staged.pk}/baca/", headers=SCRIPT)
    assert response.headers["HX-Redirect"] == "/keluarga/impor/"
    assert not RegisterImport.objects.exists()
    assert "teks dalam satu kolom, seperti dari WhatsApp" in page_of(office.get("/keluarga/impor/"))


def test_columns_that_are_unsure_are_asked_about_before_the_rows_are_judged(office, begun):
    staged = begun([STRANGE, ROW])
    response = office.post(f"/keluarga/impor/{staged.pk}/baca/", headers=SCRIPT)
    assert response.headers["HX-Redirect"] == f"/keluarga/impor/{staged.pk}/kolom/"


def test_a_file_that_is_read_can_be_cancelled(office, begun):
    staged = begun(table({}))
    page = office.get(f"/keluarga/impor/{staged.pk}/baca/")
    assert "Batalkan dan buang berkas" in page_of(page)
    office.post(f"/keluarga/impor/{staged.pk}/buang/")
    assert not RegisterImport.objects.exists()
    assert office.post(f"/keluarga/impor/{staged.pk}/baca/").status_code == 404


def test_rows_of_a_file_that_is_still_read_are_not_downloaded(office, begun):
    staged = begun(table({}))
    response = office.post(f"/keluarga/impor/{staged.pk}/unduh/")
    assert (response.status_code, response.url) == (302, f"/keluarga/impor/{staged.pk}/")


def test_another_centre_reads_no_part(client, begun):
    staged = begun(table({}))
    client.force_login(MembershipFactory(role=Role.OPERATOR).user)
    assert client.post(f"/keluarga/impor/{staged.pk}/baca/").status_code == 404
    staged.refresh_from_db()
    assert staged.stage == RegisterImport.Stage.TABLE
