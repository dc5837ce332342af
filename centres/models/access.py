"""Who looked at, printed or took away personal data, and when. See ``centres/access_log.py``."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccessLog(models.Model):
    """One access to personal data, or one step that opens an account or changes a role. Append-only."""

    class Action(models.TextChoices):
        REVEAL = "reveal", _("Shown in full")
        EXPORT = "export", _("Exported")
        PRINT = "print", _("Printed")
        FILE = "file", _("File opened")
        RESET = "reset", _("Sign-in renewed")
        ROLE = "role", _("Role or account changed")
        SET_UP = "set_up", _("Set-up changed")

    # Empty for what belongs to no single centre: a region's export, the reset of an account.
    centre = models.ForeignKey(
        "centres.Centre", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Centre")
    )
    at = models.DateTimeField(_("When"), default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Who"))
    action = models.CharField(_("What"), max_length=6, choices=Action)
    subject_kind = models.CharField(max_length=60, help_text=_("the model, such as families.member"))
    subject_id = models.BigIntegerField(null=True, blank=True)
    # Which fields or which paper; never the personal data itself.
    detail = models.CharField(max_length=200, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        verbose_name = _("access log")
        indexes = (
            models.Index(fields=("centre", "-at"), name="access_log_of_centre"),
            models.Index(fields=("subject_kind", "subject_id"), name="access_log_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"
