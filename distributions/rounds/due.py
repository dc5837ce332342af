"""What is due in a centre on a day: rounds to be made and planned anew, and what people should be reminded of.

A timer asks every night for every centre. Asking again, or two at once, does nothing twice: a centre is done by
one at a time, and the second finds nothing left.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction

from centres.models import Centre
from distributions.models import Programme, Round, State
from distributions.rounds.dates import with_departures
from distributions.rounds.figures import with_figures
from distributions.rounds.outdated import is_to_be_made_anew
from distributions.rounds.planning import plan_round
from distributions.rounds.schedule import Outcome, Scheduled, schedule_rounds
from distributions.rounds.transitions import hold_drafts

# With the key of the centre: who does what is due in it.
LOCK = 0x70656475
SOON = datetime.timedelta(days=7)


class What(StrEnum):
    """What is to be done by people."""

    SUBMIT = "to submit"
    APPROVE = "to approve"
    GOODS = "goods to record"
    RECORD = "families to record"
    CLOSE = "to close"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something about a round that waits; ``count`` is how many families are not recorded, else 1."""

    round: Round
    what: What
    count: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in a centre: what became of each date of the rule, the drafts planned anew, and what waits."""

    scheduled: Sequence[Scheduled]
    planned: Sequence[Round]
    reminders: Sequence[Reminder]

    @property
    def made(self) -> int:
        """How many rounds were made."""
        return sum(one.outcome == Outcome.MADE for one in self.scheduled)


@transaction.atomic
def do_what_is_due(centre: Centre, *, today: datetime.date, now: datetime.datetime) -> Done:
    """Make the rounds that are missing, plan those anew that are outdated, and say what waits; all or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, centre.pk])
    hold_drafts(centre)
    programmes = with_departures(Programme.objects.filter(centre=centre).select_related("centre"))
    # What is new is planned beside the drafts as they are by now, and so after them, also by its time; then those that
    # come after something new.
    planned = plan_what_is_outdated(centre, today=today, now=now)
    later = now + datetime.timedelta(microseconds=1)
    scheduled = schedule_rounds(programmes, today=today, now=later)
    if any(one.outcome == Outcome.MADE for one in scheduled):
        planned += plan_what_is_outdated(centre, today=today, now=later + datetime.timedelta(microseconds=1))
    anew = list({round.pk: round for round in planned}.values())
    return Done(scheduled, anew, reminders(centre, today))


def plan_what_is_outdated(centre: Centre, *, today: datetime.date, now: datetime.datetime) -> list[Round]:
    """Make the proposals anew that rest on what has changed since; never one that somebody changed by hand."""
    drafts = Round.objects.filter(centre=centre, state=State.DRAFT, date__gte=today).select_related("programme")
    outdated = (draft for draft in drafts.order_by("date", "pk") if is_to_be_made_anew(draft, today=today))
    return [plan_round(draft, now=now, today=today) for draft in outdated]


def reminders(centre: Centre, today: datetime.date) -> list[Reminder]:
    """What waits in the open rounds, the earliest first: a week ahead what must be decided, then what was not recorded.

    One query.
    """
    rounds = with_figures(Round.objects.filter(centre=centre, date__lte=today + SOON).next_due())
    return [reminder for round in rounds if (reminder := _of(round, round.planned, today))]


def _of(round: Round, unrecorded: int, today: datetime.date) -> Reminder | None:
    if round.state == State.DRAFT:
        return Reminder(round, What.SUBMIT)
    if round.state == State.SUBMITTED:
        return Reminder(round, What.APPROVE)
    if round.date > today:
        return None
    if round.state == State.APPROVED:
        return Reminder(round, What.GOODS)
    return Reminder(round, What.RECORD, unrecorded) if unrecorded else Reminder(round, What.CLOSE)
