"""What is given: goods, packages, where they came from, and the ledger."""

from aid.models.goods import Item, Package, PackageLine, PackageVersion
from aid.models.ledger import Issue, Lot, Movement, Receipt, Supplier
from aid.models.notes import NotePage

__all__ = (
    "Issue",
    "Item",
    "Lot",
    "Movement",
    "NotePage",
    "Package",
    "PackageLine",
    "PackageVersion",
    "Receipt",
    "Supplier",
)
