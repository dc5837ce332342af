"""What is on hand of every item, what it is worth, and what deliveries were worth."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse as address

from aid.balances import Balance, balances, value_received
from aid.ledger import ReceivedLine as Line
from aid.ledger import give_back, issue, receive, reverse, reverse_receipt, write_off
from aid.models import Receipt
from tests.aid.stock import NOW, TODAY, delivered
from tests.factories import ItemFactory, MembershipFactory, SupplierFactory


def day(offset: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=offset)


@pytest.fixture
def deliver(canteen, keeper):
    def deliver(item, quantity, **more):
        return delivered(item, quantity, supplier=canteen, by=keeper, **more)

    return deliver


@pytest.fixture
def leave(centre, keeper):
    def leave(item, quantity):
        return issue(centre=centre, issued_on=TODAY, wanted={item.pk: Decimal(quantity)}, by=keeper, now=NOW)

    return leave


def test_the_lots_of_an_item_are_added_up_and_the_next_date_is_the_earliest(centre, deliver, leave, rice, sugar):
    deliver(rice, "10", price=14_500, expires_on=day(60))
    deliver(rice, "2.5", price=15_001, expires_on=day(30))
    gone = deliver(rice, "3", price=99_000, expires_on=day(1))
    leave(rice, "3")

    assert gone.item == rice
    # 2.5 × 15,001 is 37,502.5, which is rounded once with the rest.
    assert balances(centre) == [
        Balance(rice, Decimal("12.5"), 182_502, day(30)),
        Balance(sugar, Decimal(0), 0, None),
    ]
    deliver(rice, "4", price=None)
    assert balances(centre)[0] == Balance(rice, Decimal("16.5"), None, day(30))


def test_a_retired_item_is_there_while_some_of_it_is_left(centre, deliver, leave, rice):
    rice.retired = True
    rice.save()
    assert balances(centre) == []
    deliver(rice, "0.001", price=1_000)
    assert [(row.item, row.on_hand, row.value) for row in balances(centre)] == [(rice, Decimal("0.001"), 1)]
    leave(rice, "0.001")
    assert balances(centre) == []


def test_items_come_in_the_order_in_which_they_were_recorded_and_those_of_another_centre_not_at_all(centre, keeper):
    items = [ItemFactory(centre=centre, name=name) for name in ("Telur", "Beras", "Minyak")]
    elsewhere = MembershipFactory(user=keeper, role="storekeeper").centre
    other = ItemFactory(centre=elsewhere, name="Beras")
    delivered(other, 7, supplier=SupplierFactory(centre=other.centre), by=keeper)
    assert [row.item for row in balances(centre)] == items


def worth(receipt: Receipt) -> Decimal:
    return Receipt.objects.annotate(worth=value_received()).get(pk=receipt.pk).worth


def test_a_delivery_is_worth_what_came_less_what_was_taken_back(centre, canteen, keeper, rice, sugar, leave):
    who = {"by": keeper, "now": NOW}
    lines = [Line(rice, Decimal("10.5"), 14_000), Line(sugar, Decimal(2), 17_500)]
    receipt = receive(
        centre=centre, supplier=canteen, received_on=TODAY, terms="bought", lines=lines, by=keeper, now=NOW
    )
    assert worth(receipt) == 147_000 + 35_000

    # What goes out, is lost or comes back makes it worth no less.
    out = leave(rice, "1")
    reverse(out.movements.get(), reason="salah catat", **who)
    write_off(receipt.lots.get(item=rice), quantity=Decimal(1), kind="loss", reason="tumpah", **who)
    assert worth(receipt) == 182_000

    reverse(receipt.lots.get(item=sugar).movements.get(), reason="salah catat", **who)
    assert worth(receipt) == 147_000


def test_what_goes_back_to_its_supplier_is_not_owed(client, keeper, deliver, rice, leave):
    """Ten came at Rp14.500; three went back, one of a round's that nobody received among them, and one was a slip."""
    who = {"by": keeper, "now": NOW}
    lot = deliver(rice, 10)
    out = leave(rice, "2")
    give_back([out], item=rice, quantity=Decimal(1), outcome="supplier", reason="sisa", happened_on=TODAY, **who)
    write_off(lot, quantity=Decimal(2), kind="supplier", reason="rusak", **who)
    assert worth(lot.receipt) == 7 * 14_500

    slip = write_off(lot, quantity=Decimal(1), kind="supplier", reason="salah catat", **who)
    assert worth(lot.receipt) == 6 * 14_500
    reverse(slip, reason="salah catat", **who)
    assert worth(lot.receipt) == 7 * 14_500

    client.force_login(MembershipFactory(centre=lot.centre, role="storekeeper").user)
    page = client.get(address("aid:receipt", args=[lot.receipt_id]))
    shown = page.context
    assert "Sisanya" in page.content.decode()
    said = [str(shown[name]) for name in ("total", "gone_back", "kept")]
    assert said == ["Rp145.000", "Rp43.500", "Rp101.500"]


def test_of_a_delivery_without_every_price_no_part_is_said_to_be_left(client, canteen, keeper, rice, sugar):
    lines = [Line(rice, Decimal(10), 14_500), Line(sugar, Decimal(4), None)]
    receipt = receive(
        centre=rice.centre, supplier=canteen, received_on=TODAY, terms="bought", lines=lines, by=keeper, now=NOW
    )
    write_off(receipt.lots.get(item=sugar), quantity=Decimal(1), kind="supplier", reason="rusak", by=keeper, now=NOW)
    client.force_login(MembershipFactory(centre=rice.centre, role="storekeeper").user)

    shown = client.get(address("aid:receipt", args=[receipt.pk])).content.decode()

    assert "belum lengkap: harga Gula pasir belum ada" in shown
    assert "Sisanya" not in shown


def test_a_delivery_that_was_taken_back_is_worth_nothing(deliver, rice, keeper):
    receipt = deliver(rice, 4).receipt
    assert worth(receipt) == 58_000
    reverse_receipt(receipt, reason="tercatat dua kali", by=keeper, now=NOW)
    assert worth(receipt) == 0


def test_what_a_delivery_is_worth_is_not_known_until_every_price_is(centre, canteen, keeper, deliver, rice, sugar):
    who = {"by": keeper, "now": NOW}
    assert worth(deliver(rice, 4, price=None).receipt) is None
    lines = [Line(rice, Decimal("10.5"), 14_000), Line(sugar, Decimal(9), None)]
    receipt = receive(centre=centre, supplier=canteen, received_on=TODAY, terms="bought", lines=lines, **who)
    assert worth(receipt) is None
    reverse(receipt.lots.get(item=sugar).movements.get(), reason="salah catat", **who)
    assert worth(receipt) == 147_000
