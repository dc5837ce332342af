"""What the rotation knows of a family on the day of a round."""

import datetime
from functools import partial

import pytest

from distributions.models import Recipient, Round, State
from distributions.rotation.candidates import candidates, candidates_ahead, recorded_of, resting_villages
from distributions.rotation.right import Candidate
from distributions.rounds.transitions import transition
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora
from tests.distributions.goods import called_issued
from tests.distributions.recorded import approved, recorded
from tests.factories import (
    GERSI,
    LONG_AGO,
    NGGINGGIL,
    NGLANJUK,
    PANOLAN,
    EligibleFamilyFactory,
    RecipientFactory,
    RoundFactory,
    StopFactory,
    region,
    surveyed,
)
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
DATE = D(2024, 11, 15)


@stands
def people():
    return blora(families=1)


@pytest.fixture
def family(people):
    return people.families[0]


@pytest.fixture
def round(people):
    return RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=DATE)


def seen(round: Round) -> Candidate:
    """The only family, as the rotation sees it."""
    (candidate,) = candidates(round, TODAY)
    return candidate


def another_round(people, date: datetime.date) -> Round:
    """A round of another programme, on any day."""
    return RoundFactory(centre=people.centre, occurrence_on=date)


def missed(people, family, date: datetime.date, reason: str = "not_home") -> Round:
    """A round in which the family was missed."""
    earlier = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=date)
    recorded(RecipientFactory(round=earlier, family=family), "missed", reason=reason)
    return earlier


@pytest.mark.parametrize(("days", "expected"), [(-1, DATE - DAY), (1, None)])
def test_a_place_in_an_open_round_of_a_day_before_counts_as_received(people, family, round, days, expected):
    RecipientFactory(round=another_round(people, DATE + days * DAY), family=family)
    month = expected and expected.replace(day=1)
    assert (seen(round).last_aid_on, seen(round).counts_for) == (expected, month)


def test_who_has_a_place_in_another_round_of_the_day_is_no_candidate_and_joins_the_rounds_after(people, family, round):
    RecipientFactory(round=another_round(people, DATE), family=family)
    assert candidates(round, TODAY) == []
    now, (joins,) = candidates_ahead(round, DATE)
    assert (now, joins.family, joins.last_aid_on) == ([], family.pk, DATE)


@pytest.mark.parametrize(
    ("state", "is_there"),
    [(State.DRAFT, True), (State.SUBMITTED, True), (State.APPROVED, False), (State.ISSUED, False)],
)
def test_who_has_a_place_in_a_later_approved_round_joins_on_its_day(people, family, round, state, is_there):
    later = another_round(people, DATE + DAY)
    RecipientFactory(round=later, family=family)
    actors = {State.SUBMITTED: people.coordinator, State.APPROVED: people.head, State.ISSUED: people.storekeeper}
    for to in list(actors)[: list(State).index(state)]:
        step = called_issued if to == State.ISSUED else partial(transition, to=to)
        step(later, by=actors[to], now=NOW)

    now, joining = candidates_ahead(round, DATE)

    assert bool(candidates(round, TODAY)) is bool(now) is is_there
    assert [(one.eligible_from, one.last_aid_on) for one in joining] == [(DATE + DAY, None)] * (not is_there)


@pytest.mark.parametrize(
    ("first", "until", "today", "place"),
    [
        (DATE, DATE, DATE - DAY, "now"),
        (DATE + DAY, None, DATE - DAY, "joins"),
        (DATE - DAY, DATE - DAY, DATE - DAY, "joins"),
        (DATE - 2 * DAY, DATE - 2 * DAY, DATE - DAY, ""),
        # A round that is long past is looked at as it was.
        (DATE - DAY, DATE - DAY, DATE + DAY, ""),
    ],
)
def test_who_is_eligible_for_a_time_only_is_there_or_joins_later(people, family, round, first, until, today, place):
    Family.objects.filter(pk=family.pk).update(eligible_from=first, eligible_until=until)
    found = dict(zip(("now", "joins"), candidates_ahead(round, today), strict=True))
    assert [name for name, families in found.items() if families] == ([place] if place else [])
    assert bool(candidates(round, TODAY)) is (place == "now")


def test_of_rounds_recorded_out_of_order_the_last_by_day_says_the_month(people, family, round):
    RecipientFactory(round=another_round(people, D(2024, 10, 18)), family=family)
    served(people, family, D(2024, 10, 25), month=D(2024, 9, 20))
    assert (seen(round).last_aid_on, seen(round).counts_for) == (D(2024, 10, 25), D(2024, 9, 1))


