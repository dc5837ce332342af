"""Forms with lines of items: one row per item that the centre uses, and free rows for others.

They work without a script: *more rows* sends what was typed and gets it back with free rows beneath.
"""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aid.first_seen import NewItem, NewSupplier, require_unit
from aid.forms import ReceiptForm, not_too_high, not_too_large
from aid.ledger import ReceivedLine
from aid.models import Item, Supplier
from aid.same_note import AlreadyReceived
from aid.worth import Worth, together
from centres.forms import DateField, FormSet, QuantityField, RupiahField, TextField, add_refusal, ask_for, called
from centres.requests import CentreRequest
from config.errors import Refused
from config.keys import row_key

MORE = "more"
MORE_ROWS = 2
FIRST_ROWS = 5
MOST_ROWS = 200
PREFIX = "lines"
# What the form of a delivery tells ``ledger.receive`` by the same name.
TOLD = ("received_on", "terms", "paid_on", "source_of_funds", "number", "note", "again")
AnyLines = TypeVar("AnyLines", bound="BaseLines")


class LineForm(forms.Form):
    """A row: of a known item (``item`` is its id), or free, where a name is typed.

    ``line_item`` is then an Item or a NewItem. A row without a quantity counts for nothing.
    """

    item = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"data-keep": "same"}))
    name = TextField(label=_("Item"), max_length=80, required=False)
    unit = TextField(label=_("Unit"), max_length=20, required=False)
    quantity = QuantityField(label=_("Quantity"), required=False, validators=[not_too_large])
    unit_price = RupiahField(label=_("Price per unit"), required=False, validators=[not_too_high])
    expires_on = DateField(label=_("Expires on"), required=False)
    code = TextField(numbers=True, label=_("Lot code"), max_length=40, required=False)

    use_required_attribute = False

    def __init__(
        self, *args: Any, items: Mapping[int, Item], hints: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.by_name = {item.name.casefold(): item for item in items.values()}
        self.line_item: Item | NewItem | None = None
        known = row_key(str(self["item"].value() or ""))
        self.known_item = items.get(known) if known else None
        self.hint = (hints or {}).get(self.known_item.pk, "") if self.known_item else ""
        for name in ("quantity", "unit_price", "expires_on", "code", "name", "unit"):
            field = self.fields[name]
            if name == "code" or (not self.known_item and name in ("name", "unit")):
                field.widget.attrs["placeholder"] = field.label
            # Read out, and said above the form where it is wrong: which row is meant.
            field.label = f"{self.called}, {str(field.label).lower()}"
            field.widget.attrs["aria-label"] = field.label
        self.fields["name"].widget.attrs["list"] = "items"
        self.fields["unit"].widget.attrs["list"] = "units"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.line_item = self.known_item or self.by_name.get(" ".join(cleaned.get("name", "").split()).casefold())
        if isinstance(self.line_item, Item) and not self.known_item:
            try:
                require_unit(self.line_item, " ".join(cleaned.get("unit", "").split()))
            except Refused as refused:
                add_refusal(self, refused)
        if self.line_item is None and cleaned.get("name"):
            if not cleaned.get("unit"):
                ask_for(self, "unit", _("Enter the unit of this new item, for example kg."))
            self.line_item = NewItem(cleaned["name"], cleaned.get("unit", ""))
        if self.known_item is None and "quantity" not in self.errors:
            if cleaned.get("name") and not cleaned.get("quantity"):
                self.add_error("quantity", _("Enter the quantity."))
            elif cleaned.get("quantity") and not cleaned.get("name"):
                ask_for(self, "name", _("Enter the name of the item."))
        return cleaned

    @property
    def cost(self) -> Decimal | None:
        """Rupiah of the row as it stands in the form; None while quantity or price is missing or can't be read."""
        quantity, price = self._read("quantity"), self._read("unit_price")
        return None if quantity is None or price is None else quantity * price

    def _read(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None

    @property
    def has_quantity(self) -> bool:
        """Whether a quantity stands in the row that can be read."""
        return bool(self._read("quantity"))

    @property
    def called(self) -> str:
        """The item of the row as it stands in the form, or the row by its number."""
        return self.known_item.name if self.known_item else called(self, "name", gettext("Row %(number)s"))

    @property
    def is_filled(self) -> bool:
        """Whether the row says something."""
        return bool(self.cleaned_data.get("quantity"))

    @property
    def filled_item(self) -> Item | NewItem:
        """The item of a valid row that is filled."""
        assert self.line_item is not None  # clean() asks for the name wherever there is a quantity
        return self.line_item


class BaseLines(FormSet):
    """All rows; at least one has to be filled, and an item that stands twice is refused where ``once``."""

    once = False

    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.filled:
            raise forms.ValidationError(_("Give the quantity of at least one item."))
        if self.once and (twice := self._twice()):
            raise forms.ValidationError(_("%(item)s is entered twice."), params={"item": twice})

    def _twice(self) -> str:
        """The name of the first item that stands in a second row, or nothing."""
        seen = set()
        for form in self.filled:
            name = form.filled_item.name
            if name.casefold() in seen:
                return name
            seen.add(name.casefold())
        return ""

    @property
    def may_expire(self) -> bool:
        """Whether an expiry date can be typed in some row."""
        return any(form.known_item is None or form.known_item.expires for form in self.forms)

    @property
    def worth(self) -> Worth:
        """What the rows with a quantity are worth together, as they stand in the form, to compare with the note."""
        return together((form.called, form.cost) for form in self.forms if form.has_quantity)

    @property
    def filled(self) -> list[LineForm]:
        """The rows that say something."""
        return [form for form in self.forms if form.is_filled]


class BaseContents(BaseLines):
    once = True


def _formset_of(formset: type[AnyLines]) -> type[AnyLines]:
    made = forms.formset_factory(LineForm, formset=formset, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return cast(type[AnyLines], made)  # a subclass of what was given, which the annotation forgets


Lines = _formset_of(BaseLines)
Contents = _formset_of(BaseContents)


def rows_of(items: Iterable[Item], **values: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Initial rows: one per item, with the values that are named by field and item id; free ones if there is none."""
    rows = [{"item": item.pk, **{field: given.get(item.pk) for field, given in values.items()}} for item in items]
    return rows or [{} for _n in range(FIRST_ROWS)]


def typed(form_class: type[forms.Form | forms.ModelForm], data: QueryDict) -> dict[str, Any]:
    """What was typed into a form, as it was, to show it again."""
    return {name: data.get(name, "") for name in form_class.base_fields}


def typed_rows(data: QueryDict) -> list[dict[str, Any]]:
    """What was typed into the rows, with free rows beneath."""
    count = min(row_key(data.get(f"{PREFIX}-TOTAL_FORMS", "")) or 0, MOST_ROWS)
    rows = [{name: data.get(f"{PREFIX}-{n}-{name}", "") for name in LineForm.base_fields} for n in range(count)]
    return rows + [{} for _n in range(MORE_ROWS)]


def wants_more(request: CentreRequest) -> bool:
    """Whether only more rows were asked for."""
    return request.method == "POST" and MORE in request.POST


class GoodsIn:
    """A delivery as one form: its details and its lines. ``rows`` and ``initial`` are what it is prefilled with."""

    def __init__(
        self,
        request: CentreRequest,
        *,
        items: Iterable[Item],
        initial: Mapping[str, Any],
        rows: list[dict[str, Any]],
        hints: Mapping[int, str] | None = None,
    ) -> None:
        suppliers = list(Supplier.objects.filter(centre=request.centre, retired=False))
        self.items = {item.pk: item for item in items}
        more = wants_more(request)
        data = request.POST if request.method == "POST" and not more else None
        if more:
            initial, rows = typed(ReceiptForm, request.POST), typed_rows(request.POST)
        self.form = ReceiptForm(data, initial=initial, suppliers=suppliers)
        self.lines = Lines(data, initial=rows, prefix=PREFIX, form_kwargs={"items": self.items, "hints": hints})

    def is_valid(self) -> bool:
        """Whether both were sent and are right; every error is then known."""
        return all([self.form.is_bound, self.form.is_valid(), self.lines.is_valid()])

    def delivery(self) -> dict[str, Any]:
        """The arguments of ``ledger.receive`` that the form gives."""
        given = self.form.cleaned_data
        supplier = self.form.suppliers.get(given["supplier"])
        return {
            "supplier": supplier or NewSupplier(given["new_supplier"], given["new_kind"] or Supplier.Kind.CANTEEN),
            "lines": [
                ReceivedLine(
                    form.filled_item,
                    form.cleaned_data["quantity"],
                    form.cleaned_data["unit_price"],
                    form.cleaned_data["expires_on"],
                    form.cleaned_data["code"],
                )
                for form in self.lines.filled
            ],
            **{name: given[name] for name in TOLD},
        }

    def refuse(self, refused: Refused) -> None:
        """Show why the operation refused, by its field where there is one; of a note recorded already, which it is."""
        add_refusal(self.form, refused)
        if isinstance(refused, AlreadyReceived):
            self.form.same = refused.receipt


def today(request: CentreRequest, now: datetime.datetime) -> datetime.date:
    """The day at the centre."""
    return request.centre.local_date(now)
