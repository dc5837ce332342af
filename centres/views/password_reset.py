"""Help for somebody who can't sign in: the administrator's page, and the page of the link handed over."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from centres.accounts.password_reset import (
    make_reset_link,
    remove_second_factor,
    reset_tokens,
    second_factors,
    set_password_by_link,
)
from centres.accounts.sign_in_forms import NewPasswordForm
from centres.models import Role, User
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.versions import NAME, mark_of
from config.errors import Refused


class NewPasswordView(PasswordResetConfirmView):
    """Django's own page: it takes the token out of the address before showing anything.

    A new password ends every session of the user, because sessions hold a digest of the old one.
    """

    template_name = "account/new_password.html"
    token_generator = reset_tokens
    reset_url_token = "baru"
    form_class = NewPasswordForm

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    user: User

    def form_valid(self, form: Any) -> HttpResponse:
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
        try:
            password = form.cleaned_data["new_password1"]
            set_password_by_link(self.user, token=token, password=password, now=timezone.now())
        except Refused as refused:
            messages.error(self.request, str(refused))
            return redirect("account_login")
        messages.success(self.request, _("The new password is set. Please sign in with it."))
        return redirect("account_login")


new_password = NewPasswordView.as_view()


@roles(Role.ADMIN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_help(request: CentreRequest, pk: int) -> HttpResponse:
    """Make a link to a new password for a user of this centre, or take a lost second factor off the account.

    The link is shown in the answer to the press of the button and nowhere else: it is not kept.
    """
    person = get_object_or_404(User.objects.filter(memberships__centre=request.centre).distinct(), pk=pk)
    context: dict[str, Any] = {"person": person, "link": "", "refused": ""}
    if request.method == "POST":
        by, centre, now = request.user, request.centre, timezone.now()
        try:
            if request.POST.get("help") == "second-factor":
                remove_second_factor(person, seen=request.POST.get(NAME, ""), by=by, centre=centre, now=now)
                messages.success(request, _("Two-step sign-in is switched off for this person."))
                return redirect("centres:sign_in_help", pk=pk)
            context["link"] = request.build_absolute_uri(make_reset_link(person, by=by, centre=centre, now=now))
        except Refused as refused:
            context["refused"] = str(refused)
    if is_mfa_enabled(person):
        context["mark"] = mark_of(second_factors(person), person)
    return render(request, "centres/sign_in_help.html", context)
