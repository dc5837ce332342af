"""Printing the papers of a round: a print is logged, and GET never writes, so a POST answers with the PDF."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from centres import access_log
from centres.models.access import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_PRINT
from config.errors import Refused
from distributions.models import Round
from distributions.papers import pdf as papers

PAPERS = {
    "berkas-tanda-tangan": papers.signing_file,
    "usulan": papers.proposal,
    "bast": papers.bast,
    "daftar-tanda-terima": papers.receipt_list,
}
access_log.explain(
    {
        "berkas-tanda-tangan": _("Papers to be signed"),
        "usulan": _("Proposal and approval"),
        "bast": _("Hand-over minutes (BAST)"),
        "daftar-tanda-terima": _("Receipt list"),
    }
)
access_log.call(Round, lambda rounds: ((round.pk, round.name) for round in rounds))


@require_POST
@roles(*MAY_PRINT)
def print_paper(request: CentreRequest, pk: int, paper: str) -> HttpResponse:
    """Send a paper of the round as PDF, to be shown in a tab of its own."""
    if paper not in PAPERS:
        raise Http404
    try:
        with transaction.atomic():
            round = get_object_or_404(Round, pk=pk, centre=request.centre)
            access_log.record(request, AccessLog.Action.PRINT, round, detail=paper)
            pdf = PAPERS[paper](round)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:round", pk)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{paper}-{_named(round)}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _named(round: Round) -> str:
    """2024-11 of the round of a month; the day of another."""
    return f"{round.month:%Y-%m}" if round.is_in_its_month and not round.is_extra else f"{round.date:%Y-%m-%d}"
