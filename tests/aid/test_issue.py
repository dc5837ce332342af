"""Goods out."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection

from aid.ledger import issue
from aid.models import Issue, Lot, Movement
from centres.history import acting_as
from config.errors import Refused
from tests.aid.stock import NOW, TODAY, delivered, on_hand
from tests.factories import ItemFactory, MembershipFactory, SupplierFactory


def day(offset: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=offset)


@pytest.fixture
def lot(canteen, keeper):
    def lot(item, quantity, **more):
        return delivered(item, quantity, supplier=canteen, by=keeper, **more)

    return lot


@pytest.fixture
def leave(centre, keeper):
    def leave(wanted, **more):
        wanted = {item.pk: Decimal(quantity) for item, quantity in wanted.items()}
        return issue(centre=centre, **({"issued_on": TODAY, "wanted": wanted, "by": keeper, "now": NOW} | more))

    return leave


def taken(document) -> dict:
    return {movement.lot: -movement.quantity for movement in document.movements.select_related("lot")}


def test_what_expires_first_goes_first_and_a_lot_is_split(lot, leave, rice):
    never, late, early = lot(rice, 10), lot(rice, 10, expires_on=day(60)), lot(rice, 4, expires_on=day(30))

    document = leave({rice: 9})

    assert taken(document) == {early: 4, late: 5}
    assert (on_hand(early), on_hand(late), on_hand(never)) == (0, 5, 10)


def test_lots_without_a_date_go_in_the_order_in_which_they_came(lot, leave, rice):
    second, first = lot(rice, 5, day=day(-1)), lot(rice, 5, day=day(-2))

    assert taken(leave({rice: 6})) == {first: 5, second: 1}


def test_the_named_receipts_go_before_all_others(lot, leave, rice):
    old, new = lot(rice, 5, expires_on=day(1)), lot(rice, 5)

    assert taken(leave({rice: 6}, receipts=[new.receipt])) == {new: 5, old: 1}


def test_nothing_expired_goes_out_but_on_its_last_day_it_does(lot, leave, rice):
    expired, last_day = lot(rice, 5, day=day(-9), expires_on=day(-1)), lot(rice, 5, expires_on=TODAY)

    assert taken(leave({rice: 5})) == {last_day: 5}
    with pytest.raises(Refused):
        leave({rice: 1})
    assert on_hand(expired) == 5


def test_goods_do_not_leave_before_they_came(lot, leave, rice):
    lot(rice, 5)

    with pytest.raises(Refused):
        leave({rice: 1}, issued_on=day(-1))


def test_a_shortage_names_the_items_and_moves_nothing(lot, leave, rice, sugar):
    kept = lot(rice, 40)
    lot(sugar, "7.5")

    with pytest.raises(Refused) as refused:
        leave({rice: 40, sugar: 8})

    assert "Gula pasir 0,5" in str(refused.value)
    assert "Beras" not in str(refused.value)
    assert on_hand(kept) == 40
    assert Issue.objects.count() == 0


def test_what_is_missing_is_named_with_its_unit_and_what_was_left_out_is_counted(lot, leave, rice, sugar):
    sugar.unit = "ons"
    sugar.save()
    lot(rice, 3)
    lot(rice, 9, day=day(-9), expires_on=day(-1))

    with pytest.raises(Refused) as refused:
        leave({rice: 4, sugar: "0.5"})
    assert str(refused.value) == (
        "Stok tidak cukup. Kurang: Beras 1\u00a0kg, Gula pasir 0,5\u00a0ons."
        " 1 kiriman tidak dihitung karena kedaluwarsa atau masuk setelah tanggal ini."
    )
    lot(rice, 9, day=day(-9), expires_on=day(-2))
    with pytest.raises(Refused, match="2 kiriman tidak dihitung"):
        leave({rice: 4})
    with pytest.raises(Refused) as refused:
        leave({sugar: 1})
    assert str(refused.value) == "Stok tidak cukup. Kurang: Gula pasir 1\u00a0ons."


def test_a_lot_is_emptied_to_the_last_gram_and_zeros_are_passed_over(lot, leave, rice, sugar):
    only = lot(rice, "3.001")

    document = leave({rice: "3.001", sugar: 0})

    assert (taken(document), on_hand(only)) == ({only: Decimal("3.001")}, 0)


def test_an_issue_is_signed_and_keeps_its_note(lot, leave, rice, keeper):
    lot(rice, 5)
    document = leave({rice: 1}, note="Untuk posko", issued_on=TODAY)

    assert (document.issued_on, document.note) == (TODAY, "Untuk posko")
    assert (document.recorded_by, document.recorded_at) == (keeper, NOW)
    (movement,) = document.movements.all()
    assert (movement.kind, movement.quantity, movement.happened_on) == ("issue", -1, TODAY)
    assert (movement.recorded_by, movement.recorded_at) == (keeper, NOW)


def test_goods_leave_on_the_day_on_which_they_came(lot, leave, rice):
    today = lot(rice, 5, day=TODAY)

    assert taken(leave({rice: 5})) == {today: 5}


def test_what_another_centre_has_does_not_count(lot, leave, rice, keeper):
    elsewhere = MembershipFactory(user=keeper, role="storekeeper").centre
    other = ItemFactory(centre=elsewhere, name="Beras")
    delivered(other, 100, supplier=SupplierFactory(centre=other.centre), by=keeper)

    with pytest.raises(Refused):
        leave({other: 1})


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0005"])
def test_an_issue_of_nothing_is_refused(lot, leave, rice, quantity):
    lot(rice, 5)

    with pytest.raises(Refused):
        leave({rice: quantity})


def test_an_issue_of_tomorrow_is_refused(lot, leave, rice):
    lot(rice, 5)

    with pytest.raises(Refused) as refused:
        leave({rice: 1}, issued_on=day(1))

    assert refused.value.field == "issued_on"


def test_many_at_once_never_take_more_than_there_is(committed_db):
    keeps = MembershipFactory(role="storekeeper")
    centre, keeper = keeps.centre, keeps.user
    items = [ItemFactory(centre=centre) for _n in range(2)]
    supplier = SupplierFactory(centre=centre)
    for item in (*items, *reversed(items)):
        delivered(item, 50, supplier=supplier, by=keeper)
    start, outcomes = threading.Barrier(6), []

    def work(number: int) -> None:
        # Half of them ask in the other order, which would deadlock if lots were locked as they are asked for.
        wanted = {item.pk: Decimal(3) for item in (items if number % 2 else reversed(items))}
        start.wait()
        with acting_as("test"):
            for _n in range(10):
                try:
                    issue(centre=centre, issued_on=TODAY, wanted=wanted, by=keeper, now=NOW)
                except Refused:
                    outcomes.append("refused")
                else:
                    outcomes.append("issued")
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (outcomes.count("issued"), outcomes.count("refused")) == (33, 27)
    assert sum(Lot.objects.values_list("on_hand", flat=True)) == 2
    assert sum(Movement.objects.values_list("quantity", flat=True)) == 2
