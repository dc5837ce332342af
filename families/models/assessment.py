"""Need, as it was found at home, and the act that declares imported families eligible at once."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.history import recorded
from centres.models import CentreOwned
from config.days import in_our_time
from families.models.criteria import WEIGHTS as ANSWERS
from families.models.family import Family


@recorded(by="surveyed_by", at="recorded_at", shows=("surveyed_on", *ANSWERS, "notes"))
class Assessment(CentreOwned):
    """A dated home survey and its score; append-only. A new survey is a new row.

    ``score`` is in points from 0 to 100 and follows from the answers by the version of the criteria in
    ``criteria_version`` (families/need.py), under which it stays readable when the criteria change.
    """

    class Housing(models.TextChoices):
        OWN = "own", _("Own house")
        FAMILY = "family", _("With relatives")
        RENT = "rent", _("Rented")
        UNFIT = "unfit", _("Unfit to live in")

    family = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="assessments")
    surveyed_on = models.DateField(_("surveyed on"))
    income_per_person = models.PositiveIntegerField(_("monthly income per person (Rp)"), null=True, blank=True)
    dependants = models.PositiveSmallIntegerField(_("dependants"), default=0)
    housing = models.CharField(_("housing"), max_length=8, choices=Housing, default=Housing.OWN)
    elderly = models.PositiveSmallIntegerField(_("elderly persons"), default=0)
    toddlers = models.PositiveSmallIntegerField(_("toddlers"), default=0)
    pregnant = models.BooleanField(_("somebody is pregnant"), default=False)
    disability = models.BooleanField(_("somebody lives with a disability"), default=False)
    breadwinner_held = models.BooleanField(_("the inmate was the breadwinner"), default=False)
    has_sktm = models.BooleanField(_("has an SKTM"), default=False)
    decile = models.PositiveSmallIntegerField(
        _("DTSEN decile"), null=True, blank=True, validators=[MaxValueValidator(10)]
    )
    notes = models.TextField(_("notes"), blank=True)
    photo = models.ForeignKey(
        "centres.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="+",
        verbose_name=_("photo of the house"),
    )
    score = models.PositiveSmallIntegerField(editable=False)
    criteria_version = models.CharField(max_length=12, editable=False)
    surveyed_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("assessment")
        ordering = ("-surveyed_on", "-id")
        constraints = (
            in_our_time("surveyed_on", model="assessment"),
            models.CheckConstraint(condition=Q(score__lte=100), name="assessment_score_up_to_100"),
            models.CheckConstraint(
                condition=Q(decile=None) | Q(decile__range=(1, 10)),
                name="assessment_decile_1_to_10",
                violation_error_message=_("A decile is a number from 1 to 10."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.surveyed_on}: {self.score}"


class InitialDetermination(CentreOwned):
    """*Penetapan awal*: one act that declares families eligible before they are surveyed; append-only."""

    decided_on = models.DateField(_("date of the decision"))
    basis = models.CharField(_("basis of the decision"), max_length=300)
    decided_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(basis=""), name="initial_determination_has_basis"),
            in_our_time("decided_on", model="initial_determination"),
        )

    def __str__(self) -> str:
        return f"{self.decided_on}: {self.basis}"
