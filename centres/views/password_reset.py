"""The page of the link that an administrator handed over: a new password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from centres.password_reset import reset_tokens, set_password_by_link
from centres.sign_in import forget_wrong_attempts
from config.errors import Refused


class NewPasswordView(PasswordResetConfirmView):
    """Django's own page: it takes the token out of the address before showing anything.

    A new password ends every session of the user, because sessions hold a digest of the old one.
    """

    template_name = "account/new_password.html"
    token_generator = reset_tokens
    reset_url_token = "baru"
    form_class = SetPasswordForm

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
        try:
            user = set_password_by_link(self.user, token=token, password=form.cleaned_data["new_password1"])
        except Refused as refused:
            messages.error(self.request, str(refused))
            return redirect("account_login")
        forget_wrong_attempts(self.request, user)
        messages.success(self.request, _("The new password is set. Please sign in with it."))
        return redirect("account_login")


new_password = NewPasswordView.as_view()
