"""The same note, or without one the same goods, recorded a second time: whoever does so is asked first."""

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from aid.balances import stands
from aid.models import Movement, Receipt, Supplier
from config.errors import Refused
from config.formats import plain_date


class AlreadyReceived(Refused):
    """A delivery of this supplier, day and note number, or of the same goods, is recorded; ``receipt`` is that one."""

    def __init__(self, receipt: Receipt) -> None:
        said = {
            "number": receipt.number,
            "supplier": receipt.supplier.name,
            "day": plain_date(receipt.received_on),
            "name": receipt.recorded_by,
        }
        text = _(
            "Note %(number)s of %(supplier)s, received on %(day)s, was recorded already by %(name)s. Tick this if it is"
            " another delivery."
        )
        if not _as_compared(receipt.number):
            text = _(
                "The same goods of %(supplier)s, received on %(day)s, were recorded already by %(name)s. Tick this if"
                " it is another delivery."
            )
        super().__init__(text % said, field="again")
        self.receipt = receipt


def require_new_note(supplier: Supplier, *, received_on: datetime.date, number: str) -> None:
    """Raise AlreadyReceived for a note that is recorded and not taken back; inside a transaction.

    The supplier is held, so that of two at the same moment the second finds the first. Of the number count letters and
    digits, without capitals and leading zeros: it may be typed otherwise each time. For one without see below.
    """
    if not (wanted := _as_compared(number)):
        return
    for receipt in _of_that_day(supplier, received_on):
        if _as_compared(receipt.number) == wanted:
            raise AlreadyReceived(receipt)


def require_new_goods(
    supplier: Supplier, *, received_on: datetime.date, number: str, goods: Iterable[tuple[str, Decimal]]
) -> None:
    """Raise AlreadyReceived for a delivery without a number of the very ``goods`` of one that has none either.

    They are named with their quantities. Two tabs, or two people at one gift, would double what is on hand.
    """
    if _as_compared(number):
        return
    wanted = _together(goods)
    for receipt in _of_that_day(supplier, received_on):
        came = Movement.objects.filter(kind=Movement.Kind.RECEIPT, lot__receipt=receipt).order_by("pk")
        if not _as_compared(receipt.number) and _together(came.values_list("lot__item__name", "quantity")) == wanted:
            raise AlreadyReceived(receipt)


def _of_that_day(supplier: Supplier, received_on: datetime.date) -> list[Receipt]:
    Supplier.objects.select_for_update(no_key=True).get(pk=supplier.pk)
    that_day = Receipt.objects.filter(stands(), supplier=supplier, received_on=received_on)
    return list(that_day.select_related("supplier", "recorded_by").order_by("pk"))


def _together(goods: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for name, quantity in goods:
        sums[" ".join(name.split()).casefold()] += quantity
    return sums


def _as_compared(number: str) -> str:
    plain = re.sub(r"(?<!\d)0+(?=\d)", "", unicodedata.normalize("NFKC", number))
    return "".join(sign for sign in plain if sign.isalnum()).casefold()
