"""Approvals that somebody recorded for the head by a signed paper: told on *Beranda* until the head has looked at it.

The paper is the second person where none is at the screen. Whoever records it might record what nobody signed; that
can't be forbidden, but never happens unseen by who could have signed.
"""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from centres.models import AccessLog, Centre, Role, StoredFile, User
from distributions.models import Round

# As long as a paper may be recorded after it was signed.
TOLD_FOR = datetime.timedelta(days=92)
MOST = 5


def recorded_for(head: User, centre: Centre, *, now: datetime.datetime) -> QuerySet[Round]:
    """Rounds that others recorded as signed by a head, whose photo this head has not opened; one query.

    Only those of days on which this head already was one: who comes later has not signed them.
    """
    opened = AccessLog.objects.filter(
        actor=head,
        action=AccessLog.Action.FILE,
        subject_kind=StoredFile._meta.label_lower,
        subject_id=OuterRef("paper_photo"),
    )
    signed_on = OuterRef("paper_signed_on")
    begun = head.memberships.filter(centre=centre, role=Role.HEAD, starts_on__lte=signed_on)
    held = begun.filter(Q(ends_on=None) | Q(ends_on__gte=signed_on))
    recorded = Round.objects.filter(centre=centre, paper_signed_on__isnull=False, approved_at__gte=now - TOLD_FOR)
    others = recorded.exclude(approved_by=head).filter(~Exists(opened), Exists(held))
    return others.select_related("approved_by").order_by("-approved_at", "-pk")[:MOST]
