"""A value says by which prices it is reckoned: rice that was approved at one price may be bought at another."""

import pytest
from django.urls import reverse

from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.round_on_paper import read_round
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from tests.distributions.blora import blora, november
from tests.distributions.months import approved_month, delivered, from_canteen
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    """Approved at Rp14.500 for a kilogram of each; bought, sugar at Rp17.500."""
    return approved_month()


def test_what_was_approved_counts_whatever_was_paid(client, month):
    from_canteen(month, sugar="4")
    delivered(month, month.recipients[0])
    counted = results(month.round)
    assert (counted.value, counted.priced_by) == (174_000, "menurut harga yang disetujui")
    assert "Nilai: Rp174.000 (menurut harga yang disetujui)\n" in summary_text(month.round, counted)
    client.force_login(month.people.coordinator)
    page = words(client.get(reverse("distributions:report", args=[month.round.pk])).content.decode())
    assert "Nilai Rp174.000 menurut harga yang disetujui" in page
    recap = words(client.get(reverse("distributions:reports") + "?tahun=2024").content.decode())
    assert "Nilai menurut harga yang disetujui pada setiap periode" in recap


def test_before_anything_was_handed_over_no_price_is_spoken_of(client, month):
    client.force_login(month.people.coordinator)
    page = client.get(reverse("distributions:report", args=[month.round.pk])).content.decode()
    recap = client.get(reverse("distributions:reports") + "?tahun=2024").content.decode()
    assert "menurut harga" not in page
    assert "menurut harga" not in recap


def test_an_item_without_a_price_then_is_valued_by_what_it_cost():
    month = approved_month(unpriced=("Gula pasir",))
    from_canteen(month)
    delivered(month, month.recipients[0])
    counted = results(month.round)
    assert counted.value == 145_000 + 35_000
    assert counted.priced_by == "menurut harga yang disetujui; Gula pasir menurut harga barang masuk"


def test_without_any_price_then_all_is_valued_by_what_it_cost():
    month = approved_month(unpriced=("Beras", "Gula pasir"))
    from_canteen(month)
    delivered(month, month.recipients[0])
    assert results(month.round).priced_by == "menurut harga barang masuk"


def value(round):
    return dict(proposal_sheet_document(read_round(round.pk))["figures"])["Perkiraan nilai"]


def test_the_proposal_says_whether_its_prices_are_approved(month):
    draft = november(blora(families=4))
    assert value(draft) == "Rp696.000 (Rp174.000 setiap paket), menurut harga dalam usulan ini"
    assert value(month.round) == "Rp348.000 (Rp174.000 setiap paket), menurut harga yang disetujui"
    draft.lines.update(unit_price=None)
    assert value(draft) == ""
