"""Secrets of second factors, sealed for their own user: a copy of one in another's row opens nothing.

allauth seals a secret before it says whose it is, and opens one without saying so, too. So what it gives to be sealed
is sealed when its row is made (``ToSeal``), and what is read from a row knows its user (``SealedFor``).
"""

import base64
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models.signals import post_init

from centres.encryption import Unreadable, seal, unseal

FIELD = "mfa"
# Where a factor keeps its secret, by its type.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class ToSeal(str):
    """A new secret in clear: in a row it becomes ``SealedFor``; the database takes no other form of it."""


class SealedFor(str):
    """What is stored, with whose row it came from."""

    user: int

    @classmethod
    def of(cls, user: int, stored: str) -> "SealedFor":
        sealed = cls(stored)
        sealed.user = user
        return sealed


def seal_for(user: int, secret: str) -> SealedFor:
    """The secret as the row of this user keeps it."""
    return SealedFor.of(user, base64.b64encode(seal(FIELD, secret, bound_to=_whose(user))).decode())


def open_of_its_row(stored: str) -> str:
    """The secret. Raises ``Unreadable`` where it is another user's, damaged, or from no row at all."""
    if not isinstance(stored, SealedFor):
        raise Unreadable("a secret is read from the row of a second factor")
    return unseal(FIELD, base64.b64decode(stored), bound_to=_whose(stored.user))


def _whose(user: int) -> str:
    return f"user {user}"


def _know_its_user(instance: Authenticator, **_signal: Any) -> None:
    data = instance.__dict__.get("data")
    key = SECRETS.get(instance.__dict__.get("type", ""))
    if not (isinstance(data, dict) and key in data):
        return
    if isinstance(data[key], ToSeal):
        data[key] = seal_for(instance.user_id, data[key])
    elif isinstance(data[key], str):
        data[key] = SealedFor.of(instance.user_id, data[key])


def connect() -> None:
    """From now on each second factor knows whose its secret is; called once, when the models are known."""
    post_init.connect(_know_its_user, sender=Authenticator, dispatch_uid="centres.second_factor")
