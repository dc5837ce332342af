"""Items and suppliers that are recorded together with the first form that names them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from aid.models import Item, Supplier
from centres.models import Centre
from config.errors import Refused

# How the usual goods are called, so that a new one is summed with those of other centres.
KIND_BY_NAME = {
    "beras": Item.Kind.RICE,
    "gula pasir": Item.Kind.SUGAR,
    "minyak goreng": Item.Kind.OIL,
    "susu": Item.Kind.MILK,
    "sarden": Item.Kind.FISH,
    "ikan kaleng": Item.Kind.FISH,
    "telur": Item.Kind.EGGS,
    "mi instan": Item.Kind.NOODLES,
    "mie instan": Item.Kind.NOODLES,
}


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that the centre did not have so far, and its base unit."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class NewSupplier:
    """A supplier that is recorded together with its first delivery."""

    name: str
    kind: str = Supplier.Kind.CANTEEN


def recorded_item(item: Item | NewItem, centre: Centre) -> Item:
    """The item itself; of a new one, the centre's item of that name, made where there is none.

    Somebody else may make it at the same moment. Raises Refused where it is counted in another unit than is meant.
    """
    if isinstance(item, Item):
        return item
    name, unit = " ".join(item.name.split()), " ".join(item.unit.split())
    new = {"name": name, "unit": unit, "kind": _kind_of(name.casefold())}
    found, _made = Item.objects.get_or_create(centre=centre, name__iexact=name, defaults=new)
    require_unit(found, unit)
    return found


def require_unit(item: Item, unit: str) -> None:
    """Raise Refused for a unit in which the item is not counted; none says nothing."""
    if unit and unit.casefold() != item.unit.casefold():
        said = {"item": item.name, "unit": item.unit}
        raise Refused(_("%(item)s is counted in %(unit)s here. Give its quantity in %(unit)s.") % said, field="unit")


def _kind_of(name: str) -> Item.Kind:
    found = (kind for start, kind in KIND_BY_NAME.items() if name.startswith(start))
    return next(found, Item.Kind.OTHER)


def recorded_supplier(supplier: Supplier | NewSupplier, centre: Centre) -> Supplier:
    """The supplier itself; of a new one, the centre's supplier of that name, made where there is none.

    Somebody else may make it at the same moment.
    """
    if isinstance(supplier, Supplier):
        return supplier
    name = " ".join(supplier.name.split())
    new = {"name": name, "kind": Supplier.Kind(supplier.kind)}
    found, _made = Supplier.objects.get_or_create(centre=centre, name__iexact=name, defaults=new)
    return found
