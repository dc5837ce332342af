"""The design system in a browser: accessible in every size and theme, light, safe against a second press."""

import gzip

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.browser.axe import flaws

PHONE = (390, 844)
FIRST_LOAD = 60 * 1024  # bytes over the wire, photos excepted
ROLES_OF_CARDS = """
[...document.querySelectorAll("table.cards, .cards :is(thead, tbody, tfoot, tr, th, td)")]
    .map(part => `${part.closest("thead") ? "head" : "body"} ${part.localName} ${part.role}`)
"""


@pytest.fixture
def with_styleguide(live):
    with override_settings(ROOT_URLCONF="tests.browser.styleguide"):
        yield live


def test_every_part_is_accessible_in_both_sizes_and_themes(with_styleguide, open_page, screenshot):
    page = open_page()
    page.goto("/bagian/")
    screenshot(page, "styleguide")
    assert flaws(page) == []


def test_the_sign_in_page_is_accessible_and_names_what_was_wrong(live, open_page, screenshot):
    page = open_page()
    page.goto("/akun/masuk/")
    screenshot(page, "sign-in")
    assert flaws(page) == []
    page.get_by_label("Nama pengguna").fill("siti.aminah")
    page.get_by_label("Kata sandi").fill("bukan sandinya")
    page.get_by_role("button", name="Masuk").click()
    assert page.get_by_role("alert").inner_text().startswith("Belum bisa masuk")
    assert page.get_by_label("Nama pengguna").input_value() == "siti.aminah"
    screenshot(page, "sign-in-refused")
    assert flaws(page) == []


def test_a_second_press_sends_nothing(with_styleguide, open_page):
    page = open_page()
    page.goto("/bagian/")
    page.evaluate("""() => {
        const form = [...document.forms].find(form => form.id === "parts");
        form.requestSubmit();
        form.requestSubmit();
    }""")
    page.wait_for_function("document.body.innerText === '1'")


def test_a_link_in_the_error_summary_leads_to_the_field(with_styleguide, open_page):
    page = open_page()
    page.goto("/bagian/")
    page.get_by_role("alert").get_by_role("link", name="Diterima oleh").click()
    assert page.evaluate("document.activeElement.id") == "id_by_0"


def test_the_reason_sheet_opens_and_closes(with_styleguide, open_page, screenshot):
    page = open_page(PHONE)
    page.goto("/bagian/")
    page.get_by_role("button", name="Alasan").click()
    sheet = page.get_by_role("dialog", name="Mengapa belum diserahkan?")
    expect(sheet).to_be_visible()
    page.screenshot(path="build/screenshots/sheet-390.png")
    sheet.get_by_role("button", name="Batal").click()
    expect(sheet).to_be_hidden()


def test_a_table_that_htmx_swaps_in_gets_the_roles_that_one_drawn_as_cards_loses(with_styleguide, open_page):
    page = open_page(PHONE)
    page.goto("/bagian/")
    of_all_parts = {
        "body table table",
        "head thead rowgroup",
        "head tr row",
        "head th columnheader",
        "body tbody rowgroup",
        "body tfoot rowgroup",
        "body tr row",
        "body th rowheader",
        "body td cell",
    }
    assert set(page.evaluate(ROLES_OF_CARDS)) == of_all_parts
    page.locator("table.cards").evaluate("table => table.dataset.before = ''")
    page.evaluate("htmx.ajax('GET', '/bagian/', {target: '.cards', select: '.cards', swap: 'outerHTML'})")
    expect(page.locator("table.cards[data-before]")).to_have_count(0)
    # htmx tells of what it swapped in a moment after it stands there, and only then do the roles come.
    expect(page.locator("table.cards[role=table]")).to_have_count(1)
    assert set(page.evaluate(ROLES_OF_CARDS)) == of_all_parts


def test_filters_are_folded_on_the_phone_only(with_styleguide, open_page):
    office, phone = open_page(), open_page(PHONE)
    for page, shown in ((office, True), (phone, False)):
        page.goto("/bagian/")
        page.wait_for_load_state("load")
        expect(page.locator("#q")).to_be_visible(visible=shown)


def test_the_first_load_of_a_page_stays_within_60_kilobytes(with_styleguide, open_page):
    page, answers = open_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/bagian/")
    page.wait_for_load_state("networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers if answer.status == 200}
    print(f"{sum(sizes.values())} bytes: {sizes}")
    assert sum(sizes.values()) < FIRST_LOAD
