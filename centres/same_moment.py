"""The last net where two people meet: PostgreSQL ends one of two who wait for each other, one removed what the other
had opened, or ended the role by which it was opened; who is stopped reads so.

Locks are taken in one order (docs/architecture.md), so the first should hold nothing. Nothing is saved in
any of these cases.
"""

import logging
from collections.abc import Callable
from typing import cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg import errors

from centres.ended_roles import ended_meanwhile
from centres.requests import SignedInRequest
from centres.sent_forms import said_again
from config.errors import GoneMeanwhile

GetResponse = Callable[[HttpRequest], HttpResponse]
ENDED = (errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable)

logger = logging.getLogger(__name__)


class AtTheSameMoment:
    """Middleware: answer in words, with what was typed, where the database ended one of two who met."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what is raised comes to ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that offers to send it once more, or says what is gone; None for every other failure."""
        if isinstance(exception, GoneMeanwhile):
            told = {"said": str(exception), "back": exception.back}
            return render(request, "centres/gone_meanwhile.html", told, status=404)
        if request.user.is_authenticated and (ended := ended_meanwhile(cast(SignedInRequest, request), exception)):
            return render(request, "centres/role_ended.html", {"ended": ended}, status=403)
        if request.method == "POST" and isinstance(exception, Http404):
            # A page that was open for a while sends a form about what is not there any more.
            return render(request, "centres/gone_meanwhile.html", status=404)
        if request.method == "POST" and isinstance(exception, ObjectDoesNotExist):
            # Its page was found, and a moment later, when it was to be locked, it was not there any more.
            logger.warning("%s: gone meanwhile.", request.resolver_match, exc_info=exception)
            return render(request, "centres/gone_meanwhile.html", status=404)
        if not (isinstance(exception, DatabaseError) and isinstance(exception.__cause__, ENDED)):
            return None
        # A password is never written into a page.
        secret = any("password" in name for name in request.POST)
        offers = request.method == "POST" and not secret
        context = {"once_more": said_again(request) if offers else None, "address": request.get_full_path()}
        return render(request, "centres/at_the_same_moment.html", context, status=409)
