"""Whether a proposal still rests on what it was made of.

A proposal knows the families, the rounds before it, its own day, and the programme's rules, as they were when it was
made. What changed since is said on *Siapkan* and *Persetujuan*; a draft that nobody changed by hand is made anew by
itself.
"""

import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from distributions.models import BEFORE_APPROVAL, FINISHED, Correction, Recipient, Round, RoundChange, State
from families.models import Family


class Changed(StrEnum):
    """What a proposal rests on and may have changed since it was made."""

    DAY = "day"
    RULES = "rules"
    ROUNDS = "rounds"
    ELIGIBILITY = "eligibility"


# In the order in which they are said.
SAID: dict[Changed, Promise] = {
    Changed.DAY: _("the day of this round"),
    Changed.RULES: _("the rules of the programme"),
    Changed.ROUNDS: _("another round"),
    Changed.ELIGIBILITY: _("the eligibility of a family"),
}
DAY = ("date", "month")
# The number of packages is none of it: *Siapkan* says which places are free, and who comes next.
RULES = ("stops_per_round", "family_rest_months", "village_rest_rounds", "every_months")


def rests_on(round: Round) -> dict[str, int | str]:
    """On which day and by which rules a proposal of the round is made, as it is kept beside it."""
    day = {name: getattr(round, name).isoformat() for name in DAY}
    return day | {name: getattr(round.programme, name) for name in RULES}


def changed_since_planned(round: Round, *, today: datetime.date | None = None) -> list[Changed]:
    """What changed since the proposal was made; of a round without one everything. At most three queries.

    ``today`` is that of the centre by default.
    """
    if round.planned_at is None:
        return list(Changed)
    # A proposal that is older than this record knows nothing of the kind.
    now = rests_on(round) if round.planned_for else {}
    asked = {
        Changed.DAY: any(round.planned_for[name] != now[name] for name in DAY if now),
        Changed.RULES: any(round.planned_for[name] != now[name] for name in RULES if now),
        Changed.ROUNDS: _rounds_changed(round, today or round.centre.local_date(timezone.now())),
        Changed.ELIGIBILITY: Family.objects.filter(
            centre=round.centre_id, eligibility_at__gt=round.planned_at
        ).exists(),
    }
    return [what for what, has_changed in asked.items() if has_changed]


def is_outdated(round: Round, *, today: datetime.date | None = None) -> bool:
    """Whether what the proposal rests on has changed since."""
    return bool(changed_since_planned(round, today=today))


def is_to_be_made_anew(round: Round, *, today: datetime.date | None = None) -> bool:
    """Whether a draft is outdated, and nobody changed its families by hand: only who did makes it anew."""
    if round.state != State.DRAFT or round.recipients.filter(by_hand=True).exists() or round.exclusions.exists():
        return False
    return is_outdated(round, today=today)


def is_missed_out(round: Round, today: datetime.date) -> bool:
    """Whether its day is over and nobody approved it, so that nobody can receive in it as it stands."""
    return round.state in BEFORE_APPROVAL and round.date < today


def _rounds_changed(round: Round, today: datetime.date) -> bool:
    """Whether something happened to another round of the centre that the proposal would know by now."""
    assert round.planned_at is not None
    since, planned_on = round.planned_at, round.centre.local_date(round.planned_at)
    others = Round.objects.filter(centre=round.centre_id).exclude(pk=round.pk)
    # Of a later round those count who have a place in it once it is approved.
    places = Q(approved_at__gt=since) | Q(closed_at__gt=since) | Q(approved_at__isnull=False, cancelled_at__gt=since)
    what = RoundChange.What.RESERVE, RoundChange.What.DATE
    moved = Exists(RoundChange.objects.filter(round=OuterRef("pk"), at__gt=since, what__in=what))
    recorded = Exists(Recipient.objects.filter(round=OuterRef("pk"), recorded_at__gt=since))
    # Of a finished round nothing was recorded since, or it was finished since.
    places |= ~Q(state__in=FINISHED) & (Q(moved) | Q(recorded))
    before = Q(planned_at__gt=since) | Q(cancelled_at__gt=since)
    before |= Q(Exists(Correction.objects.filter(round=OuterRef("pk"), at__gt=since)))
    # Its day went by without an approval: places in it were counted and are none any more.
    before |= Q(state__in=BEFORE_APPROVAL, date__lt=today, date__gte=planned_on)
    return others.filter(places | (before & Q(date__lte=round.date))).exists()
