"""*Rekap Kanwil*: what each centre did in each month, or that it has not reported; of this installation and of files.

What a whole centre did is no secret: its press release says it. So nothing is hidden here from who only looks on.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.models import Centre
from config.formats import month_year, quantity, short_days
from distributions.models import Recipient, Round, State
from distributions.reports.given import Given, Good, given
from distributions.reports.recap import RecapRow, recap

# A month of one centre by the code of the centre.
Key = tuple[str, datetime.date]


class Stands(models.TextChoices):
    """Whether a centre has reported a month."""

    REPORTED = "reported", gettext_lazy("Reported")
    RUNNING = "running", gettext_lazy("Not closed yet")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")
    MISSING = "missing", gettext_lazy("Not reported yet")


HELD = (Stands.REPORTED, Stands.RUNNING)
TONES = {Stands.REPORTED: "ok", Stands.RUNNING: "info", Stands.CANCELLED: "cancelled", Stands.MISSING: "ask"}


@dataclass(frozen=True, slots=True)
class CentreMonth:
    """A row: one centre in one month. Counts are None where nothing is reported, the value while a price is missing.

    Of ``unsized`` families nobody wrote down how many live there; ``persons`` is None where that is so of all of them.
    """

    code: str
    centre: str
    month: datetime.date
    stands: str
    days: str = ""
    families: int | None = None
    persons: int | None = None
    places: int | None = None
    packages: int | None = None
    goods: dict[Good, Decimal] = field(default_factory=dict)
    value: int | None = None
    source: str = ""
    link: str = ""
    unsized: int = 0

    @property
    def key(self) -> Key:
        return self.code.casefold(), self.month

    @property
    def amounts(self) -> list[str]:
        """How much of each item, in words."""
        return [f"{good.name} {quantity(amount, good.unit)}" for good, amount in self.goods.items()]

    @property
    def in_words(self) -> str:
        """Whether it is reported."""
        return str(Stands(self.stands).label)

    @property
    def tone(self) -> str:
        """How its tag is drawn."""
        return TONES[Stands(self.stands)]

    @property
    def called(self) -> str:
        """The centre and its month."""
        return f"{self.centre}, {month_year(self.month)}"


@dataclass(frozen=True, slots=True)
class FromFile:
    """The rows of a file that another installation wrote, and the digest by which the same file is known again."""

    name: str
    digest: str
    rows: Sequence[CentreMonth]


def centre_months(centres: Sequence[Centre], year: int, today: datetime.date) -> list[CentreMonth]:
    """The rows of the centres of this installation in a year: from the month of a centre's first round on.

    A month to come has one as soon as something is recorded of a round that counts for it: it was moved ahead.
    """
    ids = [centre.pk for centre in centres]
    rounds: dict[tuple[int, datetime.date], list[RecapRow]] = {}
    for row in recap(ids, year):
        if row.round.is_frozen:
            rounds.setdefault((row.round.centre_id, row.round.month), []).append(row)
    of_it, families = given(ids, year), _families(ids, year)
    begun = dict(Round.objects.filter(centre__in=ids).order_by().values_list("centre").annotate(first=Min("month")))
    cancelled = set(
        Round.objects.filter(centre__in=ids, month__year=year, state=State.CANCELLED).values_list("centre", "month")
    )
    found = []
    for centre in centres:
        ahead = {month for (of, month), rows in rounds.items() if of == centre.pk and any(map(_has_begun, rows))}
        for month in sorted({*_months(year, begun.get(centre.pk, today.replace(day=1)), today), *ahead}):
            key = centre.pk, month
            stands = Stands.CANCELLED if key in cancelled else Stands.MISSING
            told = CentreMonth(centre.code, centre.name, month, stands)
            found.append(_told(told, rounds[key], of_it, families.get(key, 0)) if key in rounds else told)
    return in_order(found)


def _has_begun(row: RecapRow) -> bool:
    return row.round.is_closed or bool(row.recorded)


def _months(year: int, begun: datetime.date, today: datetime.date) -> list[datetime.date]:
    first = max(begun.replace(day=1), datetime.date(year, 1, 1))
    last = min(today.replace(day=1), datetime.date(year, 12, 1))
    months = []
    while first <= last:
        months.append(first)
        first += relativedelta(months=1)
    return months


def _families(centres: Collection[int], year: int) -> dict[tuple[int, datetime.date], int]:
    received = Recipient.objects.received().filter(round__centre__in=centres, round__month__year=year).order_by()
    counted = received.values_list("round__centre", "round__month").annotate(
        count=Count(Coalesce("family__merged_into", "family"), distinct=True)
    )
    return {(centre, month): count for centre, month, count in counted}


def _told(row: CentreMonth, rounds: Sequence[RecapRow], of_it: Given, families: int) -> CentreMonth:
    numbers = {one.round.pk for one in rounds}
    people = [people for (round, _district), people in of_it.people.items() if round in numbers]
    persons, unsized = sum(one.persons for one in people), sum(one.unknown for one in people)
    goods: dict[Good, Decimal] = {}
    for (round, _item), one in of_it.goods.items():
        if round in numbers:
            goods[one.good] = goods.get(one.good, Decimal(0)) + one.quantity
    days = sorted({day for one in rounds for day in one.span.days})
    values = [one.shown_value for one in rounds if one.served or one.round.is_closed]
    closed = all(one.round.is_closed for one in rounds)
    return replace(
        row,
        stands=Stands.REPORTED if closed else Stands.RUNNING,
        days=short_days(days, language="id"),
        families=families,
        persons=None if unsized and not persons else persons,
        unsized=unsized,
        places=sum(one.places for one in rounds),
        packages=sum(one.packages for one in people),
        goods=goods,
        value=None if not values or None in values else sum(value or 0 for value in values),
        source=", ".join(dict.fromkeys(one.suppliers for one in rounds if one.suppliers)),
        link=next((one.link for one in rounds if one.link), ""),
    )


def merged(
    own: Sequence[CentreMonth], files: Iterable[FromFile], year: int, today: datetime.date
) -> tuple[list[CentreMonth], list[str]]:
    """All rows of a year together, and what was left out of them and why, each in a sentence.

    What is here already counts, and of files the first: a month of a centre stands once. Where one of them only says
    that nothing is reported, what the other reports counts. Of the months that are still to come counts only what is
    recorded of the next one, whose round was moved ahead.
    """
    rows = {row.key: (row, _("this installation")) for row in own}
    known: dict[str, str] = {}
    said = []
    next_month = today.replace(day=1) + relativedelta(months=1)
    for file in files:
        if file.digest in known:
            words = _("%(file)s is the same as %(other)s, and counts once.")
            said.append(words % {"file": file.name, "other": known[file.digest]})
            continue
        known[file.digest] = file.name
        of_year = [row for row in file.rows if row.month.year == year]
        if not of_year:
            said.append(_("%(file)s has no month of %(year)d.") % {"file": file.name, "year": year})
        for row in of_year:
            if row.month > (next_month if row.stands in HELD else today):
                words = _("%(row)s: in %(file)s, though that month is still to come. It is left out.")
                said.append(words % {"row": row.called, "file": file.name})
                continue
            other = rows.get(row.key)
            if other is None or (other[0].stands == Stands.MISSING != row.stands):
                rows[row.key] = (row, file.name)
            elif row.stands != Stands.MISSING:
                words = _("%(row)s: in %(other)s and in %(file)s. That of %(other)s counts.")
                said.append(words % {"row": row.called, "other": other[1], "file": file.name})
    return in_order(row for row, _where in rows.values()), said


def in_order(rows: Iterable[CentreMonth]) -> list[CentreMonth]:
    """The latest month first, and in it the centres by name."""
    return sorted(rows, key=lambda row: (-row.month.toordinal(), row.centre, row.code))


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of rows; ``waiting`` have reported nothing, ``unpriced`` no value yet.

    ``persons`` is None where they are known of no row that has packages; without those of ``unsized`` families.
    """

    families: int
    persons: int | None
    places: int
    packages: int
    value: int | None
    waiting: int
    unpriced: int
    unsized: int
    goods: dict[Good, Decimal]

    @property
    def amounts(self) -> list[str]:
        """How much of each item, in words."""
        return [f"{good.name} {quantity(amount, good.unit)}" for good, amount in self.goods.items()]

    @property
    def without_persons(self) -> str:
        """Whose persons are not in the sum, in a sentence; empty where all are."""
        if not self.unsized:
            return ""
        said = ngettext(
            "Without the persons of %(count)s family of which nobody wrote down how many live there.",
            "Without the persons of %(count)s families of which nobody wrote down how many live there.",
            self.unsized,
        )
        return said % {"count": quantity(self.unsized)}


def totals(rows: Sequence[CentreMonth]) -> Totals:
    """Add up what is reported; a family that received in two months counts in each."""
    goods: dict[Good, Decimal] = {}
    for row in rows:
        for good, amount in row.goods.items():
            goods[good] = goods.get(good, Decimal(0)) + amount
    values = [row.value for row in rows if row.value is not None]
    persons, unsized = sum(row.persons or 0 for row in rows), sum(row.unsized for row in rows)
    return Totals(
        families=sum(row.families or 0 for row in rows),
        persons=None if unsized and not persons else persons,
        places=sum(row.places or 0 for row in rows),
        packages=sum(row.packages or 0 for row in rows),
        value=sum(values) if values else None,
        waiting=sum(row.stands == Stands.MISSING for row in rows),
        unpriced=sum(row.value is None and bool(row.packages) for row in rows),
        unsized=unsized,
        goods=goods,
    )
