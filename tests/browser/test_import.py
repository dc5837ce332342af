"""A clerk imports the office's register in a real browser: upload, repair, save."""

from datetime import date

import pytest
from playwright.sync_api import expect

from centres.models import Role
from families.models import Family
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD, CentreFactory, MembershipFactory, UserFactory
from tests.families.blora import DATA

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
