"""A round of 250 families on a phone whose processor is a quarter as quick: its time and its memory."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.phones import Phone
from tests.distributions.handover_pages import approved_round
from tests.factories import CentreFactory, cast


@pytest.mark.long
def test_a_round_of_250_families_is_quick_and_small_on_a_slow_phone(live, browser, tmp_path, capsys):
    people = cast(CentreFactory())
    round = approved_round(people, families=[f"Ibu Keluarga {number}" for number in range(250)])
    phone = Phone(browser, live, tmp_path / "phone")
    phone.sign_in(people.officer)
    phone.take(round)
    phone.offline()
    phone.slow(4)
    took = []
    for number in range(10):
        began = time.monotonic()
        phone.page.locator(".btn.go.big").click()
        phone.page.get_by_role("button", name="Diserahkan lengkap").click()
        expect(phone.page.get_by_text(f"Tercatat di HP ini: Ibu Keluarga {number}", exact=True)).to_be_visible()
        took.append(time.monotonic() - began)
    metrics = phone.context.new_cdp_session(phone.page)
    metrics.send("Performance.enable")
    metrics.send("HeapProfiler.collectGarbage")  # what a browser does when memory gets short
    phone.page.wait_for_timeout(500)
    heap = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}["JSHeapUsedSize"]
    memory = phone.memory()
    phone.context.close()
    with capsys.disabled():
        print(f"\n250 families: {max(took):.2f} s a family at most, {sum(took) / 10:.2f} s on average;", end=" ")
        print(f"JavaScript {heap / 1e6:.1f} MB, the page's process {memory / 1e6:.0f} MB of its own")
    assert heap < 30e6
    assert memory < 100e6
