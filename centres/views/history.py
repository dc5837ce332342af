"""/riwayat/<kind>/<id>/: who changed what of a record, and when."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from centres.history import TRACKED
from centres.paging import MOMENT, Key
from centres.permissions import everybody, open_to
from centres.record_history import history_of, model_of, name_of
from centres.requests import CentreRequest

# An act stands on one page as a whole, so its moment is the place.
KEY = Key(before=MOMENT)


@everybody
@require_GET
def history(request: CentreRequest, kind: str, pk: int) -> HttpResponse:
    """For those roles only that may see the record; what is another centre's is not there."""
    model = model_of(kind)
    if model is None:
        raise Http404
    tracking = TRACKED[model]
    if not request.roles & tracking.readers:
        raise PermissionDenied
    place = KEY.read(request.GET.get("before", ""))
    shown = history_of(model, pk, centre=request.centre, before=place[0] if place else None)
    if not shown.found:
        raise Http404
    context = {
        "acts": shown.acts,
        "kind": name_of(model),
        "record": open_to(request.roles, tracking.page, pk) or open_to(request.roles, tracking.page),
        "next": f"before={KEY.write(shown)}" if shown.before else "",
    }
    return render(request, "centres/history.html", context)
