"""Where a round goes, and which family it serves there."""

import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.models import CentreOwned, Region
from centres.sealed_columns import SealedText
from config.days import in_our_time
from config.errors import GIVE_THE_REASON
from config.rows import QuicklyRead
from distributions.models.handover import NOTICED, HandoverReport, MissedReason, NoticeSettlement
from distributions.models.round import Round, State
from distributions.models.round_record import Correction, RoundChange
from families.models import Family, FamilyInmate

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Stops(models.QuerySet["Stop"]):
    """Questions about the locations of a round."""

    def visited(self) -> "Stops":
        """Those with a family that is to receive; the others are there for a reserve family only."""
        return self.filter(models.Exists(Recipient.objects.expected().filter(stop=models.OuterRef("pk"))))


@tracked(part_of="round")
class Stop(CentreOwned):
    """One village of a round, or the centre itself, in visiting order (from 1)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, db_constraint=False, related_name="stops")
    village = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("village")
    )
    at_centre = models.BooleanField(_("at the centre"), default=False)
    position = models.PositiveSmallIntegerField(_("place on the route"))

    objects = Stops.as_manager()
    named_by = ("village",)  # for the history, which fetches it along with the name
    told_by = "village"  # and which of the rows is meant, where they have no names

    class Meta:
        verbose_name = _("location")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("round", "village"), name="stop_once_per_village"),
            models.UniqueConstraint(fields=("round",), condition=Q(at_centre=True), name="stop_once_at_centre"),
            models.CheckConstraint(
                condition=Q(at_centre=True, village=None) | Q(at_centre=False, village__isnull=False),
                name="stop_village_or_centre",
            ),
        )

    def __str__(self) -> str:
        return self.village.name if self.village else str(_("At the centre"))


class Replaced(TypedDict):
    """What ``Recipients.with_replaced`` adds to a recipient."""

    is_replaced: bool


class Corrected(TypedDict):
    """What ``Recipients.with_correction`` adds to a recipient."""

    corrected_to: str | None


class Dated(TypedDict):
    """What ``Recipients.with_day`` adds to a recipient."""

    happened_on: datetime.date


def _happened_on(zone: datetime.tzinfo) -> Coalesce:
    """Of a recipient: see ``Recipients.with_day``."""
    report = HandoverReport.objects.filter(recipient=models.OuterRef("pk"), verdict=HandoverReport.Verdict.ACCEPTED)
    moment = models.Subquery(report.order_by("-pk").values("recorded_at")[:1])
    recorded = Q(state__in=(Recipient.State.SERVED, Recipient.State.MISSED))
    said = models.Case(models.When(recorded, then=TruncDate(moment, tzinfo=zone)), output_field=models.DateField())
    return Coalesce(said, "round__date")


class Recipients(models.QuerySet["Recipient"]):
    """Questions about the families of a round."""

    def expected(self) -> "Recipients":
        """Those who are or were to receive: everybody but the reserve."""
        return self.exclude(state=Recipient.State.RESERVE)

    def planned(self) -> "Recipients":
        """Those about whom nothing is recorded yet."""
        return self.filter(state=Recipient.State.PLANNED)

    def served(self) -> "Recipients":
        """Those who received."""
        return self.filter(state=Recipient.State.SERVED)

    def missed(self) -> "Recipients":
        """Those who did not receive, for a reason."""
        return self.filter(state=Recipient.State.MISSED)

    def with_correction(
        self, until: datetime.datetime | None = None
    ) -> "models.QuerySet[WithAnnotations[Recipient, Corrected]]":
        """Each with ``corrected_to``: the ``Correction.Result`` that counts, None where nobody corrected it.

        With ``until``, as it was known then.
        """
        said = Correction.objects.filter(recipient=models.OuterRef("pk")).exclude(result="").order_by("-pk")
        if until:
            said = said.filter(at__lte=until)
        rows: models.QuerySet[Recipient] = self
        return rows.annotate(corrected_to=models.Subquery(said.values("result")[:1]))

    def received(
        self, until: datetime.datetime | None = None
    ) -> "models.QuerySet[WithAnnotations[Recipient, Corrected]]":
        """Those who received, by what was recorded and, after close, corrected."""
        recorded = Q(state=Recipient.State.SERVED, corrected_to=None)
        return self.with_correction(until).filter(recorded | Q(corrected_to=Correction.Result.RECEIVED))

    def not_received(self) -> "models.QuerySet[WithAnnotations[Recipient, Corrected]]":
        """Those who did not receive, by what was recorded and, after close, corrected."""
        recorded = Q(state=Recipient.State.MISSED, corrected_to=None)
        return self.with_correction().filter(recorded | Q(corrected_to=Correction.Result.NOT_RECEIVED))

    def with_day(self, zone: datetime.tzinfo) -> "models.QuerySet[WithAnnotations[Recipient, Dated]]":
        """Each with ``happened_on``: the day, in ``zone``, on which it received or was missed, as the report said.

        Of a family about which nothing is recorded, the day of the round.
        """
        rows: models.QuerySet[Recipient] = self
        return rows.annotate(happened_on=_happened_on(zone))

    def until(self, date: datetime.date, zone: datetime.tzinfo) -> "Recipients":
        """Those of rounds until ``date``, and what later ones recorded of a day until then; ``day`` orders them.

        The day that was recorded is looked up for later rounds alone, of which there are few.
        """
        day = models.Case(models.When(round__date__lte=date, then="round__date"), default=_happened_on(zone))
        return self.alias(day=day).filter(day__lte=date)

    def nobody_held(self) -> "Recipients":
        """Those of whose family, with what was merged into it, the centre holds none of the inmates any more."""
        own, stays = models.OuterRef("family"), models.OuterRef("family__merged_into")
        # One question for each index: a question of either would go through the ties of the whole centre.
        ties = [
            models.Exists(FamilyInmate.objects.filter(**{where: which}))
            for where, which in (("family", own), ("family", stays), ("family__merged_into", own))
        ]
        # ``inmate_held`` of the family that stands for others counts theirs, too.
        held = Coalesce("family__merged_into__inmate_held", "family__inmate_held")
        return self.alias(held=held).filter(ties[0] | ties[1] | ties[2], held=False)

    def noticed(self) -> "Recipients":
        """Those who were missed for a reason that the register should know, and nobody has settled that yet.

        That the inmate is released is settled, too, once the register says of none of the family that they are held.
        """
        settled = NoticeSettlement.objects.filter(
            recipient=models.OuterRef("pk"), recorded_at=models.OuterRef("recorded_at")
        )
        known = Recipient.objects.nobody_held().filter(pk=models.OuterRef("pk"))
        stands = ~Q(missed_reason=MissedReason.RELEASED) | ~models.Exists(known)
        return self.missed().filter(~models.Exists(settled), stands, missed_reason__in=NOTICED)

    def without_cancelled(self) -> "Recipients":
        """Those whose round was not cancelled."""
        return self.exclude(round__state=State.CANCELLED)

    def with_replaced(self) -> "models.QuerySet[WithAnnotations[Recipient, Replaced]]":
        """Each with ``is_replaced``: it was missed, and a reserve family has its place.

        The last change of the reserve that names a recipient counts: it may have come out of the reserve itself.
        """
        key = Cast(models.OuterRef("pk"), models.CharField())
        changes = RoundChange.objects.filter(round=models.OuterRef("round"), what=RoundChange.What.RESERVE)
        last = changes.filter(Q(old=key) | Q(new=key)).order_by("-pk").values("old")[:1]
        gave_away = Q(state=Recipient.State.MISSED, last_old=Cast("pk", models.CharField()))
        rows: models.QuerySet[Recipient] = self
        return rows.annotate(last_old=models.Subquery(last)).annotate(
            is_replaced=models.Case(models.When(gave_away, then=True), default=False)
        )

    def replaceable(self) -> "models.QuerySet[WithAnnotations[Recipient, Replaced]]":
        """Those whose place a reserve family may still take: nothing was handed over, and nobody took it yet."""
        return self.with_replaced().filter(
            state__in=(Recipient.State.PLANNED, Recipient.State.MISSED), is_replaced=False
        )

    def replaced(self) -> "models.QuerySet[WithAnnotations[Recipient, Replaced]]":
        """Those who were missed, and in whose place a reserve family receives.

        Who received after all, as was corrected, did so beside the other.
        """
        rows: Any = self.missed().with_correction()
        rows = rows.filter(Q(corrected_to=None) | Q(corrected_to=Correction.Result.NOT_RECEIVED))
        found: models.QuerySet[WithAnnotations[Recipient, Replaced]] = rows.with_replaced().filter(is_replaced=True)
        return found


class Recipient(QuicklyRead, CentreOwned):
    """One family in one round.

    The columns from ``contact_name`` to ``unlisted_on`` are a copy of the register: renewed when the round is
    planned, submitted and approved, and frozen by its approval. ``release_on`` is the earliest day on which an inmate
    of the family, who was held then, was to be released, ``unlisted_on`` that of a list of inmates in which one was
    missing and nobody had said yet what became of him. ``reason`` says why the rotation chose the family, as
    ``{"code": …, …}``; rotation/reasons.py puts it into words.
    """

    class State(models.TextChoices):
        RESERVE = "reserve", _("Reserve")
        PLANNED = "planned", _("Scheduled")
        SERVED = "served", _("Handed over")
        MISSED = "missed", _("Not handed over")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, db_constraint=False, related_name="recipients")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, db_constraint=False, related_name="recipients")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="recipients")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    reason = models.JSONField(default=dict)
    by_hand = models.BooleanField(default=False)
    hand_reason = models.CharField(max_length=200, blank=True)

    contact_name = models.CharField(max_length=120)
    nik_digest = models.BinaryField(null=True)
    # Of the number, the papers print the last four digits.
    nik_last4_cipher = models.BinaryField(null=True)
    nik_last4 = SealedText("nik_last4")
    address = models.CharField(max_length=260, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    landmark = models.CharField(max_length=160, blank=True)
    village_name = models.CharField(max_length=120)
    district_name = models.CharField(max_length=120)
    household_size = models.PositiveSmallIntegerField(null=True)
    release_on = models.DateField(null=True)
    unlisted_on = models.DateField(null=True)

    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    missed_reason = models.CharField(max_length=12, choices=MissedReason, blank=True)
    missed_note = models.CharField(max_length=200, blank=True)
    # A proxy's name is personal, so it stands here and not in the handover.
    received_by_name = models.CharField(max_length=120, blank=True)

    objects = Recipients.as_manager()

    class Meta:
        verbose_name = _("recipient")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "family"),
                name="recipient_once_per_round",
                violation_error_message=_("This family is already in this round."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["reserve", "planned"]) & Q(recorded_at=None, recorded_by=None, missed_reason="")
                )
                | (Q(state="served") & Q(recorded_at__isnull=False, recorded_by__isnull=False, missed_reason=""))
                | (Q(state="missed") & Q(recorded_at__isnull=False, recorded_by__isnull=False) & ~Q(missed_reason="")),
                name="recipient_state_has_time_actor_and_reason",
            ),
            in_our_time("release_on", "unlisted_on", model="recipient"),
            models.CheckConstraint(
                condition=Q(missed_reason__in=["", *MissedReason.values]), name="recipient_missed_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(by_hand=False) | ~Q(hand_reason=""),
                name="recipient_by_hand_has_reason",
                violation_error_message=_("Say why this family was chosen by hand."),
            ),
        )
        indexes = (
            models.Index(fields=("family", "state"), name="recipient_of_family"),
            models.Index(
                fields=("centre", "recorded_at"),
                name="recipient_noticed",
                condition=Q(state="missed", missed_reason__in=NOTICED),
            ),
        )

    @property
    def is_planned(self) -> bool:
        """Whether nothing is recorded yet."""
        return self.state == self.State.PLANNED

    @property
    def is_served(self) -> bool:
        """Whether the family received."""
        return self.state == self.State.SERVED

    @property
    def is_missed(self) -> bool:
        """Whether the family did not receive, for a reason."""
        return self.state == self.State.MISSED

    def __str__(self) -> str:
        return self.contact_name or f"{self.round_id}: {self.position}"


class Exclusion(CentreOwned):
    """A family that the coordinator took out of a round's proposal, and why; a new proposal does not bring it back.

    ``replaced_by`` is the family that was put in its place, ``had`` the reason for which it had its own. Frozen by the
    round's approval like the recipients.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, db_constraint=False, related_name="exclusions")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    replaced_by = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    had = models.JSONField(default=dict)
    by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("round", "family"), name="exclusion_once_per_round"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="exclusion_has_reason", violation_error_message=GIVE_THE_REASON
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}: {self.family_id}"
