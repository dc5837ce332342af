"""The person held. No offence and no cell is stored."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.models import CentreOwned
from centres.roles import MAY_SEE_INMATES
from config.days import in_our_time


class Inmates(models.QuerySet["Inmate"]):
    """Questions about inmates."""

    def release_due(self, on: datetime.date) -> "Inmates":
        """Those who are held by the register, though their expected release has come: the registration knows."""
        return self.filter(status=Inmate.Status.HELD, expected_release_on__lte=on)

    def unlisted(self) -> "Inmates":
        """Those who are held by the register, and were not in a list of inmates: the registration knows."""
        return self.filter(unlisted_on__isnull=False)


@tracked(kind="wbp", page="families:inmate", readers=MAY_SEE_INMATES, exclude=["held_on"])
class Inmate(CentreOwned):
    """A *warga binaan*: name and register number, and whether the centre still holds them."""

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        RELEASED = "released", _("Released")
        TRANSFERRED = "transferred", _("Transferred")
        DECEASED = "deceased", _("Deceased")

    name = models.CharField(_("name of the inmate"), max_length=120)
    register_number = models.CharField(_("register number"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.HELD)
    status_on = models.DateField(_("since"), null=True, blank=True)
    expected_release_on = models.DateField(_("expected release"), null=True, blank=True)
    # The last day on which a list had this inmate, or somebody asked the registration.
    held_on = models.DateField(_("known to be held on"), null=True, editable=False)
    # The day of the first list since then that had not; it stands until somebody says what became of the inmate.
    unlisted_on = models.DateField(_("not in the list of inmates of"), null=True, editable=False)

    objects = Inmates.as_manager()

    class Meta:
        verbose_name = _("inmate")
        ordering = ("name", "id")
        constraints = (
            in_our_time("status_on", "expected_release_on", "held_on", "unlisted_on", model="inmate"),
            models.UniqueConstraint(
                fields=("centre", "register_number"),
                condition=~Q(register_number=""),
                name="inmate_register_number_once",
                violation_error_message=_("An inmate with this register number is already in the register."),
            ),
            models.CheckConstraint(
                condition=Q(status="held") | Q(status_on__isnull=False),
                name="inmate_left_on_a_date",
                violation_error_message=_("Give the date from which the inmate is no longer held here."),
            ),
            models.CheckConstraint(condition=Q(unlisted_on=None) | Q(status="held"), name="inmate_unlisted_while_held"),
            models.CheckConstraint(
                condition=Q(unlisted_on=None) | Q(held_on=None) | Q(unlisted_on__gt=F("held_on")),
                name="inmate_unlisted_after_held",
            ),
        )
        indexes = (
            models.Index(
                fields=("centre", "expected_release_on"),
                name="inmate_release_due",
                condition=Q(status="held", expected_release_on__isnull=False),
            ),
            models.Index(
                fields=("centre", "unlisted_on"), name="inmate_unlisted", condition=Q(unlisted_on__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_held(self) -> bool:
        """Whether the centre still holds this person."""
        return self.status == self.Status.HELD

    def release_is_due(self, on: datetime.date) -> bool:
        """Whether the register says held, and the expected release has come on that day."""
        return self.is_held and self.expected_release_on is not None and self.expected_release_on <= on
