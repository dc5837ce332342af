"""What a recipient gets: whatever hands over, counts, values or prints packages asks here.

Today every recipient gets the standard package of the round. ``Contents.of`` is where a variant will decide about it,
and ``cost_of_packages`` where lists, which don't read the recipients, will have to know of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, DecimalField, F, OuterRef, Q, Subquery, Sum

from distributions.models import Recipient, Round, RoundLine
from distributions.models.stop import Replaced

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True)
class Contents:
    """What the recipients of a round get, by item in its base unit; ``standard`` is the package as texts name it."""

    standard: Sequence[RoundLine]

    def of(self, recipient: Recipient) -> Sequence[RoundLine]:
        """What this recipient gets."""
        return self.standard

    def quantities(self, recipient: Recipient) -> dict[int, Decimal]:
        """What this recipient gets, by the id of the item."""
        own = self.of(recipient)
        return self._standard_quantities if own is self.standard else _quantities(own)

    def totals(self, recipients: Iterable[Recipient]) -> list[tuple[RoundLine, Decimal]]:
        """The items in the order of the package, and how much of each these recipients get together."""
        lines = {line.item_id: line for line in self.standard}
        sums = dict.fromkeys(lines, Decimal(0))
        for own, count in self._alike(recipients):
            for line in own:
                lines.setdefault(line.item_id, line)
                sums[line.item_id] = sums.get(line.item_id, Decimal(0)) + line.quantity * count
        return [(line, sums[item]) for item, line in lines.items()]

    @property
    def standard_cost(self) -> Decimal | None:
        """What the standard package costs in rupiah, to its fractions; None where a price is missing."""
        return _cost(self.standard)

    def cost(self, recipients: Iterable[Recipient]) -> int | None:
        """What these recipients get together costs in whole rupiah; None where a price is missing."""
        costs = [(_cost(lines), count) for lines, count in self._alike(recipients)]
        known = [cost * count for cost, count in costs if cost is not None]
        if self.standard_cost is None or len(known) < len(costs):
            return None
        return round(sum(known, Decimal(0)))

    @cached_property
    def _standard_quantities(self) -> dict[int, Decimal]:
        return _quantities(self.standard)

    def _alike(self, recipients: Iterable[Recipient]) -> list[tuple[Sequence[RoundLine], int]]:
        """What recipients get, each once, and how many get it: a round may have thousands."""
        lines: dict[int, Sequence[RoundLine]] = {}
        counts: Counter[int] = Counter()
        for recipient in recipients:
            own = self.of(recipient)
            lines.setdefault(id(own), own)
            counts[id(own)] += 1
        return [(own, counts[key]) for key, own in lines.items()]


def contents_of(recipient: Recipient) -> Sequence[RoundLine]:
    """What one recipient gets; one query. For several of a round, read them once by ``contents_of_all``."""
    return _read(recipient.round_id).of(recipient)


def contents_of_all(round: Round) -> Contents:
    """What each recipient of the round gets; one query."""
    return _read(round.pk)


def quantities_of_all(round: Round) -> Contents:
    """``contents_of_all`` where only ``Contents.quantities`` is asked: its lines bring neither names nor prices."""
    return Contents(list(RoundLine.objects.filter(round=round).only("item", "quantity")))


def standard_package(round: Round) -> Sequence[RoundLine]:
    """The package of the round as its plan and its texts name it; one query."""
    return _read(round.pk).standard


def gets_a_package(recipients: "Iterable[WithAnnotations[Recipient, Replaced]]") -> list[Recipient]:
    """Those of the recipients (``with_replaced``) for whom a package goes out.

    The package of a family that was missed is the one that a reserve family received in its place.
    """
    return [r for r in recipients if r.state != Recipient.State.RESERVE and not r.is_replaced]


def standard_cost() -> Subquery:
    """In a query of rounds, ``Contents.standard_cost`` of each."""
    lines = RoundLine.objects.filter(round=OuterRef("pk")).order_by().values("round")
    priced = lines.annotate(unknown=Count("pk", filter=Q(unit_price=None))).filter(unknown=0)
    return Subquery(
        priced.annotate(cost=Sum(F("quantity") * F("unit_price"), output_field=DecimalField())).values("cost")
    )


def cost_of_packages(count: int, *, each: Decimal | None) -> int | None:
    """``Contents.cost`` of so many recipients, in lists that don't read them; ``each`` is the ``standard_cost``."""
    return None if each is None else round(count * each)


def _read(round_id: int) -> Contents:
    return Contents(list(RoundLine.objects.filter(round=round_id).select_related("item")))


def _quantities(lines: Sequence[RoundLine]) -> dict[int, Decimal]:
    return {line.item_id: line.quantity for line in lines}


def _cost(lines: Sequence[RoundLine]) -> Decimal | None:
    costs = [line.quantity * line.unit_price for line in lines if line.unit_price is not None]
    return sum(costs, Decimal(0)) if costs and len(costs) == len(lines) else None
