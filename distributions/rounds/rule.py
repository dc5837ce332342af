"""Changing a programme's rule, its pauses and its moved dates: rounds in preparation follow, all others stay."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from centres.taken import taken_in_words
from config.days import of_ends, require_ended_after, require_round_date
from config.errors import Refused, reason_given
from distributions.models import MovedDate, Pause, Programme, Round, State
from distributions.rounds.dates import Falls, day_for, days, occurrences, with_departures
from distributions.rounds.planning import change_details

OFFERED = 12


@dataclass(frozen=True, slots=True)
class Followed:
    """The drafts that went to another date of the rule, and those that have none any more and stay as they are."""

    moved: list[Round] = field(default_factory=list)
    left: list[Round] = field(default_factory=list)


@transaction.atomic
def change_rule(programme: Programme, change: Callable[[], bool], *, today: datetime.date) -> Followed | None:
    """Carry out ``change``, which saves the programme or what belongs to it; None when it says that nothing was done.

    A draft goes to the new date of its month, with its day and time unless these were changed by hand, and unless that
    day has passed. Whatever was submitted stays.
    """
    drafts = list(
        programme.rounds.of_the_rule().filter(state=State.DRAFT, date__gte=today).select_for_update().order_by("pk")
    )
    before = _as_stored(programme)
    if not change():
        return None
    after, followed = _as_stored(programme), Followed()
    for draft in drafts:
        _follow(draft, before, after, today, followed)
    return followed


def _as_stored(programme: Programme) -> Programme:
    return with_departures(Programme.objects.select_related("centre")).get(pk=programme.pk)


def _follow(draft: Round, before: Programme, after: Programme, today: datetime.date, followed: Followed) -> None:
    old, new = (day_for(programme, draft.month) for programme in (before, after))
    if new is None or new.paused:
        if old is not None and not old.paused:
            followed.left.append(draft)
        return
    settled = old.date if old is not None and old.occurrence == draft.occurrence_on else draft.occurrence_on
    changes: dict[str, Any] = {}
    if draft.date == settled and new.date != settled:
        if new.date < today:
            return
        changes["date"] = new.date
    if draft.time == before.time != after.time:
        changes["time"] = after.time
    if changes:
        change_details(draft, **changes)
    if changes or draft.occurrence_on != new.occurrence:
        draft.occurrence_on = new.occurrence
        draft.save(update_fields=["occurrence_on"])
        followed.moved.append(draft)


def pause(
    programme: Programme, *, starts_on: datetime.date, ends_on: datetime.date, reason: str, today: datetime.date
) -> Followed:
    """Make no rounds of the rule on these days, both included; what is there already stays.

    Refused where there is a pause on just these days.
    """
    reason = reason_given(reason)
    of_ends().require(starts_on, field="starts_on")
    require_ended_after(starts_on, ends_on, field="ends_on")
    return _carry_out(
        programme,
        lambda: Pause.objects.create(
            centre_id=programme.centre_id, programme=programme, starts_on=starts_on, ends_on=ends_on, reason=reason
        ),
        today,
    )


def move_date_of_rule(
    programme: Programme, *, occurrence: datetime.date, date: datetime.date, reason: str, today: datetime.date
) -> Followed:
    """Settle another day for a date of the rule; its round in preparation follows. Refused once that was submitted."""
    reason = reason_given(reason)
    if occurrences(programme, occurrence, occurrence) != [occurrence]:
        raise Refused(_("This is no date of the rule."), field="occurrence")
    if date == occurrence:
        raise Refused(_("That is the date of the rule itself."), field="date")
    if date < today:
        raise Refused(_("The date has passed."), field="date")
    month = occurrence.replace(day=1)
    require_round_date(date, month)
    if programme.rounds.of_the_rule().filter(month=month).exclude(state=State.DRAFT).exists():
        raise Refused(_("This month has a round already. Change its date on its page."), field="occurrence")
    return _carry_out(
        programme,
        lambda: MovedDate.objects.update_or_create(
            programme=programme,
            occurrence_on=occurrence,
            defaults={"centre_id": programme.centre_id, "date": date, "reason": reason},
        ),
        today,
    )


def drop(departure: Pause | MovedDate, *, today: datetime.date) -> Followed:
    """Take a pause or a moved date back, as if it had not been."""
    return _carry_out(departure.programme, departure.delete, today)


def _carry_out(programme: Programme, change: Callable[[], object], today: datetime.date) -> Followed:
    def done() -> bool:
        with taken_in_words():
            change()
        return True

    followed = change_rule(programme, done, today=today)
    assert followed is not None  # done() never says that nothing was done
    return followed


def dates_to_move(programme: Programme, today: datetime.date) -> list[datetime.date]:
    """The next dates of the rule that may be moved: those without a round, or with one in preparation. One query."""
    last = today + relativedelta(months=OFFERED * programme.every_months)
    settled = programme.rounds.of_the_rule().exclude(state=State.DRAFT).filter(month__gte=today.replace(day=1))
    months = set(settled.values_list("month", flat=True))
    return [date for date in occurrences(programme, today, last) if date.replace(day=1) not in months][:OFFERED]


def preview(programme: Programme, today: datetime.date, count: int) -> list[Falls]:
    """The next days of the rule, as many as ``count``, those of a pause besides. The programme may be unsaved."""
    last = today + relativedelta(months=(count + OFFERED) * programme.every_months)
    found: list[Falls] = []
    for falls in days(programme, max(today, programme.starts_on), last, paused=True):
        found.append(falls)
        if sum(not one.paused for one in found) == count:
            break
    return found
