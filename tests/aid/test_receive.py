"""Goods in."""

import datetime
from decimal import Decimal

import pytest

from aid.first_seen import NewItem, NewSupplier
from aid.ledger import ReceivedLine, pay, receive
from aid.models import Lot, Receipt, Supplier
from config.errors import Refused
from tests.aid.stock import NOW, TODAY, ledger_of

TOMORROW = TODAY + datetime.timedelta(days=1)


@pytest.fixture
def deliver(centre, canteen, keeper):
    def deliver(*lines, **more):
        given = {"supplier": canteen, "received_on": TODAY, "terms": "gift", "by": keeper, "now": NOW}
        return receive(centre=centre, lines=lines, **(given | more))

    return deliver


def test_a_delivery_makes_a_lot_of_every_line_and_fills_it(deliver, rice, sugar, keeper):
    receipt = deliver(ReceivedLine(rice, Decimal("40"), 14_500), ReceivedLine(sugar, Decimal("7.5")))

    assert [(lot.item, lot.on_hand, lot.unit_price) for lot in receipt.lots.order_by("id")] == [
        (rice, Decimal(40), 14_500),
        (sugar, Decimal("7.5"), None),
    ]
    assert ledger_of(receipt.lots.get(item=sugar)) == [("receipt", Decimal("7.5"))]
    assert (receipt.recorded_by, receipt.recorded_at) == (keeper, NOW)


def test_two_lots_of_one_item_may_come_together(deliver, rice):
    early, late = datetime.date(2025, 1, 1), datetime.date(2025, 6, 1)
    receipt = deliver(
        ReceivedLine(rice, Decimal(5), expires_on=early, code="A"), ReceivedLine(rice, Decimal(5), expires_on=late)
    )

    assert list(receipt.lots.order_by("id").values_list("expires_on", "code")) == [(early, "A"), (late, "")]


def test_a_new_supplier_is_recorded_with_the_first_delivery(deliver, centre, rice):
    receipt = deliver(ReceivedLine(rice, Decimal(1)), supplier=NewSupplier(" Baznas   Blora ", "donor"))

    assert (receipt.supplier.name, receipt.supplier.kind) == ("Baznas Blora", "donor")


def test_a_new_supplier_whose_name_is_known_is_the_known_one(deliver, canteen, rice):
    receipt = deliver(ReceivedLine(rice, Decimal(1)), supplier=NewSupplier(canteen.name.upper()))

    assert receipt.supplier == canteen
    assert Supplier.objects.count() == 1


def test_a_new_item_is_recorded_with_its_first_delivery(deliver, rice):
    receipt = deliver(
        ReceivedLine(NewItem(" Telur  ayam", "kg"), Decimal(3)), ReceivedLine(NewItem("beras", "Kg"), Decimal(1))
    )

    assert [(lot.item.name, lot.item.unit) for lot in receipt.lots.order_by("id")] == [
        ("Telur ayam", "kg"),
        ("Beras", "kg"),
    ]


def test_a_sack_is_not_recorded_as_a_kilogram(deliver, rice):
    with pytest.raises(Refused) as refused:
        deliver(ReceivedLine(NewItem("beras", "sak"), Decimal(1)))
    assert (str(refused.value), refused.value.field) == (
        "Di sini Beras dihitung dalam kg. Isi jumlahnya dalam kg.",
        "unit",
    )
    assert not Receipt.objects.exists()


def test_a_new_item_of_a_usual_name_has_the_national_kind(deliver):
    names = ("Gula pasir premium", "Mie instan", "SARDEN", "Gula merah", "Sabun")
    receipt = deliver(*[ReceivedLine(NewItem(name, "buah"), Decimal(1)) for name in names])

    kinds = [lot.item.kind for lot in receipt.lots.order_by("id")]
    assert kinds == ["sugar", "noodles", "fish", "other", "other"]


