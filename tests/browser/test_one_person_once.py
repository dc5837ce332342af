"""Searching as a clerk types, and two entries of one family, in a real browser."""

import datetime

import pytest
from playwright.sync_api import expect

from centres.models import Role
from families.models import Family, Proxy
from tests.browser.conftest import PHONE
from tests.browser.following import follow
from tests.browser.test_families import look, sign_in
from tests.factories import (
    PANOLAN,
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    InmateFactory,
    MembershipFactory,
    UserFactory,
    region,
)

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def centre():
    centre = CentreFactory(name="Rutan Kelas IIB Blora")
    user = UserFactory(username="siti", full_name="Siti Aminah")
    MembershipFactory(user=user, centre=centre, role=Role.COORDINATOR, starts_on=datetime.date(2024, 1, 1))
    return centre


@pytest.fixture
def pair(centre):
    inmate = InmateFactory(centre=centre, name="Teguh Wibowo", register_number="B.IIa 8/2024")
    given = {"centre": centre, "household__inmate": inmate, "village": region(PANOLAN)}
    one = EligibleFamilyFactory(
        **given, household__contact="Kartini Nurjanah", aid_before_on="2025-10-10", aid_before_note="BLT Desa"
    )
    return one, FamilyFactory(**given, household__contact="Kartini Nurjannah", hamlet="Krajan", rt="004")


def test_the_search_answers_while_one_types(centre, pair, open_page, screenshot):
    _one, other = pair
    page = open_page()
    sign_in(page, "/keluarga/")
    box = page.get_by_role("combobox", name="Cari keluarga, desa, atau NIK")
    options = page.get_by_role("listbox", name="Pilihan").get_by_role("option")
    box.press_sequentially("nurj")
    expect(options).to_have_count(2)
    look(page, screenshot, "pencarian-saran")
    box.fill(other.kk.reveal())
    expect(options).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**/keluarga/{other.pk}/")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_role("combobox", name="Cari keluarga, desa, atau NIK").focus()
    page.keyboard.type("kartini nurjanah")
    expect(page.get_by_role("option").first).to_contain_text("Kartini Nurjanah")
    screenshot(page, "pencarian-saran-ponsel")


def test_a_pair_is_looked_at_merged_and_taken_apart(centre, pair, open_page, screenshot):
    one, other = pair
    page = open_page()
    sign_in(page, "/keluarga/")
    follow(page.get_by_role("link", name="Ganda"))
    look(page, screenshot, "kemungkinan-ganda")
    page.get_by_role("button", name="Gabungkan").click()
    expect(page.get_by_text("Digabung: keduanya kini dihitung satu keluarga.")).to_be_visible()
    look(page, screenshot, "kemungkinan-ganda-kosong")
    assert Family.objects.get(pk=other.pk).merged_into_id == one.pk
    Proxy.objects.create(
        centre=centre, family=one, name="Bu Sumi", relation="tetangga", from_on=datetime.date(2025, 1, 2),
        recorded_by=centre.memberships.get().user, recorded_at=one.eligibility_at,
    )  # fmt: skip
    page.goto(f"/keluarga/{one.pk}/")
    look(page, screenshot, "keluarga-gabungan")
    follow(page.get_by_role("link", name="Entri yang lain").first)
    look(page, screenshot, "keluarga-yang-digabung")
    page.get_by_role("button", name="Batalkan penggabungan").click()
    expect(page.get_by_text("Entri ini kembali berdiri sendiri.")).to_be_visible()
    page.goto(f"/keluarga/{one.pk}/wakil/")
    look(page, screenshot, "wakil")


def test_a_family_that_is_typed_is_compared_and_the_inmate_is_offered(centre, pair, open_page, screenshot):
    page = open_page()
    sign_in(page, "/keluarga/tambah/")
    page.get_by_label("Nama sesuai KTP-el").first.fill("Kartini Nurjana")
    inmate = page.get_by_role("combobox", name="Nama WBP").first
    inmate.press_sequentially("teguh")
    page.get_by_role("option", name="Teguh Wibowo, B.IIa 8/2024").click()
    page.get_by_label("Hubungan penerima dengan WBP").first.select_option("wife")
    village = page.get_by_role("combobox", name="Desa/Kelurahan")
    village.fill("Panolan, Kedungtuban")
    village.press("Tab")
    expect(page.get_by_text("Apakah ini salah satu keluarga dalam daftar berikut?")).to_be_visible()
    look(page, screenshot, "keluarga-serupa")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Apakah ini salah satu keluarga dalam daftar berikut?")).to_be_visible()
    page.get_by_label("Bukan, ini keluarga lain").check()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Keluarga terdaftar.")).to_be_visible()
    assert Family.objects.count() == 3


def test_the_criteria_of_need_are_read_and_decided(centre, open_page, screenshot):
    page = open_page()
    sign_in(page, "/keluarga/kriteria/")
    look(page, screenshot, "kriteria")
    page.get_by_label("Dasar keputusan").fill("SK Karutan 12/2026")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Disimpan. Nilai survei sebelumnya tetap.")).to_be_visible()
