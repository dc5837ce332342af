"""Who may open a page: nobody, unless the view names the role."""

from collections.abc import Callable, Collection
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from centres.models import Role

__all__ = ("Role", "everybody", "open_to", "roles")

View = Callable[..., HttpResponseBase]


def roles(*allowed: Role) -> Callable[[View], View]:
    """Open a view to those who hold one of the roles in the current centre; others get 403, outsiders 404."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            if request.centre is None:
                raise Http404
            if not request.roles.intersection(allowed):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(allowed)
        return guarded

    return wrap


def everybody(view: View) -> View:
    """Open a view to everybody who holds any role in the current centre."""
    return roles(*Role)(view)


def open_to(held: Collection[str], view: str, *args: object) -> str:
    """The address of ``view`` for somebody who holds these roles; empty when none of them opens it."""
    try:
        address = reverse(view, args=args)
        allowed = getattr(resolve(address).func, "allowed_roles", frozenset())
    except (NoReverseMatch, Resolver404):
        return ""
    return address if allowed.intersection(held) else ""
