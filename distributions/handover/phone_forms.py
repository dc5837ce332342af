"""The forms of the door for a phone without a signal: the very fields of the pages, and places for what it fills in.

The phone's page is drawn by the server with the templates of the online pages, once, of nobody in particular: where a
page has a name, it has the name of a place in braces (``{name}``), which the phone fills in from what it took along.
Fields come from the forms of the pages, so a label, a choice or a limit is said in one place.
"""

from collections.abc import Mapping
from copy import deepcopy

from django import forms

from centres.forms import QuantityField, TextField, field_of
from distributions.handover.forms import DeliveredForm, MissedForm, PartialForm, UndoForm
from distributions.models import ReceivedBy


class OfAPage(forms.Form):
    """Some fields of a page's form. On the phone it is the moment that says the day, so no day is asked."""

    all_optional = True
    asks_day = False

    def __init__(self, form: type[forms.Form], *names: str, more: Mapping[str, forms.Field] | None = None) -> None:
        super().__init__()
        self.fields = {name: deepcopy(form.base_fields[name]) for name in names} | dict(more or {})
        # The phone says itself what is too long: a browser that knew the limit would cut it.
        for field in self.fields.values():
            if isinstance(field, TextField):
                field.widget.attrs["data-most"] = field.max_length


WHO = ("received_by", "member", "proxy", "proxy_name", "proxy_relation", "given_by", "signature", "photo")


def _with_its_contact(form: OfAPage) -> OfAPage:
    choices = dict(ReceivedBy.choices) | {ReceivedBy.CONTACT.value: "{name}"}
    field_of(form, "received_by", forms.ChoiceField).choices = list(choices.items())
    return form


def delivered() -> OfAPage:
    """Who received, who gave, and the proof."""
    return _with_its_contact(OfAPage(DeliveredForm, *WHO))


def partial() -> OfAPage:
    """What differs, and the same."""
    return _with_its_contact(OfAPage(PartialForm, "difference", "difference_reason", *WHO))


def quantity() -> OfAPage:
    """One item of the package."""
    return OfAPage(PartialForm, more={"item_{item}": QuantityField(label="{name} ({unit})", required=True)})


def missed() -> OfAPage:
    """Why it was not handed over."""
    return OfAPage(MissedForm, "missed_reason", "missed_note")


def undone() -> OfAPage:
    """Why what was recorded is taken back."""
    return OfAPage(UndoForm, "reason")
