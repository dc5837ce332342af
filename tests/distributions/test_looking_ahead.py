"""Looking ahead takes short cuts, and says what the long way says."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distributions.rotation import play
from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.fill import Chunks
from distributions.rotation.forecast import Coming, forecast
from distributions.rotation.play import Limits, Table
from distributions.rotation.right import Candidate, month_after
from tests.distributions.test_turns import CALM, populations, resting, rules

D = datetime.date
DATE = D(2025, 1, 15)
LONG_WAY = settings(CALM, max_examples=60)


def decided(selection: Selection) -> tuple[object, ...]:
    """All that a selection says of the round."""
    trip, decision = selection.decision.trip, selection.decision
    said = trip.taken, trip.villages, trip.waived, trip.room, trip.stops, decision.forward, decision.by
    return *said, [c.family for c in selection.chosen], [c.family for c in selection.left], selection.passed


@LONG_WAY
@given(populations, rules, resting, st.integers(0, 30))
def test_a_round_that_is_not_played_to_the_end_is_the_one_that_is(candidates, rules, resting, missed):
    """The share that is missed makes turns of all lengths."""
    rules, now = replace(rules, missed_share=missed / 100), Situation(DATE, resting)
    short = decided(select(candidates, rules, now))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(play.Table, "_all_in_time", lambda *_of: False)
        assert short == decided(select(candidates, rules, now))


@pytest.mark.parametrize(
    ("families", "villages", "packages", "stops", "rounds"),
    [
        # Each village takes a round of its own, or each round is full; or at worst some of both.
        ([1, 1, 1], [1, 2, 3], 9, 1, 3),
        ([9], [1], 3, 1, 3),
        ([4, 1], [1, 2], 2, 1, 4),
        ([1, 1, 1, 1], [1, 2, 3, 4], 2, 2, 3),
    ],
)
def test_the_rounds_that_are_left_are_never_more_than_is_said(families, villages, packages, stops, rounds):
    """So many by the packages, and so many by the locations: to whom the last of them is in time, none is played."""
    for last, played in ((rounds + 1, [1]), (rounds, [1, 2])):
        numbers = [1] * len(families)
        # Round 1 serves those of another village with all that it has.
        times = [1, *[last] * len(families)], [1, *numbers]
        chunks = Chunks([8, *villages], [0, *numbers], [packages, *families], *times, 0)
        assert rounds_played(Table(chunks, Limits(packages, stops), resting={}))[:2] == played


@pytest.mark.parametrize(
    ("last", "ready", "broken"),
    [
        # Two are due in the first round, and one of them can be served; one rests beyond its turn, and one until it.
        ([1, 1], [1, 1], {1}),
        ([1, 4], [1, 6], {4}),
        ([1, 4], [1, 4], set()),
    ],
)
def test_who_is_due_already_or_rests_beyond_its_turn_is_late(last, ready, broken):
    table = Table(Chunks([1, 2], [1, 1], [1, 1], last, ready, 0), Limits(1, 1), resting={})
    assert table.play().broken == broken


@pytest.mark.parametrize(("last", "played"), [(3, [1]), (2, [1, 2, 3])])
def test_who_rests_is_reckoned_with_from_the_round_in_which_it_may_receive(last, played):
    chunks = Chunks([1, 2], [1, 1], [1, 1], [1, last], [1, 3], 0)
    assert rounds_played(Table(chunks, Limits(1, 1), resting={})) == played


def rounds_played(table: Table) -> list[int]:
    numbers = []

    def fill(number: int, *how: object) -> object:
        numbers.append(number)
        return Table._fill(table, number, *how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_fill", fill)
        table.play()
    return numbers


months = st.none() | st.sampled_from([D(2024, month, 1) for month in (10, 11, 12)])
known = st.tuples(months, st.none() | st.dates(D(2025, 1, 10), D(2025, 5, 1)))


@LONG_WAY
@given(populations, rules, resting, st.data())
def test_the_rounds_that_follow_from_one_another_are_those_that_are_gathered_anew(candidates, rules, resting, data):
    """With families that join, places by hand, rounds besides and two on one day, whose queue is gathered anew."""
    facts = [data.draw(known) for _candidate in candidates]
    people = [replace(c, counts_for=m, eligible_from=f) for c, (m, f) in zip(candidates, facts, strict=True)]
    now = [c for c in people if c.eligible_from is None or c.eligible_from <= DATE]
    joining = [c for c in people if c not in now]
    some = st.sets(st.sampled_from([c.family for c in people]), max_size=2) if people else st.just(set())
    odd = st.integers(0, 9).map(lambda number: number == 9)
    coming = []
    for ahead in range(1, 6):
        first = month_after(DATE, ahead * rules.every_months)
        placed = data.draw(some) if data.draw(odd) else set()
        out = data.draw(some) - placed if data.draw(odd) else set()
        by_hand = {c.family: c.village for c in people if c.family in placed}
        coming.append(Coming(first.replace(day=15), None, by_hand, out, month=first))
        if data.draw(odd):
            coming.append(Coming(first.replace(day=data.draw(st.sampled_from((15, 16)))), 2, extra=True))
    there = Situation(DATE, resting, {c.family: c.village for c in select(now, rules, Situation(DATE, resting)).chosen})
    short = forecast(now, rules, there, coming, joining)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Selection, "following", lambda *_of: None)
        assert short == forecast(now, rules, there, coming, joining)


@pytest.mark.parametrize(("day", "second", "after"), [(DATE, 2, 2), (D(2025, 1, 16), 4, 3)])
def test_a_round_sends_its_villages_to_rest_for_the_days_after_it(day, second, after):
    """The second has as much right, in the village of the first; the fourth lives where nobody was yet."""
    people = [Candidate(pk, village, None, D(2024, 12, pk)) for pk, village in ((1, 1), (2, 1), (3, 2), (4, 3))]
    rules, now = Rules(1, 1, village_rest_rounds=1), Situation(D(2025, 1, 1), pinned={3: 2})
    said = forecast(people, rules, now, [Coming(DATE), Coming(day, extra=True)])
    assert said == {1: DATE, second: day}
    said = forecast(people, rules, Situation(DATE, pinned={1: 1}), [Coming(day, extra=True)])
    assert said == {after: day}


@LONG_WAY
@given(populations, rules, st.data())
def test_what_is_foreseen_is_what_each_round_plans_of_those_before_its_day(candidates, rules, data):
    """Rounds of the rule and extra ones, some of them on one day, played as the database knows them: by their days."""
    gaps = data.draw(st.lists(st.tuples(st.sampled_from((0, 0, 9, 31)), st.booleans()), min_size=1, max_size=7))
    days = [
        (DATE + datetime.timedelta(days=sum(gap for gap, _is_extra in gaps[: n + 1])), gaps[n][1])
        for n in range(len(gaps))
    ]
    first, *coming = [Coming(day, extra=is_extra) for day, is_extra in days]
    chosen = select(candidates, rules, Situation(first.date, extra=first.extra)).chosen
    places = {candidate.family: candidate.village for candidate in chosen}
    said = forecast(candidates, rules, Situation(first.date, pinned=places, extra=first.extra), coming)

    held = [(first, set(places.values()))]
    received, happened = dict.fromkeys(places, first.date), {}
    for round in coming:
        there = [
            replace(c, last_aid_on=received[c.family], missed_on=None) if c.family in received else c
            for c in candidates
            if received.get(c.family) != round.date
        ]
        chosen = select(there, rules, Situation(round.date, at_rest(held, round.date, rules), extra=round.extra)).chosen
        held.append((round, {candidate.village for candidate in chosen}))
        received |= {candidate.family: round.date for candidate in chosen}
        happened = dict.fromkeys([candidate.family for candidate in chosen], round.date) | happened
    assert said == happened


def at_rest(held: list[tuple[Coming, set[int]]], day: datetime.date, rules: Rules) -> dict[int, int]:
    """For how many rounds villages rest yet on a day: the last rounds before it sent them; extra ones end no rest."""
    found: dict[int, int] = {}
    left = rules.village_rest_rounds
    for round, villages in reversed([one for one in held if one[0].date < day]):
        if left > 0:
            found = dict.fromkeys(villages, left) | found
        left -= not round.extra
    return found


def received(pk: int, day: datetime.date, month: datetime.date | None = None, **more: object) -> Candidate:
    return Candidate(pk, pk % 3, 0, D(2024, 1, 1), day, month, **more)


FEBRUARY = D(2025, 2, 15)


@pytest.mark.parametrize(
    ("more", "follows"),
    [
        ([], True),
        # On one day for one month, or for two.
        ([received(8, D(2024, 10, 15), D(2024, 10, 1))], True),
        ([received(8, D(2024, 10, 15), D(2024, 9, 1))], False),
        # The day before the round, on its day, and of somebody who was missed since.
        ([received(8, D(2025, 1, 14))], True),
        ([received(8, DATE)], False),
        ([received(8, D(2025, 1, 14), missed_on=DATE)], True),
        ([received(8, DATE, missed_on=DATE)], False),
    ],
)
def test_the_next_round_follows_where_the_others_stand_as_before(more, follows):
    people = [received(pk, D(2024, 10, 15)) for pk in range(1, 8)]
    now, rules = Situation(DATE), Rules(2, 2)
    selection = select([*people, *more], rules, now)
    following = selection.following(now, rules, Situation(FEBRUARY))
    assert (following is not None) is follows
    if following is not None:
        there = {c.family for c in selection.chosen}
        anew = [replace(c, last_aid_on=DATE, missed_on=None) if c.family in there else c for c in [*people, *more]]
        assert decided(following) == decided(select(anew, rules, Situation(FEBRUARY)))


def test_along_a_curve_the_next_round_is_gathered_anew():
    """Villages may stand in another order there, when those at its ends have no family any more."""
    people = [received(pk, D(2024, 10, 15)) for pk in range(1, 8)]
    now, rules = Situation(DATE), Rules(2, 2, positions={village: (village, 0.0) for village in range(3)})
    assert select(people, rules, now).following(now, rules, Situation(FEBRUARY)) is None
