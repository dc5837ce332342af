"""The figures of rounds: how many families, places and rupiah, for lists (by the database) and for one page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from distributions.models import HandoverReport, Recipient, Round
from distributions.models.stop import Replaced
from distributions.rounds.contents import Contents, cost_of_packages, gets_a_package, standard_cost
from distributions.rounds.standing import Standing, round_stands

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one round. Costs are in rupiah, of the standard package to its fractions; None where a price is missing.

    A family that was missed and whose place a reserve family has (``replaced``) is among the ``missed`` alone: its
    place is not counted twice, here as in the reports (``reports.results``).
    """

    planned: int
    served: int
    missed: int
    replaced: int
    villages: int
    package_cost: Decimal | None
    cost: int | None

    @property
    def families(self) -> int:
        """How many are or were to receive a package each."""
        return self.planned + self.served + self.missed - self.replaced

    def standing(self, state: str) -> Standing:
        """Where the round stands that is in ``state`` and has these figures."""
        return round_stands(state, waiting=self.planned, recorded=self.served + self.missed)


class Counted(TypedDict):
    """What ``with_figures`` adds to a round, for ``figures_of``; and the reports that wait for a decision."""

    planned: int
    served: int
    missed: int
    replaced: int
    villages: int
    package_cost: Decimal | None
    open_reports: int


def figures(recipients: "list[WithAnnotations[Recipient, Replaced]]", contents: Contents) -> Figures:
    """The figures of a round whose recipients (``with_replaced``) and contents were read already."""
    states = [r.state for r in recipients]
    receiving = gets_a_package(recipients)
    return Figures(
        planned=states.count(Recipient.State.PLANNED),
        served=states.count(Recipient.State.SERVED),
        missed=states.count(Recipient.State.MISSED),
        replaced=sum(r.is_replaced for r in recipients),
        villages=len({(r.village_name, r.district_name) for r in receiving}),
        package_cost=contents.standard_cost,
        cost=contents.cost(receiving),
    )


def with_figures(rounds: QuerySet[Round]) -> "QuerySet[WithAnnotations[Round, Counted]]":
    """Annotate what ``figures_of`` needs (package_cost is NULL where a price is missing), and open_reports."""
    recipients = Recipient.objects.filter(round=OuterRef("pk"))
    return rounds.annotate(
        planned=_counted(recipients.planned()),
        served=_counted(recipients.served()),
        missed=_counted(recipients.missed()),
        replaced=_counted(recipients.replaced()),
        villages=_counted(recipients.expected().with_replaced().filter(is_replaced=False), "stop"),
        open_reports=_counted(HandoverReport.objects.open().filter(round=OuterRef("pk"))),
        package_cost=standard_cost(),
    )


def figures_of(round: "WithAnnotations[Round, Counted]") -> Figures:
    """The figures of a round that ``with_figures`` annotated."""
    families = round.planned + round.served + round.missed - round.replaced
    return Figures(
        planned=round.planned,
        served=round.served,
        missed=round.missed,
        replaced=round.replaced,
        villages=round.villages,
        package_cost=round.package_cost,
        cost=cost_of_packages(families, each=round.package_cost),
    )


def _counted(rows: QuerySet, distinct: str = "pk") -> Coalesce:
    counted = rows.order_by().values("round").annotate(n=Count(distinct, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
