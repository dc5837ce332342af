"""A form sent after the session had ended: what was typed is back for whoever typed it, and for nobody else."""

import datetime
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from aid.models import Item, Receipt
from centres.history import acting_as
from centres.models import Membership, Role
from distributions.models import Handover
from distributions.rounds.approval import approve_round, submit_round
from families.models import Family
from tests.browser.axe import flaws
from tests.browser.conftest import PHONE
from tests.browser.test_month import sign_in
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import approved_month, from_canteen
from tests.factories import PASSWORD, CentreFactory, MembershipFactory, cast
from tests.families.households import KK, NIK

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BACK = "Isian Anda sebelum sesi berakhir sudah dikembalikan; periksa lalu kirim."


@pytest.fixture
def people(live):
    return cast(CentreFactory(name="Rutan Kelas IIB Blora"))


def type_in(page: Page) -> None:
    """A household whose second child stands in a row that was added by hand."""
    page.goto("/keluarga/tambah/")
    page.get_by_label("Nomor KK").fill(KK)
    page.locator("[name=members-0-name]").fill("Kartini Nurjanah")
    page.locator("[name=members-0-nik]").fill(NIK)
    for _each in range(5):
        page.get_by_role("button", name="Tambah anggota").click()
    page.locator("[name=members-5-name]").fill("Sinta Wibowo")
    page.get_by_label("Nama WBP").first.fill("Teguh Wibowo")
    page.locator("[name=ties-0-relation]").select_option(label="Istri")
    page.get_by_label("Desa/Kelurahan").fill("Panolan, Kedungtuban")


def send_after_the_session_ended(page: Page) -> None:
    Session.objects.all().delete()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


def give(page: Page, user, password: str = PASSWORD) -> None:
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Kata sandi").first.fill(password)
    page.get_by_role("button", name="Masuk").click()


def switch(page: Page, centre) -> None:
    page.locator(f"form:has([name=centre][value={centre.code}]) button").dispatch_event("click")
    expect(page.locator("body")).to_have_attribute("data-centre", str(centre.pk))


def kept(page: Page) -> str | None:
    """What waits in the tab once the page's own scripts have run."""
    page.wait_for_load_state()
    return page.evaluate("sessionStorage.getItem('peduli.kept')")


def test_what_was_typed_is_back_after_signing_in_and_is_saved_once(people, open_page, screenshot):
    page = sign_in(open_page(), people.operator)
    type_in(page)
    send_after_the_session_ended(page)
    expect(page.get_by_text("kembali ke formulirnya begitu Anda masuk lagi")).to_be_visible()
    screenshot(page, "masuk lagi")
    assert PASSWORD not in kept(page)
    assert "csrfmiddlewaretoken" not in kept(page)

    give(page, people.operator, "kata sandi yang keliru")
    give(page, people.operator)
    expect(page.get_by_text(BACK)).to_be_visible()
    assert page.url.endswith("/keluarga/tambah/")
    expect(page.locator("[name=members-0-nik]")).to_have_value(NIK)
    expect(page.locator("[name=members-5-name]")).to_have_value("Sinta Wibowo")
    expect(page.locator("[name=members-5-name]")).to_be_visible()
    expect(page.locator("[name=ties-0-relation] option:checked")).to_have_text("Istri")
    screenshot(page, "isian kembali")
    assert flaws(page) == []

    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="Keluarga Kartini Nurjanah")).to_be_visible()
    assert Family.objects.count() == 1
    assert kept(page) is None
    page.goto("/keluarga/tambah/")
    expect(page.locator("[name=members-0-name]")).to_have_value("")


def test_nobody_else_finds_it_and_signing_out_throws_it_away(people, open_page):
    page = sign_in(open_page(), people.operator)
    type_in(page)
    send_after_the_session_ended(page)
    give(page, people.coordinator)
    expect(page.locator("[name=members-0-name]")).to_have_value("")
    expect(page.get_by_text(BACK)).to_be_hidden()
    assert kept(page) is None

    type_in(page)
    send_after_the_session_ended(page)
    page.goto("/panduan/")
    page.goto("/akun/masuk/")
    give(page, people.coordinator)
    expect(page.get_by_text(BACK)).to_be_visible()
    page.get_by_label("Nomor KK").fill("1")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.locator("details.me summary").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Keluar", exact=True).click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    page.goto("/akun/masuk/")
    assert kept(page) is None


