"""What the database refuses about goods, packages, suppliers and receipts (the ledger: test_ledger_walls.py)."""

import datetime
from decimal import Decimal

import pytest

from aid.models import Item, Lot, PackageLine, Receipt
from tests.factories import (
    CentreFactory,
    ItemFactory,
    MembershipFactory,
    PackageFactory,
    PackageVersionFactory,
    SupplierFactory,
)
from tests.walls import (
    adding_is_refused,
    changing_is_refused,
    changing_to_nan_is_refused,
    copied,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 11, 15)


def test_an_item_has_its_name_once():
    adding_is_refused("item_name_once", copied(ItemFactory()))
    adding_is_refused("item_name_once", copied(ItemFactory(name="Apa Saja"), name="apa saja"))


def test_a_package_has_its_name_once():
    adding_is_refused("package_name_once", copied(PackageFactory()))
    adding_is_refused("package_name_once", copied(PackageFactory(name="Apa Saja"), name="apa saja"))


def test_a_supplier_has_its_name_once():
    adding_is_refused("supplier_name_once", copied(SupplierFactory()))
    adding_is_refused("supplier_name_once", copied(SupplierFactory(name="Apa Saja"), name="apa saja"))


def test_a_package_has_one_version_per_date():
    adding_is_refused("package_version_one_per_date", copied(PackageVersionFactory()))


def test_an_item_stands_in_a_package_once():
    adding_is_refused("package_line_item_once", copied(PackageVersionFactory().lines.first()))


def test_a_package_holds_more_than_nothing_of_an_item():
    line = PackageVersionFactory().lines.first()

    changing_is_refused("package_line_above_zero", line, quantity=Decimal(0))


def test_a_package_holds_a_number_of_an_item():
    line = PackageVersionFactory().lines.first()

    changing_to_nan_is_refused("package_line_quantity_is_a_number", line, "quantity")


def test_a_package_holds_items_of_its_own_centre():
    line = PackageVersionFactory().lines.first()

    changing_is_refused("aid_packageline_item_id_same_centre", line, item=ItemFactory())
    assert PackageLine.objects.get(pk=line.pk).item_id == line.item_id


def test_a_gift_is_not_paid():
    centre = CentreFactory()
    gift = Receipt(
        centre=centre,
        supplier=SupplierFactory(centre=centre),
        received_on=TODAY,
        terms="gift",
        paid_on=TODAY,
        recorded_by=MembershipFactory(centre=centre, role="storekeeper").user,
        recorded_at=datetime.datetime(2024, 11, 15, tzinfo=datetime.UTC),
    )

    adding_is_refused("receipt_gift_is_not_paid", gift)


def delivered() -> Receipt:
    """A delivery on account with one lot, paid on the day."""
    centre = CentreFactory()
    receipt = Receipt.objects.create(
        centre=centre,
        supplier=SupplierFactory(centre=centre),
        received_on=TODAY,
        terms="account",
        paid_on=TODAY,
        recorded_by=MembershipFactory(centre=centre, role="storekeeper").user,
        recorded_at=datetime.datetime(2024, 11, 15, tzinfo=datetime.UTC),
    )
    Lot.objects.create(centre=centre, receipt=receipt, item=ItemFactory(centre=centre))
    return receipt


def test_a_payment_is_noted_once():
    receipt = delivered()

    changing_is_refused("receipt_paid_once", receipt, paid_on=TODAY + datetime.timedelta(days=1))
    changing_is_refused("receipt_paid_once", receipt, paid_on=None)


def test_what_was_delivered_keeps_its_unit():
    item = delivered().lots.get().item

    changing_is_refused("item_unit_stays", item, unit="karung")
    Item.objects.filter(pk=ItemFactory(centre=item.centre).pk).update(unit="karung")
