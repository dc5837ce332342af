"""A round whose day is over though nobody approved it gives nobody a place, and no page a turn that has passed."""

import datetime

import pytest

from distributions.models import Round, State
from distributions.rotation.candidates import candidates, candidates_ahead
from distributions.rounds.approval import approve_round, cancel_round, submit_round
from distributions.rounds.due import plan_what_is_outdated
from distributions.rounds.forecasts import rotation_ahead, turns_of
from distributions.rounds.planning import plan_round
from distributions.rounds.schedule import schedule_rounds
from tests.distributions.blora import NOW, TODAY, blora
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
DAY, AFTER = D(2024, 11, 15), D(2024, 11, 16)


@stands
def people():
    """Eight families for two packages a month, and the rounds of November and December."""
    people = blora(families=8, packages_per_round=2)
    schedule_rounds([people.programme], today=TODAY, now=NOW)
    people.november, people.december = Round.objects.order_by("date")
    return people


def families(people, round: Round) -> list[int]:
    """The families of a round by their numbers."""
    found = round.recipients.planned().order_by("family").values_list("family", flat=True)
    return [[family.pk for family in people.families].index(pk) for pk in found]


def turns(people, today: D) -> list[str]:
    found = turns_of(people.centre, {family.pk for family in people.families}, today=today)
    said = [found.get(family.pk, {}) for family in people.families]
    return [reason.get("turn", reason.get("earliest", "")) for reason in said]


def test_its_families_come_first_in_the_next_round(people):
    assert (families(people, people.november), families(people, people.december)) == ([0, 1], [2, 3])
    assert plan_what_is_outdated(people.centre, today=DAY, now=NOW) == []
    (anew,) = plan_what_is_outdated(people.centre, today=AFTER, now=NOW)
    assert (anew, families(people, anew)) == (people.december, [0, 1])


@pytest.mark.parametrize(("today", "received"), [(DAY, True), (AFTER, False)])
def test_until_its_day_is_over_a_place_in_it_counts(people, today, received):
    first = people.families[0].pk
    for found in (candidates(people.december, today), candidates_ahead(people.december, today)[0]):
        (one,) = (c for c in found if c.family == first)
        assert (one.last_aid_on, one.planned) == ((DAY, True) if received else (None, False))


def test_a_place_in_one_that_was_approved_counts_until_something_is_recorded(people):
    submit_round(people.november, by=people.coordinator, now=NOW)
    approve_round(people.november, by=people.head, now=NOW)
    (one,) = (c for c in candidates(people.december, D(2024, 12, 1)) if c.family == people.families[0].pk)
    assert (one.last_aid_on, one.planned) == (DAY, True)


def test_no_turn_that_is_said_has_passed(people):
    november, december, january, february = (f"{year}-{month:02}-01" for year, month in
                                             ((2024, 11), (2024, 12), (2025, 1), (2025, 2)))  # fmt: skip
    assert turns(people, DAY) == [november] * 2 + [december] * 2 + [january] * 2 + [february] * 2
    # The draft of December will be made anew, and is foreseen as it will be.
    assert turns(people, AFTER) == [december] * 2 + [january] * 2 + [february] * 2 + ["2025-03-01"] * 2
    assert turns(people, D(2024, 12, 21)) == [""] * 8


def test_an_approved_one_whose_day_is_over_says_no_turn_to_those_who_have_a_place_in_it(people):
    submit_round(people.november, by=people.coordinator, now=NOW)
    approve_round(people.november, by=people.head, now=NOW)
    assert turns(people, DAY)[:3] == ["2024-11-01"] * 2 + ["2024-12-01"]
    assert turns(people, AFTER)[:3] == ["", "", "2024-12-01"]


def test_its_own_queue_foresees_nothing(people):
    there = {family.pk: family.village_id for family in people.families[:2]}
    said = [
        {"turn", "earliest"} & choice.reason.keys()
        for choice in rotation_ahead(people.november, pinned=there, today=AFTER).waiting
    ]
    assert said
    assert not any(said)


def test_a_draft_that_rests_on_a_round_that_was_cancelled_is_foreseen_as_it_will_be_made_anew(people):
    later = NOW + datetime.timedelta(hours=1)
    cancel_round(people.november, reason="Banjir", by=people.coordinator, now=later)
    foreseen = turns(people, TODAY)
    (anew,) = plan_what_is_outdated(people.centre, today=TODAY, now=later + datetime.timedelta(hours=1))
    assert foreseen[:4] == ["2024-12-01"] * 2 + ["2025-01-01"] * 2
    assert (families(people, anew), turns(people, TODAY)) == ([0, 1], foreseen)


def test_a_draft_that_somebody_changed_by_hand_is_foreseen_as_it_stands(people):
    people.december.recipients.filter(family=people.families[2]).update(by_hand=True, hand_reason="Mendesak")
    cancel_round(people.november, reason="Banjir", by=people.coordinator, now=NOW + datetime.timedelta(hours=1))
    assert turns(people, TODAY)[2:4] == ["2024-12-01"] * 2
    assert Round.objects.get(pk=people.december.pk).state == State.DRAFT


def test_planned_on_its_day_a_later_round_knows_nothing_of_one_that_was_never_approved(people):
    plan_round(people.december, now=NOW, today=AFTER)
    assert families(people, people.december) == [0, 1]
