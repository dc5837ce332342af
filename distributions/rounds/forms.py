"""The small forms behind *Ubah* and *Ganti* on the pages of a round, and the settings of a programme."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aid.forms import not_too_high, not_too_large
from aid.models import Item, Package, Supplier
from aid.models.ledger import Terms
from centres.forms import (
    CountField,
    DateField,
    DateInput,
    ModelForm,
    QuantityField,
    RupiahField,
    TextField,
    TimeField,
    TimeInput,
    ask_for,
    field_of,
    keep_within,
)
from centres.indonesian import in_indonesian
from centres.models import Centre, Official
from config.days import of_beginnings, of_ends
from config.errors import GIVE_THE_REASON
from config.keys import row_key
from distributions.models import Programme, Round, RoundLine
from distributions.rounds.contents import standard_package

OTHER = "other"
Reasons = tuple[str | Promise, ...]
# One tap each; what is stored is the sentence itself, in the language of the papers.
# Those of the other speak of who comes instead, and say nothing where nobody does.
OF_THE_OTHER: Reasons = (
    gettext_lazy("On the way to another location"),
    gettext_lazy("More urgent need"),
)
SWAP_REASONS: Reasons = (
    gettext_lazy("Not at home on that day"),
    *OF_THE_OTHER,
    gettext_lazy("Is helped by somebody else"),
    gettext_lazy("Asked by the head"),
)
ADD_REASONS: Reasons = (
    gettext_lazy("More urgent need"),
    gettext_lazy("Lately declared eligible"),
    gettext_lazy("On the way to another location"),
    gettext_lazy("There is still a package"),
    gettext_lazy("Asked by the head"),
)
TIME_REASONS: Reasons = (
    gettext_lazy("Weather or road"),
    gettext_lazy("Goods are not there yet"),
    gettext_lazy("Staff on other duty"),
    gettext_lazy("Asked by the head"),
)
HANDED_OVER_THEN = gettext_lazy("It was handed over on that day")
VISITED_THEN = gettext_lazy("The families were visited on that day")
STAFF_REASONS: Reasons = (
    gettext_lazy("Staff on other duty"),
    gettext_lazy("Ill or on leave"),
    gettext_lazy("More staff are needed"),
    gettext_lazy("Asked by the head"),
)
ORDER_REASONS: Reasons = (
    gettext_lazy("Weather or road"),
    gettext_lazy("A shorter way"),
    gettext_lazy("Asked by the head"),
)
CANCEL_REASONS: Reasons = (
    gettext_lazy("No goods this month"),
    gettext_lazy("Disaster or emergency"),
    gettext_lazy("Combined with another month"),
)
CANCEL_EXTRA_REASONS: Reasons = (
    gettext_lazy("No goods for this round"),
    gettext_lazy("Not needed any more"),
    gettext_lazy("Disaster or emergency"),
    gettext_lazy("Combined with another round"),
)


class ReasonForm(forms.Form):
    """A reason in one tap, one of ``reasons`` for this act, or in own words.

    ``cleaned_data["reason"]`` is the sentence.
    """

    reasons: Reasons
    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)
    other_reason = TextField(label=gettext_lazy("In your own words"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in ("reason", "other_reason")])
        said = [(in_indonesian(reason), str(reason)) for reason in self.reasons]
        field = field_of(self, "reason", forms.ChoiceField)
        field.choices = [*said, (OTHER, _("Another reason"))]
        field.error_messages["required"] = GIVE_THE_REASON

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == OTHER:
            cleaned["reason"] = cleaned.get("other_reason", "").strip()
            if not cleaned["reason"]:
                ask_for(self, "other_reason", _("Write the reason in a few words."))
        return cleaned


class TimeForm(forms.Form):
    date = DateField(label=gettext_lazy("Date"))
    time = TimeField(label=gettext_lazy("Time"))


class TimeChangeForm(ReasonForm, TimeForm):
    reasons = (HANDED_OVER_THEN, VISITED_THEN, *TIME_REASONS)


def only_one(suppliers: QuerySet[Supplier]) -> int | None:
    """The supplier of a centre that has but one; None where there is a choice."""
    found = list(suppliers.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


class SourceForm(ModelForm):
    """Where the goods of a round come from, on what terms, and how many packages."""

    class Meta:
        model = Round
        fields = ("supplier", "terms", "source_of_funds", "packages")
        field_classes = {"packages": CountField}
        widgets = {"terms": forms.RadioSelect, "packages": forms.NumberInput(attrs={"class": "short", "min": 1})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suppliers = Supplier.objects.filter(centre=self.instance.centre_id, retired=False)
        supplier = field_of(self, "supplier", forms.ModelChoiceField)
        supplier.queryset = suppliers
        supplier.empty_label = "–"
        supplier.label = gettext_lazy("Supplier or donor")
        if not self.initial.get("supplier"):
            self.initial["supplier"] = only_one(suppliers)
        field_of(self, "terms", forms.ChoiceField).choices = Terms.choices
        self.fields["source_of_funds"].help_text = gettext_lazy("For example: business of the canteen in October")


class StaffForm(forms.Form):
    staff = forms.ModelMultipleChoiceField(
        Official.objects.none(),
        label=gettext_lazy("Who goes along"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.serving = Official.objects.filter(centre=round.centre_id).serving(round.date)
        field_of(self, "staff", forms.ModelMultipleChoiceField).queryset = self.serving


class StaffChangeForm(ReasonForm, StaffForm):
    reasons = STAFF_REASONS


class SignerField(forms.ModelChoiceField):
    """An official, by name and by what stands under the signature."""

    def label_from_instance(self, obj: Official) -> str:
        return f"{obj.name}, {obj.signing_title}"


class PeopleForm(StaffForm):
    """Staff and the officials who hand over and approve."""

    handing_official = SignerField(Official.objects.none(), label=gettext_lazy("Who hands over"), required=False)
    head_official = SignerField(Official.objects.none(), label=gettext_lazy("Head of the centre"), required=False)

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, round=round, **kwargs)
        officials = Official.objects.filter(centre=round.centre_id)
        for name, who in (
            ("handing_official", officials.handing_over(round.date)),
            ("head_official", officials.heads(round.date)),
        ):
            field = field_of(self, name, SignerField)
            field.queryset = who
            field.empty_label = "–"


class ContentsForm(forms.Form):
    """Quantity and price of every item of the centre, in two fields each; empty means that it isn't in the package."""

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: dict[int, RoundLine] = {line.item_id: line for line in standard_package(round)}
        items = Item.objects.filter(centre=round.centre_id).order_by("retired", "id")
        self.items = [item for item in items if not item.retired or item.pk in lines]
        for item in self.items:
            line = lines.get(item.pk)
            self.fields[f"quantity_{item.pk}"] = QuantityField(
                label=f"{item.name} ({item.unit})",
                required=False,
                initial=line.quantity if line else None,
                validators=[not_too_large],
            )
            self.fields[f"price_{item.pk}"] = RupiahField(
                label=_("%(item)s, price per %(unit)s") % {"item": item.name, "unit": item.unit},
                required=False,
                initial=line.unit_price if line and line.unit_price is not None else item.usual_price,
                validators=[not_too_high],
            )

    @property
    def rows(self) -> list[tuple[Item, forms.BoundField, forms.BoundField]]:
        """Item, quantity and price for the table."""
        return [(item, self[f"quantity_{item.pk}"], self[f"price_{item.pk}"]) for item in self.items]

    @property
    def lines(self) -> dict[Item, tuple[Decimal, int | None]]:
        """What was entered, as change_contents() wants it."""
        entered = {item: self.cleaned_data.get(f"quantity_{item.pk}") for item in self.items}
        return {
            item: (quantity, self.cleaned_data.get(f"price_{item.pk}"))
            for item, quantity in entered.items()
            if quantity
        }


