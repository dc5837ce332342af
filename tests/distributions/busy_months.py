"""Months of a made-up centre in which everything happens: misses, village rest, packing, arrivals, changes by hand."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from dateutil.relativedelta import relativedelta

from distributions.models import NO_FAULT
from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.forecast import ROUNDS, Coming, rested, turns
from distributions.rotation.plan import Plan, explain
from distributions.rotation.right import Candidate, rests_until
from distributions.rotation.why import Expected

FIRST = datetime.date(2025, 1, 15)
# Families of each village: a few large ones that must be packed, many small ones.
SIZES = (13, 13, 9, 7, 5, 4, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1)
RULES = Rules(13, 3, family_rest_months=2, village_rest_rounds=2, missed_share=0.1)
MONTHS = 8


@dataclass(frozen=True, slots=True)
class Month:
    """What was known of a round, and what was planned and said."""

    candidates: list[Candidate]
    rules: Rules
    now: Situation
    selection: Selection
    plan: Plan
    expected: Expected


def busy_months(seed: int) -> Iterator[Month]:
    """One plan a month; each is seen once as proposed, in some months again after changes by hand, and then happens.

    Every third month is also planned before the one in front of it is recorded: families have their places there.
    """
    random = Random(seed)
    candidates = [_family(random, number, village) for number, village in enumerate(_villages(), start=1)]
    resting: dict[int, int] = {}
    for number in range(MONTHS):
        now = Situation(FIRST + relativedelta(months=number), resting)
        proposal = _planned(candidates, now)
        yield proposal
        now = now.with_places({c.family: c.village for c in proposal.selection.chosen})
        if number % 2:
            now = _changed(random, proposal)
            yield _planned(candidates, now)
        resting = rested(resting, set(now.pinned.values()), RULES.village_rest_rounds)
        if number % 3 == 2:
            after = [_with_a_place(c, now) if c.family in now.pinned else c for c in candidates]
            yield _planned(after, Situation(now.date + relativedelta(months=1), resting))
        candidates = [_recorded(random, c, now.date) if c.family in now.pinned else c for c in candidates]
        news = [_family(random, 1000 + 10 * number + n, random.randint(1, len(SIZES)), now.date) for n in range(2)]
        candidates += news


def months_of(candidates: list[Candidate], rules: Rules) -> Iterator[Month]:
    """Months in which nothing happens but what was planned."""
    for number in range(MONTHS):
        month = _planned(candidates, Situation(FIRST + relativedelta(months=number)), rules)
        yield month
        there = {c.family for c in month.selection.chosen}
        candidates = [replace(c, last_aid_on=month.now.date) if c.family in there else c for c in candidates]


def _planned(candidates: list[Candidate], now: Situation, rules: Rules = RULES) -> Month:
    """Planned, explained and forecast as the pages do."""
    selection = select(candidates, rules, now)
    served = now if now.pinned else now.with_places({c.family: c.village for c in selection.chosen})
    dates = [now.date + relativedelta(months=n) for n in range(1, ROUNDS + 2)]
    expected = Expected(turns(candidates, rules, served, [Coming(date) for date in dates[:ROUNDS]]), dates[ROUNDS])
    plan = explain(selection, rules, now, reserves=2, expected=expected)
    return Month(candidates, rules, now, selection, plan, expected)


def _villages() -> Iterator[int]:
    for village, families in enumerate(SIZES, start=1):
        yield from (village for _n in range(families))


def _family(random: Random, family: int, village: int, since: datetime.date | None = None) -> Candidate:
    """Most never received; of some the register knows aid from before Peduli."""
    since = since or datetime.date(2024, random.choice((7, 8, 10)), random.choice((1, 20)))
    aid = random.choice((None, None, None, datetime.date(2023, 12, 20), datetime.date(2024, 12, 10)))
    return Candidate(
        family,
        village,
        village // 4,
        since,
        last_aid_on=aid if since < FIRST else None,
        score=random.choice((None, 10, 30, 55)),
        eligible_until=random.choice((None, None, datetime.date(2025, 12, 31))),
        village_name=f"Desa {village}",
    )


def _changed(random: Random, proposal: Month) -> Situation:
    """Two are taken out; somebody who waits, and somebody who rests or else waits, too, have their places."""
    now, chosen = proposal.now, proposal.selection.chosen
    out = random.sample(chosen, 2)
    resting = [c for c in proposal.candidates if rests_until(c, now.date, RULES.family_rest_months)]
    into = [random.choice(proposal.selection.left), random.choice(resting or proposal.selection.left[-1:])]
    stay = [c for c in chosen if c not in out]
    places = {c.family: c.village for c in [*stay, *into]}
    return replace(now, pinned=places, excluded={c.family for c in out})


def _with_a_place(candidate: Candidate, now: Situation) -> Candidate:
    return replace(candidate, last_aid_on=now.date, missed_on=None, missed_reason="", planned=True)


def _recorded(random: Random, candidate: Candidate, date: datetime.date) -> Candidate:
    """It received, or one in seven was missed."""
    if random.random() < 1 / 7:
        return replace(candidate, missed_on=date, missed_reason=random.choice(sorted(NO_FAULT)))
    return replace(candidate, last_aid_on=date, missed_on=None, missed_reason="")
