"""A role that ended while a page was open: whoever sends its form reads that, and not that something is gone.

The role of yesterday opens nothing today, so the form meets a 404 (no centre any more, or another one, in which its
record is not) or a 403 (another role in the same centre). Neither says why.
"""

import datetime
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from centres.models import Membership
from centres.permissions import opens
from centres.requests import SignedInRequest

# A session lasts half a day, so whatever is still open was opened yesterday at the earliest.
STILL_OPEN = datetime.timedelta(days=1)


def ended_meanwhile(request: SignedInRequest, failure: Exception) -> Membership | None:
    """The role whose end is why this failed; None where it failed for another reason."""
    if isinstance(failure, PermissionDenied) and request.method == "POST":
        own = {request.centre.pk} if request.centre else set()
        return next((one for one in _ended(request, own) if opens({one.role}, request.path_info)), None)
    if not isinstance(failure, Http404) or (request.centres and request.method != "POST"):
        return None
    left = set(request.user.memberships.exclude(centre=None).values_list("centre", flat=True))
    return next(_ended(request, left - {centre.pk for centre in request.centres}), None)


def _ended(request: SignedInRequest, centres: set[int]) -> Iterator[Membership]:
    """Roles in these centres that ended lately, the last first; of somebody who works nowhere any more, ever."""
    now = timezone.now()
    found = Membership.objects.filter(user=request.user, centre__in=centres, ends_on__isnull=False)
    for one in found.select_related("centre__regency").order_by("-ends_on", "-pk"):
        today = one.centre.local_date(now) if one.centre else now.date()
        if one.ends_on and one.ends_on < today and (not request.centres or today - one.ends_on <= STILL_OPEN):
            yield one
