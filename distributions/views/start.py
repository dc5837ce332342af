"""/mulai/langkah/: what a new centre sets up, in a good order. Each step can be skipped and found again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from centres.permissions import open_to, roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP
from distributions.overview.setting_up import STEPS, set_up


@roles(*MAY_SET_UP)
@require_GET
def steps(request: CentreRequest) -> HttpResponse:
    done = set_up(request.centre, request.centre.local_date(timezone.now()))
    now = next((step.name for step in STEPS if step.name not in done), "")
    rows = [
        {
            "step": step,
            "url": open_to(request.roles, step.view),
            "place": "done" if step.name in done else "now" if step.name == now else "next",
        }
        for step in STEPS
    ]
    context = {
        "rows": rows,
        "done": len(done),
        "all": len(STEPS),
        "now": next((r for r in rows if r["place"] == "now"), None),
    }
    return render(request, "distributions/start_steps.html", context)
