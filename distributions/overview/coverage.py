"""How far the programme reaches: areas by month, who waits and since when. Everything is counted, nobody is named.

The *window* is the last twelve calendar months, this one included. A family is *reached* when it received within it,
aid before Peduli included, and *waits* otherwise. A wait is counted in calendar months, since the family last received
or, where it never did, since it is registered.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from centres.models import Centre
from distributions.models import FROZEN, Correction, Recipient
from distributions.models.stop import Recipients
from distributions.overview.family_story import last_months
from distributions.rotation.right import month_after
from families.models import Family

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

    def __add__(self, other: "Packages") -> "Packages":
        return Packages(self.given + other.given, self.planned + other.planned, self.missed + other.missed)


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
        return 0 < self.families == self.never and not self.total.given

    @property
    def total(self) -> Packages:
        """All packages of the window."""
        return sum(self.months, Packages())


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
    """Count it, in four queries; with ``plans`` rounds count that are not approved yet."""
    months = last_months(today)
    eligible = Family.objects.eligible(at=today).filter(centre=centre)
    villages = _families(eligible, months[0])
    for key, name, above, by_month in _packages(centre, months, plans=plans):
        found = villages.get(key) or Area(key, name, above)
        villages[key] = _with_months(found, tuple(by_month.get(month, Packages()) for month in months))
    empty = (Packages(),) * len(months)
    areas = [area if area.months else _with_months(area, empty) for area in villages.values()]
    waits = _waits(eligible, today)
    families = sum(area.families for area in areas)
    return Reach(months, in_order(areas), waits, _per_family(centre, eligible, months, families))


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
                months=tuple(sum(month, Packages()) for month in zip(*(v.months for v in own), strict=True)),
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


def months_between(since: datetime.date, today: datetime.date) -> int:
    """Calendar months from ``since`` to ``today``, at least none."""
    return max(0, today.year * 12 + today.month - since.year * 12 - since.month)


def _with_months(area: Area, months: tuple[Packages, ...]) -> Area:
    return Area(area.key, area.name, area.above, area.families, area.reached, area.never, area.since, months)


def _families(eligible: QuerySet[Family], begin: datetime.date) -> dict[int, Area]:
    """The villages with families that may receive, by id."""
    not_reached = Q(last_aid_on=None) | Q(last_aid_on__lt=begin)
    rows = (
        eligible.order_by()
        .values_list("village_id", "village__name", "village__parent_id", "village__parent__name")
        .annotate(
            families=Count("pk"),
            reached=Count("pk", filter=Q(last_aid_on__gte=begin)),
            never=Count("pk", filter=Q(last_aid_on=None)),
            since=Min(Coalesce("last_aid_on", "registered_on"), filter=not_reached),
        )
    )
    return {key: Area(key, name, (above, district), *counts) for key, name, above, district, *counts in rows}


def _packages(
    centre: Centre, months: list[datetime.date], *, plans: bool
) -> Iterable[tuple[int, str, tuple[int, str], dict[datetime.date, Packages]]]:
    """The villages in which packages were given, planned or missed, with name, district and the months.

    A family's package counts in the village where it lives now, as the family itself does.
    """
    rows = _recorded(centre, months).with_correction()
    if not plans:
        rows = rows.filter(round__state__in=FROZEN)
    state, result = Recipient.State, Correction.Result
    given = Q(corrected_to=result.RECEIVED) | Q(corrected_to=None, state=state.SERVED)
    missed = Q(corrected_to=result.NOT_RECEIVED) | Q(corrected_to=None, state=state.MISSED)
    place = ("family__village_id", "family__village__name", "family__village__parent_id")
    counted = (
        rows.annotate(month=TruncMonth("round__date"))
        .order_by("family__village_id")
        .values_list(*place, "family__village__parent__name", "month")
        .annotate(
            given=Count("pk", filter=given),
            planned=Count("pk", filter=Q(state=state.PLANNED)),
            missed=Count("pk", filter=missed),
        )
    )
    for (key, name, above, district), group in groupby(counted, key=lambda row: row[:4]):
        yield key, name, (above, district), {row[4]: Packages(*row[5:]) for row in group}


def _recorded(centre: Centre, months: list[datetime.date]) -> Recipients:
    """Who was or is to receive within the window."""
    within = Q(round__date__gte=months[0], round__date__lt=month_after(months[-1], 1))
    return Recipient.objects.expected().without_cancelled().filter(within, centre=centre)


def _waits(eligible: QuerySet[Family], today: datetime.date) -> list[tuple[int, int]]:
    """For each class of ``WAITS`` the families that received before, and those that never did."""
    this = today.replace(day=1)
    # The day after the last one that belongs to a class; the first class has none, not even in the future.
    ends = [None, *(month_after(this, 1 - least) for least in WAITS[1:]), None]
    counts = {}
    for place, (end, begin) in enumerate(pairwise(ends)):
        within = Q(since__gte=begin) if begin else Q()
        within &= Q(since__lt=end) if end else Q()
        counts[f"had_{place}"] = Count("pk", filter=within & ~Q(last_aid_on=None))
        counts[f"never_{place}"] = Count("pk", filter=within & Q(last_aid_on=None))
    found = eligible.annotate(since=Coalesce("last_aid_on", "registered_on")).aggregate(**counts)
    return [(found[f"had_{place}"], found[f"never_{place}"]) for place in range(len(WAITS))]


def _per_family(centre: Centre, eligible: QuerySet[Family], months: list[datetime.date], families: int) -> list[int]:
    """How many of the ``families`` got 0, 1, … packages within the window."""
    received = _recorded(centre, months).received().filter(family__in=eligible)
    each = received.order_by().values("family_id").annotate(count=Count("pk")).values_list("count", flat=True)
    counted = Counter(min(count, MANY_PACKAGES) for count in each)
    return [families - counted.total(), *(counted[count] for count in range(1, MANY_PACKAGES + 1))]
