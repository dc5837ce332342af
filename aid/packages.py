"""What a package contains from which day on, and what it costs."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from aid.models import Item, Lot, Movement, Package, PackageLine, PackageVersion
from centres.models import Centre
from centres.versions import Version, require_seen, version_of
from config.days import of_beginnings
from config.errors import Refused
from config.numbers import require_quantity


def contents_version(package: Package) -> Version:
    """The name of a package, its contents from which day on, and what items usually cost. Three queries."""
    versions = package.versions.order_by("pk")
    lines = PackageLine.objects.filter(version__package=package)
    priced = Item.objects.filter(centre_id=package.centre_id).exclude(usual_price=None).order_by("pk")
    return (
        version_of(Package, [package], ("name",))
        | version_of(PackageVersion, versions, ("starts_on",))
        | version_of(PackageLine, lines, ("version", "item", "quantity"))
        | version_of(Item, priced, ("usual_price",))
    )


@transaction.atomic
def new_version(
    package: Package,
    *,
    starts_on: datetime.date,
    lines: Mapping[int, Decimal],
    seen: Version | None = None,
    now: datetime.datetime,
) -> PackageVersion:
    """Say what the package contains from ``starts_on`` on: ``lines`` maps ids of items to quantities per package.

    What was in force before today stays as it was: only the first version may begin earlier. A version that begins
    today or later may be given again with other contents; rounds keep what was approved, whatever happens here.
    """
    package = Package.objects.select_for_update(of=("self",)).select_related("centre").get(pk=package.pk)
    require_seen(seen, contents_version, package)
    for quantity in lines.values():
        require_quantity(quantity)
    contents = {item_id: quantity for item_id, quantity in lines.items() if quantity}
    if not contents:
        raise Refused(_("Put at least one item into the package."))
    if any(quantity < 0 for quantity in contents.values()):
        raise Refused(_("The quantity must be above zero."))
    of_beginnings(package.centre.local_date(now)).require(starts_on, field="starts_on")
    if starts_on < package.centre.local_date(now) and package.versions.exists():
        raise Refused(_("New contents begin today or later; what was before stays as it was."), field="starts_on")
    version, made = PackageVersion.objects.get_or_create(
        package=package, starts_on=starts_on, defaults={"centre_id": package.centre_id}
    )
    if not made:
        version.lines.all().delete()
    PackageLine.objects.bulk_create(
        PackageLine(centre_id=package.centre_id, version=version, item_id=item_id, quantity=quantity)
        for item_id, quantity in contents.items()
    )
    return version


def expect_price(item: Item, price: int | None) -> None:
    """Note what an item usually costs, in rupiah per base unit; None says nothing about it."""
    if price is not None and price != item.usual_price:
        item.usual_price = price
        item.save(update_fields=["usual_price"])


def price_of(items: Iterable[Item]) -> dict[int, int | None]:
    """The price of each item per base unit, in rupiah: of its last delivery, else its usual price, else None.

    A delivery that was taken back counts for nothing. One query.
    """
    items = list(items)
    last = dict(
        _priced(item__in=items).order_by("item_id", "-id").distinct("item_id").values_list("item_id", "unit_price")
    )
    return {item.pk: last.get(item.pk, item.usual_price) for item in items}


def without_price(centre: Centre | OuterRef, today: datetime.date) -> QuerySet[Item]:
    """The items of which ``price_of`` knows none, among those that a package contains today or will contain."""
    later = PackageVersion.objects.filter(
        package=OuterRef("version__package"), starts_on__lte=today, starts_on__gt=OuterRef("version__starts_on")
    )
    lines = PackageLine.objects.filter(item=OuterRef("pk"), version__package__retired=False).exclude(Exists(later))
    items = Item.objects.filter(Exists(lines), centre=centre, usual_price=None)
    return items.exclude(Exists(_priced(item=OuterRef("pk")))).order_by("pk")


def _priced(**of: Any) -> QuerySet[Lot]:
    """Deliveries with a price that were not taken back."""
    taken_back = Movement.objects.filter(lot=OuterRef("pk"), reverses__kind=Movement.Kind.RECEIPT)
    return Lot.objects.filter(unit_price__isnull=False, **of).exclude(Exists(taken_back))
