"""Forms of what is kept of a round besides the goods."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.forms import CountField, DateTimeField, ManyFilesField, ManyFilesInput, ModelForm, TextField, field_of
from centres.models import Official
from config.days import of_news
from config.errors import Refused
from config.readable import has_something_to_read
from distributions.models import MOST_IN_PRESS, MOST_IN_REPORT, SIGNED, Photo, Publication, Quote, Round, Stop

LONGEST_NAME = 120


class OfficialsField(forms.ModelMultipleChoiceField):
    """People of the centre, by name and by what stands under their signature."""

    def label_from_instance(self, obj: Official) -> str:
        return f"{obj.name}, {obj.signing_title}"


class AttendanceForm(forms.Form):
    """Who was there: ticks for the centre's own people, lines for others."""

    officials = OfficialsField(
        label=_("Officials and staff"),
        queryset=Official.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = TextField(
        label=_("Others"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("One person per line, name and position separated by a comma."),
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        there = list(round.attendances.all())
        own = Official.objects.filter(centre_id=round.centre_id).serving(round.date)
        staff = {link.official_id for link in round.staff_links.all()}
        recorded = {row.official_id for row in there if row.official_id}
        others = [f"{row.name}, {row.title}".rstrip(", ") for row in there if not row.official_id]
        signers = {pk for pk in (round.handing_official_id, round.head_official_id) if pk}
        ticked = recorded or staff | signers
        kwargs["initial"] = {"officials": ticked, "others": "\n".join(others)}
        super().__init__(*args, **kwargs)
        field_of(self, "officials", OfficialsField).queryset = own

    def other_people(self) -> list[tuple[str, str]]:
        """Pairs of name and position."""
        return _people(self.cleaned_data["others"])

    def clean_others(self) -> str:
        """Refuse a name or a position for which the table has no room, naming it."""
        text: str = self.cleaned_data["others"]
        for words in (words for person in _people(text) for words in person):
            if len(words) > LONGEST_NAME:
                raise forms.ValidationError(
                    _("“%(words)s…” is longer than %(count)d letters."),
                    params={"words": words[:20], "count": LONGEST_NAME},
                )
        return text


def _people(text: str) -> list[tuple[str, str]]:
    lines = [line.partition(",") for line in text.splitlines()]
    return [(name.strip(), title.strip()) for name, _comma, title in lines if has_something_to_read(name)]


class PhotosForm(forms.Form):
    """Pictures to add, all at once."""

    photos = ManyFilesField(
        label=_("Photos"), widget=ManyFilesInput(attrs={"accept": "image/*", "multiple": True, "data-shrink": "1600"})
    )
    stop = forms.ModelChoiceField(label=_("Location"), queryset=Stop.objects.none(), required=False, empty_label="–")
    credit = TextField(label=_("photo by"), max_length=120, required=False)

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "stop", forms.ModelChoiceField).queryset = round.stops.visited().select_related("village")
        self.fields["credit"].label = _("Photo by")


class PhotoForm(ModelForm):
    """Where a photo was taken, its caption, credit and consent, and what it is chosen for."""

    class Meta:
        model = Photo
        fields: tuple[str, ...] = ("stop", "caption", "credit", "may_publish", "in_report", "in_press")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stop" in self.fields:
            stop = field_of(self, "stop", forms.ModelChoiceField)
            stop.queryset = self.instance.round.stops.visited().select_related("village")
            stop.empty_label = "–"

    def clean(self) -> dict[str, Any]:
        """Only what may leave the office is chosen, and no more than there is room for."""
        data = super().clean() or {}
        may_publish = data.get("may_publish", self.instance.may_publish)
        if data.get("in_report") and not may_publish:
            self.add_error("in_report", _("The report leaves the office: record the consent of those shown first."))
        if data.get("in_press") and not may_publish:
            self.add_error("in_press", _("The press release is public: record the consent of those shown first."))
        if data.get("in_report") and self._chosen("in_report") >= MOST_IN_REPORT:
            self.add_error(
                "in_report",
                _("The report has room for %(count)d photos. Take one of them out first.") % {"count": MOST_IN_REPORT},
            )
        if data.get("in_press") and self._chosen("in_press") >= MOST_IN_PRESS:
            self.add_error(
                "in_press",
                _("The press release has room for %(count)d photos. Take one of them out first.")
                % {"count": MOST_IN_PRESS},
            )
        return data

    def _chosen(self, what: str) -> int:
        """How many others of the round are chosen."""
        others = Photo.objects.filter(round=self.instance.round_id).exclude(pk=self.instance.pk)
        return others.filter(**{what: True}).count()


class PressForm(PhotoForm):
    """Whether a colleague's photo, to whose publication those shown agreed, is chosen for the press release.

    The consent is compared and not asked for: who recorded it may have taken it back since.
    """

    class Meta(PhotoForm.Meta):
        fields = ("may_publish", "in_press")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["may_publish"]


class QuoteForm(ModelForm):
    """What somebody said."""

    class Meta:
        model = Quote
        fields = ("text", "speaker", "title")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        """What somebody said stands in a round once."""
        data = super().clean() or {}
        others = Quote.objects.filter(round=self.instance.round_id).exclude(pk=self.instance.pk)
        said = {"text__iexact": data.get("text", ""), "speaker__iexact": data.get("speaker", "")}
        if all(said.values()) and others.filter(**said).exists():
            self.add_error("text", _("This quote of the same person is recorded already."))
        return data


class PublicationForm(ModelForm):
    """Where the round was in the news."""

    published_at = DateTimeField(label=_("Published at"))
    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https")

    class Meta:
        model = Publication
        fields = ("outlet", "writer", "published_at", "url")

    def clean(self) -> dict[str, Any]:
        """An article stands in a round once: by its link, else by who published it when."""
        data = super().clean() or {}
        others = Publication.objects.filter(round=self.instance.round_id).exclude(pk=self.instance.pk)
        url, outlet, moment = data.get("url", ""), data.get("outlet", ""), data.get("published_at")
        if url and others.filter(url__iexact=url).exists():
            self.add_error("url", _("This link is recorded already."))
        elif (moment and not url) and others.filter(
            url="", outlet__iexact=outlet, writer__iexact=data.get("writer", ""), published_at=moment
        ).exists():
            self.add_error("outlet", _("This publication is recorded already."))
        return data

    def clean_published_at(self) -> datetime.datetime:
        """News comes with the round: the day at the centre lies not long before it, and not after today."""
        moment: datetime.datetime = self.cleaned_data["published_at"]
        try:
            of_news(self.instance.round.date, timezone.localdate()).require(
                timezone.localdate(moment), field="published_at"
            )
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return moment


class AccountForm(forms.Form):
    """How the round went, and what hindered it."""

    how_it_went = TextField(
        label=_("How it went"),
        required=False,
        max_length=300,
        help_text=_("One sentence for the summary, for example: safe and orderly. Left empty, nothing is said."),
    )
    obstacles = TextField(
        label=_("Obstacles"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignedPagesForm(forms.Form):
    """Pictures of the pages of one signed paper."""

    kind = forms.ChoiceField(label=_("Paper"), choices=[(kind.value, kind.label) for kind in SIGNED])
    pages = ManyFilesField(
        label=_("Pages"),
        widget=ManyFilesInput(attrs={"accept": "image/*,application/pdf", "multiple": True, "data-shrink": "2000"}),
        help_text=_("Photos or scans as PDF, JPEG, PNG or WebP, in the order of the pages. Of a PDF each page is one."),
    )
    first = CountField(
        label=_("Number of the first page"),
        required=False,
        min_value=1,
        max_value=900,
        help_text=_("Left empty, they follow the last one."),
    )
