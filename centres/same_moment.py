"""The last net where two people meet: PostgreSQL ends one of two who wait for each other, or one removed what the other
had opened; who is stopped reads so.

Locks are taken in one order (docs/architecture.md), so the first should hold nothing. Nothing is saved in either case.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg import errors

from centres.sent_forms import said_again

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
        """The page that offers to send it once more, or says that it is gone; None for every other failure."""
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
