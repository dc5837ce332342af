"""On which days families of a round received: papers, texts and recaps name these, whatever day was planned.

A round that is not handed over yet has its own day alone, for the papers that are signed on it.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, Min, OuterRef, QuerySet

from aid.balances import never_came
from aid.models import Movement
from config.days import of_a_round
from distributions.models import KNOWN_AHEAD, Round

HANDED_OVER_ON = """
    SELECT DISTINCT r.id, (h.handed_at AT TIME ZONE c.time_zone)::date
      FROM distributions_round r
      JOIN centres_centre c ON c.id = r.centre_id
      JOIN distributions_recipient p ON p.round_id = r.id
      JOIN distributions_handover h ON h.recipient_id = p.id AND h.voided_at IS NULL
     WHERE r.id = ANY(%s)
     ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which something was handed over, in order; at least one."""

    days: tuple[datetime.date, ...]

    @property
    def first(self) -> datetime.date:
        return self.days[0]

    @property
    def last(self) -> datetime.date:
        return self.days[-1]


def days_handed_over(rounds: Collection[int]) -> dict[int, list[datetime.date]]:
    """The days on which something was handed over that stands, at the centre, by round and in order. One query."""
    found: dict[int, list[datetime.date]] = {}
    with connection.cursor() as cursor:
        cursor.execute(HANDED_OVER_ON, [list(rounds)])
        for round, day in cursor.fetchall():
            found.setdefault(round, []).append(day)
    return found


def days_visited(round: Round) -> list[datetime.date]:
    """The days on which families of the round were visited in vain, in order. One query.

    Who moved away, refused or died may have been known before anybody went there.
    """
    missed = round.recipients.missed().exclude(missed_reason__in=KNOWN_AHEAD).with_day(round.centre.zone)
    return sorted(set(missed.values_list("happened_on", flat=True)))


def span_of(round: Round, days: Iterable[datetime.date]) -> Span:
    """These days, each once; without any, the day of the round."""
    return Span(tuple(sorted(set(days))) or (round.date,))


def took_place(round: Round) -> Span:
    """When the round was handed over; while it is not, the day of the round."""
    return span_of(round, days_handed_over([round.pk]).get(round.pk, []))


def days_shown(rounds: Collection[Round]) -> dict[int, Span]:
    """On which days the lists and pages of the centre place each round, by its number: a closed one when it took place.

    One that is not closed has its own, which can still be moved. One query where a round is closed.
    """
    closed = [round.pk for round in rounds if round.is_closed]
    days = days_handed_over(closed) if closed else {}
    return {round.pk: span_of(round, days.get(round.pk, [])) for round in rounds}


def goods_came_later(round: Round, first: datetime.date) -> datetime.date | None:
    """The day on which goods of the round went out by the ledger, where that is after its ``first`` hand-over.

    A supplier may bring the goods to the door, and they are written down when the note comes. It is no reason to
    refuse anything, but papers that show the days say so. One query.
    """
    gone = went_out(round)
    day: datetime.date | None = gone.aggregate(first=Min("issue__issued_on"))["first"]
    return day if day and first < day else None


def went_out(round: Round) -> QuerySet[Movement]:
    """What went out with the round by the ledger, was not taken back, and is of no delivery that was."""
    return standing_issues([round])


def standing_issues(rounds: Collection[Round]) -> QuerySet[Movement]:
    """The same of several rounds."""
    undone = Movement.objects.filter(reverses=OuterRef("pk"))
    gone = Movement.objects.filter(kind=Movement.Kind.ISSUE, issue__round_issue__round__in=rounds)
    return gone.exclude(Exists(undone)).exclude(Exists(never_came().filter(lot=OuterRef("lot"))))


def day_to_move_to(round: Round, days: Collection[datetime.date]) -> datetime.date | None:
    """The day to which the round is to be moved because nobody was visited on its own; None where it fits.

    Long after its month a round can't be moved to the day: its own then stays, and papers name the days all the same.
    """
    if not days or round.date in days:
        return None
    first, bounds = min(days), of_a_round(round.month)
    return first if bounds.first <= first <= bounds.last else None
