"""The example's twelve months, by commands alone: every turn that the queue was told came in its month."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command

from distributions.example.story import tell
from distributions.models import Recipient, Round
from distributions.rounds.forecasts import rotation_ahead

pytestmark = [pytest.mark.django_db, pytest.mark.long]
BEGIN = datetime.date(2024, 11, 5)
MONTHS = 12


def told(round: Round) -> dict[int, str]:
    """What each family that waits reads on the day: the month of its turn, by its first day."""
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    reasons = {c.candidate.family: c.reason for c in rotation_ahead(round, pinned=there).waiting}
    return {family: reason["turn"] for family, reason in reasons.items() if "turn" in reason}


def test_twelve_months_of_the_example_keep_every_promise():
    tell(BEGIN)
    promises: list[tuple[int, str, str]] = []
    for months in range(MONTHS):
        today = BEGIN + relativedelta(months=months)
        call_command("run_due", "--today", f"{today}")
        round = Round.objects.get(month=today.replace(day=1))
        promises += [(family, f"{round.month}", turn) for family, turn in told(round).items()]
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
        if next((month for month in came[family] if month > said_in), None) != turn
    ] == []
