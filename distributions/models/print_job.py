"""A long print that is being made apart from the request that asked for it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import CentreOwned
from config.days import moments_in_our_time
from distributions.models.round import Round


class PrintJobs(models.QuerySet["PrintJob"]):
    """Questions about long prints."""

    def making(self) -> "PrintJobs":
        """Those that are not over yet; whether somebody works at them, ``papers.jobs.is_made`` knows."""
        return self.filter(state=PrintJob.State.MAKING)


class PrintJob(CentreOwned):
    """What one person asked to be printed, how far it is, and how it ended; it and its file go after a while.

    ``kinds`` are papers (``PaperKind``), made one after the other, ``done`` of them so far. ``archive``: as one ZIP,
    also of a single one.
    """

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")
        CANCELLED = "cancelled", _("Cancelled")

    class Failure(models.TextChoices):
        TOO_LONG = "too_long", _("Too long")
        DISK_FULL = "disk_full", _("Disk full")
        REFUSED = "refused", _("Can't be printed")
        STOPPED = "stopped", _("Stopped")
        FAULT = "fault", _("Fault")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="print_jobs")
    kinds = ArrayField(models.CharField(max_length=20))
    archive = models.BooleanField()
    token = models.CharField(max_length=22)
    state = models.CharField(max_length=9, choices=State, default=State.MAKING)
    done = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=9, choices=Failure, blank=True)
    # Why it was refused, as it was said to who asked.
    said = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PrintJobs.as_manager()

    class Meta:
        verbose_name = _("long print")
        ordering = ("id",)
        constraints = (
            moments_in_our_time("asked_at", "ended_at", model="print_job"),
            models.UniqueConstraint(fields=("token",), name="print_job_token_once"),
            models.CheckConstraint(
                condition=Q(token__regex=r"^[A-Za-z0-9_-]{22}$"),  # noqa: S106
                name="print_job_token_is_random",
            ),
            models.UniqueConstraint(
                fields=("centre", "asked_by"), condition=Q(state="making"), name="print_job_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(kinds__len__gte=1, done__lte=F("kinds__len")), name="print_job_has_made_no_more_than_asked"
            ),
            models.CheckConstraint(
                condition=Q(state="making", ended_at=None)
                | Q(state__in=["ready", "failed", "cancelled"], ended_at__isnull=False, ended_at__gte=F("asked_at")),
                name="print_job_ends_with_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(failure="") | ~Q(state="failed") & Q(failure=""),
                name="print_job_says_why_it_failed",
            ),
            models.CheckConstraint(
                condition=Q(failure="refused") & ~Q(said="") | ~Q(failure="refused") & Q(said=""),
                name="print_job_says_what_was_refused",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(done=F("kinds__len")), name="print_job_is_ready_when_all_is_made"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}: {self.get_state_display()}"

    @property
    def is_making(self) -> bool:
        return self.state == self.State.MAKING

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def total(self) -> int:
        """How many papers it is of."""
        return len(self.kinds)
