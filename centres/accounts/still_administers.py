"""Who acts on accounts is an administrator when it happens, not only when the page was opened."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from centres.models import Centre, Membership, Role, User
from config.errors import Refused


def hold_as_administrator(by: User, centre: Centre, now: datetime.datetime, *others: int) -> None:
    """Hold the centre, and ``others`` by their keys, and refuse whoever administers it no more.

    Roles end and accounts close under the same lock: whoever waited for it may have lost the account, or the role, to
    who had it.
    """
    hold_centres({centre.pk, *others})
    active = User.objects.filter(pk=by.pk, is_active=True)
    administers = Membership.objects.in_force(centre.local_date(now)).filter(user=by, centre=centre, role=Role.ADMIN)
    if not active.exists() or not (by.is_superuser or administers.exists()):
        raise Refused(_("You are no administrator of this centre any more; nothing was done."))


def hold_centres(centres: Iterable[int]) -> None:
    list(Centre.objects.filter(pk__in=set(centres)).order_by("pk").select_for_update(no_key=True).values_list("pk"))
