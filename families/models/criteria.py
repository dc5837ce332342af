"""By which weights a centre scores need, from which day on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.history import recorded
from centres.models import CentreOwned
from config.days import in_our_time

# In the order of ``families.need.CRITERIA``, whose criteria these columns are named after.
WEIGHTS = (
    "income_per_person",
    "dependants",
    "breadwinner_held",
    "housing",
    "elderly",
    "toddlers",
    "disability",
    "pregnant",
    "has_sktm",
    "decile",
)


@recorded(by="decided_by", at="recorded_at", shows=("starts_on", "basis"))
class NeedWeights(CentreOwned):
    """How many of 100 points each criterion can give, from ``starts_on`` until the next ones start; append-only.

    A survey keeps the weights of its own day. Without any, those of ``families/need.py`` hold.
    """

    starts_on = models.DateField(_("from"))
    income_per_person = models.PositiveSmallIntegerField()
    dependants = models.PositiveSmallIntegerField()
    breadwinner_held = models.PositiveSmallIntegerField()
    housing = models.PositiveSmallIntegerField()
    elderly = models.PositiveSmallIntegerField()
    toddlers = models.PositiveSmallIntegerField()
    disability = models.PositiveSmallIntegerField()
    pregnant = models.PositiveSmallIntegerField()
    has_sktm = models.PositiveSmallIntegerField()
    decile = models.PositiveSmallIntegerField()
    basis = models.CharField(_("basis of the decision"), max_length=300)
    decided_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("weights of need")
        constraints = (
            in_our_time("starts_on", model="need_weights"),
            models.UniqueConstraint(fields=("centre", "starts_on"), name="need_weights_start_once_a_day"),
            models.CheckConstraint(condition=~Q(basis=""), name="need_weights_have_a_basis"),
            models.CheckConstraint(
                condition=Q(
                    income_per_person=100
                    - F("dependants")
                    - F("breadwinner_held")
                    - F("housing")
                    - F("elderly")
                    - F("toddlers")
                    - F("disability")
                    - F("pregnant")
                    - F("has_sktm")
                    - F("decile")
                ),
                name="need_weights_make_a_hundred",
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_on}"

    @property
    def weights(self) -> dict[str, int]:
        """By the name of the criterion."""
        return {name: getattr(self, name) for name in WEIGHTS}
