"""*Siap diberitakan*: which rounds wait for the press release to be published, and where others appeared."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from centres.models import Centre
from distributions.models import FROZEN, Photo, Publication, Quote, Recipient, Round, State
from distributions.rounds.days import Span, days_shown

SHOWN = 60
NEWS_DAYS = 60  # so long a round is news


@dataclass(frozen=True, slots=True)
class NewsRow:
    """A round that the public may read of: when it took place, what there is for its text, and where it appeared."""

    round: Round
    span: Span
    quotes: int
    photos: int
    publications: list[Publication]

    @property
    def is_final(self) -> bool:
        """Whether its figures stay; before close the text is provisional."""
        return self.round.state == State.CLOSED


def news(centre: Centre) -> list[NewsRow]:
    """The last rounds in which somebody received, the latest first. Four queries."""
    received = Recipient.objects.received().filter(round=OuterRef("pk"))
    rounds = list(
        Round.objects.filter(centre=centre, state__in=FROZEN)
        .filter(Exists(received))
        .select_related("centre")
        .prefetch_related("publications")
        .order_by("-date", "-pk")[:SHOWN]
    )
    spans = days_shown(rounds)
    ids = [round.pk for round in rounds]
    quotes = _counted(Quote.objects.filter(round__in=ids))
    photos = _counted(Photo.objects.filter(round__in=ids, may_publish=True))
    return [
        NewsRow(
            round=round,
            span=spans[round.pk],
            quotes=quotes.get(round.pk, 0),
            photos=photos.get(round.pk, 0),
            publications=list(round.publications.all()),
        )
        for round in rounds
    ]


def _counted(rows: QuerySet[Quote] | QuerySet[Photo]) -> dict[int, int]:
    """How many rows each round has."""
    return dict(rows.order_by().values_list("round").annotate(count=Count("pk")))


def waiting(rows: list[NewsRow], today: datetime.date) -> tuple[list[NewsRow], list[NewsRow]]:
    """Those that appeared nowhere yet: while they are news, and older ones."""
    since = today - datetime.timedelta(days=NEWS_DAYS)
    unpublished = [row for row in rows if not row.publications]
    return [row for row in unpublished if row.span.last >= since], [row for row in unpublished if row.span.last < since]
