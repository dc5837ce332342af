"""Printing the minutes of what was written off out of the store."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from aid.models import Movement
from centres import access_log
from centres.downloads import PDF, file_response
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import STAFF
from config.errors import Refused
from distributions.papers.store_losses import store_losses

MINUTES = "minutes of goods written off"
access_log.explain({MINUTES: gettext_lazy("Minutes of goods written off")})


@require_POST
@roles(*STAFF)
def print_store_losses(request: CentreRequest, pk: int) -> HttpResponse:
    """All that was written off out of the store on the day of this movement; the print is logged first."""
    losses = Movement.objects.filter(kind=Movement.Kind.LOSS, issue=None).select_related("lot__item", "centre")
    loss = get_object_or_404(losses, pk=pk, centre=request.centre)
    try:
        with transaction.atomic():
            access_log.record(request, AccessLog.Action.PRINT, loss.lot.item, detail=MINUTES)
            pdf = store_losses(loss.centre, loss.happened_on, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("aid:stock_card", loss.lot.item_id)
    return file_response(pdf, f"berita-acara-penghapusbukuan-{loss.happened_on:%Y-%m-%d}.pdf", PDF, shown=True)
