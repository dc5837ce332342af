"""How long the data of a family are kept that receives no more: as its centre decided, from its last day on.

A centre that decided nothing keeps them until somebody erases them by hand.
"""

import datetime

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from centres.indonesian import in_indonesian
from centres.models import Centre, User
from config.errors import Refused
from distributions.models import Recipient
from distributions.rights.erasure import erase_family
from families.models import Eligibility, Erasure, Family

GROUND = _("Kept for %(months)d months after the end, as the centre decided")


def outlived(centre: Centre, *, today: datetime.date) -> "models.QuerySet[Family]":
    """Families of the centre that ended, whose last day lies further back than it keeps their data."""
    if centre.retention_months is None:
        return Family.objects.none()
    before = today - relativedelta(months=centre.retention_months)
    ended = Family.objects.filter(centre=centre, merged_into=None, eligibility=Eligibility.ENDED)
    erased = Erasure.objects.filter(family_id_erased=models.OuterRef("pk"))
    rounds = Recipient.objects.filter(Q(family=models.OuterRef("pk")) | Q(family__merged_into=models.OuterRef("pk")))
    last_round = rounds.order_by("-round__date").values("round__date")[:1]
    last = Greatest("eligibility_at__date", "last_aid_on", models.Subquery(last_round), "registered_on")
    return ended.filter(~models.Exists(erased)).annotate(last_day=last).filter(last_day__lt=before).order_by("pk")


def erase_outlived(centre: Centre, *, today: datetime.date, by: User, now: datetime.datetime) -> tuple[int, int]:
    """Erase them, each in a transaction of its own; returns how many were, and how many wait for an open round."""
    months = centre.retention_months
    done = waiting = 0
    for family in outlived(centre, today=today):
        try:
            erase_family(family, ground=in_indonesian(GROUND) % {"months": months}, by=by, now=now)
        except Refused:
            waiting += 1
        else:
            done += 1
    return done, waiting
