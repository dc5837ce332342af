"""What becomes of an inmate: still held, released, transferred or deceased. Families are never deleted by it."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from config.errors import Refused
from families.models import Inmate


def change_status(inmate: Inmate, *, status: str, on: datetime.date, by: User, now: datetime.datetime) -> Inmate:
    """Note that an inmate left the centre on a day, or (a slip, a return) that the centre holds them again.

    Families of theirs stay in the register; those without another inmate held here are planned no more.
    Raises ``Refused`` for a day to come and for the status that the inmate has already.
    """
    if on > inmate.centre.local_date(now):
        raise Refused(_("This date is still to come."), field="on")
    with transaction.atomic():
        inmate = Inmate.objects.select_for_update().get(pk=inmate.pk)
        if inmate.status == status:
            raise Refused(_("The inmate has this status already."), field="status")
        inmate.status, inmate.status_on = status, on
        inmate.save(update_fields=("status", "status_on"))
    return inmate
