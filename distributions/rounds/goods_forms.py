"""Forms of the goods of a round: what goes out, where the rest went, and what is put right after close."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aid.forms import not_too_large
from aid.ledger import Outcome
from centres.forms import DateField, QuantityField, TextField, ask_for, field_of
from config.errors import GIVE_THE_REASON
from distributions.models import Correction, Recipient, Round
from distributions.rounds.balance import ItemBalance


class IssueForm(forms.Form):
    issued_on = DateField(label=_("Issued on"))


class SettleForm(forms.Form):
    """Where a part of one item went that nobody received."""

    item = forms.ChoiceField(label=_("Item"))
    quantity = QuantityField(label=_("Quantity"), validators=[not_too_large])
    outcome = forms.ChoiceField(
        label=_("What became of it?"), choices=Outcome, widget=forms.RadioSelect(attrs={"class": "side"})
    )
    reason = TextField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed unless it went back to stock."),
        widget=forms.TextInput(attrs={"list": "reasons-of-goods"}),
    )

    def __init__(self, *args: Any, rows: list[ItemBalance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(row.item.pk): row.item for row in rows if row.open > 0}
        choices = [(key, item.name) for key, item in self.by_key.items()]
        field_of(self, "item", forms.ChoiceField).choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in (Outcome.SUPPLIER, Outcome.LOSS) and not cleaned.get("reason"):
            ask_for(self, "reason", GIVE_THE_REASON)
        return cleaned


class RecipientField(forms.ModelChoiceField):
    """A family of the round, by its contact and village."""

    def label_from_instance(self, obj: Recipient) -> str:
        return f"{obj.contact_name} ({obj.village_name})"


class CorrectionForm(forms.Form):
    recipient = RecipientField(
        label=_("About which family?"),
        queryset=Recipient.objects.none(),
        required=False,
        empty_label=_("The whole round"),
    )
    result = forms.ChoiceField(
        label=_("Did this family receive?"),
        choices=(*Correction.Result.choices, ("", _("As recorded; something else is wrong"))),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The rotation follows this answer. Goods and figures of the closed round stay."),
    )
    text = TextField(
        label=_("What is right?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Printed with the minutes from now on: name no inmate."),
    )
    reason = TextField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "recipient", RecipientField).queryset = round.recipients.expected()
