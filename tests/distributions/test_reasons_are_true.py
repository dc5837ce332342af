"""What a plan says of each family, reckoned anew from the families themselves."""

import datetime
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from distributions.rotation.choose import Rules, Situation, select
from distributions.rotation.plan import Plan, choose, explain
from distributions.rotation.right import NEED_BAND, Candidate, Claim, month_after, turn_of
from distributions.rotation.why import Expected
from tests.distributions.busy_months import Month, busy_months, months_of
from tests.distributions.test_turns import CALM, DATE, resting, rules

D = datetime.date
# Of what happens in the busy months.
SEEDS = (1, 3)
# Few days and scores, so that many have equal right.
days = st.sampled_from([D(2024, 3, 4), D(2024, 7, 9), D(2024, 11, 30)])
populations = st.lists(
    st.builds(
        # Each with a name of its own: by that a sentence names it.
        lambda village, **known: Candidate(
            village=village, district=village // 4, village_name=f"Desa {village}", **known
        ),
        family=st.integers(1, 10_000),
        village=st.integers(1, 9),
        waiting_since=days,
        last_aid_on=st.none() | days,
        missed_on=st.sampled_from([None, None, None, D(2024, 12, 20)]),
        score=st.sampled_from([None, 0, 7, 30]),
        eligible_until=st.sampled_from([None, D(2025, 6, 1)]),
    ),
    unique_by=lambda c: c.family,
    min_size=1,
    max_size=60,
)


def more_right(one: Candidate, other: Candidate) -> bool:
    """Whether the one has more right, as docs/rotation.md says it; neither was missed."""
    if (one.last_aid_on is None) != (other.last_aid_on is None):
        return one.last_aid_on is None
    days = [c.last_aid_on or c.waiting_since for c in (one, other)]
    return days[0] < days[1] or (days[0] == days[1] and band(one) > band(other))


def band(candidate: Candidate) -> int:
    return (candidate.score or 0) // NEED_BAND


def waited_as_long(one: Candidate, other: Candidate) -> bool:
    return (one.last_aid_on is None, one.waits_since) == (other.last_aid_on is None, other.waits_since)


def untrue(plan: Plan, rules: Rules, now: Situation) -> list[tuple[int, str]]:
    """The families with what is said of them and is not so."""
    left = [c.candidate for c in [*plan.reserve, *plan.waiting] if c.reason["code"] != "rest"]
    left = [c for c in left if c.claim != Claim.MISSED]
    opened = {c.candidate.village for c in plan.chosen} | set(now.pinned.values())
    found = []
    for choice in plan.chosen:
        one, because = choice.candidate, choice.reason.get("because", "")
        if one.claim == Claim.MISSED:
            continue
        more = [c for c in left if more_right(c, one)]
        same = [c for c in left if not more_right(c, one) and not more_right(one, c)]
        here = [c for c in same if c.village == one.village]
        shut = [c for c in left if c.village in now.resting_villages and c.village not in opened]
        others = [c.candidate for c in plan.chosen if c.candidate.village == one.village and c.candidate != one]
        holds = {
            "": not more and not same,
            "need": not more
            and (
                any((c.score or 0) < (one.score or 0) for c in here)
                or (not same and any(waited_as_long(c, one) for c in left))
            ),
            "entry": not more and any((c.score or 0) == (one.score or 0) and c.family > one.family for c in here),
            "rested": bool(more) and all(c in shut for c in more),
            "resting": not more and bool(same) and all(c in shut for c in same),
            "whole": not more and any(c not in shut for c in same),
            "place": not more and any(c not in shut for c in same),
            "village": bool(others) or one.village in now.pinned.values(),
            "due": True,
            "packing": bool(more or same) and "forward" in choice.reason,
        }
        if not holds[because]:
            found.append((one.family, because))
    return found


@settings(CALM, max_examples=200)
@given(populations, rules, resting, st.data())
def test_why_a_family_comes_before_others_is_true(candidates, rules, resting, data):
    some = data.draw(st.sets(st.sampled_from([c.family for c in candidates]), max_size=3))
    pinned = {c.family: c.village for c in candidates if c.family in some}
    now = Situation(DATE, resting, pinned)
    assert untrue(choose(candidates, rules, now, reserves=2), rules, now) == []


