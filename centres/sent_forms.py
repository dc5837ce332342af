"""A form that records something is carried out once, however often it is sent.

Its page gives it a key (``{% form_key %}``), and its view stands behind ``@once``. The same form once more, after a
lost answer, a second press or two requests at the same moment, gets the answer of the first and records nothing. Other
content under the same key, and a form without one, is not carried out; the page that says so sends it under a new key.

The key's tag also names the centre for which the page was opened. Whoever works for several and switched meanwhile, in
another tab or by signing in anew, would record it for the other: that is not carried out either.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.encryption import blind_index
from centres.models import SentForm
from centres.requests import CentreRequest
from config.form_key import FORM_CENTRE, FORM_KEY, key_of
from config.formats import date_clock

P = ParamSpec("P")
View = Callable[Concatenate[CentreRequest, P], HttpResponseBase]
# They differ from page to page, whatever somebody typed.
NOT_COMPARED = frozenset({FORM_KEY, FORM_CENTRE, "csrfmiddlewaretoken"})
DIGEST = "sent_form"


def once(view: View[P]) -> View[P]:
    """Carry out what is posted to ``view`` once per key; below ``@roles``.

    A form is carried out when the view redirects, or says by ``answer_again`` where a second one leads; all that it
    wrote and the key are then committed together. Every other answer leaves the key free: the form again, with what was
    wrong, or another page with an error among its messages (``nothing_done`` where it is told otherwise).
    """

    @wraps(view)
    def carried_out_once(request: CentreRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if request.POST.get(FORM_CENTRE, own := str(request.centre.pk)) != own:
            return _of_another_centre(request)
        if (key := key_of(request.POST)) is None:
            return _not_carried_out(request, None)
        digest = _digest(request)
        with transaction.atomic():
            _hold(request.centre.pk, key)
            first = SentForm.objects.select_related("actor").filter(centre=request.centre, key=key).first()
            if first is None:
                response = view(request, *args, **kwargs)
                _keep(request, key, digest, response)
                return response
        return _answered(request, first) if bytes(first.content_digest) == digest else _not_carried_out(request, first)

    carried_out_once.__dict__["once"] = True
    return carried_out_once


def answer_again(request: CentreRequest, address: str) -> None:
    """Say where the same form leads when it is sent once more; for a view that answers with a page, not a redirect."""
    request.answer_again = address


def nothing_done(request: CentreRequest) -> None:
    """Leave the key free although the view redirects: nothing was carried out, and the same form may be sent again."""
    request.nothing_done = True


def _is_refused(request: CentreRequest) -> bool:
    """Whether the view told of an error, on the page to which it leads."""
    # Those of this request alone: what waits in the session was told of others.
    told = getattr(messages.get_messages(request), "_queued_messages", ())
    return getattr(request, "nothing_done", False) or any(message.level >= messages.ERROR for message in told)


def _hold(centre: int, key: UUID) -> None:
    """Let requests under the same key come one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sent form {centre} {key}"])


def _keep(request: CentreRequest, key: UUID, digest: bytes, response: HttpResponseBase) -> None:
    answer = response.url if isinstance(response, HttpResponseRedirect) else getattr(request, "answer_again", "")
    if answer and not _is_refused(request):
        SentForm.objects.create(
            centre=request.centre,
            key=key,
            content_digest=digest,
            answer=answer,
            actor=request.user,
            at=timezone.now(),
        )


def _answered(request: CentreRequest, first: SentForm) -> HttpResponse:
    text = _("This was done already, on %(moment)s; nothing was recorded a second time.")
    messages.info(request, text % {"moment": date_clock(first.at)})
    return redirect(first.answer)


def _not_carried_out(request: CentreRequest, first: SentForm | None) -> HttpResponse:
    """Say why, and offer to send what was typed under a new key; files have to be chosen again."""
    once_more = said_again(request) | {"own": [(FORM_KEY, uuid4()), (FORM_CENTRE, request.centre.pk)]}
    return render(request, "centres/sent_again.html", {"first": first, "once_more": once_more}, status=409)


def said_again(request: HttpRequest) -> dict[str, Any]:
    """What a form said, for a page that offers to send it once more (``centres/_once_more.html``).

    ``own`` is what the page that sent it had put there itself: its key and its centre, as they came.
    """
    return {
        "address": request.get_full_path(),
        "fields": [(name, value) for name, values in _said(request) for value in values],
        "files": [(name, len(files) > 1) for name, files in request.FILES.lists()],
        "own": [(name, request.POST[name]) for name in (FORM_KEY, FORM_CENTRE) if name in request.POST],
    }


def _of_another_centre(request: CentreRequest) -> HttpResponse:
    """Say for which centre the form was opened, and lead back there; kept.js has what was typed."""
    asked = request.POST[FORM_CENTRE]
    meant = next((centre for centre in request.centres if str(centre.pk) == asked), None)
    return render(request, "centres/of_another_centre.html", {"meant": meant}, status=409)


def _said(request: HttpRequest) -> list[tuple[str, list[Any]]]:
    return sorted((name, values) for name, values in request.POST.lists() if name not in NOT_COMPARED)


def _digest(request: CentreRequest) -> bytes:
    """What the form says and to which address, files by their bytes; equal forms have equal digests of 32 bytes."""
    files = sorted((name, [_sha256(file) for file in files]) for name, files in request.FILES.lists())
    return blind_index(DIGEST, json.dumps([request.get_full_path(), _said(request), files]))


def _sha256(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()
