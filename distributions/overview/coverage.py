"""How far the programme reaches: areas by month, who waits and since when. Everything is counted, nobody is named.

The *window* is the last twelve calendar months, this one included; a round counts for its ``month``, and one that was
moved ahead gives the month to come a column. A family is *reached* when it received within it,
aid before Peduli included, and *waits* otherwise. A wait is counted in calendar months, since the family last received
or, where it never did, since it is registered.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Min, Q, When
from django.db.models.functions import Coalesce

from centres.models import Centre, Region
from config.rows import among
from distributions.models import FROZEN, Correction, Recipient
from distributions.overview.family_story import in_months, last_months, up_to
from distributions.rotation.right import month_after
from families.models import Family
from families.models.family import may_receive_on

# From how many months on a wait belongs to the next class.
WAITS = (0, 3, 6, 12, 24)
# So many packages and more are one class.
MANY_PACKAGES = 4


@dataclass(frozen=True, slots=True)
class Packages:
    """Of one area in one month: handed over, planned, and missed; each is one family in one round."""

    given: int = 0
    planned: int = 0
    missed: int = 0

    @staticmethod
    def together(some: Iterable["Packages"]) -> "Packages":
        """The sum."""
        counted = [(one.given, one.planned, one.missed) for one in some if one is not NONE]
        return Packages(*map(sum, zip(*counted, strict=True))) if counted else NONE


# Of most villages in most months.
NONE = Packages()


@dataclass(frozen=True, slots=True)
class Area:
    """A village or a district: its families that may receive today, and the packages of the window by month.

    ``since`` is from when the family waits that waits longest, None where nobody does. ``above`` is what it is part of.
    """

    key: int
    name: str
    above: tuple[int, str]
    families: int = 0
    reached: int = 0
    never: int = 0
    since: datetime.date | None = None
    months: tuple[Packages, ...] = ()

    @property
    def waiting(self) -> int:
        """Families that did not receive within the window."""
        return self.families - self.reached

    @property
    def older(self) -> int:
        """Families that received, but longer ago."""
        return self.waiting - self.never

    @property
    def nobody_reached(self) -> bool:
        """Whether it has families, none of them ever received, and nobody else did who lived there."""
        return 0 < self.families == self.never and not any(month.given for month in self.months)

    @property
    def total(self) -> Packages:
        """All packages of the window."""
        return Packages.together(self.months)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the page shows of a centre.

    ``waits`` counts, for each class of ``WAITS``, the families that received before and those that never did;
    ``packages`` how many families got 0, 1, … ``MANY_PACKAGES`` and more of Peduli's packages within the window.
    """

    months: list[datetime.date]
    villages: list[Area]
    waits: list[tuple[int, int]] = field(default_factory=list)
    packages: list[int] = field(default_factory=list)


def reach_of(centre: Centre, today: datetime.date, *, plans: bool) -> Reach:
    """Count it, in three queries; with ``plans`` rounds count that are not approved yet."""
    months = last_months(today)
    families = _families(centre, today, months[0])
    packages, per_family = _packages(centre, today, months[0], plans=plans)
    months = up_to(months, (month for by_month in packages.values() for month in by_month))
    places = Region.objects.filter(pk__in=among(families.keys() | packages.keys()))
    areas = []
    for key, name, above, district in places.values_list("pk", "name", "parent_id", "parent__name"):
        counts, _waits = families.get(key, NOBODY)
        by_month = packages.get(key, {})
        in_months = tuple(by_month.get(month, NONE) for month in months)
        areas.append(Area(key, name, (above or 0, district or ""), *counts, months=in_months))
    waits = [
        (sum(of[place][0] for _counts, of in families.values()), sum(of[place][1] for _counts, of in families.values()))
        for place in range(len(WAITS))
    ]
    eligible = sum(area.families for area in areas)
    return Reach(months, in_order(areas), waits, [eligible - sum(per_family), *per_family])


def districts(villages: Iterable[Area]) -> list[Area]:
    """The districts of these villages, each the sum of its own, in the same order."""
    by_district = sorted(villages, key=lambda village: (village.above, village.key))
    found = []
    for (key, name), group in groupby(by_district, key=attrgetter("above")):
        own = list(group)
        found.append(
            Area(
                key,
                name,
                (0, ""),
                families=sum(village.families for village in own),
                reached=sum(village.reached for village in own),
                never=sum(village.never for village in own),
                since=min((village.since for village in own if village.since), default=None),
                months=tuple(Packages.together(month) for month in zip(*(v.months for v in own), strict=True)),
            )
        )
    return in_order(found)


def in_order(areas: Iterable[Area]) -> list[Area]:
    """Those first where nobody was ever reached, then those where somebody waits, the longest wait on top."""
    return sorted(
        areas,
        key=lambda area: (
            not area.families,
            not area.nobody_reached,
            not area.waiting,
            area.since or datetime.date.max,
            area.name,
            area.key,
        ),
    )


