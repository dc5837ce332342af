"""Who is to receive, who was left out and who waits, each with the reason in words."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from distributions.models import Exclusion, Recipient, Round
from distributions.rotation.reasons import sentence
from distributions.rounds.forecasts import rotation_ahead
from distributions.rounds.standing import Standing
from families.models import Family, Member
from families.models.family import Named

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def grouped(
    recipients: Iterable[Recipient], standings: Mapping[int, Standing] | None = None
) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Those who are to receive, by location in the order of the route: village, district, and each with the reason.

    With ``standings`` (by recipient), each also with what became of it.
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
                    "why": sentence(r.reason, hand_reason=r.hand_reason),
                    "standing": stands.get(r.pk),
                }
                for r in group
            ],
        )
        for (_stop, village, district), group in groupby(
            expected, key=lambda r: (r.stop_id, r.village_name, r.district_name)
        )
    ]


def waiting_rows(round: Round, limit: int) -> tuple[list[dict[str, Any]], int]:
    """The families that are not in the round, in the order of right, each with what it waits for; and how many."""
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    plan = rotation_ahead(round, pinned=there)
    # Chosen here means: would be next if there were room; somebody was put in front by hand.
    choices = [*plan.chosen, *plan.reserve, *plan.waiting]
    shown = choices[:limit]
    families = {family.pk: family for family in with_contact([c.candidate.family for c in shown])}
    proposed = {c.candidate.family for c in plan.chosen}
    rows = [
        {
            "family": family,
            "name": family.contact_name,
            "why": sentence(c.reason),
            "proposed": family.pk in proposed,
        }
        for c in shown
        if (family := families.get(c.candidate.family))
    ]
    return rows, len(choices)


def with_contact(families: Iterable[int] | QuerySet[Any, Any]) -> "QuerySet[WithAnnotations[Family, Named]]":
    """Families by id with village, district and the name of the contact; one query."""
    return Family.objects.filter(pk__in=families).with_contact().select_related("village__parent")


def excluded_rows(round: Round) -> list[dict[str, str]]:
    """Whom the coordinator took out of the proposal, and who came instead."""
    rows: list[Exclusion] = list(round.exclusions.all())
    if not rows:
        return []
    ids = {row.family_id for row in rows} | {row.replaced_by_id for row in rows if row.replaced_by_id}
    names = dict(Member.objects.contacts().filter(family__in=ids).values_list("family_id", "name"))
    return [
        {
            "name": names.get(row.family_id, ""),
            "instead": names.get(row.replaced_by_id, "") if row.replaced_by_id else "",
            "reason": row.reason,
        }
        for row in rows
    ]