@pytest.mark.parametrize(
    ("line", "more", "field"),
    [
        ({"quantity": Decimal(0)}, {}, "quantity"),
        ({"quantity": Decimal("-1")}, {}, "quantity"),
        ({"quantity": Decimal("0.0001")}, {}, "quantity"),
        ({"quantity": Decimal("1000000")}, {}, "quantity"),
        ({"unit_price": 2_147_483_648}, {}, None),
        ({"expires_on": datetime.date(2024, 11, 14)}, {}, None),
        ({}, {"received_on": TOMORROW}, "received_on"),
        ({}, {"paid_on": TODAY}, "paid_on"),
        ({}, {"paid_on": TOMORROW, "terms": "account"}, "paid_on"),
    ],
)
def test_what_cannot_be_true_is_refused_and_leaves_nothing(deliver, rice, line, more, field):
    with pytest.raises(Refused) as refused:
        deliver(ReceivedLine(**({"item": rice, "quantity": Decimal(1)} | line)), **more)

    assert refused.value.field == field
    assert (Receipt.objects.count(), Lot.objects.count()) == (0, 0)


def test_a_delivery_of_nothing_is_refused(deliver):
    with pytest.raises(Refused):
        deliver()


def test_the_day_of_payment_is_noted_once(deliver, rice):
    receipt = deliver(ReceivedLine(rice, Decimal(1)), terms="account")

    assert pay(receipt, paid_on=TODAY, now=NOW).paid_on == TODAY
    with pytest.raises(Refused):
        pay(receipt, paid_on=TODAY, now=NOW)


def test_a_gift_is_not_paid(deliver, rice):
    with pytest.raises(Refused):
        pay(deliver(ReceivedLine(rice, Decimal(1))), paid_on=TODAY, now=NOW)


def test_the_largest_quantity_and_price_and_the_shortest_life_are_taken(deliver, rice):
    line = ReceivedLine(rice, Decimal("999999.999"), 2_147_483_647, expires_on=TODAY)
    free = ReceivedLine(rice, Decimal("0.001"), 0)

    lots = deliver(line, free, received_on=TODAY).lots.order_by("id")

    assert [(lot.on_hand, lot.unit_price, lot.expires_on) for lot in lots] == [
        (Decimal("999999.999"), 2_147_483_647, TODAY),
        (Decimal("0.001"), 0, None),
    ]


def test_a_price_below_zero_is_refused(deliver, rice):
    with pytest.raises(Refused):
        deliver(ReceivedLine(rice, Decimal(1), -1))


def test_a_receipt_keeps_what_stood_on_the_delivery_note(deliver, rice, canteen):
    receipt = deliver(
        ReceivedLine(rice, Decimal(1)),
        terms="account",
        number="SJ 12",
        source_of_funds="Koperasi",
        paid_on=TODAY,
        note="Diantar Pak Joko",
        received_on=TODAY,
    )

    receipt.refresh_from_db()
    assert (receipt.supplier, receipt.terms, receipt.received_on, receipt.paid_on) == (
        canteen,
        "account",
        TODAY,
        TODAY,
    )
    assert (receipt.number, receipt.source_of_funds, receipt.note) == ("SJ 12", "Koperasi", "Diantar Pak Joko")


def test_without_more_words_a_receipt_has_none(deliver, rice):
    receipt = deliver(ReceivedLine(rice, Decimal(1)))

    assert (receipt.number, receipt.source_of_funds, receipt.note, receipt.paid_on) == ("", "", "", None)


def test_the_name_of_the_item_stands_in_the_refusal(deliver, rice):
    with pytest.raises(Refused, match="Beras"):
        deliver(ReceivedLine(rice, Decimal(1), 2_147_483_648))
    with pytest.raises(Refused, match=r"Beras.*14 November 2024"):
        deliver(ReceivedLine(rice, Decimal(1), expires_on=TODAY - datetime.timedelta(days=1)))
