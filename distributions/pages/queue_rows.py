"""Who is not in a round, in the order in which they would come, each with what it waits for."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from centres.paging import NUMBER, Key
from config.formats import quantity
from config.rows import among
from distributions.models import Exclusion, Round, RoundChange
from distributions.pages.plan_rows import with_contact
from distributions.rotation.plan import Choice
from distributions.rotation.reasons import sentence
from distributions.rotation.why import Reason
from distributions.rounds.by_hand import Rotation
from distributions.rounds.forecasts import rotation_ahead
from families.models import Member
from families.search import find, is_number

# So many sentences are read at a time.
PAGE = 60
KEY = Key(pk=NUMBER)
# So many of the queue are offered for a place, and so many of what a search finds.
OFFERED = 12


class QueuePage(TypedDict):
    """Some of those who wait, of how many; ``previous`` and ``next`` are what an address ends with to go on."""

    rows: list[dict[str, Any]]
    count: int
    more: int
    span: str
    previous: str
    next: str


def queue_page(round: Round, today: datetime.date, *, after: str = "", before: str = "") -> QueuePage:
    """A page of those who wait, behind or before the family whose key an address names; else the first one.

    The queue is planned as a whole and only a part of it is put into words. A family that is not in it any more is as
    good as none.
    """
    choices = _queue(round, Rotation(round))
    first, end = _span(choices, KEY.read(after), KEY.read(before))
    shown = choices[first:end]
    span = {"first": first + 1, "last": end, "total": len(choices)}
    words = {name: quantity(number) for name, number in span.items()}
    return {
        "rows": _rows(round, shown, today),
        "count": len(choices),
        "more": len(choices) - end,
        "span": _("%(first)s–%(last)s of %(total)s") % words if len(shown) < len(choices) else "",
        "previous": f"sebelum={shown[0].candidate.family}" if first else "",
        "next": f"sesudah={shown[-1].candidate.family}" if end < len(choices) else "",
    }


def offered_rows(round: Round, rotation: Rotation, text: str, today: datetime.date) -> list[dict[str, Any]]:
    """The next of the queue and whoever was taken out, or those of the queue whom a search finds."""
    choices = _queue(round, rotation, offered=True)
    if text and not is_number(text):
        found = find(round.centre, text).filter(pk__in=among(choice.candidate.family for choice in choices))
        keys = set(found.order_by("pk").values_list("pk", flat=True)[:OFFERED])
        rows = _rows(round, [choice for choice in choices if choice.candidate.family in keys], today)
        return sorted(rows, key=lambda row: (row["name"], row["family"].pk))
    out = set(rotation.now.excluded)
    offered = [choice for number, choice in enumerate(choices) if number < OFFERED or choice.candidate.family in out]
    return _rows(round, offered, today)


def _queue(round: Round, rotation: Rotation, *, offered: bool = False) -> list[Choice]:
    """Those who would take the free places, who was taken out by hand, the reserve, then the others by right.

    Of whom is ``offered`` for a place, the page says beside the choice whether one is free.
    """
    by_hand = {family for family, _district, _village in rotation.by_hand}
    plan = rotation_ahead(round, pinned=rotation.there, by_hand=by_hand, known=rotation.known)
    chosen = [replace(choice, why=partial(_only_queued, choice)) if offered else choice for choice in plan.chosen]
    return [*chosen, *plan.taken_out, *plan.reserve, *plan.waiting]


def _only_queued(choice: Choice) -> Reason:
    return choice.reason | {"code": "queue"}


def _span(choices: Sequence[Choice], after: Any, before: Any) -> tuple[int, int]:
    """From where to where the page goes that begins behind a place or ends before one."""
    places = {(choice.candidate.family,): number for number, choice in enumerate(choices)}
    first = 0
    if before in places:
        first = max(places[before] - PAGE, 0)
        return first, places[before] or min(PAGE, len(choices))
    if after in places and places[after] + 1 < len(choices):
        first = places[after] + 1
    return first, min(first + PAGE, len(choices))


def _rows(round: Round, choices: Sequence[Choice], today: datetime.date) -> list[dict[str, Any]]:
    keys = [choice.candidate.family for choice in choices]
    families = {family.pk: family for family in with_contact(keys)}
    said = _taken_out(round, keys) if any(choice.reason["code"] == "taken_out" for choice in choices) else {}
    replaced = _replaced(round, keys)
    return [
        {
            "family": family,
            "name": family.contact_name,
            "why": sentence(choice.reason | said.get(family.pk, {}) | replaced.get(family.pk, {}), on=today),
        }
        for choice in choices
        if (family := families.get(choice.candidate.family))
    ]


def _taken_out(round: Round, families: Collection[int]) -> dict[int, dict[str, str]]:
    """By whom families were taken out of the round, why, and in favour of whom."""
    rows: Iterable[Exclusion] = list(round.exclusions.filter(family__in=families).select_related("by"))
    instead = {row.replaced_by_id for row in rows if row.replaced_by_id}
    names = dict(Member.objects.contacts().filter(family__in=instead).values_list("family_id", "name"))
    return {
        row.family_id: {"by": str(row.by), "why": row.reason, "instead": names.get(row.replaced_by_id or 0, "")}
        for row in rows
    }


def _replaced(round: Round, families: Collection[int]) -> dict[int, dict[str, dict[str, str]]]:
    """Who gave a place to a reserve family after the approval: to whom, by whom, and why. At most two queries."""
    if not round.is_frozen:
        return {}
    changes = list(round.changes.filter(what=RoundChange.What.RESERVE).select_related("by"))
    if not changes:
        return {}
    keys = {int(key) for change in changes for key in (change.old, change.new)}
    rows = round.recipients.filter(pk__in=keys).values_list("pk", "family_id", "contact_name")
    known = {str(pk): (family, name) for pk, family, name in rows}
    # By the order of the changes: of a place that was given back and away again the last one is true.
    return {
        family: {"replaced": {"by": str(change.by), "why": change.reason, "instead": known[change.new][1]}}
        for change in changes
        for family, _name in (known[change.old],)
        if family in families
    }
