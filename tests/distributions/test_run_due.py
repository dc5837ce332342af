"""run_due, remind: what a timer calls for every centre, however often, and whatever happens in one of them."""

import datetime
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from centres.history import acting_as
from distributions.models import Recipient, Round, State
from distributions.rounds.approval import submit_round
from distributions.rounds.due import do_what_is_due, reminders
from distributions.rounds.transitions import transition
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.goods import called_issued
from tests.distributions.months import APPROVED, approved_month, missed
from tests.distributions.recorded import approved, recorded
from tests.factories import CentreFactory, ProgrammeFactory

D = datetime.date


def run(*more: str) -> None:
    call_command("run_due", "--today", f"{TODAY}", *more)


@pytest.mark.django_db
def test_the_rounds_of_every_centre_are_made_and_a_second_run_makes_nothing_twice(capsys):
    people = blora()
    CentreFactory(code="lapas-lain")
    run()
    assert {
        "lapas-lain: 0 made, 0 planned anew; nothing waits",
        "rutan-blora: 2 made, 0 planned anew; nothing waits",
    } < {*capsys.readouterr().out.splitlines()}
    run()
    assert "rutan-blora: 0 made, 0 planned anew; nothing waits" in capsys.readouterr().out
    assert Round.objects.filter(centre=people.centre).count() == 2


@pytest.mark.django_db
def test_after_weeks_off_the_run_makes_what_is_still_to_come(capsys):
    blora()
    run()
    call_command("run_due", "--today", "2025-02-10")
    assert "rutan-blora: 2 made" in capsys.readouterr().out
    assert list(Round.objects.order_by("date").values_list("date", flat=True)) == [
        D(2024, 11, 15),
        D(2024, 12, 20),
        D(2025, 2, 21),
        D(2025, 3, 21),
    ]


@pytest.mark.django_db
def test_a_centre_that_fails_is_named_without_a_word_of_its_data_and_does_not_stop_the_others(capsys):
    # In the last month of our time the rule gives a round in January 2101, which no table holds.
    ProgrammeFactory(centre=CentreFactory(code="a-gagal"))
    people = blora(ends_on=D(2100, 12, 31))
    with pytest.raises(CommandError, match="Failed: a-gagal"):
        call_command("run_due", "--today", "2100-12-10")
    said = capsys.readouterr()
    assert "a-gagal: failed, IntegrityError at " in said.err
    assert "DETAIL" not in said.err
    assert "rutan-blora: 1 made" in said.out
    assert list(Round.objects.values_list("centre", "date")) == [(people.centre.pk, D(2100, 12, 17))]


@pytest.mark.django_db
def test_what_rests_on_what_has_changed_is_planned_anew_and_what_was_changed_by_hand_is_not(capsys):
    people = blora(families=6)
    round = november(people)
    Family.objects.filter(pk=people.families[5].pk).update(eligibility_at=NOW + datetime.timedelta(hours=1))
    run()
    assert "rutan-blora: 1 made, 1 planned anew; nothing waits" in capsys.readouterr().out
    recipient = round.recipients.first()
    recipient.by_hand, recipient.hand_reason = True, "Lebih mendesak"
    recipient.save()
    Family.objects.filter(pk=people.families[5].pk).update(eligibility_at=timezone.now() + datetime.timedelta(hours=1))
    run()
    assert "rutan-blora: 0 made, 1 planned anew" in capsys.readouterr().out  # December's, which nobody touched


def test_two_runs_at_once_do_nothing_twice(committed_db):
    people = blora()
    made, start = [], threading.Barrier(2)

    def do() -> None:
        try:
            start.wait()
            with acting_as("run_due"):
                made.append(do_what_is_due(people.centre, today=TODAY, now=NOW).made)
        finally:
            connection.close()

    threads = [threading.Thread(target=do) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 2]
    assert Round.objects.count() == 2


@pytest.mark.parametrize(("today", "said"), [(D(2024, 11, 7), []), (D(2024, 11, 8), ["to submit"])])
@pytest.mark.django_db
def test_a_week_ahead_who_plans_is_reminded(today, said):
    people = blora()
    november(people)
    assert [one.what for one in reminders(people.centre, today)] == said


@pytest.mark.django_db
def test_what_waits_follows_the_round_to_its_end(capsys):
    month = approved_month()
    day = {"today": D(2024, 11, 15)}

    def waits(**on) -> list[tuple[str, int]]:
        return [(one.what, one.count) for one in reminders(month.centre, **(day | on))]

    assert waits(today=D(2024, 11, 14)) == []
    assert waits() == [("goods to record", 1)]
    called_issued(month.round, by=month.people.storekeeper, now=APPROVED)
    assert waits() == [("families to record", 2)]
    missed(month, month.recipients[0])
    call_command("remind", "--today", "2024-11-15", "--centre", month.centre.code)
    assert capsys.readouterr().out == f"{month.centre.code}: 2024-11-15: families to record\n"
    missed(month, month.recipients[1])
    assert waits() == [("to close", 1)]
    transition(month.round, State.CLOSED, by=month.people.coordinator, now=APPROVED)
    assert waits() == []


@pytest.mark.django_db
def test_a_round_that_was_submitted_waits_for_the_head():
    people = blora()
    submit_round(november(people), by=people.coordinator, now=NOW)
    assert [one.what for one in reminders(people.centre, D(2024, 11, 15))] == ["to approve"]


@pytest.mark.parametrize("command", ["run_due", "remind", "schedule_rounds", "apply_retention"])
@pytest.mark.parametrize("code", ["", " ", "x", "RUTAN-BLORA"])
@pytest.mark.django_db
def test_an_empty_code_or_another_one_is_not_every_centre(command, code):
    """A script whose variable is not set must not do all centres, of which some may lose data by it."""
    people = blora()
    by = ("--by", people.head.username) if command == "apply_retention" else ()
    with pytest.raises(CommandError, match=f"There is no centre with the code {code}"):
        call_command(command, "--centre", code, "--today", f"{TODAY}", *by)
    assert not Round.objects.exists()


@pytest.mark.django_db
def test_nobody_without_a_name_plans_a_round():
    round = november(blora())
    for name in ("", "x"):
        with pytest.raises(CommandError, match="There is no user of that name"):
            call_command("plan_round", f"{round.pk}", "--by", name)


@pytest.mark.parametrize("command", ["run_due", "remind", "schedule_rounds"])
@pytest.mark.django_db
def test_a_centre_or_a_day_that_is_none_is_said(command):
    with pytest.raises(CommandError, match="There is no centre with the code x"):
        call_command(command, "--centre", "x")
    with pytest.raises(CommandError, match="--today is a date"):
        call_command(command, "--today", "besok")


@pytest.mark.django_db
def test_a_round_that_is_new_is_planned_beside_the_drafts_as_they_are_by_then():
    """November was planned before October was recorded: who is in it by now is not in December as well."""
    people = blora(families=12, packages_per_round=2, family_rest_months=2)
    october = datetime.datetime(2024, 10, 1, 2, tzinfo=datetime.UTC)
    do_what_is_due(people.centre, today=D(2024, 10, 1), now=october)
    last = Round.objects.get(month=D(2024, 10, 1))
    approved(last)
    for recipient in last.recipients.planned().select_related("round__centre"):
        recorded(recipient, Recipient.State.MISSED)
    do_what_is_due(people.centre, today=TODAY, now=NOW)
    places = Recipient.objects.planned().order_by("round__date", "family")
    found = list(places.values_list("round__month__month", "family"))
    first = [family.pk for family in people.families]
    assert found == [(11, first[0]), (11, first[1]), (12, first[2]), (12, first[3])]
