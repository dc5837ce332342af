"""*Kartu stok*: every movement of an item with the balance after it, the latest first."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from aid.models import Item, Lot, Movement

PAGE = 50


@dataclass(frozen=True, slots=True)
class CardLine:
    """A movement and what was on hand of the item after it, in the order of recording."""

    movement: Movement
    balance: Decimal
    was_reversed: bool

    @property
    def may_be_reversed(self) -> bool:
        """What belongs to a round is settled at its close; a reversal stays; what has left can't be taken out again."""
        movement = self.movement
        if self.was_reversed or movement.issue_id or movement.kind == Movement.Kind.REVERSAL:
            return False
        return movement.quantity <= movement.lot.on_hand


def card(item: Item, *, before: int | None = None) -> tuple[list[CardLine], int | None]:
    """A page of the stock card, older than movement ``before``, and the key of the next page. Two queries."""
    movements = Movement.objects.filter(lot__item=item)
    if before:
        movements = movements.filter(pk__lt=before)
    reversals = Movement.objects.filter(reverses=OuterRef("pk"))
    page = list(
        movements.annotate(was_reversed=Exists(reversals))
        .select_related("lot__receipt__supplier", "issue", "recorded_by")
        .order_by("-pk")[: PAGE + 1]
    )
    if not page:
        return [], None
    if before:
        balance = movements.aggregate(sum=Sum("quantity"))["sum"]
    else:
        balance = Lot.objects.filter(item=item, on_hand__gt=0).aggregate(sum=Sum("on_hand"))["sum"] or Decimal(0)
    lines = []
    for movement in page[:PAGE]:
        lines.append(CardLine(movement, balance, movement.was_reversed))
        balance -= movement.quantity
    return lines, page[PAGE - 1].pk if len(page) > PAGE else None
