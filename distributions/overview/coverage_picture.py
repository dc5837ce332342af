"""What *Cakupan* draws of the figures: the finding, a line for each area, and bars.

Who only looks on sees districts, and of a district no number below five: where so few are meant, everybody knows who
they are. Of the whole centre everybody sees every number, as on *Beranda*.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import date_as, month_year, quantity
from distributions.overview.coverage import MANY_PACKAGES, WAITS, Area, Packages, Reach, months_since
from distributions.overview.family_story import MONTHS
from distributions.reports.division import FEW
from distributions.reports.drawing import Bar, along

# So many lines fit on one page of paper, and are taken in at a glance.
LINES = 36
# The bars of so many districts stand beside the other charts.
DISTRICTS = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of an area. ``kind`` is what stands in it, "given", "planned", "missed" or "", ``text`` its number.

    ``line`` is "late" where families wait, "way" before the last package; ``arrow`` ends it at the edge of today.
    ``besides`` says that somebody was missed in a month in which packages were handed over; ``now`` is this month.
    """

    kind: str
    text: str
    said: str
    line: str
    arrow: bool
    besides: bool
    now: bool = False

    @property
    def marks(self) -> str:
        """The classes of its place in the table."""
        return " ".join(filter(None, (self.line, "last" if self.arrow else "", "cur" if self.now else "")))


@dataclass(frozen=True, slots=True)
class Line:
    """An area as it is drawn; numbers are texts, as some may not be shown."""

    area: Area
    cells: list[Cell]
    reached: str
    wait: str
    figures: dict[str, str]


