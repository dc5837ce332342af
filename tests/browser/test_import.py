"""A clerk imports the office's register in a real browser: upload, repair, save."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from centres.models import Role
from families.models import Family, RegisterImport
from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD, CentreFactory, MembershipFactory, UserFactory
from tests.families.blora import DATA, write_xlsx
from tests.families.large_register import ERRORS, large_register
from tests.families.long_register import register_of

pytestmark = pytest.mark.usefixtures("committed_db")


def test_the_sample_register_is_imported(open_page, screenshot):
    centre = CentreFactory(name="Rutan Kelas IIB Blora")
    user = UserFactory(username="siti", full_name="Siti Aminah")
    MembershipFactory(user=user, centre=centre, role=Role.OPERATOR, starts_on=date(2024, 1, 1))
    page = open_page()
    page.goto("/keluarga/impor/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Impor keluarga")).to_be_visible()
    screenshot(page, "impor-unggah")
    page.get_by_label("Berkas daftar keluarga").set_input_files(DATA / "keluarga_wbp_oktober_2024_40.xlsx")
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.get_by_role("button", name="Simpan 32 keluarga")).to_be_visible()
    screenshot(page, "impor-pratinjau")
    page.get_by_role("button", name="Ya, Talokwohmojo, Kec. Ngawen").click()
    expect(page.get_by_text("Baris 33 sekarang valid.")).to_be_visible()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name="Simpan 33 keluarga").click()
    expect(page.get_by_role("heading", name="33 keluarga disimpan")).to_be_visible()
    screenshot(page, "impor-hasil")
    assert Family.objects.filter(centre=centre).count() == 33


@pytest.mark.long
def test_a_long_register_is_read_and_saved_in_parts_and_goes_on_where_it_stood_still(open_page, screenshot):
    centre = CentreFactory(name="Rutan Kelas IIB Blora")
    MembershipFactory(user=UserFactory(username="siti"), centre=centre, role=Role.OPERATOR, starts_on=date(2024, 1, 1))
    page = open_page(PHONE)
    page.goto("/keluarga/impor/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    # An answer that never comes: the page stands still.
    page.route(
        "**/baca/", lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_()
    )
    file = {"name": "daftar.csv", "mimeType": "text/csv", "buffer": register_of(1001)}
    page.get_by_label("Berkas daftar keluarga").set_input_files(file)
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.get_by_role("heading", name="Berkas sedang dibaca")).to_be_visible()
    screenshot(page, "impor-sedang-dibaca")
    assert violations(page) == []
    page.unroute("**/baca/")
    page.get_by_role("button", name="Lanjutkan membaca").click()
    page.get_by_role("button", name="Simpan 1.001 keluarga").click()
    expect(page.get_by_role("heading", name="1.001 keluarga disimpan")).to_be_visible()
    assert Family.objects.filter(centre=centre).count() == 1001


def test_columns_that_nobody_knows_are_matched_and_the_import_is_taken_back(open_page, screenshot, tmp_path):
    centre = CentreFactory(name="Rutan Kelas IIB Blora", code="blora")
    MembershipFactory(user=UserFactory(username="siti"), centre=centre, role=Role.OPERATOR, starts_on=date(2024, 1, 1))
    titles = ["A1", "Ybs", "Angka", "Yg Bersangkutan", "Tmpt"]
    families = (
        [1, "Sri Astuti", "3316015103049491", "Utomo", "Gagakan"],
        [2, "Tuti", "3316016012689567", "Kasno", "Giyanti"],
    )
    page = open_page(PHONE)
    page.goto("/keluarga/impor/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_label("Berkas daftar keluarga").set_input_files(write_xlsx(tmp_path / "r.xlsx", [titles, *families]))
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.get_by_role("heading", name="Cocokkan kolom")).to_be_visible()
    screenshot(page, "impor-kolom")
    assert violations(page) == []
    page.get_by_label("Ybs").select_option(label="Nama")
    page.get_by_label("Yg Bersangkutan").select_option(label="Nama WBP")
    page.get_by_role("button", name="Baca berkas seperti ini").click()
    expect(page.get_by_role("button", name="Simpan 2 keluarga")).to_be_visible()
    page.locator("details.edit summary").first.click()
    page.get_by_label("Dukuh/Dusun").first.fill("Krajan")
    assert violations(page) == []
    page.get_by_role("button", name="Simpan perbaikan").first.click()
    expect(page.get_by_text("Baris 2 sekarang valid.")).to_be_visible()
    page.get_by_role("button", name="Simpan 2 keluarga").click()
    expect(page.get_by_role("heading", name="2 keluarga disimpan")).to_be_visible()
    assert Family.objects.filter(hamlet="Krajan").count() == 1
    page.get_by_role("button", name="Batalkan impor").click()
    page.locator("dialog").get_by_role("button", name="Batalkan impor").click()
    expect(page.get_by_text("2 keluarga keluar lagi dari daftar")).to_be_visible()
    assert Family.objects.active().count() == 0


# What the clerk reads off the cards and the list of inmates, by the field it is typed into.
TYPED = {"nik": "NIK", "wbp_nama": "Nama WBP", "wbp_register": "No. Register", "tgl_bebas": "Tgl Bebas"}


class Clerk:
    """Somebody who reads every page and counts the presses; typing and moving on with Tab are none."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, button: Locator) -> None:
        button.click()
        self.clicks += 1

    def choose(self, field: Locator, label: str) -> None:
        field.select_option(label=label)
        self.clicks += 2


