"""Who may open a page: nobody, unless the view names the role."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from centres.models import Role
from centres.requests import CentreRequest, SignedInRequest, has_centre
from config.formats import one_of

__all__ = ("Role", "everybody", "everybody_signed_in", "open_to", "roles", "who_opens")

P = ParamSpec("P")
# A view that counts on a centre, and one that doesn't.
CentreView = Callable[Concatenate[CentreRequest, P], HttpResponseBase]
SignedInView = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


class OpenView(Protocol[P]):
    """A view that takes any request and says who may open it."""

    allowed_roles: frozenset[Role]

    def __call__(self, request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase: ...


def roles(*allowed: Role) -> Callable[[CentreView[P]], OpenView[P]]:
    """Open a view to those who hold one of the roles in the current centre; others get 403, outsiders 404."""

    def wrap(view: CentreView[P]) -> OpenView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            asked = cast(SignedInRequest, request)
            if not has_centre(asked):
                raise Http404
            if not asked.roles.intersection(allowed):
                raise PermissionDenied
            return view(asked, *args, **kwargs)

        opened = cast(OpenView[P], guarded)
        opened.allowed_roles = frozenset(allowed)
        return opened

    return wrap


def everybody(view: CentreView[P]) -> OpenView[P]:
    """Open a view to everybody who holds any role in the current centre."""
    return roles(*Role)(view)


def everybody_signed_in(view: SignedInView[P]) -> OpenView[P]:
    """Open a view to everybody who is signed in; it answers itself to those who have no centre."""
    opened = cast(OpenView[P], view)
    opened.allowed_roles = frozenset(Role)
    return opened


def open_to(held: Collection[str], view: str, *args: object) -> str:
    """The address of ``view`` for somebody who holds these roles; empty when none of them opens it."""
    try:
        address = reverse(view, args=args)
    except NoReverseMatch:
        return ""
    return address if opens(held, address) else ""


def opens(held: Collection[str], address: str) -> bool:
    """Whether one of these roles opens the address."""
    return bool(_allowed(address).intersection(held))


def who_opens(view: str) -> str:
    """The roles that open ``view``, in words: *Stock keeper or Coordinator (Kasubsi)*."""
    allowed = _allowed(reverse(view))
    return one_of([str(role.label) for role in Role if role in allowed])


def _allowed(address: str) -> frozenset[Role]:
    try:
        return getattr(resolve(address).func, "allowed_roles", frozenset())
    except Resolver404:
        return frozenset()
