"""When a proposal no longer rests on what it rested on, and so is offered to be made anew."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from distributions.models import Programme, Recipient, Round, State
from distributions.rounds.approval import move_date, use_reserve
from distributions.rounds.by_hand import remove_family
from distributions.rounds.checks import check
from distributions.rounds.outdated import Changed, changed_since_planned, is_outdated, is_to_be_made_anew
from distributions.rounds.planning import change_details, plan_round
from distributions.rounds.transitions import transition
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.goods import called_issued
from tests.distributions.recorded import recorded
from tests.factories import ProgrammeFactory, RecipientFactory, RoundFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def two_programmes():
    """The people, a draft of November, and a round of another programme on the same day, of which nothing is new."""
    people = blora()
    second = ProgrammeFactory(centre=people.centre, package=people.programme.package)
    other = RoundFactory(centre=people.centre, programme=second)
    return SimpleNamespace(people=people, round=november(people), other=other)


def test_a_proposal_is_outdated_when_what_it_rests_on_has_changed(two_programmes):
    people, round = two_programmes.people, two_programmes.round
    assert not is_outdated(round, today=TODAY)
    Family.objects.filter(pk=people.families[0].pk).update(eligibility_at=NOW + datetime.timedelta(hours=1))
    assert is_outdated(round, today=TODAY)
    assert is_to_be_made_anew(round, today=TODAY)
    remove_family(round.recipients.first(), reason="Sakit", by=people.coordinator, now=NOW)
    assert is_outdated(round, today=TODAY)
    assert not is_to_be_made_anew(round, today=TODAY)


def approve(here, when):
    transition(here.other, State.SUBMITTED, by=here.people.coordinator, now=NOW)
    transition(here.other, State.APPROVED, by=here.people.head, now=when)


def close(here, when):
    approve(here, NOW)
    called_issued(here.other, by=here.people.storekeeper, now=NOW)
    transition(here.other, State.CLOSED, by=here.people.coordinator, now=when)


def cancel(here, when):
    transition(here.other, State.CANCELLED, by=here.people.coordinator, now=when, note="Banjir")


def use_a_reserve(here, when):
    planned = RecipientFactory(round=here.other, family__eligibility_at=NOW)
    reserve = RecipientFactory(round=here.other, family__eligibility_at=NOW, state=Recipient.State.RESERVE)
    approve(here, NOW)
    use_reserve(here.other, reserve=reserve, instead_of=planned, reason="Pindah", by=here.people.coordinator, now=when)


def move(here, when):
    """To a day after that of the proposal."""
    approve(here, NOW)
    after, by = here.round.date + datetime.timedelta(days=3), here.people.coordinator
    move_date(here.other, date=after, time=here.other.time, reason="Hujan", by=by, now=when)


def plan_anew(here, when):
    plan_round(here.other, now=when)


def record(here, when):
    waiting = RecipientFactory(round=here.other, family__eligibility_at=NOW)
    approve(here, NOW)
    recorded(waiting, "missed", at=when)


@pytest.mark.parametrize("act", [plan_anew, record, approve, use_a_reserve, move, close, cancel])
def test_what_happens_to_another_round_after_the_proposal_outdates_it(two_programmes, act):
    act(two_programmes, NOW + datetime.timedelta(seconds=1))
    assert is_outdated(two_programmes.round, today=TODAY)


@pytest.mark.parametrize("act", [plan_anew, record, approve, use_a_reserve, move, close, cancel])
def test_what_the_proposal_knew_already_does_not_outdate_it(two_programmes, act):
    act(two_programmes, NOW)
    assert not is_outdated(two_programmes.round, today=TODAY)


@pytest.mark.parametrize(
    ("act", "days", "outdated"),
    [(plan_anew, 0, True), (plan_anew, 1, False), (cancel, 0, True), (cancel, 1, False), (approve, 1, True)],
)
def test_a_round_of_a_later_day_outdates_nothing_before_it_is_approved(two_programmes, act, days, outdated):
    round, other = two_programmes.round, two_programmes.other
    Round.objects.filter(pk=other.pk).update(date=round.date + datetime.timedelta(days=days))
    other.refresh_from_db()
    act(two_programmes, NOW + datetime.timedelta(seconds=1))
    assert is_outdated(round, today=TODAY) is outdated


def test_a_draft_without_a_proposal_is_outdated_from_the_start(two_programmes):
    assert is_outdated(two_programmes.other, today=TODAY)


def test_what_happens_to_the_round_itself_or_at_another_centre_outdates_nothing(two_programmes):
    round, later = two_programmes.round, NOW + datetime.timedelta(seconds=1)
    transition(round, State.SUBMITTED, by=two_programmes.people.coordinator, now=later)
    stranger = RecipientFactory(family__eligibility_at=later)
    plan_round(stranger.round, now=later)
    assert not is_outdated(round, today=TODAY)


def test_a_proposal_with_a_family_by_hand_is_said_to_be_outdated_and_stays_as_it_is(two_programmes):
    round = two_programmes.round
    first = round.recipients.first()
    first.by_hand, first.hand_reason = True, "Searah"
    first.save()
    assert not is_outdated(round, today=TODAY)
    approve(two_programmes, NOW + datetime.timedelta(seconds=1))
    assert changed_since_planned(round, today=TODAY) == [Changed.ROUNDS]
    assert not is_to_be_made_anew(round, today=TODAY)


def test_a_proposal_is_outdated_on_another_day_and_not_at_another_time_of_it(two_programmes):
    round = two_programmes.round
    change_details(round, time=datetime.time(10), packages=round.packages + 1)
    assert changed_since_planned(round, today=TODAY) == []
    change_details(round, date=round.date + datetime.timedelta(days=1))
    assert changed_since_planned(round, today=TODAY) == [Changed.DAY]
    plan_round(round, now=NOW)
    assert changed_since_planned(round, today=TODAY) == []


@pytest.mark.parametrize("rule", ["stops_per_round", "family_rest_months", "village_rest_rounds", "every_months"])
def test_a_proposal_is_outdated_by_another_rule_of_its_programme(two_programmes, rule):
    round = two_programmes.round
    programme = two_programmes.people.programme
    Programme.objects.filter(pk=programme.pk).update(**{rule: getattr(programme, rule) + 1})
    assert changed_since_planned(Round.objects.get(pk=round.pk), today=TODAY) == [Changed.RULES]


def test_a_proposal_from_before_its_rules_were_kept_is_not_said_to_rest_on_others(two_programmes):
    Round.objects.filter(pk=two_programmes.round.pk).update(planned_for={})
    assert changed_since_planned(Round.objects.get(pk=two_programmes.round.pk), today=TODAY) == []


@pytest.mark.parametrize(
    ("state", "day", "outdated"),
    [("draft", 15, False), ("draft", 16, True), ("submitted", 16, True), ("approved", 16, False)],
)
def test_a_round_before_it_whose_day_went_by_without_an_approval_outdates_it(two_programmes, state, day, outdated):
    people, november = two_programmes.people, two_programmes.round
    cancel(two_programmes, NOW)
    if state != "draft":
        transition(november, State.SUBMITTED, by=people.coordinator, now=NOW)
    if state == "approved":
        transition(november, State.APPROVED, by=people.head, now=NOW)
    later = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=datetime.date(2024, 12, 20))
    plan_round(later, now=NOW)
    today = datetime.date(2024, 11, day)
    assert is_outdated(later, today=today) is outdated
    plan_round(later, now=NOW + datetime.timedelta(days=12))
    assert not is_outdated(later, today=today)


def test_siapkan_says_what_has_changed_since(two_programmes):
    round = two_programmes.round
    change_details(round, date=round.date + datetime.timedelta(days=1))
    Family.objects.filter(pk=two_programmes.people.families[0].pk).update(
        eligibility_at=NOW + datetime.timedelta(hours=1)
    )
    with translation.override("en"):
        warnings = check(round, today=TODAY).warnings
    assert warnings[0] == (
        "Since this proposal was made this has changed: the day of this round, the eligibility of a family."
        " Make the proposal anew."
    )