class SwapReasons(forms.RadioSelect):
    """Marks the reasons that speak of who comes instead: the page hides them where nobody does."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if _is_of_the_other(value):
            option["attrs"]["class"] = "of-the-other"
        return option


def _is_of_the_other(reason: str) -> bool:
    return reason in map(in_indonesian, OF_THE_OTHER)


class FamilyForm(ReasonForm):
    """Which family is to receive; ``families`` are (id, label) to choose from. NOBODY leaves the place free.

    Only who overrides the rotation gives a reason; ``without_reason`` holds the values that do not.
    """

    NOBODY = "nobody"
    family = forms.ChoiceField(label=gettext_lazy("Who receives instead"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=SwapReasons)

    def __init__(
        self,
        *args: Any,
        families: list[tuple[int, str]],
        without_reason: Iterable[int | str] = (),
        replace: bool,
        **kwargs: Any,
    ) -> None:
        self.reasons = SWAP_REASONS if replace else ADD_REASONS
        super().__init__(*args, **kwargs)
        self.without_reason = {str(value) for value in without_reason}
        nobody = [(self.NOBODY, _("Nobody: leave the place free"))] if replace else []
        field = field_of(self, "family", forms.ChoiceField)
        field.choices = [(str(pk), label) for pk, label in families] + nobody
        field.error_messages["required"] = _("Choose a family.")
        if not replace:
            field.label = _("Which family")
        if self.without_reason or not replace:
            why = field_of(self, "reason", forms.ChoiceField)
            why.required = False
            why.help_text = _("Not needed where the choice above says so.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("family") in self.without_reason:
            self.errors.pop("other_reason", None)
            return cleaned | {"reason": ""}
        if cleaned.get("family") == self.NOBODY and _is_of_the_other(cleaned.get("reason", "")):
            self.add_error("reason", _("Nobody comes instead: say why this family does not receive."))
            return cleaned
        if not cleaned.get("reason") and not {"reason", "other_reason"} & self.errors.keys():
            self.add_error("reason", GIVE_THE_REASON)
        return cleaned


CHANGED_MEANWHILE = gettext_lazy("The locations have changed meanwhile. Please order them again.")


class StopOrderForm(forms.Form):
    """The order that the page shows: ids of the round's locations, in hidden fields."""

    order = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, stops: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stops = stops
        field_of(self, "order", forms.TypedMultipleChoiceField).choices = list(stops.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if sorted(data.get("order", ())) != sorted(self.stops):
            # Above the form: what is wrong stands in fields that nobody sees.
            self.errors.pop("order", None)
            self.add_error(None, CHANGED_MEANWHILE)
        return data

    @property
    def shown(self) -> list[int]:
        """The order to show: as it was sent, or that of the round where it can't be."""
        return self.cleaned_data["order"] if self.is_bound and self._is_whole else list(self.stops)

    @property
    def _is_whole(self) -> bool:
        # Of a round without locations nothing is sent, and the field, which asks for one, has no value.
        return "order" in self.cleaned_data and sorted(self.cleaned_data["order"]) == sorted(self.stops)

    def moved(self) -> tuple[list[int], int] | None:
        """The order with one location moved by a button, *up* or *down*, and which it is; None where none was pressed.

        The first stays the first when it is moved up, the last the last.
        """
        if not self.is_bound or not self._is_whole:
            return None
        for button, step in (("up", -1), ("down", 1)):
            pk = row_key(self.data.get(button, ""))
            if pk is not None and pk in self.stops:
                place = max(self.shown.index(pk) + step, 0)
                rest = [other for other in self.shown if other != pk]
                return [*rest[:place], pk, *rest[place:]], pk
        return None


class StopOrderChangeForm(ReasonForm, StopOrderForm):
    reasons = ORDER_REASONS


class SendBackForm(forms.Form):
    note = TextField(
        label=gettext_lazy("What should be changed?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what should be changed.")},
    )


