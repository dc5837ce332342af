"""The first block of *Beranda*: what waits for this person, or truly nothing, and then what comes next."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import Centre, Role
from centres.roles import STAFF
from config.formats import long_date, quantity
from distributions.models import Round, State
from distributions.overview.home import this_months
from distributions.overview.waiting import Turn, Waiting
from distributions.rounds.dates import next_day
from distributions.rounds.figures import figures_of, with_figures

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from distributions.rounds.figures import Counted


# Who holds no other role comes for the reports.
READS_REPORTS = frozenset({Role.HUMAS, Role.VIEWER})


@dataclass(frozen=True, slots=True)
class Hero:
    """One thing with one button, which says ``action``, leads to ``url``, and posts if ``post``.

    ``above`` is the line over the title, ``who`` whose turn it is instead, ``turn`` the round that it is about.
    ``waits`` where it is something that waits for this person.
    """

    above: str
    title: str
    text: str
    action: str = ""
    url: str = ""
    post: bool = False
    who: str = ""
    turn: Turn | None = None
    waits: bool = False


def hero(
    centre: Centre,
    roles: Collection[str],
    waiting: Sequence[Waiting],
    turns: list[Turn],
    today: datetime.date,
) -> Hero:
    """What this person reads first: the most urgent of what waits for them, else what comes next."""
    if waiting:
        return _of_waiting(waiting[0])
    turn = _next_turn(turns, today)
    if READS_REPORTS.issuperset(roles) and (round := _last_closed(centre)):
        return _of_result(round, turn, today)
    if turn:
        return _of_turn(turn, roles)
    return _without_a_round(centre, roles, today)


def _of_waiting(item: Waiting) -> Hero:
    above = _("Round %(month)s") % {"month": item.turn.round.name} if item.turn else _("Waits for you")
    if item.turn and item.is_step:
        step = item.turn.step
        return Hero(above, step.title, step.sentence, step.action, item.url, step.post, turn=item.turn, waits=True)
    return Hero(above, item.title, item.text, item.action, item.url, item.post, turn=item.turn, waits=True)


def _next_turn(turns: list[Turn], today: datetime.date) -> Turn | None:
    """The nearest round whose next step is the user's own, though it has time; else the round of this month."""
    own = next((turn for turn in turns if turn.step.mine and not turn.step.who), None)
    about = this_months([turn.round for turn in turns], today)
    return own or next((turn for turn in turns if turn.round is about), None)


def _of_turn(turn: Turn, roles: Collection[str]) -> Hero:
    step, month = turn.step, {"month": turn.round.name}
    if step.mine and not step.who:
        above = _("Nothing waits for you today. Next, in the round %(month)s:") % month
        return Hero(above, step.title, step.sentence, step.action, turn.url, step.post, turn=turn)
    above, title = _("Round %(month)s") % month, _("Nothing waits for you")
    text = _("Next: %(step)s.") % {"step": step.title}
    action, url = _elsewhere(roles) if STAFF.isdisjoint(roles) else (step.action, turn.url)
    return Hero(above, title, text, action, url, who=step.who, turn=turn)


def _elsewhere(roles: Collection[str]) -> tuple[str, str]:
    """The button of somebody who has nothing to do with rounds, and where it leads."""
    if Role.ADMIN in roles:
        return _("Users and roles"), reverse("centres:users")
    return _("Open the reports"), reverse("distributions:reports")


def _last_closed(centre: Centre) -> "WithAnnotations[Round, Counted] | None":
    return with_figures(Round.objects.filter(centre=centre, state=State.CLOSED)).order_by("-date", "-pk").first()


def _of_result(round: "WithAnnotations[Round, Counted]", turn: Turn | None, today: datetime.date) -> Hero:
    """For those who read reports: the last one."""
    expected = figures_of(round).families
    text = ngettext(
        "%(served)s of %(count)s family received.", "%(served)s of %(count)s families received.", expected
    ) % {"served": quantity(round.served), "count": quantity(expected)}
    if turn:
        day = {"date": long_date(turn.round.date)}
        to_come = _("The next distribution is on %(date)s.") % day
        text += " " + (to_come if turn.round.date >= today else _("That of %(date)s is not closed yet.") % day)
    return Hero(
        _("Nothing waits for you. The last report:"),
        _("Result of %(month)s") % {"month": round.name},
        text,
        _("Open the report"),
        reverse("distributions:report", args=[round.pk]),
    )


def _without_a_round(centre: Centre, roles: Collection[str], today: datetime.date) -> Hero:
    coming = next_day(centre, today)
    if coming is None:
        text = _("By the rule of the programme, no other round falls in this month or the next.")
        above, title = _("No round is open"), _("Everything is done for now")
        if Role.COORDINATOR not in roles:
            return Hero(above, title, text)
        return Hero(above, title, text, _("Make an extra round"), reverse("distributions:extra_round"))
    return Hero(
        _("No round is open"),
        _("Nothing waits for you"),
        _("The next distribution is on %(date)s; the coordinator prepares it.") % {"date": long_date(coming)},
    )
