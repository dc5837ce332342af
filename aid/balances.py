"""What the ledger says: what is on hand of an item, what a delivery is worth, what is still out.

Quantities are decimals in the item's base unit, money is whole rupiah.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from aid.models import Item, Lot, Movement
from centres.models import Centre

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Kind = Movement.Kind


class Came(TypedDict):
    """What ``lots_received`` adds to a lot."""

    came: Decimal
    back: Decimal | None
    kept: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """What is on hand of an item; ``value`` in rupiah is None while one of its lots has no price."""

    item: Item
    on_hand: Decimal
    value: int | None
    next_expiry: datetime.date | None


def balances(centre: Centre) -> list[Balance]:
    """What is on hand of every item of the centre; retired items only while some of them is left. One query."""
    number = DecimalField(max_digits=20, decimal_places=3)
    items = (
        Item.objects.filter(centre=centre)
        .annotate(stock=FilteredRelation("lots", condition=Q(lots__on_hand__gt=0, lots__centre=centre)))
        .annotate(
            on_hand=Coalesce(Sum("stock__on_hand"), Decimal(0), output_field=number),
            unpriced=Count("stock", filter=Q(stock__unit_price=None)),
            value=Coalesce(
                Sum(F("stock__on_hand") * F("stock__unit_price"), output_field=number), Decimal(0), output_field=number
            ),
            next_expiry=Min("stock__expires_on"),
        )
        .filter(Q(retired=False) | Q(on_hand__gt=0))
        .order_by("id")
    )
    return [
        Balance(item, item.on_hand, None if item.unpriced else round(item.value), item.next_expiry) for item in items
    ]


def value_received() -> Case:
    """To annotate receipts with: what came, in rupiah, less what was taken back or went back to its supplier.

    That is what is to be paid; NULL while a price is missing.
    """
    money = DecimalField(max_digits=20, decimal_places=3)
    kinds = (Kind.RECEIPT, Kind.SUPPLIER)
    kept = Q(lots__movements__kind__in=kinds) | Q(lots__movements__reverses__kind__in=kinds)
    total = Sum(F("lots__movements__quantity") * F("lots__unit_price"), filter=kept, output_field=money)
    unpriced = Sum("lots__movements__quantity", filter=kept & Q(lots__unit_price=None))
    known = Coalesce(total, Decimal(0), output_field=money)
    return Case(When(GreaterThan(unpriced, Decimal(0)), then=None), default=known, output_field=money)


def lots_received(lots: QuerySet[Lot]) -> "QuerySet[WithAnnotations[Lot, Came]]":
    """The lots with what ``came``, what was taken ``back`` of it as a slip (below zero, NULL of none), and what of it
    is ``kept``: what was taken back or went back to its supplier is not to be paid.
    """
    came, back = Q(movements__kind=Kind.RECEIPT), Q(movements__reverses__kind=Kind.RECEIPT)
    to_supplier = Q(movements__kind=Kind.SUPPLIER) | Q(movements__reverses__kind=Kind.SUPPLIER)
    return lots.annotate(
        came=Sum("movements__quantity", filter=came),
        back=Sum("movements__quantity", filter=back),
        kept=Sum("movements__quantity", filter=came | back | to_supplier),
    )


def never_came() -> QuerySet[Movement]:
    """The receipts that were taken back: nothing of their lots came, and all that is booked of them cancels out."""
    return Movement.objects.filter(kind=Kind.REVERSAL, reverses__kind=Kind.RECEIPT)


def something_kept() -> Exists:
    """To annotate receipts with: whether anything of it was neither taken back nor went back to its supplier."""
    meant = Movement.objects.filter(lot__receipt=OuterRef("pk")).annotate(meant=Coalesce("reverses__kind", "kind"))
    of_lots = meant.filter(meant__in=(Kind.RECEIPT, Kind.SUPPLIER)).order_by().values("lot")
    return Exists(of_lots.annotate(kept=Sum("quantity")).filter(kept__gt=0))


def stands() -> Exists:
    """To annotate receipts with: whether anything of it was not recorded by mistake and taken back."""
    reversed_ = Movement.objects.filter(reverses=OuterRef("pk"))
    standing = Movement.objects.filter(~Exists(reversed_), lot__receipt=OuterRef("pk"), kind=Kind.RECEIPT)
    return Exists(standing)


def still_out(issue_ids: Iterable[int], lot_ids: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """How much of each lot went out with each issue and did not come back: ``{(issue, lot): quantity}``."""
    rows = (
        Movement.objects.filter(issue_id__in=list(issue_ids), lot_id__in=list(lot_ids))
        .annotate(meant=Coalesce("reverses__kind", "kind"))
        .filter(meant__in=(Kind.ISSUE, Kind.RETURN))
        .values_list("issue_id", "lot_id")
        .order_by("issue_id", "lot_id")
        .annotate(out=-Sum("quantity"))
    )
    return {(issue_id, lot_id): out for issue_id, lot_id, out in rows}
