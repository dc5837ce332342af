"""What comes back of an issue."""

from decimal import Decimal

import pytest

from aid.ledger import give_back, issue, reverse
from config.errors import Refused
from tests.aid.stock import NOW, TODAY, delivered, ledger_of, on_hand


@pytest.fixture
def lots(rice, canteen, keeper):
    return [delivered(rice, 10, supplier=canteen, by=keeper) for _n in range(2)]


@pytest.fixture
def issued(centre, rice, lots, keeper):
    return issue(centre=centre, issued_on=TODAY, wanted={rice.pk: Decimal(15)}, by=keeper, now=NOW)


@pytest.fixture
def back(issued, rice, keeper):
    def back(quantity, outcome="stock", reason="", **more):
        given = {"item": rice, "quantity": Decimal(quantity), "happened_on": TODAY, "by": keeper, "now": NOW}
        return give_back([issued], outcome=outcome, reason=reason, **(given | more))

    return back


def test_what_went_out_last_comes_back_first_to_its_lot(back, lots):
    back("7.5")

    assert [on_hand(lot) for lot in lots] == [Decimal("2.5"), 10]


def test_goods_for_the_supplier_come_back_and_leave_again(back, lots):
    back(5, "supplier", "sisa")

    assert ledger_of(lots[1]) == [("receipt", 10), ("issue", -5), ("return", 5), ("supplier", -5)]
    assert on_hand(lots[1]) == 5


def test_lost_goods_come_back_and_are_written_off(back, lots):
    back(1, "loss", "karung robek")

    assert ledger_of(lots[1])[2:] == [("return", 1), ("loss", -1)]


def test_more_than_is_out_is_refused(back, lots):
    back(10)
    with pytest.raises(Refused):
        back("5.001")

    assert [on_hand(lot) for lot in lots] == [5, 10]


@pytest.mark.parametrize("outcome", ["supplier", "loss"])
def test_without_a_reason_nothing_is_lost_or_sent_back(back, outcome):
    with pytest.raises(Refused) as refused:
        back(1, outcome, "  ")

    assert refused.value.field == "reason"


def test_what_is_given_back_twice_counts_once_more_after_a_reversal(back, lots, keeper):
    (movement,) = back(5)
    reverse(movement, reason="salah catat", by=keeper, now=NOW)

    assert [on_hand(lot) for lot in lots] == [0, 5]
    back(15)
    assert [on_hand(lot) for lot in lots] == [10, 10]
