"""What comes back of an issue."""

from decimal import Decimal

import pytest

from aid.balances import still_out
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


def test_of_several_issues_the_last_is_emptied_first_and_one_that_is_empty_is_passed_over(back, lots):
    back(5)
    back(10)

    assert [on_hand(lot) for lot in lots] == [10, 10]
    with pytest.raises(Refused):
        back("0.001")


def test_other_issues_and_other_items_keep_what_went_out_with_them(centre, rice, sugar, lots, canteen, keeper):
    delivered(sugar, 3, supplier=canteen, by=keeper)
    wanted = {rice.pk: Decimal(4), sugar.pk: Decimal(3)}
    first, second = (
        issue(centre=centre, issued_on=TODAY, wanted=want, by=keeper, now=NOW) for want in (wanted, {rice.pk: 6})
    )
    given = {"item": rice, "outcome": "stock", "happened_on": TODAY, "by": keeper, "now": NOW}

    with pytest.raises(Refused, match=r"^Beras yang masih di luar hanya 4\u00a0kg\.$"):
        give_back([first], quantity=Decimal("4.001"), **given)
    give_back([first], quantity=Decimal(4), **given)

    assert still_out([first.pk, second.pk], [lot.pk for lot in lots]) == {
        (first.pk, lots[0].pk): 0,
        (second.pk, lots[0].pk): 6,
    }
    assert still_out([first.pk], [lots[0].pk]) == {(first.pk, lots[0].pk): 0}
    assert still_out([second.pk], [lots[1].pk]) == {}


def test_the_lines_carry_their_reason_issue_and_signature(back, issued, lots, keeper):
    movements = back(1, "loss", " karung robek ")

    assert [(m.reason, m.issue, m.lot, m.recorded_by, m.recorded_at, m.centre_id) for m in movements] == [
        ("karung robek", issued, lots[1], keeper, NOW, issued.centre_id)
    ] * 2


def test_what_comes_back_to_stock_needs_no_reason(back):
    (movement,) = back(1)

    assert movement.reason == ""
