"""Of somebody who comes it is said what sets it apart from each who waits with the same right."""

from collections import Counter

import pytest
from hypothesis import given, settings

from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.plan import Choice, choose, explain
from distributions.rotation.reasons import sentence
from distributions.rotation.right import Candidate, Claim
from tests.distributions.busy_months import busy_months
from tests.distributions.test_reasons_are_true import CALM, DATE, SEEDS, D, populations, resting, rules


def sets_apart(selection: Selection, one: Candidate, other: Candidate, now: Situation) -> set[str]:
    """What can be said of the one and not of the other, though both have the same right."""
    opened = {c.village for c in selection.chosen} | set(now.pinned.values())
    place, here = selection.place_of, other.village == one.village
    lower, less = other.family > one.family, (other.score or 0) < (one.score or 0)
    facts = {
        "village": other.village not in opened,
        "resting": other.village in now.resting_villages.keys() - opened,
        "due": one.family in selection.due and other.family not in selection.due,
        "packing": not here,  # it says how many come of each village
        "need": here and less,
        "entry": here and lower and (other.score or 0) <= (one.score or 0),
        "place": not here and place(other) > place(one),
        "whole": not here and other.village not in now.resting_villages.keys() - opened,
        "rested": other.village in now.resting_villages.keys() - opened,
    }
    return {name for name, is_so in facts.items() if is_so}


def wrong(selection: Selection, choice: Choice, now: Situation) -> list[int | str]:
    """The families with the same right of whom all that is said is as true, and what is said besides for nobody."""
    one, reason = choice.candidate, choice.reason
    equals = [c for c in selection.left if c.claim != Claim.MISSED and c.right == one.right]
    apart = {other.family: sets_apart(selection, one, other, now) for other in equals}
    beside = reason.get("beside", [])
    said = {reason.get("because"), *beside}
    return [
        *(family for family, facts in apart.items() if not facts & said),
        *(code for code in beside if not any(code in facts for facts in apart.values())),
    ]


def all_wrong(selection: Selection, rules: Rules, now: Situation) -> dict[int, list[int | str]]:
    chosen = [c for c in explain(selection, rules, now).chosen if c.candidate.claim != Claim.MISSED]
    return {c.candidate.family: found for c in chosen if (found := wrong(selection, c, now))}


@settings(CALM, max_examples=300)
@given(populations, rules, resting)
def test_nobody_of_equal_right_who_waits_finds_that_all_is_as_true_of_it(candidates, rules, resting):
    now = Situation(DATE, resting)
    assert all_wrong(select(candidates, rules, now), rules, now) == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_does_anybody_in_busy_months(seed):
    said: Counter[str] = Counter()
    for month in busy_months(seed):
        assert all_wrong(month.selection, month.rules, month.now) == {}, month.now.date
        said.update(code for choice in month.plan.chosen for code in choice.reason.get("beside", ()))
    assert said


@pytest.mark.parametrize(
    ("homes", "scores", "beside"),
    [
        # Village 5 is a location of family 1; families 2 and 3 go along, and one of them can.
        ((5, 5, 5), (None, 7, 7), ["entry"]),
        ((5, 5, 5), (None, 7, 3), ["need"]),
        ((5, 5, 6), (None, 7, 7), None),
    ],
)
def test_of_two_who_could_go_along_one_reads_why_it_does(homes, scores, beside):
    people = [
        Candidate(pk, home, 0, D(2024, 12, 1 if pk == 1 else 2), score=score)
        for pk, home, score in zip((1, 2, 3), homes, scores, strict=True)
    ]
    plan = choose(people, Rules(2, 1), Situation(DATE))
    (second,) = (c for c in plan.chosen if c.candidate.family == 2)
    assert (second.reason["because"], second.reason.get("beside")) == ("village", beside)


def test_of_two_in_villages_that_are_both_locations_the_place_decides_and_it_is_said():
    """Each village has somebody who has waited longer, and somebody who could go along; three packages."""
    people = [Candidate(pk, pk % 2, 0, D(2024, 12, 1 if pk < 3 else 2)) for pk in (1, 2, 3, 4)]
    plan = choose(people, Rules(3, 2), Situation(DATE))
    said = {c.candidate.family: sentence(c.reason) for c in plan.chosen}
    assert said[4] == (
        "Belum pernah menerima, menunggu sejak 2 Desember 2024. Desanya menjadi lokasi periode ini."
        " Keluarga lain sama haknya; urutan kecamatan dan desa yang menentukan."
    )


def test_who_went_along_before_another_village_became_a_location_says_that_this_one_was_not_served_whole():
    """Family 2 goes along with the first; what is left goes to village 1, whose two families need one more."""
    homes = {1: 5, 2: 5, 3: 1, 4: 1}
    people = [Candidate(pk, home, 0, D(2024, 12, 1 if pk == 1 else 2)) for pk, home in homes.items()]
    plan = choose(people, Rules(3, 2), Situation(DATE))
    why = {c.candidate.family: (c.reason.get("because"), c.reason.get("beside")) for c in plan.chosen}
    assert why == {1: (None, None), 2: ("village", ["whole"]), 3: ("entry", None)}


def test_where_some_live_in_villages_that_rest_and_others_do_not_both_are_said():
    people = [Candidate(pk, pk, 0, D(2024, 12, 2)) for pk in (1, 2, 3)]
    plan = choose(people, Rules(1, 1, village_rest_rounds=1), Situation(DATE, {1: 1}))
    assert [(c.candidate.family, c.reason["because"], c.reason["beside"]) for c in plan.chosen] == [
        (2, "place", ["resting"])
    ]
