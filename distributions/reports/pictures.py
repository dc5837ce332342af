"""What *Laporan* draws of a year: packages and value by month, from which source, and where the goods went."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import month_name, month_year, quantity, rupiah
from distributions.reports.division import Way, divide
from distributions.reports.drawing import Bar, Column, along, upwards
from distributions.reports.given import Given, Good
from distributions.reports.recap import RecapRow

MILLION = 1_000_000

# Per item of the rounds, what went out with them, what of it came back to the stock or the supplier, and what was lost;
# what came back and was lost then is lost. A reversal counts for the kind of what it reverses; a delivery that was
# taken back went nowhere.
WENT = """
    SELECT i.id, i.name, i.unit,
           coalesce(-sum(m.quantity) FILTER (WHERE coalesce(u.kind, m.kind) = 'issue'), 0),
           coalesce(sum(m.quantity) FILTER (WHERE coalesce(u.kind, m.kind) = 'return'), 0),
           coalesce(-sum(m.quantity) FILTER (WHERE coalesce(u.kind, m.kind) = 'loss'), 0)
      FROM distributions_roundissue ri
      JOIN aid_movement m ON m.issue_id = ri.issue_id
      LEFT JOIN aid_movement u ON u.id = m.reverses_id
      JOIN aid_lot l ON l.id = m.lot_id
      JOIN aid_item i ON i.id = l.item_id
     WHERE ri.round_id = ANY(%s)
       AND NOT EXISTS (
             SELECT FROM aid_movement o JOIN aid_movement v ON v.reverses_id = o.id
              WHERE o.lot_id = m.lot_id AND o.kind = 'receipt'
           )
     GROUP BY i.id
     ORDER BY i.name, i.id
"""


@dataclass(frozen=True, slots=True)
class Went:
    """Where the goods of one item are: ``issued = handed_over + back + lost + open``.

    ``open`` is what nobody has accounted for yet; below zero, more was handed over than was written down as gone out.
    """

    name: str
    unit: str
    issued: Decimal
    handed_over: Decimal
    back: Decimal
    lost: Decimal

    @property
    def open(self) -> Decimal:
        return self.issued - self.handed_over - self.back - self.lost

    @property
    def bar(self) -> Bar:
        """All that went out of it is the whole: items have different units."""
        parts = [
            ("had", float(self.handed_over)),
            ("returned", float(self.back)),
            ("lost", float(self.lost)),
            ("open", float(max(self.open, Decimal(0)))),
        ]
        whole = sum(number for _kind, number in parts)
        return Bar(self.name, along(parts, whole) if whole else [], quantity(self.issued, self.unit))


def months_of(rows: Sequence[RecapRow], year: int) -> list[Column]:
    """Packages by the month that a round counts for: handed over, and of those that are approved not."""
    counts = {month: [0, 0] for month in range(1, 13)}
    for row in rows:
        counts[row.round.month.month][0] += row.served
        counts[row.round.month.month][1] += row.planned - row.served
    highest = max(map(sum, counts.values()))
    columns = []
    for month, (given, rest) in counts.items():
        said = [_counted(ngettext("%(count)s package handed over", "%(count)s packages handed over", given), given)]
        if rest:
            said.append(_counted(ngettext("%(count)s not handed over", "%(count)s not handed over", rest), rest))
        parts = upwards([("had", given), ("never", rest)], highest)
        text = quantity(given) if given or rest else ""
        columns.append(_column(year, month, parts, text, ", ".join(said) if given or rest else _("nothing")))
    return columns


def values_of(rows: Sequence[RecapRow], year: int) -> list[Column]:
    """Value by month in millions of rupiah; a month in which a price is missing has no column."""
    values: dict[int, list[int | None]] = {month: [] for month in range(1, 13)}
    for row in rows:
        if row.served:
            values[row.round.month.month].append(row.shown_value)
    sums = {month: None if None in found else sum(filter(None, found)) for month, found in values.items()}
    highest = max(value or 0 for value in sums.values())
    columns = []
    for month, value in sums.items():
        text = "?" if value is None else _millions(value) if value else ""
        said = _("value not known yet") if value is None else rupiah(value) if value else _("nothing")
        columns.append(_column(year, month, upwards([("had", value or 0)], highest), text, said))
    return columns


def sources_of(given: Given) -> list[Bar]:
    """The value by source of funds, the largest first."""
    parts = [part for part in divide(given, Way.FUNDS) if part.value]
    widest = max((part.value or 0 for part in parts), default=0)
    return [Bar(part.label, along([("had", part.value or 0)], widest), rupiah(part.value)) for part in parts]


def where_goods_went(given: Given, rounds: Collection[int]) -> list[Went]:
    """Item by item, those of several centres by name and unit together. One query."""
    handed: dict[int, tuple[Good, Decimal]] = {}
    for (_round, item), goods in given.goods.items():
        handed[item] = goods.good, handed.get(item, (goods.good, Decimal(0)))[1] + goods.quantity
    with connection.cursor() as cursor:
        cursor.execute(WENT, [list(rounds)])
        rows = cursor.fetchall()
    found: dict[tuple[str, str], Went] = {}
    for item, name, unit, issued, came_back, lost in rows:
        _good, amount = handed.pop(item, (None, Decimal(0)))
        _add(found, Went(name, unit, issued, amount, came_back - lost, lost))
    for good, amount in handed.values():
        _add(found, Went(good.name, good.unit, Decimal(0), amount, Decimal(0), Decimal(0)))
    return list(found.values())


def _add(found: dict[tuple[str, str], Went], one: Went) -> None:
    key = one.name.casefold(), one.unit.casefold()
    there = found.get(key)
    if there is None:
        found[key] = one
        return
    sums = [getattr(there, name) + getattr(one, name) for name in ("issued", "handed_over", "back", "lost")]
    found[key] = Went(there.name, there.unit, *sums)


def _column(year: int, month: int, parts: list[tuple[str, str, str]], text: str, said: str) -> Column:
    day = datetime.date(year, month, 1)
    return Column(month_year(day), month_name(day), parts, text, said)


def _millions(value: int) -> str:
    exact = Decimal(value) / MILLION
    return quantity(round(exact, 0 if exact >= 100 else 1 if exact >= 10 else 2) or round(exact, 3))


def _counted(text: str, number: int) -> str:
    return text % {"count": quantity(number)}
