"""Wrong tries to sign in, which are counted, and the waiting that an administrator lifted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FailedSignIn(models.Model):
    """A password or code that was wrong, or is being compared: it is written first, and goes when it was right.

    The rows count for ten minutes and are kept for some days, those of no account for an hour
    (``centres.accounts.attempts``). What was typed as a name stands here as a keyed digest alone: it may be a password.
    """

    class Step(models.TextChoices):
        PASSWORD = "password", _("password")
        CODE = "code", _("two-step code")

    at = models.DateTimeField()
    account = models.CharField(max_length=64)  # the digest of the user name
    # Empty when no account has this name.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=8, choices=Step)
    # Which browser it was, when it had signed in to this account before; empty for a stranger's.
    browser = models.CharField(max_length=32, blank=True)
    # Of IPv6 the network, as one subscriber has all of it.
    address = models.GenericIPAddressField()

    class Meta:
        indexes = (
            models.Index(fields=("account", "-at"), name="failed_sign_in_of_account"),
            models.Index(fields=("address", "-at"), name="failed_sign_in_of_address"),
            models.Index(fields=("at",), name="failed_sign_in_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.user or self.address}"


class LiftedWait(models.Model):
    """From this moment on, what was wrong before counts no more for an account or an address. Append-only."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = (models.Index(fields=("address", "-at"), name="lifted_wait_of_address"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, address__isnull=True) | Q(user__isnull=True, address__isnull=False),
                name="lifted_wait_of_account_or_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.user or self.address}"
