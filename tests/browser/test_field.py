"""The phone at the door: nothing covers what is asked, nothing scrolls sideways, a card is one target."""

import pytest
from playwright.sync_api import Page, expect

from distributions.models import HandoverReport, Round
from distributions.rounds.approval import approve_round, submit_round
from tests.browser.conftest import PHONE
from tests.browser.test_month import sign_in
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import report_missed
from tests.factories import FamilyFactory, MemberFactory


@pytest.fixture
def people(live):
    """A centre whose round of four families was approved."""
    people = blora()
    people.round = november(people)
    submit_round(people.round, by=people.coordinator, now=NOW)
    approve_round(Round.objects.get(pk=people.round.pk), by=people.head, now=NOW)
    return people


@pytest.mark.parametrize("size", [PHONE, (360, 640)])
def test_the_name_of_a_proxy_is_asked_in_the_open(people, open_page, size, screenshot):
    page = sign_in(open_page(size), people.officer)
    page.goto(f"/periode/{people.round.pk}/penyaluran/{people.round.recipients.first().pk}/")
    page.get_by_text("Wakil", exact=True).click()
    asked = page.get_by_label("Nama wakil penerima")
    asked.scroll_into_view_if_needed()
    screenshot(page, f"wakil {size[0]}")
    assert asked.evaluate(
        """field => {
            const { left, top, width, height } = field.getBoundingClientRect();
            return document.elementFromPoint(left + width / 2, top + height / 2) === field;
        }"""
    )


def test_large_letters_stay_in_their_boxes(people, open_page):
    # Letters half as large again leave a phone of 360 pixels the room of one of 240.
    page = sign_in(open_page((240, 427)), people.officer)
    page.goto(f"/periode/{people.round.pk}/penyaluran/")
    page.get_by_label("Hari ini").first.check()
    assert width(page) <= 240
    page.get_by_role("button", name="Menerima lengkap").first.click()
    expect(page.get_by_text("1 keluarga tercatat menerima lengkap.")).to_be_visible()
    assert width(page) <= 240
    last = people.round.recipients.last()
    MemberFactory(centre=people.centre, family=last.family)
    page.goto(f"/periode/{people.round.pk}/penyaluran/{last.pk}/")
    answers = page.locator(".receiver .side label")
    assert [answer.evaluate("box => box.scrollWidth > box.clientWidth") for answer in answers.all()] == [False] * 3


def test_a_report_to_decide_does_not_scroll_sideways(people, open_page):
    recipient = people.round.recipients.first()
    for reason in ("not_home", "not_found"):
        report_missed(people.round, recipient, by=people.officer, reason=reason)
    page = sign_in(open_page((320, 640)), people.coordinator)
    page.goto(f"/periode/{people.round.pk}/penyaluran/laporan/")
    expect(page.get_by_text("Laporan kedua untuk keluarga yang sama")).to_be_visible()
    assert width(page) <= 320


def test_all_or_one_is_ticked_by_a_thumb(people, open_page):
    families = [FamilyFactory(centre=people.centre) for _each in range(3)]
    page = sign_in(open_page(PHONE), people.coordinator)
    page.goto("/keluarga/penetapan-awal/")
    ticked = page.locator("[name=families]:checked")
    page.get_by_label("Semua: 3 keluarga").uncheck()
    expect(ticked).to_have_count(0)
    page.get_by_role("row").filter(has_text=families[0].village.name).last.click()
    expect(ticked).to_have_count(1)


def test_what_is_sent_without_a_signal_stays_on_the_page_and_is_recorded_once(people, open_page, screenshot):
    recipient = people.round.recipients.first()
    page = sign_in(open_page(PHONE), people.officer)
    page.goto(f"/periode/{people.round.pk}/penyaluran/{recipient.pk}/sebagian/")
    page.get_by_label("Beras").fill("7,5")
    page.get_by_label("Catatan").fill("Karung robek")
    page.get_by_label("Hari ini").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_role("alert")).to_contain_text("Tidak ada sinyal")
    screenshot(page, "tanpa sinyal")
    expect(page.get_by_label("Catatan")).to_have_value("Karung robek")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_text("Tercatat.")).to_be_visible()
    assert HandoverReport.objects.get().recipient == recipient


def width(page: Page) -> int:
    """How wide the page is, with what stands outside of the screen."""
    return page.evaluate("document.documentElement.scrollWidth")
