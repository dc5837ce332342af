"""What a package contains, from when, and what it costs."""

import datetime
from decimal import Decimal

import pytest

from aid.ledger import reverse_receipt
from aid.models import PackageVersion
from aid.packages import new_version, price_of
from config.errors import Refused
from tests.aid.stock import NOW, TODAY, delivered
from tests.factories import PackageFactory

TOMORROW = TODAY + datetime.timedelta(days=1)
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def package(centre):
    return PackageFactory(centre=centre)


@pytest.fixture
def contain(package):
    def contain(starts_on, lines):
        lines = {item.pk: Decimal(quantity) for item, quantity in lines.items()}
        return new_version(package, starts_on=starts_on, lines=lines, now=NOW)

    return contain


def contents(version) -> dict:
    return dict(version.lines.values_list("item__name", "quantity"))


def test_a_version_holds_until_the_next_begins(package, contain, rice, sugar):
    first = contain(datetime.date(2024, 1, 1), {rice: 10, sugar: "2.5"})
    second = contain(TOMORROW, {rice: 5})

    assert [package.versions.at(day).first() for day in (TODAY, TOMORROW)] == [first, second]
    assert contents(first) == {"Beras": 10, "Gula pasir": Decimal("2.5")}


def test_before_its_first_version_a_package_is_empty(package, contain, rice):
    contain(TODAY, {rice: 10})
    assert package.versions.at(YESTERDAY).first() is None


def test_only_the_first_version_may_begin_in_the_past(contain, rice):
    contain(YESTERDAY, {rice: 10})
    with pytest.raises(Refused) as refused:
        contain(YESTERDAY, {rice: 5})
    assert refused.value.field == "starts_on"


def test_a_version_that_begins_today_can_be_given_again(contain, rice, sugar):
    first = contain(TODAY, {rice: 10})
    again = contain(TODAY, {sugar: 1})

    assert first == again
    assert contents(again) == {"Gula pasir": 1}
    assert PackageVersion.objects.count() == 1


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0001", "1000000"])
def test_a_package_of_nothing_is_refused(contain, rice, quantity):
    with pytest.raises(Refused):
        contain(TODAY, {rice: quantity})
    assert PackageVersion.objects.count() == 0


def test_the_price_is_that_of_the_last_delivery_else_the_usual_one(rice, sugar, canteen, keeper):
    delivered(rice, 1, supplier=canteen, by=keeper, price=15_000)
    delivered(rice, 1, supplier=canteen, by=keeper, price=16_000)
    delivered(rice, 1, supplier=canteen, by=keeper, price=None)

    assert price_of([rice, sugar]) == {rice.pk: 16_000, sugar.pk: 14_500}


def test_a_delivery_that_was_taken_back_sets_no_price(rice, canteen, keeper):
    delivered(rice, 1, supplier=canteen, by=keeper, price=15_000)
    wrong = delivered(rice, 1, supplier=canteen, by=keeper, price=150_000)
    reverse_receipt(wrong.receipt, reason="salah harga", by=keeper, now=NOW)

    assert price_of([rice]) == {rice.pk: 15_000}


def test_an_item_without_any_price_has_none(rice):
    rice.usual_price = None
    assert price_of([rice]) == {rice.pk: None}
