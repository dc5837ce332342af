"""The head's decision, on the screen or on paper, and cancelling."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.models import Role
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_DECIDE
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import Refused
from config.formats import plain_date, quantity
from distributions.models import BEFORE_APPROVAL, Recipient, Round, State
from distributions.pages.by_location import locations_of, page_of
from distributions.pages.fetching import changeable, round_of
from distributions.pages.plan_rows import added_by_hand, changes_of, grouped, taken_out
from distributions.pages.seen import on_paper, seen_by, to_be_decided
from distributions.pages.small_edits import edit_page, submitted_form
from distributions.papers.bundle import standing
from distributions.rounds import approval as operations
from distributions.rounds.by_hand import unchanged
from distributions.rounds.changes import handed_on
from distributions.rounds.checks import check
from distributions.rounds.contents import contents_of_all
from distributions.rounds.figures import figures
from distributions.rounds.forms import CancelForm, PaperApprovalForm, SendBackForm
from distributions.rounds.proposal import (
    ProposalChanged,
    changed,
    last_sent_back,
    opened,
    plan_digest,
    proposal_of,
)
from distributions.rounds.sent_back import changed_since
from distributions.rounds.snapshots import copy_register
from distributions.rounds.stops import with_stops
from distributions.rounds.transitions import CANCELLABLE


@roles(*MAY_DECIDE)
@once
def approval(request: CentreRequest, pk: int) -> HttpResponse:
    """What the head decides about, readable on a phone in two minutes; POST approves."""
    round = round_of(request, pk)
    if request.method == "POST" and (done := _approve(request, round)):
        return done
    may_decide = round.state == State.SUBMITTED and Role.HEAD in request.roles
    alone = round.submitted_by_id == request.user.pk
    today = request.centre.local_date(timezone.now())
    recipients = with_stops(round, round.recipients.with_replaced())
    if round.state in BEFORE_APPROVAL:
        copy_register(recipients)
    contents = contents_of_all(round)
    excluded, changes = taken_out(round), changes_of(round, recipients)
    places = handed_on(recipients, excluded, (row["change"] for row in changes))
    page = page_of(locations_of(recipients), request.GET.get("lokasi", ""))
    waits = round.state in BEFORE_APPROVAL
    found = check(round, recipients, contents.standard, today=today) if waits else None
    context = {
        "round": round,
        "figures": figures(recipients, contents),
        "groups": grouped((r for r in recipients if r.stop_id in page.stops), places=places, today=today),
        "page": page,
        "lines": contents.standard,
        "found": found,
        "reserve": [r for r in recipients if r.state == Recipient.State.RESERVE],
        "changes": changes,
        "excluded": excluded,
        "added": added_by_hand(recipients, excluded),
        "by_hand": (by_hand := waits and bool(excluded or any(r.by_hand for r in recipients))),
        "rotation": unchanged(round, today=today) if waits and not by_hand else None,
        "sent_back": (back := last_sent_back(round) if waits else None),
        "changed_since": None,
        "may_decide": may_decide,
        "may_approve": may_decide and round.may_be_approved_by(request.user, on=today),
        "alone": alone and may_decide,
    }
    if may_decide:
        now = proposal_of(round, recipients, found)
        if back:
            context["changed_since"] = changed_since(round, back, now)
        context |= {"digest": plan_digest(now), **to_be_decided(request, round, now)}
    return render(request, "distributions/approval.html", context)


@roles(Role.HEAD)
@once
def send_back(request: CentreRequest, pk: int) -> HttpResponse:
    """*Kembalikan*, with a note."""
    round = changeable(request, pk, State.SUBMITTED)
    decided = to_be_decided(request, round)
    read = request.GET.get("dilihat")
    if request.method == "GET" and read and read != plan_digest(opened(decided["seen"])):
        messages.warning(request, str(changed()))
        return redirect("distributions:approval", pk)
    form = SendBackForm(request.POST or None)
    done = submitted_form(
        request,
        form,
        lambda: operations.send_back(
            round, note=form.cleaned_data["note"], seen=seen_by(request), by=request.user, now=timezone.now()
        ),
        to="distributions:round",
        pk=pk,
        done=_("Sent back; the coordinator reads your note."),
    )
    return done or edit_page(
        request, round, form, gettext_lazy("Send back"), button=_("Send back"), back="distributions:approval", **decided
    )


@roles(*MAY_DECIDE)
@once
def paper_approval(request: CentreRequest, pk: int) -> HttpResponse:
    """*Catat persetujuan tertulis*: date, signer, photo."""
    round = changeable(request, pk, *BEFORE_APPROVAL)
    now, found = on_paper(round)
    decided = to_be_decided(request, round, now)
    today = request.centre.local_date(timezone.now())
    signer = round.head_official.name if round.head_official else ""
    form = PaperApprovalForm(
        request.POST or None,
        request.FILES or None,
        initial={"signed_on": today, "signer": signer},
        signers=operations.heads_who_may_have_signed(round, today=today),
    )
    done = submitted_form(
        request,
        form,
        lambda: operations.approve_on_paper(
            round, **form.cleaned_data, seen=seen_by(request), by=request.user, now=timezone.now()
        ),
        to="distributions:round",
        pk=pk,
    )
    return done or edit_page(
        request,
        round_of(request, pk),
        form,
        gettext_lazy("Record approval on paper"),
        hint=_compared_with(round),
        found=found,
        upload=True,
        back="distributions:round",
        **decided,
    )


@roles(*MAY_DECIDE)
@once
def cancel(request: CentreRequest, pk: int) -> HttpResponse:
    """Cancel a round, with the reason; its month stays taken, where it has one."""
    round = changeable(request, pk, *CANCELLABLE)
    shown = ShownVersion(request, round, operations.state_version)
    form = CancelForm(request.POST or None, extra=round.is_extra)
    done = submitted_form(
        request,
        form,
        lambda: operations.cancel_round(
            round, reason=form.cleaned_data["reason"], seen=shown.seen, by=request.user, now=timezone.now()
        ),
        to="distributions:round",
        pk=pk,
    )
    return done or edit_page(
        request,
        round,
        form,
        gettext_lazy("Cancel this round"),
        hint=_after_cancelling(round),
        button=_("Cancel this round"),
        risk=True,
        back="distributions:round",
        shown=shown,
    )


def _after_cancelling(round: Round) -> str:
    if round.is_extra:
        return _("The rounds of the rule are made as before. A cancelled round cannot be opened again.")
    return _("No other round is made for this month. A cancelled round cannot be opened again.")


def _compared_with(round: Round) -> str:
    """What the signed paper should say, so that an outdated one is not taken."""
    said = {
        "date": plain_date(round.date),
        "families": quantity(round.recipients.planned().count()),
        "packages": quantity(round.packages),
        "standing": standing(round),
    }
    return (
        _(
            "Compare with the paper: %(date)s, %(families)s families, %(packages)s packages; at its foot stands"
            " “%(standing)s”."
        )
        % said
    )


def _approve(request: CentreRequest, round: Round) -> HttpResponse | None:
    """Approve and go on; None when the page is to be read again, because it is not what was seen."""
    if Role.HEAD not in request.roles:
        raise PermissionDenied
    try:
        operations.approve_round(round, seen=seen_by(request), by=request.user, now=timezone.now())
    except ProposalChanged:
        return None
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:approval", round.pk)
    messages.success(request, _("Approved. The list is frozen now."))
    return redirect("distributions:round", round.pk)
