"""What the administrator of the installation gives, takes and changes in the stock admin, written down in access logs.

A line stands in the access log of every centre that it concerns: those where somebody holds a role, those in a region
that is viewed, all of them where it is about the installation itself. What is changed of a record of a centre's, and so
what its papers say, stands in that of the centre, column by column.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from centres import access_log
from centres.accounts.roles import CLOSED, ENDED, GIVEN, OPENED
from centres.models import AccessLog, Centre, Membership, Region, User
from centres.requests import SignedInRequest

MADE, RENAMED = "account made", "user name"
CHANGED, RECORD_MADE = "changed", "made"
STAFF, SUPERUSER = "staff", "superuser"
REGION, DAYS = f"region {access_log.NUMBER}", "="
# The columns that give access, each with what is written down when it becomes true or another, and when false.
OF_ACCOUNT = {
    "username": (RENAMED, RENAMED),
    "is_active": (OPENED, CLOSED),
    "is_staff": (f"{GIVEN} {STAFF}", f"{ENDED} {STAFF}"),
    "is_superuser": (f"{GIVEN} {SUPERUSER}", f"{ENDED} {SUPERUSER}"),
}
OF_INSTALLATION = frozenset({*OF_ACCOUNT["is_staff"], *OF_ACCOUNT["is_superuser"]})
Values = dict[str, Any]


def _given(region: int) -> str:
    return _("Given: Viewer of %(region)s") % {"region": _name(region)}


def _ended(region: int) -> str:
    return _("Ended: Viewer of %(region)s") % {"region": _name(region)}


def _other_days(region: int) -> str:
    return _("Days changed: Viewer of %(region)s") % {"region": _name(region)}


def _name(region: int) -> str:
    return str(Region.objects.filter(pk=region).first() or region)


access_log.explain(
    {
        MADE: gettext_lazy("Account made"),
        RENAMED: gettext_lazy("User name changed"),
        f"{GIVEN} {STAFF}": gettext_lazy("Given: Administration of the installation (/admin/)"),
        f"{ENDED} {STAFF}": gettext_lazy("Ended: Administration of the installation (/admin/)"),
        f"{GIVEN} {SUPERUSER}": gettext_lazy("Given: All rights in the installation"),
        f"{ENDED} {SUPERUSER}": gettext_lazy("Ended: All rights in the installation"),
        f"{GIVEN} {REGION}": _given,
        f"{ENDED} {REGION}": _ended,
        f"{DAYS} {REGION}": _other_days,
    }
)


def explain_changes(model: type[models.Model]) -> None:
    """Say what a change of each column of ``model`` means in the log; once for each model that the stock admin has."""
    for field in model._meta.concrete_fields:
        for said, words in _ways(field):
            access_log.WORDS.setdefault(f"{CHANGED} {model._meta.model_name}.{said}", words)
    access_log.WORDS.setdefault(f"{RECORD_MADE} {model._meta.model_name}", gettext_lazy("Made"))


def _ways(field: "models.Field[Any, Any]") -> list[tuple[str, str]]:
    def told(sentence: str) -> str:
        """In the language of who reads it."""
        return lazy(lambda: gettext(sentence) % {"field": field.verbose_name}, str)()

    if isinstance(field, models.BooleanField):
        return [
            (f"{field.name} yes", told(gettext_noop("Switched on: %(field)s"))),
            (f"{field.name} no", told(gettext_noop("Switched off: %(field)s"))),
        ]
    return [(field.name, told(gettext_noop("Changed: %(field)s")))]


# Of a centre: who approves alone, and by which zone its days are reckoned.
GIVES_POWER = ("single_officer", "time_zone")


def write_down_changes(
    request: SignedInRequest, record: models.Model, names: Iterable[str], *, now: datetime.datetime
) -> None:
    """Record which columns of a record were changed, each with a line; the values themselves the history has."""
    model = record._meta.model_name
    for name in names:
        value = getattr(record, name)
        said = f"{name} {'yes' if value else 'no'}" if isinstance(value, bool) else name
        _set_up(request, record, f"{CHANGED} {model}.{said}", now)


def write_down_made(request: SignedInRequest, record: models.Model, *, now: datetime.datetime) -> None:
    """Record that it was made."""
    _set_up(request, record, f"{RECORD_MADE} {record._meta.model_name}", now)


def _set_up(request: SignedInRequest, record: models.Model, detail: str, now: datetime.datetime) -> None:
    concerned: list[Centre | None] = [*_centres_of(record, now)] if isinstance(record, User) else []
    for centre in concerned or [None]:
        access_log.record(request, AccessLog.Action.SET_UP, record, detail=detail, centre=centre, now=now)


def account_as_stored(user: User) -> Values:
    """What gives access of an account, as it is in the database; nothing where it has yet to be made."""
    return User.objects.filter(pk=user.pk).values(*OF_ACCOUNT).first() or {}


def write_down_account(request: SignedInRequest, user: User, before: Values, *, now: datetime.datetime) -> None:
    """Record what an account opens now and did not ``before``, and what it does not open any more."""
    if not before:
        _record(request, user, [MADE], now=now)
        before = {"username": user.username, "is_active": True, "is_staff": False, "is_superuser": False}
    changed = [name for name in OF_ACCOUNT if before[name] != getattr(user, name)]
    _record(request, user, [OF_ACCOUNT[name][not getattr(user, name)] for name in changed], now=now)


def write_down_viewer(
    request: SignedInRequest, membership: Membership, before: Membership | None, *, now: datetime.datetime
) -> None:
    """Record a role in a region that was given, ended, given for longer or for other days."""
    region = membership.region_id
    if before is None:
        act = GIVEN
    elif (last := membership.ends_on or datetime.date.max) != (was := before.ends_on or datetime.date.max):
        act = GIVEN if last > was else ENDED
    elif membership.starts_on != before.starts_on:
        act = DAYS
    else:
        return
    assert region is not None  # the stock admin gives no role in a centre
    centres = set(Centre.objects.inside([region]))
    detail = f"{act} {REGION % {'number': region}}"
    _write(request, membership.user, detail, centres.union(_centres_of(membership.user, now)), now=now)


def _record(request: SignedInRequest, user: User, details: Iterable[str], *, now: datetime.datetime) -> None:
    own = _centres_of(user, now)
    for detail in details:
        _write(request, user, detail, Centre.objects.all() if detail in OF_INSTALLATION else own, now=now)


def _write(
    request: SignedInRequest, user: User, detail: str, centres: Iterable[Centre], *, now: datetime.datetime
) -> None:
    # Where it concerns none, it stands in the log of the centre in which the administrator works.
    concerned: list[Centre | None] = [*sorted(centres, key=lambda each: each.pk)]
    for centre in concerned or [None]:
        access_log.record(request, AccessLog.Action.ROLE, user, detail=detail, centre=centre, now=now)


def _centres_of(user: User, now: datetime.datetime) -> list[Centre]:
    """Where somebody holds a role, now or later."""
    held = user.memberships.exclude(centre=None).select_related("centre")
    lasting = [m for m in held if m.centre and (m.ends_on is None or m.ends_on >= m.centre.local_date(now))]
    return list({m.centre_id: m.centre for m in lasting if m.centre}.values())
