"""A browser that signed in to an account before, told by a signed cookie: strangers can't hold its owner up.

The cookie says for up to eight accounts (an office shares its PC) that this browser signed in to it, and when. It opens
nothing: who carries it still needs the password. It ends after 180 days, with the password, when the account is closed
or loses its second factor.
"""

import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from centres.models import User

COOKIE = "peduli_browser"
PATH = "/akun/"  # where one signs in; other pages don't need it
AGE = timedelta(days=180)
MOST = 8
SALT = "centres.known_browser"
SIGNED_IN = "signed in"


@dataclass(frozen=True, slots=True)
class Visit:
    """That a browser signed in: ``owner`` is a digest of the account, ``at`` seconds, ``key`` names the browser."""

    owner: str
    at: float
    key: str


def key_of(request: HttpRequest, user: User, *, now: datetime) -> str:
    """The key of a browser that ``user`` signed in with before, or is signed in with; empty for a stranger's."""
    if not user.is_active:
        return ""
    owner, since = _owner(user), user.browsers_forgotten_at
    for visit in _visits(request, now):
        if visit.owner == owner and (since is None or visit.at >= since.timestamp()):
            return visit.key
    return SIGNED_IN if request.user.is_authenticated and request.user.pk == user.pk else ""


def forget_browsers(user: User, *, now: datetime) -> None:
    """Make every browser a stranger's for ``user``, whom the caller has locked and saves."""
    user.browsers_forgotten_at = now


def known_browsers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the browser its cookie in the answer to a sign-in, whichever page it was, and to a new password."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "browser_of", None)
        if user is not None:
            _remember(request, response, user, timezone.now())
        return response

    return middleware


@receiver([user_logged_in, password_changed])
def _note(request: HttpRequest, user: User, **_more: Any) -> None:
    request.browser_of = user  # type: ignore[attr-defined]  # for known_browsers, when there is an answer


def _remember(request: HttpRequest, response: HttpResponse, user: User, now: datetime) -> None:
    visit = Visit(_owner(user), now.timestamp(), secrets.token_urlsafe(16))
    others = [other for other in _visits(request, now) if other.owner != visit.owner]
    response.set_cookie(
        COOKIE,
        signing.dumps([astuple(each) for each in [visit, *others][:MOST]], salt=SALT),
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _visits(request: HttpRequest, now: datetime) -> list[Visit]:
    """What the cookie says that is not too old; nothing when it is not ours."""
    try:
        visits = [Visit(*each) for each in signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)]
    except signing.BadSignature:
        return []
    return [visit for visit in visits if visit.at > (now - AGE).timestamp()]


def _owner(user: User) -> str:
    """A digest of the account and its password, so that another password makes every browser a stranger's."""
    return salted_hmac(SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]
