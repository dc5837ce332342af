"""The forms of what departs from a programme's rule: an extra round, a pause, a date that is moved."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from centres.forms import CountField, DateField, TextField, TimeField, field_of
from centres.models import Centre
from config.errors import GIVE_THE_REASON
from config.formats import long_date
from distributions.models import Extra, Programme


class ExtraRoundForm(forms.Form):
    """A round besides those of the rule: of which programme, for what and why, when, and for how many families."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=gettext_lazy("Programme"), empty_label="–")
    extra = forms.ChoiceField(label=gettext_lazy("What it is for"), choices=Extra, widget=forms.RadioSelect)
    extra_reason = TextField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("In a few words, as it is to stand on the papers. For example: flood in Kradenan"),
        error_messages={"required": GIVE_THE_REASON},
    )
    date = DateField(label=gettext_lazy("Date"))
    time = TimeField(label=gettext_lazy("Time"))
    packages = CountField(
        label=gettext_lazy("Packages"),
        min_value=1,
        max_value=2000,
        widget=forms.NumberInput(attrs={"class": "short", "min": 1}),
    )

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.filter(centre=centre)
        found = list(programmes[:2])
        field_of(self, "programme", forms.ModelChoiceField).queryset = programmes
        if found:
            self.initial.update(programme=found[0], time=found[0].time, packages=found[0].packages_per_round)
        if len(found) == 1:
            self.fields["programme"].widget = forms.HiddenInput()


class PauseForm(forms.Form):
    starts_on = DateField(label=gettext_lazy("From"))
    ends_on = DateField(label=gettext_lazy("Until"))
    reason = TextField(label=gettext_lazy("Why"), max_length=200, error_messages={"required": GIVE_THE_REASON})


class MoveForm(forms.Form):
    """Another day for one of the coming ``dates`` of the rule."""

    occurrence = forms.TypedChoiceField(
        label=gettext_lazy("Date by the rule"), coerce=datetime.date.fromisoformat, widget=forms.RadioSelect
    )
    date = DateField(label=gettext_lazy("It is held on"))
    reason = TextField(label=gettext_lazy("Why"), max_length=200, error_messages={"required": GIVE_THE_REASON})

    def __init__(self, *args: Any, dates: list[datetime.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(date.isoformat(), long_date(date)) for date in dates]
        field_of(self, "occurrence", forms.TypedChoiceField).choices = choices
