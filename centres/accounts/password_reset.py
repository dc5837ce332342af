"""A new password without e-mail: a second person hands over a link that works once, for 24 hours."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres import access_log
from centres.accounts.attempts import lift_of_account
from centres.accounts.known_browser import forget_browsers
from centres.accounts.still_administers import hold_as_administrator
from centres.history import acting_as
from centres.models import AccessLog, Centre, User
from centres.versions import require_mark
from config.errors import Refused


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens that end with the password that they replace, with the next sign-in, and after 24 hours.

    Nothing is stored: a token is a keyed digest of the user's state. ``settings.PASSWORD_RESET_TIMEOUT`` has the hours.
    """

    key_salt = "centres.password_reset"


reset_tokens = ResetTokens()
PASSWORD = "password"
# Written by the database, whoever does it: triggers second_factor_off_is_logged, another_password_is_logged.
SECOND_FACTOR, ANOTHER_PASSWORD = "second factor", "another password"
access_log.explain(
    {
        PASSWORD: gettext_lazy("Link to a new password"),
        SECOND_FACTOR: gettext_lazy("Two-step sign-in switched off"),
        ANOTHER_PASSWORD: gettext_lazy("Password changed"),
    }
)


def make_reset_link(user: User, *, by: User, centre: Centre, now: datetime) -> str:
    """Return the path at which ``user`` sets a new password, and log that ``by`` made it.

    Raises ``Refused`` for one's own account (that is what changing the password is for), for one not in use, and for
    one that opens more than ``centre``: whoever makes the link could use it, too.
    """
    with transaction.atomic():
        locked = _locked(user, by=by, centre=centre, now=now)
        access_log.record(by, AccessLog.Action.RESET, locked, detail=PASSWORD, centre=centre, now=now)
        return _link(locked)


def first_link(user: User, *, centre: Centre, now: datetime) -> str:
    """The same for a new account that a command made on the server, where nobody else is signed in.

    Raises Refused when the account has a password already.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.has_usable_password():
            raise Refused(_("This account has a password already."))
        access_log.record(locked, AccessLog.Action.RESET, locked, detail=PASSWORD, centre=centre, now=now)
        return _link(locked)


def set_password_by_link(user: User, *, token: str, password: str, now: datetime) -> User:
    """Give ``user`` the new password, which ends the link, every session and every wait. Returns the user.

    Raises ``Refused`` when the link was used, is too old, or the account is no longer in use.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not (locked.is_active and reset_tokens.check_token(locked, token)):
            raise Refused(_("This link was used already or is too old. Ask for a new one."))
        locked.set_password(password)
        locked.save(update_fields=["password"])
        lift_of_account(locked, by=locked, now=now)
    return locked


def second_factors(user: User) -> list[Any]:
    """Which second factor a user has, and its codes: what a page shows beside the button that takes it off."""
    return list(Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", "created_at"))


def remove_second_factor(user: User, *, seen: str | None = None, by: User, centre: Centre, now: datetime) -> int:
    """Take the second factor off the account of a user who lost it, and return how many codes went; it is logged.

    Whoever found the phone is signed out there, and a stranger in its browser from now on. ``seen`` is the mark of
    ``second_factors`` as the page showed them: who set up another phone meanwhile keeps that.

    Raises ``Refused`` as ``make_reset_link`` does, and where it is another factor than was seen.
    """
    with transaction.atomic():
        locked = _locked(user, by=by, centre=centre, now=now)
        if not (theirs := second_factors(locked)):
            return 0
        require_mark(seen, theirs, locked)
        forget_browsers(locked, now=now)
        locked.save(update_fields=["browsers_forgotten_at"])
        with acting_as(by):
            count: int = Authenticator.objects.filter(user=locked).delete()[0]
    return count


def _link(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("new_password", kwargs={"uidb64": uid, "token": reset_tokens.make_token(user)})


def _locked(user: User, *, by: User, centre: Centre, now: datetime) -> User:
    hold_as_administrator(by, centre, now)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.pk == by.pk:
        raise Refused(_("Somebody else must do this for you; it takes a second person."))
    if not locked.is_active:
        raise Refused(_("This account is not in use."))
    if not by.is_superuser and opens_more_than(locked, centre, now):
        raise Refused(
            _("This account opens more than this centre; only the administrator of the installation may help.")
        )
    return locked


def opens_more_than(user: User, centre: Centre, now: datetime) -> bool:
    """Whether the account opens more than ``centre``, now or later: then its administrator may not touch it."""
    if user.is_superuser or user.is_staff:
        return True
    # Those that begin later count, too: the password will still be the same.
    lasting = user.memberships.ever_in_force().filter(Q(ends_on=None) | Q(ends_on__gte=centre.local_date(now)))
    return lasting.filter(~Q(centre=centre) | Q(centre=None)).exists()
