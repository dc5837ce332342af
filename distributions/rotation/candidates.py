"""What the rotation must know of a centre's families on a date; four queries, whatever their number."""

import datetime
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from config.rows import among
from distributions.models import BEFORE_APPROVAL, NO_FAULT, RUNNING, Correction, Recipient, Round, Stop
from distributions.rotation.recorded import MONTHS, Recorded
from distributions.rotation.right import Candidate, may_receive, month_after, rests_until
from families.models import Family

COLUMNS = (
    "id",
    "village_id",
    "village__parent_id",
    "village__name",
    "first_registered_on",
    "last_aid_on",
    "need_score",
    "eligible_until",
    "eligible_from",
)
# The family under which a recipient counts now: entries that were merged count for the one that stayed.
STANDS_FOR = Coalesce(F("family__merged_into_id"), F("family_id"))
# Of a round: its day, and the month for which it counts.
DayAndMonth = tuple[datetime.date, datetime.date]


class Place(NamedTuple):
    """A place in a round that is still open: its day, the month for which it counts, and whether it was approved."""

    date: datetime.date
    month: datetime.date
    is_approved: bool


# Of families (ids), that in the last open round where each has one.
Places = Mapping[int, Place]


def candidates(
    round: Round, today: datetime.date, *, some: Collection[int] | None = None, places: Places | None = None
) -> list[Candidate]:
    """The families that may receive on the round's date, as the rotation sees them ``today``.

    All of the centre, or ``some`` (ids); ``places`` is what ``open_places`` said, where that was read already.

    Whoever stands in an earlier round that is still open counts as having received there: who is missed comes first
    in the round after. A round whose day is over though nobody approved it gives nobody anything. A merged family
    counts with what was received under its other entries. Nobody is in two rounds of one day, so who receives in
    another one on that day is left out; and who has a place in a later round that is approved receives there, and not
    in this one as well.
    """
    families = Family.objects.eligible(at=round.date)
    places = open_places(round, today) if places is None else places
    return [one for one in _as_seen(round, families, places, some) if may_receive(one, round.date)]


def candidates_ahead(round: Round, today: datetime.date) -> tuple[list[Candidate], list[Candidate]]:
    """The families that may receive on the round's date, and those that join the rounds after it.

    Those are eligible from a later day on, or receive in another round of that day or in a later approved one; or they
    are eligible today, but not on the round's date any more: like all whose eligibility runs out, they are expected to
    be assessed anew.
    """
    now: list[Candidate] = []
    joining: list[Candidate] = []
    families = Family.objects.eligible_from(min(today, round.date))
    for one in _as_seen(round, families, open_places(round, today)):
        has_lapsed = one.eligible_until is not None and one.eligible_until < round.date
        (now if may_receive(one, round.date) and not has_lapsed else joining).append(one)
    return now, joining


def lapsing(round: Round, today: datetime.date) -> list[Candidate]:
    """The families that may receive before the day of the round and not on it, as if they were assessed anew."""
    families = Family.objects.eligible_from(min(today, round.date)).filter(eligible_until__lt=round.date)
    some = set(families.filter(centre_id=round.centre_id).values_list("pk", flat=True))
    seen = _as_seen(round, families, open_places(round, today), some) if some else []
    return [one for one in seen if may_receive(one, round.date)]


def resting(round: Round, families: Collection[int]) -> dict[int, datetime.date]:
    """Which of these families received so lately that they rest in this round, and from which month each may receive.

    Places that are still open do not count: another approved round has the family anyway, and a draft is nothing yet.
    One query where nobody received lately.
    """
    months = round.programme.family_rest_months
    if not months:
        return {}
    # A round is held near its month at most: what came before that is over, whatever month it counts for.
    lately = Q(last_aid_on__gte=month_after(round.month, -months - 2))
    found = list(Family.objects.filter(lately, pk__in=among(families)).values_list("pk", flat=True))
    if not found:
        return {}
    seen = _as_seen(round, Family.objects.all(), {}, found)
    free = {one.family: rests_until(one, round.month, months) for one in seen}
    return {family: month for family, month in free.items() if month}


def _as_seen(
    round: Round, families: QuerySet[Family], places: Places, some: Collection[int] | None = None
) -> list[Candidate]:
    """The families as they stand before the round, with their ``places`` in other open ones; all, or ``some`` (ids)."""
    missed, served = _last_rounds(round, some)
    families = families if some is None else families.filter(pk__in=among(some))
    merged = Family.objects.filter(merged_into=OuterRef("pk")).order_by().values("merged_into")
    rows = families.filter(centre_id=round.centre_id).annotate(
        first_registered_on=Least(
            "registered_on", Subquery(merged.annotate(first=Min("registered_on")).values("first"))
        )
    )
    found = []
    for pk, village, district, name, since, received, score, until, first in rows.values_list(*COLUMNS):
        place_in, got = places.get(pk), served.get(pk)
        after = place_in.date if place_in and place_in.date > round.date else None
        place_in = None if after else place_in
        on = place_in and place_in.date
        planned = on is not None and (received is None or received < on)
        last = on if planned else received
        # Rounds are not always recorded in their order: the last by day says for which month it was.
        counts_for = max(filter(None, (place_in and place_in[:2], got)), default=(None, None))[1]
        missed_on, why = missed.get(pk, (None, ""))
        if missed_on is not None and last is not None and last >= missed_on:
            missed_on, why = None, ""
        joins_on = max((day for day in (first, after) if day is not None and day > round.date), default=None)
        known = (since, last, counts_for, missed_on, why, score, until, name, joins_on)
        proposed = planned and place_in is not None and not place_in.is_approved
        found.append(Candidate(pk, village, district, *known, planned=planned, proposed=proposed))
    return found


