"""One month of a centre that begins with nothing but its officials and its programme, as its people would live it."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, Route, expect

from centres.models import Official
from distributions.models import Handover, Recipient, Round, State
from families.models import Family
from tests.browser.axe import wider_with_large_letters
from tests.browser.conftest import OFFICE, PHONE
from tests.browser.following import follow
from tests.factories import (
    PASSWORD,
    CentreFactory,
    ItemFactory,
    LetterheadFactory,
    OfficialFactory,
    PackageVersionFactory,
    ProgrammeFactory,
    SupplierFactory,
    cast,
)
from tests.families.blora import DATA
from tests.paper_files import letters, page_texts

pytestmark = pytest.mark.usefixtures("committed_db")

PREPARE = re.compile(r"^Siapkan \w+ \d{4}$")
PEOPLE = {
    "operator": "Siti Aminah",
    "coordinator": "Andi Wijaya",
    "head": "Budi Santoso",
    "storekeeper": "Wahyu Hidayat",
    "officer": "Dewi Lestari",
}
PACKAGE = (
    ("Beras", "kg", "5", 14_500),
    ("Gula pasir", "kg", "1", 17_500),
    ("Minyak goreng", "liter", "1", 18_000),
    ("Susu kental manis", "kaleng", "2", 12_000),
    ("Ikan kaleng", "kaleng", "2", 11_000),
)


@pytest.fixture
def people() -> SimpleNamespace:
    """A centre with staff, officials, a package and a programme that falls on today, and without a single family."""
    people = cast(CentreFactory(name="Rutan Kelas IIB Blora", code="rutan-blora"))
    for role, name in PEOPLE.items():
        user = getattr(people, role)
        user.full_name = name
        user.save(update_fields=["full_name"])
    centre = people.centre
    LetterheadFactory(centre=centre)
    head, services = Official.Function.HEAD, Official.Function.SERVICES_HEAD
    OfficialFactory(centre=centre, function=head, name="Budi Santoso, S.H.", title="Kepala Rutan")
    OfficialFactory(centre=centre, function=services, name="Andi Wijaya, S.H.", title="Kasubsi Pelayanan Tahanan")
    OfficialFactory(centre=centre, name="Dewi Lestari")
    for name, unit, _quantity, price in PACKAGE:
        ItemFactory(centre=centre, name=name, unit=unit, usual_price=price)
    contents = [(name, quantity) for name, _unit, quantity, _price in PACKAGE]
    ProgrammeFactory(
        centre=centre,
        name="Bhakti Sosial Pemasyarakatan Peduli",
        package=PackageVersionFactory(centre=centre, lines=contents).package,
        supplier=SupplierFactory(centre=centre, name="Koperasi Pegawai Rutan Blora"),
        rule="day",
        day=centre.local_date(timezone.now()).day,
        nth=None,
        weekday=None,
    )
    return people


@pytest.fixture
def look(screenshot: Callable[[Page, str], None]) -> Iterator[Callable[[Page, str], None]]:
    """A function that keeps a picture of a step, numbered in the order of the story."""
    number = count(1)
    return lambda page, name: screenshot(page, f"bulan {next(number):02} {name}")


def test_a_month_is_lived_from_the_excel_list_to_the_report(people, open_page, look):
    office, phone = (lambda user: sign_in(open_page(OFFICE), user)), (lambda user: sign_in(open_page(PHONE), user))

    the_operator_imports_the_register(office(people.operator), look)
    coordinator = office(people.coordinator)
    the_coordinator_declares_the_families_eligible(coordinator, look)
    round = the_coordinator_plans_and_submits(coordinator, look)
    names = the_papers_to_be_signed_name_every_family(coordinator, round)
    the_head_approves_on_a_phone(phone(people.head), look)
    the_goods_come_straight_from_the_canteen(office(people.storekeeper), look)
    the_officer_hands_over_at_the_doors(phone(people.officer), names, look)
    what_is_left_goes_back_and_the_round_is_closed(coordinator, look)
    the_report_is_ready(coordinator, names, look)
    the_missed_family_comes_first_next_month(coordinator, names[2], look)

    round.refresh_from_db()
    assert round.state == State.CLOSED
    assert [recipient.state for recipient in planned(round)] == ["served", "served", "missed", "served"]
    assert Handover.objects.filter(voided_at=None).count() == 3
    assert Handover.objects.exclude(voided_at=None).count() == 1


def the_operator_imports_the_register(page: Page, look) -> None:
    expect(page.get_by_role("heading", name="Selamat datang di Peduli")).to_be_visible()
    look(page, "beranda kosong")
    follow(page.get_by_role("main").get_by_role("link", name="Keluarga"))
    look(page, "impor")
    page.get_by_label("Berkas daftar keluarga").set_input_files(DATA / "keluarga_wbp_oktober_2024_40.xlsx")
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.get_by_role("button", name="Simpan 32 keluarga")).to_be_visible()
    look(page, "pratinjau impor")
    page.get_by_role("button", name="Simpan 32 keluarga").click()
    expect(page.get_by_role("heading", name="32 keluarga disimpan")).to_be_visible()
    look(page, "hasil impor")


def the_coordinator_declares_the_families_eligible(page: Page, look) -> None:
    look(page, "beranda sesudah impor")
    page.get_by_role("main").get_by_role("link", name="Penetapan awal").first.click()
    page.get_by_label("Dasar keputusan").fill("Keputusan Kepala Rutan Nomor 12 Tahun 2024")
    look(page, "penetapan awal")
    page.get_by_role("button", name="Tetapkan layak").click()
    expect(page.get_by_text("32 keluarga sekarang layak.")).to_be_visible()
    assert Family.objects.eligible(at=timezone.localdate()).count() == 32
    look(page, "keluarga layak")


def the_coordinator_plans_and_submits(page: Page, look) -> Round:
    follow(page.get_by_role("link", name="Beranda"))
    look(page, "beranda siap")
    page.get_by_role("button", name=PREPARE).click()
    expect(page.get_by_text("4 dari 4 paket")).to_be_visible()
    look(page, "siapkan")
    page.get_by_role("button", name="Ajukan").click()
    expect(page.get_by_text("Sudah diajukan")).to_be_visible()
    look(page, "diajukan")
    return Round.objects.get(state=State.SUBMITTED)


def the_papers_to_be_signed_name_every_family(page: Page, round: Round) -> list[str]:
    pages = printed(page, "Cetak berkas tanda tangan")
    names = [recipient.contact_name for recipient in planned(round)]
    assert len(names) == 4
    assert [name for name in names if letters(name) not in letters(" ".join(pages))] == []
    assert "Budi Santoso, S.H." in " ".join(pages)
    return names


def the_head_approves_on_a_phone(page: Page, look) -> None:
    look(page, "beranda kepala")
    follow(page.get_by_role("link", name="Baca dan putuskan"))
    look(page, "persetujuan")
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("Disetujui. Daftarnya sekarang dibekukan.")).to_be_visible()
    look(page, "disetujui")


def the_goods_come_straight_from_the_canteen(page: Page, look) -> None:
    look(page, "beranda gudang")
    page.get_by_role("link", name="Langsung dari kantin").click()
    expect(page.get_by_label("Beras, jumlah")).to_have_value("20")
    look(page, "langsung dari kantin")
    page.get_by_role("button", name="Catat barang").click()
    expect(page.get_by_text("Barang dari kantin tercatat.")).to_be_visible()
    look(page, "barang tercatat")


def the_officer_hands_over_at_the_doors(page: Page, names: list[str], look) -> None:
    follow(page.get_by_role("link", name="Buka halaman penyaluran"))
    look(page, "penyaluran")
    first, second, third, fourth = names

    page.get_by_role("link", name=first).click()
    expect(page.get_by_role("button", name="Diserahkan lengkap")).to_be_in_viewport()
    look(page, "di pintu")
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text("1 dari 4")).to_be_visible()

    page.get_by_role("link", name=f"Berikutnya: {second}").click()
    page.get_by_role("button", name="Sebagian").click()
    page.get_by_label("Gula pasir (kg)").fill("0,5")
    page.get_by_label("Ada yang rusak").check()
    page.get_by_label("Catatan").fill("Satu bungkus pecah")
    look(page, "sebagian")
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_text("2 dari 4")).to_be_visible()

    page.get_by_role("link", name=f"Berikutnya: {third}").click()
    page.get_by_role("link", name="Belum diserahkan").click()
    sheet = page.get_by_role("dialog", name="Mengapa belum diserahkan?")
    expect(sheet).to_be_visible()
    look(page, "alasan")
    sheet.get_by_role("button", name="Tidak di rumah").click()
    expect(page.get_by_text("3 dari 4")).to_be_visible()

    follow(page.get_by_role("link", name=first))
    look(page, "sudah diserahkan")
    page.get_by_role("link", name="Urungkan").click()
    page.get_by_label("Salah tekan").check()
    look(page, "urungkan")
    page.get_by_role("button", name="Urungkan").click()
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text("3 dari 4")).to_be_visible()
    look(page, "penyaluran berjalan")

    page.get_by_role("link", name=f"Berikutnya: {fourth}").click()
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text("4 dari 4")).to_be_visible()
    look(page, "penyaluran selesai")


def what_is_left_goes_back_and_the_round_is_closed(page: Page, look) -> None:
    follow(page.get_by_role("link", name="Beranda"))
    look(page, "beranda menutup")
    assert wider_with_large_letters(page) == [], "the name of a late step stays beside its line"
    page.set_viewport_size({"width": OFFICE[0], "height": OFFICE[1]})
    page.get_by_role("region", name="Langkah berikutnya").get_by_role("link", name="Tutup periode").click()
    expect(page.get_by_text("Gula pasir 1,5 kg")).to_be_visible()
    look(page, "penutupan")
    page.get_by_role("button", name="Kembali ke pemasok").click()
    expect(page.get_by_text("Semua barang sudah jelas.")).to_be_visible()
    look(page, "siap ditutup")
    page.get_by_role("button", name="Tutup periode").click()
    expect(page.get_by_text("Periode sudah ditutup.", exact=True)).to_be_visible()
    look(page, "ditutup")


def the_report_is_ready(page: Page, names: list[str], look) -> None:
    page.get_by_role("link", name="Buka laporan").click()
    summary = page.get_by_label("Ringkasan WhatsApp")
    expect(summary).to_have_value(re.compile("Penerima: 3 dari 4 keluarga Warga Binaan"))
    assert [name for name in names if name in summary.input_value()] == []
    look(page, "laporan")
    receipts = letters(" ".join(printed(page, "Daftar Tanda Terima")))
    assert [name for name in names if letters(name) not in receipts] == []
    assert "BERITA ACARA SERAH TERIMA" in printed(page, "Berita Acara Serah Terima (BAST)")[0]


def the_missed_family_comes_first_next_month(page: Page, missed: str, look) -> None:
    follow(page.get_by_role("link", name="Beranda"))
    look(page, "beranda bulan berikutnya")
    page.get_by_role("button", name=PREPARE).click()
    row = page.get_by_role("row").filter(has_text=missed)
    expect(row).to_contain_text("tidak di rumah")
    look(page, "siapkan bulan berikutnya")


def sign_in(page: Page, user) -> Page:
    page.goto("/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("navigation", name="Menu utama")).to_be_visible()
    return page


def planned(round: Round) -> list[Recipient]:
    """Those who are to receive, in the order of the route."""
    return list(round.recipients.expected().order_by("stop__position", "position"))


def printed(page: Page, paper: str) -> list[str]:
    """Press the button of a paper and read the pages that come; the browser's own viewer keeps them from us."""
    answers: list[bytes] = []

    def keep(route: Route) -> None:
        answer = route.fetch()
        answers.append(answer.body())
        route.fulfill(response=answer)

    def is_paper(response: Response) -> bool:
        return "/cetak/" in response.url

    page.context.route("**/cetak/**", keep)
    with page.context.expect_event("response", is_paper) as came:
        page.get_by_role("button", name=paper).click()
    page.context.unroute("**/cetak/**")
    assert came.value.headers["content-type"] == "application/pdf"
    return page_texts(answers[0])
