"""Authorising somebody to receive in a family's name, and ending it."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from centres.versions import Version, added_to, require_seen
from config.days import of_beginnings, of_ends, require_ended_after
from config.errors import Refused, required
from config.formats import plain_date
from families.models import Erasure, Family, Proxy


def authorise(
    family: Family,
    *,
    name: str,
    relation: str,
    from_on: datetime.date,
    until: datetime.date | None = None,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> Proxy:
    """Record a proxy of a family. Raises ``Refused`` without name or relation, for days that can't be, for a name
    that is a proxy on one of the days already, and for a family that is merged or erased; ChangedMeanwhile when there
    is a proxy that was not ``seen`` (``proxies_version``).
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
        if Erasure.objects.filter(family_id_erased=held.pk).exists():
            raise Refused(_("The personal data of this family were erased."))
        require_seen(seen, proxies_version, held)
        same = held.proxies.in_force_between(from_on, until or datetime.date.max).filter(name__iexact=name).first()
        if same is not None:
            raise Refused(_already(same), field="name")
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


def proxies_version(family: Family) -> Version:
    """Which proxies of the family there are."""
    return added_to(family.proxies.order_by("pk"))


def _already(same: Proxy) -> str:
    if same.until is None:
        return _("This proxy is recorded already, from %(from)s on.") % {"from": plain_date(same.from_on)}
    days = {"from": plain_date(same.from_on), "until": plain_date(same.until)}
    return _("This proxy is recorded already, from %(from)s until %(until)s.") % days


def end_proxy(proxy: Proxy, *, by: User, now: datetime.datetime) -> Proxy:
    """Let a proxy receive no more from tomorrow on, or never if it is still to begin; who received stays recorded.

    Raises ``Refused`` if it has ended.
    """
    with transaction.atomic():
        held = Proxy.objects.select_for_update(of=("self",)).select_related("centre").get(pk=proxy.pk)
        last = max(held.centre.local_date(now), held.from_on)
        if held.until == last:
            raise Refused(_("This ends with %(day)s already.") % {"day": plain_date(last)})
        if held.until is not None and held.until < last:
            raise Refused(_("This has ended already."))
        held.until, held.ended_by = last, by
        held.save(update_fields=("until", "ended_by"))
    return held
