"""The example's twelve months, by the timer's command and an approval each: every turn that was said came true."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command

from centres.models import User
from distributions.example.story import tell
from distributions.models import Recipient, Round
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.forecasts import rotation_ahead
from families.eligibility import verify
from families.models import Eligibility, Family

pytestmark = [pytest.mark.django_db, pytest.mark.long]
BEGIN = datetime.date(2024, 11, 5)
MONTHS = 12


def told(round: Round, today: datetime.date) -> dict[int, str]:
    """What each family that waits reads on the day: the month of its turn, by its first day."""
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    reasons = {c.candidate.family: c.reason for c in rotation_ahead(round, pinned=there, today=today).waiting}
    return {family: reason["turn"] for family, reason in reasons.items() if "turn" in reason}


def assess_anew(today: datetime.date) -> None:
    """Whose eligibility runs out before the rounds that are made now: a turn is said as if that was done in time."""
    by = User.objects.get(username="koordinator")
    ends = Family.objects.filter(eligibility=Eligibility.ELIGIBLE, eligible_until__lt=today + relativedelta(months=2))
    for family in ends.order_by("pk"):
        at = datetime.datetime.combine(today, datetime.time(8), family.centre.zone)
        verify(family, basis="Penilaian ulang", from_on=today, by=by, now=at)


def approve(round: Round, today: datetime.date) -> None:
    """Nothing else is to be done by people: a round that nobody approves by its day gives nobody a place."""
    by = {user.username: user for user in User.objects.filter(username__in=("koordinator", "kepala"))}
    at = datetime.datetime.combine(today, datetime.time(9), round.centre.zone)
    submit_round(round, by=by["koordinator"], now=at)
    approve_round(round, by=by["kepala"], now=at)


def test_twelve_months_of_the_example_keep_every_promise():
    tell(BEGIN)
    promises: list[tuple[int, str, str]] = []
    for months in range(MONTHS):
        today = BEGIN + relativedelta(months=months)
        assess_anew(today)
        call_command("run_due", "--today", f"{today}")
        round = Round.objects.get(month=today.replace(day=1))
        promises += [(family, f"{round.month}", turn) for family, turn in told(round, today).items()]
        approve(round, today)
    rows = Recipient.objects.filter(state=Recipient.State.PLANNED).values_list("family_id", "round__month")
    came: dict[int, list[str]] = {}
    for family, month in rows.order_by("round__month"):
        came.setdefault(family, []).append(f"{month}")
    last = f"{Round.objects.order_by('-month').first().month}"
    due = [promise for promise in promises if promise[2] <= last]
    assert len(due) > 100
    assert [
        (family, said_in, turn)
        for family, said_in, turn in due
        if next((month for month in came.get(family, ()) if month > said_in), None) != turn
    ] == []
