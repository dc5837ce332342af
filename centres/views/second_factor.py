"""What allauth's pages of the second factor say where the recovery codes can't be read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.mfa.base import views as mfa
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from centres.accounts.sign_in import is_still_by_that_password
from centres.encryption import Unreadable


def index(request: HttpRequest) -> HttpResponse:
    """*Masuk dua langkah*: with how many codes are left, None where they are damaged or somebody else's."""
    answer: HttpResponse = mfa.index(request)
    if isinstance(answer, TemplateResponse) and answer.context_data is not None:
        codes = answer.context_data["authenticators"].get("recovery_codes")
        answer.context_data["codes_left"] = _left(codes) if codes else 0
    return answer


@wraps(mfa.authenticate)
def authenticate(request: HttpRequest) -> HttpResponse:
    """*Langkah kedua*: not of who has no second factor any more, nor after a password that is another by now.

    allauth would send the first to the sign-in, which sends back here as long as that sign-in is under way.
    """
    login = unstash_login(request, peek=True)
    if login and login.user and not (is_mfa_enabled(login.user) and is_still_by_that_password(request, login.user)):
        clear_login(request)
        messages.info(request, _("What you sign in with was changed meanwhile. Please sign in again."))
        return redirect("account_login")
    answer: HttpResponse = mfa.authenticate(request)
    return answer


def _left(codes: Any) -> int | None:
    try:
        return len(codes.get_unused_codes())
    except Unreadable:
        return None


def readable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead back to the index, which says it, where the codes can't be read."""

    @wraps(view)
    def or_back(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Unreadable:
            return redirect("mfa_index")

    return or_back
