"""/keluarga/impor/ in the office: upload, preview, repair, save, and what the others may not."""

import io
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import python_calamine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from centres.models import AccessLog, Role
from centres.versions import mark_of
from config.form_key import FORM_KEY
from families.models import Family, RegisterImport
from families.register_import.deciding import correct_row, decide_row
from families.register_import.groups import BY_SLUG
from families.register_import.importing import confirm_import, discard_import, purge_imports, rows_as_shown
from families.register_import.preview import masked_digits
from families.register_import.row import Decision
from tests.factories import CentreFactory, MembershipFactory
from tests.families.blora import DATA, table, write_xlsx
from tests.families.staged import SAMPLE, in_place, page, stage
from tests.read_page import words
from tests.versions import form_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


def press(client, staged, part, *, follow=False, **said):
    """Press the button of the page of an import that goes to ``part``."""
    address = f"/keluarga/impor/{staged.pk}/{part}/"
    return client.post(address, form_to(client.get(staged.get_absolute_url()), address) | said, follow=follow)


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
    address = f"/keluarga/impor/{staged.pk}/simpan/"
    sent = form_to(office.get(staged.get_absolute_url()), address)
    for _press in range(2):
        assert office.post(address, sent).status_code == 302
    assert Family.objects.count() == 32
    text = page(office, staged)
    assert "32 keluarga disimpan" in text
    assert "Ini sudah dilakukan pada" in text
    assert "Simpan perbaikan" in text
    # From a page of its own it is told what is so.
    assert office.post(address, sent | {FORM_KEY: str(uuid4())}).status_code == 302
    assert "Belum ada baris yang dapat disimpan" in page(office, staged)


def test_who_may_decide_goes_from_the_saved_import_straight_to_the_determination(office, client, centre, clerk):
    staged = stage(centre, clerk)
    press(office, staged, "simpan")
    shown = page(office, staged)
    assert "Ke daftar keluarga" in shown
    determine = f'href="{reverse("families:determine")}"'
    assert determine not in shown
    client.force_login(MembershipFactory(centre=centre, role=Role.COORDINATOR).user)
    assert determine in page(client, staged)


def test_a_status_narrows_the_rows(office, centre, clerk):
    text = page(office, stage(centre, clerk), "?status=duplicate")
    assert ("Suyatno Wibowo" in text, "Tri Ningsih" in text) == (True, False)


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
    assert press(office, staged, "buang").url == "/keluarga/impor/"
    assert RegisterImport.objects.count() == 0


def test_the_button_that_discards_asks_with_how_many_rows_go_and_what_is_kept_aside(office, centre, clerk):
    staged = stage(centre, clerk)
    for row in staged.rows.filter(status="invalid").order_by("id")[:2]:
        decide_row(row, decision=Decision.PARKED, by=clerk, now=timezone.now())
    text = words(page(office, staged))
    assert "Buang 40 baris?" in text
    assert "2 baris yang disisihkan sebagai belum lengkap ikut dibuang." in text
    for said in ({}, {"parked": "1"}, {"parked": "9" * 5000}, {"parked": "²"}):
        answer = words(press(office, staged, "buang", follow=True, **said).content.decode())
        assert "2 baris disisihkan sebagai belum lengkap. Belum ada yang dibuang" in answer
    press(office, staged, "simpan")
    text = words(page(office, staged))
    assert "Buang 6 baris?" in text
    assert "2 baris yang disisihkan sebagai belum lengkap tetap disimpan, yang pertama sampai" in text
    press(office, staged, "buang", parked="2")
    assert set(staged.rows.values_list("status", flat=True)) == {"parked", "saved"}
    assert "Buang sisanya" not in words(page(office, staged))


def test_the_numbers_of_the_button_that_discards_come_along_with_a_decision(office, centre, clerk):
    staged = stage(centre, clerk)
    row = staged.rows.filter(status="invalid").first()
    _answer, text = in_place(office, staged, row, decide="parked")
    assert "1 baris yang disisihkan sebagai belum lengkap ikut dibuang." in words(text)
    assert press(office, staged, "buang", parked="1").url == "/keluarga/impor/"


CHANGED = "Ini berubah setelah halaman dibuka; belum ada yang disimpan. Lihat sekali lagi."


def another_clerk_parks_a_row(staged, clerk):
    decide_row(staged.rows.filter(status="valid").first(), decision=Decision.PARKED, by=clerk, now=timezone.now())


def another_clerk_corrects_a_row(staged, clerk):
    row = staged.rows.filter(status="valid").first()
    correct_row(row, cells={"dukuh": "Kidul"}, by=clerk, now=timezone.now())
    assert staged.rows.get(pk=row.pk).status == "valid"


@pytest.mark.parametrize("part", ["simpan", "buang"])
@pytest.mark.parametrize("change", [another_clerk_parks_a_row, another_clerk_corrects_a_row])
def test_rows_that_another_clerk_changed_meanwhile_are_neither_saved_nor_discarded_unseen(
    office, centre, clerk, change, part
):
    staged = stage(centre, clerk)
    address = f"/keluarga/impor/{staged.pk}/{part}/"
    sent = form_to(office.get(staged.get_absolute_url()), address)
    change(staged, clerk)
    for said in (sent, {}):
        assert CHANGED in words(office.post(address, said, follow=True).content.decode())
    assert (Family.objects.count(), staged.rows.count()) == (0, 40)
    press(office, staged, part, parked="1")
    assert (Family.objects.exists(), RegisterImport.objects.exists()) == (part == "simpan", part == "simpan")


