"""On which day something happened: today at the centre unless it is said, and never tomorrow."""

import datetime
from decimal import Decimal

import pytest

from aid.ledger import ReceivedLine, adjust, give_back, issue, pay, receive, reverse, reverse_receipt, write_off
from aid.models import Movement
from config.errors import Refused
from tests.aid.stock import NOW, TODAY, delivered

DAY = datetime.timedelta(days=1)
LAST_SECOND = datetime.datetime(2024, 11, 15, 16, 59, 59, tzinfo=datetime.UTC)  # of the 15th in Blora


@pytest.fixture
def lot(rice, canteen, keeper):
    return delivered(rice, 10, supplier=canteen, by=keeper, day=TODAY - DAY)


@pytest.fixture
def document(lot, keeper):
    return issue(centre=lot.centre, issued_on=TODAY - DAY, wanted={lot.item_id: Decimal(4)}, by=keeper, now=NOW)


def lose(lot, document, **when):
    return write_off(lot, quantity=Decimal(1), kind="loss", reason="tumpah", **when)


def count(lot, document, **when):
    return adjust(lot, counted=Decimal(7), reason="hitung ulang", **when)


def take_back_one(lot, document, **when):
    return reverse(document.movements.get(), reason="salah", **when)


def take_back_delivery(lot, document, *, by, now, **when):
    reverse(document.movements.get(), reason="salah", by=by, now=NOW)
    return reverse_receipt(lot.receipt, reason="salah", by=by, now=now, **when)[0]


@pytest.mark.parametrize("act", [lose, count, take_back_one, take_back_delivery])
def test_it_is_today_at_the_centre_unless_it_is_said(lot, document, keeper, act):
    assert act(lot, document, by=keeper, now=LAST_SECOND).happened_on == TODAY


@pytest.mark.parametrize("act", [lose, count, take_back_one, take_back_delivery])
def test_it_is_the_day_that_is_said(lot, document, keeper, act):
    assert act(lot, document, by=keeper, now=NOW, happened_on=TODAY - DAY).happened_on == TODAY - DAY


@pytest.mark.parametrize("act", [lose, count])
def test_tomorrow_has_not_happened(lot, document, keeper, act):
    before = Movement.objects.count()
    with pytest.raises(Refused) as refused:
        act(lot, document, by=keeper, now=LAST_SECOND, happened_on=TODAY + DAY)
    assert (refused.value.field, Movement.objects.count()) == ("happened_on", before)
    later = LAST_SECOND + datetime.timedelta(seconds=1)
    assert act(lot, document, by=keeper, now=later, happened_on=TODAY + DAY).happened_on == TODAY + DAY


def test_goods_do_not_come_back_tomorrow(lot, document, keeper):
    given = {"item": lot.item, "quantity": Decimal(1), "outcome": "stock", "by": keeper}
    with pytest.raises(Refused) as refused:
        give_back([document], happened_on=TODAY + DAY, now=LAST_SECOND, **given)
    assert refused.value.field == "happened_on"
    (movement,) = give_back([document], happened_on=TODAY - DAY, now=NOW, **given)
    assert movement.happened_on == TODAY - DAY


def test_nothing_is_paid_tomorrow_and_a_delivery_of_today_may_be_paid_today(centre, canteen, rice, keeper):
    given = {"centre": centre, "supplier": canteen, "terms": "account", "by": keeper}
    line = ReceivedLine(rice, Decimal(1))
    receipt = receive(received_on=TODAY, lines=[line], now=NOW, **given)
    with pytest.raises(Refused) as refused:
        pay(receipt, paid_on=TODAY + DAY, now=LAST_SECOND)
    assert refused.value.field == "paid_on"
    assert pay(receipt, paid_on=TODAY, now=LAST_SECOND).paid_on == TODAY
    assert receive(received_on=TODAY, paid_on=TODAY, lines=[line], now=LAST_SECOND, **given).paid_on == TODAY


def test_goods_leave_on_the_day_that_is_said(lot, document):
    assert [movement.happened_on for movement in document.movements.all()] == [TODAY - DAY]
    assert lot.movements.get(kind="receipt").happened_on == TODAY - DAY
