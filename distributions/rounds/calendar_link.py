"""Making and withdrawing the link of a centre's calendar."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Centre, User
from centres.versions import require_mark
from config.errors import Refused
from distributions.models import CalendarLink

TOKEN_BYTES = 24


def valid_link(centre: Centre) -> CalendarLink | None:
    """The link by which the calendar can be read."""
    return CalendarLink.objects.valid().filter(centre=centre).select_related("made_by").first()


def as_shown(link: CalendarLink | None) -> int | None:
    """What a page says of the link, by which it is known that it is this one."""
    return link.pk if link else None


@transaction.atomic
def make_link(centre: Centre, *, seen: str | None = None, by: User, now: datetime.datetime) -> str:
    """Make a new link and withdraw the one of before; returns its secret part, which is kept nowhere.

    ``seen`` is the mark of the link that a page showed, here and below; None where nobody was shown anything.
    """
    if link := _held(centre, seen):
        _withdraw(link, by, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarLink.objects.create(centre=centre, digest=_digest(token), made_at=now, made_by=by)
    return token


@transaction.atomic
def withdraw_link(centre: Centre, *, seen: str | None = None, by: User, now: datetime.datetime) -> None:
    """Let nobody read the calendar by the link any more. Refused where there is none."""
    link = _held(centre, seen)
    if link is None:
        raise Refused(_("There is no link any more."))
    _withdraw(link, by, now)


def centre_of(token: str) -> Centre | None:
    """The centre whose calendar the link leads to; None when it was withdrawn or never made."""
    links = CalendarLink.objects.valid().filter(digest=_digest(token)).select_related("centre")
    link = links.first()
    return link.centre if link else None


def _held(centre: Centre, seen: str | None) -> CalendarLink | None:
    """The valid link, under the lock of its centre: of two at once the second withdraws what the first made."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    link = valid_link(centre)
    if link is not None:  # where there is none, none is lost
        require_mark(seen, as_shown(link), centre)
    return link


def _withdraw(link: CalendarLink, by: User, now: datetime.datetime) -> None:
    # Who waited for the lock may have come before what was made meanwhile.
    link.withdrawn_at, link.withdrawn_by = max(now, link.made_at), by
    link.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