@CALM
@given(populations, rules, resting, st.dates(D(2025, 2, 1), D(2026, 2, 1)))
@example([Candidate(1, 1, 0, D(2024, 1, 1), eligible_until=D(2026, 1, 31))], Rules(0, 1), {}, D(2026, 2, 1))
@example([Candidate(1, 1, 0, D(2024, 1, 1), eligible_until=D(2026, 2, 1))], Rules(0, 1), {}, D(2026, 2, 1))
@example(
    [
        Candidate(family, village, village // 4, D(2024, 3, 4), village_name=f"Desa {village}")
        for family, village in enumerate((1, 5, 3, 5, 3, 2), start=1)
    ],
    Rules(3, 2),
    {},
    D(2025, 2, 1),
)
@example(
    [
        Candidate(family, village, 0, since, received, village_name=f"Desa {village}")
        for family, village, since, received in (
            (1, 1, D(2024, 3, 4), None),
            (2, 1, D(2024, 3, 4), None),
            (3, 1, D(2024, 7, 9), None),
            (4, 1, D(2024, 3, 4), None),
            (5, 2, D(2024, 7, 9), None),
            (6, 2, D(2024, 3, 4), None),
            (7, 1, D(2024, 3, 4), D(2024, 7, 9)),
        )
    ],
    Rules(2, 2, family_rest_months=0, village_rest_rounds=0, every_months=3),
    {1: 1},
    D(2025, 2, 1),
)
def test_dates_and_places_of_those_who_wait_are_theirs(candidates, rules, resting, later):
    now = Situation(DATE, resting)
    selection = select(candidates, rules, now)
    expected = Expected({}, later)
    plan = explain(selection, rules, now, reserves=0, expected=expected)
    trial = Trial(Month(candidates, rules, now, selection, plan, expected))
    assert [false for false in trial.of_the_waiting() if false] == []


class Trial:
    """Everything that is said of the families of one plan, reckoned anew from the families, the rules and the plan."""

    def __init__(self, month: Month) -> None:
        candidates, rules, now, plan = month.candidates, month.rules, month.now, month.plan
        self.candidates, self.rules, self.now, self.plan = candidates, rules, now, plan
        self.expected = month.expected
        self.come = [choice.candidate for choice in plan.chosen]
        self.villages = {c.village for c in self.come} | set(now.pinned.values())
        self.free = [c for c in candidates if c.family not in {*now.pinned, *now.excluded}]
        self.rest = {c.family for c in self.free if self.may_from(c) > now.date}
        there = {c.family for c in self.come}
        self.left = [c for c in self.free if c.family not in there | self.rest]
        villages = Counter(c.village for c in candidates if c.family not in now.excluded)
        self.turn = turn_of(villages, packages=rules.packages, stops=rules.stops, missed_share=rules.missed_share)

    def may_from(self, one: Candidate) -> datetime.date:
        """The first day on which a family has rested."""
        if one.last_aid_on is None or one.missed_on is not None:
            return D.min
        return month_after(one.began, self.rules.family_rest_months)

    def is_due(self, one: Candidate, by: datetime.date | None = None) -> bool:
        """Whether this is the last round of its turn, or one in the month ``by`` would be."""
        began, month = max(one.began, self.rules.counts_from or one.began), by or self.now.date
        months = (month.year - began.year) * 12 + month.month - began.month
        return self.turn > 0 and -(-months // self.rules.every_months) >= self.turn

    def false(self) -> list[tuple[int, str]]:
        """The families of whom something is said that is not so, and what."""
        said = (*self.of_the_chosen(), *self.of_the_waiting())
        return [*untrue(self.plan, self.rules, self.now), *(one for one in said if one)]

    def of_the_chosen(self) -> Iterator[tuple[int, str] | None]:
        for choice in self.plan.chosen:
            one, reason = choice.candidate, dict(choice.reason)
            because, waived = reason.pop("because", ""), reason.pop("village_rest_waived", "")
            reason.pop("beside", None)  # see test_reasons_tell_apart.py
            if waived and not self.waives(one.village, waived):
                yield one.family, f"waived: {waived}"
            if because == "due" and (not self.is_due(one) or self.is_no_more_due_than_all(one)):
                yield one.family, "due"
            if (forward := reason.pop("forward", None)) and not self.is_forward(forward, one):
                yield one.family, f"forward: {forward}"
            if reason != self.stands(one) | {"code": self.code(one, because)}:
                yield one.family, str(reason)

    def is_no_more_due_than_all(self, one: Candidate) -> bool:
        """Whether all who wait with as much right are as due, and somebody else had opened its village before."""
        waiting = [c for c in self.left if c.claim != Claim.MISSED and not more_right(one, c)]
        before = [c for c in self.come if c.village == one.village and more_right(c, one) and self.is_due(c)]
        return bool(before) and all(self.is_due(c) for c in waiting)

    def code(self, one: Candidate, because: str) -> str:
        if one.claim == Claim.MISSED:
            return "missed"
        out = [c for c in self.candidates if c.family in self.now.excluded]
        nobody_longer = all(c.waits_since >= one.waits_since for c in [*self.left, *out])
        if one.claim == Claim.RECEIVED and not because and nobody_longer and [*self.left, *out]:
            return "longest_wait"
        return "never" if one.claim == Claim.NEVER else "received"

    def stands(self, one: Candidate) -> dict[str, object]:
        """What the right of somebody who comes rests on."""
        if one.missed_on is not None:
            return {"on": one.missed_on.isoformat(), "why": one.missed_reason}
        if one.last_aid_on is None:
            return {"since": one.waiting_since.isoformat()}
        return {"planned" if one.planned else "last": one.last_aid_on.isoformat()}

    def waives(self, village: int, why: str) -> bool:
        """Whether the village rests, is reached, and for this."""
        here = [c for c in self.come if c.village == village]
        awake = [c for c in self.left if c.village not in {*self.now.resting_villages, *self.villages}]
        holds = {
            "turn": any(self.is_due(c) for c in here),
            "packing": bool(here),
            # Others could only be served if they had a location.
            "nobody": not awake or all(c.claim == Claim.MISSED for c in awake),
        }
        return village in self.now.resting_villages and village in self.villages and holds[why]

    def is_forward(self, said: dict[str, object], one: Candidate | None = None) -> bool:
        """Whether so many come of a village, and all whose turn ends by the month said are expected by then."""
        come = [c for c in self.come if c.village_name == said["village"]]
        by, turns = D.fromisoformat(str(said.get("by", D.max))), self.expected.rounds
        late = [c for c in self.left if turns.get(c.family, D.max).replace(day=1) > by and self.is_due(c, by)]
        # Where no round is foreseen at all, it can't be told who would be late.
        return bool(come) and len(come) == said["families"] and not (turns and late) and (one is None or one in come)

    def of_the_waiting(self) -> Iterator[tuple[int, str] | None]:
        queue = sorted(self.left, key=self.place)
        places = {c.family: number for number, c in enumerate(queue, start=1)}
        rows = [*self.plan.reserve, *self.plan.waiting, *self.plan.taken_out]
        assert {choice.candidate.family for choice in rows} == {
            *places, *self.rest, *self.now.excluded
        }  # fmt: skip
        for choice in rows:
            one, reason = choice.candidate, dict(choice.reason)
            for village in reason.pop("passed_for", ()):
                if not self.is_forward(village):
                    yield one.family, f"passed for: {village}"
            expected = self.waits(one, reason["code"])
            if (place := reason.pop("place", None)) is not None and not self.stands_at(one, place, places, queue):
                yield one.family, f"place: {place}"
            if reason != expected:
                yield one.family, f"{reason} instead of {expected}"

    def place(self, one: Candidate) -> tuple[object, ...]:
        """In the queue: missed first, then who is due since long, then by right."""
        missed = one.claim == Claim.MISSED
        return not missed, not missed and not self.is_due(one), one.right

    def stands_at(self, one: Candidate, place: int, places: dict[int, int], queue: list[Candidate]) -> bool:
        """At its place, or at that of somebody of equal right: of those the places and the entries decide."""
        return self.place(queue[place - 1])[:3] == self.place(one)[:3]

    def waits(self, one: Candidate, code: str) -> dict[str, object]:
        """What is to be said of one who waits, without its place."""
        said: dict[str, object] = {"code": code}
        if one.missed_on is not None:
            said["missed"] = one.missed_on.isoformat()
        elif one.last_aid_on is not None:
            said["planned" if one.planned else "last"] = one.last_aid_on.isoformat()
        else:
            said["since"] = one.waiting_since.isoformat()
        said |= self.turn_said(one)
        if self.may_from(one) > self.now.date:
            said["until"] = self.may_from(one).replace(day=1).isoformat()
        elif code == "reserve":
            said["near"] = one.village in self.villages
        elif code == "queue":
            said |= self.in_the_way(one)
        return said

    def turn_said(self, one: Candidate) -> dict[str, object]:
        date = self.expected.rounds.get(one.family)
        on = date or self.expected.later
        assert on is not None
        said = {"turn" if date else "earliest": on.replace(day=1).isoformat()}
        lapses = one.eligible_until is not None and one.eligible_until < on
        return said | ({"lapses": str(one.eligible_until)} if lapses else {})

    def in_the_way(self, one: Candidate) -> dict[str, object]:
        """Its turn, and its village where that is why others come who have less right."""
        said: dict[str, object] = {"due": True} if self.is_due(one) else {}
        if one.village in self.villages:
            return said
        full = len(self.villages) >= self.rules.stops
        if self.is_due(one):
            return said | ({"no_location": True} if full else {})
        if one.claim == Claim.MISSED and self.makeups_are_used():
            return said | {"makeups_used": True}
        if one.claim != Claim.MISSED and one.village in self.now.resting_villages:
            return said | {"village_rests": True}
        there = [*self.come, *(c for c in self.candidates if c.family in self.now.pinned)]
        passed = any(one.right < other.right for other in there)
        return said | ({"no_location": True} if full and passed else {})

    def makeups_are_used(self) -> bool:
        """Whether missed families who are not due opened half of the locations, rounded up."""
        return sum(1 for _village in self.opened_by_missed()) >= (self.rules.stops + 1) // 2

    def opened_by_missed(self) -> set[int]:
        return {c.village for c in self.come if c.claim == Claim.MISSED} - set(self.now.pinned.values())


def test_of_families_that_are_all_due_those_come_along_whose_village_is_a_location():
    """In one village the turn of all has ended: who waits the longest opens it, and the others come with it."""
    people = [Candidate(pk, village, 0, D(2024, 1, pk)) for pk, village in ((1, 5), (2, 6), (3, 5))]
    rules = Rules(2, 1)
    said = {c.candidate.family: c.reason.get("because") for c in choose(people, rules, Situation(DATE)).chosen}
    assert said == {1: None, 3: "village"}


@pytest.mark.parametrize(("rival", "because"), [(D(2024, 12, 1), "due"), (D(2024, 2, 1), "village")])
def test_being_due_is_why_before_those_who_can_wait_and_where_it_has_been_so_the_longest(rival, because):
    """In a turn of three rounds family 1 has been due the longest and opens the village; who waits never received."""
    received = [Candidate(pk, 5, 0, D(2023, 1, 1), D(2024, month, 2)) for pk, month in ((1, 1), (3, 3))]
    plan = choose([*received, Candidate(2, 6, 0, rival)], Rules(2, 1), Situation(DATE))
    assert {c.candidate.family: c.reason["because"] for c in plan.chosen} == {1: "due", 3: because}


@pytest.mark.parametrize(
    ("scores", "because"),
    [((7, None), "need"), ((1, None), "need"), ((1, 0), "need"), ((None, None), "entry"), ((0, None), "entry"),
     ((7, 7), "entry")],
)  # fmt: skip
def test_of_equal_right_in_one_village_the_need_decides_and_then_the_entry(scores, because):
    people = [Candidate(pk, 5, 0, D(2025, 1, 2), score=score) for pk, score in enumerate(scores, start=1)]
    plan = choose(people, Rules(1, 1), Situation(DATE))
    assert [(c.candidate.family, c.reason["because"]) for c in plan.chosen] == [(1, because)]


@pytest.mark.parametrize(("there", "village", "because"), [(2, 5, "place"), (3, 6, "whole")])
def test_of_equal_right_in_two_villages_the_place_decides_unless_one_would_be_split(there, village, because):
    homes = [5] * there + [6] * 2
    people = [Candidate(pk, home, 0, D(2025, 1, 2)) for pk, home in enumerate(homes, start=1)]
    plan = choose(people, Rules(2, 1), Situation(DATE))
    assert {(c.candidate.village, c.reason["because"]) for c in plan.chosen} == {(village, because)}


def test_by_when_packing_serves_everybody_is_when_they_are_expected():
    """Where nothing happens and two villages don't fit a round, packing keeps everybody's turn and says by when."""
    people = [
        Candidate(100 * v + n, v, 0, D(2024, 1 + (5 * v + n) % 12, 1 + n), village_name=f"Desa {v}")
        for v in range(1, 13)
        for n in range(13)
    ]
    said = 0
    for month in months_of(people, Rules(25, 2, counts_from=D(2024, 12, 1))):
        assert Trial(month).false() == [], month.now.date
        said += sum("by" in choice.reason.get("forward", {}) for choice in month.plan.chosen)
    assert said > 12


@pytest.fixture(scope="module")
def busy() -> list[Month]:
    return [month for seed in SEEDS for month in busy_months(seed)]


def test_all_that_is_said_in_busy_months_is_true(busy):
    assert [false for month in busy for false in Trial(month).false()] == []


def test_the_busy_months_say_everything_that_is_said_of_anybody(busy):
    """So that the trial is one: many families, and of each kind more than two."""
    kinds: Counter[str] = Counter()
    families = set()
    for month in busy:
        kinds["by hand"] += len(month.now.pinned)
        plan = month.plan
        for choice in (*plan.chosen, *plan.reserve, *plan.waiting, *plan.taken_out):
            families.add(choice.candidate.family)
            reason = choice.reason
            kinds.update([reason["code"], *(key for key in reason if key != "code")])
            kinds.update(f"because {reason[key]}" for key in ("because",) if key in reason)
    assert len(families) > 80
    assert {kind: count for kind, count in kinds.items() if count < 3} == {}
    assert set(kinds) >= {
        "missed", "never", "received", "reserve", "queue", "rest", "taken_out", "planned", "passed_for", "forward",
        "village_rest_waived", "village_rests", "no_location", "makeups_used", "due", "because due", "because village",
        "because packing", "because need", "by hand",
    }  # fmt: skip
