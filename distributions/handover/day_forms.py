"""On which day a family received or was missed: asked on every day but the round's own, since papers name that day."""

import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.forms import DateField, KeyField, add_refusal, field_of, keep_within
from config.days import of_hand_overs, require_after_approval
from config.errors import Refused
from config.formats import plain_date
from distributions.models import HandoverReport, Round

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

OTHER = "other"


class IdempotentForm(forms.Form):
    """A form with a hidden idempotency key: a second press is the same report as the first."""

    key = KeyField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())


class DayForm(IdempotentForm):
    """On which day of a round it was handed over, or a family was missed.

    On the round's own day nothing is asked. On another one nothing is taken for granted either, but that what the same
    user records next, the same day, was when the last was (``usual``). ``when`` is a day (ISO) or OTHER: a
    page that was left open overnight said another day by *today*, and asks anew.
    """

    # The other day is asked when there is one; with the others its field doesn't show.
    all_optional = True
    asked: "StrPromise" = gettext_lazy("Say on which day it was handed over.")

    when = forms.ChoiceField(label=gettext_lazy("When was it handed over?"), widget=forms.RadioSelect)
    handed_on = DateField(label=gettext_lazy("On which day?"), required=False)

    def __init__(self, *args: Any, round: Round, usual: datetime.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.usual, self.today = round, usual, timezone.localdate()
        self.asks_day = self.today != round.date or self.data.get("when", str(self.today)) != str(self.today)
        if not self.asks_day:
            del self.fields["when"], self.fields["handed_on"]
            return
        days = {str(self.today): _("Today, %(day)s") % {"day": plain_date(self.today)}}
        if round.date < self.today and not (round.approved_on and round.date < round.approved_on):
            days[str(round.date)] = _("On the planned day, %(day)s") % {"day": plain_date(round.date)}
        when = field_of(self, "when", forms.ChoiceField)
        when.choices = [*days.items(), (OTHER, _("On another day"))]
        when.error_messages |= dict.fromkeys(("required", "invalid_choice"), self.asked)
        if usual:
            self.initial.setdefault("when", str(usual) if str(usual) in days else OTHER)
            self.initial.setdefault("handed_on", None if str(usual) in days else usual)

    def clean(self) -> dict[str, Any]:
        """Fill in the day, and refuse one that has not come, or before the round was approved or could be."""
        cleaned = super().clean() or {}
        if cleaned.get("when") == OTHER and not self.errors.get("handed_on"):
            if cleaned.get("handed_on"):
                _keep_possible(self, self.round, self.today)
            else:
                self.add_error("handed_on", str(self.asked))
        return cleaned

    def days_to_say(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day on which the form can say that something was handed over."""
        if not self.asks_day:
            return self.today, self.today
        return min(self.round.approved_on or self.round.date, self.today), self.today

    def moment(self) -> dict[str, Any]:
        """``recorded_at`` and ``handed_on`` of the submission: now, or the day that was said at the round's time."""
        when = self.cleaned_data.get("when", str(self.today))
        if when == str(self.today):
            return {"recorded_at": timezone.now(), "handed_on": _unless_planned(self.round, self.today)}
        named = self.cleaned_data["handed_on"] if when == OTHER else datetime.date.fromisoformat(when)
        if named == self.today:
            return {"recorded_at": timezone.now(), "handed_on": _unless_planned(self.round, named)}
        return at_the_time_of(self.round, named)


class PaperHeadForm(IdempotentForm):
    """When the paper list was signed."""

    handed_on = DateField(label=gettext_lazy("Handed over on"))

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round

    def clean(self) -> dict[str, Any]:
        """Refuse a day that has not come, and one before the round was approved or could be."""
        cleaned = super().clean() or {}
        _keep_possible(self, self.round, timezone.localdate())
        return cleaned

    def moment(self) -> dict[str, Any]:
        """The signed day at the time of the round, as a submission says it."""
        return at_the_time_of(self.round, self.cleaned_data["handed_on"])


def _keep_possible(form: forms.Form, round: Round, today: datetime.date) -> None:
    """Say beside ``handed_on`` why nothing of the round can have been handed over on that day."""
    keep_within(form, {"handed_on": of_hand_overs(round.month, today)})
    try:
        require_after_approval(form.cleaned_data.get("handed_on"), round.approved_on, field="handed_on")
    except Refused as refused:
        add_refusal(form, refused)


def at_the_time_of(round: Round, day: datetime.date) -> dict[str, Any]:
    """A day of which the hour is not known: at the time of the round, in the centre's zone (the current one).

    Today the round may begin later than it is written down, so it is not after now; nor before the approval, which may
    have come on that very day, after the time of the plan.
    """
    moment = min(timezone.make_aware(datetime.datetime.combine(day, round.time)), timezone.now())
    if round.approved_from and day == round.approved_on:
        moment = max(moment, round.approved_from)
    return {"recorded_at": moment, "handed_on": _unless_planned(round, day)}


def _unless_planned(round: Round, day: datetime.date) -> datetime.date | None:
    """The day where it was one to say; on the round's own nobody is asked, and saying it later says nothing else."""
    return None if day == round.date else day


def usual_day(round: Round, by: int) -> datetime.date | None:
    """The day that the user with this id said last, today, of a family of the round; asked on other days only."""
    today = timezone.localdate()
    if today == round.date:
        return None
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    report = HandoverReport
    said = report.objects.filter(round=round, actor=by, channel=report.Channel.PAGE, received_at__gte=midnight)
    said = said.filter(verdict=report.Verdict.ACCEPTED, kind__in=(report.Kind.DELIVERED, report.Kind.MISSED))
    # What was said by mistake is said of nothing any more.
    stands = said.exclude(handover__voided_at__isnull=False)
    last = stands.order_by("-pk").values_list("recorded_at", flat=True).first()
    return timezone.localdate(last) if last else None
