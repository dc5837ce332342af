"""The same note recorded a second time: whoever does so is asked first."""

import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from aid.models import Movement, Receipt, Supplier
from config.errors import Refused
from config.formats import plain_date


class AlreadyReceived(Refused):
    """A delivery of this supplier, day and note number is recorded; ``receipt`` is that one."""

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
        super().__init__(text % said, field="again")
        self.receipt = receipt


def require_new_note(supplier: Supplier, *, received_on: datetime.date, number: str) -> None:
    """Raise AlreadyReceived for a note that is recorded and not taken back; inside a transaction.

    The supplier is held, so that of two at the same moment the second finds the first. Capitals and spaces of the
    number don't count, and a delivery without a number is like no other.
    """
    if not (wanted := _as_compared(number)):
        return
    Supplier.objects.select_for_update(no_key=True).get(pk=supplier.pk)
    reversed_ = Movement.objects.filter(reverses=OuterRef("pk"))
    standing = Movement.objects.filter(~Exists(reversed_), lot__receipt=OuterRef("pk"), kind=Movement.Kind.RECEIPT)
    that_day = Receipt.objects.filter(Exists(standing), supplier=supplier, received_on=received_on)
    for receipt in that_day.select_related("supplier", "recorded_by").order_by("pk"):
        if _as_compared(receipt.number) == wanted:
            raise AlreadyReceived(receipt)


def _as_compared(number: str) -> str:
    return "".join(number.split()).casefold()
