"""The figures of rounds: how many families, places and rupiah, for lists (by the database) and for one page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from distributions.models import HandoverReport, Recipient, Round, RoundLine


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one round. Costs are in rupiah, of a package to its fractions; None where a price is missing."""

    planned: int
    served: int
    missed: int
    replaced: int
    villages: int
    package_cost: Decimal | None

    @property
    def families(self) -> int:
        """How many are or were to receive."""
        return self.planned + self.served + self.missed

    @property
    def packages(self) -> int:
        """How many go out: the package of a family that was missed is the one that a reserve family receives."""
        return self.families - self.replaced

    @property
    def cost(self) -> int | None:
        """What the packages cost together, in whole rupiah."""
        return None if self.package_cost is None else round(self.package_cost * self.packages)


def figures(recipients: list[Any], lines: list[RoundLine]) -> Figures:
    """The figures of a round whose recipients (``with_replaced``) and contents were read already."""
    states = [r.state for r in recipients]
    expected = {(r.village_name, r.district_name) for r in recipients if r.state != Recipient.State.RESERVE}
    costs = [line.unit_price * line.quantity if line.unit_price is not None else None for line in lines]
    priced = [cost for cost in costs if cost is not None]
    return Figures(
        planned=states.count(Recipient.State.PLANNED),
        served=states.count(Recipient.State.SERVED),
        missed=states.count(Recipient.State.MISSED),
        replaced=sum(r.is_replaced for r in recipients),
        villages=len(expected),
        package_cost=sum(priced, Decimal()) if priced and len(priced) == len(costs) else None,
    )


def with_figures(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Annotate the fields of ``Figures`` (package_cost is NULL where a price is missing), and open_reports."""
    recipients = Recipient.objects.filter(round=OuterRef("pk"))
    lines = RoundLine.objects.filter(round=OuterRef("pk")).order_by().values("round")
    priced = lines.annotate(unknown=Count("pk", filter=Q(unit_price=None))).filter(unknown=0)
    return rounds.annotate(
        planned=_counted(recipients.planned()),
        served=_counted(recipients.served()),
        missed=_counted(recipients.missed()),
        replaced=_counted(recipients.replaced()),
        villages=_counted(recipients.expected(), "stop"),
        open_reports=_counted(HandoverReport.objects.open().filter(round=OuterRef("pk"))),
        package_cost=Subquery(
            priced.annotate(cost=Sum(F("quantity") * F("unit_price"), output_field=DecimalField())).values("cost")
        ),
    )


def figures_of(round: Any) -> Figures:
    """The figures of a round that ``with_figures`` annotated."""
    return Figures(round.planned, round.served, round.missed, round.replaced, round.villages, round.package_cost)


def _counted(rows: QuerySet, distinct: str = "pk") -> Coalesce:
    counted = rows.order_by().values("round").annotate(n=Count(distinct, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