def test_a_register_of_400_rows_takes_at_most_40_clicks(open_page, screenshot, tmp_path):
    centre = CentreFactory(name="Rutan Kelas IIB Blora", code="blora")
    MembershipFactory(user=UserFactory(username="siti"), centre=centre, role=Role.OPERATOR, starts_on=date(2024, 1, 1))
    path, truth = large_register(tmp_path / "daftar.xlsx")
    page = open_page()
    page.goto("/keluarga/impor/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    clerk = Clerk(page)
    page.get_by_label("Berkas daftar keluarga").set_input_files(path)
    clerk.clicks += 1
    clerk.press(page.get_by_role("button", name="Baca berkas"))
    expect(page.get_by_role("heading", name="Pratinjau impor")).to_be_visible()
    at_once = page.get_by_role("link", name="Putuskan sekaligus").first
    while at_once.count():
        clerk.press(at_once)
        decide_groups(clerk, truth, screenshot)
        at_once = page.get_by_role("link", name="Putuskan sekaligus").first
    screenshot(page, "impor-sisa")
    decide_one_by_one(clerk)
    clerk.press(page.get_by_role("button", name="Simpan "))
    expect(page.get_by_role("heading", name="keluarga disimpan")).to_be_visible()
    staged = RegisterImport.objects.get()
    left = Counter(staged.rows.exclude(status="saved").values_list("status", flat=True))
    assert left == {"duplicate": ERRORS["same_row"]}
    assert Family.objects.filter(centre=centre).count() == 400 - ERRORS["same_row"] - ERRORS["same_card"]
    print(f"{clerk.clicks} clicks")
    assert clerk.clicks <= 40


def decide_groups(clerk: Clerk, truth: dict[int, dict[str, Any]], screenshot: Any) -> None:
    """Go from problem to problem as the page leads on, until it leads back to the import."""
    page = clerk.page
    for _step in range(20):
        if "/masalah/" not in page.url:
            return
        screenshot(page, page.url.rsplit("/", 2)[1])
        for line in page.locator(".problems > li").all():
            fill(clerk, line, truth)
        with page.expect_navigation():
            clerk.press(page.get_by_role("button", name="Simpan dan lanjut"))


def fill(clerk: Clerk, line: Locator, truth: dict[int, dict[str, Any]]) -> None:
    """What a clerk with the cards at hand types on a line."""
    row = truth[int(re.search(r"Baris (\d+)", line.inner_text())[1])]
    for name, column in TYPED.items():
        field = line.locator(f"input[name^='{name}-']")
        if field.count():
            field.fill(row[column])
    chooser = line.locator("select")
    if chooser.count() and not chooser.input_value():
        clerk.choose(chooser, f"{row['Desa/Kel'].title()}, {row['Kecamatan']}")


def decide_one_by_one(clerk: Clerk) -> None:
    """Say of each row that is left that it is right as it is, as the cards say."""
    page = clerk.page
    for _step in range(40):
        doubt = page.locator("button[name=accept]").first
        if not doubt.count():
            return
        row = doubt.locator("xpath=ancestor::tbody")
        key = row.get_attribute("id")
        doubt.scroll_into_view_if_needed()
        place = row.bounding_box()
        clerk.press(doubt)
        expect(page.locator(f"#{key} .said")).to_be_visible()
        stays = page.locator(f"#{key}").bounding_box()
        assert place
        assert stays
        assert abs(stays["y"] - place["y"]) < 60
