"""A new password without e-mail: a second person hands over a link that works once, for 24 hours."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from centres import access_log
from centres.models.access import AccessLog
from config.errors import Refused


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens that end with the password that they replace, with the next sign-in, and after 24 hours.

    Nothing is stored: a token is a keyed digest of the user's state. ``settings.PASSWORD_RESET_TIMEOUT`` has the hours.
    """

    key_salt = "centres.password_reset"


reset_tokens = ResetTokens()


def make_reset_link(user: Any, *, by: Any, centre: Any, now: datetime) -> str:
    """Return the path at which ``user`` sets a new password, and log that ``by`` made it.

    Raises ``Refused`` for one's own account (that is what changing the password is for) and for one not in use.
    Whether ``by`` may do this for ``user`` is the caller's to check.
    """
    with transaction.atomic():
        locked = _locked(user, by)
        access_log.record(by, AccessLog.Action.RESET, locked, detail="password", centre=centre, now=now)
        token = reset_tokens.make_token(locked)
    uid = urlsafe_base64_encode(force_bytes(locked.pk))
    return reverse("new_password", kwargs={"uidb64": uid, "token": token})


def set_password_by_link(user: Any, *, token: str, password: str) -> Any:
    """Give ``user`` the new password, which ends the link and every session. Returns the user.

    Raises ``Refused`` when the link was used, is too old, or the account is no longer in use.
    """
    with transaction.atomic():
        locked = get_user_model().objects.select_for_update().get(pk=user.pk)
        if not (locked.is_active and reset_tokens.check_token(locked, token)):
            raise Refused(_("This link was used already or is too old. Ask for a new one."))
        locked.set_password(password)
        locked.save(update_fields=["password"])
    return locked


def remove_second_factor(user: Any, *, by: Any, centre: Any, now: datetime) -> int:
    """Take the second factor off the account of a user who lost it, log it, and return how many codes went.

    Raises ``Refused`` as ``make_reset_link`` does.
    """
    with transaction.atomic():
        locked = _locked(user, by)
        access_log.record(by, AccessLog.Action.RESET, locked, detail="second factor", centre=centre, now=now)
        count, _by_model = Authenticator.objects.filter(user=locked).delete()
    return count


def _locked(user: Any, by: Any) -> Any:
    locked = get_user_model().objects.select_for_update().get(pk=user.pk)
    if locked.pk == by.pk:
        raise Refused(_("Somebody else must do this for you; it takes a second person."))
    if not locked.is_active:
        raise Refused(_("This account is not in use."))
    return locked
