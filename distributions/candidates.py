"""What the rotation must know of a centre's families on a date; five queries, whatever their number."""

import datetime
from collections.abc import Iterator

from distributions.models import Programme, Recipient, Round, State, Stop
from distributions.reasons import NO_FAULT
from distributions.rotation import Candidate
from families.models import Family

COLUMNS = ("id", "village_id", "village__parent_id", "registered_on", "last_aid_on", "need_score")


def candidates(round: Round) -> list[Candidate]:
    """The families that may receive on the round's date, except those that stand in another open round until then.

    Whoever stands in an earlier round that is still open counts as having received there: who is missed comes first
    in the round after. A merged family counts with what was received under its other entries.
    """
    merged = dict(_merged(round.centre_id))
    aid = _aid_of_merged(round.centre_id, merged)
    missed = _missed(round, merged)
    expected = _expected_before(round, merged)
    found = []
    for pk, village, district, since, last, score in (
        Family.objects.eligible(at=round.date).filter(centre_id=round.centre_id).values_list(*COLUMNS)
    ):
        last = max(filter(None, (last, aid.get(pk), expected.get(pk))), default=None)
        missed_on, why = missed.get(pk, (None, ""))
        if missed_on is not None and last is not None and last >= missed_on:
            missed_on, why = None, ""
        found.append(Candidate(pk, village, district, since, last, missed_on, why, score))
    return found


def resting_villages(programme: Programme, date: datetime.date) -> set[int]:
    """The villages that the programme's last rounds before ``date`` reached and that rest now."""
    if not programme.village_rest_rounds:
        return set()
    last = programme.rounds.filter(date__lt=date).exclude(state=State.CANCELLED).order_by("-date", "-id")
    rounds = list(last.values_list("pk", flat=True)[: programme.village_rest_rounds])
    stops = Stop.objects.visited().filter(round__in=rounds, village__isnull=False)
    return set(stops.values_list("village_id", flat=True))


def _merged(centre_id: int) -> Iterator[tuple[int, int]]:
    rows = Family.objects.filter(centre_id=centre_id, merged_into__isnull=False)
    yield from rows.values_list("pk", "merged_into_id")


def _aid_of_merged(centre_id: int, merged: dict[int, int]) -> dict[int, datetime.date]:
    latest: dict[int, datetime.date] = {}
    if not merged:
        return latest
    rows = Family.objects.filter(centre_id=centre_id, pk__in=merged, last_aid_on__isnull=False)
    for pk, last in rows.values_list("pk", "last_aid_on"):
        winner = merged[pk]
        latest[winner] = max(last, latest.get(winner, last))
    return latest


def _missed(round: Round, merged: dict[int, int]) -> dict[int, tuple[datetime.date, str]]:
    """Who was missed in their latest round before this one, through no fault of their own."""
    latest = (
        Recipient.objects.filter(centre_id=round.centre_id, round__date__lt=round.date)
        .filter(state__in=(Recipient.State.SERVED, Recipient.State.MISSED))
        .exclude(round=round)
        .order_by("family_id", "-round__date", "-id")
        .distinct("family_id")
    )
    rows = latest.values_list("family_id", "round__date", "missed_reason")
    return {merged.get(pk, pk): (date, why) for pk, date, why in rows if why in NO_FAULT}


def _expected_before(round: Round, merged: dict[int, int]) -> dict[int, datetime.date]:
    rows = (
        Recipient.objects.planned()
        .filter(centre_id=round.centre_id, round__date__lte=round.date)
        .exclude(round=round)
        .exclude(round__state__in=(State.CLOSED, State.CANCELLED))
        .order_by("round__date")
    )
    return {merged.get(pk, pk): date for pk, date in rows.values_list("family_id", "round__date")}
