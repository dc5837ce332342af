"""How allauth signs people in here: by user name, slowed down per account, with a second factor if they like."""

from typing import Any, ClassVar

from allauth.account import auth_backends as allauth_backends
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from centres.accounts import attempts
from centres.models import FailedSignIn
from centres.second_factor import ToSeal, open_of_its_row

BY_PASSWORD = "signing_in_by_password"
# Signing in and out shows by itself; a message about it would only stand in the way of the next one.
SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AuthenticationBackend(allauth_backends.AuthenticationBackend):
    """Signs in by user name and password; the example's accounts in the example only, for their passwords are shown."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        # Not in user_can_authenticate: allauth lets an active user who fails there in by another way.
        user = super().authenticate(request, **credentials)
        return None if user and user.is_example and not settings.EXAMPLE else user


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by user name; accounts are made by an administrator, so there is no sign-up."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The user name or the password is not right."),
        "rate_limited": _("Too many attempts. Try again in a minute."),
        "account_inactive": _("This account is not in use. Ask the system administrator."),
        "enter_current_password": _("The current password is not right."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """One's own new password; what else was changed of the account meanwhile stays, as that it is closed."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse | None:
        """Note by which password somebody comes to the second step (``is_still_by_that_password``)."""
        request.session[BY_PASSWORD] = user.get_session_auth_hash()
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        return answer

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        attempt = count_attempt(request, credentials.get("username", ""), FailedSignIn.Step.PASSWORD)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user:
            attempts.take_back(attempt)
        return user


def is_still_by_that_password(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether the first step of this sign-in was done with the password that the user has now."""
    return constant_time_compare(request.session.get(BY_PASSWORD, ""), user.get_session_auth_hash())


def count_attempt(request: HttpRequest, username: str, step: FailedSignIn.Step) -> FailedSignIn:
    """Count a try before it is compared. Raises ValidationError, with what to do, when there were too many.

    A stranger's browser also has the limit of ``sign_in`` for right and wrong tries together, and a page of its own.
    """
    try:
        attempt = attempts.begin(request, username, step=step, now=timezone.now())
    except attempts.HeldUp as held:
        raise ValidationError(str(held)) from None
    if not attempt.browser and not ratelimit.consume(request, action="sign_in"):
        attempts.take_back(attempt)
        raise ImmediateHttpResponse(ratelimit.respond_429(request))
    return attempt


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with their secrets encrypted like identity numbers, each for its own user."""

    def encrypt(self, text: str) -> str:
        return ToSeal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_of_its_row(encrypted_text)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        # allauth prefers the e-mail address; people sign in by user name here.
        return user.get_username()
