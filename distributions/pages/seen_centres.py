"""Of which centres somebody reads the reports, and at which of them only looks on."""

from django.http import Http404
from django.utils import timezone

from centres.models import Centre
from centres.requests import SignedInRequest
from centres.roles import STAFF


def seen_centres(request: SignedInRequest) -> list[Centre]:
    """The current centre, and for viewers of a region its centres, by name. Raises Http404 where there is none."""
    regions = [membership.region_id for membership in request.memberships if membership.region_id]
    found = {request.centre.pk: request.centre} if request.centre else {}
    if regions:
        found |= {centre.pk: centre for centre in Centre.objects.inside(regions)}
    if not found:
        raise Http404
    return sorted(found.values(), key=lambda centre: centre.name)


def only_looked_on(request: SignedInRequest, centres: list[Centre]) -> list[int]:
    """The centres at which the reader belongs to no staff, by their numbers."""
    staff = request.centre if request.roles & STAFF else None
    return [centre.pk for centre in centres if centre != staff]


def chosen_year(request: SignedInRequest, offered: list[int]) -> int:
    """The year that the page asks for, else the running one: a round to come makes no other year the first to read."""
    asked = request.GET.get("tahun") or request.POST.get("tahun") or ""
    if asked.isdecimal() and len(asked) <= 4 and int(asked) in offered:
        return int(asked)
    this_year = timezone.localdate().year
    return this_year if this_year in offered else offered[0]
