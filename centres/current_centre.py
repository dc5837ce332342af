"""The centre somebody works for now, and the roles held there today."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from centres.history import acting_as
from centres.models import Membership
from centres.requests import SignedInRequest

SESSION_KEY = "centre"


def current_centre(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.centre``, ``request.roles`` and ``request.centres``; name the user as the actor of all changes.

    One query. The last chosen centre stands in the session; a role that has ended since counts no more, because the
    memberships are read on every request. Pages show times in the centre's zone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # Whoever is signed out has these attributes, too: the frame around public pages asks for them.
        asked = cast(SignedInRequest, request)
        asked.centre, asked.roles, asked.centres, asked.memberships = None, frozenset(), [], []
        if not request.user.is_authenticated:
            with timezone.override(None), acting_as("signed-out"):
                return get_response(request)
        _find_centre(asked)
        with timezone.override(asked.centre.zone if asked.centre else None), acting_as(asked.user):
            return get_response(request)

    return middleware


def _find_centre(request: SignedInRequest) -> None:
    now = timezone.now()
    held = [
        membership
        for membership in Membership.objects.filter(user=request.user).select_related("centre__regency")
        if holds_on(membership, now)
    ]
    request.memberships = held
    centres = {membership.centre.pk: membership.centre for membership in held if membership.centre}
    request.centres = sorted(centres.values(), key=lambda centre: (centre.name, centre.pk))
    if not request.centres:
        return
    centre = centres.get(request.session.get(SESSION_KEY, 0), request.centres[0])
    request.centre = centre
    request.roles = frozenset(m.role for m in held if m.centre_id == centre.pk)


def holds_on(membership: Membership, now: datetime) -> bool:
    """Whether a role is held at a moment. Days begin and end at the centre, not at the server."""
    today = membership.centre.local_date(now) if membership.centre else timezone.localdate(now)
    return membership.starts_on <= today and (membership.ends_on is None or membership.ends_on >= today)
