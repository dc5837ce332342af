"""The expected turn where the register knows that somebody is eligible for a time only, or from a later day on."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from distributions.models import Recipient, Round, State
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.by_hand import swap_family
from distributions.rounds.forecasts import effect_of_changes, rotation_ahead, turns_of
from distributions.rounds.planning import plan_round
from distributions.rounds.transitions import transition
from families.eligibility import end, propose_again, verify
from families.models import Family
from tests.client import Client
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.recorded import recorded
from tests.distributions.test_forecasts import came
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
DECEMBER = D(2024, 12, 20)  # the day of December's round


@stands
def people():
    """Twelve families, of which two come in each round: those of December are the fourth and the fifth in the queue."""
    people = blora(families=12, packages_per_round=2)
    people.round = november(people)
    return people


def lapse(people: SimpleNamespace, **days: datetime.date) -> None:
    """Let the families of these numbers be eligible until a day: ``_2=…``."""
    for name, until in days.items():
        Family.objects.filter(pk=people.families[int(name[1:])].pk).update(eligible_until=until)


def reasons(round: Round, *, today: datetime.date = TODAY) -> dict[int, dict[str, Any]]:
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    plan = rotation_ahead(round, pinned=there, today=today)
    return {c.candidate.family: c.reason for c in (*plan.reserve, *plan.waiting)}


def turns(round: Round, *, today: datetime.date = TODAY) -> dict[int, datetime.date]:
    said = reasons(round, today=today).items()
    return {family: D.fromisoformat(reason["turn"]) for family, reason in said if "turn" in reason}


def planned_for(months: dict[int, datetime.date], people: SimpleNamespace) -> list[int]:
    """The months of the families by their numbers, as 12 for December and 13 for January; 0 for none."""
    found = [months.get(family.pk) for family in people.families]
    return [day.year * 12 + day.month - 2024 * 12 if day else 0 for day in found]


def test_nobody_is_moved_by_an_eligibility_that_runs_out_and_is_renewed(people):
    before = turns(people.round)
    assert planned_for(before, people) == [0, 0, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16]
    lapse(people, _2=D(2024, 11, 30), _3=D(2024, 12, 1), _6=D(2024, 12, 31), _11=D(2025, 1, 1))
    said = turns(people.round)
    assert said == before
    for number in (2, 3, 6, 11):
        family = people.families[number]
        verify(family, basis="Penilaian ulang", from_on=TODAY, by=people.coordinator, now=NOW)
    happened = came(people, people.round)
    assert {family: happened[family] for family in said} == said


def test_where_it_is_not_renewed_those_behind_come_earlier_than_was_said_and_nobody_later(people):
    lapse(people, _2=D(2024, 11, 30), _3=DECEMBER, _6=D(2024, 12, 31), _11=D(2025, 1, 1))
    said = turns(people.round)
    happened = came(people, people.round)
    assert planned_for(said, people) == [0, 0, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16]
    # The fourth may still receive on the last day of its eligibility.
    assert planned_for(happened, people)[2:] == [0, 12, 12, 13, 0, 13, 14, 14, 15, 0]


@pytest.mark.parametrize(("until", "lapses"), [(DECEMBER, False), (D(2024, 12, 19), True)])
def test_on_the_last_day_of_its_eligibility_a_family_may_still_receive_and_the_day_after_not(people, until, lapses):
    lapse(people, _3=until)
    reason = reasons(people.round)[people.families[3].pk]
    assert (reason["turn"], reason.get("lapses")) == ("2024-12-01", until.isoformat() if lapses else None)
    happened = came(people, people.round, months=2)
    assert (people.families[3].pk in happened) is not lapses


def test_a_turn_beyond_the_rounds_planned_ahead_says_the_same():
    people = blora(families=30, packages_per_round=2, stops_per_round=1, code="lain")
    round = november(people)
    last = next(family for family, reason in reasons(round).items() if "earliest" in reason)
    for until, lapses in ((D(2025, 12, 18), "2025-12-18"), (D(2025, 12, 19), None)):
        Family.objects.filter(pk=last).update(eligible_until=until)
        reason = reasons(round)[last]
        assert (reason["earliest"], reason.get("lapses")) == ("2025-12-01", lapses)


def test_where_the_programme_ends_before_neither_a_turn_nor_an_assessment_is_spoken_of():
    people = blora(families=12, packages_per_round=2, ends_on=D(2024, 12, 31), code="lain")
    round = november(people)
    lapse(people, _11=D(2024, 12, 1))
    reason = reasons(round)[people.families[11].pk]
    assert not reason.keys() & {"turn", "earliest", "lapses"}


def test_the_page_of_the_next_round_says_the_same_turns_as_that_of_this_one():
    people = blora(families=12, packages_per_round=2, code="lain")
    round = november(people, months=2)
    december = Round.objects.get(month=D(2024, 12, 1))
    lapse(people, _2=D(2024, 11, 30), _7=D(2024, 12, 1))
    plan_round(december, now=NOW)
    of_november, of_december = turns(round), turns(december)
    # Who may not receive in December as long as nobody renews it can't be proposed, but counts from January on.
    assert planned_for(of_november, people) == [0, 0, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16]
    assert planned_for(of_december, people)[3:] == [0, 0, 13, 14, 0, 15, 15, 16, 16]


def test_whose_eligibility_has_run_out_is_expected_no_more(people):
    lapse(people, _2=D(2024, 11, 30))
    december = came_first(people)
    on_the_day, the_day_after = (turns(december, today=D(2024, day[0], day[1])) for day in ((11, 30), (12, 1)))
    assert planned_for(on_the_day, people)[5:] == [13, 14, 14, 15, 15, 16, 16]
    assert planned_for(the_day_after, people)[5:] == [13, 13, 14, 14, 15, 15, 16]


def came_first(people: SimpleNamespace) -> Round:
    """December's round, after that of November was approved."""
    submit_round(people.round, by=people.coordinator, now=NOW)
    approve_round(people.round, by=people.head, now=NOW)
    came(people, people.round, months=2)
    return Round.objects.get(month=D(2024, 12, 1))


