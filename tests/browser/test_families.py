"""A family from the first typing to the decision, in a real browser."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from centres.history import acting_as
from centres.models import AccessLog, Role
from families.household import Household, Person, Tie, change_household
from families.models import Eligibility, Family
from tests.browser.axe import flaws
from tests.browser.following import answer_held_back, follow
from tests.factories import (
    GERSI,
    NGGINGGIL,
    NGLANJUK,
    PANOLAN,
    PASSWORD,
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    MembershipFactory,
    RecipientFactory,
    RoundFactory,
    UserFactory,
    region,
    surveyed,
)
from tests.families.households import KK, NIK

pytestmark = pytest.mark.usefixtures("committed_db")
NAMES = ("Mujiati Maryati", "Sri Wahyuningsih", "Suyatno Mustofa", "Yatinah", "Darsih Handayani", "Rukmini Hidayah")


@pytest.fixture
def centre():
    centre = CentreFactory(name="Rutan Kelas IIB Blora")
    user = UserFactory(username="siti", full_name="Siti Aminah")
    MembershipFactory(user=user, centre=centre, role=Role.COORDINATOR, starts_on=datetime.date(2024, 1, 1))
    return centre


def sign_in(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    follow(page.get_by_role("button", name="Masuk"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def look(page: Page, screenshot, name: str) -> None:
    """A picture in both sizes and schemes, and nothing that axe or a narrow screen complains about.

    Pages that stand in test_every_page.py, too, only get their picture.
    """
    screenshot(page, name)
    assert flaws(page) == [], name


def test_the_register_is_looked_at(centre, open_page, screenshot):
    places = (NGGINGGIL, PANOLAN, GERSI, NGLANJUK, PANOLAN, GERSI)
    families = [
        (FamilyFactory if number == 3 else EligibleFamilyFactory)(
            centre=centre,
            village=region(place),
            household__contact=name,
            aid_before_on=datetime.date(2025, 10, 10) if number > 3 else None,
            aid_before_note="BLT Desa",
        )
        for number, (name, place) in enumerate(zip(NAMES, places, strict=True))
    ]
    for family in (*families[:2], *families[4:]):
        surveyed(family, datetime.date(2026, 6, 2), score=72)
    this_month = timezone.localdate().replace(day=1)
    RecipientFactory(round=RoundFactory(centre=centre, occurrence_on=this_month), family=families[0])
    page = open_page()
    sign_in(page, "/keluarga/")
    look(page, screenshot, "keluarga")
    _choose_gersi(page, screenshot)
    page.get_by_role("button", name="Saring", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_label("Cari", exact=True).fill("tidak ada")
    page.get_by_role("button", name="Saring", exact=True).click()
    expect(page.get_by_role("heading", name="Keluarga tidak ditemukan")).to_be_visible()
    look(page, screenshot, "keluarga-tidak-ditemukan")
    page.goto(f"/keluarga/{families[0].pk}/")
    look(page, screenshot, "kisah-terjadwal")
    page.goto("/keluarga/penetapan-awal/")
    look(page, screenshot, "penetapan-awal")
    page.goto("/wbp/")
    screenshot(page, "wbp")
    follow(page.get_by_role("link", name="Warga Binaan").first)
    screenshot(page, "wbp-satu")
    follow(page.get_by_role("link", name="Ubah status"))
    screenshot(page, "wbp-status")


def _choose_gersi(page: Page, screenshot) -> None:
    """The field that searches: offered while one types, chosen by keys or by a tap."""
    field = page.get_by_role("combobox", name="Desa/Kelurahan")
    options = page.get_by_role("listbox", name="Pilihan").get_by_role("option")
    field.click()
    expect(options).to_have_text(["Gersi, Jepon", "Nginggil, Kradenan", "Nglanjuk, Cepu", "Panolan, Kedungtuban"])
    field.press("Escape")
    expect(options).to_have_count(0)
    field.press_sequentially("ng")
    expect(options).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="2 pilihan")).to_have_count(1)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    look(page, screenshot, "keluarga-memilih-desa")
    field.press("ArrowUp")
    field.press("Enter")
    assert field.input_value() == "Nglanjuk, Cepu"
    field.fill("tidak ada")
    expect(page.get_by_role("status").filter(has_text="Tidak ditemukan")).to_have_count(1)
    field.fill("ger")
    options.filter(has_text="Gersi").click()
    assert field.input_value() == "Gersi, Jepon"
    expect(field).to_be_focused()
    expect(options).to_have_count(0)


def test_a_family_is_typed_in_assessed_and_verified(centre, open_page, screenshot):
    page = open_page()
    sign_in(page, "/keluarga/")
    look(page, screenshot, "keluarga-kosong")
    follow(page.get_by_role("link", name="Tambah keluarga"))
    screenshot(page, "keluarga-tambah")
    _type_in(page)
    page.get_by_role("button", name="Tambah anggota").click()
    page.locator("[name=members-1-name]").fill("Dimas Wibowo")
    for _each in range(4):
        page.get_by_role("button", name="Tambah anggota").click()
    page.locator("[name=members-5-name]").fill("Sinta Wibowo")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="Keluarga Kartini Nurjanah")).to_be_visible()
    family = Family.objects.get()
    assert [member.name for member in family.members.of_household()][1:] == ["Dimas Wibowo", "Sinta Wibowo"]

    # Two presses before the answer is here write one line.
    with answer_held_back(page, "**/tampilkan/"):
        page.get_by_role("button", name="Tampilkan lengkap").first.dblclick()
        page.get_by_role("button", name="Tampilkan lengkap").first.click()
    expect(page.get_by_text(NIK)).to_be_visible()
    assert page.url.endswith(f"/keluarga/{family.pk}/")
    assert list(AccessLog.objects.values_list("action", "detail")) == [("reveal", "nik")]

    follow(page.get_by_role("link", name="Catat penilaian", exact=True))
    screenshot(page, "penilaian")
    page.get_by_label("Pendapatan per jiwa sebulan").fill("450.000")
    page.get_by_label("Kontrak").check()
    page.get_by_label("WBP pencari nafkah utama").check()
    page.get_by_role("button", name="Simpan penilaian").click()
    expect(page.get_by_role("heading", name="38 dari 100 poin")).to_be_visible()
    look(page, screenshot, "rincian-skor")
    page.get_by_role("link", name="Kartini Nurjanah").click()
    follow(page.get_by_role("link", name="Verifikasi"))
    screenshot(page, "verifikasi")
    page.get_by_label("Dasar", exact=True).fill("Survei rumah")
    page.get_by_role("button", name="Layak").click()
    expect(page.get_by_text("Keputusan tercatat.")).to_be_visible()
    look(page, screenshot, "kisah")
    assert Family.objects.get().eligibility == Eligibility.ELIGIBLE
    follow(page.get_by_role("link", name="Ubah", exact=True))
    screenshot(page, "keluarga-ubah")


def test_a_known_family_is_shown_and_what_was_typed_is_kept(centre, open_page, screenshot):
    page = open_page()
    sign_in(page, "/keluarga/tambah/")
    _type_in(page)
    follow(page.get_by_role("button", name="Simpan"))
    page.goto("/keluarga/tambah/")
    _type_in(page)
    page.get_by_label("Desa/Kelurahan").fill("Panolon")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Maksudnya: Panolan, Kedungtuban").first).to_be_visible()
    page.get_by_label("Desa/Kelurahan").fill("Panolan")
    follow(page.get_by_role("button", name="Simpan"))
    look(page, screenshot, "keluarga-ganda")
    page.get_by_role("link", name="Buka keluarga Kartini Nurjanah").click()
    expect(page.get_by_role("heading", name="Keluarga Kartini Nurjanah")).to_be_visible()
    page.get_by_placeholder("Nama, desa, NIK").fill(NIK)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keluarga Kartini Nurjanah")).to_be_visible()
    assert NIK not in page.url


def _type_in(page: Page) -> None:
    page.get_by_label("Nomor KK").fill(KK)
    page.locator("[name=members-0-name]").fill("Kartini Nurjanah")
    page.locator("[name=members-0-nik]").fill(NIK)
    page.get_by_label("Nama WBP").first.fill("Teguh Wibowo")
    page.locator("[name=ties-0-relation]").select_option(label="Istri")
    page.get_by_label("Desa/Kelurahan").fill("Panolan, Kedungtuban")
    page.get_by_label("RT").fill("2")


def test_two_tabs_on_one_family(centre, open_page, screenshot):
    family = FamilyFactory(centre=centre, household__contact="Mujiati Maryati", hamlet="Karangtengah")
    contact = family.members.get()
    page = open_page()
    sign_in(page, f"/keluarga/{family.pk}/ubah/")
    other = MembershipFactory(centre=centre, role=Role.OPERATOR, user__full_name="Adi Wibowo").user
    changed = Household(
        village=family.village,
        hamlet="Karangtengah Lor",
        landmark="Utara masjid",
        members=[Person(name="Mujiati", is_contact=True, nik=NIK, member=contact, birth_date=contact.birth_date)],
        ties=[Tie(inmate=tie.inmate, relation="mother") for tie in family.ties.all()],
    )
    with acting_as(other):
        change_household(family, household=changed, now=timezone.now())
    page.get_by_label("Dusun").fill("Karangtengah Kidul")
    page.get_by_role("button", name="Simpan").click()

    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text("Adi Wibowo")
    expect(told).to_contain_text("Dukuh/dusun: Karangtengah → Karangtengah Lor")
    expect(page.get_by_label("Dusun")).to_have_value("Karangtengah Kidul")
    look(page, screenshot, "conflict-family")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Tersimpan.")).to_be_visible()
    family.refresh_from_db()
    assert family.hamlet == "Karangtengah Kidul"
