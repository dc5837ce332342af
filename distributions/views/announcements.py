"""Texts for WhatsApp before a round: to the families and to the head of each village."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SEE_FAMILIES
from distributions.models import RUNNING, Recipient
from distributions.pages.fetching import changeable
from distributions.reports.announcements import announcements


@roles(*MAY_SEE_FAMILIES)
@require_GET
def announce(request: CentreRequest, pk: int) -> HttpResponse:
    """One text for the families of a location and one for its village; none once the day of the round has passed."""
    round = changeable(request, pk, *RUNNING)
    today = round.centre.local_date(timezone.now())
    waiting = Count("recipients", filter=Q(recipients__state=Recipient.State.PLANNED))
    stops = round.stops.select_related("village__parent").annotate(waiting=waiting)
    to_come = round.date >= today
    context = {
        "round": round,
        "texts": announcements(round, [(stop, stop.waiting) for stop in stops], today=today) if to_come else [],
        "to_come": to_come,
        "is_tomorrow": (round.date - today).days == 1,
    }
    return render(request, "distributions/announcements.html", context)
