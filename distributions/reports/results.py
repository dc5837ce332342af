"""What a round came to: families, villages, goods and their value."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from centres.indonesian import joined
from distributions.models import NO_FAULT, MissedReason, Recipient, Round
from distributions.rounds.contents import standard_package
from distributions.rounds.days import Span, took_place
from distributions.rounds.figures import after_correction
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
           rl.unit_price IS NULL, h.item_id
      FROM handed h
      JOIN aid_item i ON i.id = h.item_id
      LEFT JOIN distributions_roundline rl ON rl.round_id = h.round_id AND rl.item_id = h.item_id
      LEFT JOIN paid ON paid.round_id = h.round_id AND paid.item_id = h.item_id
     ORDER BY h.round_id, rl.id, i.id
"""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item: quantity handed over in its unit, and its value in rupiah, None while its price is not known.

    ``by_cost``: it had no price when the round was approved, so what it cost counts. ``item`` is its number.
    """

    name: str
    unit: str
    quantity: Decimal
    value: int | None
    by_cost: bool = False
    item: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """Families of one village; one whose place a reserve family has is not among the ``planned``."""

    village: str
    district: str
    planned: int
    served: int


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that reports count about one round, by what is recorded and, after close, corrected.

    Each figure of families counts the corrections, wherever it is printed. Goods and their value stay as the round was
    closed: the ledger is. ``came_after`` families received after all, as was corrected, ``did_not`` did not receive;
    ``other_corrections`` are about something else. ``at_centre`` received at the centre and not where they live.

    ``planned`` are the families that were to receive a package each: ``planned = served + missed + waiting``. One that
    was missed and whose place a reserve family has is ``replaced``, and none of these. ``first_next`` of the missed and
    the replaced come first next time: the others are missed by their own doing.
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
    came_after: int = 0
    did_not: int = 0
    at_centre: int = 0
    replaced_by_reason: list[tuple[str, int]] = field(default_factory=list)

    @property
    def recorded(self) -> int:
        """Of how many families it is recorded whether they received."""
        return self.served + self.missed + self.replaced

    @property
    def as_closed(self) -> int:
        """How many families received by what was recorded when the round was closed; goods and value are theirs."""
        return self.served - self.came_after + self.did_not

    @property
    def is_corrected(self) -> bool:
        """Whether another family received than those by which the round was closed."""
        return bool(self.came_after or self.did_not)

    @property
    def waiting(self) -> int:
        """Families about whom nothing is recorded yet."""
        return self.planned - self.served - self.missed

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
        """In how many districts families received."""
        return len({place.district for place in self.places if place.served})

    @property
    def villages(self) -> int:
        """In how many villages families received."""
        return sum(bool(place.served) for place in self.places)


class _Row(NamedTuple):
    """A recipient of the round; ``became`` counts what was corrected."""

    village: str
    district: str
    state: str
    reason: str
    size: int | None
    is_replaced: bool
    corrected_to: str | None
    came_here: bool

    @property
    def became(self) -> str:
        return after_correction(self.state, self.corrected_to)

    @property
    def comes_first_next(self) -> bool:
        """As the rotation has it: who was recorded as served and did not receive is missed without fault."""
        return self.became == Recipient.State.MISSED and (not self.reason or self.reason in NO_FAULT)

    @property
    def gave_its_place_away(self) -> bool:
        """Whether a reserve family received in its place alone."""
        return self.is_replaced and self.became == Recipient.State.MISSED


def results(round: Round) -> Results:
    """Count a round, in four queries, and one more when it is closed."""
    # The stubs forget the other questions of a query set that was annotated by one.
    expected: Any = round.recipients.expected().with_replaced()
    columns = ("village_name", "district_name", "state", "missed_reason", "household_size", "is_replaced")
    asked = expected.with_correction().order_by("stop__position", "position")
    rows = [_Row(*row) for row in asked.values_list(*columns, "corrected_to", "stop__at_centre")]
    served = [row for row in rows if row.became == Recipient.State.SERVED]
    replaced = [row for row in rows if row.gave_its_place_away]
    missed = [row for row in rows if row.became == Recipient.State.MISSED and not row.gave_its_place_away]
    corrected = list(round.corrections.order_by().values_list("result", flat=True)) if round.is_closed else []
    return Results(
        planned=len(rows) - len(replaced),
        served=len(served),
        missed=len(missed),
        persons=sum(row.size or 0 for row in served),
        unknown_sizes=sum(row.size is None for row in served),
        places=_places(rows),
        items=handed_over([round.pk]).get(round.pk, []),
        missed_by_reason=_by_reason(missed),
        replaced_by_reason=_by_reason(replaced),
        sources=sources([round])[round.pk],
        span=took_place(round),
        corrections=len(corrected),
        other_corrections=corrected.count(""),
        replaced=len(replaced),
        first_next=sum(row.comes_first_next for row in rows),
        came_after=sum(row.state != Recipient.State.SERVED for row in served),
        did_not=sum(row.state == Recipient.State.SERVED for row in (*missed, *replaced)),
        at_centre=sum(row.came_here for row in served),
    )


def _places(rows: Iterable[_Row]) -> list[PlaceResult]:
    places: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if not row.gave_its_place_away:
            place = places.setdefault((row.village, row.district), [0, 0])
            place[0] += 1
            place[1] += row.became == Recipient.State.SERVED
    return [PlaceResult(village, district, *counts) for (village, district), counts in places.items()]


def _by_reason(rows: Iterable[_Row]) -> list[tuple[str, int]]:
    """Why they were missed, with how many of each, the most frequent first."""
    return [(_why(reason), count) for reason, count in Counter(row.reason for row in rows).most_common()]


def _why(reason: str) -> str:
    """Why a family was missed; one of which that was corrected has no reason of its own."""
    return str(MissedReason(reason).label) if reason else _("Set right after close")


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
