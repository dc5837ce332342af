"""*Cakupan*: who is reached, where, and who still waits."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from centres.permissions import everybody
from centres.requests import CentreRequest
from centres.roles import MAY_SEE_FAMILIES, STAFF
from distributions.overview.coverage import Area, districts, reach_of
from distributions.overview.coverage_picture import DISTRICTS, LINES, Picture

# Up to so many lines are printed in larger letters.
ROOMY = 22


@everybody
@require_GET
def coverage(request: CentreRequest) -> HttpResponse:
    """Villages by month, or districts where there are many; ``?kecamatan=`` shows the villages of one."""
    today = request.centre.local_date(timezone.now())
    staff = bool(request.roles & STAFF)
    reach = reach_of(request.centre, today, plans=staff)
    whole = districts(reach.villages)
    district = _district(request.GET.get("kecamatan", ""), whole) if staff else None
    areas = reach.villages if staff and len(reach.villages) <= LINES else whole
    if district:
        areas = [village for village in reach.villages if village.above == (district.key, district.name)]
        reach = replace(reach, villages=areas)
    picture = Picture(reach, today, discreet=not staff)
    shown = areas if "semua" in request.GET else areas[:LINES]
    context: dict[str, Any] = {
        "picture": picture,
        "district": district,
        "by_district": areas is whole,
        "may_open": areas is whole and staff,
        "groups": picture.groups(shown),
        "dense": len(shown) > ROOMY,
        "rest": picture.rest(areas[len(shown) :]),
        "bars_of_districts": picture.by_district(whole) if staff and areas is not whole and len(whole) > 1 else [],
        "more_districts": max(0, len(whole) - DISTRICTS),
        "discreet": not staff,
        "may_see_families": bool(request.roles & MAY_SEE_FAMILIES),
    }
    return render(request, "distributions/coverage.html", context)


def _district(asked: str, whole: list[Area]) -> Area | None:
    """The district that the address names, if families of the centre live there; 404 otherwise."""
    if not asked:
        return None
    for area in whole:
        if str(area.key) == asked:
            return area
    raise Http404
