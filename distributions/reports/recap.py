"""The recap of a year: one row for every round."""

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from distributions.models import Correction, Recipient, Round, State
from distributions.reports.results import handed_over, value_of
from distributions.rounds.days import Span, days_handed_over, span_of
from distributions.rounds.figures import after_correction, corrected
from distributions.rounds.sources import sources
from distributions.rounds.standing import Standing, round_stands

# Of all rounds at once, what ``results.priced_by`` says of one.
VALUES_ARE = gettext_lazy(
    "Values are by the prices that were approved with each round; an item that had none then, by what it cost."
)


@dataclass(frozen=True, slots=True)
class RecapRow:
    """One round in the recap: counts, value in rupiah (None while a price is missing), and where it was in the news.

    Families and places count what was corrected after close, as ``results`` does; the value is that of the close.

    ``planned`` are the families that were to receive a package each: ``served``, ``missed`` or ``waiting``. Who did not
    receive and has a reserve family in its place is ``replaced``, and none of them. ``span`` says when they did. In a
    round that nobody approved nobody is planned: who is ``proposed`` stands in no total.
    """

    round: Round
    span: Span
    served: int
    missed: int
    planned: int
    waiting: int
    places: int
    value: int | None
    suppliers: str
    link: str
    replaced: int = 0
    corrections: int = 0
    proposed: int = 0

    @property
    def corrected(self) -> str:
        return corrected(self.corrections)

    @property
    def standing(self) -> Standing:
        return round_stands(self.round.state, waiting=self.waiting, recorded=self.recorded)

    @property
    def recorded(self) -> int:
        """Of how many families it is recorded whether they received."""
        return self.served + self.missed + self.replaced

    @property
    def shown_value(self) -> int | None:
        """The value once there is one to speak of: before the first hand-over it is no Rp0."""
        return self.value if self.served or self.round.state == State.CLOSED else None


class Counted(NamedTuple):
    """Of one round: families that received and that did not, and the places where some did."""

    served: int
    missed: int
    places: int

    def without(self, replaced: int) -> "Counted":
        """The same, where so many of those that did not receive have a reserve family in their place."""
        return self._replace(missed=self.missed - replaced)


def recap(centres: list[int], year: int) -> list[RecapRow]:
    """One row for every round of the year that was not cancelled, newest first; seven queries."""
    corrected = Correction.objects.filter(round=OuterRef("pk")).order_by().values("round").annotate(count=Count("pk"))
    served = Q(recipients__state=Recipient.State.SERVED)
    rounds = (
        Round.objects.without_cancelled()
        .filter(centre__in=centres, month__year=year)
        .select_related("centre", "programme", "supplier")
        .prefetch_related("publications")
        .annotate(
            served=Count("recipients", filter=served),
            missed=Count("recipients", filter=Q(recipients__state=Recipient.State.MISSED)),
            waiting=Count("recipients", filter=Q(recipients__state=Recipient.State.PLANNED)),
            corrected=Coalesce(Subquery(corrected.values("count")), 0),
            places=Count("recipients__stop", filter=served, distinct=True),
        )
        .order_by("-date", "centre__name")
    )
    numbers = [round.pk for round in rounds]
    items, came, days, replaced = handed_over(numbers), sources(rounds), days_handed_over(numbers), _replaced(numbers)
    counted = {one.pk: Counted(one.served, one.missed, one.places) for one in rounds} | _put_right(numbers)
    return [
        RecapRow(
            round=round,
            span=span_of(round, days.get(round.pk, [])),
            **counted[round.pk].without(gave_away := replaced.get(round.pk, 0))._asdict(),
            replaced=gave_away,
            planned=_expected(round) - gave_away if round.is_frozen else 0,
            proposed=0 if round.is_frozen else _expected(round),
            waiting=round.waiting,
            value=value_of(items.get(round.pk, [])),
            suppliers=came[round.pk].suppliers,
            corrections=round.corrected,
            link=next((news.url for news in round.publications.all() if news.url), ""),
        )
        for round in rounds
    ]


def _expected(round: Any) -> int:
    """All who have a place in the round, as the query counted them."""
    return int(round.waiting + round.served + round.missed)


def _put_right(rounds: list[int]) -> dict[int, Counted]:
    """The counts of those rounds of which a correction says that a family received after all, or did not. One query.

    They are few, and asking each recipient of all rounds for its correction takes longer than all the rest.
    """
    said = Correction.objects.filter(round__in=rounds).exclude(result="").values("round")
    rows: Any = Recipient.objects.expected().filter(round__in=said).with_correction().order_by()
    found: dict[int, tuple[list[int], list[int]]] = {}
    for round, stop, state, corrected_to in rows.values_list("round", "stop", "state", "corrected_to"):
        served, missed = found.setdefault(round, ([], []))
        (served if after_correction(state, corrected_to) == Recipient.State.SERVED else missed).append(stop)
    return {round: Counted(len(served), len(missed), len(set(served))) for round, (served, missed) in found.items()}


def _replaced(rounds: list[int]) -> dict[int, int]:
    """How many families of each round did not receive and have a reserve family in their place."""
    found: Any = Recipient.objects.filter(round__in=rounds).replaced()
    return dict(found.order_by().values_list("round").annotate(count=Count("pk")))


def years(centres: list[int], today: datetime.date) -> list[int]:
    """The years that have rounds, newest first; always the running one."""
    found = Round.objects.filter(centre__in=centres).dates("month", "year")
    return sorted({today.year, *(date.year for date in found)}, reverse=True)
