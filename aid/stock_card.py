"""*Kartu stok*: every movement of an item with the balance after it, the latest first."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from aid.models import Item, Lot, Movement
from centres.paging import NUMBER, Key, Place, behind, page_of

PAGE = 50
KEY = Key(pk=NUMBER)


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


def card(item: Item, *, before: Place | None = None) -> tuple[list[CardLine], str]:
    """A page of the stock card, older than the movement ``before``, and the place of the next page. Two queries."""
    movements = Movement.objects.filter(lot__item=item)
    reversals = Movement.objects.filter(reverses=OuterRef("pk"))
    shown = movements.annotate(was_reversed=Exists(reversals)).select_related(
        "lot__receipt__supplier", "issue", "recorded_by"
    )
    page = page_of(shown, KEY, before, size=PAGE)
    if not page.rows:
        return [], ""
    if before:
        balance = behind(movements, KEY.columns, before, newest_first=True).aggregate(sum=Sum("quantity"))["sum"]
    else:
        balance = Lot.objects.filter(item=item, on_hand__gt=0).aggregate(sum=Sum("on_hand"))["sum"] or Decimal(0)
    lines = []
    for movement in page.rows:
        lines.append(CardLine(movement, balance, movement.was_reversed))
        balance -= movement.quantity
    return lines, page.after
