"""The calendar of a centre as iCalendar (RFC 5545), for phones and other calendars.

Rounds stand in it with their hour in the centre's zone; days on which the rule makes one later, and pauses, as whole
days. It names no family, no inmate and no place; what people wrote in their own words stays in the office. Indonesian,
whatever the language of the screen.
"""

import datetime
from collections.abc import Iterator

from dateutil.relativedelta import relativedelta
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Alarm, Calendar, Event

from centres.models import Centre
from config.formats import quantity
from distributions.models import BEFORE_APPROVAL, Pause, Programme, Round
from distributions.rounds.dates import Falls, days, with_taken
from distributions.rounds.figures import Figures, figures_of, with_figures

BACK, AHEAD = relativedelta(months=12), relativedelta(months=12)
REMIND_BEFORE = datetime.timedelta(days=-1)
ASK_AGAIN = datetime.timedelta(hours=12)
DAY = datetime.timedelta(days=1)


def calendar_of(centre: Centre, *, now: datetime.datetime) -> bytes:
    """The last twelve months and the next; six queries."""
    today = centre.local_date(now)
    with translation.override("id"):
        feed = Calendar()
        feed.add("prodid", "-//Peduli//Peduli//ID")
        feed.add("version", "2.0")
        feed.add("method", "PUBLISH")
        feed.add("x-wr-calname", f"Peduli – {centre.name}")
        feed.add("x-wr-timezone", centre.time_zone)
        feed.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
        for event in (*_rounds(centre, today), *_by_rule(centre, today), *_pauses(centre, today)):
            event.add("dtstamp", now)
            feed.add_component(event)
        feed.add_missing_timezones()
        written: bytes = feed.to_ical()
        return written


def _rounds(centre: Centre, today: datetime.date) -> Iterator[Event]:
    rounds = with_figures(Round.objects.filter(centre=centre, date__range=(today - BACK, today + 2 * AHEAD)))
    for round in rounds.select_related("programme").order_by("date", "pk"):
        figures = figures_of(round)
        event = Event()
        event.add("uid", _uid(centre, round.programme_id, round.occurrence_on, round.pk))
        event.add("summary", f"{round.programme.name}: {round.name}")
        event.add("dtstart", datetime.datetime.combine(round.date, round.time, centre.zone))
        event.add("description", _described(round, figures))
        event.add("status", _status(round))
        if not round.is_cancelled:
            event.add_component(_alarm(f"{round.programme.name}: {round.name}"))
        yield event


def _described(round: Round, figures: Figures) -> str:
    families = ngettext("%(count)s family", "%(count)s families", figures.families) % {
        "count": quantity(figures.families)
    }
    kind = round.get_extra_display() if round.is_extra else ""
    return ". ".join(filter(None, (figures.standing(round.state).word, families, kind)))


def _status(round: Round) -> str:
    if round.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if round.state in BEFORE_APPROVAL else "CONFIRMED"


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", REMIND_BEFORE)
    return alarm


def _by_rule(centre: Centre, today: datetime.date) -> Iterator[Event]:
    for programme, taken in with_taken(centre, today):
        for falls in days(programme, today, today + AHEAD):
            if falls.month not in taken:
                yield _of_rule(centre, programme, falls)


def _of_rule(centre: Centre, programme: Programme, falls: Falls) -> Event:
    """The same UID as the round will have: it takes the place of the day."""
    event = Event()
    event.add("uid", _uid(centre, programme.pk, falls.occurrence, 0))
    event.add("summary", programme.name)
    event.add("dtstart", falls.date)
    event.add("dtend", falls.date + DAY)
    event.add("description", _("By the rule; made shortly before"))
    event.add("status", "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event


def _pauses(centre: Centre, today: datetime.date) -> Iterator[Event]:
    pauses = Pause.objects.filter(centre=centre, ends_on__gte=today - BACK, starts_on__lte=today + AHEAD)
    for pause in pauses.select_related("programme"):
        event = Event()
        event.add("uid", f"pause-{pause.pk}@{centre.code}.peduli")
        event.add("summary", f"{pause.programme.name}: {_('Pause').lower()}")
        event.add("dtstart", pause.starts_on)
        event.add("dtend", pause.ends_on + DAY)
        event.add("transp", "TRANSPARENT")
        yield event


def _uid(centre: Centre, programme: int, occurrence: datetime.date | None, round: int) -> str:
    which = f"{programme}-{occurrence:%Y%m}" if occurrence else f"extra-{round}"
    return f"{which}@{centre.code}.peduli"
