"""/mulai/langkah/: what a new centre sets up; *Beranda* shows the same list until the first round."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP
from distributions.overview import setting_up


@roles(*MAY_SET_UP)
@require_GET
def steps(request: CentreRequest) -> HttpResponse:
    rows = setting_up.rows(request.centre, request.roles, request.centre.local_date(timezone.now()))
    context = {"rows": rows, "all_done": all(row.place == "done" for row in rows)}
    return render(request, "distributions/start_steps.html", context)
