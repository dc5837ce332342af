"""Goods on hand for the tests of the ledger."""

import datetime
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from aid.ledger import ReceivedLine, receive
from aid.models import Lot, Movement, Receipt

NOW = datetime.datetime(2024, 11, 15, 3, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 11, 15)


def delivered(item, quantity, *, supplier, by, day=TODAY, price=14_500, expires_on=None, terms="gift") -> Lot:
    """A lot of ``quantity`` of the item."""
    line = ReceivedLine(item, Decimal(quantity), unit_price=price, expires_on=expires_on)
    receipt: Receipt = receive(
        centre=item.centre, supplier=supplier, received_on=day, terms=terms, lines=[line], by=by, now=NOW
    )
    return receipt.lots.get()


def on_hand(lot: Lot) -> Decimal:
    lot.refresh_from_db()
    return lot.on_hand


def ledger_of(lot: Lot) -> list[tuple[str, Decimal]]:
    """Kind and quantity of every movement of the lot."""
    return list(Movement.objects.filter(lot=lot).values_list("kind", "quantity"))


@contextmanager
def refused_by(wall: str):
    """The database refuses, under the name of the wall."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == wall
