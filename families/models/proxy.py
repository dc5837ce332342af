"""Whom a family authorised to receive in its name."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.history import recorded
from centres.models import CentreOwned
from config.days import in_our_time
from families.models.family import Family


class Proxies(models.QuerySet["Proxy"]):
    """Questions about proxies."""

    def in_force(self, on: datetime.date) -> "Proxies":
        """Those who may receive on a day, by name."""
        return self.in_force_between(on, on)

    def in_force_between(self, first: datetime.date, last: datetime.date) -> "Proxies":
        """Those who may receive on one of these days, by name."""
        begun = self.filter(from_on__lte=last)
        return begun.filter(Q(until=None) | Q(until__gte=first)).order_by("name", "id")


@recorded(by="recorded_by", at="recorded_at", shows=("relation", "from_on", "until"))
class Proxy(CentreOwned):
    """Somebody who may receive a family's package, from a day on; who recorded and who ended it stands beside.

    It is never changed: another name or relation is another proxy. Only its last day is set.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="proxies")
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("what the proxy is to the family"), max_length=60)
    from_on = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = Proxies.as_manager()

    class Meta:
        verbose_name = _("proxy")
        constraints = (
            in_our_time("from_on", "until", model="proxy"),
            # Both are empty once the family was erased.
            models.CheckConstraint(
                condition=Q(name="", relation="") | (~Q(name="") & ~Q(relation="")), name="proxy_has_name_and_relation"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("from_on")), name="proxy_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"

    def is_in_force(self, on: datetime.date) -> bool:
        """Whether the proxy may receive on a day."""
        return self.from_on <= on and (self.until is None or on <= self.until)