class PaperApprovalForm(forms.Form):
    signed_on = DateField(label=gettext_lazy("Signed on"))
    signer = forms.ChoiceField(
        label=gettext_lazy("Signed by"),
        help_text=gettext_lazy("Who is, or was then, head of the centre by its officials."),
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo or scan of the signed paper"),
        error_messages={"required": gettext_lazy("Add a photo of the signed paper: it is what approves the round.")},
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf", "data-shrink": "1600"}),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP; or a PDF of all its pages, the last with the signatures. It stays in the office."
        ),
    )

    def __init__(self, *args: Any, signers: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "signer", forms.ChoiceField).choices = [(name, name) for name in signers]


class CancelForm(ReasonForm):
    """Why a round is cancelled; an ``extra`` one has no month, and so no reason that speaks of one."""

    reasons = CANCEL_REASONS

    def __init__(self, *args: Any, extra: bool = False, **kwargs: Any) -> None:
        if extra:
            self.reasons = CANCEL_EXTRA_REASONS
        super().__init__(*args, **kwargs)


PROGRAMME_COUNTS = (
    "day",
    "every_months",
    "packages_per_round",
    "stops_per_round",
    "family_rest_months",
    "village_rest_rounds",
)


class ProgrammeForm(ModelForm):
    """Rule, numbers, package and texts of a programme."""

    class Meta:
        model = Programme
        fields = (
            "name",
            "rule",
            "nth",
            "weekday",
            "day",
            "every_months",
            "time",
            "starts_on",
            "ends_on",
            "packages_per_round",
            "stops_per_round",
            "family_rest_months",
            "village_rest_rounds",
            "package",
            "supplier",
            "terms",
            "source_of_funds",
            "legal_basis",
            "aims",
        )
        widgets = {
            "rule": forms.RadioSelect,
            "terms": forms.RadioSelect,
            "legal_basis": forms.Textarea(attrs={"rows": 3}),
            "aims": forms.Textarea(attrs={"rows": 3}),
            "time": TimeInput,
            "starts_on": DateInput,
            "ends_on": DateInput,
        }
        field_classes = {
            "starts_on": DateField,
            "ends_on": DateField,
            "time": TimeField,
            **dict.fromkeys(PROGRAMME_COUNTS, CountField),
        }

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.centre = centre
        chosen = self.instance.package_id
        packages = Package.objects.filter(centre=centre)
        package, supplier = (field_of(self, name, forms.ModelChoiceField) for name in ("package", "supplier"))
        package.queryset = packages.filter(retired=False) | packages.filter(pk=chosen)
        supplier.queryset = Supplier.objects.filter(centre=centre, retired=False)
        package.empty_label = supplier.empty_label = "–"
        field_of(self, "nth", forms.ChoiceField).choices = [("", "–"), *Programme.Nth.choices]
        field_of(self, "weekday", forms.ChoiceField).choices = [("", "–"), *Programme.Weekday.choices]
        field_of(self, "rule", forms.ChoiceField).choices = Programme.Rule.choices
        field_of(self, "terms", forms.ChoiceField).choices = Terms.choices
        if not self.instance.pk:
            self.initial["package"] = packages.filter(retired=False).values_list("pk", flat=True).first()
            self.initial["supplier"] = only_one(supplier.queryset)

    def clean_name(self) -> str:
        """The name counts once per centre."""
        name = " ".join(self.cleaned_data["name"].split())
        others = Programme.objects.filter(centre=self.instance.centre, name__iexact=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("There is already a programme of this name."))
        return name

    def clean(self) -> dict[str, Any]:
        """Only the part of the rule that was chosen counts; the constraint of the database says it again."""
        cleaned = super().clean() or {}
        if cleaned.get("rule") == Programme.Rule.DAY:
            cleaned["nth"] = cleaned["weekday"] = None
            if not cleaned.get("day"):
                ask_for(self, "day", _("Give the day of the month."))
        elif cleaned.get("rule") == Programme.Rule.WEEKDAY:
            cleaned["day"] = None
            for name in ("nth", "weekday"):
                if cleaned.get(name) is None:
                    ask_for(self, name, _("Say which weekday of the month."))
        keep_within(self, {"starts_on": of_beginnings(timezone.localdate()), "ends_on": of_ends()})
        return cleaned
