"""What is kept of a round besides the goods: who was there, photos, words, and where it was published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.models import CentreOwned, Official
from config.days import moments_in_our_time
from distributions.models.round import Round
from distributions.models.stop import Stop


@tracked(part_of="round")
class Attendance(CentreOwned):
    """Somebody who was there, by name and position."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="attendances")
    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+", verbose_name=_("official")
    )
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("position"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("present")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("round", "name"), name="attendance_once"),)

    def __str__(self) -> str:
        return self.name


MOST_IN_REPORT = 6
MOST_IN_PRESS = 4


@tracked(part_of="round")
class Photo(CentreOwned):
    """A photo of the round. Only one whose consent to publish is recorded may leave the office."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="photos")
    stop = models.ForeignKey(
        Stop, on_delete=models.PROTECT, null=True, blank=True, db_constraint=False, verbose_name=_("location")
    )
    file = models.ForeignKey(
        "centres.StoredFile", on_delete=models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("file")
    )
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    credit = models.CharField(_("photo by"), max_length=120, blank=True)
    may_publish = models.BooleanField(
        _("those shown agreed to publication"), default=False, help_text=_("Without it the photo stays in the office.")
    )
    in_report = models.BooleanField(
        _("in the activity report"),
        default=False,
        help_text=_("Up to six. While none is chosen, the first six that may be published are printed."),
    )
    in_press = models.BooleanField(
        _("in the press release"),
        default=False,
        help_text=_("Up to four. While none is chosen, the first four that may be published are printed."),
    )
    added_by = models.ForeignKey(
        "centres.User", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    class Meta:
        verbose_name = _("photo")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(in_report=False) | models.Q(may_publish=True), name="photo_in_report_may_leave"
            ),
            models.CheckConstraint(
                condition=models.Q(in_press=False) | models.Q(may_publish=True), name="photo_in_press_may_leave"
            ),
            models.UniqueConstraint(fields=("file",), name="photo_is_there_once"),
        )

    def __str__(self) -> str:
        return self.caption or f"#{self.pk}"


@tracked(part_of="round")
class Quote(CentreOwned):
    """What somebody said, for the report and the public text."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="quotes")
    text = models.TextField(_("quote"))
    speaker = models.CharField(_("said by"), max_length=120)
    title = models.CharField(_("position"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("quote")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.speaker


@tracked(part_of="round")
class Publication(CentreOwned):
    """Where the round was in the news."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="publications")
    outlet = models.CharField(_("outlet"), max_length=120)
    writer = models.CharField(_("writer"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("published at"))
    url = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("publication")
        ordering = ("published_at", "id")
        constraints = (
            moments_in_our_time("published_at", model="publication"),
            models.CheckConstraint(
                condition=models.Q(url="") | models.Q(url__regex="^https?://"),
                name="publication_links_to_a_page",
                violation_error_message=_("A link begins with http:// or https://."),
            ),
        )

    def __str__(self) -> str:
        return self.outlet
