"""What was said of two families that look like one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import CentreOwned
from families.models.family import Family


class Decisions(models.QuerySet["DuplicateDecision"]):
    """Questions about what was decided."""

    def last_of_each_pair(self) -> "Decisions":
        """Of each pair the last decision, which counts."""
        return self.order_by("first", "second", "-id").distinct("first", "second")


class DuplicateDecision(CentreOwned):
    """What a person decided about a pair of families; append-only, the latest of a pair counts.

    ``first`` has the smaller key. Whether they are merged says ``Family.merged_into`` alone; this says who did it, when
    and why, and remembers the pairs that are two households.
    """

    class Verdict(models.TextChoices):
        MERGED = "merged", _("Merged")
        SEPARATED = "separated", _("Separated again")
        DIFFERENT = "different", _("Not the same")
        OPEN = "open", _("To be looked at again")

    first = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    second = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    decided_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = Decisions.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_decision_pair_in_order"),
        )
        indexes = (models.Index(fields=("centre", "first", "second"), name="duplicate_decision_of_pair"),)

    def __str__(self) -> str:
        return f"#{self.first_id}, #{self.second_id}: {self.verdict}"