def resting_villages(round: Round, today: datetime.date) -> dict[int, int]:
    """The villages that the programme's last rounds before this one reached, and for how many rounds each rests yet.

    A village rests for so many rounds of the rule: an extra round sends its villages to rest, and ends nobody's rest.
    A round whose day is over though nobody approved it reached nobody, like a cancelled one.
    """
    programme = round.programme
    rest = programme.village_rest_rounds
    if not rest:
        return {}
    rests_yet: dict[int, int] = {}
    by_rule = 0
    before = programme.rounds.without_cancelled().filter(date__lt=round.date)
    last = before.exclude(state__in=BEFORE_APPROVAL, date__lt=today).order_by("-date", "-id")
    for pk, occurrence in last.values_list("pk", "occurrence_on").iterator(chunk_size=100):
        if by_rule == rest:
            break
        rests_yet[pk] = rest - by_rule
        by_rule += occurrence is not None
    stops = Stop.objects.visited().filter(round__in=list(rests_yet), village__isnull=False)
    found: dict[int, int] = {}
    for village, pk in stops.values_list("village_id", "round_id"):
        if village is not None:
            found[village] = max(found.get(village, 0), rests_yet[pk])
    return found


def recorded_of(round: Round, today: datetime.date) -> Recorded:
    """What the other rounds of the programme recorded in the year up to the day of this one.

    Of those that are still open nothing is missed yet: who has a place in one counts as having received there.
    """
    year_ago = month_after(round.date, -MONTHS)
    open_place = Q(state=Recipient.State.PLANNED) & _gives_a_place(today)
    rows = (
        Recipient.objects.filter(round__programme=round.programme_id, round__date__range=(year_ago, round.date))
        .exclude(round=round.pk)
        .filter(Q(state__in=(Recipient.State.SERVED, Recipient.State.MISSED)) | open_place)
        .order_by("round__date")
        .values_list("round__date")
        .annotate(
            of=Count("pk"), missed=Count("pk", filter=Q(state=Recipient.State.MISSED, missed_reason__in=NO_FAULT))
        )
    )
    return Recorded(tuple(rows))


def _last_rounds(
    round: Round, some: Collection[int] | None
) -> tuple[dict[int, tuple[datetime.date, str]], dict[int, DayAndMonth]]:
    """Of the latest other round of each family until the day of this one: who was missed without fault, who received.

    That day itself counts: who was missed in the morning comes first in a make-up round of the same afternoon. So does
    what a round of a later day has recorded of a day before it.
    """
    of_some = Q() if some is None else Q(stands_for__in=among(some))
    latest = (
        Recipient.objects.filter(centre_id=round.centre_id)
        .filter(state__in=(Recipient.State.SERVED, Recipient.State.MISSED))
        .exclude(round=round.pk)
        .until(round.date, round.centre.zone)
        .with_correction()
        .annotate(stands_for=STANDS_FOR)
        .filter(of_some)
        .order_by("stands_for", F("day").desc(), "-id")
        .distinct("stands_for")
    )
    missed_rows, served = {}, {}
    columns = ("stands_for", "id", "round__date", "round__month", "missed_reason", "corrected_to")
    for pk, recipient, date, month, why, corrected_to in latest.values_list(*columns):
        if corrected_to == Correction.Result.RECEIVED or (not corrected_to and not why):
            served[pk] = date, month
        elif why in NO_FAULT or not why:
            # Who was recorded as served and did not receive has no reason of its own, and so no fault.
            missed_rows[recipient] = (pk, why)
    dated = Recipient.objects.filter(pk__in=among(missed_rows)).with_day(round.centre.zone)
    days = dict(dated.values_list("pk", "happened_on")) if missed_rows else {}
    return {pk: (days[row], why) for row, (pk, why) in missed_rows.items()}, served


def open_places(round: Round, today: datetime.date) -> dict[int, Place]:
    """The place of each family in the last open round where it has one; in later ones, if approved.

    A round is approved by its own day at the latest: after it, a place in one that was not is none.
    """
    rows = (
        Recipient.objects.planned()
        .filter(Q(round__date__lte=round.date) | Q(round__state__in=RUNNING), _gives_a_place(today))
        .filter(centre_id=round.centre_id)
        .exclude(round=round.pk)
        .order_by("round__date")
        .annotate(stands_for=STANDS_FOR)
    )
    found = rows.values_list("stands_for", "round__date", "round__month", "round__state")
    return {family: Place(date, month, state in RUNNING) for family, date, month, state in found}


def _gives_a_place(today: datetime.date) -> Q:
    """Of recipients, whether their round is one in which somebody may still receive."""
    return Q(round__state__in=RUNNING) | Q(round__state__in=BEFORE_APPROVAL, round__date__gte=today)
