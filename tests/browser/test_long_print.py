"""The page of a long print follows how far it is, with scripts and without, and says when it is ready."""

import datetime
import secrets

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centres.history import acting_as
from distributions.models import PrintJob
from tests.browser.axe import flaws
from tests.browser.test_goods import signed_in
from tests.distributions.months import approved_month


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_goes_on_by_itself_until_the_papers_are_ready(open_page, live, screenshot, scripts):
    with acting_as("test"):
        month = approved_month()
        # Nobody makes it: it begins only in an hour, however slow this test is.
        now = timezone.now() + datetime.timedelta(hours=1)
        of = {"centre": month.centre, "round": month.round, "asked_by": month.people.coordinator, "asked_at": now}
        job = PrintJob.objects.create(kinds=["usulan", "bast"], archive=True, token=secrets.token_urlsafe(16), **of)
    page = open_page(java_script_enabled=scripts)
    signed_in(page, live, month.people.coordinator)
    page.goto(f"/berkas/dibuat/{job.token}/")
    expect(page.get_by_text("Berkas 1 dari 2: Usulan dan persetujuan")).to_be_visible()
    if scripts:
        screenshot(page, "long print")
        assert flaws(page) == []
    PrintJob.objects.update(done=1)
    expect(page.get_by_text("Berkas 2 dari 2: Berita Acara Serah Terima (BAST)")).to_be_visible()
    PrintJob.objects.update(done=2, state="ready", ended_at=now)
    expect(page.get_by_role("heading", name="Berkas sudah siap")).to_be_visible()
    expect(page.get_by_role("button", name="Unduh sebagai ZIP")).to_be_visible()
