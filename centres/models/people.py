"""Users and the roles they hold, from when until when, in which centre or region."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.models.centre import Centre
from centres.models.region import Region
from centres.roles import MAY_AUDIT, Role
from config.days import in_our_time


@tracked(
    kind="pengguna",
    page="centres:user",
    readers=MAY_AUDIT,
    exclude=["password", "last_login", "browsers_forgotten_at"],
    unsaid=["is_example"],
)
class User(AbstractUser):
    """Somebody who signs in, by user name; e-mail is optional."""

    first_name = None  # type: ignore[assignment]  # so Django leaves out a field of the base class
    last_name = None  # type: ignore[assignment]  # the same
    full_name = models.CharField(_("full name"), max_length=120)
    is_example = models.BooleanField(default=False, editable=False)
    # A browser that signed in before this moment is a stranger's again (centres.accounts.known_browser).
    browsers_forgotten_at = models.DateTimeField(null=True, editable=False)

    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The name shown on pages and in histories."""
        return str(self)

    def get_short_name(self) -> str:
        """The first word of the name."""
        return str(self).split(" ")[0]

    def get_session_auth_hash(self) -> str:
        """Sessions end with the password, and when the browsers are forgotten: the lost phone has one open."""
        own: str = super().get_session_auth_hash()
        if self.browsers_forgotten_at is None:
            return own
        return salted_hmac("centres.models.User", f"{own} {self.browsers_forgotten_at.isoformat()}").hexdigest()

    @property
    def initials(self) -> str:
        """Up to two letters for the round mark beside the name."""
        return "".join(word[0] for word in str(self).split()[:2]).upper()


class Memberships(models.QuerySet["Membership"]):
    """Questions about roles in force."""

    def in_force(self, date: datetime.date) -> "Memberships":
        """Those that have begun and not ended on ``date``."""
        return self.filter(starts_on__lte=date).filter(Q(ends_on=None) | Q(ends_on__gte=date))

    def ever_in_force(self) -> "Memberships":
        """Without those that were taken back before their first day was over."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")))

    def of_heads(self, centre_id: int, date: datetime.date) -> "Memberships":
        """Those by which somebody who can sign in is head of the centre on ``date``, acting heads too."""
        return self.in_force(date).filter(centre=centre_id, role=Role.HEAD, user__is_active=True)


@tracked(part_of="user")
class Membership(models.Model):
    """A role of a user in a centre, or (viewers only) in a region. Plh. and Plt. are memberships with an end."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    centre = models.ForeignKey(
        Centre, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("centre")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = Memberships.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = (
            models.CheckConstraint(
                condition=Q(centre__isnull=False, region__isnull=True)
                | Q(centre__isnull=True, region__isnull=False, role=Role.VIEWER),
                name="membership_centre_or_viewed_region",
                violation_error_message=_("A role belongs to a centre; only viewers may have a region instead."),
            ),
            models.CheckConstraint(
                # One that ends the day before it began was never in force from then on: given by a slip.
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on") - datetime.timedelta(days=1)),
                name="membership_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            in_our_time("starts_on", "ends_on", model="membership"),
            models.UniqueConstraint(
                fields=("user", "role", "centre"),
                condition=Q(ends_on=None),
                name="membership_open_once",
                violation_error_message=_("This person already holds this role."),
            ),
            # The one above takes two NULL centres for two centres.
            models.UniqueConstraint(
                fields=("user", "region"),
                condition=Q(ends_on=None),
                name="membership_of_region_open_once",
                violation_error_message=_("This person already holds this role."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
