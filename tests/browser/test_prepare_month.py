"""The month from Beranda to the printed papers, the approval on a phone, and every page of a round looked at."""

import datetime
import re
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from aid.ledger import ReceivedLine
from aid.models import Supplier
from centres.history import acting_as
from distributions.handover.submissions import hand_over_all
from distributions.models import HandoverReport, Round
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.by_hand import remove_family
from distributions.rounds.closing import close_round
from distributions.rounds.goods import receive_for_round
from distributions.rounds.schedule import schedule_rounds
from tests.browser.axe import flaws
from tests.browser.conftest import OFFICE, PHONE
from tests.browser.following import follow
from tests.distributions.blora import blora
from tests.factories import PASSWORD, SupplierFactory

pytestmark = pytest.mark.usefixtures("committed_db")

PREPARE = re.compile(r"^Siapkan \w+ \d{4}$")
NAMES = ("Rukmini Hidayah", "Kartini Nurjanah", "Sri Wahyuningsih", "Mujiati Maryati", "Yuliana Ningsih", "Yatinah")


@pytest.fixture
def people():
    with acting_as("test"):
        yield blora(families=4, rule="day", day=31, nth=None, weekday=None)


def name_families(people) -> None:
    for family, name in zip(people.families, NAMES, strict=False):
        family.members.update(name=name)


def first_month(people) -> Round:
    """Last month: proposed, approved, received from the canteen, handed over and closed."""
    now = timezone.now()
    today = people.centre.local_date(now)
    month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    then = datetime.datetime.combine(month, datetime.time(8), people.centre.zone)  # before the day of the round
    round = schedule_rounds([people.programme], today=month, months=1, now=then)[0].round
    submit_round(round, by=people.coordinator, now=then)
    approve_round(round, by=people.head, now=then)
    lines = [ReceivedLine(line.item, line.quantity * 4, unit_price=line.unit_price) for line in round.lines.all()]
    canteen: Supplier = SupplierFactory(centre=people.centre, name="Koperasi Pegawai Rutan Blora")
    received_on = min(round.date, today)
    receive_for_round(
        round, supplier=canteen, terms="gift", lines=lines, received_on=received_on, by=people.storekeeper, now=now
    )
    on_its_day = datetime.datetime.combine(round.date, round.time, people.centre.zone)
    said = {"channel": HandoverReport.Channel.PAPER, "recorded_at": on_its_day, "by": people.coordinator, "now": now}
    for stop in round.stops.visited():
        hand_over_all(stop, key=uuid.uuid4(), **said)
    return close_round(round, by=people.coordinator, now=now)


