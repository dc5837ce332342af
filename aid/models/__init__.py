"""What is given: goods, packages, where they came from, and the ledger."""

from aid.models.goods import Item, Package, PackageLine, PackageVersion
from aid.models.ledger import Issue, Lot, Movement, Receipt, Supplier

__all__ = ("Issue", "Item", "Lot", "Movement", "Package", "PackageLine", "PackageVersion", "Receipt", "Supplier")