def test_a_decision_in_place_renews_what_the_page_saves_unless_another_clerk_changed_it_meanwhile(
    office, centre, clerk
):
    staged = stage(centre, clerk)
    shown = mark_of(rows_as_shown(staged), staged)
    row = staged.rows.get(sheet_row=29)
    _words, answer = in_place(office, staged, row, nik="3316075608959836")
    renewed = mark_of(rows_as_shown(staged), staged)
    assert renewed != shown
    assert answer.count(f'value="{renewed}"') == 3
    another_clerk_corrects_a_row(staged, clerk)
    row.refresh_from_db()
    _words, answer = in_place(office, staged, row, undo="1", stage=renewed)
    assert answer.count(f'value="{renewed}"') == 3


def test_an_import_that_saved_more_meanwhile_is_not_taken_back_unseen(office, centre, clerk):
    staged = stage(centre, clerk)
    press(office, staged, "simpan")
    address = f"/keluarga/impor/{staged.pk}/batal/"
    sent = form_to(office.get(staged.get_absolute_url()), address)
    correct_row(staged.rows.get(sheet_row=29), cells={"nik": "3316075608959836"}, by=clerk, now=timezone.now())
    press(office, staged, "simpan")
    for said in (sent, {}):
        assert CHANGED in words(office.post(address, said, follow=True).content.decode())
    assert Family.objects.active().count() == 33
    press(office, staged, "batal")
    assert Family.objects.active().count() == 0


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


def test_a_row_that_cannot_be_read_is_said_and_the_import_can_be_discarded(office, centre, clerk):
    staged, other = stage(centre, clerk), stage(centre, clerk)
    staged.rows.filter(sheet_row=29).update(content=other.rows.get(sheet_row=29).content)
    assert "Ada baris impor ini yang tidak dapat dibaca" in page(office, staged)
    response = office.post(f"/keluarga/impor/{staged.pk}/unduh/")
    assert response.status_code == 302
    press(office, staged, "buang")
    assert not RegisterImport.objects.filter(pk=staged.pk).exists()


@pytest.mark.parametrize("by_script", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_rows_that_cannot_be_read_lead_to_the_import(office, centre, clerk, method, by_script):
    staged, other = stage(centre, clerk), stage(centre, clerk)
    row = staged.rows.exclude(codes=[]).order_by("pk").first()
    slug = next(kind.slug for kind in BY_SLUG.values() if kind.has(row))
    staged.rows.update(content=other.rows.get(sheet_row=29).content)
    for address in (f"baris/{row.pk}/", f"masalah/{slug}/"):
        answer = getattr(office, method)(f"/keluarga/impor/{staged.pk}/{address}", headers=by_script)
        leads = answer.headers["HX-Redirect" if by_script else "Location"].partition("#")[0]
        assert (answer.status_code, leads) == (200 if by_script else 302, staged.get_absolute_url())
        assert "Ada baris impor ini yang tidak dapat dibaca" in page(office, staged)


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
    assert "5 tanggungan" in text


def test_in_every_state_the_rows_of_the_page_add_up_and_what_is_no_family_is_told_beside(office, centre, clerk):
    staged = stage(centre, clerk)
    rows = list(staged.rows.order_by("pk"))
    no_data = sum(len(part["rows"]) for part in staged.unread)

    def adds_up() -> str:
        text = words(page(office, staged))
        said = re.search(r"(\d+) baris keluarga: (.+?)\.(?: Selain itu (\d+) baris)?", text)
        assert int(said[1]) == len(rows) == sum(int(number) for number in re.findall(r"\d+", said[2]))
        tabs = re.findall(r'href="\?status=\w+".*?<b>(\d+)</b>', page(office, staged), re.S)
        assert sum(map(int, tabs)) == len(rows)
        assert int(said[3] or 0) == no_data
        return said[2]

    assert "32 valid" in adds_up()
    confirm_import(staged, by=clerk, now=timezone.now())
    assert "32 tersimpan" in adds_up()
    left = [row for row in rows if row.status in ("review", "invalid")]
    decide_row(left[0], decision=Decision.LEFT_OUT, by=clerk, now=timezone.now())
    decide_row(left[1], decision=Decision.PARKED, by=clerk, now=timezone.now())
    said = adds_up()
    assert ("1 belum lengkap" in said, "1 tidak diikutkan" in said) == (True, True)


def test_what_was_discarded_and_what_was_deleted_is_said(office, centre, clerk):
    staged = stage(centre, clerk)
    confirm_import(staged, by=clerk, now=timezone.now())
    left = staged.rows.exclude(status="saved").count()
    discard_import(staged)

    text = words(page(office, staged))
    assert f"{left} baris dibuang dan tidak disimpan." in text
    assert "32 baris keluarga: 32 tersimpan." in text
    assert "dihapus setelah tujuh hari" not in text

    purge_imports(now=timezone.now() + timedelta(days=8))
    html = page(office, staged)
    assert f"{left} baris dibuang dan tidak disimpan. Barisnya sudah dihapus setelah tujuh hari" in words(html)
    assert '<nav class="tabs" hidden' in html
