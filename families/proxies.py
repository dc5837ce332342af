"""Authorising somebody to receive in a family's name, and ending it."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from config.days import of_beginnings, of_ends, require_ended_after
from config.errors import Refused, required
from families.models import Family, Proxy


def authorise(
    family: Family,
    *,
    name: str,
    relation: str,
    from_on: datetime.date,
    until: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Proxy:
    """Record a proxy of a family. Raises ``Refused`` without name or relation, for days that can't be, and for a
    family that is merged.
    """
    name = required(" ".join(name.split()), _("Type the name of the proxy."), field="name")
    relation = required(" ".join(relation.split()), _("Say what the proxy is to the family."), field="relation")
    of_beginnings(family.centre.local_date(now)).require(from_on, field="from_on")
    of_ends().require(until, field="until")
    require_ended_after(from_on, until, field="until")
    with transaction.atomic():
        held = Family.objects.select_for_update().get(pk=family.pk)
        if held.merged_into_id:
            raise Refused(_("This family was merged into another. Change that one."))
        if held.proxies.in_force(from_on).filter(name__iexact=name).exists():
            raise Refused(_("This proxy is recorded already."), field="name")
        return Proxy.objects.create(
            centre_id=held.centre_id,
            family=held,
            name=name,
            relation=relation,
            from_on=from_on,
            until=until,
            recorded_by=by,
            recorded_at=now,
        )


def end_proxy(proxy: Proxy, *, by: User, now: datetime.datetime) -> Proxy:
    """Let a proxy receive no more from tomorrow on, or never if it is still to begin; who received stays recorded.

    Raises ``Refused`` if it has ended.
    """
    with transaction.atomic():
        held = Proxy.objects.select_for_update(of=("self",)).select_related("centre").get(pk=proxy.pk)
        last = max(held.centre.local_date(now), held.from_on)
        if held.until is not None and held.until <= last:
            raise Refused(_("This has ended already."))
        held.until, held.ended_by = last, by
        held.save(update_fields=("until", "ended_by"))
    return held
