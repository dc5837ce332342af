"""Where the goods of a round are, item by item."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from aid.models import Item, Movement
from config.formats import before_stop
from distributions.models import Round

# Per item, what left with the round's issues and where it went; a reversal counts for the kind of what it reverses.
# A delivery that was taken back went nowhere: whatever is booked of it cancels out.
# The function round_balance is what the database itself asks at close, so "handed over" and "open" come from it.
BALANCE = """
    SELECT b.item_id,
           coalesce(-sum(m.quantity) FILTER (WHERE m.kind = 'issue'), 0),
           coalesce(sum(m.quantity) FILTER (WHERE m.kind = 'return'), 0),
           coalesce(-sum(m.quantity) FILTER (WHERE m.kind = 'loss'), 0),
           coalesce(-sum(m.quantity) FILTER (WHERE m.kind = 'supplier'), 0),
           b.out_with_round,
           b.handed_over
      FROM round_balance(%s) b
      LEFT JOIN (
            SELECT l.item_id, coalesce(r.kind, m.kind) AS kind, m.quantity
              FROM distributions_roundissue ri
              JOIN aid_movement m ON m.issue_id = ri.issue_id
              LEFT JOIN aid_movement r ON r.id = m.reverses_id
              JOIN aid_lot l ON l.id = m.lot_id
             WHERE ri.round_id = %s
               AND NOT EXISTS (
                     SELECT FROM aid_movement o JOIN aid_movement v ON v.reverses_id = o.id
                      WHERE o.lot_id = m.lot_id AND o.kind = 'receipt'
                   )
           ) m ON m.item_id = b.item_id
     GROUP BY b.item_id, b.out_with_round, b.handed_over
     ORDER BY b.item_id
"""


@dataclass(frozen=True, slots=True)
class ItemBalance:
    """Where the goods of one item of a round are, in its base unit.

    ``issued = handed_over + returned + supplied_back + lost + open``: ``returned`` is what stayed in stock. ``open`` is
    what nobody has accounted for yet; below zero, more was handed over than went out.
    """

    item: Item
    issued: Decimal
    returned: Decimal
    lost: Decimal
    supplied_back: Decimal
    handed_over: Decimal
    open: Decimal

    @property
    def unit(self) -> str:
        """The base unit of the item."""
        return self.item.unit

    @property
    def settled(self) -> Decimal:
        """What somebody said of goods that nobody received."""
        return self.returned + self.supplied_back + self.lost

    @property
    def excess(self) -> Decimal:
        """How much more was handed over than went out."""
        return max(-self.open, Decimal(0))


def fingerprint(rows: Iterable[ItemBalance]) -> str:
    """What a page that showed these figures carries, 64 hex digits: other figures have another."""
    return _digest(
        (row.item.pk, row.issued, row.returned, row.lost, row.supplied_back, row.handed_over, row.open) for row in rows
    )


def gone_out(rows: Iterable[ItemBalance]) -> str:
    """What a page that showed what has gone out carries, 64 hex digits; hand-overs in between don't change it."""
    return _digest((row.item.pk, row.issued) for row in rows if row.issued)


def _digest(figures: Iterable[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(list(figures)).encode()).hexdigest()


def balance(round: Round) -> list[ItemBalance]:
    """Where the goods of the round are, item by item. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCE, [round.pk, round.pk])
        rows = cursor.fetchall()
    items = Item.objects.in_bulk([row[0] for row in rows])
    return [
        ItemBalance(
            item=items[item_id],
            issued=issued,
            returned=returned - lost - supplied,
            lost=lost,
            supplied_back=supplied,
            handed_over=handed_over,
            open=out - handed_over,
        )
        for item_id, issued, returned, lost, supplied, out, handed_over in rows
    ]


def why_written_off(round: Round) -> dict[int, list[str]]:
    """Why goods of the round were written off, by the numbers of the items, each reason once. One query."""
    standing = Movement.objects.filter(kind=Movement.Kind.LOSS, issue__round_issue__round=round).exclude(
        pk__in=Movement.objects.filter(issue__round_issue__round=round).exclude(reverses=None).values("reverses")
    )
    found: dict[int, list[str]] = {}
    for item, reason in standing.order_by("pk").values_list("lot__item", "reason"):
        words = before_stop(reason)
        if words not in found.setdefault(item, []):
            found[item].append(words)
    return found
