"""The figures of rounds: how many families, places and rupiah, for lists (by the database) and for one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from config.formats import quantity
from distributions.models import Correction, HandoverReport, Recipient, Round
from distributions.models.stop import Replaced
from distributions.rounds.contents import Contents, cost_of_packages, gets_a_package, standard_cost
from distributions.rounds.standing import Standing, round_stands

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


OUTCOMES: dict[str, str] = {
    Correction.Result.RECEIVED: Recipient.State.SERVED,
    Correction.Result.NOT_RECEIVED: Recipient.State.MISSED,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one round. Costs are in rupiah, of the standard package to its fractions; None where a price is missing.

    What was corrected after close counts, as in the reports (``reports.results``). A family that was missed and whose
    place a reserve family has is ``replaced``, and not ``missed``: so ``families = planned + served + missed``, and
    nobody's place is counted twice.
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
        return self.planned + self.served + self.missed

    @property
    def recorded(self) -> int:
        """Of how many it is recorded whether they received."""
        return self.served + self.missed + self.replaced

    def standing(self, state: str) -> Standing:
        """Where the round stands that is in ``state`` and has these figures."""
        return round_stands(state, waiting=self.planned, recorded=self.recorded)


class Counted(TypedDict):
    """What ``with_figures`` adds to a round, for ``figures_of``; reports that wait for a decision, corrections.

    ``missed`` are all that were, also those that are ``replaced``.
    """

    planned: int
    served: int
    missed: int
    replaced: int
    villages: int
    package_cost: Decimal | None
    open_reports: int
    put_right: int


def after_correction(state: str, corrected_to: str | None) -> str:
    """What became of a recipient in this ``state``, by the ``Correction.Result`` that counts, if there is one."""
    return OUTCOMES.get(corrected_to or "", state)


def figures(
    recipients: "list[WithAnnotations[Recipient, Replaced]]", contents: Contents, corrections: Iterable[Correction] = ()
) -> Figures:
    """The figures of a round whose recipients (``with_replaced``), contents and corrections were read already."""
    corrected_to = {one.recipient_id: one.result for one in corrections if one.result}
    became = {r.pk: after_correction(r.state, corrected_to.get(r.pk)) for r in recipients}
    states = list(became.values())
    receiving = gets_a_package(recipients)
    replaced = sum(r.is_replaced and became[r.pk] == Recipient.State.MISSED for r in recipients)
    return Figures(
        planned=states.count(Recipient.State.PLANNED),
        served=states.count(Recipient.State.SERVED),
        missed=states.count(Recipient.State.MISSED) - replaced,
        replaced=replaced,
        villages=len({(r.village_name, r.district_name) for r in receiving}),
        package_cost=contents.standard_cost,
        cost=contents.cost(receiving),
    )


def with_figures(rounds: QuerySet[Round]) -> "QuerySet[WithAnnotations[Round, Counted]]":
    """Annotate what ``figures_of`` needs (package_cost is NULL where a price is missing), and the rest."""
    recipients = Recipient.objects.filter(round=OuterRef("pk"))
    return rounds.annotate(
        planned=_counted(recipients.planned()),
        served=_counted(recipients.received()),
        missed=_counted(recipients.not_received()),
        replaced=_counted(recipients.replaced()),
        villages=_counted(recipients.expected().with_replaced().filter(is_replaced=False), "stop"),
        open_reports=_counted(HandoverReport.objects.open().filter(round=OuterRef("pk"))),
        put_right=_counted(Correction.objects.filter(round=OuterRef("pk"))),
        package_cost=standard_cost(),
    )


def figures_of(round: "WithAnnotations[Round, Counted]") -> Figures:
    """The figures of a round that ``with_figures`` annotated."""
    families = round.planned + round.served + round.missed - round.replaced
    return Figures(
        planned=round.planned,
        served=round.served,
        missed=round.missed - round.replaced,
        replaced=round.replaced,
        villages=round.villages,
        package_cost=round.package_cost,
        cost=cost_of_packages(families, each=round.package_cost),
    )


def corrected(corrections: int) -> str:
    """How many corrections came after close, in words; empty where none did. The figures of families count them."""
    if not corrections:
        return ""
    words = ngettext("%(count)s correction", "%(count)s corrections", corrections)
    return words % {"count": quantity(corrections)}


def _counted(rows: QuerySet, distinct: str = "pk") -> Coalesce:
    counted = rows.order_by().values("round").annotate(n=Count(distinct, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
