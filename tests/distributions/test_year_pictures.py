"""What *Laporan* draws of a year: packages and value by month, the sources, and where the goods went."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from distributions.overview.coverage_picture import Bar
from distributions.reports.drawing import along, upwards
from distributions.reports.given import given
from distributions.reports.pictures import Went, months_of, sources_of, values_of, where_goods_went
from distributions.reports.recap import recap
from distributions.reports.results import results
from distributions.rounds.balance import balance
from distributions.rounds.closing import settle
from tests.client import Client
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.factories import RoundFactory
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month() -> SimpleNamespace:
    """Of three families one received; of the rest 10 kg of rice are back, 4 lost, 6 open."""
    month = approved_month(3)
    from_canteen(month, rice="30", sugar="6", source_of_funds="Zakat")
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    who = {"by": month.people.storekeeper, "now": NOW}
    settle(month.round, item=month.rice, quantity=Decimal(10), outcome="stock", **who)
    settle(month.round, item=month.rice, quantity=Decimal(4), outcome="loss", reason="Basah", **who)
    return month


def test_parts_follow_one_another_and_a_column_stands_on_the_ground():
    parts = [("had", 3), ("older", 0), ("never", 1)]
    assert along(parts, 8) == [("had", "0.00", "37.50"), ("never", "37.50", "12.50")]
    assert upwards(parts, 8) == [("had", "62.50", "37.50"), ("never", "50.00", "12.50")]


def test_a_month_says_its_packages_and_what_was_not_handed_over(month):
    columns = months_of(recap([month.centre.pk], 2024), 2024)
    assert len(columns) == 12
    assert [(c.label, c.short, c.text, c.said) for c in columns[9:11]] == [
        ("Oktober 2024", "Okt", "", "tidak ada"),
        ("November 2024", "Nov", "1", "1 paket diserahkan, 2 belum diserahkan"),
    ]
    assert columns[10].parts == [("had", "66.67", "33.33"), ("never", "0.00", "66.67")]


def test_values_are_millions_and_one_whose_price_is_missing_is_a_question_mark(month):
    unpriced = approved_month(1, unpriced=("Beras",))
    delivered(unpriced, unpriced.recipients[0])
    columns = {
        name: values_of(recap([of.centre.pk], 2024), 2024)[10] for name, of in (("known", month), ("unknown", unpriced))
    }
    assert (columns["known"].text, columns["known"].said) == ("0,17", "Rp174.000")
    assert (columns["unknown"].text, columns["unknown"].said) == ("?", "nilai belum diketahui")
    assert columns["unknown"].parts == []


def test_sources_are_bars_of_their_value(month):
    found = given([month.centre.pk], 2024)
    assert sources_of(found) == [Bar("Zakat", [("had", "0.00", "100.00")], "Rp174.000")]


def test_what_went_out_is_what_was_handed_over_came_back_is_lost_or_open(month):
    found = given([month.centre.pk], 2024)
    rice, sugar = where_goods_went(found, found.rounds)
    assert rice == Went("Beras", "kg", Decimal(30), Decimal(10), Decimal(10), Decimal(4))
    assert (rice.open, sugar.open) == (6, 4)
    by_item = {row.item.name: row for row in balance(month.round)}
    for went in (rice, sugar):
        one = by_item[went.name]
        assert (went.issued, went.handed_over, went.lost, went.open) == (
            one.issued,
            one.handed_over,
            one.lost,
            one.open,
        )
        assert went.back == one.returned + one.supplied_back
    assert [kind for kind, _start, _width in rice.bar.parts] == ["had", "returned", "lost", "open"]


def test_items_of_two_centres_are_one_and_what_never_went_out_is_shown(month):
    other = approved_month(1)
    delivered(other, other.recipients[0])
    found = given([month.centre.pk, other.centre.pk], 2024)
    rice = next(went for went in where_goods_went(found, found.rounds) if went.name == "Beras")
    assert (rice.issued, rice.handed_over, rice.open) == (30, 20, -4)


def test_the_page_shows_the_pictures_and_their_figures(month):
    client = Client()
    client.force_login(month.people.viewer)
    page = client.get(reverse("distributions:reports"), {"tahun": "2024"})
    told = words(page.content.decode())
    assert "Paket per bulan" in told
    assert "November 2024" in page.content.decode()
    assert "Zakat Rp174.000" in told
    assert "Beras 30 kg 10 kg 10 kg 4 kg 6 kg" in told
    assert results(month.round).value == 174_000


def test_before_the_first_hand_over_nothing_is_drawn(month):
    RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=datetime.date(2023, 11, 17))
    client = Client()
    client.force_login(month.people.viewer)
    page = client.get(reverse("distributions:reports"), {"tahun": "2023"}).content.decode()
    assert "Paket per bulan" not in page
