"""Rounds around the turn of a year: in every zone, after weeks off, in a leap year, with pauses and moved dates."""

import datetime
from datetime import UTC

import pytest
from django.core.management import call_command

from centres.models import Centre
from distributions.models import Programme, Round
from distributions.rounds.rule import move_date_of_rule, pause
from distributions.rounds.schedule import schedule_rounds
from tests.distributions.blora import blora
from tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
D = datetime.date


def on_day(day: int, **more: object) -> Programme:
    return ProgrammeFactory(rule="day", day=day, nth=None, weekday=None, **more)


def made(programme: Programme) -> list[str]:
    return [f"{day}" for day in programme.rounds.order_by("date").values_list("date", flat=True)]


@pytest.mark.parametrize(
    ("zone", "hour", "expected"),
    [
        # 22.59 and 23.59, 23.59 and 0.59, 0.59 and 1.59 on the clock of the centre.
        (Centre.Zone.WIB, 15, ["2024-12-31", "2025-01-31"]),
        (Centre.Zone.WIB, 16, ["2024-12-31", "2025-01-31"]),
        (Centre.Zone.WIB, 17, ["2025-01-31", "2025-02-28"]),
        (Centre.Zone.WITA, 15, ["2024-12-31", "2025-01-31"]),
        (Centre.Zone.WITA, 16, ["2025-01-31", "2025-02-28"]),
        (Centre.Zone.WIT, 14, ["2024-12-31", "2025-01-31"]),
        (Centre.Zone.WIT, 15, ["2025-01-31", "2025-02-28"]),
    ],
)
def test_the_round_of_the_last_day_is_made_until_midnight_at_the_centre(zone, hour, expected):
    programme = on_day(31)
    Centre.objects.filter(pk=programme.centre_id).update(time_zone=zone)
    programme = Programme.objects.select_related("centre").get(pk=programme.pk)
    schedule_rounds([programme], now=datetime.datetime(2024, 12, 31, hour, 59, tzinfo=UTC))
    assert made(programme) == expected


@pytest.mark.parametrize(
    ("back_on", "expected"),
    [
        (D(2024, 12, 19), ["2024-12-20", "2025-01-17"]),
        (D(2024, 12, 20), ["2024-12-20", "2025-01-17"]),
        (D(2024, 12, 21), ["2025-01-17"]),
        (D(2024, 12, 31), ["2025-01-17"]),
        (D(2025, 1, 1), ["2025-01-17", "2025-02-21"]),
        (D(2025, 1, 17), ["2025-01-17", "2025-02-21"]),
        (D(2025, 1, 18), ["2025-02-21"]),
    ],
)
def test_a_machine_that_was_off_over_the_holidays_makes_what_is_still_to_come(back_on, expected, capsys):
    """Switched off in November, before December's round was made; nothing of what has passed is made up for."""
    people = blora()
    for _twice in range(2):
        call_command("run_due", "--today", f"{back_on}")
    assert made(people.programme) == expected
    assert f"rutan-blora: {len(expected)} made" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("day", "every_months", "today", "expected"),
    [
        (29, 1, D(2028, 2, 1), ["2028-02-29", "2028-03-29"]),
        (31, 1, D(2028, 2, 29), ["2028-02-29", "2028-03-31"]),
        (31, 1, D(2028, 3, 1), ["2028-03-31", "2028-04-30"]),
        (29, 1, D(2027, 2, 28), ["2027-02-28", "2027-03-29"]),
        (30, 12, D(2028, 2, 1), ["2028-02-29"]),
        (30, 12, D(2027, 2, 1), ["2027-02-28"]),
    ],
)
def test_in_february_a_round_is_on_its_last_day_which_is_another_one_every_fourth_year(
    day, every_months, today, expected, capsys
):
    programme = on_day(day, every_months=every_months, starts_on=D(2024, 2, 1))
    call_command("run_due", "--today", f"{today}")
    assert made(programme) == expected


def test_a_pause_over_new_year_and_a_date_that_was_moved_into_it_or_out_of_it(capsys):
    """From 25 December to 5 January; the round of 31 December is held on the 24th, that of 31 January on the 6th."""
    programme = on_day(31, starts_on=D(2024, 11, 1))
    today = D(2024, 12, 1)
    pause(programme, starts_on=D(2024, 12, 25), ends_on=D(2025, 1, 5), reason="Libur", today=today)
    call_command("run_due", "--today", f"{today}")
    assert made(programme) == ["2025-01-31"]
    move_date_of_rule(programme, occurrence=D(2024, 12, 31), date=D(2024, 12, 24), reason="Libur", today=today)
    move_date_of_rule(programme, occurrence=D(2025, 1, 31), date=D(2025, 1, 6), reason="Natal", today=today)
    call_command("run_due", "--today", f"{today}")
    assert made(programme) == ["2024-12-24", "2025-01-06"]
    assert [f"{month}" for month in Round.objects.order_by("date").values_list("month", flat=True)] == [
        "2024-12-01",
        "2025-01-01",
    ]


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [(D(2024, 12, 30), []), (D(2024, 12, 31), ["2024-12-31"]), (D(2025, 1, 30), ["2024-12-31"])],
)
def test_a_programme_that_ends_with_the_year_has_its_last_round_on_its_last_day(ends_on, expected, capsys):
    programme = on_day(31, ends_on=ends_on)
    call_command("run_due", "--today", "2024-12-31")
    call_command("run_due", "--today", "2025-01-01")
    assert made(programme) == expected