def test_signing_in_anew_in_another_tab_loses_nothing_either(people, open_page, screenshot):
    page = sign_in(open_page(refusals=403), people.operator)
    type_in(page)
    page.context.clear_cookies(name="peduli_csrf")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Yang Anda ketik sebelumnya masih ada di tab ini.")).to_be_visible()
    screenshot(page, "halaman terlalu lama terbuka")
    page.get_by_role("link", name="Buka formulirnya").click()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("[name=members-5-name]")).to_have_value("Sinta Wibowo")


def test_a_hand_over_comes_back_to_its_page_through_the_second_step(live, open_page, screenshot):
    """The form stood in the answer to another one (*Nomor HP*), at an address that opens nothing by itself."""
    people = blora()
    round = november(people)
    submit_round(round, by=people.coordinator, now=NOW)
    round.refresh_from_db()
    approve_round(round, by=people.head, now=NOW)
    recipient = round.recipients.order_by("pk").first()
    page = sign_in(open_page(PHONE), people.officer)
    TOTP.activate(people.officer, SECRET)
    place = f"/periode/{round.pk}/penyaluran/{recipient.pk}/"
    page.goto(place)
    page.get_by_role("button", name="Nomor HP").click()
    page.get_by_text("Wakil", exact=True).click()
    page.get_by_label("Nama wakil penerima").fill("Suyatno")
    page.get_by_label("Hubungan wakil").fill("tetangga")
    page.get_by_label("Hari ini").first.check()
    Session.objects.all().delete()
    page.get_by_role("button", name="Diserahkan lengkap").click()
    give(page, people.officer)
    page.get_by_label("Kode").fill(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_text(BACK)).to_be_visible()
    assert page.url.endswith(place)
    expect(page.get_by_label("Nama wakil penerima")).to_have_value("Suyatno")
    screenshot(page, "serah terima kembali")
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text("Tercatat.")).to_be_visible()
    assert Handover.objects.get().recipient == recipient


def test_goods_that_others_recorded_meanwhile_are_noticed_all_the_same(live, open_page):
    with acting_as("test"):
        month = approved_month(4)
    page = sign_in(open_page(), month.people.storekeeper)
    page.goto(f"/periode/{month.round.pk}/langsung-dari-kantin/")
    page.locator("[name=lines-0-quantity]").fill("21")
    with acting_as("test"):
        from_canteen(month)
    Session.objects.all().delete()
    page.get_by_role("button", name="Catat barang").click()
    give(page, month.people.storekeeper)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("[name=lines-0-quantity]")).to_have_value("21")
    page.get_by_role("button", name="Catat barang").click()
    expect(page.get_by_text("Selagi halaman ini terbuka").first).to_be_visible()
    assert Receipt.objects.count() == 1


def test_what_was_typed_for_one_centre_is_not_put_into_the_form_of_another(people, open_page):
    """After signing in anew one works for the first of one's centres, whose form has the same address."""
    first = MembershipFactory(
        user=people.operator, role=Role.OPERATOR, centre=CentreFactory(name="Lapas Ambarawa")
    ).centre
    page = sign_in(open_page(), people.operator)
    switch(page, people.centre)
    type_in(page)
    send_after_the_session_ended(page)
    give(page, people.operator)
    expect(page.get_by_text("Isian itu milik UPT lain")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-centre", str(first.pk))
    expect(page.locator("[name=members-0-nik]")).to_have_value("")

    switch(page, people.centre)
    page.get_by_role("link", name="Buka formulirnya").click()
    expect(page.locator("[name=members-0-nik]")).to_have_value(NIK)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="Keluarga Kartini Nurjanah")).to_be_visible()
    assert Family.objects.get().centre == people.centre