def months_since(since: datetime.date, today: datetime.date) -> int:
    """Calendar months from ``since`` to ``today``, at least none."""
    return max(0, today.year * 12 + today.month - since.year * 12 - since.month)


# What is counted of a village: families, reached, never, since; and its families by how long they have waited.
Counts = tuple[int, int, int, datetime.date | None]
Waits = Sequence[tuple[int, int]]
NOBODY: tuple[Counts, Waits] = ((0, 0, 0, None), ())


def _families(centre: Centre, today: datetime.date, begin: datetime.date) -> dict[int, tuple[Counts, Waits]]:
    """The villages with families that may receive, by id; each class of ``WAITS`` with those who never did apart."""
    not_reached = Q(last_aid_on=None) | Q(last_aid_on__lt=begin)
    counts: dict[str, Any] = {
        "families": Count("pk"),
        "reached": Count("pk", filter=Q(last_aid_on__gte=begin)),
        "never": Count("pk", filter=Q(last_aid_on=None)),
        "since": Min(Coalesce("last_aid_on", "registered_on"), filter=not_reached),
    }
    for place, (first, end) in enumerate(_classes(today)):
        counts[f"had_{place}"] = Count("pk", filter=_between("last_aid_on", first, end) & ~Q(last_aid_on=None))
        counts[f"never_{place}"] = Count("pk", filter=_between("registered_on", first, end) & Q(last_aid_on=None))
    rows = Family.objects.eligible(at=today).filter(centre=centre).order_by().values_list("village_id")
    return {
        village: (tuple(found[:4]), list(zip(found[4::2], found[5::2], strict=True)))
        for village, *found in rows.annotate(**counts)
    }


def _classes(today: datetime.date) -> Iterable[tuple[datetime.date | None, datetime.date | None]]:
    """From which day on, and before which, the waits of each class began; the first has no end, even in the future."""
    this = today.replace(day=1)
    ends = [None, *(month_after(this, 1 - least) for least in WAITS[1:]), None]
    return ((first, end) for end, first in pairwise(ends))


def _between(day: str, first: datetime.date | None, end: datetime.date | None) -> Q:
    within = Q(**{f"{day}__gte": first}) if first else Q()
    return within & Q(**{f"{day}__lt": end}) if end else within


# Both are counted of what was read once: it joins every family of the centre with all that it got. Corrections are few,
# and asking for that of each recipient takes longer than all the rest.
COUNTED = """
    WITH recorded (recipient, family, village, month, state, may_receive) AS ({recorded}),
         corrected (recipient, result) AS ({corrected}),
         known AS MATERIALIZED (
             SELECT family, village, month, may_receive,
                    CASE result WHEN 'received' THEN 'served' WHEN 'not_received' THEN 'missed' ELSE state END AS became
               FROM recorded LEFT JOIN corrected USING (recipient))
    SELECT village, month, count(*) FILTER (WHERE became = 'served'), count(*) FILTER (WHERE became = 'planned'),
           count(*) FILTER (WHERE became = 'missed')
      FROM known GROUP BY village, month
     UNION ALL
    SELECT NULL, NULL, packages, count(*), 0
      FROM (SELECT least(count(*), {many}) AS packages FROM known
             WHERE may_receive AND became = 'served' GROUP BY family) AS families
     GROUP BY packages
"""


def _packages(
    centre: Centre, today: datetime.date, begin: datetime.date, *, plans: bool
) -> tuple[dict[int, dict[datetime.date, Packages]], list[int]]:
    """What was given, planned or missed, by village and month; and how many families that may receive got 1, 2, ….

    A family's package counts in the village where it lives now, as the family itself does.
    """
    rows = Recipient.objects.expected().without_cancelled().filter(in_months(begin, today), centre=centre)
    if not plans:
        rows = rows.filter(round__state__in=FROZEN)
    may_receive = Case(When(may_receive_on(today, of="family__"), then=True), default=False)
    columns = ("pk", "family_id", "family__village_id", "round__month", "state", "may_receive")
    recorded = rows.annotate(may_receive=may_receive).order_by().values_list(*columns)
    last = Correction.objects.filter(centre=centre).exclude(result="").order_by("recipient", "-pk")
    corrected = last.distinct("recipient").values_list("recipient", "result")
    (recorded_sql, values), (corrected_sql, more) = (rows.query.sql_with_params() for rows in (recorded, corrected))
    packages: defaultdict[int, dict[datetime.date, Packages]] = defaultdict(dict)
    per_family = [0] * MANY_PACKAGES
    with connection.cursor() as cursor:
        statement = COUNTED.format(recorded=recorded_sql, corrected=corrected_sql, many=MANY_PACKAGES)
        cursor.execute(statement, [*values, *more])
        for village, month, *counts in cursor.fetchall():
            if village is None:
                per_family[counts[0] - 1] = counts[1]
                continue
            packages[village][month] = Packages(*counts)
    return packages, per_family
