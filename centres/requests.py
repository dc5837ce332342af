"""A request as the middlewares leave it, for the views behind ``@roles``."""

from django.http import HttpRequest

from centres.models import Centre, Membership, User


class CentreRequest(HttpRequest):
    """A request of somebody who is signed in and holds a role in ``centre``; see ``centres.current_centre``.

    Never made: it names for the type checker what ``@roles`` makes sure of.
    """

    user: User
    centre: Centre
    # Values of Role held in this centre today.
    roles: frozenset[str]
    # The centres between which the user may switch, and all roles held today.
    centres: list[Centre]
    memberships: list[Membership]