def test_an_open_round_counts_for_its_month_wherever_it_is_held(people, family, round):
    moved = another_round(people, D(2024, 12, 20))
    Round.objects.filter(pk=moved.pk).update(date=DATE - DAY)
    RecipientFactory(round=moved, family=family)
    assert (seen(round).last_aid_on, seen(round).counts_for) == (DATE - DAY, D(2024, 12, 1))


@pytest.mark.parametrize(
    ("aid", "missed_on", "reason"),
    [(D(2024, 10, 17), D(2024, 10, 18), "not_home"), (D(2024, 10, 18), None, ""), (D(2024, 10, 19), None, "")],
)
def test_aid_on_the_day_of_the_miss_or_after_it_makes_up_for_the_miss(people, family, round, aid, missed_on, reason):
    missed(people, family, D(2024, 10, 18))
    Family.objects.filter(pk=family.pk).update(aid_before_on=aid, aid_before_note="Baznas")
    found = seen(round)
    assert (found.missed_on, found.missed_reason, found.last_aid_on) == (missed_on, reason, aid)


@pytest.mark.parametrize(("days", "missed_on"), [(-1, D(2024, 10, 18)), (0, None), (1, None)])
def test_a_place_that_is_still_open_on_the_day_of_the_miss_or_after_it_counts_too(
    people, family, round, days, missed_on
):
    missed(people, family, D(2024, 10, 18))
    place = RecipientFactory(round=another_round(people, D(2024, 10, 18) + days * DAY), family=family)
    approved(place.round)
    assert (seen(round).missed_on, seen(round).last_aid_on) == (missed_on, place.round.date)


def test_a_cancelled_round_neither_lets_a_village_rest_nor_counts_among_the_last_rounds(people):
    people.programme.village_rest_rounds = 1
    for month, village in ((9, NGLANJUK), (10, GERSI)):
        round = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, month, 20))
        RecipientFactory(round=round, stop=StopFactory(round=round, village=region(village)))
    assert resting_villages(Round(programme=people.programme, date=DATE), LONG_AGO) == {region(GERSI).pk: 1}

    transition(round, State.CANCELLED, by=people.coordinator, now=NOW, note="Banjir")

    assert resting_villages(Round(programme=people.programme, date=DATE), LONG_AGO) == {region(NGLANJUK).pk: 1}


def test_a_round_of_the_day_itself_lets_no_village_rest(people):
    people.programme.village_rest_rounds = 1
    round = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=DATE)
    RecipientFactory(round=round, stop=StopFactory(round=round, village=region(NGGINGGIL)))
    assert resting_villages(Round(programme=people.programme, date=DATE), LONG_AGO) == {}
    assert resting_villages(Round(programme=people.programme, date=DATE + DAY), LONG_AGO) == {region(NGGINGGIL).pk: 1}


def served(people, family, date: datetime.date, *, month: datetime.date | None = None) -> Round:
    """A round in which the family received."""
    earlier = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=month or date, date=date)
    recorded(RecipientFactory(round=earlier, family=family), "served")
    return earlier


def test_a_family_is_seen_with_its_place_its_wait_and_its_need(people, family, round):
    surveyed(family, datetime.date(2024, 11, 1), score=70)
    assert seen(round) == Candidate(
        family=family.pk,
        village=family.village_id,
        district=family.village.parent_id,
        waiting_since=D(2024, 1, 1),
        score=70,
        village_name=family.village.name,
    )


def test_only_families_of_the_centre_that_are_eligible_on_the_day_are_seen(people, family, round):
    EligibleFamilyFactory()
    Family.objects.filter(pk=family.pk).update(eligible_until=DATE)
    assert [candidate.family for candidate in candidates(round, TODAY)] == [family.pk]
    Family.objects.filter(pk=family.pk).update(eligible_until=DATE - DAY)
    assert candidates(round, TODAY) == []