def test_a_form_sent_after_switching_in_another_tab_is_kept_for_its_centre(people, open_page, screenshot):
    other = MembershipFactory(
        user=people.operator, role=Role.OPERATOR, centre=CentreFactory(name="Rutan Rembang")
    ).centre
    page = sign_in(open_page(), people.operator)
    type_in(page)
    tab = page.context.new_page()
    tab.goto("/")
    switch(tab, other)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="formulir ini milik UPT lain")).to_be_visible()
    screenshot(page, "formulir UPT lain")
    assert flaws(page) == []

    page.get_by_role("button", name="Pindah ke Rutan Kelas IIB Blora").click()
    page.get_by_role("link", name="Buka formulirnya").click()
    expect(page.locator("[name=members-0-nik]")).to_have_value(NIK)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="Keluarga Kartini Nurjanah")).to_be_visible()
    assert Family.objects.get().centre == people.centre


def test_without_scripts_one_comes_back_to_the_page_of_the_form(people, open_page):
    page = sign_in(open_page(java_script_enabled=False), people.operator)
    page.goto("/keluarga/tambah/")
    page.get_by_label("Nomor KK").fill(KK)
    send_after_the_session_ended(page)
    give(page, people.operator)
    assert page.url.endswith("/keluarga/tambah/")
    expect(page.get_by_text(BACK)).to_be_hidden()


def test_rows_are_back_in_their_order_and_never_in_anothers(live, open_page):
    """The order of the locations as it was moved; of goods, what was typed in a row that is of another item now."""
    with acting_as("test"):
        people = blora(families=3)
        round = november(people)
    before = list(round.stops.values_list("pk", flat=True))
    page = sign_in(open_page(), people.coordinator)
    page.goto(f"/periode/{round.pk}/lokasi/")
    page.locator("[name=down]").first.click()
    expect(page.get_by_text("Belum disimpan.")).to_be_visible()
    send_after_the_session_ended(page)
    give(page, people.coordinator)
    expect(page.get_by_text(BACK)).to_be_visible()
    assert page.locator(".order .num").all_inner_texts() == ["1", "2", "3"]
    expect(page.locator("[name=up]").first).to_be_disabled()
    expect(page.locator("[name=up]").nth(1)).to_be_enabled()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Tersimpan.")).to_be_visible()
    assert list(round.stops.values_list("pk", flat=True)) == [before[1], before[0], before[2]]

    page.goto("/barang/masuk/baru/")
    first, second = (page.locator(f"[name=lines-{row}-quantity]") for row in range(2))
    labels = [field.get_attribute("aria-label") for field in (first, second)]
    first.fill("3")
    second.fill("7")
    Session.objects.all().delete()
    with acting_as("test"):
        Item.objects.filter(pk=Item.objects.order_by("pk").first().pk).update(retired=True)
    page.get_by_role("button", name="Catat barang masuk").click()
    give(page, people.coordinator)
    left = page.locator("[data-kept=left]")
    expect(left).to_contain_text("Untuk isian berikut tidak ada tempat lagi di halaman ini.")
    typed = dict(line.split("\n") for line in left.locator("div").all_inner_texts())
    assert [typed[label] for label in labels] == ["3", "7"]
    expect(first).to_have_value("")


def test_what_was_typed_while_the_role_ended_is_told_on_the_page_that_says_so(people, open_page, screenshot):
    page = sign_in(open_page(refusals=403), people.operator)
    type_in(page)
    Membership.objects.filter(user=people.operator).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="Peran Anda di Rutan Kelas IIB Blora sudah berakhir")).to_be_visible()
    expect(page.locator("[data-kept=ended]")).to_contain_text("Kartini Nurjanah")
    expect(page.locator("[data-kept=centre]")).to_be_hidden()
    screenshot(page, "peran berakhir")
    assert flaws(page) == []

    Membership.objects.filter(user=people.operator).update(ends_on=None)
    page.goto("/")
    page.get_by_role("link", name="Buka formulirnya").click()
    expect(page.locator("[name=members-0-nik]")).to_have_value(NIK)
