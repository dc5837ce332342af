"""What a round came to: families by village and reason, goods and their value."""

import datetime
from decimal import Decimal

import pytest

from distributions.models import Recipient, RoundChange
from distributions.reports.results import ItemResult, PlaceResult, Results, goods_in_words, handed_over, results
from distributions.rounds.closing import close_round, correct_closed_round, settle_all
from distributions.rounds.days import Span
from distributions.rounds.sources import Sources
from tests.distributions.months import approved_month, delivered, from_canteen, missed
from tests.distributions.recorded import recorded
from tests.distributions.submissions import NOW
from tests.factories import GERSI, NGLANJUK, CentreFactory, MembershipFactory, RecipientFactory, RoundFactory, region


def counted(**known: object) -> Results:
    nothing = {"planned": 0, "served": 0, "missed": 0, "persons": 0, "unknown_sizes": 0}
    lists = {"places": [], "items": [], "missed_by_reason": [], "sources": Sources("", "", "")}
    lists |= {"span": Span((datetime.date(2024, 11, 15),))}
    return Results(**(nothing | lists | known))


def item(value: int | None) -> ItemResult:
    return ItemResult("Beras", "kg", Decimal(1), value)


def test_villages_and_districts_count_where_somebody_received():
    places = [
        PlaceResult("Nglanjuk", "Cepu", 2, 1),
        PlaceResult("Gersi", "Japah", 2, 0),
        PlaceResult("Balun", "Cepu", 3, 3),
        PlaceResult("Kapuan", "Cepu", 1, 0),
        PlaceResult("Panolan", "Kedungtuban", 1, 1),
    ]
    assert (counted(places=places).villages, counted(places=places).districts) == (3, 2)


def test_who_is_neither_served_nor_missed_waits():
    assert counted(planned=9, served=4, missed=2).waiting == 3


@pytest.mark.parametrize(
    ("values", "value"), [([], 0), ([0], 0), ([5, 7], 12), ([5, None], None), ([None], None), ([None, None], None)]
)
def test_a_value_is_known_when_every_price_is(values, value):
    assert counted(items=[item(value) for value in values]).value == value


@pytest.mark.django_db
def test_families_are_counted_by_village_in_the_order_of_the_route_and_misses_by_reason():
    round, became = RoundFactory(), []
    for village, state, reason in (
        (NGLANJUK, "served", ""),
        (GERSI, "missed", "refused"),
        (NGLANJUK, "missed", "not_home"),
        (GERSI, "planned", ""),
        (GERSI, "missed", "not_home"),
        (GERSI, "reserve", ""),
    ):
        first = "reserve" if state == "reserve" else "planned"
        recipient = RecipientFactory(round=round, family__village=region(village), state=first)
        became += [(recipient, state, reason)] if state in ("served", "missed") else []
    for recipient, state, reason in became:
        recorded(recipient, state, reason=reason)
    found = results(round)
    assert found.places == [PlaceResult("Nglanjuk", "Cepu", 2, 1), PlaceResult("Gersi", "Jepon", 3, 0)]
    assert (found.planned, found.served, found.missed, found.waiting) == (5, 1, 3, 1)
    assert found.missed_by_reason == [("Tidak di rumah", 2), ("Menolak", 1)]
    assert found.first_next == 2

    coordinator = MembershipFactory(centre=round.centre, role="coordinator").user
    change = {
        "what": "order",
        "old": "Ngawen, Cepu",
        "new": "Cepu, Ngawen",
        "reason": "Searah",
        "by": coordinator,
        "at": NOW,
    }
    RoundChange.objects.create(centre=round.centre, round=round, **change)
    round.stops.filter(village=region(GERSI)).update(position=0)
    assert [place.village for place in results(round).places] == ["Gersi", "Nglanjuk"]


@pytest.mark.django_db
def test_goods_are_counted_per_round_in_the_order_of_the_package():
    months = [approved_month(), approved_month()]
    for month, quantities in zip(months, ({"rice": "7.5", "sugar": "1"}, {}), strict=True):
        from_canteen(month)
        delivered(month, month.recipients[0], **quantities)
    rounds = [month.round.pk for month in months]
    assert handed_over(rounds) == {
        rounds[0]: [ItemResult("Beras", "kg", Decimal("7.5"), 108_750), ItemResult("Gula pasir", "kg", 1, 14_500)],
        rounds[1]: [ItemResult("Beras", "kg", 10, 145_000), ItemResult("Gula pasir", "kg", 2, 29_000)],
    }
    assert results(months[0].round).items == handed_over(rounds)[rounds[0]]
    assert handed_over([RoundFactory(centre=CentreFactory()).pk]) == {}


@pytest.mark.django_db
def test_before_the_first_hand_over_the_goods_are_those_of_the_package():
    round = RoundFactory()
    assert goods_in_words(round, counted()) == "beras dan gula pasir"
    assert goods_in_words(round, counted(items=[item(1)])) == "beras"
    assert not Recipient.objects.exists()


@pytest.mark.django_db
def test_who_received_after_all_does_not_come_first_next_time():
    month = approved_month()
    from_canteen(month)
    for recipient in month.recipients:
        missed(month, recipient)
    assert results(month.round).first_next == 2
    settle_all(month.round, outcome="stock", by=month.people.storekeeper, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    said = {"recipient": month.recipients[0], "result": "received", "text": "Menerima", "reason": "Salah catat"}
    correct_closed_round(month.round, **said, by=month.people.head, now=NOW)
    found = results(month.round)
    assert (found.missed, found.first_next) == (1, 1)
