"""How every form of Peduli looks and reads: the renderer, and the fields that speak the user's way of writing."""

import datetime
import html
import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centres.glyphs import unprintable, without_marks
from centres.models import Region
from centres.personal_numbers import personal_number_in
from centres.places import find_regency, regencies_of_the_country, regency_label
from config.days import Bounds
from config.errors import NOT_AS_THE_PAGE_SENDS_IT, ChangedMeanwhile, Refused
from config.numbers import ENTER_A_QUANTITY, counts
from config.read_days import ISO, TwoDigitYear, read_day
from config.readable import has_something_to_read

QUANTITY_FORMAT = re.compile(r"[0-9]+([.,][0-9]{1,3})?")
COUNT_FORMAT = re.compile(r"[0-9]{1,12}")
YEARS = range(1900, 2101)
MOMENT = re.compile(r"(?P<day>.+?)[ T,]+(?:pukul )?(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?::\d{2})?")
TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[.:]?(?P<minute>[0-9]{2})(?::[0-9]{2})?)?")
LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
AnyField = TypeVar("AnyField", bound=forms.Field)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, however little that is, and nothing when the page is only opened."""
    return request.POST if request.method == "POST" else None


def add_refusal(form: forms.BaseForm, refused: Refused, *, field: str | None = None) -> None:
    """Put the sentence of a refused operation beside its field, or above the form.

    ``field`` is what the form calls the field that the operation names otherwise, such as one of a row.
    That somebody else changed the record meanwhile, ``{% version %}`` says, with who and what.
    """
    if isinstance(refused, ChangedMeanwhile):
        return
    field = field or refused.field
    form.add_error(field if field in form.fields else None, str(refused))


def what_is_wrong(form: forms.BaseForm) -> str:
    """All that is wrong with a form that has no page of its own, in sentences."""
    hidden = {field.name for field in form.hidden_fields()}
    said = [
        str(NOT_AS_THE_PAGE_SENDS_IT if name in hidden else error)
        for name, errors in form.errors.items()
        for error in errors
    ]
    return " ".join(dict.fromkeys(said))


def ask_for(form: forms.BaseForm, field: str, sentence: str | Promise) -> None:
    """Say beside a field that it is needed, unless it says already what is wrong with what was typed there."""
    if field not in form.errors:
        form.add_error(field, str(sentence))


def called(form: forms.BaseForm, name: str, otherwise: str) -> str:
    """How a row of a formset is called: by what is typed as its ``name``, else by its number, counted from 1.

    ``otherwise`` has a place for the %(number)s.
    """
    typed = " ".join(str(form[name].value() or "").split())
    number = (form.prefix or "").rpartition("-")[2]
    return typed or otherwise % {"number": int(number) + 1 if number.isdecimal() else ""}


def field_of(form: forms.BaseForm, name: str, kind: type[AnyField]) -> AnyField:
    """The form's own copy of a field, by what it is: a form knows its fields by name only.

    Raises TypeError when it is of another kind.
    """
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is a {type(field).__name__}, not a {kind.__name__}")
    return field


def keep_within(form: forms.BaseForm, bounds: Mapping[str, Bounds]) -> None:
    """Say beside its field that a day lies outside its bounds; for forms that save without an operation."""
    for name, allowed in bounds.items():
        try:
            allowed.require(form.cleaned_data.get(name), field=name)
        except Refused as refused:
            add_refusal(form, refused)


class FormSet(forms.BaseFormSet):
    """Rows of forms; what Django says of a count that is not there names its hidden fields."""

    default_error_messages = forms.BaseFormSet.default_error_messages | {
        "missing_management_form": NOT_AS_THE_PAGE_SENDS_IT
    }

    def initial_form_count(self) -> int:
        """How many rows the page had: by what it was made of. By what is sent, they could count as left empty."""
        return len(self.initial) if self.initial else super().initial_form_count()


class PeduliFormRenderer(TemplatesSetting):
    """Draws forms by ``templates/_form.html``: error summary, labels, hints, errors by the field."""

    form_template_name = "_form.html"
    formset_template_name = "_formset.html"
    field_template_name = "_field.html"


class DateInput(forms.TextInput):
    """A day as it is written here, 20/11/2026: the browser's own field writes it as the browser's language does.

    ``js/dates.js`` puts the strokes in while digits are typed, and opens the browser's calendar by the button.
    """

    template_name = "_date_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "numeric", "autocomplete": "off", "placeholder": _("dd/mm/yyyy"), "data-date": ""}
        super().__init__({**usual, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, str) and ISO.fullmatch(value):
            with suppress(ValueError):
                value = read_day(value)
        if isinstance(value, datetime.date):
            return f"{value:%d/%m}/{value.year:04d}"
        typed: str | None = super().format_value(value)
        return typed


class DateTimeInput(DateInput):
    """A day and a time, 20/11/2026 09.30."""

    template_name = "django/forms/widgets/text.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "text", "placeholder": _("dd/mm/yyyy 09.30"), **(attrs or {})})
        del self.attrs["data-date"]

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime.datetime):
            return f"{super().format_value(value.date())} {value:%H.%M}"
        return super().format_value(value)


class TimeInput(forms.TextInput):
    """A time of 24 hours as it is written here, 08.00: the browser's own field asks for AM and PM where it is English.

    ``js/dates.js`` puts the point in while digits are typed.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "numeric", "autocomplete": "off", "placeholder": _("hh.mm"), "data-time": ""}
        super().__init__({**usual, "class": "number", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime.time):
            return f"{value:%H.%M}"
        typed: str | None = super().format_value(value)
        return typed


def printable(text: str) -> None:
    """Refuse what no paper can print, while it can still be mended: on the paper it would be a box."""
    if letters := unprintable(text):
        raise ValidationError(
            _("No paper can print %(letters)s. Leave it out, or write it in words."),
            code="unprintable",
            params={"letters": " ".join(letters)},
        )


def impersonal(text: str) -> None:
    """Refuse a number of a person in a text that is stored in clear."""
    if personal_number_in(text):
        raise ValidationError(
            _(
                "This looks like a NIK, a KK number, a phone number or a date of birth. Leave it out: such numbers"
                " stand in their own fields only, where they are stored encrypted."
            ),
            code="personal",
        )


class TextField(forms.CharField):
    """A text that may come onto a paper, without marks that nobody sees, and without numbers of people.

    Too long, it is refused: a browser that knew the limit would cut it. ``numbers`` says that it is the place for one:
    the number of a note, a phone number that is sealed, that of an office.
    """

    default_validators = [printable]

    def __init__(self, *, numbers: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not numbers:
            self.validators.append(impersonal)

    def to_python(self, value: Any) -> Any:
        """What was typed; where nothing of it would be seen, as if nothing was."""
        text = super().to_python(without_marks(value) if isinstance(value, str) else value)
        return text if not text or has_something_to_read(text) else self.empty_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Those of Django, without the length."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class ModelForm(forms.ModelForm):
    """A form of one row, whose texts are like ``TextField``; ``numbers`` names those that are the place for one."""

    numbers: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                if type(field) is forms.CharField:
                    field.__class__ = TextField  # Django makes it from the column
                field.widget.attrs.pop("maxlength", None)
                if printable not in field.validators:
                    field.validators.append(printable)
                if type(field) is TextField and name not in self.numbers and impersonal not in field.validators:
                    field.validators.append(impersonal)


def in_our_time(day: datetime.date) -> None:
    """Refuse a mistyped year: pages reckon a month beyond each day, and the year 1 is read back from no database."""
    if day.year not in YEARS:
        raise ValidationError(_("Enter a year between 1900 and 2100."), code="year")


def _day_typed(text: str, invalid: Any) -> datetime.date:
    """The day of a text. Raises ValidationError with ``invalid`` for what is none, and for a year of two digits."""
    try:
        return read_day(text)
    except TwoDigitYear:
        raise ValidationError(_("Write the year with four digits, for example 20/11/2026."), code="year") from None
    except ValueError:
        raise ValidationError(invalid, code="invalid") from None


class DateField(forms.DateField):
    """A day, typed 20/11/2026 or as ``config.read_days`` says, or chosen in the calendar."""

    widget = DateInput
    default_validators = [in_our_time]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Enter a date that exists, for example 20/11/2026.")

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, str) and value.strip():
            return _day_typed(value, self.error_messages["invalid"])
        return super().to_python(value)


class DateTimeField(forms.DateTimeField):
    """A day and a time in the centre's zone, typed 20/11/2026 09.30."""

    widget = DateTimeInput
    default_validators = [in_our_time]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Enter day and time, for example 20/11/2026 09.30.")

    def to_python(self, value: Any) -> datetime.datetime | None:
        typed = MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
        if typed is None:
            return super().to_python(value)
        day = _day_typed(typed["day"], self.error_messages["invalid"])
        return super().to_python(f"{day.isoformat()} {typed['hour']}:{typed['minute']}")


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files of one input."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file is checked; at least one is needed."""
        return [super(ManyFilesField, self).clean(file, initial) for file in data or [None]]


class TimeField(forms.TimeField):
    """A time of the day in the centre's zone, typed 08.00 or 08:00; a phone's number keys have neither: 0800, or 8."""

    widget = TimeInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Enter a time from 00.00 to 23.59, for example 08.00.")

    def to_python(self, value: Any) -> datetime.time | None:
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        typed = TIME.fullmatch(value.strip())
        try:
            return datetime.time(int(typed["hour"]), int(typed["minute"] or 0)) if typed else self._no_time()
        except ValueError:
            return self._no_time()

    def _no_time(self) -> NoReturn:
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class PlainSelect(forms.Select):
    """A select without groups, written at once: Django draws each option by a template, which is slow."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = "".join(self._option(value, text, chosen) for value, text in self.choices)
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, mark_safe(options))  # noqa: S308  # escaped below

    def _option(self, value: Any, text: Any, chosen: list[str]) -> str:
        selected = " selected" if str(value) in chosen else ""
        return f'<option value="{html.escape(str(value))}"{selected}>{html.escape(str(text))}</option>'


class CountField(forms.IntegerField):
    """How many of something: digits alone, where Django would read -0, 1_0 and 3.0 as numbers, too."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip() and not COUNT_FORMAT.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class RupiahInput(forms.TextInput):
    template_name = "_rupiah_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int | Decimal):
            return f"{int(value):,}".replace(",", ".")
        typed: str | None = super().format_value(value)
        return typed


class RupiahField(forms.Field):
    """Whole rupiah, typed 1250000, 1.250.000 or Rp1.250.000; None when left empty."""

    widget = RupiahInput

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        text = re.sub(r"^rp\.?", "", re.sub(r"\s", "", str(value)).lower()).removesuffix(",00").removesuffix(",-")
        if not re.fullmatch(r"[0-9]{1,12}|[0-9]{1,3}(\.[0-9]{3}){1,3}", text):
            raise ValidationError(
                _("Enter an amount in whole rupiah, for example 1.250.000."),
                code="invalid",
            )
        return int(text.replace(".", ""))


def written(amount: Decimal) -> str:
    """A quantity as ``QuantityField`` reads it back: 2,5 or, in English, 2.5; with a comma where a point is refused."""
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if get_language() == "id" or LIKE_THOUSANDS.fullmatch(text) else text


class QuantityInput(forms.TextInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "inputmode": "decimal",
                "autocomplete": "off",
                "class": "number",
                **(attrs or {}),
            }
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int | Decimal):
            return written(Decimal(value))
        typed: str | None = super().format_value(value)
        return typed


