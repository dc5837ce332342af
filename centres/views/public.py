"""Pages that anybody may read: the privacy notice, and the short guide."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, f"centres/privacy_{_language()}.html")


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, f"centres/guide_{_language()}.html")


def _language() -> str:
    return "en" if get_language() == "en" else "id"
