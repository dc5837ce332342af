"""Forms of the room of the aid: items, suppliers, deliveries and what becomes of stock."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aid.ledger import MAX_PRICE, Outcome
from aid.models import Item, Package, Receipt, Supplier
from aid.models.ledger import Terms
from centres.forms import (
    DateField,
    ManyFilesField,
    ManyFilesInput,
    ModelForm,
    QuantityField,
    RupiahField,
    TextField,
    ask_for,
    field_of,
)
from centres.models import Centre
from config.numbers import MAX_QUANTITY

NEW = "new"


def not_too_large(quantity: Decimal) -> None:
    """Refuse a quantity that no store could hold: somebody's finger slipped."""
    if quantity > MAX_QUANTITY:
        raise forms.ValidationError(_("This quantity is too large."))


def not_too_high(price: int) -> None:
    """Refuse what can't be a price in rupiah."""
    if price > MAX_PRICE:
        raise forms.ValidationError(_("This price is too high."))


class NotePagesForm(forms.Form):
    """Pictures of the pages of a supplier's note."""

    pages = ManyFilesField(
        label=_("Pages"),
        widget=ManyFilesInput(attrs={"accept": "image/*,application/pdf", "multiple": True, "data-shrink": "2000"}),
        help_text=_("Photos or scans as PDF, JPEG, PNG or WebP, in the order of the pages. Of a PDF each page is one."),
    )


class NamedOnce(ModelForm):
    """A record of the centre whose name occurs once, capital letters or not."""

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.centre = centre

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        model = self._meta.model
        same = model.objects.filter(centre=self.instance.centre, name__iexact=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("There is already an entry of this name."))
        return name


class ItemForm(NamedOnce):
    usual_price = RupiahField(
        label=_("Usual price per unit"),
        required=False,
        validators=[not_too_high],
        help_text=_("Used until the first delivery tells the real price."),
    )

    class Meta:
        model = Item
        fields = ("name", "unit", "kind", "usual_price", "expires", "retired")
        labels = {
            "name": _("Name of the item"),
            "unit": _("Unit"),
            "kind": _("Kind, for the national figures"),
            "expires": _("Has an expiry date"),
            "retired": _("No longer used"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].widget.attrs["class"] = "short"
        if self.instance.pk is None:
            del self.fields["retired"]
        elif self.instance.lots.exists():
            # All its quantities are counted in this unit.
            self.fields["unit"].disabled = True
            self.fields["unit"].help_text = _("Stays, because deliveries were recorded in it.")


class SupplierForm(NamedOnce):
    # Of a shop, as it is printed on its notes.
    numbers = frozenset({"contact", "address"})

    class Meta:
        model = Supplier
        fields = ("name", "kind", "contact", "address", "retired")
        labels = {
            "name": _("Name"),
            "kind": _("Kind of supplier"),
            "contact": _("Contact person"),
            "address": _("Address"),
            "retired": _("No longer used"),
        }
        widgets = {"kind": forms.RadioSelect(attrs={"class": "side"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["retired"]


class PackageForm(NamedOnce):
    class Meta:
        model = Package
        fields = ("name",)
        labels = {"name": _("Name of the package")}


class StartForm(forms.Form):
    starts_on = DateField(label=_("Valid from"))


class SupplierField(forms.ChoiceField):
    """A supplier of the list; what is missing is judged together with the name of a new one."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class ReceiptForm(forms.Form):
    """The details of a delivery. A name typed for a new supplier counts before the one chosen from the list."""

    supplier = SupplierField(label=_("Supplier"))
    new_supplier = TextField(
        label=_("Name of the new supplier"),
        max_length=120,
        required=False,
        help_text=_("Only if it is not in the list."),
    )
    new_kind = forms.ChoiceField(label=_("Kind of supplier"), choices=Supplier.Kind, required=False)
    received_on = DateField(label=_("Received on"))
    terms = forms.ChoiceField(label=_("Terms"), choices=Terms, widget=forms.RadioSelect(attrs={"class": "side"}))
    paid_on = DateField(
        label=_("Paid on"), required=False, help_text=_("Empty if it is not paid yet; it can be added later.")
    )
    source_of_funds = TextField(label=_("Source of funds"), max_length=120, required=False)
    number = TextField(numbers=True, label=_("Number of the note"), max_length=60, required=False)
    note = TextField(label=_("Remark"), max_length=200, required=False)
    again = forms.BooleanField(label=_("This is another delivery"), required=False)

    def __init__(self, *args: Any, suppliers: list[Supplier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The delivery that was recorded under the same note: then the form asks whether this is another one.
        self.same: Receipt | None = None
        self.suppliers = {str(supplier.pk): supplier for supplier in suppliers}
        field_of(self, "supplier", SupplierField).choices = [
            *([] if suppliers else [("", "–")]),
            *((key, supplier.name) for key, supplier in self.suppliers.items()),
            (NEW, _("New supplier …")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_supplier"):
            cleaned["supplier"] = NEW
        elif cleaned.get("supplier") == NEW:
            ask_for(self, "new_supplier", _("Enter the name of the new supplier."))
        elif not cleaned.get("supplier"):
            ask_for(self, "supplier", _("Choose the supplier, or enter a new one."))
        if cleaned.get("terms") == Terms.GIFT and cleaned.get("paid_on"):
            self.add_error("paid_on", _("A gift is not paid for."))
        return cleaned


class PaidForm(forms.Form):
    paid_on = DateField(label=_("Paid on"))


class ReasonForm(forms.Form):
    reason = TextField(label=_("Reason"), max_length=200)


class LotForm(forms.Form):
    """What happened to goods in stock: the books and the shelf differ, or some of it left."""

    COUNT = "count"

    what = forms.ChoiceField(
        label=_("What happened?"),
        choices=[
            (COUNT, _("Counted: there is more or less than in the books")),
            (Outcome.LOSS, _("Damaged, expired or lost: write it off")),
            (Outcome.SUPPLIER, _("Went back to the supplier")),
        ],
        widget=forms.RadioSelect,
    )
    quantity = QuantityField(
        label=_("Quantity"),
        validators=[not_too_large],
        help_text=_("After counting: all that is there. Otherwise: what leaves the stock."),
    )
    reason = TextField(label=_("Reason"), max_length=200)
