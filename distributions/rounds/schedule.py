"""Making the coming rounds from a programme's rule: what is missing and nothing twice."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule, weekday
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.models import PackageVersion
from centres.models import Centre
from config.days import of_an_extra_round
from config.errors import GIVE_THE_REASON, Refused, required
from config.formats import month_year
from distributions.models import Extra, Programme, Round, State
from distributions.rounds.planning import plan_round


class Outcome(StrEnum):
    """What became of an occurrence."""

    MADE = "made"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One occurrence of a programme, whether a round was made for it, and why not."""

    programme: Programme
    occurrence: datetime.date
    outcome: Outcome
    why: str = ""
    round: Round | None = None


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


def next_occurrence(centre: Centre, today: datetime.date) -> datetime.date | None:
    """The first date in this month or the next for which a round can be made and none is there; two queries."""
    last = today.replace(day=1) + relativedelta(months=2, days=-1)
    rounds = Round.objects.of_the_rule().filter(centre=centre, month__gte=today.replace(day=1))
    taken = set(rounds.values_list("programme", "month"))
    return min(
        (
            date
            for programme in Programme.objects.filter(centre=centre)
            for date in occurrences(programme, today, last)
            if (programme.pk, date.replace(day=1)) not in taken
        ),
        default=None,
    )


def next_to_prepare(centre: Centre, today: datetime.date) -> str:
    """What the round is called that comes next to be prepared: a draft, or one that the rule makes. Three queries.

    In November, when its round has been made, that is December; empty where the rule makes none soon.
    """
    drafts = Round.objects.filter(centre=centre, state=State.DRAFT).next_due()
    coming = next_occurrence(centre, today)
    found = [(draft.date, draft.prepared_as) for draft in drafts[:1]]
    found += [(coming, month_year(coming))] if coming else []
    return min(found)[1] if found else ""


def schedule_rounds(
    programmes: Iterable[Programme],
    *,
    today: datetime.date | None = None,
    months: int = 2,
    dry_run: bool = False,
    now: datetime.datetime | None = None,
) -> list[Scheduled]:
    """Make the rounds that are missing in this month and the ``months`` - 1 after it, each with its proposal.

    ``today`` is by default the date at each centre. Running it again, or twice at the same time, makes nothing twice;
    every occurrence is named in the answer with what became of it. Give programmes with their centre selected.
    """
    now = now or timezone.now()
    return [
        scheduled
        for programme in programmes
        for scheduled in _schedule(programme, today or programme.centre.local_date(now), months, dry_run, now)
    ]


def _schedule(
    programme: Programme, today: datetime.date, months: int, dry_run: bool, now: datetime.datetime
) -> list[Scheduled]:
    first = today.replace(day=1)
    last = first + relativedelta(months=months) - datetime.timedelta(days=1)
    there = {round.month: round for round in programme.rounds.of_the_rule().filter(month__range=(first, last))}
    done = []
    for date in occurrences(programme, first, last):
        why = _why_not(programme, date, today, there.get(date.replace(day=1)))
        if why or dry_run:
            done.append(Scheduled(programme, date, Outcome.SKIPPED if why else Outcome.MADE, why))
        else:
            done.append(_make(programme, date, now))
    return done


def _why_not(programme: Programme, date: datetime.date, today: datetime.date, there: Round | None) -> str:
    if there is not None:
        if there.occurrence_on == date:
            return _("The round is there already.")
        return _("This month has a round already, on another date of the rule.")
    if date < today:
        return _("The date has passed.")
    if _version(programme, date) is None:
        return _("The package has no contents on that date yet.")
    return ""


def _version(programme: Programme, date: datetime.date) -> PackageVersion | None:
    return PackageVersion.objects.filter(package_id=programme.package_id).at(date).first()


def _make(programme: Programme, date: datetime.date, now: datetime.datetime) -> Scheduled:
    try:
        with transaction.atomic():
            version = _version(programme, date)
            assert version is not None  # otherwise _why_not() said so
            round = plan_round(_new_round(programme, version, date, occurrence_on=date), now=now)
    except IntegrityError as error:
        # Another run was quicker: the database keeps one round per occurrence and month.
        if "round_once_per" not in str(error):
            raise
        return Scheduled(programme, date, Outcome.SKIPPED, _("Another run has just made this round."))
    return Scheduled(programme, date, Outcome.MADE, round=round)


@transaction.atomic
def make_extra_round(
    programme: Programme,
    *,
    date: datetime.date,
    packages: int,
    extra: str,
    reason: str,
    now: datetime.datetime,
) -> Round:
    """Make a round besides those of the rule, with its proposal: for what (``Extra``), and why in a few words.

    It takes no month: those of the rule are made as if it was not there.
    """
    reason = required(reason, GIVE_THE_REASON, field="extra_reason")
    of_an_extra_round(programme.centre.local_date(now)).require(date, field="date")
    version = _version(programme, date)
    if version is None:
        raise Refused(_("The package has no contents on that date yet."), field="date")
    round = _new_round(programme, version, date, packages=packages, extra=Extra(extra), extra_reason=reason)
    return plan_round(round, now=now)


def _new_round(programme: Programme, version: PackageVersion, date: datetime.date, **more: Any) -> Round:
    given = {"packages": programme.packages_per_round} | more
    return Round.objects.create(
        centre_id=programme.centre_id,
        programme=programme,
        month=date.replace(day=1),
        date=date,
        time=programme.time,
        package_version=version,
        supplier_id=programme.supplier_id,
        terms=programme.terms,
        source_of_funds=programme.source_of_funds,
        **given,
    )
