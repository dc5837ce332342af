"""Giving and ending roles, and opening and closing accounts. Only administrators do it, and each act is written down.

Every role given or ended stands in the history of the user and in the access log, which the head of the centre reads:
so nobody gives themselves the approval alone and unnoticed.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from centres import access_log
from centres.accounts.known_browser import forget_browsers
from centres.accounts.password_reset import opens_more_than
from centres.accounts.still_administers import hold_as_administrator, hold_centres
from centres.models import AccessLog, Centre, Membership, Role, User
from centres.taken import taken_in_words
from centres.versions import Version, columns, require_seen, says
from config.days import of_beginnings, of_ends, require_ended_after
from config.errors import Refused

GIVEN, ENDED = "+", "-"
OPENED, CLOSED = "account opened", "account closed"
# What a form changes of an account, and of a role.
person_version = columns("full_name", "email")
membership_version = columns("ends_on")


def _of_role(words: str, role: Role) -> Promise | str:
    return lazy(lambda: _(words) % {"role": role.label}, str)()


access_log.explain(
    {
        **{f"{GIVEN} {role.value}": _of_role(gettext_noop("Given: %(role)s"), role) for role in Role},
        **{f"{ENDED} {role.value}": _of_role(gettext_noop("Ended: %(role)s"), role) for role in Role},
        OPENED: gettext_lazy("Account opened again"),
        CLOSED: gettext_lazy("Account closed"),
    }
)


def register_user(
    *,
    username: str,
    full_name: str,
    email: str = "",
    roles: Iterable[str],
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    centre: Centre,
    by: User,
    now: datetime.datetime,
) -> User:
    """Make an account without a password and give it its roles; the first sign-in goes by a link (password_reset).

    Raises Refused when the user name is taken, whatever its capitals.
    """
    name = username.strip().lower()
    with transaction.atomic():
        hold_as_administrator(by, centre, now)
        taken = _("This user name is taken. Choose another.")
        if User.objects.filter(username__iexact=name).exists():
            raise Refused(taken, field="username")
        user = User(username=name, full_name=full_name, email=email)
        user.set_unusable_password()
        with taken_in_words(taken, field="username"):
            user.save()
        give_roles(user, roles, centre=centre, starts_on=starts_on, ends_on=ends_on, by=by, now=now)
    return user


def give_roles(
    user: User,
    roles: Iterable[str],
    *,
    centre: Centre,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> list[Membership]:
    """Give ``user`` the roles in ``centre`` from the one day to the other, those held already in that time excepted.

    Returns the new memberships. Raises Refused for the approval given to oneself, when the last day is before the
    first, and when all of the roles are held already.
    """
    of_beginnings(centre.local_date(now)).require(starts_on, field="starts_on")
    require_ended_after(starts_on, ends_on, field="ends_on")
    wanted = [Role(role) for role in roles]
    if Role.HEAD in wanted and user.pk == by.pk:
        raise Refused(
            _("You can't give yourself the role that approves. Another administrator must do it."), field="roles"
        )
    with transaction.atomic():
        hold_as_administrator(by, centre, now)
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        held = _held_between(user, centre, starts_on, ends_on)
        new = [role for role in wanted if role not in held]
        if not new:
            raise Refused(_("This person already holds this role."), field="roles")
        given = [
            Membership.objects.create(user=user, role=role, centre=centre, starts_on=starts_on, ends_on=ends_on)
            for role in new
        ]
        for role in new:
            _write_down(user, f"{GIVEN} {role.value}", centre=centre, by=by, now=now)
    return given


@dataclass(frozen=True, slots=True)
class Given:
    """That ``user`` was given the role that approves, by whom and when."""

    user: User
    by: User
    at: datetime.datetime


def head_given(user: User, *, centre_id: int, until: datetime.datetime) -> Given | None:
    """Who gave the user the role that approves, as it was known then; None where it was not given by a page."""
    # The lines of the access log, which nobody can change.
    lines = AccessLog.objects.filter(centre=centre_id, action=AccessLog.Action.ROLE, detail=f"{GIVEN} {Role.HEAD}")
    of_user = lines.filter(subject_kind=User._meta.label_lower, subject_id=user.pk, at__lte=until)
    line = of_user.select_related("actor").order_by("-pk").first()
    return Given(user, line.actor, line.at) if line else None


def ends_at_once(membership: Membership, *, now: datetime.datetime) -> datetime.date:
    """The last day of a role that ends at this moment: the day before, since a role holds for whole days."""
    assert membership.centre is not None
    today = membership.centre.local_date(now)
    return max(membership.starts_on, today) - datetime.timedelta(days=1)


def end_role(
    membership: Membership, *, last_day: datetime.date, seen: Version | None = None, by: User, now: datetime.datetime
) -> Membership:
    """Let a role end with ``last_day``, which may be yesterday at the earliest, of one that is still to begin the day
    before that. What began today, or had not begun, is then in force on no day any more, and stays on record.

    Raises Refused when that would leave the centre without an administrator, and when the role has ended already.
    """
    centre = membership.centre
    if centre is None:
        raise Refused(_("A role in a region is ended by the administrator of the installation."))
    with transaction.atomic():
        hold_as_administrator(by, centre, now)
        locked = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
        is_said = says(membership_version, locked, ends_on=last_day)
        if not require_seen(seen, membership_version, locked, is_said=is_said):
            return locked
        today = centre.local_date(now)
        if locked.ends_on is not None and locked.ends_on < today:
            raise Refused(_("This role has ended already."))
        if last_day < max(locked.starts_on, today) - datetime.timedelta(days=1):
            raise Refused(
                _("The last day may be yesterday at the earliest; of a role still to begin, the day before that."),
                field="last_day",
            )
        if locked.role == Role.ADMIN and not _lasting(centre.pk, last_day).exclude(pk=locked.pk).exists():
            raise needs_administrator()
        of_ends().require(last_day, field="last_day")
        locked.ends_on = last_day
        locked.save(update_fields=["ends_on"])
        _write_down(locked.user, f"{ENDED} {locked.role}", centre=centre, by=by, now=now)
    return locked


def change_person(
    user: User,
    *,
    full_name: str,
    email: str,
    seen: Version | None = None,
    centre: Centre,
    by: User,
    now: datetime.datetime,
) -> User:
    """Correct the name and e-mail of an account; the history of the user keeps what they were.

    Raises Refused for an account that opens more than ``centre``, as its name stands on the other pages, too.
    """
    with transaction.atomic():
        hold_as_administrator(by, centre, now)
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.pk != by.pk:
            _require_of_centre_alone(locked, by=by, centre=centre, now=now)
        is_said = says(person_version, locked, full_name=full_name, email=email)
        require_seen(seen, person_version, locked, is_said=is_said)
        locked.full_name, locked.email = full_name, email
        locked.save(update_fields=["full_name", "email"])
    return locked


def close_account(user: User, *, centre: Centre, by: User, now: datetime.datetime) -> User:
    """Let nobody sign in with this account any more; its sessions end at once, its roles and history stay.

    Raises Refused for one's own account, for one that opens more than ``centre``, and when that would leave a centre
    without an administrator who stays.
    """
    return _set_in_use(user, False, centre=centre, by=by, now=now)


def open_account(user: User, *, centre: Centre, by: User, now: datetime.datetime) -> User:
    """Let a closed account be used again. Raises Refused as ``close_account`` does."""
    return _set_in_use(user, True, centre=centre, by=by, now=now)


def _set_in_use(user: User, in_use: bool, *, centre: Centre, by: User, now: datetime.datetime) -> User:
    with transaction.atomic():
        hold_as_administrator(by, centre, now, *_administered(user))
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.pk == by.pk:
            raise Refused(_("Somebody else must do this for you; it takes a second person."))
        _require_of_centre_alone(locked, by=by, centre=centre, now=now)
        if not in_use:
            require_another_administrator(locked, now=now)
        if locked.is_active != in_use:
            locked.is_active = in_use
            forget_browsers(locked, now=now)
            locked.save(update_fields=["is_active", "browsers_forgotten_at"])
            _write_down(locked, OPENED if in_use else CLOSED, centre=centre, by=by, now=now)
    return locked


def _require_of_centre_alone(user: User, *, by: User, centre: Centre, now: datetime.datetime) -> None:
    if not by.is_superuser and opens_more_than(user, centre, now):
        raise Refused(
            _("This account opens more than this centre; only the administrator of the installation may do this.")
        )


def _held_between(user: User, centre: Centre, first: datetime.date, last: datetime.date | None) -> set[str]:
    overlapping = user.memberships.ever_in_force().filter(centre=centre).filter(Q(ends_on=None) | Q(ends_on__gte=first))
    if last is not None:
        overlapping = overlapping.filter(starts_on__lte=last)
    return set(overlapping.values_list("role", flat=True))


def needs_administrator() -> Refused:
    return Refused(_("The centre needs an administrator: give the role to somebody else first."))


def require_another_administrator(user: User, *, now: datetime.datetime) -> None:
    """Refuse to close an account without which a centre would have no administrator who stays.

    Holds the centres, so that of two who close each other's account the second finds the first gone.
    """
    hold_centres(_administered(user))
    for centre in Centre.objects.filter(pk__in=_administered(user)).order_by("pk"):
        if not _lasting(centre.pk, centre.local_date(now)).exclude(user=user).exists():
            raise needs_administrator()


def _administered(user: User) -> list[int]:
    """The centres in which somebody is an administrator for good."""
    of_user = Membership.objects.filter(user=user, role=Role.ADMIN, ends_on=None).exclude(centre=None)
    return [pk for pk in of_user.order_by("centre").values_list("centre", flat=True) if pk is not None]


def _lasting(centre_id: int, last_day: datetime.date) -> QuerySet[Membership]:
    """By which somebody is an administrator of the centre beyond ``last_day``, for good."""
    lasting = Membership.objects.filter(centre=centre_id, role=Role.ADMIN, user__is_active=True, ends_on=None)
    return lasting.filter(starts_on__lte=last_day + datetime.timedelta(days=1))


def _write_down(user: User, detail: str, *, centre: Centre, by: User, now: datetime.datetime) -> None:
    access_log.record(by, AccessLog.Action.ROLE, user, detail=detail, centre=centre, now=now)
