"""The page around a small form that changes one thing of a round."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from centres.forms import add_refusal
from centres.requests import CentreRequest
from config.errors import Refused
from distributions.models import Round, State


def submitted_form(
    request: CentreRequest,
    form: forms.BaseForm,
    act: Callable[[], Any],
    *,
    to: str,
    pk: int,
    at: str = "",
    done: str = "",
) -> HttpResponse | None:
    """Do ``act`` if the form is valid, and go on; None when the form is to be shown (again), with what was refused.

    ``at`` is what the address gone on to ends with.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act()
    except Refused as refused:
        add_refusal(form, refused)
        return None
    messages.success(request, done or _("Saved."))
    return redirect(reverse(to, args=[pk]) + at)


def edit_page(
    request: CentreRequest, round: Round, form: forms.BaseForm, title: str | Promise, **extra: Any
) -> HttpResponse:
    """The page around a small form, with the way back."""
    context = {"round": round, "form": form, "title": title, "draft": round.state == State.DRAFT, **extra}
    return render(request, "distributions/round_edit.html", context)
