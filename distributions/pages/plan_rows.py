"""Who is to receive and who was left out, each with the reason in words."""

import datetime
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from config.formats import within_sentence
from distributions.models import Recipient, Round
from distributions.rotation.reasons import fact
from distributions.rounds.changes import exchange, why_here
from distributions.rounds.exclusions import excluded_rows
from distributions.rounds.standing import Standing
from families.models import Family
from families.models.family import Named

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def grouped(
    recipients: Iterable[Recipient],
    standings: Mapping[int, Standing] | None = None,
    *,
    places: Mapping[int, dict[str, Any]],
    today: datetime.date,
) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Those who are to receive, by location in the order of the route: village, district, and each with the reason.

    With ``standings`` (by recipient), each also with what became of it. ``places`` is what ``changes.handed_on`` said.
    """
    stands = standings or {}
    expected = [r for r in recipients if r.state != Recipient.State.RESERVE]
    expected.sort(key=lambda r: (r.stop.position, r.position))
    return [
        (
            village,
            district,
            [
                {
                    "recipient": r,
                    "why": why_here(r, places.get(r.pk, {}), on=today),
                    "standing": stands.get(r.pk),
                }
                for r in group
            ],
        )
        for (_stop, village, district), group in groupby(
            expected, key=lambda r: (r.stop_id, r.village_name, r.district_name)
        )
    ]


def with_contact(families: Iterable[int] | QuerySet[Any, Any]) -> "QuerySet[WithAnnotations[Family, Named]]":
    """Families by id with village, district and the name of the contact; one query."""
    return Family.objects.filter(pk__in=families).with_contact().select_related("village__parent")


def changes_of(round: Round, recipients: Iterable[Recipient]) -> list[dict[str, Any]]:
    """The *Perubahan* in words, of all ``recipients`` of the round; one query, and none before its approval."""
    if not round.is_frozen:
        return []
    names = {str(r.pk): r.contact_name for r in recipients}
    found = []
    for change in round.changes.select_related("by"):
        old, new = change.before_and_after(names)
        found.append({"change": change, "exchange": exchange(change, names), "old": old, "new": new})
    return found


def taken_out(round: Round) -> list[dict[str, Any]]:
    """Whom the coordinator took out of the proposal, with the right that was passed over in words."""
    return [row | {"had": within_sentence(fact(row["had"], on=round.date)).rstrip(".")} for row in excluded_rows(round)]


def added_by_hand(recipients: Iterable[Recipient], excluded: Iterable[dict[str, Any]]) -> list[Recipient]:
    """Those chosen by hand who have the place of nobody that was taken out (``taken_out``)."""
    instead = {row["instead_id"] for row in excluded}
    return [r for r in recipients if r.by_hand and r.state != Recipient.State.RESERVE and r.family_id not in instead]
