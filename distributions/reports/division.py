"""Dividing what was given by month, quarter, year, district, item or source of funds; each way adds up to the same.

Who only looks on at a centre reads no district in which fewer than five packages were handed over: such districts
stand together, and where they are still too few another one stands with them. So nothing can be reckoned from the sum.
"""

import datetime
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.formats import month_year, quantity
from distributions.reports.given import Given, Good, Goods, Held

# Below this number a count of a part of a centre may name somebody.
FEW = 5
# The smallest part of a quantity that is written.
PARTS = 1000
QUARTERS = ("I", "II", "III", "IV")


class Way(models.TextChoices):
    """By what the recap divides; the values stand in addresses."""

    MONTH = "bulan", gettext_lazy("Month")
    QUARTER = "triwulan", gettext_lazy("Quarter")
    YEAR = "tahun", gettext_lazy("Year")
    DISTRICT = "kecamatan", gettext_lazy("District")
    ITEM = "barang", gettext_lazy("Item")
    FUNDS = "dana", gettext_lazy("Source of funds")


# A package is of many items and may come from several sources: of these, goods and their value alone are divided.
GOODS_ALONE = (Way.ITEM, Way.FUNDS)


@dataclass(slots=True)
class Part:
    """A row of the recap: packages, persons of known households, value in rupiah, and how much of each item.

    ``value`` is None while no price is known. ``packages`` and ``persons`` say nothing where goods alone are divided.
    """

    label: str
    packages: int = 0
    persons: int = 0
    unknown: int = 0
    value: int | None = None
    goods: dict[Good, Decimal] = field(default_factory=dict)

    def add(self, other: "Part") -> None:
        """Count another row with this one."""
        self.packages += other.packages
        self.persons += other.persons
        self.unknown += other.unknown
        self._worth(other.value)
        for good, amount in other.goods.items():
            self.goods[good] = self.goods.get(good, Decimal(0)) + amount

    def handed(self, good: Good, amount: Decimal, value: int | None) -> None:
        """Count so much of an item."""
        self.goods[good] = self.goods.get(good, Decimal(0)) + amount
        self._worth(value)

    def _worth(self, value: int | None) -> None:
        if value is not None:
            self.value = (self.value or 0) + value

    @property
    def known_persons(self) -> int | None:
        """The persons, None while of no household it is known how many live there: that is not nobody."""
        return None if self.unknown and not self.persons else self.persons

    @property
    def amounts(self) -> list[str]:
        """How much of each item, in words: *Beras 40 kg*."""
        return [f"{good.name} {quantity(amount, good.unit)}" for good, amount in self.goods.items()]


def whole(given: Given) -> Part:
    """The sum of everything, which no way of dividing changes."""
    found = Part(_("Total"))
    for people in given.people.values():
        found.add(Part("", people.packages, people.persons, people.unknown))
    for goods in given.goods.values():
        found.handed(goods.good, goods.quantity, goods.value)
    return found


def divide(given: Given, way: Way, *, discreet: Collection[int] = ()) -> list[Part]:
    """The rows of one way of dividing. ``discreet`` are the centres at which the reader only looks on."""
    if way == Way.DISTRICT:
        return _districts(given, discreet)
    if way == Way.ITEM:
        return _dearest(_items(given))
    if way == Way.FUNDS:
        return _dearest(_sources(given))
    found: dict[Hashable, Part] = {}
    of_round = {}
    for round, held in sorted(given.rounds.items(), key=lambda one: one[1].month):
        key, label = _time(held.month, way)
        of_round[round] = found.setdefault(key, Part(label))
    for (round, _district), people in given.people.items():
        of_round[round].add(Part("", people.packages, people.persons, people.unknown))
    for (round, _item), goods in given.goods.items():
        of_round[round].handed(goods.good, goods.quantity, goods.value)
    return list(found.values())


