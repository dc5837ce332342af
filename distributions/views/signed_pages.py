"""Photos and scans of the signed papers of a round. Opening one is logged, as of every file that names people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from centres.forms import add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_PRINT
from centres.sent_forms import once
from config.errors import Refused
from config.formats import quantity
from distributions.models import SIGNED, Round, SignedPage
from distributions.pages.fetching import frozen_round
from distributions.rounds.activity_forms import SignedPagesForm
from distributions.rounds.signed_pages import add_signed_pages


@roles(*MAY_PRINT)
@once
def signed_pages(request: CentreRequest, pk: int) -> HttpResponse:
    """The pages that are kept, paper by paper, and a form to add more."""
    round = frozen_round(request, pk)
    form = SignedPagesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = add_signed_pages(
                round, data["pages"], kind=data["kind"], first=data["first"], by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            text = ngettext("%(count)s page added.", "%(count)s pages added.", len(added))
            messages.success(request, text % {"count": quantity(len(added))})
            return redirect("distributions:signed_pages", pk)
    context = {"round": round, "form": form, "papers": _by_paper(round)}
    return render(request, "distributions/signed_pages.html", context)


def _by_paper(round: Round) -> list[tuple[str, list[SignedPage]]]:
    """Every paper that is signed, with the pages that are kept of it."""
    pages = list(round.signed_pages.select_related("added_by"))
    return [(str(kind.label), [page for page in pages if page.kind == kind]) for kind in SIGNED]


@roles(*MAY_PRINT)
@require_POST
@once
def remove_signed_page(request: CentreRequest, pk: int, page_pk: int) -> HttpResponse:
    """Take a page out of the round; the history keeps that it was there."""
    get_object_or_404(SignedPage, pk=page_pk, round=frozen_round(request, pk)).delete()
    messages.success(request, _("The page was removed from this round."))
    return redirect("distributions:signed_pages", pk)
