"""Making and withdrawing the link of a centre's calendar."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Centre, User
from config.errors import Refused
from distributions.models import CalendarLink

TOKEN_BYTES = 24


@transaction.atomic
def make_link(centre: Centre, *, by: User, now: datetime.datetime) -> str:
    """Make a new link and withdraw the one of before; returns its secret part, which is kept nowhere."""
    _held(centre)
    CalendarLink.objects.valid().filter(centre=centre).update(withdrawn_at=now, withdrawn_by=by)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarLink.objects.create(centre=centre, digest=_digest(token), made_at=now, made_by=by)
    return token


@transaction.atomic
def withdraw_link(centre: Centre, *, by: User, now: datetime.datetime) -> None:
    """Let nobody read the calendar by the link any more. Refused where there is none."""
    _held(centre)
    if not CalendarLink.objects.valid().filter(centre=centre).update(withdrawn_at=now, withdrawn_by=by):
        raise Refused(_("There is no link any more."))


def centre_of(token: str) -> Centre | None:
    """The centre whose calendar the link leads to; None when it was withdrawn or never made."""
    links = CalendarLink.objects.valid().filter(digest=_digest(token)).select_related("centre")
    link = links.first()
    return link.centre if link else None


def _held(centre: Centre) -> None:
    # Two at once: the second withdraws what the first made.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
