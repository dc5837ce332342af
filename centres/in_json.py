"""A request that speaks JSON hears JSON, whatever stops it: a script can't read a page that leads to signing in.

``error`` is a word for the script; ``message``, where there is one, a sentence for its user. Nothing was carried out.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

WORDS = {400: "malformed", 403: "not_allowed", 404: "not_found", 405: "method", 409: "again", 413: "too_large"}


def is_json(request: HttpRequest) -> bool:
    """Whether a request says that it speaks JSON."""
    return request.content_type == "application/json"


def failures_in_json(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: for who speaks JSON, a word in the place of the page that says what went wrong."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or not is_json(request):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        return JsonResponse({"error": WORDS.get(response.status_code, "failed")}, status=response.status_code)

    return middleware


def signed_out() -> JsonResponse:
    """Nobody is signed in any more."""
    text = _("You are not signed in any more. Sign in again; what is on the phone stays there until it is sent.")
    return JsonResponse({"error": "signed_out", "message": text}, status=401)


def csrf_failed(request: HttpRequest, reason: str = "", **more: Any) -> HttpResponse:
    """Django's own page; or a word: the token is another since somebody signed in anew, and a page has the new one."""
    if is_json(request):
        return JsonResponse({"error": "token"}, status=403)
    return csrf_failure(request, reason, **more)
