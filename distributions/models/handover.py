"""What was reported from the field, and the facts that were accepted of it."""

import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from aid.models import Item
from centres.history import tracked
from centres.models import CentreOwned, Official, User
from config.days import moments_in_our_time
from config.numbers import is_a_number

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class MissedReason(models.TextChoices):
    """Why a family did not receive; each is one tap."""

    NOT_HOME = "not_home", _("Not at home")
    POSTPONED = "postponed", _("Postponed")
    NOT_FOUND = "not_found", _("Address not found")
    MOVED = "moved", _("Moved away")
    REFUSED = "refused", _("Refused")
    DECEASED = "deceased", _("The recipient has died")
    RELEASED = "released", _("The inmate is released")
    OTHER = "other", _("Other reason, not the family's doing")
    OWN_DOING = "own_doing", _("Other reason, the family's own doing")


# What doesn't fit the others is written.
IN_OWN_WORDS = (MissedReason.OTHER, MissedReason.OWN_DOING)
# Through no fault of the family's own: those of the other reasons don't come first next time.
NO_FAULT = (
    MissedReason.NOT_HOME,
    MissedReason.POSTPONED,
    MissedReason.NOT_FOUND,
    MissedReason.DECEASED,
    MissedReason.OTHER,
)
# Nobody has to go there to know it, and who goes there another day finds nothing else.
KNOWN_AHEAD = (MissedReason.MOVED, MissedReason.REFUSED, MissedReason.DECEASED, MissedReason.RELEASED)
# Somebody has to look into what the register says of the family.
NOTICED = (MissedReason.DECEASED, MissedReason.RELEASED)


class ReceivedBy(models.TextChoices):
    """Who took the package."""

    CONTACT = "contact", _("The contact")
    MEMBER = "member", _("Another member of the household")
    PROXY = "proxy", _("A proxy")


class HandoverReports(models.QuerySet["HandoverReport"]):
    """Questions about what was reported."""

    def open(self) -> "HandoverReports":
        """Those that wait for the coordinator's decision."""
        return self.filter(verdict=HandoverReport.Verdict.OPEN, resolution=None)


class HandoverReport(CentreOwned):
    """A submission from a phone, the page or paper, as it came; append-only, never dropped.

    ``key`` is the idempotency key, a UUID that the client chose: the same one with the same content gets the same
    answer. ``content`` is the sealed JSON of what was sent, ``content_hash`` its blind index; ``missed_reason`` is of
    it what the family's row must say, too. What could not become a fact is ``open`` for the coordinator, with the
    reason in ``open_reason``.

    ``recorded_at`` is when it happened, by a clock that is right: that of the phone was ``clock_ahead`` seconds ahead.
    ``clock_doubtful``: of the hour nobody can be sure. ``actor`` sent it; ``made_by`` recorded it on a phone, None
    where that was not said.
    """

    class Channel(models.TextChoices):
        PAGE = "page", _("Hand-over page")
        PAPER = "paper", _("From paper")
        PHONE = "phone", _("Phone without a signal")

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("Handed over")
        MISSED = "missed", _("Not handed over")
        VOID = "void", _("Undone")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        OPEN = "open", _("To be decided")

    class OpenReason(models.TextChoices):
        CHANGED = "changed", _("Sent again with other content")
        SECOND = "second", _("A second report for the same family")
        LATE = "late", _("Arrived after the round was closed")
        UNPLANNED = "unplanned", _("The family is not in the plan")
        CLOCK = "clock", _("The phone's clock can't be right")

    key = models.UUIDField()
    round = models.ForeignKey(
        "distributions.Round", on_delete=models.PROTECT, db_constraint=False, related_name="reports"
    )
    recipient = models.ForeignKey(
        "distributions.Recipient", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="reports"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=6, choices=Channel)
    content = models.BinaryField()
    content_hash = models.BinaryField()
    missed_reason = models.CharField(max_length=12, choices=MissedReason, blank=True)
    device = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField()
    actor = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    open_reason = models.CharField(max_length=10, choices=OpenReason, blank=True)
    clock_ahead = models.IntegerField(null=True)
    clock_doubtful = models.BooleanField(default=False, db_default=False)

    objects = HandoverReports.as_manager()

    class Meta:
        verbose_name = _("report of a hand-over")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "key"), condition=~Q(open_reason="changed"), name="handover_report_key_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="accepted", open_reason="") | (Q(verdict="open") & ~Q(open_reason="")),
                name="handover_report_open_has_reason",
            ),
            moments_in_our_time("recorded_at", model="handover_report"),
            models.CheckConstraint(
                condition=Q(verdict="open") | Q(recipient__isnull=False), name="handover_report_accepted_of_recipient"
            ),
        )
        indexes = (models.Index(fields=("centre", "round"), name="report_open", condition=Q(verdict="open")),)

    def __str__(self) -> str:
        return f"{self.key} ({self.verdict})"

    @property
    def other_maker(self) -> User | None:
        """Who recorded it on a phone, where somebody else sent it."""
        return self.made_by if self.made_by_id != self.actor_id else None


