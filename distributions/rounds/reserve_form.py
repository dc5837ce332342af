"""The form behind *Jadikan penerima*: a reserve family of an approved round receives in the place of another."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.forms import ask_for, field_of
from config.errors import GIVE_THE_REASON
from config.formats import within_sentence
from distributions.models import MissedReason, Recipient
from distributions.rounds.changes import recorded_reason
from distributions.rounds.forms import ReasonForm, Reasons

RESERVE_REASONS: Reasons = (
    gettext_lazy("Not at home on that day"),
    gettext_lazy("Is helped by somebody else"),
    MissedReason.MOVED.label,
    MissedReason.DECEASED.label,
    MissedReason.RELEASED.label,
    gettext_lazy("Asked by the head"),
)


class ReserveForm(ReasonForm):
    """In whose place a reserve family receives, and why that one does not.

    Of a family that was recorded as missed it is recorded why, and nothing else is asked: those stand first, and the
    only one is chosen already.
    """

    reasons = RESERVE_REASONS
    instead_of = forms.ChoiceField(label=gettext_lazy("In the place of"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, recipients: Iterable[Recipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sorted(recipients, key=lambda one: not one.is_missed)
        self.missed = [str(one.pk) for one in rows if one.is_missed]
        field = field_of(self, "instead_of", forms.ChoiceField)
        field.choices = [(str(one.pk), self._called(one)) for one in rows]
        field.error_messages["required"] = _("Choose the family that does not receive.")
        if len(self.missed) == 1:
            field.initial = self.missed[0]
        if rows and len(self.missed) == len(rows):
            del self.fields["reason"], self.fields["other_reason"]
        elif self.missed:
            why = field_of(self, "reason", forms.ChoiceField)
            why.required = False
            why.help_text = _("Only for a family that is not recorded yet; of the others the recorded reason is taken.")

    def _called(self, one: Recipient) -> str:
        name = f"{one.contact_name}, {one.village_name}"
        if not one.is_missed:
            return name
        said = {"name": name, "why": within_sentence(recorded_reason(one))}
        return _("%(name)s – recorded as not handed over: %(why)s") % said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("instead_of") in self.missed:
            cleaned["reason"] = ""
            for name in ("reason", "other_reason"):
                self.errors.pop(name, None)
        elif "reason" in self.fields and not cleaned.get("reason") and not self.errors:
            ask_for(self, "reason", GIVE_THE_REASON)
        return cleaned
