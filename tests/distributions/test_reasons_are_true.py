"""What a plan says of each family, reckoned anew from the families themselves."""

import datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from distributions.rotation.choose import Rules, Situation, select
from distributions.rotation.plan import Plan, choose, explain
from distributions.rotation.right import NEED_BAND, Candidate, Claim, month_after, rests_until
from distributions.rotation.why import Expected
from tests.distributions.test_turns import CALM, DATE, resting, rules

D = datetime.date
# Few days and scores, so that many have equal right.
days = st.sampled_from([D(2024, 3, 4), D(2024, 7, 9), D(2024, 11, 30)])
populations = st.lists(
    st.builds(
        lambda village, **known: Candidate(village=village, district=village // 4, **known),
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
            "packing": bool(more or same) and choice.reason.get("forward", {}).get("by", "") >= "2025-01-01",
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
def test_dates_and_places_of_those_who_wait_are_theirs(candidates, rules, resting, later):
    now = Situation(DATE, resting)
    selection = select(candidates, rules, now)
    plan = explain(selection, rules, now, reserves=0, expected=Expected({}, later))
    opened = {c.village for c in selection.chosen}
    for place, choice in enumerate(plan.waiting, start=1):
        one, reason = choice.candidate, dict(choice.reason)
        said = {"missed": one.missed_on, "last": None if one.missed_on else one.last_aid_on}
        lapses = one.eligible_until is not None and one.eligible_until < later
        said |= {"lapses": one.eligible_until if lapses else None, "earliest": later.replace(day=1)}
        until = rests_until(one, DATE, rules.family_rest_months)
        expected = {key: day.isoformat() for key, day in said.items() if day}
        reason.pop("passed_for", None)
        if until:
            assert until == month_after(one.began, rules.family_rest_months)
            assert reason == expected | {"code": "rest", "until": until.isoformat()}
            continue
        expected |= {"code": "queue", "place": place}
        if one.village in resting and one.village not in opened:
            expected["village_rests"] = True
        if one.family in selection.due:
            expected["due"] = True
        assert reason == expected
