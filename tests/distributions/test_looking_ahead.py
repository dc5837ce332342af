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
