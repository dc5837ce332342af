"""On which days a programme falls: its rule, and what departs from it (pauses and moved dates)."""

import datetime
from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule, weekday
from django.db.models import QuerySet

from centres.models import Centre
from config.formats import month_year
from distributions.models import Pause, Programme, Round, State

# A moved date stays within the months beside its own.
MOVED_AT_MOST = relativedelta(months=2)
# In so many months, this one the first, rounds are made.
MADE_AHEAD = 2


class Falls(NamedTuple):
    """A date of the rule, the day that was settled for it (most often the same), and why the programme pauses then."""

    occurrence: datetime.date
    date: datetime.date
    paused: str = ""

    @property
    def month(self) -> datetime.date:
        """The month for which it counts, by its first day."""
        return self.occurrence.replace(day=1)


def occurrences(programme: Programme, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The dates on which the programme's rule falls from ``first`` to ``last``, both included.

    Day 29, 30 or 31 is the last day of a shorter month. Every n-th month counts from the month of ``starts_on``.
    """
    first = max(first, programme.starts_on)
    last = min(last, programme.ends_on or last)
    if last < first:
        return []
    by: dict[str, Any]
    if programme.rule == Programme.Rule.DAY and programme.day:
        # The last of the days 28 … day that the month has.
        days = range(min(programme.day, 28), programme.day + 1)
        by = {"bymonthday": tuple(days), "bysetpos": -1}
    else:
        by = {"byweekday": weekday(programme.weekday, programme.nth)}
    start = datetime.datetime.combine(programme.starts_on.replace(day=1), datetime.time())
    dates = rrule(MONTHLY, dtstart=start, interval=programme.every_months, **by).between(
        datetime.datetime.combine(first, datetime.time()), datetime.datetime.combine(last, datetime.time()), inc=True
    )
    return [moment.date() for moment in dates]


def with_departures(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """The same programmes with their pauses and moved dates loaded: two queries for all."""
    return programmes.prefetch_related("pauses", "moved_dates")


def days(programme: Programme, first: datetime.date, last: datetime.date, *, paused: bool = False) -> list[Falls]:
    """The days from ``first`` to ``last`` on which rounds of the rule are held, in order.

    With ``paused`` also those on which the programme pauses. A date that was moved out of a pause is held.
    """
    found = [
        falls
        for falls in _settled(programme, first - MOVED_AT_MOST, last + MOVED_AT_MOST)
        if first <= falls.date <= last and (paused or not falls.paused)
    ]
    return sorted(found, key=lambda falls: falls.date)


def day_for(programme: Programme, month: datetime.date) -> Falls | None:
    """The day that counts for the month (its first day), wherever it lies, be it paused or not; None without one."""
    return next(iter(_settled(programme, month, month + relativedelta(day=31))), None)


def _settled(programme: Programme, first: datetime.date, last: datetime.date) -> list[Falls]:
    """The dates of the rule, with what was settled for them."""
    is_new = programme.pk is None
    pauses = () if is_new else tuple(programme.pauses.all())
    moved = {} if is_new else {one.occurrence_on: one.date for one in programme.moved_dates.all()}
    dates = ((occurrence, moved.get(occurrence, occurrence)) for occurrence in occurrences(programme, first, last))
    return [Falls(occurrence, date, _why_paused(pauses, date)) for occurrence, date in dates]


def _why_paused(pauses: Iterable[Pause], date: datetime.date) -> str:
    return next((pause.reason for pause in pauses if pause.starts_on <= date <= pause.ends_on), "")


def next_to_prepare(centre: Centre, today: datetime.date) -> str:
    """What the round is called that comes next to be prepared: a draft, or one that the rule makes. Five queries.

    In November, when its round has been made, that is December; empty where the rule makes none soon.
    """
    drafts = Round.objects.filter(centre=centre, state=State.DRAFT).next_due()
    coming = next_falls(centre, today)
    found = [(draft.date, draft.prepared_as) for draft in drafts[:1]]
    found += [(coming.date, month_year(coming.month))] if coming else []
    return min(found)[1] if found else ""


def next_day(centre: Centre, today: datetime.date) -> datetime.date | None:
    """The day of ``next_falls``."""
    falls = next_falls(centre, today)
    return falls.date if falls else None


def next_falls(centre: Centre, today: datetime.date) -> Falls | None:
    """The first day in this month or the next for which a round can be made and none is there; four queries."""
    return _first_free(centre, today, today.replace(day=1) + relativedelta(months=MADE_AHEAD, days=-1))


def next_later(centre: Centre, today: datetime.date) -> tuple[datetime.date, datetime.date] | None:
    """Where ``next_falls`` finds none: the month of the first day within a year, and from when on its round is made."""
    falls = _first_free(centre, today, today + relativedelta(years=1))
    return falls and (falls.month, falls.date.replace(day=1) - relativedelta(months=MADE_AHEAD - 1))


def _first_free(centre: Centre, today: datetime.date, last: datetime.date) -> Falls | None:
    return min(
        (
            falls
            for programme, taken in with_taken(centre, today)
            for falls in days(programme, today, last)
            if falls.month not in taken
        ),
        key=attrgetter("date"),
        default=None,
    )


def with_taken(centre: Centre, since: datetime.date) -> list[tuple[Programme, set[datetime.date]]]:
    """The centre's programmes, each with the months that have a round of its rule; four queries.

    Months long before ``since`` are left out.
    """
    taken: dict[int, set[datetime.date]] = {}
    rounds = Round.objects.of_the_rule().filter(centre=centre, month__gte=since - MOVED_AT_MOST)
    for programme, month in rounds.values_list("programme", "month"):
        taken.setdefault(programme, set()).add(month)
    programmes = with_departures(Programme.objects.filter(centre=centre))
    return [(programme, taken.get(programme.pk, set())) for programme in programmes]