@pytest.mark.parametrize(
    ("own", "merged", "last"),
    [
        (None, None, None),
        (D(2024, 3, 1), None, D(2024, 3, 1)),
        (None, D(2024, 3, 1), D(2024, 3, 1)),
        (D(2024, 3, 1), D(2024, 3, 2), D(2024, 3, 2)),
        (D(2024, 3, 3), D(2024, 3, 2), D(2024, 3, 3)),
    ],
)
def test_the_last_aid_is_the_latest_of_all_entries_of_the_family(people, family, round, own, merged, last):
    entries = [EligibleFamilyFactory(centre=people.centre) for _n in range(2)]
    Family.objects.filter(pk__in=[entry.pk for entry in entries]).update(merged_into=family)
    for pk, aid in ((family.pk, own), (entries[0].pk, merged)):
        if aid:
            Family.objects.filter(pk=pk).update(aid_before_on=aid, aid_before_note="Baznas")
    assert (seen(round).last_aid_on, seen(round).counts_for) == (last, None)


def test_what_a_merged_entry_was_missed_for_counts_for_the_one_that_stayed(people, family, round):
    entry = EligibleFamilyFactory(centre=people.centre)
    missed(people, entry, D(2024, 10, 18))
    Family.objects.filter(pk=entry.pk).update(merged_into=family)
    assert (seen(round).missed_on, seen(round).missed_reason) == (D(2024, 10, 18), "not_home")


def test_a_place_of_a_merged_entry_in_an_open_round_counts_for_the_one_that_stayed(people, family, round):
    entry = EligibleFamilyFactory(centre=people.centre)
    RecipientFactory(round=another_round(people, DATE - DAY), family=entry)
    Family.objects.filter(pk=entry.pk).update(merged_into=family)
    assert seen(round).last_aid_on == DATE - DAY


def test_a_round_counts_for_its_month_even_where_it_was_late(people, family, round):
    served(people, family, D(2024, 11, 2), month=D(2024, 10, 18))
    assert seen(round).counts_for == D(2024, 10, 1)


def test_the_latest_round_of_a_family_says_how_it_stands(people, family, round):
    missed(people, family, D(2024, 8, 16))
    served(people, family, D(2024, 9, 20))
    assert (seen(round).missed_on, seen(round).counts_for) == (None, D(2024, 9, 1))
    missed(people, family, D(2024, 10, 18), "postponed")
    assert (seen(round).missed_on, seen(round).missed_reason, seen(round).counts_for) == (
        D(2024, 10, 18),
        "postponed",
        None,
    )


@pytest.mark.parametrize("reason", ["not_home", "postponed", "not_found", "deceased", "other"])
def test_who_was_missed_without_fault_comes_first(people, family, round, reason):
    missed(people, family, D(2024, 10, 18), reason)
    assert (seen(round).missed_on, seen(round).missed_reason) == (D(2024, 10, 18), reason)


@pytest.mark.parametrize("reason", ["refused", "moved", "released", "own_doing"])
def test_who_refused_or_moved_stands_as_before(people, family, round, reason):
    missed(people, family, D(2024, 10, 18), reason)
    assert (seen(round).missed_on, seen(round).missed_reason, seen(round).counts_for) == (None, "", None)


@pytest.mark.parametrize(("days", "counts"), [(-1, True), (0, True), (1, False)])
def test_a_miss_counts_from_its_own_day_on(people, family, round, days, counts):
    other = another_round(people, DATE + days * DAY)
    recorded(RecipientFactory(round=other, family=family), "missed")
    assert (seen(round).missed_on is not None) is counts


def test_of_several_open_rounds_the_latest_before_the_day_counts(people, family, round):
    for days in (-2, -40, -1):
        RecipientFactory(round=another_round(people, DATE + days * DAY), family=family)
    assert seen(round).last_aid_on == DATE - DAY


def test_a_place_in_the_round_itself_in_reserve_or_in_a_round_that_ended_is_no_place(people, family, round):
    RecipientFactory(round=round, family=family)
    RecipientFactory(round=another_round(people, DATE - DAY), family=family, state=Recipient.State.RESERVE)
    cancelled = another_round(people, DATE - 2 * DAY)
    RecipientFactory(round=cancelled, family=family)
    transition(cancelled, State.CANCELLED, by=people.coordinator, now=NOW, note="Banjir")
    assert (seen(round).last_aid_on, seen(round).counts_for) == (None, None)


def test_what_happened_at_another_centre_is_not_ours(people, family, round):
    elsewhere = RoundFactory(occurrence_on=DATE - DAY)
    recorded(RecipientFactory(round=elsewhere), "missed")
    assert (seen(round).missed_on, seen(round).last_aid_on) == (None, None)


