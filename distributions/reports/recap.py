"""The recap of a year: one row for every round."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy, ngettext

from distributions.models import Correction, Recipient, Round, State
from distributions.reports.results import handed_over, value_of
from distributions.rounds.days import Span, days_handed_over, span_of
from distributions.rounds.sources import sources
from distributions.rounds.standing import Standing, round_stands

# Of all rounds at once, what ``results.priced_by`` says of one.
VALUES_ARE = gettext_lazy(
    "Values are by the prices that were approved with each round; an item that had none then, by what it cost."
)


@dataclass(frozen=True, slots=True)
class RecapRow:
    """One round in the recap: counts, value in rupiah (None while a price is missing), and where it was in the news.

    ``planned`` are the families that were to receive a package each, a replaced one not among them; ``span`` says when
    they did. In a round that nobody approved nobody is: who is ``proposed`` stands in no total.
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
    corrections: int = 0
    proposed: int = 0

    @property
    def corrected(self) -> str:
        """How many corrections were made after close, in words; its figures stay as they were closed."""
        if not self.corrections:
            return ""
        words = ngettext("%(count)d correction", "%(count)d corrections", self.corrections)
        return words % {"count": self.corrections}

    @property
    def standing(self) -> Standing:
        return round_stands(self.round.state, waiting=self.waiting, recorded=self.served + self.missed)

    @property
    def shown_value(self) -> int | None:
        """The value once there is one to speak of: before the first hand-over it is no Rp0."""
        return self.value if self.served or self.round.state == State.CLOSED else None


def recap(centres: list[int], year: int) -> list[RecapRow]:
    """One row for every round of the year that was not cancelled, newest first; six queries."""
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
    return [
        RecapRow(
            round=round,
            span=span_of(round, days.get(round.pk, [])),
            served=round.served,
            missed=round.missed,
            planned=_expected(round) - replaced.get(round.pk, 0) if round.is_frozen else 0,
            proposed=0 if round.is_frozen else _expected(round),
            waiting=round.waiting,
            places=round.places,
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


def _replaced(rounds: list[int]) -> dict[int, int]:
    """How many families of each round were missed and have a reserve family in their place."""
    found = Recipient.objects.missed().filter(round__in=rounds).replaced().order_by().values_list("round")
    return dict(found.annotate(count=Count("pk")))


def years(centres: list[int], today: datetime.date) -> list[int]:
    """The years that have rounds, newest first; always the running one."""
    found = Round.objects.filter(centre__in=centres).dates("month", "year")
    return sorted({today.year, *(date.year for date in found)}, reverse=True)
