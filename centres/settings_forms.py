"""The forms of the settings: the centre, its letterheads and officials."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.forms import CountField, DateField, ModelForm, RegencyField, TextField, field_of, keep_within
from centres.letterheads import DAY_TAKEN, LINES
from centres.models import Centre, Letterhead, Official, User
from centres.paper_numbers import clean_pattern
from config.days import of_beginnings, of_ends


class CentreForm(ModelForm):
    regency = RegencyField()

    class Meta:
        model = Centre
        fields = (
            "name",
            "full_name",
            "kind",
            "place",
            "regency",
            "time_zone",
            "paper",
            "one_list_up_to",
            "keeps_stock",
            "single_officer",
            "retention_months",
        )
        field_classes = {"one_list_up_to": CountField, "retention_months": CountField}


class LetterheadForm(ModelForm):
    numbers = frozenset({"phone", "address", "website", "email"})

    starts_on = DateField(label=_("Valid from"), help_text=_("Papers dated earlier keep their own letterhead."))
    picture = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("JPEG, PNG or WebP. It is printed at the left of the letterhead."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    without_logo = forms.BooleanField(label=_("Print no logo"), required=False)

    class Meta:
        model = Letterhead
        fields = tuple(name for name in LINES if name != "logo")
        help_texts = {
            "proposal_number": _(
                "For example WP.13.PAS.PAS.45-PK.01-{urut}. {urut} counts anew each year; {tahun}, {bulan} and"
                " {romawi} (the month in Roman numerals) are those of the approval. Empty: written by hand."
            ),
            "assignment_number": _("Counts by itself. Empty: written by hand."),
            "minutes_number": _("Counts by itself. Empty: written by hand."),
            "report_number": _("Counts by itself. Empty: written by hand."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.logo_id is None:
            del self.fields["without_logo"]

    def clean_starts_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["starts_on"]
        others = Letterhead.objects.filter(centre_id=self.instance.centre_id, starts_on=day)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(DAY_TAKEN)
        return day

    def clean_proposal_number(self) -> str:
        return clean_pattern(self.cleaned_data["proposal_number"])

    def clean_assignment_number(self) -> str:
        return clean_pattern(self.cleaned_data["assignment_number"])

    def clean_minutes_number(self) -> str:
        return clean_pattern(self.cleaned_data["minutes_number"])

    def clean_report_number(self) -> str:
        return clean_pattern(self.cleaned_data["report_number"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        keep_within(self, {"starts_on": of_beginnings(timezone.localdate())})
        return data


class OfficialForm(ModelForm):
    numbers = frozenset({"nip"})

    # 18 digits, which people write in groups.
    nip = TextField(
        numbers=True,
        label="NIP",
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    starts_on = DateField(label=_("Serves from"))
    ends_on = DateField(label=_("Serves until"), required=False, help_text=_("Leave empty while it goes on."))

    class Meta:
        model = Official
        fields = ("name", "nip", "function", "title", "capacity", "user", "starts_on", "ends_on")
        help_texts = {
            "name": _("As on papers, with titles: Siti Aminah, S.H."),
            "title": _("As printed above the signature: Kepala Rutan"),
            "capacity": _("For somebody who acts for the regular official for a while."),
            "user": _("If this person signs in to Peduli."),
        }

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__centre=centre).distinct().order_by("full_name")
        user = field_of(self, "user", forms.ModelChoiceField)
        user.queryset = people
        user.empty_label = "–"

    def clean_nip(self) -> str:
        return "".join(self.cleaned_data["nip"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        keep_within(self, {"starts_on": of_beginnings(timezone.localdate()), "ends_on": of_ends()})
        return data
