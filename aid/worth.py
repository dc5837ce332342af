"""What goods are worth together: a sum only where every price is known, else which one is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from config.formats import rupiah


@dataclass(frozen=True, slots=True)
class Worth:
    """Rupiah, to its fractions; None where there are no goods, or where a price is missing: a part is not the whole.

    ``unpriced`` names the goods without a price, each once.
    """

    rupiah: Decimal | None
    unpriced: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What a page shows: the amount, or what is missing, or a dash where there is nothing."""
        if self.unpriced:
            return _("not complete: no price yet for %(items)s") % {"items": ", ".join(self.unpriced)}
        return rupiah(self.rupiah) or "–"


def worth_of(goods: Iterable[tuple[str, Decimal, Decimal | int | None]]) -> Worth:
    """The worth of goods: the name of each, its quantity, and its price per unit in rupiah, None where it has none."""
    return together((name, None if price is None else quantity * price) for name, quantity, price in goods if quantity)


def together(costs: Iterable[tuple[str, Decimal | int | None]]) -> Worth:
    """The worth of goods whose costs in rupiah are known, each with its name; None where its price is not."""
    costs = list(costs)
    if unpriced := tuple(dict.fromkeys(name for name, cost in costs if cost is None)):
        return Worth(None, unpriced)
    known = [Decimal(cost) for _name, cost in costs if cost is not None]
    return Worth(sum(known, Decimal(0)) if known else None)
