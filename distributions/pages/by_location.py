"""Pages of a round with many families: whole locations, in the order of the route.

A round of up to ``AT_ONCE`` families has one page. Otherwise a page takes locations as long as its families stay within
that number, and one location at least, however many live there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from distributions.models import Recipient, Stop

AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Location:
    """One location of a round: the id of its stop, what the list to choose from calls it, and its families."""

    key: int
    label: str
    families: int


@dataclass(frozen=True, slots=True)
class LocationPage:
    """The stops that a page shows, and what leads to the others: nothing where all are shown."""

    stops: frozenset[int]
    first: int | None = None
    previous: str = ""
    next: str = ""
    span: str = ""
    locations: Sequence[Location] = field(default_factory=tuple)


def page_of(locations: Sequence[Location], asked: str, usual: int | None = None) -> LocationPage:
    """The page that shows the stop ``asked`` for by an address, else the ``usual`` one, else the first.

    ``locations`` are in the order of the route. A stop that is not there any more is as good as none: families may have
    been replaced since.
    """
    pages = _pages(locations)
    if len(pages) < 2:
        return LocationPage(frozenset(location.key for location in locations))
    wanted = [asked, str(usual)]
    place = next(
        (n for want in wanted for n, page in enumerate(pages) if want in {str(location.key) for location in page}), 0
    )
    shown = pages[place]
    before = sum(len(page) for page in pages[:place])
    return LocationPage(
        frozenset(location.key for location in shown),
        shown[0].key,
        f"lokasi={pages[place - 1][0].key}" if place else "",
        f"lokasi={pages[place + 1][0].key}" if place + 1 < len(pages) else "",
        _("Locations %(first)d–%(last)d of %(all)d")
        % {"first": before + 1, "last": before + len(shown), "all": len(locations)},
        locations,
    )


def locations_of(recipients: Sequence[Recipient]) -> list[Location]:
    """Where those live who are to receive, in the order of the route; ``recipients`` come with their stops."""
    expected = [recipient for recipient in recipients if recipient.state != Recipient.State.RESERVE]
    expected.sort(key=lambda r: (r.stop.position, r.stop_id, r.position))
    found = []
    for stop, group in groupby(expected, key=lambda r: r.stop_id):
        families = list(group)
        label = f"{families[0].village_name}, {families[0].district_name} ({len(families)})"
        found.append(Location(stop, label, len(families)))
    return found


def address_of(stop: Stop) -> str:
    """What an address of the round's pages ends with to show this location; nothing where they show all. One query."""
    many = Recipient.objects.expected().filter(round=stop.round_id).count() > AT_ONCE
    return f"?lokasi={stop.pk}" if many else ""


def _pages(locations: Sequence[Location]) -> list[list[Location]]:
    if sum(location.families for location in locations) <= AT_ONCE:
        return [list(locations)]
    pages: list[list[Location]] = []
    room = 0
    for location in locations:
        if location.families > room:
            pages.append([])
            room = AT_ONCE
        pages[-1].append(location)
        room -= location.families
    return pages
