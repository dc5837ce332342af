"""The page that a phone takes into villages without a signal: a shell of nobody in particular, and what keeps it there.

The shell, its worker and its manifest are for everybody, signed in or not: there is nothing of anybody in them. What
is of families comes by ``views/field_records.py``, to who is signed in, and lies sealed on the phone.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from centres.context import who
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_RECORD, MAY_REVEAL
from distributions.handover import phone_forms
from distributions.handover.passes import may_keep
from distributions.handover.taking_along import KEPT_FOR
from distributions.models import MissedReason

# Everything that the page needs, so that it opens without a signal; the worker keeps these and nothing else.
STYLES = ("css/peduli.css", "css/field.css")
MODULES = (
    "field", "door", "filled", "forms", "lock", "pages", "pictures", "queue", "round", "seal", "store", "text-rules",
    "texts",
)  # fmt: skip
SCRIPTS = (
    "vendor/idb-8.0.4.js",
    "vendor/signature_pad-5.1.4.min.js",
    *(f"js/field/{name}.js" for name in MODULES),
    "js/frame.js",
    "js/sign.js",
)
PICTURES = ("icons.svg", "favicon.svg")
ICONS = (("icons/peduli-192.png", "192x192", "any"), ("icons/peduli-512.png", "512x512", "any maskable"))
# Not in the address, which proxies write down.
PASS = "X-Peduli-Pass"
LANGUAGES = {code for code, _name in settings.LANGUAGES}


@login_not_required
@require_safe
def field_page(request: HttpRequest) -> HttpResponse:
    """The shell, in the language of its address, else in the one that was chosen."""
    return HttpResponse(shell(_language(request)), headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it knows the files of the shell and their digest, and so is another when one of them is."""
    language = _language(request)
    files = [static(name) for name in (*STYLES, *SCRIPTS, *PICTURES, ICONS[0][0])]
    page = f"{reverse('distributions:field_page')}?bahasa={language}"
    known = {"version": _version(language), "page": page, "files": files}
    text = f"const SHELL = {json.dumps(known)};\n{_source('js/field/worker.js').decode()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone asks to put the page on its home screen."""
    page = reverse("distributions:field_page")
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in ICONS
    ]
    said = {
        "id": page,
        "name": _("Peduli: hand-over without a signal"),
        "short_name": "Peduli",
        "lang": _language(request),
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#12305c",
        "theme_color": "#12305c",
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@roles(*MAY_RECORD)
@require_GET
def whose_phone(request: CentreRequest) -> JsonResponse:
    """Who is signed in on the phone, as a digest; the token by which it may send; whether it may ask for numbers."""
    said = {"who": who(request.user), "token": get_token(request), "phones": bool(request.roles & MAY_REVEAL)}
    return JsonResponse(said)


@login_not_required
@require_GET
def may_it_keep(request: HttpRequest) -> JsonResponse:
    """Whether the phone that shows a pass may keep its round; asked without signing in, and all that is answered."""
    keep = may_keep(request.headers.get(PASS, ""), now=timezone.now(), longest=KEPT_FOR)
    return JsonResponse({"keep": keep})


def shell(language: str) -> str:
    """The page as HTML, the same for everybody."""
    context = {
        "language": language,
        "other_language": "en" if language == "id" else "id",
        "delivered": phone_forms.delivered(),
        "partial": phone_forms.partial(),
        "quantity": phone_forms.quantity(),
        "missed": phone_forms.missed(),
        "undone": phone_forms.undone(),
        "missed_reasons": MissedReason.choices,
    }
    with translation.override(language):
        return render_to_string("distributions/field.html", context)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("bahasa")
    return asked if asked in LANGUAGES else get_language() or settings.LANGUAGE_CODE


def _version(language: str) -> str:
    """A digest of the shell and all its files."""
    digest = hashlib.sha256(shell(language).encode())
    for name in (*STYLES, *SCRIPTS, *PICTURES, "js/field/worker.js"):
        digest.update(_source(name))
    return digest.hexdigest()[:16]


def _source(name: str) -> bytes:
    return Path(settings.BASE_DIR, "static", name).read_bytes()
