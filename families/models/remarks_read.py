"""What somebody made of the remarks with which a family came into the register."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.models import CentreOwned
from config.days import in_our_time
from families.models.assessment import Assessment
from families.models.family import Family


class RemarksRead(CentreOwned):
    """That a family's remarks were read, and what of need they say until somebody has been at its home.

    Never changed: the first survey asks all of it, with this as the answer that stands in its form.
    """

    family = models.OneToOneField(Family, on_delete=models.PROTECT, db_constraint=False, related_name="remarks_read")
    said_on = models.DateField(_("said on"))
    income_per_person = models.PositiveIntegerField(_("monthly income per person (Rp)"), null=True)
    housing = models.CharField(_("housing"), max_length=8, choices=Assessment.Housing, blank=True)
    elderly = models.PositiveSmallIntegerField(_("elderly persons"), default=0)
    toddlers = models.PositiveSmallIntegerField(_("toddlers"), default=0)
    pregnant = models.BooleanField(_("somebody is pregnant"), default=False)
    disability = models.BooleanField(_("somebody lives with a disability"), default=False)
    has_sktm = models.BooleanField(_("has an SKTM"), default=False)
    read_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remarks that were read")
        constraints = (
            in_our_time("said_on", model="remarks_read"),
            models.CheckConstraint(condition=Q(elderly__lte=9, toddlers__lte=9), name="remarks_read_count_few"),
        )

    def __str__(self) -> str:
        return f"#{self.family_id}"

    @property
    def answers(self) -> dict[str, object]:
        """What is said, by the names of a survey's questions; what is not said is left out."""
        names = ("income_per_person", "housing", "elderly", "toddlers", "pregnant", "disability", "has_sktm")
        return {name: value for name in names if (value := getattr(self, name))}