def _time(month: datetime.date, way: Way) -> tuple[Hashable, str]:
    if way == Way.YEAR:
        return month.year, str(month.year)
    if way == Way.MONTH:
        return month, month_year(month)
    quarter = (month.month - 1) // 3
    return (month.year, quarter), _("Quarter %(quarter)s %(year)d") % {"quarter": QUARTERS[quarter], "year": month.year}


def _districts(given: Given, discreet: Collection[int]) -> list[Part]:
    by_centre: dict[int, dict[str, Part]] = {}

    def part(held: Held, district: str) -> Part:
        return by_centre.setdefault(held.centre, {}).setdefault(district, Part(district or _("Not stated")))

    for (round, district), people in given.people.items():
        part(given.rounds[round], district).add(Part("", people.packages, people.persons, people.unknown))
    for (round, item), goods in given.goods.items():
        for district, (amount, value) in _divided(goods, given.districts[round, item]).items():
            part(given.rounds[round], district).handed(goods.good, amount, value)
    found = []
    for centre, name in sorted(given.centres.items(), key=lambda one: one[1]):
        parts = sorted(by_centre.get(centre, {}).values(), key=lambda part: part.label)
        parts = together(parts) if centre in discreet else parts
        for one in parts:
            # A district of this name may be another centre's, in another regency.
            one.label = f"{one.label} ({name})" if len(given.centres) > 1 else one.label
        found += parts
    return found


def together(parts: list[Part]) -> list[Part]:
    """The same sum, with the districts of few packages together, named by none of them."""
    few = [part for part in parts if part.packages < FEW]
    if not few:
        return parts
    shown = sorted((part for part in parts if part.packages >= FEW), key=lambda part: part.packages, reverse=True)
    # Alone it would be named by what is missing; and a sum below five is hidden itself.
    while shown and (len(few) < 2 or sum(part.packages for part in few) < FEW):
        few.append(shown.pop())
    rest = Part(_("Other districts") if shown else _("All districts"))
    for part in few:
        rest.add(part)
    return [*sorted(shown, key=lambda part: part.label), rest]


def _items(given: Given) -> Iterable[Part]:
    found: dict[tuple[str, str], Part] = {}
    for goods in given.goods.values():
        name, unit = goods.good
        part = found.setdefault((name.casefold(), unit.casefold()), Part(name))
        part.handed(goods.good, goods.quantity, goods.value)
    return found.values()


def _sources(given: Given) -> Iterable[Part]:
    found: dict[str, Part] = {}
    for (round, item), goods in given.goods.items():
        # What was handed over before it was written down as gone out has the source of the plan.
        shares = given.sources.get((round, item)) or {given.rounds[round].funds: Decimal(1)}
        for funds, (amount, value) in _divided(goods, shares).items():
            part = found.setdefault(funds.casefold(), Part(funds or _("Not stated")))
            part.handed(goods.good, amount, value)
    return found.values()


def _dearest(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-(part.value or 0), part.label))


def _divided(goods: Goods, shares: Mapping[str, Decimal]) -> dict[str, tuple[Decimal, int | None]]:
    """Quantity and value of an item, divided as ``shares`` are to each other; both add up to the whole."""
    amounts = apportioned(int(goods.quantity * PARTS), shares)
    values = apportioned(goods.value, shares) if goods.value is not None else {}
    return {key: (Decimal(amounts[key]) / PARTS, values.get(key)) for key in shares}


def apportioned(total: int, shares: Mapping[str, Decimal]) -> dict[str, int]:
    """Whole parts of ``total`` in the proportion of ``shares``: what rounding leaves goes to the largest remainders."""
    whole = sum(map(Fraction, shares.values()))
    if not whole:
        return dict(zip(shares, [total, *[0] * (len(shares) - 1)], strict=True))
    exact = {key: Fraction(share) * total / whole for key, share in shares.items()}
    parts = {key: int(amount) for key, amount in exact.items()}
    left = total - sum(parts.values())
    for key in sorted(exact, key=lambda key: (parts[key] - exact[key], key))[:left]:
        parts[key] += 1
    return parts
