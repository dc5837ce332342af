"""*Cakupan* on paper: one page, however many lines it has."""

import pytest

from centres.models import Region
from distributions.overview.coverage_picture import LINES
from distributions.views.coverage import ROOMY
from tests.client import Client
from tests.distributions.blora import blora
from tests.factories import EligibleFamilyFactory
from tests.paper_files import page_texts


@pytest.mark.long
@pytest.mark.parametrize("lines", [4, ROOMY, LINES])
def test_it_is_one_page_of_paper(open_page, live, lines):
    people = blora(families=0)
    for village in Region.objects.filter(level="village").order_by("pk")[:lines]:
        EligibleFamilyFactory(centre=people.centre, village=village)
    client = Client()
    client.force_login(people.coordinator)
    page = open_page()
    session = client.cookies["peduli_session"].value
    page.context.add_cookies([{"name": "peduli_session", "value": session, "url": live}])
    page.goto("/cakupan/")
    (text,) = page_texts(page.pdf(prefer_css_page_size=True))
    assert f"{lines} dari {lines} keluarga tidak menerima dalam 12 bulan" in " ".join(text.split())
    assert "Lama menunggu" in text
