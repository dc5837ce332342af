"""What anybody may read: the privacy notice, the short guide, and the names of regencies."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from centres.places import regencies_of_the_country, suggest_regencies


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, f"centres/privacy_{_language()}.html")


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, f"centres/guide_{_language()}.html")


@login_not_required
@require_safe
def regencies(request: HttpRequest) -> JsonResponse:
    """Regencies and cities by what is typed of their names; *Mulai* asks before anybody can sign in."""
    choices = suggest_regencies(request.GET.get("q", "")[:100], regencies_of_the_country())
    return JsonResponse({"choices": choices})


def _language() -> str:
    return "en" if get_language() == "en" else "id"
