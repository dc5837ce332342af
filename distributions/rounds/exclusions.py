"""Whom the coordinator took out of a proposal, as the page of approval and its paper say it."""

from typing import Any

from distributions.models import Exclusion, Round
from families.models import Member


def excluded_rows(round: Round) -> list[dict[str, Any]]:
    """Whom the coordinator took out of the proposal, who came instead, by whom and why, and the reason that it had.

    At most two queries.
    """
    rows: list[Exclusion] = list(round.exclusions.select_related("by"))
    if not rows:
        return []
    ids = {row.family_id for row in rows} | {row.replaced_by_id for row in rows if row.replaced_by_id}
    names = dict(Member.objects.contacts().filter(family__in=ids).values_list("family_id", "name"))
    return [
        {
            "name": names.get(row.family_id, ""),
            "family_id": row.family_id,
            "instead": names.get(row.replaced_by_id, "") if row.replaced_by_id else "",
            "instead_id": row.replaced_by_id,
            "reason": row.reason,
            "had": row.had,
            "by": row.by,
        }
        for row in rows
    ]
