"""The tables of the goods as Excel: what is on hand, what came, the items, and who they come from.

One sheet each, headed in the language of the screen; quantities in the unit of the item, money in rupiah. Of values
there is a sum where every price is known: a part is not the whole.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Max, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from aid.balances import lots_received
from aid.models import Item, Lot, NotePage, Receipt, Supplier
from aid.models.ledger import Terms
from centres.models import Centre
from config.long_workbook import Cell, Finish, long_workbook, total_below

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from aid.balances import Came

CHUNK = 1000
Heads = list[tuple[str, int]]


class _Value:
    """The values of the rows as they are written, and their sum; a price that is missing leaves none."""

    def __init__(self) -> None:
        self.sum: Decimal = Decimal(0)
        self.unpriced = False

    def of(self, quantity: Decimal, price: int | None) -> Decimal | None:
        if price is None:
            self.unpriced |= bool(quantity)
            return None
        self.sum += quantity * price
        return quantity * price

    def below(self, heads: Heads, column: int) -> Finish:
        note = _("The value is not complete: a delivery has no price.")
        return total_below(
            len(heads),
            lambda: {} if self.unpriced else {column: self.sum},
            note=lambda: note if self.unpriced else "",
        )


def stock_list_workbook(centre: Centre) -> bytes:
    """What is on hand, delivery by delivery, the first to expire before the others; an item of which nothing is left
    has a line with nothing, while it is used.
    """
    heads: Heads = [
        (_("Item"), 26), (_("Kind"), 16), (_("Delivery"), 12), (_("Supplier"), 28), (_("Note number"), 18),
        (_("Lot code"), 14), (_("Expires on"), 12), (_("On hand"), 12), (_("Unit"), 10), (_("Price per unit"), 14),
        (_("Value (Rp)"), 16),
    ]  # fmt: skip
    value = _Value()
    there: dict[int, list[Lot]] = {}
    lots = Lot.objects.filter(centre=centre, on_hand__gt=0).select_related("receipt__supplier")
    for lot in lots.order_by("expires_on", "receipt__received_on", "id"):
        there.setdefault(lot.item_id, []).append(lot)

    def lines() -> Iterator[list[Cell]]:
        for item in Item.objects.filter(centre=centre).order_by("id"):
            kind = str(item.get_kind_display())
            for lot in there.get(item.pk, []):
                came = lot.receipt
                yield [
                    item.name, kind, came.received_on, came.supplier.name, came.number, lot.code, lot.expires_on,
                    lot.on_hand, item.unit, lot.unit_price, value.of(lot.on_hand, lot.unit_price),
                ]  # fmt: skip
            if item.pk not in there and not item.retired:
                yield [item.name, kind, None, "", "", "", None, 0, item.unit, None, 0]

    return long_workbook(_("On hand"), heads, lines(), finish=value.below(heads, 10))[0]


def receipts_workbook(found: QuerySet[Receipt]) -> bytes:
    """These deliveries, the latest first: a line for each item that came, what of it is to be paid, and the note."""
    heads: Heads = [
        (_("Received on"), 12), (_("Supplier"), 28), (_("Number of the note"), 18), (_("Terms"), 12),
        (_("Source of funds"), 24), (_("Item"), 24), (_("Unit"), 10), (_("Came"), 12),
        (_("Taken back or returned to the supplier"), 16), (_("What is left"), 12), (_("Price per unit"), 14),
        (_("Value (Rp)"), 16), (_("Paid on"), 12), (_("Status"), 20), (_("Remark"), 30), (_("Recorded by"), 28),
        (_("Pages of the note"), 12),
    ]  # fmt: skip
    value = _Value()
    pages = dict(NotePage.objects.filter(receipt__in=found).values_list("receipt").annotate(Count("pk")))
    lots = lots_received(Lot.objects.filter(receipt__in=found)).select_related(
        "item", "receipt__supplier", "receipt__recorded_by"
    )

    def lines() -> Iterator[list[Cell]]:
        for lot in lots.order_by("-receipt_id", "id").iterator(chunk_size=CHUNK):
            came = lot.receipt
            yield [
                came.received_on, came.supplier.name, came.number, str(came.get_terms_display()),
                came.source_of_funds, lot.item.name, lot.item.unit, lot.came, lot.came - lot.kept, lot.kept,
                lot.unit_price, value.of(lot.kept, lot.unit_price), came.paid_on, _standing(lot), came.note,
                str(came.recorded_by), pages.get(came.pk),
            ]  # fmt: skip

    return long_workbook(_("Goods in"), heads, lines(), finish=value.below(heads, 11))[0]


def _standing(lot: "WithAnnotations[Lot, Came]") -> str:
    """What became of a line of a delivery, as ``lots_received`` has it; nothing where it stands and nothing is owed."""
    if lot.came + (lot.back or 0) <= 0:
        return _("Taken back")
    if lot.kept <= 0:
        return _("Back to the supplier")
    owed = lot.receipt.terms == Terms.ACCOUNT and lot.receipt.paid_on is None
    return _("not paid yet") if owed else ""


def items_workbook(found: QuerySet[Item]) -> bytes:
    """The items in their order, with the usual price."""
    heads: Heads = [
        (_("Item"), 28), (_("Unit"), 12), (_("Kind"), 18), (_("Usual price"), 14),
        (capfirst(_("has an expiry date")), 16), (_("Status"), 20),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            item.name, item.unit, str(item.get_kind_display()), item.usual_price, _("yes") if item.expires else "",
            _("No longer used") if item.retired else "",
        ]
        for item in found
    ]  # fmt: skip
    return long_workbook(_("List of items"), heads, lines)[0]


def suppliers_workbook(found: QuerySet[Supplier]) -> bytes:
    """The suppliers in their order, with how many deliveries are recorded of each, and when the last one came."""
    heads: Heads = [
        (_("Name"), 30), (_("Kind of supplier"), 24), (_("Contact person"), 26), (_("Address"), 40),
        (_("Deliveries"), 12), (_("Last delivery"), 14), (_("Status"), 20),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            one.name, str(one.get_kind_display()), one.contact, one.address, one.deliveries, one.last,
            _("No longer used") if one.retired else "",
        ]
        for one in found.annotate(deliveries=Count("receipts"), last=Max("receipts__received_on"))
    ]  # fmt: skip
    return long_workbook(_("Suppliers"), heads, lines)[0]
