"""What every request goes through: language, limits of a session, compression, and headers for privacy."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from centres.in_json import is_json, signed_out

GetResponse = Callable[[HttpRequest], HttpResponse]

STARTED = "signed_in_at"
SEEN = "last_seen_at"
REFRESH_SECONDS = 60
METHODS = ["GET", "HEAD", "POST"]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # data: for the QR code of the second factor and icons in CSS, blob: for a photo before it is sent.
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    (
        "camera=(self)",
        "geolocation=(self)",
        *(f"{name}=()" for name in ("accelerometer", "display-capture", "gyroscope", "magnetometer")),
        *(f"{name}=()" for name in ("microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb")),
    )
)


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session after 30 minutes without use, and 12 hours after signing in at the latest.

    Use is noted once a minute at most, so that a page with many small requests doesn't write the session each time.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _keep_limits(request, time.time())
        return get_response(request)

    return middleware


def _keep_limits(request: HttpRequest, now: float) -> None:
    session = request.session
    started, seen = session.get(STARTED), session.get(SEEN)
    if started is None or seen is None:
        session[STARTED] = session[SEEN] = now
    elif now - seen > settings.SESSION_IDLE_SECONDS:
        logout(request)
        messages.info(request, _("You were signed out because nothing was done for a while. Please sign in again."))
    elif now - started > settings.SESSION_MAX_SECONDS:
        logout(request)
        messages.info(request, _("You were signed in for a long time. Please sign in again."))
    elif now - seen >= REFRESH_SECONDS:
        session[SEEN] = now


class SignInRequired(LoginRequiredMiddleware):
    """Ask to sign in. Who was sending a form is told that it was not saved, and comes back to the page that sent it.

    The address that takes a form often answers nothing else, so one can't return to it. ``sent`` tells kept.js that it
    was not taken. htmx would put the sign-in into a part of the page, so it is told to leave that.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:  # type: ignore[override]
        """Lead to the sign-in, and from there back to a page."""
        if is_json(request):
            return signed_out()
        of_a_page = request.headers.get("HX-Request") == "true"
        if request.method in ("GET", "HEAD") and not of_a_page:
            return super().handle_no_permission(request, view_func)
        before = urlsplit(request.headers.get("Referer", ""))
        page = f"{before.path}?{before.query}" if before.query else before.path or "/"
        answer = redirect_to_login(page, self.get_login_url(view_func), self.get_redirect_field_name(view_func))
        if of_a_page:
            return HttpResponse(headers={"HX-Redirect": answer.url})
        messages.warning(
            request, _("You were no longer signed in, so what you just sent was not saved. Sign in and send it again.")
        )
        return HttpResponseRedirect(f"{answer.url}&sent=1")


def privacy_headers(get_response: GetResponse) -> GetResponse:
    """Allow the browser our own files only, and keep what a signed-in user sees out of every cache.

    A view that sets one of these headers itself (a stored file, the service worker) keeps its own; a page of a
    signed-in user is never kept.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            if response.headers.get("Content-Type", "").startswith("text/html"):
                response.headers["Cache-Control"] = "private, no-store"
            else:
                response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def utf8_only(get_response: GetResponse) -> GetResponse:
    """Refuse a request that says it is written in anything but UTF-8; our pages send nothing else (``config.wsgi``)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip("\"' ").lower() not in ("utf-8", "utf8"):
            raise BadRequest("The request is not in UTF-8.")
        return get_response(request)

    return middleware


def chosen_language(get_response: GetResponse) -> GetResponse:
    """Speak the language that was chosen in the footer, else Indonesian.

    Not Django's own, which asks the browser: office PCs run an English Windows, and their users read Indonesian.
    """
    languages = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in languages else settings.LANGUAGE_CODE
        translation.activate(language)
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def compressed_pages(get_response: GetResponse) -> GetResponse:
    """Send pages compressed: villages have slow lines, and not every installation has a proxy that does it.

    Files are left alone: papers and photos are compressed in themselves. Django masks its token anew on every page and
    varies the length, so that guessing at compressed secrets (BREACH) finds nothing.
    """
    compress = GZipMiddleware(get_response).process_response

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page:
            compress(request, response)  # changes the response itself
        return response

    return middleware


def refused_methods(get_response: GetResponse) -> GetResponse:
    """Say in words that an address only takes forms: Django answers with an empty page, which browsers call a failure.

    One gets there by reloading, or by changing the language, on what a form answered. What no browser sends of a page
    or a form comes to no view: many would answer it as if the page was opened.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        if not isinstance(response, HttpResponseNotAllowed) or request.method == "HEAD":
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware
