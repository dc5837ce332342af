"""The expected turn: what the queue says comes true."""

import datetime
from types import SimpleNamespace

import pytest
from dateutil.relativedelta import relativedelta

from distributions.models import BEFORE_APPROVAL, Extra, Recipient, Round, State
from distributions.rounds.by_hand import add_family, remove_family
from distributions.rounds.due import do_what_is_due
from distributions.rounds.forecasts import rotation_ahead
from distributions.rounds.outdated import is_to_be_made_anew
from distributions.rounds.planning import change_details, plan_round
from distributions.rounds.schedule import make_extra_round, schedule_rounds
from distributions.rounds.transitions import transition
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.recorded import approved, recorded
from tests.factories import PauseFactory

pytestmark = pytest.mark.django_db
D = datetime.date


def expected(round: Round) -> dict[int, datetime.date | None]:
    """The month that each family of the queue reads, None where it only reads the earliest."""
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    plan = rotation_ahead(round, pinned=there, today=TODAY)
    turns = {c.candidate.family: c.reason.get("turn") for c in plan.waiting if c.reason["code"] == "queue"}
    return {family: turn and D.fromisoformat(turn) for family, turn in turns.items()}


def came(people: SimpleNamespace, after: Round, *, months: int = 13) -> dict[int, datetime.date]:
    """Make the rounds that follow, and say in which month each family is first planned."""
    schedule_rounds([people.programme], today=TODAY, months=months, now=NOW)
    rows = Recipient.objects.filter(round__month__gt=after.month, state=Recipient.State.PLANNED).order_by(
        "-round__month"
    )
    return dict(rows.values_list("family_id", "round__month"))


@pytest.mark.parametrize(
    "programme",
    [
        {},
        {"stops_per_round": 1},
        {"stops_per_round": 2, "packages_per_round": 3, "village_rest_rounds": 1},
        {"stops_per_round": 2, "packages_per_round": 7, "family_rest_months": 2},
    ],
)
def test_when_nothing_happens_the_plan_of_the_month_is_the_forecast(programme):
    people = blora(families=30, **programme)
    round = november(people)
    said = expected(round)
    assert len(said) >= 30 - round.packages - 2
    happened = came(people, round)
    assert {family: happened[family] for family in said} == said


def test_a_programme_of_every_third_month_turns_in_steps_of_three():
    people = blora(families=5, packages_per_round=1, every_months=3, starts_on=D(2024, 2, 1))
    round = november(people)
    said = expected(round)
    assert set(said.values()) < {D(2025, 2, 1), D(2025, 5, 1), D(2025, 8, 1), D(2025, 11, 1)}
    happened = came(people, round, months=24)
    assert {family: happened[family] for family in said} == said


def test_the_forecast_follows_what_was_changed_by_hand():
    people = blora(families=12, packages_per_round=2)
    round = november(people)
    taken_out = round.recipients.first()
    remove_family(taken_out, reason="Sakit", by=people.coordinator, now=NOW)
    add_family(round, people.families[11], reason="Sakit")
    said = expected(round)
    happened = came(people, round)
    assert {family: happened[family] for family in said} == said


def test_rounds_that_are_there_count_as_they_stand():
    people = blora(families=12, packages_per_round=2)
    round = november(people, months=3)
    december, january = Round.objects.filter(month__gt=round.month).order_by("month")
    change_details(december, packages=3)
    plan_round(december, now=NOW)
    transition(january, State.CANCELLED, by=people.coordinator, now=NOW, note="Banjir")
    said = expected(round)
    assert list(said.values()).count(december.month) + round.recipients.filter(state="reserve").count() >= 3
    assert january.month not in said.values()
    happened = came(people, round)
    assert {family: happened[family] for family in said} == said


def test_beyond_a_year_only_the_earliest_month_is_said():
    people = blora(families=30, packages_per_round=2, stops_per_round=1)
    round = november(people)
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    reasons = [c.reason for c in rotation_ahead(round, pinned=there, today=TODAY).waiting]
    assert [reason.get("turn") for reason in reasons].count("2025-11-01") == 2
    assert {reason["earliest"] for reason in reasons if "turn" not in reason} == {"2025-12-01"}


def test_after_the_end_of_the_programme_no_turn_is_promised():
    people = blora(families=12, packages_per_round=2, ends_on=D(2024, 12, 31))
    round = november(people)
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    reasons = [c.reason for c in rotation_ahead(round, pinned=there, today=TODAY).waiting]
    assert {reason.get("turn") for reason in reasons} <= {"2024-12-01", None}
    assert not any("earliest" in reason for reason in reasons)


def in_time(people: SimpleNamespace, after: Round, *, until: datetime.date) -> dict[int, datetime.date]:
    """Let days go by: the timer runs each month, every round is approved and all receive; says when each first did."""
    day = TODAY
    while day <= until:
        now = datetime.datetime.combine(day, datetime.time(8), people.centre.zone)
        do_what_is_due(people.centre, today=day, now=now)
        last = day + relativedelta(day=31)
        for round in Round.objects.filter(centre=people.centre, date__range=(day, last)).order_by("date", "pk"):
            if round.state in BEFORE_APPROVAL:
                if is_to_be_made_anew(round, today=day):
                    plan_round(round, now=now, today=day)
                approved(round)
            for recipient in round.recipients.planned().select_related("round__centre"):
                recorded(recipient, Recipient.State.SERVED)
        day = day.replace(day=1) + relativedelta(months=1)
    rows = Recipient.objects.served().filter(round__date__gt=after.date).order_by("-round__date")
    return dict(rows.values_list("family_id", "round__month"))


def test_a_later_draft_that_was_changed_by_hand_stands_as_it_is():
    """Nobody but the coordinator makes it anew: neither a free place in it is given, nor the others are chosen anew."""
    people = blora(families=12, packages_per_round=2)
    round = november(people, months=2)
    december = Round.objects.get(month=D(2024, 12, 1))
    change_details(december, packages=4)
    last = people.families[11]
    add_family(december, last, reason="Sakit", seen=None)
    said = expected(round)
    there = set(december.recipients.planned().values_list("family_id", flat=True))
    assert {family for family, month in said.items() if month == december.month} == there
    assert len(there) == 3
    happened = in_time(people, round, until=D(2025, 6, 1))
    assert {family: happened[family] for family in said} == said


@pytest.mark.parametrize("days", [0, 1])
def test_the_villages_of_an_extra_round_rest_for_the_rounds_after_its_day(days):
    """Also of one on the day of the round that looks ahead, or of another: for each other they don't."""
    people = blora(families=16, packages_per_round=2, stops_per_round=1, village_rest_rounds=2)
    round = november(people, months=2)
    extra = {"packages": 2, "extra": Extra.DISASTER, "reason": "Banjir", "now": NOW}
    for day in (round.date, D(2024, 12, 20)):
        make_extra_round(people.programme, date=day + datetime.timedelta(days=days), **extra)
    do_what_is_due(people.centre, today=TODAY, now=NOW + datetime.timedelta(minutes=1))
    round.refresh_from_db()
    said = expected(round)
    happened = in_time(people, round, until=D(2025, 8, 1))
    assert {family: happened.get(family) for family in said} == said


def test_beyond_a_long_pause_the_next_twelve_rounds_are_foreseen():
    people = blora(families=12, packages_per_round=1)
    PauseFactory(programme=people.programme, starts_on=D(2024, 12, 1), ends_on=D(2025, 8, 31))
    said = expected(november(people))
    assert max(month for month in said.values() if month) == D(2026, 7, 1)
    assert list(said.values()).count(None) == 0
