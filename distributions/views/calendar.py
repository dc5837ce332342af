"""The calendar of a centre: the year as a line, one month of it, and the link by which phones read it."""

import calendar as months
import datetime
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP, STAFF
from centres.sent_forms import answer_again, once
from centres.versions import NAME, mark_of
from config.errors import Refused
from distributions.models import Round, State
from distributions.reports.calendar_feed import calendar_of
from distributions.rounds.calendar_link import as_shown, centre_of, make_link, valid_link, withdraw_link
from distributions.rounds.dates import Falls, days, with_taken
from distributions.rounds.figures import figures_of, with_figures

YEARS = range(2000, 2101)  # the first and the last month of all years have no month beside them
Found = dict[datetime.date, list[dict[str, Any]]]
Coming = dict[datetime.date, list[Falls]]


@roles(*STAFF)
def calendar(request: CentreRequest) -> HttpResponse:
    """The year as a line, and one month of it: rounds on their day, and days on which the rule makes one later."""
    today = request.centre.local_date(timezone.now())
    month = _date_of(f"{request.GET.get('bulan', '')}-01")
    if month is None or month.year not in YEARS:
        month = today.replace(day=1)
    weeks = months.Calendar().monthdatescalendar(month.year, month.month)
    first = min(weeks[0][0], datetime.date(month.year, 1, 1))
    last = max(weeks[-1][-1], datetime.date(month.year, 12, 31))
    there = Round.objects.filter(centre=request.centre, date__range=(first, last)).order_by("date", "pk")
    found: Found = {}
    for round in with_figures(there).select_related("programme"):
        found.setdefault(round.date, []).append({"round": round, "figures": figures_of(round)})
    coming = _by_rule(request, first, last)
    grid = [[(day, found.get(day, []), coming.get(day, [])) for day in week] for week in weeks]
    context = {
        "month": month,
        "today": today,
        "year": [_in_year(datetime.date(month.year, number, 1), found, coming) for number in range(1, 13)],
        "may_link": bool(request.roles.intersection(MAY_SET_UP)),
        "weeks": grid,
        "any_day": any(rows or programmes for week in grid for _day, rows, programmes in week),
        "previous": f"bulan={month - relativedelta(months=1):%Y-%m}",
        "next": f"bulan={month + relativedelta(months=1):%Y-%m}",
    }
    return render(request, "distributions/calendar.html", context)


class OnTheLine(NamedTuple):
    """A day on the line of a year, and what it is: held, extra, coming or paused."""

    day: datetime.date
    kind: str


def _in_year(month: datetime.date, found: Found, coming: Coming) -> dict[str, Any]:
    """A month on the line of its year: done when all of it is closed, now while something is open; and its days."""
    rows = [row for day, there in found.items() if day.replace(day=1) == month for row in there]
    held = [row for row in rows if row["round"].state != State.CANCELLED]
    is_open = any(row["round"].state != State.CLOSED for row in held)
    # What waits for us says what a month is, before what is over.
    said = min(held or rows, key=lambda row: row["round"].state == State.CLOSED, default=None)
    rule = [falls for day, there in coming.items() if day.replace(day=1) == month for falls in there]
    line = [OnTheLine(row["round"].date, "extra" if row["round"].is_extra else "held") for row in held]
    line += [OnTheLine(falls.date, "paused" if falls.paused else "coming") for falls in rule]
    return {
        "month": month,
        "address": f"bulan={month:%Y-%m}",
        "key": "now" if is_open else "done" if held else "",
        "said": said["figures"].standing(said["round"].state).word if said else "",
        "days": sorted(line),
    }


def _by_rule(request: CentreRequest, first: datetime.date, last: datetime.date) -> dict[datetime.date, list[Falls]]:
    """The days of the rule from today on that have no round yet, those of a pause among them."""
    coming: Coming = {}
    today = request.centre.local_date(timezone.now())
    for programme, taken in with_taken(request.centre, first):
        for falls in days(programme, max(first, today), last, paused=True):
            if falls.month not in taken:
                coming.setdefault(falls.date, []).append(falls)
    return coming


def _date_of(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


@roles(*MAY_SET_UP)
@never_cache
@once
def link(request: CentreRequest) -> HttpResponse:
    """The link for phones: made anew, which ends the one of before, or withdrawn.

    It is shown in the answer to the press of the button and nowhere else: it is not kept.
    """
    made = ""
    if request.method == "POST":
        act: dict[str, Any] = {"seen": request.POST.get(NAME, ""), "by": request.user, "now": timezone.now()}
        try:
            if request.POST.get("link") == "withdraw":
                withdraw_link(request.centre, **act)
                messages.success(request, _("The link leads nowhere any more."))
                return redirect("distributions:calendar_link")
            token = make_link(request.centre, **act)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("distributions:calendar_link")
        answer_again(request, reverse("distributions:calendar_link"))
        made = request.build_absolute_uri(reverse("distributions:calendar_feed", args=[token]))
    there = valid_link(request.centre)
    context = {"made": made, "there": there, "mark": mark_of(as_shown(there), request.centre)}
    return render(request, "distributions/calendar_link.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, for whoever knows the link."""
    centre = centre_of(token)
    if centre is None:
        raise Http404
    return HttpResponse(
        calendar_of(centre, now=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="peduli.ics"'},
    )
