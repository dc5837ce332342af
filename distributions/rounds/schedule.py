"""Making the coming rounds from a programme's rule: what is missing and nothing twice."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.models import PackageVersion
from centres.taken import taken_in_words
from config.days import of_an_extra_round
from config.errors import Refused, reason_given
from distributions.models import Extra, Programme, Round
from distributions.rounds.dates import MADE_AHEAD, MOVED_AT_MOST, Falls, days
from distributions.rounds.planning import plan_round


class Outcome(StrEnum):
    """What became of an occurrence."""

    MADE = "made"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One occurrence of a programme and the day settled for it, whether a round was made for it, and why not.

    ``round`` is the one that was made, or that its month has already.
    """

    programme: Programme
    occurrence: datetime.date
    date: datetime.date
    outcome: Outcome
    why: str = ""
    round: Round | None = None


def schedule_rounds(
    programmes: Iterable[Programme],
    *,
    today: datetime.date | None = None,
    months: int = MADE_AHEAD,
    dry_run: bool = False,
    now: datetime.datetime | None = None,
) -> list[Scheduled]:
    """Make the rounds that are missing in this month and the ``months`` - 1 after it, each with its proposal.

    The day of a round says to which month it belongs; of this month one is named, too, that was to be held before it.
    ``today`` is by default the date at each centre. Running it again, or twice at the same time, makes nothing twice;
    every occurrence is named in the answer with what became of it. Give programmes with their centre selected, and
    ``with_departures``.
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
    rounds = programme.rounds.of_the_rule().filter(month__range=(first - MOVED_AT_MOST, last + MOVED_AT_MOST))
    there = {round.month: round for round in rounds}
    done = []
    for falls in days(programme, first - MOVED_AT_MOST, last, paused=True):
        if max(falls.date, falls.occurrence) < first:
            continue
        known = there.get(falls.month)
        why = _why_not(programme, falls, today, known)
        if why or dry_run:
            done.append(Scheduled(programme, *falls[:2], Outcome.SKIPPED if why else Outcome.MADE, why, known))
        else:
            done.append(_make(programme, falls, today, now))
    return done


def _why_not(programme: Programme, falls: Falls, today: datetime.date, there: Round | None) -> str:
    if there is not None:
        if there.occurrence_on == falls.occurrence:
            return _("The round is there already.")
        return _("This month has a round already, on another date of the rule.")
    if falls.paused:
        return _("The programme pauses: %(reason)s") % {"reason": falls.paused}
    if falls.date < today:
        return _("The date has passed.")
    if _version(programme, falls.date) is None:
        return _("The package has no contents on that date yet.")
    return ""


def _version(programme: Programme, date: datetime.date) -> PackageVersion | None:
    return PackageVersion.objects.filter(package_id=programme.package_id).at(date).first()


def _make(programme: Programme, falls: Falls, today: datetime.date, now: datetime.datetime) -> Scheduled:
    occurrence, date, _paused = falls
    try:
        with transaction.atomic():
            version = _version(programme, date)
            assert version is not None  # otherwise _why_not() said so
            round = _new_round(programme, version, date, occurrence_on=occurrence, month=falls.month)
            plan_round(round, now=now, today=today)
    except IntegrityError as error:
        # Another run was quicker: the database keeps one round per occurrence and month.
        if "round_once_per" not in str(error):
            raise
        return Scheduled(programme, occurrence, date, Outcome.SKIPPED, _("Another run has just made this round."))
    return Scheduled(programme, occurrence, date, Outcome.MADE, round=round)


@transaction.atomic
def make_extra_round(
    programme: Programme,
    *,
    date: datetime.date,
    time: datetime.time | None = None,
    packages: int,
    extra: str,
    reason: str,
    now: datetime.datetime,
) -> Round:
    """Make a round besides those of the rule, with its proposal: for what (``Extra``), and why in a few words.

    It takes no month: those of the rule are made as if it was not there. Its ``time`` is else that of the programme.
    """
    reason = reason_given(reason, field="extra_reason")
    of_an_extra_round(programme.centre.local_date(now)).require(date, field="date")
    version = _version(programme, date)
    if version is None:
        raise Refused(_("The package has no contents on that date yet."), field="date")
    more = {"packages": packages, "time": time or programme.time, "extra": Extra(extra), "extra_reason": reason}
    with taken_in_words():
        round = _new_round(programme, version, date, **more)
    return plan_round(round, now=now)


def _new_round(programme: Programme, version: PackageVersion, date: datetime.date, **more: Any) -> Round:
    usual = {"packages": programme.packages_per_round, "time": programme.time, "month": date.replace(day=1)}
    return Round.objects.create(
        centre_id=programme.centre_id,
        programme=programme,
        date=date,
        package_version=version,
        supplier_id=programme.supplier_id,
        terms=programme.terms,
        source_of_funds=programme.source_of_funds,
        **(usual | more),
    )
