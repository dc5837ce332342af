"""*Beranda*: the next step first."""

import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from centres.accounts.told import told_to_deciders, told_to_person
from centres.models import Role
from centres.permissions import everybody_signed_in, roles
from centres.requests import CentreRequest, SignedInRequest, has_centre
from centres.roles import MAY_DECIDE, MAY_REGISTER, MAY_SEE_FAMILIES, MAY_SET_UP, STAFF
from distributions.overview import home as overview
from distributions.overview.hero import hero
from distributions.overview.on_paper import recorded_for
from distributions.overview.setting_up import rows
from distributions.overview.waiting import Turn, waiting_for
from distributions.pages.next_step_panel import facts_of, with_url
from distributions.rotation.reasons import turn_in_short
from distributions.rounds.figures import figures_of
from distributions.rounds.forecasts import turns_of
from distributions.rounds.next_step import steps

if TYPE_CHECKING:
    from distributions.overview.home import OpenRound


# Who holds no role at any centre today is told so: signing in leads here.
@everybody_signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """This month's round and its one next step, what waits for whom, who was never reached, how far it has come."""
    if not has_centre(request):
        return _without_a_centre(request)
    today = request.centre.local_date(timezone.now())
    if not overview.has_begun(request.centre):
        steps_left = rows(request.centre, request.roles, today)
        return render(request, "distributions/home_new.html", {"rows": steps_left, **_told(request)})
    reach = overview.coverage(request.centre, today)
    turns = [_turn(request, round) for round in overview.open_rounds(request.centre)]
    waiting = waiting_for(request.centre, request.roles, turns, reach, today)
    first = hero(request.centre, request.roles, waiting, turns, today)
    may = _may(request)
    context = {
        "hero": first,
        "steps": steps(first.turn.facts) if first.turn else [],
        "days": (first.turn.round.date - today).days if first.turn else 0,
        "waiting": waiting[1:],
        "never": _never(request, today) if may["families"] and reach.never else [],
        "with_turns": False,
        **_told(request),
        "reach": reach,
        "squares": _squares(reach),
        "activity": list(overview.last_activity(request.centre)),
        "may": may,
    }
    return render(request, "distributions/home.html", context)


def _told(request: CentreRequest) -> dict[str, Any]:
    """What others did to one's own access; for heads and coordinators, what opens the approval or the centre, too."""
    now = timezone.now()
    decides = MAY_DECIDE.intersection(request.roles)
    told = told_to_deciders(request.centre, reader=request.user, now=now) if decides else []
    is_head = Role.HEAD in request.roles
    return {
        "on_paper": list(recorded_for(request.user, request.centre, now=now)) if is_head else [],
        "told_of_me": told_to_person(request.user, now=now),
        "heads_given": [one for one in told if one.is_head],
        "told_of_others": [one for one in told if not one.is_head],
    }


@roles(*MAY_SEE_FAMILIES)
@require_GET
def turns(request: CentreRequest) -> HttpResponse:
    """Who was never reached, with their turns: planned ahead, which takes a while, so *Beranda* loads it afterwards."""
    never = list(overview.never_reached(request.centre, request.centre.local_date(timezone.now())))
    expected = turns_of(request.centre, {family.pk for family in never})
    said = {family: turn_in_short(reason) for family, reason in expected.items()}
    template = "distributions/_never.html" if request.headers.get("HX-Request") else "distributions/never.html"
    rows = [{"family": family, "turn": said.get(family.pk, "")} for family in never]
    return render(request, template, {"never": rows, "with_turns": True})


def _never(request: CentreRequest, today: datetime.date) -> list[dict[str, Any]]:
    return [{"family": family} for family in overview.never_reached(request.centre, today)]


def _without_a_centre(request: SignedInRequest) -> HttpResponse:
    """A viewer of a region goes to its reports; a role may have ended, or have yet to begin."""
    if any(membership.region_id for membership in request.memberships):
        return redirect("distributions:reports")
    return render(request, "distributions/home_no_role.html", status=403)


def _may(request: CentreRequest) -> dict[str, bool]:
    return {
        "prepare": Role.COORDINATOR in request.roles,
        "register": bool(request.roles & MAY_REGISTER),
        "settings": bool(request.roles & MAY_SET_UP),
        "families": bool(request.roles & MAY_SEE_FAMILIES),
        "rounds": bool(request.roles & STAFF),
    }


def _turn(request: CentreRequest, round: "OpenRound") -> Turn:
    found = figures_of(round)
    facts = facts_of(request, round, found, note=round.last_note or "", open_reports=round.open_reports)
    step = with_url(facts, round)
    return Turn(round, found, facts, step["step"], step["step_url"])


def _squares(reach: overview.Coverage) -> str:
    """One letter a family for the unit squares, or nothing when there are too many to count by eye."""
    if reach.eligible > overview.SQUARES_UP_TO:
        return ""
    return "r" * reach.recent + "o" * reach.older + "n" * reach.never