def sign_in(page: Page, user, path: str = "/") -> None:
    page.goto(path)
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    follow(page.get_by_role("button", name="Masuk"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def look(page: Page, screenshot, name: str) -> None:
    screenshot(page, f"rencana {name}")
    assert flaws(page) == [], name


class Hand:
    """A coordinator's hand at the office PC: counts what is pressed and which fields are typed in."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.typed = page, 0, 0

    def press(self, button: str | re.Pattern) -> None:
        self._click(self.page.get_by_role("button", name=button))

    def follow(self, link: str) -> None:
        self._click(self.page.get_by_role("link", name=link))

    def type(self, field: str, text: str) -> None:
        self.page.get_by_label(field).fill(text)
        self.typed += 1

    def _click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1


@pytest.fixture
def hand(people, open_page) -> Hand:
    """The coordinator signed in at the beginning of the second month."""
    name_families(people)
    first_month(people)
    page = open_page(OFFICE)
    sign_in(page, people.coordinator)
    return Hand(page)


def submit_and_print(hand: Hand) -> None:
    hand.press("Ajukan")
    expect(hand.page.get_by_text("Sudah diajukan")).to_be_visible()
    with hand.page.context.expect_event("response", lambda response: "/cetak/" in response.url) as printed:
        hand.press("Cetak berkas tanda tangan")
    assert printed.value.headers["content-type"] == "application/pdf"


def test_the_second_month_of_four_families_takes_three_clicks_to_the_printed_papers(hand):
    hand.press(PREPARE)
    expect(hand.page.get_by_text("4 dari 4 paket")).to_be_visible()
    submit_and_print(hand)
    assert (hand.clicks, hand.typed) == (3, 0)
    assert Round.objects.filter(state="submitted").count() == 1


def test_another_hour_and_the_source_of_funds_make_it_seven_clicks_and_two_typed_fields(hand):
    hand.press(PREPARE)
    hand.follow("Ubah tanggal")
    hand.type("Waktu", "0930")
    hand.press("Simpan")
    hand.follow("Ubah Asal barang")
    hand.type("Sumber dana", "Usaha kantin bulan lalu")
    hand.press("Simpan")
    expect(hand.page.get_by_text("09.30 WIB")).to_be_visible()
    expect(hand.page.get_by_text("Usaha kantin bulan lalu")).to_be_visible()
    submit_and_print(hand)
    assert (hand.clicks, hand.typed) == (7, 2)


def test_the_pages_of_a_round_are_looked_at(people, open_page, screenshot):
    name_families(people)
    first_month(people)
    page = open_page(OFFICE)
    sign_in(page, people.coordinator)
    look(page, screenshot, "beranda")
    page.get_by_role("button", name=PREPARE).click()
    page.get_by_text("Mengapa keluarga lain menunggu").click()
    look(page, screenshot, "siapkan")
    number = page.url.split("/")[-3]
    for path, name in (
        (f"/periode/{number}/asal-barang/", "asal barang"),
        (f"/periode/{number}/isi-paket/", "isi paket"),
        (f"/periode/{number}/persetujuan-kertas/", "persetujuan kertas"),
        (f"/periode/{number}/", "periode rencana"),
    ):
        page.goto(path)
        look(page, screenshot, name)
    page.goto("/periode/kalender/")
    screenshot(page, "rencana kalender")
    page.goto(f"/periode/{number}/siapkan/")
    follow(page.get_by_role("link", name="Ganti").first)
    look(page, screenshot, "ganti keluarga")


def test_the_head_sends_back_and_approves_on_a_phone(people, open_page, screenshot):
    name_families(people)
    now = timezone.now()
    round = schedule_rounds([people.programme], months=1, now=now)[0].round
    submit_round(round, by=people.coordinator, now=now)
    page = open_page(PHONE)
    sign_in(page, people.head)
    screenshot(page, "rencana beranda kepala")
    page.get_by_role("link", name="Baca dan putuskan").click()
    expect(page.get_by_role("button", name="Setujui")).to_be_in_viewport()
    look(page, screenshot, "persetujuan")
    page.get_by_role("link", name="Kembalikan").click()
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis apa yang perlu diubah.")
    look(page, screenshot, "kembalikan galat")
    page.get_by_label("Apa yang perlu diubah?").fill("Tambah satu desa di Kradenan")
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.get_by_text("Dikembalikan: Tambah satu desa di Kradenan")).to_be_visible()
    round = Round.objects.get(pk=round.pk)
    remove_family(round.recipients.first(), reason="Sudah dibantu pihak lain", by=people.coordinator, now=now)
    submit_round(round, by=people.coordinator, now=now)
    page.goto(f"/periode/{round.pk}/persetujuan/")
    expect(page.get_by_role("heading", name="Akibat perubahan")).to_be_visible()
    look(page, screenshot, "persetujuan diubah")
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("Disetujui. Daftarnya sekarang dibekukan.")).to_be_visible()
    screenshot(page, "rencana periode disetujui")


def test_a_new_centre_is_taught(open_page, screenshot, people):
    page = open_page(OFFICE)
    sign_in(page, people.outsider)
    look(page, screenshot, "beranda baru")
