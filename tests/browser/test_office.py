"""An empty installation becomes a centre in a real browser: *Mulai*, letterhead, officials, users, histories."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centres.accounts.attempts import digest_of
from centres.accounts.first_run import one_time_code
from centres.models import Centre, FailedSignIn, Membership, Official, Role
from tests.browser.axe import flaws
from tests.browser.following import follow
from tests.factories import PASSWORD, CentreFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.usefixtures("committed_db")


def test_a_person_sets_up_a_centre(open_page, screenshot):
    code = one_time_code()
    page = open_page()
    page.goto("/mulai/")
    screenshot(page, "mulai")
    page.get_by_label("Kode dari konsol server").fill(code)
    page.get_by_label("Nama lengkap Anda").fill("Siti Aminah")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_label("Kata sandi, sekali lagi").fill(PASSWORD)
    page.get_by_label("Nama UPT").fill("Rutan Kelas IIB Blora")
    page.get_by_label("Kabupaten atau kota").press_sequentially("blora")
    page.get_by_role("option", name="Kabupaten Blora").click()
    page.get_by_role("button", name="Mulai").click()
    expect(page.get_by_role("heading", name="Langkah penyiapan")).to_be_visible()
    screenshot(page, "mulai-langkah")
    assert flaws(page) == []

    follow(page.get_by_role("link", name="Atur", exact=True))
    screenshot(page, "kop-kosong")
    page.get_by_role("link", name="Isi kop surat").click()
    page.get_by_label("Alamat").fill("Jalan Pemuda 4, Blora")
    screenshot(page, "kop-ubah")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Kop surat disimpan.")).to_be_visible()
    screenshot(page, "kop")

    page.goto("/pengaturan/pejabat/baru/?fungsi=head")
    page.get_by_label("Nama dan gelar").fill("Hendro Prasetyo, S.H., M.H.")
    page.get_by_label("Jabatan").fill("Kepala Rutan")
    screenshot(page, "pejabat-ubah")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("rowheader", name="Hendro Prasetyo")).to_be_visible()
    screenshot(page, "pejabat")
    assert Official.objects.get().function == "head"

    page.goto("/pengaturan/pengguna/baru/")
    page.get_by_label("Nama lengkap").fill("Hendro Prasetyo")
    page.get_by_label("Nama pengguna").fill("hendro")
    page.get_by_role("checkbox", name="Kepala").check()
    screenshot(page, "pengguna-baru")
    page.get_by_role("button", name="Simpan dan buat tautan").click()
    expect(page.get_by_label("Tautan masuk pertama")).to_be_visible()
    screenshot(page, "pengguna-tautan")
    for address, name in (
        ("/pengaturan/pengguna/", "pengguna-daftar"),
        ("/pengaturan/", "pengaturan"),
        ("/pengaturan/upt/", "pengaturan-upt"),
        ("/riwayat-akses/", "riwayat-akses"),
        ("/privasi/", "privasi"),
        ("/panduan/", "panduan"),
    ):
        page.goto(address)
        screenshot(page, name)


def test_an_administrator_looks_at_a_user_and_its_history(open_page, screenshot):
    centre = Centre.objects.create(
        code="blora", name="Rutan Kelas IIB Blora", full_name="Rumah Tahanan Negara Kelas IIB Blora", place="Blora",
        regency_id=3316,
    )  # fmt: skip
    admin, officer = UserFactory(username="siti", full_name="Siti Aminah"), UserFactory(full_name="Bayu Nugroho")
    for user, role in ((admin, Role.ADMIN), (officer, Role.OFFICER)):
        Membership.objects.create(user=user, role=role, centre=centre, starts_on="2024-01-01")
    page = open_page()
    page.goto(f"/pengaturan/pengguna/{officer.pk}/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("button", name="Beri peran tim kecil").click()
    expect(page.get_by_role("rowheader", name="Pengelola stok")).to_be_visible()
    screenshot(page, "pengguna")
    page.get_by_role("link", name="Riwayat perubahan").click()
    expect(page.get_by_role("heading", name="Riwayat perubahan")).to_be_visible()
    screenshot(page, "riwayat")
    assert flaws(page) == []
    page.goto("/riwayat-akses/")
    screenshot(page, "riwayat-akses-isi")
    assert flaws(page) == []


def test_an_administrator_lets_somebody_in_who_was_held_up(open_page, screenshot):
    centre = CentreFactory(name="Rutan Kelas IIB Blora")
    admin, officer = UserFactory(username="siti", full_name="Siti Aminah"), UserFactory(full_name="Bayu Nugroho")
    for user, role in ((admin, Role.ADMIN), (officer, Role.OFFICER)):
        MembershipFactory(user=user, role=role, centre=centre)
    for number in range(30):
        user = officer if number % 6 == 0 else None
        FailedSignIn.objects.create(
            at=timezone.now() - timedelta(seconds=70 - number),
            account=digest_of(officer.username if user else f"nama{number}"),
            user=user,
            address="203.0.113.7",
            step=FailedSignIn.Step.PASSWORD,
        )
    page = open_page()
    page.goto("/pengaturan/pengguna/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Terkunci sementara saat masuk")).to_be_visible()
    screenshot(page, "pengguna-terkunci")
    assert flaws(page) == []
    page.get_by_role("row").filter(has_text="Bayu Nugroho").get_by_role("button", name="Izinkan masuk").click()
    expect(page.get_by_text("Bayu Nugroho sudah dapat masuk lagi sekarang.")).to_be_visible()
    page.goto("/pengaturan/pengguna/")
    page.get_by_text("kali terkunci setelah percobaan salah").click()
    screenshot(page, "pengguna-pernah-terkunci")
    stranger = open_page()
    stranger.goto("/akun/masuk/")
    for _each in range(6):
        stranger.get_by_label("Nama pengguna").fill("siti")
        stranger.get_by_label("Kata sandi").first.fill("salah")
        stranger.get_by_role("button", name="Masuk").click()
    expect(stranger.get_by_text("Terlalu banyak percobaan salah untuk akun ini")).to_be_visible()
    screenshot(stranger, "masuk-terkunci")


def test_the_stock_admin_works_under_the_policy(open_page, screenshot):
    UserFactory(username="siti", is_staff=True, is_superuser=True)
    page = open_page()
    page.goto("/admin/centres/region/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_text("33.16.04.2004")).to_be_visible()
    page.goto("/admin/centres/membership/add/")
    screenshot(page, "admin-peran")