@pytest.mark.parametrize("first", [D(2024, 12, 20), D(2024, 12, 21), D(2025, 1, 17)])
def test_who_is_eligible_from_a_later_day_on_is_reckoned_with(people, first):
    newcomer = people.families[3]
    Family.objects.filter(pk=newcomer.pk).update(eligible_from=first)
    plan_round(people.round, now=NOW)
    said = turns(people.round)
    happened = came(people, people.round)
    assert happened[newcomer.pk] == (D(2024, 12, 1) if first == DECEMBER else D(2025, 1, 1))
    assert len(said) == 9
    assert {family: happened[family] for family in said} == said


def test_what_a_change_by_hand_does_reckons_with_the_same_and_says_what_the_turn_depends_on(people):
    lapse(people, _1=DECEMBER, _2=D(2024, 12, 19))
    Family.objects.filter(pk=people.families[11].pk).update(eligible_from=D(2024, 12, 1))
    plan_round(people.round, now=NOW)
    first = people.round.recipients.get(family=people.families[1])
    swap_family(first, people.families[10], reason="Lebih mendesak", by=people.coordinator, now=NOW)
    effect, _after = effect_of_changes(people.round, today=TODAY)
    later = {moved.family: (moved.before, moved.after) for moved in effect.later}
    assert later[people.families[1].pk] == (D(2024, 11, 15), DECEMBER)
    assert later[people.families[3].pk] == (DECEMBER, D(2025, 1, 17))
    assert people.families[2].pk not in later
    client = Client()
    client.force_login(people.coordinator)
    shown = client.get(reverse("distributions:effect", args=[people.round.pk])).content.decode()
    assert "giliran itu berlaku bila dinilai ulang sebelumnya" not in shown
    lapse(people, _1=D(2024, 12, 19))
    shown = client.get(reverse("distributions:effect", args=[people.round.pk])).content.decode()
    words = "mundur 1 bulan. Layak sampai 19 Desember 2024; giliran itu berlaku bila dinilai ulang sebelumnya."
    assert shown.count(words) == 1


def test_a_submitted_round_keeps_those_who_are_in_it_whatever_runs_out(people):
    came(people, people.round, months=2)
    december = Round.objects.get(month=D(2024, 12, 1))
    transition(december, State.SUBMITTED, by=people.coordinator, now=NOW)
    lapse(people, _2=D(2024, 12, 1))
    assert Recipient.objects.filter(round=december, family=people.families[2]).exists()
    assert turns(people.round)[people.families[2].pk] == D(2024, 12, 1)


def leave(people: SimpleNamespace, number: int) -> Family:
    """The family of this number leaves the register: the inmate was released."""
    return end(people.families[number], reason="Warga binaan bebas", by=people.coordinator, now=NOW)


def come_back(people: SimpleNamespace, family: Family, from_on: datetime.date) -> None:
    said = {"by": people.coordinator, "now": NOW}
    verify(propose_again(family, reason="Ditahan lagi", **said), basis="Penilaian", from_on=from_on, **said)


def test_who_has_left_the_register_has_no_turn_and_those_behind_come_earlier(people):
    leave(people, 2)
    said = turns(people.round)
    assert planned_for(said, people) == [0, 0, 0, 12, 12, 13, 13, 14, 14, 15, 15, 16]
    happened = came(people, people.round)
    assert {family: happened[family] for family in said} == said


@pytest.mark.parametrize(
    ("from_on", "months", "turn"),
    [
        (TODAY, [0, 0, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16], "2024-12-01"),
        # Who may not receive in November yet stands in no queue of that round, and is reckoned with.
        (DECEMBER, [0, 0, 0, 12, 13, 13, 14, 14, 15, 15, 16, 16], "2024-12-01"),
        (D(2024, 12, 21), [0, 0, 0, 12, 12, 13, 14, 14, 15, 15, 16, 16], "2025-01-01"),
    ],
)
def test_who_came_back_stands_where_it_stood_from_the_day_on_which_it_may_receive(people, from_on, months, turn):
    family = people.families[2]
    come_back(people, leave(people, 2), from_on)
    said = turns(people.round)
    assert planned_for(said, people) == months
    assert turns_of(people.centre, [family.pk], today=TODAY)[family.pk]["turn"] == turn
    happened = came(people, people.round)
    assert {family: happened[family] for family in said} == said
    assert happened[family.pk].isoformat() == turn


def test_who_came_back_reads_what_it_received_before_and_rests_for_it():
    people = blora(families=12, packages_per_round=2, code="lain")
    round = november(people)
    mine = round.recipients.planned().first()
    family = people.families[[one.pk for one in people.families].index(mine.family_id)]
    recorded(mine, Recipient.State.SERVED)
    come_back(people, end(family, reason="Bebas", by=people.coordinator, now=NOW), TODAY)
    december = november(people, months=2).programme.rounds.get(month=D(2024, 12, 1))
    reason = reasons(december)[family.pk]
    assert (reason["code"], reason["last"]) == ("queue", "2024-11-15")
