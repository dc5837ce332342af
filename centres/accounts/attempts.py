"""How often one may be wrong when signing in: counted in the database, before anything is compared.

In ten minutes five wrong passwords hold up an account and thirty an address, for everybody but the browsers that signed
in to that account before: those have five of their own, so that a stolen cookie doesn't let anybody guess on. Two-step
codes are counted alike, apart from passwords.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.db import connection, transaction
from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centres.accounts import known_browser
from centres.models import FailedSignIn, LiftedWait, User
from config.errors import Refused

WINDOW = timedelta(minutes=10)
PER_ACCOUNT, PER_ADDRESS, PER_BROWSER = 5, 30, 5
KEPT, KEPT_OF_NOBODY = timedelta(days=7), timedelta(hours=1)

ACCOUNT = _("There were too many wrong attempts for this account, perhaps by somebody else.")
ADDRESS = _("There were too many wrong attempts from your internet connection, perhaps by somebody else.")
BROWSER = _("There were too many wrong attempts in this browser.")
OTHER_WAYS = _("Sooner: use a browser in which you signed in before, or ask the system administrator to lift the wait.")
ASK_FOR_PASSWORD = _("Or ask the system administrator for a link to a new password.")


class HeldUp(Refused):
    """Too much was wrong: nothing is compared for a while, whatever is typed."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted together: its name for the lock, the limit, the rows, from when on, and what is said of it."""

    name: str
    limit: int
    rows: Q
    since: datetime
    what: Promise
    otherwise: Promise


def account_key(username: str) -> str:
    """Return the name under which wrong attempts for this account are counted, however it is spelt."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def digest_of(username: str) -> str:
    """What stands in the table for a name."""
    return salted_hmac("centres.attempts", account_key(username), algorithm="sha256").hexdigest()


def address_of(request: HttpRequest) -> str:
    """The address that is counted. Raises PermissionDenied when the server in front passes none on."""
    address: str = truncate_ip(get_adapter(request).get_client_ip(request))
    return address


def begin(request: HttpRequest, username: str, *, step: FailedSignIn.Step, now: datetime) -> FailedSignIn:
    """Count a try before it is compared; ``take_back`` uncounts it. Returns its row.

    Raises HeldUp when there were too many, without counting this one. Tries at the same moment wait for one another.
    """
    user = User.objects.filter(username__iexact=account_key(username)).order_by("pk").first()
    browser = known_browser.key_of(request, user, now=now) if user else ""
    row = FailedSignIn(
        at=now, account=digest_of(username), user=user, step=step, browser=browser, address=address_of(request)
    )
    with transaction.atomic():
        counts = _counts(row, now)
        _one_at_a_time(sorted(count.name for count in counts))
        for count in counts:
            _require_fewer(count, now)
        row.save()
    _purge(now)
    return row


def take_back(attempt: FailedSignIn) -> None:
    """Count a try no more: it was right, or nothing was compared."""
    attempt.delete()


def lift_of_account(user: User, *, by: User, now: datetime) -> LiftedWait:
    """Let ``user`` sign in at once, from whichever address, however often it failed before."""
    return LiftedWait.objects.create(user=user, by=by, at=now)


def lift_of_address(address: str, *, by: User, now: datetime) -> LiftedWait:
    """Let everybody at ``address`` sign in again; accounts that are held up stay so."""
    return LiftedWait.objects.create(address=address, by=by, at=now)


def _counts(row: FailedSignIn, now: datetime) -> list[Count]:
    start = now - WINDOW
    of_user = Q(user=row.user_id) if row.user_id else Q(pk=None)
    lifted = LiftedWait.objects.filter(at__gt=start).aggregate(
        user=Max("at", filter=of_user), address=Max("at", filter=Q(address=row.address))
    )
    since = lifted["user"] or start
    account = Q(account=row.account, step=row.step, browser=row.browser)
    name = f"{row.account} {row.step} {row.browser}"
    if row.browser:
        return [Count(name, PER_BROWSER, account, since, BROWSER, ASK_FOR_PASSWORD)]
    counts = [Count(name, PER_ACCOUNT, account, since, ACCOUNT, OTHER_WAYS)]
    if not lifted["user"]:
        here = Q(address=row.address, browser="")
        counts.append(Count(row.address, PER_ADDRESS, here, lifted["address"] or start, ADDRESS, OTHER_WAYS))
    return counts


def _one_at_a_time(names: list[str]) -> None:
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"peduli sign-in {name}"])


def _require_fewer(count: Count, now: datetime) -> None:
    wrong = FailedSignIn.objects.filter(count.rows, at__gt=count.since).order_by("-at").values_list("at", flat=True)
    if len(latest := list(wrong[: count.limit])) < count.limit:
        return
    minutes = ceil((latest[-1] + WINDOW - now) / timedelta(minutes=1))
    when = ngettext("Try again in %(minutes)d minute.", "Try again in %(minutes)d minutes.", minutes)
    raise HeldUp(f"{count.what} {when % {'minutes': minutes}} {count.otherwise}")


def _purge(now: datetime) -> None:
    """What is too old to be shown goes, whenever something new comes."""
    of_nobody = Q(user=None, at__lt=now - KEPT_OF_NOBODY)
    FailedSignIn.objects.filter(Q(at__lt=now - KEPT) | of_nobody).delete()
