"""The secret link under which a centre's calendar is read by phones and other calendars."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import CentreOwned


class CalendarLinks(models.QuerySet["CalendarLink"]):
    """Questions about links."""

    def valid(self) -> "CalendarLinks":
        """Those that were not withdrawn; one per centre at most."""
        return self.filter(withdrawn_at=None)


class CalendarLink(CentreOwned):
    """Who knows the link reads the centre's calendar, until it is withdrawn or another is made.

    Kept is the SHA-256 of its secret part, which is random and long enough that nobody finds it from there.
    """

    digest = models.BinaryField(max_length=32, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = CalendarLinks.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("digest",), name="calendar_link_digest_once"),
            models.UniqueConstraint(
                fields=("centre",), condition=Q(withdrawn_at=None), name="calendar_link_one_per_centre"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_at__gte=F("made_at")),
                name="calendar_link_withdrawn_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
