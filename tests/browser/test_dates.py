"""Days and times in a real browser: typed as here in a browser of any language, or chosen in its calendar."""

import pytest

from aid.models import Receipt
from centres.history import acting_as
from tests.browser.axe import flaws
from tests.browser.test_goods import signed_in
from tests.distributions.months import approved_month


@pytest.mark.parametrize("language", ["en-US", "id-ID"])
def test_a_day_and_a_time_are_written_the_same_in_a_browser_of_any_language(open_page, live, screenshot, language):
    with acting_as("test"):
        month = approved_month()
    page = open_page(language=language)
    signed_in(page, live, month.people.coordinator)
    page.goto(f"/periode/{month.round.pk}/waktu/")
    time = page.get_by_label("Waktu")
    assert time.input_value() == "08.00"
    for typed, shown in (("1745", "17.45"), ("930", "9.30"), ("2300", "23.00"), ("08.30", "08.30")):
        time.fill("")
        time.press_sequentially(typed)
        assert time.input_value() == shown

    page.goto(f"/periode/{month.round.pk}/langsung-dari-kantin/")
    day = page.locator("[name=received_on]")
    screenshot(page, f"a day in {language}")

    day.fill("")
    day.press_sequentially("05012027")
    assert day.input_value() == "05/01/2027"
    day.fill("")
    day.press_sequentially("5/1/2027")
    assert day.input_value() == "5/1/2027"

    page.locator(".day", has=day).get_by_role("button", name="Pilih di kalender").click()
    calendar = page.locator(".day", has=day).locator("input[type=date]")
    assert calendar.input_value() == "2027-01-05"
    calendar.evaluate(
        "field => { field.value = '2024-11-14'; field.dispatchEvent(new Event('change', {bubbles: true})) }"
    )
    assert day.input_value() == "14/11/2024"
    assert flaws(page) == []

    page.get_by_role("button", name="Catat barang").first.click()
    page.get_by_text("Barang dari kantin tercatat.").wait_for()
    assert Receipt.objects.get().received_on.isoformat() == "2024-11-14"
