"""How allauth signs people in here: by user name, slowed down per account, with a second factor if they like."""

import base64
import unicodedata
from typing import Any, ClassVar

from allauth.account import auth_backends as allauth_backends
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from centres.encryption import seal, unseal

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
        "too_many_login_attempts": _(
            "Too many wrong attempts. Try again in ten minutes, or ask the system administrator for a new password."
        ),
        "rate_limited": _("Too many attempts. Try again in a minute."),
        "account_inactive": _("This account is not in use. Ask the system administrator."),
        "enter_current_password": _("The current password is not right."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts per account and host name: whoever reaches us by two names would have twice the attempts.
        return account_key(credentials.get("username", ""))


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with their secrets encrypted like identity numbers."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal("mfa", text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal("mfa", base64.b64decode(encrypted_text))

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        # allauth prefers the e-mail address; people sign in by user name here.
        return user.get_username()


def account_key(username: str) -> str:
    """Return the name under which wrong attempts for this account are counted, however it is spelt."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def forget_wrong_attempts(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Let ``user`` sign in at once after a second person helped, however often it failed before."""
    AccountAdapter(request)._delete_login_attempts_cached_email(request, username=user.get_username())