class Picture:
    """Draws figures for one reader: ``discreet`` hides what is below five in an area."""

    now = MONTHS  # the column of this month, of which the first is 1

    def __init__(self, reach: Reach, today: datetime.date, *, discreet: bool) -> None:
        self.reach, self.today, self.discreet = reach, today, discreet
        self.families = sum(area.families for area in reach.villages)
        self.reached = sum(area.reached for area in reach.villages)
        self.never = sum(area.never for area in reach.villages)

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The months, short and in full."""
        return [(date_as(month, "MMM"), month_year(month)) for month in self.reach.months]

    @property
    def ahead(self) -> bool:
        """Whether a round that was moved ahead gives the month to come a column."""
        return len(self.reach.months) > MONTHS

    def finding(self) -> str:
        """What the page found, as its headline: who is left behind, which is who stands on top."""
        if not self.families:
            return _("No family may receive yet")
        waiting = self.families - self.reached
        if not waiting:
            return _("Every family was reached within 12 months")
        said = ngettext(
            "%(count)s of %(families)s families has received nothing in 12 months",
            "%(count)s of %(families)s families have received nothing in 12 months",
            waiting,
        ) % {"count": quantity(waiting), "families": quantity(self.families)}
        if not self.never:
            return said
        return _("%(finding)s, %(never)s of them never") % {"finding": said, "never": quantity(self.never)}

    def sentence(self) -> str:
        """From when to when, and how many of how many were reached."""
        months = self.reach.months
        said = {"first": month_year(months[0]), "last": month_year(months[:MONTHS][-1])}
        if not self.families:
            return _("Coverage from %(first)s to %(last)s.") % said
        said |= {
            "reached": quantity(self.reached),
            "families": quantity(self.families),
            "share": str(_percent(self.reached, self.families)),
        }
        return (
            ngettext(
                "Coverage from %(first)s to %(last)s: %(reached)s of %(families)s eligible family received"
                " (%(share)s%%).",
                "Coverage from %(first)s to %(last)s: %(reached)s of %(families)s eligible families received"
                " (%(share)s%%).",
                self.families,
            )
            % said
        )

    def longest(self) -> str:
        """Who waits longest, and where; nothing where nobody does or the place would tell who."""
        since = min((area.since for area in self.reach.villages if area.since), default=None)
        where = [area.name for area in self.reach.villages if since and area.since == since]
        months = months_since(since, self.today) if since else 0
        if not months or self.discreet:
            return ""
        how_long = ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
        if len(where) > 1:
            return _("The longest wait: %(months)s, in %(count)s villages.") % {
                "months": how_long,
                "count": quantity(len(where)),
            }
        return _("The longest wait: %(months)s, in %(village)s.") % {"months": how_long, "village": where[0]}

    def groups(self, areas: Sequence[Area]) -> list[tuple[str, list[Line]]]:
        """The lines of these areas, which are in order, under what each group of them has in common."""
        groups: list[tuple[str, list[Line]]] = []
        for area in areas:
            title = self._group(area)
            if not groups or groups[-1][0] != title:
                groups.append((title, []))
            groups[-1][1].append(self.line(area))
        return groups

    def line(self, area: Area) -> Line:
        """One area by months."""
        return Line(area, list(self._cells(area)), self._reached(area), self._wait(area), self._figures(area))

    def rest(self, areas: Sequence[Area]) -> dict[str, Any]:
        """What stands for the areas that are not drawn."""
        return {
            "areas": len(areas),
            "families": sum(area.families for area in areas),
            "reached": sum(area.reached for area in areas),
        }

    def waits(self) -> list[Bar]:
        """Families by how long they have waited, who never received apart."""
        widest = max((had + never for had, never in self.reach.waits), default=0)
        labels = [self._class(least, above) for least, above in zip(WAITS, (*WAITS[1:], None), strict=True)]
        bars = zip(labels, self.reach.waits, strict=True)
        return [self._bar(label, [("had", had), ("never", never)], widest, never) for label, (had, never) in bars]

    def packages(self) -> list[Bar]:
        """Families by how many packages they got."""
        widest = max(self.reach.packages, default=0)
        bars = []
        for count, families in enumerate(self.reach.packages):
            label = ngettext("%(count)s package", "%(count)s packages", count)
            label %= {"count": f"{count}+" if count == MANY_PACKAGES else count}
            bars.append(self._bar(label, [("had" if count else "none", families)], widest))
        return bars

    def by_district(self, areas: Iterable[Area]) -> list[Bar]:
        """The districts, those with the least share reached first: who was reached, who waits, who never received."""
        there = [area for area in areas if area.families]
        found = sorted(there, key=lambda area: (area.reached / area.families, -area.families, area.name))[:DISTRICTS]
        widest = max((area.families for area in found), default=0)
        bars = []
        for area in found:
            parts = [("had", area.reached), ("older", area.older), ("never", area.never)]
            bar = self._bar(area.name, parts, widest)
            bars.append(Bar(bar.label, bar.parts, self._reached(area)))
        return bars

    def _group(self, area: Area) -> str:
        if not area.families:
            return _("Nobody there may receive any more")
        if area.nobody_reached:
            return _("Never reached yet")
        return _("Some still wait") if area.waiting else _("All families have received within 12 months")

    def _cells(self, area: Area) -> Iterator[Cell]:
        # A wait goes on until today, whatever was handed over for a month to come.
        end = min(len(area.months), MONTHS)
        begin = end
        last_given = max((place for place, month in enumerate(area.months[:end]) if month.given), default=-1)
        if area.since:
            begin = max(last_given + 1, end - 1 - months_since(area.since, self.today))
        for place, month in enumerate(area.months):
            kind = "given" if month.given else "planned" if month.planned else "missed" if month.missed else ""
            late = begin <= place < end
            line = "late" if late else "way" if place < last_given and not month.given else ""
            number = {"given": month.given, "planned": month.planned}.get(kind, 0)
            text = "×" if kind == "missed" else quantity(number) if number and not self._is_few(number) else ""
            arrow = bool(area.since) and place == end - 1
            besides = bool(month.missed) and kind != "missed" and not self.discreet
            yield Cell(kind, text, self._said(month), line, arrow, besides, place == MONTHS - 1)

    def _said(self, month: Packages) -> str:
        """The month in words, for whoever can't see the square, and for the pointer."""
        words = (
            (month.given, ngettext("%(count)s package handed over", "%(count)s packages handed over", month.given)),
            (month.planned, ngettext("%(count)s planned", "%(count)s planned", month.planned)),
            (month.missed, ngettext("%(count)s not handed over", "%(count)s not handed over", month.missed)),
        )
        return ", ".join(text % {"count": self._of_area(count)} for count, text in words if count)

    def _reached(self, area: Area) -> str:
        if not area.families or self._is_few(area.families):
            return "–"
        hidden = self._is_few(area.reached) or self._is_few(area.waiting)
        return f"{'–' if hidden else quantity(area.reached)}/{quantity(area.families)}"

    def _wait(self, area: Area) -> str:
        if area.since is None or self._is_few(area.waiting):
            return ""
        months = months_since(area.since, self.today)
        if not months:
            return _("since this month")
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}

    def _figures(self, area: Area) -> dict[str, str]:
        total = area.total
        numbers = {
            "families": area.families,
            "reached": area.reached,
            "older": area.older,
            "never": area.never,
            "given": total.given,
            "missed": total.missed,
        }
        parts = ("reached", "older", "never")
        # Those of a district add up to its families: where one is small, the others would tell it.
        hidden = parts if any(self._is_few(numbers[name]) for name in parts) else ()
        return {name: "–" if name in hidden else self._of_area(number) for name, number in numbers.items()}

    def _class(self, least: int, above: int | None) -> str:
        span = f"{least}+" if above is None else f"{least}–{above - 1}"
        return _("%(span)s months") % {"span": span}

    def _bar(self, label: str, parts: Sequence[tuple[str, int]], widest: int, never: int = 0) -> Bar:
        text = quantity(sum(number for _kind, number in parts))
        if never:
            text = _("%(count)s (%(never)s never)") % {"count": text, "never": quantity(never)}
        return Bar(label, along(parts, widest), text)

    def _is_few(self, number: int) -> bool:
        return self.discreet and 0 < number < FEW

    def _of_area(self, number: int) -> str:
        return f"< {FEW}" if self._is_few(number) else quantity(number)


def _percent(part: int, whole: int) -> int:
    """The nearest percentage; 0 is said of nothing only, and 100 of everything."""
    nearest = (200 * part + whole) // (2 * whole)
    return nearest if part in (0, whole) else min(max(nearest, 1), 99)
