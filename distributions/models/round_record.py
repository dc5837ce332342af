"""What became of a round, and what was set right: transitions, changes after approval, corrections after close."""

import datetime
from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centres.history import recorded
from centres.models import CentreOwned
from config.errors import GIVE_THE_REASON
from config.formats import plain_date
from distributions.models.round import Round, State


class RoundTransition(CentreOwned):
    """That a round went from one state to another; append-only. Sending back carries its note here.

    ``shown`` is what was sent back (``rounds.sent_back.outline``), by which the head reads later what was changed;
    empty of every other step. It holds nothing of a family but its id.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="transitions")
    from_state = models.CharField(max_length=10, choices=State)
    to_state = models.CharField(max_length=10, choices=State)
    note = models.CharField(max_length=500, blank=True)
    shown = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(from_state="submitted", to_state="draft") | ~Q(note=""),
                name="round_sent_back_with_a_note",
                violation_error_message=_("Say what should be changed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class RoundChange(CentreOwned):
    """*Perubahan*: what was changed after approval, and why; append-only, printed with the papers.

    ``transaction`` ties it to the transaction that changes the round: triggers refuse a change without it.
    """

    class What(models.TextChoices):
        DATE = "date", _("Date")
        STAFF = "staff", _("Staff")
        ORDER = "order", _("Order of the locations")
        RESERVE = "reserve", _("Reserve family")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="changes")
    what = models.CharField(max_length=8, choices=What)
    old = models.CharField(max_length=300, blank=True)
    new = models.CharField(max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    transaction = models.BigIntegerField(
        db_default=models.Func(function="txid_current", output_field=models.BigIntegerField()), editable=False
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""), name="round_change_has_reason", violation_error_message=GIVE_THE_REASON
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.reason}"

    def before_and_after(self, names: Mapping[str, str]) -> tuple[str, str]:
        """The old and the new in words: a day as people write it, a family by its name (``names``, by recipient)."""
        if self.what == self.What.RESERVE:
            return names.get(self.old, "–"), names.get(self.new, "–")
        if self.what == self.What.DATE:
            return _moment_in_words(self.old), _moment_in_words(self.new)
        return self.old or "–", self.new or "–"


@recorded(by="by", at="at", shows=("recipient", "result", "text", "reason"))
class Correction(CentreOwned):
    """What the head set right about a closed round, with the reason; append-only. The round itself stays as it was.

    ``result`` says whether a family received after all or did not, against what was recorded; empty where something
    else is set right. The last one of a family that has a result counts, for the rotation too.
    """

    class Result(models.TextChoices):
        RECEIVED = "received", _("It received")
        NOT_RECEIVED = "not_received", _("It did not receive")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="corrections")
    recipient = models.ForeignKey(
        "distributions.Recipient",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="corrections",
        verbose_name=_("family"),
    )
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    text = models.CharField(_("what is right"), max_length=500)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(reason=""),
                name="correction_has_reason",
                violation_error_message=_("Say what is right, and why."),
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(result__in=["received", "not_received"], recipient__isnull=False),
                name="correction_result_is_of_a_family",
            ),
        )

    def __str__(self) -> str:
        return self.text


def _moment_in_words(written: str) -> str:
    moment = datetime.datetime.fromisoformat(written)
    values = {"day": plain_date(moment.date()), "hour": f"{moment:%H}", "minute": f"{moment:%M}"}
    return gettext("%(day)s, %(hour)s:%(minute)s") % values
