"""Write-offs, count differences and reversals."""

from decimal import Decimal

import pytest

from aid.ledger import adjust, give_back, issue, reverse, reverse_receipt, write_off
from aid.models import Movement
from config.errors import Refused
from tests.aid.stock import NOW, TODAY, delivered, ledger_of, on_hand


@pytest.fixture
def lot(rice, canteen, keeper):
    return delivered(rice, 10, supplier=canteen, by=keeper)


@pytest.fixture
def who(keeper):
    return {"by": keeper, "now": NOW}


def issued(lot, quantity, who):
    return issue(centre=lot.centre, issued_on=TODAY, wanted={lot.item_id: Decimal(quantity)}, **who)


def test_lost_goods_are_written_off_with_a_reason(lot, who):
    movement = write_off(lot, quantity=Decimal("2.5"), kind="loss", reason="dimakan tikus", **who)

    assert (movement.kind, movement.quantity, movement.reason) == ("loss", Decimal("-2.5"), "dimakan tikus")
    assert (movement.happened_on, on_hand(lot)) == (TODAY, Decimal("7.5"))


def test_goods_go_back_to_their_supplier_from_stock(lot, who):
    write_off(lot, quantity=Decimal(10), kind="supplier", reason="mutu", **who)

    assert ledger_of(lot) == [("receipt", 10), ("supplier", -10)]


def test_more_than_is_on_hand_is_not_written_off(lot, who):
    with pytest.raises(Refused) as refused:
        write_off(lot, quantity=Decimal("10.001"), kind="loss", reason="hilang", **who)

    assert refused.value.field == "quantity"
    assert on_hand(lot) == 10


@pytest.mark.parametrize(("counted", "difference"), [("9.5", "-0.5"), ("0", "-10"), ("12", "2")])
def test_a_count_brings_the_books_to_what_is_there(lot, who, counted, difference):
    movement = adjust(lot, counted=Decimal(counted), reason="hitung ulang", **who)

    assert (movement.kind, movement.quantity, on_hand(lot)) == ("count", Decimal(difference), Decimal(counted))


def test_a_count_without_difference_is_refused(lot, who):
    with pytest.raises(Refused):
        adjust(lot, counted=Decimal(10), reason="hitung ulang", **who)


@pytest.mark.parametrize("act", [write_off, adjust])
def test_a_reason_is_needed(lot, who, act):
    given = {"quantity": Decimal(1), "kind": "loss"} if act is write_off else {"counted": Decimal(1)}
    with pytest.raises(Refused) as refused:
        act(lot, reason=" ", **given, **who)

    assert refused.value.field == "reason"


def test_a_reversal_takes_back_exactly_once(lot, who):
    loss = write_off(lot, quantity=Decimal(4), kind="loss", reason="salah ketik", **who)

    reverse(loss, reason="4 seharusnya 0,4", **who)

    assert (on_hand(lot), ledger_of(lot)[-1]) == (10, ("reversal", 4))
    with pytest.raises(Refused):
        reverse(loss, reason="lagi", **who)


def test_a_reversal_is_not_reversed(lot, who):
    loss = write_off(lot, quantity=Decimal(4), kind="loss", reason="salah ketik", **who)
    with pytest.raises(Refused):
        reverse(reverse(loss, reason="batal", **who), reason="batal", **who)


def test_a_delivery_recorded_by_mistake_is_taken_back_while_it_is_all_there(lot, who):
    reverse_receipt(lot.receipt, reason="tercatat dua kali", **who)

    assert on_hand(lot) == 0


def test_a_delivery_that_has_left_is_not_taken_back(lot, who):
    issued(lot, 1, who)
    with pytest.raises(Refused):
        reverse_receipt(lot.receipt, reason="tercatat dua kali", **who)

    assert on_hand(lot) == 9


def test_an_issue_of_which_some_came_back_is_not_reversed(lot, who):
    document = issued(lot, 6, who)
    give_back([document], item=lot.item, quantity=Decimal(1), outcome="stock", happened_on=TODAY, **who)

    with pytest.raises(Refused):
        reverse(document.movements.get(kind="issue"), reason="salah", **who)
    assert on_hand(lot) == 5


def test_an_issue_is_reversed_as_a_whole(lot, who):
    reverse(issued(lot, 6, who).movements.get(), reason="salah", **who)

    assert on_hand(lot) == 10
    assert Movement.objects.filter(lot=lot).count() == 3
