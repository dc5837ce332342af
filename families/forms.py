"""Forms of assessment, decisions, inmates, and the filters of the lists."""

import datetime
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from centres.forms import (
    CountField,
    DateField,
    ModelForm,
    PlainSelect,
    RupiahField,
    SearchInput,
    TextField,
    keep_within,
)
from centres.models import Centre
from config.days import of_beginnings, of_ends, of_records
from config.errors import Refused
from families.eligibility import TICK_A_FAMILY
from families.inmates import inmate_label
from families.models import Assessment, Eligibility, Inmate
from families.need import Answers
from families.search import Filters, is_number
from families.villages import LivedIn, find_lived_in


class AssessmentForm(forms.Form):
    """What was found at home."""

    surveyed_on = DateField(label=_("Date of the survey"))
    income_per_person = RupiahField(
        label=_("Monthly income per person"),
        required=False,
        validators=[MaxValueValidator(100_000_000)],
        help_text=_("All income of the household in a month, divided by its members."),
    )
    dependants = CountField(label=_("Dependants"), min_value=0, max_value=40, initial=0)
    housing = forms.ChoiceField(
        label=_("Housing"),
        choices=Assessment.Housing.choices,
        widget=forms.RadioSelect(attrs={"class": "side"}),
        initial=Assessment.Housing.OWN,
    )
    elderly = CountField(label=_("Elderly persons (60 or more)"), min_value=0, max_value=20, initial=0)
    toddlers = CountField(label=_("Toddlers (under 5)"), min_value=0, max_value=20, initial=0)
    breadwinner_held = forms.BooleanField(label=_("The inmate was the breadwinner"), required=False)
    pregnant = forms.BooleanField(label=_("Somebody is pregnant"), required=False)
    disability = forms.BooleanField(label=_("Somebody lives with a disability"), required=False)
    has_sktm = forms.BooleanField(label=_("Has an SKTM from the village"), required=False)
    decile = CountField(
        label=_("DTSEN decile"), required=False, min_value=1, max_value=10, help_text=_("From 1 to 10, if it is known.")
    )
    notes = TextField(label=_("Notes"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(
        label=_("Photo of the house"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-shrink": "1600"}),
        help_text=_(
            "Of the building only: no faces, no family card. It is on no paper and in no report; whoever opens it is"
            " written down in the access log."
        ),
    )

    def __init__(self, *args: Any, at_the_door: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if at_the_door:
            # A phone opens its camera at once; at the office the picture is chosen from those that were taken.
            self.fields["photo"].widget.attrs["capture"] = "environment"

    def answers(self) -> Answers:
        """What was typed, for the score."""
        return Answers(**{name: self.cleaned_data[name] for name in Answers.__dataclass_fields__})


class VerifyForm(forms.Form):
    basis = TextField(label=_("Basis"), max_length=300, help_text=_("For example: survey of 2 November 2024."))
    from_on = DateField(label=_("Eligible from"))
    until = DateField(label=_("Until"), required=False, help_text=_("Leave it empty for no end."))

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        keep_within(self, {"from_on": of_beginnings(self.today), "until": of_ends()})
        return data


class ReasonForm(forms.Form):
    reason = TextField(label=_("Reason"), max_length=300)


class DeterminationForm(forms.Form):
    """Basis and day of the initial determination; the families are ticked in the table beside it.

    All that is wrong is said at once: ``ticked`` are the ids of the families, ``today`` is the day at the centre.
    """

    basis = TextField(
        label=_("Basis of the decision"),
        max_length=300,
        help_text=_("For example: decision of the head of the centre, number and date."),
    )
    decided_on = DateField(label=_("Date of the decision"))

    def __init__(self, *args: Any, ticked: Collection[int], today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"decided_on": today, **self.initial}
        self.ticked, self.today = ticked, today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.ticked:
            self.add_error(None, TICK_A_FAMILY)
        keep_within(self, {"decided_on": of_records(self.today)})
        return data


class InmateForm(ModelForm):
    class Meta:
        model = Inmate
        fields = ("name", "register_number", "expected_release_on")
        field_classes = {"expected_release_on": DateField}

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_register_number(self) -> str:
        """Two inmates of a centre have no number in common; the centre is not a field of the form."""
        number = " ".join(self.cleaned_data["register_number"].split())
        same = Inmate.objects.filter(centre=self.instance.centre_id, register_number__iexact=number)
        if number and same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("An inmate with this register number is already in the register."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        keep_within(self, {"expected_release_on": of_ends()})
        return data

    @property
    def is_another(self) -> bool:
        """Whether it was said that this is not who has the same name."""
        return bool(self.data.get("another"))

    def ask_whether(self, namesake: Inmate) -> None:
        """Let the form ask whether this is another person than the one of this name."""
        self.fields["another"] = forms.BooleanField(label=_("This is another person"), required=False)
        text = _("%(name)s is in the register already. Type the register number, or tick this if it is another person.")
        self.add_error("another", text % {"name": inmate_label(namesake)})


class InmateStatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=Inmate.Status.choices, widget=forms.RadioSelect)
    on = DateField(label=_("Since"))


STANDINGS = [
    ("", _("All but ended")),
    (Eligibility.ELIGIBLE, _("Eligible")),
    ("unsurveyed", _("Eligible, not yet surveyed")),
    ("reassess", _("Eligible, to be assessed again")),
    ("expired", _("Eligibility has run out")),
    (Eligibility.PROPOSED, _("Proposed")),
    ("to_verify", _("Assessed, to be verified")),
    (Eligibility.SUSPENDED, _("Suspended")),
    (Eligibility.REJECTED, _("Not eligible")),
    (Eligibility.ENDED, _("Ended")),
]
RECEIVED = [
    ("", _("At any time")),
    ("never", _("Never")),
    ("6", _("Not for 6 months")),
    ("12", _("Not for 12 months")),
]


class FilterForm(forms.Form):
    """The filters of the family list; what an address holds beside them is let be."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    desa = forms.CharField(
        label=_("Village"),
        required=False,
        max_length=200,
        widget=SearchInput(reverse_lazy("families:villages_lived_in"), {"placeholder": _("All villages")}),
    )
    kelayakan = forms.ChoiceField(label=_("Eligibility"), required=False, choices=STANDINGS, widget=PlainSelect)
    terima = forms.ChoiceField(label=_("Last received"), required=False, choices=RECEIVED, widget=PlainSelect)
    all_optional = True

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centre = centre
        self.village: LivedIn | None = None
        self.fields["q"].widget.attrs["placeholder"] = _("Name, village, register, full NIK/KK")

    def clean_desa(self) -> str:
        """The village's whole name, so that the address of the list says it."""
        text = self.cleaned_data["desa"]
        if not text:
            return ""
        try:
            self.village = find_lived_in(text, self.centre)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return self.village.label

    def filters(self) -> Filters:
        """What is asked for; a filter that can't be is no filter, but a village that is not known holds no family.

        Numbers of identity are never taken from here.
        """
        self.is_valid()
        data = self.cleaned_data
        words = data.get("q", "")
        return Filters(
            words="" if is_number(words) else words,
            village=data.get("desa") or self.data.get("desa", "").strip(),
            village_id=self.village and self.village.pk,
            standing=data.get("kelayakan", ""),
            received=data.get("terima", ""),
        )
