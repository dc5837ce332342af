"""/riwayat/<kind>/<id>/: who changed what of a record, and when."""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from centres.permissions import everybody, open_to
from centres.record_history import KINDS, NAMES, history_of
from centres.requests import CentreRequest


@everybody
@require_GET
def history(request: CentreRequest, kind: str, pk: int) -> HttpResponse:
    """For those roles only that may see the record; what is another centre's is not there."""
    found = KINDS.get(kind)
    if found is None:
        raise Http404
    if not request.roles & found.roles:
        raise PermissionDenied
    shown = history_of(found, pk, centre=request.centre, before=_moment(request.GET.get("before", "")))
    if not shown.found:
        raise Http404
    context = {
        "acts": shown.acts,
        "kind": NAMES[found.model],
        "record": open_to(request.roles, found.page, pk) or open_to(request.roles, found.page),
        "next": f"before={shown.before.timestamp():.6f}" if shown.before else "",
    }
    return render(request, "centres/history.html", context)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(text), tz=UTC) if text else None
    except (ValueError, OverflowError, OSError):
        return None