class ReportResolution(CentreOwned):
    """How the coordinator settled an open report; append-only.

    ``accepted_as`` is the report of the coordinator by which it became a fact after all; None where what was recorded
    stays. Reports that say the same of a family are settled together and may be accepted as one.
    """

    report = models.OneToOneField(
        HandoverReport, on_delete=models.PROTECT, db_constraint=False, related_name="resolution"
    )
    accepted_as = models.ForeignKey(
        HandoverReport, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="accepted_for"
    )
    note = models.CharField(max_length=300)
    by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(note=""), name="report_resolution_has_note"),)

    def __str__(self) -> str:
        return self.note


class NoticeSettlement(CentreOwned):
    """What was done about a notice: a recipient that was missed for a reason that the register should know.

    ``recorded_at`` is when the reason was recorded: undone and recorded anew, it is another notice. Append-only.
    """

    recipient = models.ForeignKey(
        "distributions.Recipient", on_delete=models.PROTECT, db_constraint=False, related_name="settlements"
    )
    recorded_at = models.DateTimeField()
    note = models.CharField(max_length=200)
    by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("recipient", "recorded_at"), name="notice_settled_once"),
            models.CheckConstraint(condition=~Q(note=""), name="notice_settlement_has_note"),
        )

    def __str__(self) -> str:
        return self.note


class Hour(TypedDict):
    """What ``Handovers.with_hour`` adds to a hand-over."""

    has_hour: bool


class Handovers(models.QuerySet["Handover"]):
    """Questions about hand-overs."""

    def with_hour(self, zone: datetime.tzinfo) -> "models.QuerySet[WithAnnotations[Handover, Hour]]":
        """Each with ``has_hour``: whether the hour of ``handed_at`` is known, and not only its day.

        It is where the hand-over was recorded on the day itself, or a phone kept the moment by a clock that is not in
        doubt. Of a day that was said
        afterwards, or stands on a signed list, nobody said the hour: ``handed_at`` has that of the plan.
        """
        channel = HandoverReport.Channel
        at_once = Q(report__channel=channel.PAGE, received_day=TruncDate("handed_at", tzinfo=zone))
        known = Q(report__channel=channel.PHONE, report__clock_doubtful=False) | at_once
        rows: models.QuerySet[Handover] = self
        return rows.annotate(received_day=TruncDate("report__received_at", tzinfo=zone)).annotate(
            has_hour=models.Case(models.When(known, then=True), default=False)
        )


# The report is its technical origin.
@tracked(part_of="recipient__round", unsaid=["report"])
class Handover(CentreOwned):
    """The accepted fact: who gave, who received, when, with which proof. A slip is voided until the round closes."""

    class Proof(models.TextChoices):
        PAPER = "paper", _("Signed paper list")
        PHOTO = "photo", _("Photo")
        SIGNED = "signed", _("Signature on the screen")

    report = models.OneToOneField(
        HandoverReport, on_delete=models.PROTECT, db_constraint=False, related_name="handover"
    )
    recipient = models.ForeignKey(
        "distributions.Recipient",
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="handovers",
        verbose_name=_("recipient"),
    )
    handed_at = models.DateTimeField(_("handed over at"))
    given_by = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+", verbose_name=_("given by")
    )
    received_by = models.CharField(_("received by"), max_length=8, choices=ReceivedBy, default=ReceivedBy.CONTACT)
    proxy_relation = models.CharField(_("relation of the proxy"), max_length=60, blank=True)
    complete = models.BooleanField(_("complete"), default=True)
    difference_reason = models.CharField(_("reason for the difference"), max_length=200, blank=True)
    proof = models.CharField(_("proof"), max_length=6, choices=Proof, default=Proof.PAPER)
    proof_file = models.ForeignKey(
        "centres.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("file of the proof"),
    )
    recorded_by = models.ForeignKey(
        "centres.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    voided_at = models.DateTimeField(_("undone at"), null=True)
    voided_by = models.ForeignKey(
        "centres.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    void_reason = models.CharField(_("reason for the undoing"), max_length=200, blank=True)

    objects = Handovers.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        constraints = (
            models.UniqueConstraint(
                fields=("recipient",), condition=Q(voided_at=None), name="handover_once_per_recipient"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="handover_void_has_time_actor_and_reason",
            ),
            moments_in_our_time("handed_at", model="handover"),
            models.CheckConstraint(
                condition=~Q(received_by="proxy") | ~Q(proxy_relation=""),
                name="handover_proxy_has_relation",
                violation_error_message=_("Say what the proxy is to the family."),
            ),
            models.CheckConstraint(
                condition=Q(complete=True) | ~Q(difference_reason=""),
                name="handover_difference_has_reason",
                violation_error_message=_("Say why the contents differ."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient_id}"


class HandoverLine(CentreOwned):
    """So much of an item was handed over; append-only."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, db_constraint=False, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    quantity = models.DecimalField(max_digits=10, decimal_places=3)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("handover", "item"), name="handover_line_item_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="handover_line_not_negative"),
            is_a_number("quantity", table="handover_line"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}"