@pytest.mark.parametrize(
    ("rounds", "villages"),
    [(0, {}), (1, {GERSI: 1}), (2, {GERSI: 2, NGLANJUK: 1}), (9, {GERSI: 9, NGLANJUK: 8, NGGINGGIL: 7})],
)
def test_villages_rest_for_as_many_rounds_as_the_programme_says(people, rounds, villages):
    people.programme.village_rest_rounds = rounds
    for month, village in ((8, NGGINGGIL), (9, NGLANJUK), (10, GERSI)):
        past = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, month, 20))
        RecipientFactory(round=past, stop=StopFactory(round=past, village=region(village)))
        RecipientFactory(round=past, stop=StopFactory(round=past, village=region(PANOLAN)), state="reserve")
    RecipientFactory(round=another_round(people, D(2024, 10, 1)))
    assert resting_villages(Round(programme=people.programme, date=DATE), LONG_AGO) == {
        region(village).pk: left for village, left in villages.items()
    }


def test_of_two_rounds_on_one_day_the_one_that_was_made_later_counts_as_the_last(people):
    for month, village in ((10, GERSI), (9, NGLANJUK)):
        both = {"occurrence_on": D(2024, month, 18), "date": D(2024, 10, 18)}
        past = RoundFactory(centre=people.centre, programme=people.programme, **both)
        RecipientFactory(round=past, stop=StopFactory(round=past, village=region(village)))
    people.programme.village_rest_rounds = 1
    assert resting_villages(Round(programme=people.programme, date=DATE), LONG_AGO) == {region(NGLANJUK).pk: 1}
    people.programme.village_rest_rounds = 2
    assert resting_villages(Round(programme=people.programme, date=DATE), LONG_AGO) == {
        region(NGLANJUK).pk: 2,
        region(GERSI).pk: 1,
    }


def test_a_hand_over_at_the_centre_lets_no_village_rest(people):
    people.programme.village_rest_rounds = 1
    past = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    RecipientFactory(round=past, stop=StopFactory(round=past, village=None, at_centre=True))
    assert resting_villages(Round(programme=people.programme, date=DATE), LONG_AGO) == {}


@pytest.mark.parametrize(("today", "rests"), [(D(2024, 10, 18), True), (D(2024, 10, 19), False)])
def test_a_round_whose_day_went_by_without_an_approval_lets_no_village_rest(people, today, rests):
    people.programme.village_rest_rounds = 1
    for month, village in ((9, NGLANJUK), (10, GERSI)):
        past = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, month, 18))
        RecipientFactory(round=past, stop=StopFactory(round=past, village=region(village)))
        if month == 9:
            approved(past)
    there = resting_villages(Round(programme=people.programme, date=DATE), today)
    assert there == {region(GERSI if rests else NGLANJUK).pk: 1}


@pytest.mark.parametrize(
    ("is_approved", "today", "share"),
    # Nobody is missed yet in a round that is open; one that nobody approved by its day gives no place.
    [(True, D(2024, 11, 4), 0.5), (False, D(2024, 10, 18), 0.5), (False, D(2024, 10, 19), 1)],
)
def test_who_has_a_place_in_an_open_round_is_not_missed_yet(people, family, is_approved, today, share):
    missed(people, family, D(2024, 9, 20))
    past = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    RecipientFactory(round=past, family=family)
    if is_approved:
        approved(past)
    assert recorded_of(Round(programme=people.programme, date=DATE), today).share(DATE) == share


def test_the_share_that_is_missed_is_of_the_last_year_and_without_the_familys_own_fault(people, family):
    assert recorded_of(Round(programme=people.programme, date=DATE), LONG_AGO).share(DATE) == 0
    served(people, family, D(2024, 10, 18))
    assert recorded_of(Round(programme=people.programme, date=DATE), LONG_AGO).share(DATE) == 0
    missed(people, family, D(2024, 9, 20), "refused")
    missed(people, family, D(2024, 8, 16))
    missed(people, family, D(2023, 11, 1), "postponed")
    assert recorded_of(Round(programme=people.programme, date=DATE), LONG_AGO).share(DATE) == 0.5
    missed(people, family, D(2023, 10, 31))
    assert recorded_of(Round(programme=people.programme, date=DATE), LONG_AGO).share(DATE) == 0.5
    RecipientFactory(round=another_round(people, D(2024, 10, 4)), family=family)
    assert recorded_of(Round(programme=people.programme, date=DATE), LONG_AGO).share(DATE) == 0.5
