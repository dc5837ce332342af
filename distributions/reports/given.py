"""All that was given in a span of time, read once: whoever divides it by month, district or source gets the same sums.

Families are those that received by what was corrected after close; goods are what was handed over, of a package that
was not complete only what it held. What was cancelled, and what nobody approved, gave nothing.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from distributions.models import FROZEN, Correction, Recipient, Round
from distributions.reports.results import handed_over, value_of

# By round, item and district, what was handed over of it.
IN_DISTRICTS = """
    SELECT p.round_id, hl.item_id, p.district_name, sum(hl.quantity)
      FROM distributions_recipient p
      JOIN distributions_handover h ON h.recipient_id = p.id AND h.voided_at IS NULL
      JOIN distributions_handoverline hl ON hl.handover_id = h.id
     WHERE p.round_id = ANY(%s)
     GROUP BY p.round_id, hl.item_id, p.district_name
     ORDER BY p.round_id, hl.item_id, p.district_name
"""
# By round, item and source of funds, what went out with the round and did not come back.
FROM_SOURCES = """
    SELECT ri.round_id, l.item_id, trim(r.source_of_funds), abs(sum(m.quantity))
      FROM distributions_roundissue ri
      JOIN aid_movement m ON m.issue_id = ri.issue_id
      LEFT JOIN aid_movement u ON u.id = m.reverses_id
      JOIN aid_lot l ON l.id = m.lot_id
      JOIN aid_receipt r ON r.id = l.receipt_id
     WHERE ri.round_id = ANY(%s) AND coalesce(u.kind, m.kind) IN ('issue', 'return')
     GROUP BY ri.round_id, l.item_id, trim(r.source_of_funds)
    HAVING sum(m.quantity) <> 0
     ORDER BY ri.round_id, l.item_id, trim(r.source_of_funds)
"""


class Good(NamedTuple):
    """An item as the recap calls it; that of another centre is the same where it has its name and unit."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Held:
    """A round in which something may have been given; ``funds`` is the source that its plan names."""

    centre: int
    centre_name: str
    month: datetime.date
    funds: str


@dataclass(frozen=True, slots=True)
class People:
    """Who received: packages, each one family in one round, and the persons of the households whose size is known."""

    packages: int
    persons: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Goods:
    """One item of one round: how much was handed over, and its value in rupiah.

    The value is None while any price of the round is missing: a part of a round's value is not the whole.
    """

    good: Good
    quantity: Decimal
    value: int | None


@dataclass(frozen=True, slots=True)
class Given:
    """What was given; ``people`` by round and district, ``goods``, and what divides them, by round and item.

    ``families`` are different ones: a family that received twice is one of them and has two packages. ``incomplete``
    packages count with what was handed over of them. ``unpriced`` rounds have no value, since a price is missing.
    """

    rounds: Mapping[int, Held] = field(default_factory=dict)
    people: Mapping[tuple[int, str], People] = field(default_factory=dict)
    goods: Mapping[tuple[int, int], Goods] = field(default_factory=dict)
    districts: Mapping[tuple[int, int], Mapping[str, Decimal]] = field(default_factory=dict)
    sources: Mapping[tuple[int, int], Mapping[str, Decimal]] = field(default_factory=dict)
    families: int = 0
    incomplete: int = 0
    unpriced: int = 0
    corrections: int = 0

    @property
    def centres(self) -> dict[int, str]:
        """The centres that held a round, by their numbers."""
        return {held.centre: held.centre_name for held in self.rounds.values()}


def given(centres: Collection[int], year: int | None) -> Given:
    """Read all of a year, or of all years; eight queries whatever the size."""
    rounds = Round.objects.filter(centre__in=centres, state__in=FROZEN)
    if year is not None:
        rounds = rounds.filter(month__year=year)
    rows = rounds.order_by("month", "pk").values_list("pk", "centre", "centre__name", "month", "source_of_funds")
    held = {pk: Held(centre, name, month, funds.strip()) for pk, centre, name, month, funds in rows}
    numbers = list(held)
    goods = _goods(numbers)
    received = Recipient.objects.received().filter(round__in=numbers).order_by()
    corrections = Correction.objects.filter(round__in=numbers).exclude(result="").order_by()
    incomplete = Recipient.objects.served().filter(
        round__in=numbers, handovers__voided_at=None, handovers__complete=False
    )
    return Given(
        rounds=held,
        people=_people(received),
        goods=goods,
        districts=_shares(IN_DISTRICTS, numbers),
        sources=_shares(FROM_SOURCES, numbers),
        families=received.aggregate(count=Count(Coalesce("family__merged_into", "family"), distinct=True))["count"],
        incomplete=incomplete.count(),
        unpriced=len({round for (round, _item), good in goods.items() if good.value is None}),
        corrections=corrections.count(),
    )


def _people(received: Any) -> dict[tuple[int, str], People]:
    counted = received.values_list("round", "district_name").annotate(
        packages=Count("pk"),
        persons=Coalesce(Sum("household_size"), 0),
        unknown=Count("pk", filter=Q(household_size=None)),
    )
    return {(round, district): People(*counts) for round, district, *counts in counted}


def _goods(numbers: list[int]) -> dict[tuple[int, int], Goods]:
    found = {}
    for round, items in handed_over(numbers).items():
        priced = value_of(items) is not None
        for item in items:
            good = Good(item.name, item.unit)
            found[round, item.item] = Goods(good, item.quantity, item.value if priced else None)
    return found


def _shares(statement: str, numbers: list[int]) -> dict[tuple[int, int], dict[str, Decimal]]:
    found: dict[tuple[int, int], dict[str, Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [numbers])
        for round, item, of, quantity in cursor.fetchall():
            found.setdefault((round, item), {})[of] = quantity
    return found
