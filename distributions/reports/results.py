"""What a round came to: families, villages, goods and their value."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from centres.indonesian import joined
from distributions.models import NO_FAULT, Correction, MissedReason, Recipient, Round
from distributions.rounds.contents import standard_package
from distributions.rounds.days import Span, took_place
from distributions.rounds.sources import Sources, sources

# Per round and item, what was handed over and its value. The price is the round's, frozen at approval; where none was
# known then, what the goods cost on average that went out with the round and did not come back; none where one of those
# has no price either.
HANDED_OVER = """
    WITH handed AS (
        SELECT p.round_id, hl.item_id, sum(hl.quantity) AS quantity
          FROM distributions_recipient p
          JOIN distributions_handover h ON h.recipient_id = p.id AND h.voided_at IS NULL
          JOIN distributions_handoverline hl ON hl.handover_id = h.id
         WHERE p.round_id = ANY(%(rounds)s)
         GROUP BY p.round_id, hl.item_id
    ), kept AS (
        SELECT ri.round_id, m.lot_id, sum(m.quantity) AS quantity
          FROM distributions_roundissue ri
          JOIN aid_movement m ON m.issue_id = ri.issue_id
          LEFT JOIN aid_movement r ON r.id = m.reverses_id
         WHERE ri.round_id = ANY(%(rounds)s) AND coalesce(r.kind, m.kind) IN ('issue', 'return')
         GROUP BY ri.round_id, m.lot_id
        HAVING sum(m.quantity) <> 0
    ), paid AS (
        SELECT k.round_id, l.item_id,
               CASE WHEN bool_and(l.unit_price IS NOT NULL)
                    THEN sum(k.quantity * l.unit_price) / nullif(sum(k.quantity), 0) END AS price
          FROM kept k
          JOIN aid_lot l ON l.id = k.lot_id
         GROUP BY k.round_id, l.item_id
    )
    SELECT h.round_id, coalesce(rl.item_name, i.name), coalesce(rl.unit, i.unit), h.quantity,
           round(h.quantity * coalesce(rl.unit_price, paid.price))::bigint,
           rl.unit_price IS NULL
      FROM handed h
      JOIN aid_item i ON i.id = h.item_id
      LEFT JOIN distributions_roundline rl ON rl.round_id = h.round_id AND rl.item_id = h.item_id
      LEFT JOIN paid ON paid.round_id = h.round_id AND paid.item_id = h.item_id
     ORDER BY h.round_id, rl.id, i.id
