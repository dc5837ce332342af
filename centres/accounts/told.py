"""What others did to one's own account, and what opens the approval or the centre to somebody: told on *Beranda*.

It is read from the access log, which nobody can change. A small office can't forbid that its administrator gives roles
and makes links for others; it can see to it that this never happens unseen.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from centres import access_log
from centres.accounts.installation import REGION, RENAMED, STAFF, SUPERUSER
from centres.accounts.password_reset import ANOTHER_PASSWORD, PASSWORD, SECOND_FACTOR
from centres.accounts.roles import GIVEN, OPENED
from centres.models import AccessLog, Centre, Membership, Role, User

TOLD_FOR = datetime.timedelta(days=31)  # longer than the month in which something is approved
MOST = 20
HEAD_GIVEN = f"{GIVEN} {Role.HEAD.value}"
OF_CENTRE = Q(detail__in=(HEAD_GIVEN, f"{GIVEN} {STAFF}", f"{GIVEN} {SUPERUSER}")) | Q(
    detail__startswith=f"{GIVEN} {REGION.partition(access_log.NUMBER)[0]}"
)
# Who makes the link, or opens the account again, may be who signs in with it: for that of a head, it is the approval.
OF_A_HEAD = (PASSWORD, ANOTHER_PASSWORD, SECOND_FACTOR, OPENED, RENAMED)

WEAKENED = Q(detail__in=(ANOTHER_PASSWORD, SECOND_FACTOR))


@dataclass(frozen=True, slots=True)
class Told:
    """That somebody else did this to the access of ``user``; ``is_head`` where it gave the role that approves."""

    user: User
    what: str
    by: User
    at: datetime.datetime
    is_head: bool


def told_to_person(user: User, *, now: datetime.datetime) -> list[Told]:
    """What others did to one's own access lately, the latest first; one query.

    Another password, and two steps that became one, are told whoever did it: somebody may have acted in one's name.

    What was done when the account was made is known to who got it. The same act stands in the log of each centre that
    it concerns, and is told once.
    """
    lines = _lately(now).filter(subject_id=user.pk, at__gt=user.date_joined).filter(~Q(actor=user) | WEAKENED)
    once = {(line.detail, line.actor_id, line.at): line for line in lines[:MOST]}
    return [_told(line, user) for line in once.values()]


def told_to_deciders(centre: Centre, *, reader: User, now: datetime.datetime) -> list[Told]:
    """Who may approve here or see this centre since lately, and by whom; and who could sign in as a head.

    Without what the reader did, or is told as its person. One query, and one more where there is something.
    """
    heads = Membership.objects.of_heads(centre.pk, centre.local_date(now)).values("user")
    lines = _lately(now).filter(OF_CENTRE | Q(detail__in=OF_A_HEAD, subject_id__in=heads), centre=centre)
    found = list(lines.exclude(actor=reader).exclude(subject_id=reader.pk)[:MOST])
    users = User.objects.in_bulk({line.subject_id for line in found}) if found else {}
    told = []
    for line in found:
        user = users.get(line.subject_id or 0)
        # The first link of a new account belongs to its making.
        if user and (line.detail not in OF_A_HEAD or line.at > user.date_joined):
            told.append(_told(line, user))
    return told


def _lately(now: datetime.datetime) -> QuerySet[AccessLog]:
    actions = (AccessLog.Action.ROLE, AccessLog.Action.RESET)
    lines = AccessLog.objects.filter(subject_kind=User._meta.label_lower, action__in=actions, at__gte=now - TOLD_FOR)
    return lines.select_related("actor").order_by("-pk")


def _told(line: AccessLog, user: User) -> Told:
    what = access_log.in_words(line.detail) or line.detail
    return Told(user, what, line.actor, line.at, is_head=line.detail == HEAD_GIVEN)
