"""Items and suppliers that are recorded together with the first form that names them."""

from dataclasses import dataclass

from aid.models import Item, Supplier
from centres.models import Centre

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
    """The item itself; of a new one, the centre's item of that name, made where there is none."""
    if isinstance(item, Item):
        return item
    name = " ".join(item.name.split())
    known = Item.objects.filter(centre=centre, name__iexact=name).first()
    return known or Item.objects.create(
        centre=centre, name=name, unit=" ".join(item.unit.split()), kind=_kind_of(name.casefold())
    )


def _kind_of(name: str) -> Item.Kind:
    found = (kind for start, kind in KIND_BY_NAME.items() if name.startswith(start))
    return next(found, Item.Kind.OTHER)


def recorded_supplier(supplier: Supplier | NewSupplier, centre: Centre) -> Supplier:
    """The supplier itself; of a new one, the centre's supplier of that name, made where there is none."""
    if isinstance(supplier, Supplier):
        return supplier
    name = " ".join(supplier.name.split())
    known = Supplier.objects.filter(centre=centre, name__iexact=name).first()
    return known or Supplier.objects.create(centre=centre, name=name, kind=Supplier.Kind(supplier.kind))
