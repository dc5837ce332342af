"""A request as the middlewares leave it, for the views that need somebody signed in."""

from typing import TypeGuard

from django.http import HttpRequest

from centres.models import Centre, Membership, User


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in, with what ``centres.current_centre`` found about them.

    Never made: it names for the type checker what the middleware sets.
    """

    user: User
    # None for somebody who holds no role at any centre today, as a viewer of a region.
    centre: Centre | None
    # Values of Role held in this centre today.
    roles: frozenset[str]
    # The centres between which the user may switch, and all roles held today.
    centres: list[Centre]
    memberships: list[Membership]


class CentreRequest(SignedInRequest):
    """A request of somebody who holds a role in ``centre``: what ``@roles`` makes sure of."""

    centre: Centre
    # See ``centres.sent_forms``.
    answer_again: str
    nothing_done: bool


def has_centre(request: SignedInRequest) -> TypeGuard[CentreRequest]:
    return request.centre is not None