"""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item: quantity handed over in its unit, and its value in rupiah, None while its price is not known.

    ``by_cost``: it had no price when the round was approved, so what it cost counts.
    """

    name: str
    unit: str
    quantity: Decimal
    value: int | None
    by_cost: bool = False


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """Families of one village; one whose place a reserve family has is not among the ``planned``."""

    village: str
    district: str
    planned: int
    served: int


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that reports count about one round, as it was closed; ``corrections`` were made after.

    ``came_after`` are the families that received after all, as was corrected, ``did_not`` those that did not receive,
    by the villages where they live; ``other_corrections`` are about something else. ``at_centre`` received at the
    centre and not where they live, by what was corrected.

    ``planned`` are the families that were to receive a package each: one that was missed and whose place a reserve
    family has (``replaced``) is among the ``missed``, and not planned. ``first_next`` of those missed come first next
    time: the others are missed by their own doing, or received after all, as was corrected.
    """

    planned: int
    served: int
    missed: int
    persons: int
    unknown_sizes: int
    places: list[PlaceResult]
    items: list[ItemResult]
    missed_by_reason: list[tuple[str, int]]
    sources: Sources
    span: Span
    corrections: int = 0
    other_corrections: int = 0
    first_next: int = 0
    replaced: int = 0
    came_after: Mapping[tuple[str, str], int] = field(default_factory=dict)
    did_not: Mapping[tuple[str, str], int] = field(default_factory=dict)
    at_centre: int = 0

    @property
    def received(self) -> int:
        """How many families received, by what was corrected after close."""
        return self.served + sum(self.came_after.values()) - sum(self.did_not.values())

    @property
    def not_received(self) -> int:
        """The others of which something is recorded, by what was corrected after close."""
        return self.served + self.missed - self.received

    @property
    def is_corrected(self) -> bool:
        """Whether another family received than those by which the round was closed."""
        return bool(self.came_after or self.did_not)

    def received_in(self, place: PlaceResult) -> int:
        """How many families of a village received, by what was corrected after close."""
        where = (place.village, place.district)
        return place.served + self.came_after.get(where, 0) - self.did_not.get(where, 0)

    @property
    def waiting(self) -> int:
        """Families about whom nothing is recorded yet."""
        return self.planned + self.replaced - self.served - self.missed

    @property
    def value(self) -> int | None:
        """Value in rupiah of everything handed over, None while a price is missing: a part is not the whole."""
        return value_of(self.items)

    @property
    def priced_by(self) -> str:
        """By which prices the value is reckoned: what was paid since may be another one."""
        return priced_by(self.items)

    @property
    def districts(self) -> int:
        """In how many districts families received, by what was corrected after close."""
        return len({district for _village, district in self._where()})

    @property
    def villages(self) -> int:
        """In how many villages families received, by what was corrected after close."""
        return len(self._where())

    def _where(self) -> set[tuple[str, str]]:
        """Village and district where families received; who was replaced and came after all may live alone there."""
        places = {(place.village, place.district) for place in self.places if self.received_in(place)}
        return places | (self.came_after.keys() - {(place.village, place.district) for place in self.places})


def results(round: Round) -> Results:
    """Count a round, in four queries, and one more when it is closed."""
    state = Recipient.State
    recorded = {state.SERVED.value: Correction.Result.RECEIVED.value}
    places: dict[tuple[str, str], list[int]] = {}
    reasons: Counter[str] = Counter()
    sizes: list[int | None] = []
    replaced = first_next = at_centre = 0
    came_after: Counter[tuple[str, str]] = Counter()
    did_not: Counter[tuple[str, str]] = Counter()
    # The stubs forget the other questions of a query set that was annotated by one.
    expected: Any = round.recipients.expected().with_replaced()
    rows = expected.with_correction().order_by("stop__position", "position")
    for village, district, now, reason, size, is_replaced, corrected_to, came_here in rows.values_list(
        "village_name", "district_name", "state", "missed_reason", "household_size", "is_replaced", "corrected_to",
        "stop__at_centre",
    ):  # fmt: skip
        at_centre += came_here and (corrected_to or recorded.get(now)) == Correction.Result.RECEIVED
        first_next += reason in NO_FAULT and corrected_to != Correction.Result.RECEIVED
        if corrected_to == Correction.Result.RECEIVED and now != state.SERVED:
            came_after[village, district] += 1
        if corrected_to == Correction.Result.NOT_RECEIVED and now == state.SERVED:
            did_not[village, district] += 1
        if is_replaced:
            reasons[reason] += 1
            replaced += 1
            continue
        place = places.setdefault((village, district), [0, 0])
        place[0] += 1
        if now == state.SERVED:
            place[1] += 1
            sizes.append(size)
        elif now == state.MISSED:
            reasons[reason] += 1
    served = sum(place[1] for place in places.values())
    corrected = list(round.corrections.order_by().values_list("result", flat=True)) if round.is_closed else []
    return Results(
        planned=sum(place[0] for place in places.values()),
        served=served,
        missed=sum(reasons.values()),
        persons=sum(size or 0 for size in sizes),
        unknown_sizes=sizes.count(None),
        places=[PlaceResult(village, district, *counts) for (village, district), counts in places.items()],
        items=handed_over([round.pk]).get(round.pk, []),
        missed_by_reason=[(str(MissedReason(reason).label), count) for reason, count in reasons.most_common()],
        sources=sources([round])[round.pk],
        span=took_place(round),
        corrections=len(corrected),
        other_corrections=corrected.count(""),
        replaced=replaced,
        first_next=first_next,
        came_after=came_after,
        did_not=did_not,
        at_centre=at_centre,
    )


def handed_over(rounds: list[int]) -> dict[int, list[ItemResult]]:
    """What each round handed over, in the order of its package. One query, and the only place that values goods."""
    found: dict[int, list[ItemResult]] = {}
    with connection.cursor() as cursor:
        cursor.execute(HANDED_OVER, {"rounds": rounds})
        for round, *item in cursor.fetchall():
            found.setdefault(round, []).append(ItemResult(*item))
    return found


def value_of(items: list[ItemResult]) -> int | None:
    """The value of them all in rupiah, None while a price is missing: a part is not the whole."""
    values = [item.value for item in items]
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def priced_by(items: list[ItemResult]) -> str:
    """In words, by which prices these items are valued."""
    by_cost = [item.name for item in items if item.by_cost]
    if not by_cost:
        return _("by the prices that were approved")
    if len(by_cost) == len(items):
        return _("by what the goods cost")
    return _("by the prices that were approved; %(items)s by what it cost") % {"items": ", ".join(by_cost)}


def goods_in_words(round: Round, counted: Results) -> str:
    """What was handed over; before the first hand-over, what the package contains."""
    names = [item.name for item in counted.items] or [line.item_name for line in standard_package(round)]
    return joined([name.lower() for name in names])
