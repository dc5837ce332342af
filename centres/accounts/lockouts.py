"""Who was held up when signing in, by too many wrong tries: for the administrator, who can lift it.

Nothing of it is stored: it follows from the wrong tries (``centres.accounts.attempts``), seven days back.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres import access_log
from centres.accounts.attempts import (
    KEPT,
    PER_ACCOUNT,
    PER_ADDRESS,
    PER_BROWSER,
    WINDOW,
    lift_of_account,
    lift_of_address,
)
from centres.accounts.password_reset import opens_more_than
from centres.accounts.still_administers import hold_as_administrator
from centres.models import AccessLog, Centre, FailedSignIn, LiftedWait, Membership, User
from config.errors import Refused

# Under an attack that lasts, the latest are enough.
MOST = 2_000

OF_ACCOUNT, OF_ADDRESS = "wait lifted", "wait of an address lifted"
access_log.explain(
    {
        OF_ACCOUNT: gettext_lazy("Wait after wrong attempts lifted"),
        OF_ADDRESS: gettext_lazy("Wait after wrong attempts lifted for an address"),
    }
)


@dataclass(frozen=True, slots=True)
class Lockout:
    """That an account, or an address without one, was held up from ``since`` to ``until``.

    ``known`` are the browsers that signed in to the account before, else all others. The tries came from ``addresses``.
    """

    user: User | None
    step: str
    known: bool
    tries: int
    addresses: list[str]
    since: datetime
    until: datetime
    lifted_by: User | None

    def lasts(self, now: datetime) -> bool:
        """Whether one still has to wait."""
        return self.until > now


def lockouts_of(centre: Centre, *, reader: User, address: str, now: datetime) -> list[Lockout]:
    """The lockouts that ``reader``, at ``address``, may see, the latest first; three queries.

    Those of the accounts of the centre; of addresses, where one of these was tried, or where the reader is.
    The administrator of the installation sees every address: of names that no account has, nobody else would learn.
    """
    # Whoever has left may work elsewhere: from where they sign in is no business of this centre any more.
    held = Q(ends_on=None) | Q(ends_on__gte=centre.local_date(now))
    people = Membership.objects.filter(held, centre=centre).values("user")
    ours = _latest(FailedSignIn.objects.filter(user__in=people), now)
    places = {row.address for row in ours} | {address}
    there = FailedSignIn.objects.filter(browser="")
    if not reader.is_superuser:
        there = there.filter(address__in=places)
    of_places = _latest(there, now)
    lifts = _lifts(Q(user__in=people) | Q(address__in={row.address for row in of_places}), now)
    found = [*_of_accounts(ours, lifts), *_of_addresses(of_places, lifts)]
    return sorted(found, key=lambda lockout: lockout.since, reverse=True)


def lockouts_of_person(user: User, *, now: datetime) -> list[Lockout]:
    """The lockouts of one account, the latest first; two queries."""
    rows = _latest(FailedSignIn.objects.filter(user=user), now)
    found = _of_accounts(rows, _lifts(Q(user=user), now))
    return sorted(found, key=lambda lockout: lockout.since, reverse=True)


def let_in(user: User, *, centre: Centre, by: User, now: datetime) -> LiftedWait:
    """Let ``user`` try at once, from whichever address, and log it.

    Raises Refused for an account that opens more than ``centre``: by lifting again and again one could guess on.
    """
    if not by.is_superuser and opens_more_than(user, centre, now):
        raise Refused(
            _("This account opens more than this centre; only the administrator of the installation may do this.")
        )
    with transaction.atomic():
        hold_as_administrator(by, centre, now)
        access_log.record(by, AccessLog.Action.RESET, user, detail=OF_ACCOUNT, centre=centre, now=now)
        return lift_of_account(user, by=by, now=now)


def let_address_in(address: str, *, here: str, centre: Centre, by: User, now: datetime) -> LiftedWait:
    """Let everybody at ``address`` try at once, and log it; ``here`` is where ``by`` is.

    Raises Refused when no wait is seen there.
    """
    seen = lockouts_of(centre, reader=by, address=here, now=now)
    if not any(each.user is None and each.lasts(now) and address in each.addresses for each in seen):
        raise Refused(_("Nobody has to wait at this address any more."))
    with transaction.atomic():
        hold_as_administrator(by, centre, now)
        access_log.record(by, AccessLog.Action.RESET, centre, detail=OF_ADDRESS, now=now)
        return lift_of_address(address, by=by, now=now)


def _latest(rows: "QuerySet[FailedSignIn]", now: datetime) -> list[FailedSignIn]:
    """The rows that are kept, the oldest first."""
    return list(rows.filter(at__gt=now - KEPT).select_related("user").order_by("-at", "-pk")[:MOST])[::-1]


def _lifts(whose: Q, now: datetime) -> list[LiftedWait]:
    return list(LiftedWait.objects.filter(whose, at__gt=now - KEPT).select_related("by").order_by("at", "pk"))


def _of_accounts(rows: list[FailedSignIn], lifts: list[LiftedWait]) -> Iterator[Lockout]:
    counts: dict[tuple[str, str, str], list[FailedSignIn]] = defaultdict(list)
    for row in rows:
        counts[row.account, row.step, row.browser].append(row)
    for together in counts.values():
        first = together[0]
        lifted = [lift for lift in lifts if lift.user_id == first.user_id]
        for tries, until, lifted_by in _waits(together, lifted, PER_BROWSER if first.browser else PER_ACCOUNT):
            yield _lockout(first.user, tries, until, lifted_by)


def _of_addresses(rows: list[FailedSignIn], lifts: list[LiftedWait]) -> Iterator[Lockout]:
    counts: dict[str, list[FailedSignIn]] = defaultdict(list)
    for row in rows:
        counts[row.address].append(row)
    for address, together in counts.items():
        lifted = [lift for lift in lifts if lift.address == address]
        for tries, until, lifted_by in _waits(together, lifted, PER_ADDRESS):
            yield _lockout(None, tries, until, lifted_by)


def _waits(
    rows: list[FailedSignIn], lifts: list[LiftedWait], limit: int
) -> Iterator[tuple[list[FailedSignIn], datetime, User | None]]:
    """Each wait with the tries that led to it, its end, and who lifted it."""
    counted: deque[FailedSignIn] = deque()
    waited_until: datetime | None = None
    for row in rows:
        start = max([row.at - WINDOW, *(lift.at for lift in lifts if lift.at < row.at)])
        while counted and counted[0].at <= start:
            counted.popleft()
        counted.append(row)
        if len(counted) < limit or (waited_until and row.at < waited_until):
            continue
        until = counted[0].at + WINDOW
        lift = next((lift for lift in lifts if row.at <= lift.at < until), None)
        waited_until = lift.at if lift else until
        yield list(counted), waited_until, lift.by if lift else None


def _lockout(user: User | None, tries: list[FailedSignIn], until: datetime, lifted_by: User | None) -> Lockout:
    last = tries[-1]
    return Lockout(
        user=user,
        step=last.get_step_display(),
        known=bool(last.browser),
        tries=len(tries),
        addresses=list(dict.fromkeys(row.address for row in tries)),
        since=last.at,
        until=until,
        lifted_by=lifted_by,
    )