class QuantityField(forms.Field):
    """A quantity in the item's base unit with at most three decimals, typed 2,5 or 2.5; None when left empty.

    ``1.000`` is refused as ambiguous: an Indonesian reads a thousand in it, a computer one.
    """

    widget = QuantityInput

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return self._counted(Decimal(value))
        text = re.sub(r"\s", "", str(value))
        if LIKE_THOUSANDS.fullmatch(text):
            raise ValidationError(
                _("%(text)s can be read in two ways. Write %(whole)s or %(part)s."),
                code="ambiguous",
                params={
                    "text": text,
                    "whole": text.replace(".", ""),
                    "part": written(Decimal(text)),
                },
            )
        if not QUANTITY_FORMAT.fullmatch(text):
            raise ValidationError(ENTER_A_QUANTITY, code="invalid")
        return Decimal(text.replace(",", "."))

    def _counted(self, quantity: Decimal) -> Decimal:
        if not counts(quantity):
            raise ValidationError(ENTER_A_QUANTITY, code="invalid")
        return quantity


class KeyField(forms.UUIDField):
    """The key under which a page or phone sends a report: one that it drew by lot (version 4).

    What follows from such a key, and from nothing else (``uuid5``), is ours: under it nobody says anything before us.
    """

    def clean(self, value: Any) -> UUID | None:
        key: UUID | None = super().clean(value)
        if key is not None and key.version != 4:
            raise ValidationError(NOT_AS_THE_PAGE_SENDS_IT)
        return key


class SearchInput(forms.TextInput):
    """A text that names one of many. ``js/search-field.js`` offers, from ``url``, what it may mean while one types.

    ``url`` answers ``?q=`` with JSON: ``{"choices": ["Panolan, Kedungtuban"]}``. What is typed is read on the server.
    """

    template_name = "_search_input.html"

    def __init__(self, url: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", "data-search": url, **(attrs or {})})


class RegencyField(forms.CharField):
    """A regency or city by its name; cleaned, the region."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "label": _("Regency or city"),
                "help_text": _("Type the first letters and choose."),
                "max_length": 120,
                "widget": SearchInput(reverse_lazy("centres:regencies")),
                **kwargs,
            }
        )

    def clean(self, value: Any) -> Region | None:
        text = super().clean(value)
        try:
            return find_regency(text, regencies_of_the_country()) if text else None
        except Refused as refused:
            raise ValidationError(str(refused)) from None

    def prepare_value(self, value: Any) -> Any:
        """What is typed as it is; the key of the centre's regency as its name."""
        if isinstance(value, int):
            return regency_label(Region.objects.select_related("parent").get(pk=value))
        return value
