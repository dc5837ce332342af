"""Which days are possible: each rule once, with its reason, for operations, forms and tables alike.

The tables themselves keep the years (``in_our_time``) and what their own columns say; what depends on today is kept
here. ``docs/operations.md`` has the table of the rules.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import Refused
from config.formats import month_year, plain_date

FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
FIRST_BIRTH = datetime.date(1900, 1, 1)
STILL_TO_COME = gettext_lazy("This date is still to come.")
PAPER_COUNTS = datetime.timedelta(days=60)
SIGNED_BEFORE = datetime.timedelta(days=92)
NEWS_BEFORE = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last day that are possible; ``until_today`` where the last is today, whatever it was."""

    first: datetime.date
    last: datetime.date
    until_today: bool = False

    def require(self, day: datetime.date | None, *, field: str) -> None:
        """Raise Refused, beside ``field``, for a day outside; no day is none outside."""
        if day is None or self.first <= day <= self.last:
            return
        if self.until_today and day > self.last:
            raise Refused(STILL_TO_COME, field=field)
        ends = {"first": plain_date(self.first), "last": plain_date(self.last)}
        raise Refused(_("Enter a day from %(first)s to %(last)s.") % ends, field=field)


def of_records(today: datetime.date) -> Bounds:
    """Deliveries, issues, payments, losses, surveys, decisions: what happened, in the last three years.

    A centre begins with what it kept on paper; further back, a year was mistyped.
    """
    return Bounds(today - relativedelta(years=3), today, until_today=True)


def of_the_past(today: datetime.date) -> Bounds:
    """What may be long ago: aid before Peduli, since when an inmate is gone."""
    return Bounds(FIRST, today, until_today=True)


def of_births(today: datetime.date) -> Bounds:
    """Nobody is older than 120 years."""
    return Bounds(today - relativedelta(years=120), today, until_today=True)


def of_beginnings(today: datetime.date) -> Bounds:
    """Roles, terms of office, letterheads, contents, programmes, eligibility: known a year ahead at most."""
    return Bounds(FIRST, today + relativedelta(years=1))


def of_ends() -> Bounds:
    """Ends and releases may be far; that an end comes after its beginning is said where both are known."""
    return Bounds(FIRST, LAST)


def of_expiry(received_on: datetime.date) -> Bounds:
    """No food of a package keeps for more than ten years."""
    return Bounds(received_on, received_on + relativedelta(years=10))


def of_a_round(month: datetime.date) -> Bounds:
    """A round of a month takes place in it, in the month before or in the one after. ``month`` is its first day."""
    return Bounds(month - relativedelta(months=1), month + relativedelta(months=2, days=-1))


def of_an_extra_round(today: datetime.date) -> Bounds:
    """An extra round is planned a year ahead at most, and never afterwards: a day that has passed can't be approved."""
    return Bounds(today, today + relativedelta(years=1))


def of_hand_overs(month: datetime.date, today: datetime.date) -> Bounds:
    """What was handed over of a round: not before the round could be, and not tomorrow."""
    return Bounds(of_a_round(month).first, max(today, of_a_round(month).first), until_today=True)


def require_after_approval(day: datetime.date | None, approved_on: datetime.date | None, *, field: str) -> None:
    """Raise Refused, beside ``field``, for a hand-over, or goods out, before the approval; no day is none."""
    if day is not None and approved_on is not None and day < approved_on:
        raise Refused(
            _("The round was approved on %(day)s: nothing of it was handed over or went out before that.")
            % {"day": plain_date(approved_on)},
            field=field,
        )


def require_approved_by(approved_on: datetime.date, *, round_date: datetime.date, field: str | None = None) -> None:
    """Raise Refused for an approval after the day of its round, see ``against_approval_on``."""
    if late := against_approval_on(approved_on, round_date=round_date):
        raise Refused(late, field=field)


def against_approval_on(day: datetime.date, *, round_date: datetime.date) -> str:
    """Why a round can't be approved on a day after its own, as what is approved is still to come; else empty."""
    if day <= round_date:
        return ""
    return _(
        "The round is planned for %(day)s. An approval can't be later than that day:"
        " the date of the round is changed first."
    ) % {"day": plain_date(round_date)}


def of_news(round_date: datetime.date, today: datetime.date) -> Bounds:
    """News of a round: announced thirty days before at the earliest."""
    return Bounds(min(round_date - NEWS_BEFORE, today), today, until_today=True)


def require_round_date(date: datetime.date, month: datetime.date, *, field: str = "date") -> None:
    """Raise Refused for a date too far from the month of the round."""
    bounds = of_a_round(month)
    if not bounds.first <= date <= bounds.last:
        said = {"month": month_year(month), "first": plain_date(bounds.first), "last": plain_date(bounds.last)}
        raise Refused(_("The round of %(month)s takes place from %(first)s to %(last)s.") % said, field=field)


def require_signed(
    signed_on: datetime.date,
    *,
    round_date: datetime.date,
    planned_on: datetime.date | None,
    today: datetime.date,
    field: str = "signed_on",
) -> None:
    """Raise Refused for a paper that can't be about this proposal: signed before it was made, or long ago or before."""
    if signed_on > today:
        raise Refused(STILL_TO_COME, field=field)
    if signed_on < today - PAPER_COUNTS:
        raise Refused(_("A paper that was signed more than 60 days ago counts no more."), field=field)
    if signed_on < round_date - SIGNED_BEFORE:
        raise Refused(_("This is long before the round. Look at the year."), field=field)
    require_approved_by(signed_on, round_date=round_date, field=field)
    if planned_on and signed_on < planned_on:
        raise Refused(
            _("The proposal was made on %(day)s; a paper signed before is not about it.")
            % {"day": plain_date(planned_on)},
            field=field,
        )


def require_ended_after(first: datetime.date, last: datetime.date | None, *, field: str) -> None:
    """Raise Refused for an end before its beginning, and for one beyond all that is planned."""
    if last is not None and last < first:
        raise Refused(_("The last day is before the first."), field=field)
    of_ends().require(last, field=field)


def in_our_time(*columns: str, model: str, first: datetime.date = FIRST) -> CheckConstraint:
    """The constraint ``<model>_days_in_our_time``: these columns, where filled, lie between 2000 and 2100."""
    return _between(columns, first, LAST, name=f"{model}_days_in_our_time")


def moments_in_our_time(*columns: str, model: str) -> CheckConstraint:
    """The constraint ``<model>_moments_in_our_time``: the same for moments that a person or a phone says."""
    midnights = (datetime.datetime.combine(day, datetime.time(), datetime.UTC) for day in (FIRST, LAST))
    return _between(columns, *midnights, name=f"{model}_moments_in_our_time")


def _between(columns: Iterable[str], first: datetime.date, last: datetime.date, *, name: str) -> CheckConstraint:
    condition = Q()
    for column in columns:
        condition &= Q((f"{column}__range", (first, last)))
    return CheckConstraint(
        condition=condition,
        name=name,
        violation_error_message=gettext_lazy("A day lies outside the years 2000 to 2100."),
    )
