"""*Cocokkan daftar WBP*: what came of comparing a list of inmates with the register; its file goes in seven days."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centres.models import CentreOwned
from config.days import in_our_time
from families.models.inmate import Inmate


class InmateLists(models.Manager["InmateList"]):
    """Lists without what is sealed of their files, which is seldom opened."""

    def get_queryset(self) -> "models.QuerySet[InmateList]":
        return super().get_queryset().defer("source")


class InmateList(CentreOwned):
    """A list of inmates of one day: how many it named, and how many of the register are among them.

    ``unknown`` is how many of it have no family in the register: they are counted, and stand nowhere but in the file.
    """

    listed_on = models.DateField(_("list of"))
    digest = models.BinaryField()
    listed = models.PositiveIntegerField()
    here = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    # What of the file was not read, by sheet; it names nobody (``register_import.unread``).
    unread = models.JSONField(default=list)
    # The cells of the file, sealed, so that its columns can be matched anew; gone after seven days (``KEPT_DAYS``).
    source = models.BinaryField(null=True)
    # Whether a person should say what the columns are: which has the names is unsure, or none was found.
    asks_columns = models.BooleanField(default=False)
    # Empty where it was compared by the command at the console.
    compared_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    compared_at = models.DateTimeField()
    # Since when those who are missing are told to their families; empty while it waits for somebody to say so.
    raised_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField(null=True)

    objects = InmateLists()

    class Meta:
        verbose_name = _("list of inmates")
        constraints = (
            in_our_time("listed_on", model="inmate_list"),
            models.UniqueConstraint(fields=("centre", "listed_on", "digest"), name="inmate_list_once"),
            models.CheckConstraint(
                condition=Q(raised_by=None) | Q(raised_at__isnull=False), name="inmate_list_raised_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(listed__gte=F("unknown")), name="inmate_list_counts_no_more_than_it_names"
            ),
            models.CheckConstraint(
                condition=Q(listed__gt=0) | Q(raised_at=None, here=0), name="inmate_list_tells_of_whom_it_read"
            ),
        )

    def __str__(self) -> str:
        return f"{self.listed_on}"

    def get_absolute_url(self) -> str:
        return reverse("families:inmate_list", args=(self.pk,))


class Findings(models.QuerySet["InmateFinding"]):
    """Questions about what lists say."""

    def missing(self) -> "Findings":
        """Those who are not in the list, or of whom somebody decided so."""
        return self.filter(
            Q(verdict=InmateFinding.Verdict.MISSING) | Q(decision=InmateFinding.Decision.ABSENT)
        ).exclude(why=InmateFinding.Why.NOT_HELD)

    def to_decide(self) -> "Findings":
        """The questions that nobody answered yet."""
        return self.filter(verdict=InmateFinding.Verdict.UNSURE, decision="")


class InmateFinding(CentreOwned):
    """An inmate of the register who is not in a list, or of whom that is to be asked; whoever is surely in it has none.

    ``content`` is the sealed JSON of those of the list who may be meant: it goes with the decision, or in seven days.
    """

    class Verdict(models.TextChoices):
        MISSING = "missing", _("Not in the list")
        UNSURE = "unsure", _("Needs checking")

    class Why(models.TextChoices):
        SAID_GONE = "said_gone", _("The list itself says that this inmate is no longer there")
        NUMBER_OF_ANOTHER = "number_of_another", _("The list has this register number with another name")
        OTHER_NUMBER = "other_number", _("The list has this name with another register number")
        NEAR_NAME = "near_name", _("The list has a name that is written nearly the same")
        SEVERAL = "several", _("This name is there more than once")
        NOT_HELD = "not_held", _("Is in the list, though the register says no longer held")

    class Decision(models.TextChoices):
        HERE = "here", _("Still here")
        RENUMBERED = "renumbered", _("Still here, with the register number of the list")
        ABSENT = "absent", _("Not in the list")

    inmate_list = models.ForeignKey(InmateList, on_delete=models.CASCADE, db_constraint=False, related_name="findings")
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, db_constraint=False, related_name="findings")
    verdict = models.CharField(max_length=7, choices=Verdict)
    why = models.CharField(max_length=17, choices=Why, blank=True)
    content = models.BinaryField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = Findings.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("inmate_list", "inmate"), name="inmate_finding_once"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False, verdict="unsure")),
                name="inmate_finding_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(verdict="unsure", why=""), name="inmate_finding_unsure_says_why"),
            models.CheckConstraint(
                condition=Q(content=None) | Q(verdict="unsure", decision=""),
                name="inmate_finding_keeps_the_list_while_it_asks",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.inmate_id}: {self.verdict}"
