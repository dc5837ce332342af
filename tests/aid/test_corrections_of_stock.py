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


def test_only_the_delivery_that_was_recorded_by_mistake_is_taken_back(lot, rice, canteen, keeper, who):
    other = delivered(rice, 7, supplier=canteen, by=keeper)

    movements = reverse_receipt(lot.receipt, reason=" tercatat dua kali ", **who)

    assert [(m.lot, m.kind, m.quantity, m.reason, m.recorded_by, m.recorded_at) for m in movements] == [
        (lot, "reversal", -10, "tercatat dua kali", keeper, NOW)
    ]
    assert (on_hand(lot), on_hand(other)) == (0, 7)


def test_a_reversal_points_at_what_it_reverses_and_at_its_issue(lot, who):
    document = issued(lot, 6, who)
    left = document.movements.get()

    back = reverse(left, reason="salah", **who)

    assert (back.reverses, back.issue, back.lot, back.centre_id) == (left, document, lot, lot.centre_id)


def test_without_a_reason_nothing_is_reversed(lot, who):
    with pytest.raises(Refused) as refused:
        reverse_receipt(lot.receipt, reason=" ", **who)

    assert refused.value.field == "reason"


def test_what_was_lost_on_the_way_back_is_reversed_by_itself(lot, who):
    document = issued(lot, 6, who)
    _back, loss = give_back(
        [document], item=lot.item, quantity=Decimal(6), outcome="loss", reason="robek", happened_on=TODAY, **who
    )

    reverse(loss, reason="ternyata utuh", **who)

    assert on_hand(lot) == 10


def test_an_issue_is_reversed_while_all_of_it_is_out_and_not_when_a_gram_came_back(lot, who):
    whole, part = issued(lot, 4, who), issued(lot, 6, who)
    give_back([part], item=lot.item, quantity=Decimal("0.001"), outcome="stock", happened_on=TODAY, **who)

    reverse(whole.movements.get(), reason="salah", **who)
    with pytest.raises(Refused):
        reverse(part.movements.get(kind="issue"), reason="salah", **who)

    assert on_hand(lot) == Decimal("4.001")


def test_a_return_is_reversed_while_it_is_on_hand(lot, who):
    document = issued(lot, 10, who)
    (back,) = give_back([document], item=lot.item, quantity=Decimal(3), outcome="stock", happened_on=TODAY, **who)
    issued(lot, "0.001", who)

    with pytest.raises(Refused):
        reverse(back, reason="salah", **who)

    assert on_hand(lot) == Decimal("2.999")


def test_in_stock_is_no_way_to_leave_it(lot, who):
    with pytest.raises(ValueError, match=r"^What is in stock can't be written off to stock\.$"):
        write_off(lot, quantity=Decimal(1), kind="stock", reason="x", **who)


@pytest.mark.parametrize("counted", ["-1", "0.0001", "1000000"])
def test_what_cannot_be_counted_is_refused_by_its_field(lot, who, counted):
    with pytest.raises(Refused) as refused:
        adjust(lot, counted=Decimal(counted), reason="hitung ulang", **who)

    assert refused.value.field == "counted"


def test_all_of_a_delivery_may_be_written_off(lot, who):
    write_off(lot, quantity=Decimal(10), kind="loss", reason="banjir", **who)

    assert on_hand(lot) == 0
