"""The goods of a round in a real browser: one form to record them, one press to settle the rest, one to close."""

from django.conf import settings
from playwright.sync_api import expect

from aid.models import Lot
from centres.history import acting_as
from distributions.models import State
from tests.browser.axe import WIDER, flaws
from tests.client import Client
from tests.distributions.months import approved_month, delivered, missed

# Quantity, price, and what the row then costs: half a rupiah goes to the even one.
TYPED = (
    ("2,5", "Rp 17.501", "Rp43.752"),
    ("0.333", "1.500", "Rp500"),
    ("0,5", "5,-", "Rp2"),
    ("1.000", "9", "–"),
    ("-1", "9", "–"),
    ("3", "1.2", "–"),
    ("3", "", "–"),
)


def signed_in(page, live, user):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live}])


def test_the_total_follows_what_is_typed_and_is_what_the_server_reckons(open_page, live, screenshot):
    with acting_as("test"):
        month = approved_month(4)
    page = open_page()
    signed_in(page, live, month.people.coordinator)
    page.goto(f"/periode/{month.round.pk}/langsung-dari-kantin/")
    total = page.locator("[data-cost-of-all]")
    assert total.inner_text() == "Rp696.000"
    screenshot(page, "goods from the canteen with what they cost")

    page.fill("[name=lines-1-quantity]", "0,001")
    for quantity, price, row in TYPED:
        page.fill("[name=lines-0-quantity]", quantity)
        page.fill("[name=lines-0-unit_price]", price)
        shown = [page.locator("[data-cost]").first.inner_text(), total.inner_text()]
        assert shown[0] == row
        page.get_by_role("button", name="Barang lain").click()
        assert [page.locator("[data-cost]").first.inner_text(), total.inner_text()] == shown
    screenshot(page, "goods from the canteen, a row without a price")
    assert flaws(page) == []
    # With rows for further items it is at its widest: on a tablet, too, the page doesn't scroll sideways.
    for width in (600, 660, 700, 750, 800, 900):
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate(WIDER), width


def test_goods_come_straight_from_the_canteen_and_add_up_at_close(open_page, live, screenshot):
    with acting_as("test"):
        month = approved_month(4)
    page = open_page()
    signed_in(page, live, month.people.coordinator)
    form = f"/periode/{month.round.pk}/langsung-dari-kantin/"

    page.goto(form)
    screenshot(page, "goods from the canteen")
    page.fill("[name=lines-0-quantity]", "empat puluh")
    page.get_by_role("button", name="Barang lain").click()
    assert page.input_value("[name=lines-0-quantity]") == "empat puluh"
    page.get_by_role("button", name="Catat barang").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert flaws(page) == []
    page.fill("[name=lines-0-quantity]", "40,5")
    page.get_by_role("button", name="Catat barang").click()
    page.wait_for_url(f"**/periode/{month.round.pk}/")
    assert "Beras 40,5" in page.inner_text(".messages")

    with acting_as("test"):
        for recipient in month.recipients[:3]:
            delivered(month, recipient)
        missed(month, month.recipients[3])
    page.goto(f"/periode/{month.round.pk}/tutup/")
    screenshot(page, "closing what is left")
    assert flaws(page) == []
    page.get_by_role("button", name="Kembali ke pemasok").click()
    page.get_by_role("button", name="Tutup periode").click()
    page.wait_for_url(f"**/periode/{month.round.pk}/")

    month.round.refresh_from_db()
    assert month.round.state == State.CLOSED
    for address in ("/barang/", "/barang/paket/", "/barang/masuk/", f"/barang/kartu/{month.rice.pk}/"):
        page.goto(address)
        screenshot(page, f"goods {address}")
        assert flaws(page) == []


def test_a_delivery_that_is_sent_twice_is_asked_about(open_page, live, screenshot):
    with acting_as("test"):
        month = approved_month(1)
    page = open_page()
    signed_in(page, live, month.people.storekeeper)

    def record(quantity: str, key: str = "") -> str:
        """Fill in the form and send it, under another page's key if one is given; the key that its page gave it."""
        page.goto("/barang/masuk/baru/")
        own = page.locator("main [name=form_key]")
        given = own.input_value()
        if key:
            own.evaluate("(field, key) => { field.value = key; }", key)
        page.fill("[name=number]", "N-7")
        page.fill("[name=lines-0-quantity]", quantity)
        page.get_by_role("button", name="Catat barang masuk").click()
        return given

    first = record("25")
    page.get_by_role("heading", name="Koperasi Pegawai").wait_for()
    record("40", key=first)
    page.get_by_role("heading", name="Formulir ini sudah tersimpan").wait_for()
    screenshot(page, "a form under a key that was used")
    assert flaws(page) == []

    page.get_by_role("button", name="Simpan ini juga").click()
    page.get_by_text("sudah dicatat oleh").first.wait_for()
    screenshot(page, "a note that is recorded already")
    assert flaws(page) == []
    page.check("[name=again]")
    page.get_by_role("button", name="Catat barang masuk").click()
    page.get_by_role("heading", name="Koperasi Pegawai").wait_for()
    assert [*Lot.objects.order_by("id").values_list("on_hand", flat=True)] == [25, 40]
