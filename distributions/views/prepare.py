"""*Siapkan*: one page with everything filled in, and the act of submitting it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from centres.context import SETTING_UP
from centres.forms import add_refusal
from centres.models import Centre, Role
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SEE_PLAN
from centres.sent_forms import nothing_done, once
from config.errors import Refused
from config.formats import before_stop
from distributions.models import BEFORE_APPROVAL, Programme, Recipient, Round, RoundLine, State
from distributions.pages.by_location import locations_of, page_of
from distributions.pages.effect_rows import effect_context
from distributions.pages.fetching import changeable, round_of
from distributions.pages.next_step_panel import last_note
from distributions.pages.plan_rows import changes_of, grouped, taken_out
from distributions.pages.queue_rows import queue_page
from distributions.pages.seen import seen_by, to_be_decided
from distributions.rounds.approval import submit_round
from distributions.rounds.changes import handed_on
from distributions.rounds.checks import check
from distributions.rounds.contents import contents_of_all, gets_a_package
from distributions.rounds.dates import next_falls, next_later, with_departures
from distributions.rounds.figures import figures
from distributions.rounds.next_step import prepared_later
from distributions.rounds.outdated import is_to_be_made_anew
from distributions.rounds.planning import fill_prices, plan_round
from distributions.rounds.proposal import ProposalChanged, make_anew, proposal_of, undo_changes
from distributions.rounds.rule_forms import ExtraRoundForm
from distributions.rounds.schedule import Scheduled, make_extra_round, schedule_rounds
from distributions.rounds.snapshots import copy_register
from distributions.rounds.stops import with_stops
from distributions.rounds.transitions import hold_drafts
from families.models import Family


@roles(Role.COORDINATOR)
@require_POST
@once
def prepare_month(request: CentreRequest) -> HttpResponse:
    """Make the rounds of this month and the next where they are missing, and open the first that is a draft."""
    hold_drafts(request.centre)
    programmes = with_departures(Programme.objects.filter(centre=request.centre).select_related("centre"))
    done = schedule_rounds(programmes, now=timezone.now())
    first = Round.objects.filter(centre=request.centre, state=State.DRAFT).next_due().first()
    if first is None:
        nothing_done(request)
        messages.warning(request, _("There is no round to prepare. %(why)s") % {"why": _why_none(request.centre, done)})
        return redirect("distributions:home")
    request.session.pop(SETTING_UP, None)
    return _renewed(request, first)


def _why_none(centre: Centre, done: Sequence[Scheduled]) -> str:
    """Why no round was made: of a day that is still to come, and when the next can be made. What is over is no news."""
    today = centre.local_date(timezone.now())
    pending = dict.fromkeys(before_stop(one.why) for one in done if one.round is None and one.date >= today)
    said = [f"{why}." for why in pending]
    if next_falls(centre, today) is None:
        said.append(prepared_later(next_later(centre, today)))
    return " ".join(filter(None, said)) or next((one.why for one in done), _("Set up a programme first."))


@roles(Role.COORDINATOR)
@once
def extra_round(request: CentreRequest) -> HttpResponse:
    """*Periode tambahan*: make one besides those of the rule, and open it."""
    form = ExtraRoundForm(request.POST or None, centre=request.centre)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        said["programme"].centre = request.centre
        try:
            round = make_extra_round(
                said["programme"],
                date=said["date"],
                time=said["time"],
                packages=said["packages"],
                extra=said["extra"],
                reason=said["extra_reason"],
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The extra round is made, with a proposal like every other."))
            return redirect("distributions:prepare", round.pk)
    programmes = Programme.objects.filter(centre=request.centre).exists()
    return render(request, "distributions/extra_round.html", {"form": form, "programmes": programmes})


@roles(*MAY_SEE_PLAN)
def prepare(request: CentreRequest, pk: int) -> HttpResponse:
    """GET shows the answers. POST makes the proposal if it is missing or outdated, and then shows them."""
    round = round_of(request, pk)
    if request.method == "POST":
        if Role.COORDINATOR not in request.roles:
            raise PermissionDenied
        if "batal-ubah" in request.POST:
            return _made_anew(request, round, undo_changes, _("The families are those of the rotation again."))
        if "susun-ulang" in request.POST:
            done = _("The proposal was made anew; what you chose by hand stays.")
            return _made_anew(request, round, make_anew, done)
        return _renewed(request, round)
    return _page(request, round)


def _page(request: CentreRequest, round: Round) -> HttpResponse:
    recipients = with_stops(round, round.recipients.with_replaced())
    draft = round.state == State.DRAFT
    if draft:
        copy_register(recipients)
    contents = contents_of_all(round)
    counted = figures(recipients, contents)
    may_change = draft and Role.COORDINATOR in request.roles
    page = page_of(locations_of(recipients), request.GET.get("lokasi", ""))
    today = request.centre.local_date(timezone.now())
    found = check(round, recipients, contents.standard, today=today) if draft else None
    excluded = taken_out(round)
    places = handed_on(recipients, excluded, (row["change"] for row in changes_of(round, recipients)))
    context = {
        "round": round,
        "figures": counted,
        "standing": counted.standing(round.state),
        "groups": grouped((r for r in recipients if r.stop_id in page.stops), places=places, today=today),
        "page": page,
        "reserve": [r for r in recipients if r.state == Recipient.State.RESERVE],
        "lines": [_costed(line, total) for line, total in contents.totals(gets_a_package(recipients))],
        "staff": list(round.staff.all()),
        "found": found,
        "note": last_note(round, list(round.transitions.all())) if draft else "",
        "excluded": excluded,
        "by_hand": draft and (bool(excluded) or any(r.by_hand for r in recipients)),
        "may_change": may_change,
        "all_rest": not recipients and Family.objects.eligible(at=round.date).filter(centre=request.centre).exists(),
        "room": round.packages - counted.planned if draft else 0,
    }
    if may_change:
        context |= to_be_decided(request, round, proposal_of(round, recipients, found))
    return render(request, "distributions/prepare.html", context)


@roles(*MAY_SEE_PLAN)
@require_GET
def waiting(request: CentreRequest, pk: int) -> HttpResponse:
    """Why the other families wait: its beginning is loaded when somebody unfolds it; else a page of its own."""
    round = round_of(request, pk)
    today = request.centre.local_date(timezone.now())
    after, before = (request.GET.get(name, "") for name in ("sesudah", "sebelum"))
    page = queue_page(round, today, after=after, before=before)
    part = bool(request.headers.get("HX-Request"))
    template = "distributions/_waiting.html" if part else "distributions/waiting.html"
    return render(request, template, {"round": round, "part": part, **page})


@roles(*MAY_SEE_PLAN)
@require_GET
def effect(request: CentreRequest, pk: int) -> HttpResponse:
    """Whose turn moves by what was changed by hand: loaded by the pages of the proposal, or a page of its own."""
    round = changeable(request, pk, *BEFORE_APPROVAL)
    template = "distributions/_effect.html" if request.headers.get("HX-Request") else "distributions/effect.html"
    return render(request, template, {"round": round, "alone": False, **effect_context(round)})


@roles(Role.COORDINATOR)
@require_POST
@once
def submit(request: CentreRequest, pk: int) -> HttpResponse:
    """*Ajukan*."""
    round = round_of(request, pk)
    try:
        submit_round(round, seen=seen_by(request), by=request.user, now=timezone.now())
    except ProposalChanged:
        return _page(request, round_of(request, pk))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:prepare", pk)
    messages.success(request, _("Submitted to the head. Now print the papers to be signed."))
    return redirect("distributions:round", pk)


def _made_anew(request: CentreRequest, round: Round, act: Callable[..., Round], done: str) -> HttpResponse:
    """Make the proposal anew, with what was changed by hand or without, as far as the page showed it."""
    try:
        act(round, seen=seen_by(request), now=timezone.now())
    except ProposalChanged:
        return _page(request, round_of(request, round.pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("distributions:prepare", round.pk)


def _renewed(request: CentreRequest, round: Round) -> HttpResponse:
    """Make the proposal where it is missing or outdated, and show the page."""
    try:
        with transaction.atomic():
            if is_to_be_made_anew(round):
                plan_round(round, now=timezone.now())
            elif round.state == State.DRAFT:
                fill_prices(round)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("distributions:prepare", round.pk)


def _costed(line: RoundLine, total: Decimal) -> dict[str, Any]:
    return {"line": line, "total": total, "cost": None if line.unit_price is None else round(total * line.unit_price)}
