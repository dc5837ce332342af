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
from config.errors import Refused
from distributions.models import BEFORE_APPROVAL, Recipient, Round, State
from distributions.pages.fetching import changeable, round_of
from distributions.pages.plan_rows import excluded_rows, grouped
from distributions.pages.small_edits import edit_page, submitted_form
from distributions.rounds import approval as operations
from distributions.rounds.checks import check
from distributions.rounds.contents import contents_of_all
from distributions.rounds.figures import figures
from distributions.rounds.forms import CancelForm, PaperApprovalForm, SendBackForm
from distributions.rounds.transitions import CANCELLABLE


@roles(*MAY_DECIDE)
def approval(request: CentreRequest, pk: int) -> HttpResponse:
    """What the head decides about, readable on a phone in two minutes; POST approves."""
    round = round_of(request, pk)
    may_decide = round.state == State.SUBMITTED and Role.HEAD in request.roles
    alone = round.submitted_by_id == request.user.pk
    today = request.centre.local_date(timezone.now())
    if request.method == "POST":
        return _approve(request, round)
    recipients = list(round.recipients.with_replaced().select_related("stop"))
    contents = contents_of_all(round)
    excluded = excluded_rows(round)
    context = {
        "round": round,
        "figures": figures(recipients, contents),
        "groups": grouped(recipients),
        "lines": contents.standard,
        "found": check(round, recipients) if round.state in BEFORE_APPROVAL else None,
        "excluded": excluded,
        "added": [r for r in recipients if r.by_hand and r.state != Recipient.State.RESERVE],
        "may_decide": may_decide,
        "may_approve": may_decide and round.may_be_approved_by(request.user, on=today),
        "alone": alone and may_decide,
        "keeps_stock": request.centre.keeps_stock,
    }
    return render(request, "distributions/approval.html", context)


@roles(Role.HEAD)
def send_back(request: CentreRequest, pk: int) -> HttpResponse:
    """*Kembalikan*, with a note."""
    round = changeable(request, pk, State.SUBMITTED)
    form = SendBackForm(request.POST or None)
    done = submitted_form(
        request,
        form,
        lambda: operations.send_back(round, note=form.cleaned_data["note"], by=request.user, now=timezone.now()),
        to="distributions:round",
        pk=pk,
        done=_("Sent back; the coordinator reads your note."),
    )
    return done or edit_page(
        request, round, form, gettext_lazy("Send back"), button=_("Send back"), back="distributions:approval"
    )


@roles(*MAY_DECIDE)
def paper_approval(request: CentreRequest, pk: int) -> HttpResponse:
    """*Catat persetujuan tertulis*: date, signer, photo."""
    round = changeable(request, pk, *BEFORE_APPROVAL)
    today = request.centre.local_date(timezone.now())
    signer = round.head_official.name if round.head_official else ""
    form = PaperApprovalForm(
        request.POST or None, request.FILES or None, initial={"signed_on": today, "signer": signer}
    )
    done = submitted_form(
        request,
        form,
        lambda: operations.approve_on_paper(round, **form.cleaned_data, by=request.user, now=timezone.now()),
        to="distributions:round",
        pk=pk,
    )
    return done or edit_page(
        request, round, form, gettext_lazy("Record approval on paper"), upload=True, back="distributions:round"
    )


@roles(*MAY_DECIDE)
def cancel(request: CentreRequest, pk: int) -> HttpResponse:
    """Cancel a round, with the reason; its month stays taken."""
    round = changeable(request, pk, *CANCELLABLE)
    form = CancelForm(request.POST or None)
    done = submitted_form(
        request,
        form,
        lambda: operations.cancel_round(round, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()),
        to="distributions:round",
        pk=pk,
    )
    return done or edit_page(
        request,
        round,
        form,
        gettext_lazy("Cancel this round"),
        hint=_("No other round is made for this month. A cancelled round cannot be opened again."),
        button=_("Cancel this round"),
        risk=True,
        back="distributions:round",
    )


def _approve(request: CentreRequest, round: Round) -> HttpResponse:
    if Role.HEAD not in request.roles:
        raise PermissionDenied
    try:
        operations.approve_round(round, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:approval", round.pk)
    messages.success(request, _("Approved. The list is frozen now."))
    return redirect("distributions:round", round.pk)
