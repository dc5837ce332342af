"""What the rotation does over months to people who don't exist: how long they wait, how far one drives.

Everything that is random comes from the seed: how many families a village has, where it lies, who is missed, where
somebody new lives. The rotation itself knows nothing of the seed.
"""

import dataclasses
import datetime
import heapq
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.driving import kilometres, shortened
from distributions.rotation.forecast import ROUNDS, Coming, forecast, rested
from distributions.rotation.packing import lower_bound
from distributions.rotation.recorded import Recorded
from distributions.rotation.right import Candidate, month_after, months_between, rests_until

# The country that is simulated: its villages lie in a square of so many km, the centre in its middle.
SIDE_KM = 40.0
FIRST = datetime.date(2025, 1, 15)
# So many locations are drawn for each round, to compare its way with; of few locations many choices, so that their mean
# is one: a single one is off by a third.
DRAWN = 60


@dataclasses.dataclass(frozen=True, slots=True)
class World:
    """What is simulated. ``missed`` is a share, ``arrivals`` families a month, rests as in the programme."""

    families: int
    villages: int
    packages: int
    stops: int
    months: int
    village_rest: int = 0
    missed: float = 0.0
    arrivals: float = 0.0
    seed: int = 1
    family_rest: int = 1


@dataclasses.dataclass(slots=True)
class Person:
    """A family: where it lives, since when it waits, and what became of it."""

    candidate: Candidate
    since: int
    received: int = 0
    longest: int = 0


@dataclasses.dataclass(slots=True)
class Record:
    """What the simulation counts month by month."""

    reached: dict[int, int] = dataclasses.field(default_factory=dict)
    km: list[float] = dataclasses.field(default_factory=list)
    km_random: list[float] = dataclasses.field(default_factory=list)
    waived: int = 0
    rest_violations: int = 0
    overtaken: int = 0
    recorded: Recorded = dataclasses.field(default_factory=Recorded)
    promised: dict[int, datetime.date] = dataclasses.field(default_factory=dict)
    kept: list[int] = dataclasses.field(default_factory=list)


class Simulation:
    """Plays the months of a world one after the other."""

    def __init__(self, world: World, sizes: Sequence[int] = ()) -> None:
        """``sizes`` are the families of each village; by default they are drawn."""
        self.world = world
        self.random = Random(world.seed)  # noqa: S311 - draws a made-up world
        self.positions = {
            village: (self.random.uniform(0, SIDE_KM), self.random.uniform(0, SIDE_KM))
            for village in range(1, world.villages + 1)
        }
        self.weights = [self.random.expovariate(1) for _village in self.positions]
        homes = [village for village, size in enumerate(sizes, start=1) for _family in range(size)]
        self.people: dict[int, Person] = {}
        self.living: Counter[int] = Counter()
        # By itself, so that what a round is compared with doesn't change what happens.
        self.anywhere = Random(f"anywhere {world.seed}")  # noqa: S311
        for village in homes or self._homes(world.families):
            self._arrive(village, 0)
        self.first = frozenset(self.people)
        self.sizes = Counter(self.living)
        self.resting: dict[int, int] = {}
        self.record = Record()
        self.due_arrivals = 0.0

    def run(self) -> dict[str, Any]:
        """Play all months; the figures of :meth:`figures`."""
        started = time.perf_counter()
        for month in range(1, self.world.months + 1):
            self.play(month)
        self._break_promises(month_after(FIRST, self.world.months))
        return self.figures() | {"seconds": round(time.perf_counter() - started, 3)}

    def play(self, month: int) -> Selection:
        """Plan the round of a month, hand over, and let new families come."""
        date = month_after(FIRST, month - 1).replace(day=FIRST.day)
        candidates = [person.candidate for person in self.people.values()]
        now = Situation(date, self.resting)
        rules = self.rules(date)
        selection = select(candidates, rules, now)
        self.record.overtaken += len(overtaken(selection))
        self._drive(selection)
        self._hand_over(selection, month, date)
        self._promise(month, date, candidates, rules, now, selection)
        villages = {candidate.village for candidate in selection.chosen}
        self.resting = rested(self.resting, villages, self.world.village_rest)
        self.due_arrivals += self.world.arrivals
        for village in self._homes(int(self.due_arrivals)):
            self._arrive(village, month)
        self.due_arrivals %= 1
        return selection

    def rules(self, date: datetime.date) -> Rules:
        """The rules of the programme, with the share that was missed lately."""
        world, recorded = self.world, self.record.recorded
        return Rules(
            packages=world.packages,
            stops=world.stops,
            family_rest_months=world.family_rest,
            village_rest_rounds=world.village_rest,
            missed_share=recorded.share(date),
            recorded=recorded,
            positions=self.positions,
        )

    def figures(self) -> dict[str, Any]:
        """What was seen; None where there was nothing to see."""
        record, world = self.record, self.world
        bound = lower_bound(self.sizes.values(), world.packages, world.stops) if self.first else 0
        everybody = self.first <= record.reached.keys()
        to_all = max((record.reached[family] for family in self.first), default=0) if everybody else None
        waits = sorted(max(p.longest, world.months - p.since) for p in self.people.values()) or [0]
        return {
            "bound": bound,
            "months_to_all": to_all,
            "ratio": round(to_all / bound, 3) if to_all and bound else None,
            "max_wait": waits[-1],
            "median_wait": statistics.median_low(waits),
            "p95_wait": percentile(waits, 95),
            "gini": round(gini([self.people[family].received for family in self.first]), 4),
            "km_per_round": round(statistics.fmean(record.km), 2) if record.km else 0.0,
            "km_random": round(statistics.fmean(record.km_random), 2) if record.km_random else 0.0,
            "rest_waived": record.waived,
            "family_rest_violations": record.rest_violations,
            "forecast_exact": round(record.kept.count(0) / len(record.kept), 4) if record.kept else None,
            "forecast_error_p95": percentile(sorted(map(abs, record.kept)), 95) if record.kept else None,
        }

    def _homes(self, families: int) -> list[int]:
        return self.random.choices(list(self.positions), self.weights, k=families)

    def _arrive(self, village: int, month: int) -> None:
        pk = len(self.people) + 1
        since = month_after(FIRST, month - 1)
        self.living[village] += 1
        self.people[pk] = Person(Candidate(pk, village, None, since), month)

    def _promise(
        self,
        month: int,
        date: datetime.date,
        candidates: list[Candidate],
        rules: Rules,
        now: Situation,
        selection: Selection,
    ) -> None:
        """Say when everybody's turn is expected, once the months of the last forecast are over."""
        if (month - 1) % ROUNDS:
            return
        self._break_promises(date)
        pinned = {candidate.family: candidate.village for candidate in selection.chosen}
        ahead = range(min(ROUNDS, self.world.months - month + 1) - 1)
        coming = [Coming(month_after(date, number + 1).replace(day=date.day)) for number in ahead]
        there = Situation(date, now.resting_villages, pinned)
        self.record.promised = forecast(candidates, rules, there, coming)

    def _break_promises(self, date: datetime.date) -> None:
        """Whoever was to receive before the month of ``date`` and did not is late by so many months at least."""
        self.record.kept += [months_between(promised, date) for promised in self.record.promised.values()]
        self.record.promised = {}

    def _drive(self, selection: Selection) -> None:
        """Note how far one drives to the villages of the round, and to as many that are chosen at random."""
        villages = {candidate.village for candidate in selection.chosen}
        self.record.km.append(self._way(sorted(villages)))
        choices = max(1, DRAWN // max(len(villages), 1))
        ways = [self._way(self._at_random(len(villages))) for _choice in range(choices)]
        self.record.km_random.append(statistics.fmean(ways))

    def _at_random(self, villages: int) -> list[int]:
        """The first villages that come up when all families are called in a random order."""
        # The first of n families comes up as the least of n waits does, each as likely at any time.
        return heapq.nsmallest(villages, self.living, key=lambda v: self.anywhere.expovariate(self.living[v]))

    def _way(self, villages: Iterable[int]) -> float:
        home = (SIDE_KM / 2, SIDE_KM / 2)
        return kilometres(shortened([self.positions[village] for village in villages], home), home)

    def _hand_over(self, selection: Selection, month: int, date: datetime.date) -> None:
        record = self.record
        record.waived += len(selection.decision.trip.waived)
        missed = 0
        for candidate in selection.chosen:
            person = self.people[candidate.family]
            record.rest_violations += rests_until(candidate, date, self.world.family_rest) is not None
            if self.random.random() < self.world.missed:
                missed += 1
                person.candidate = dataclasses.replace(candidate, missed_on=date, missed_reason="not_home")
                continue
            person.longest = max(person.longest, month - person.since)
            person.since = month
            person.received += 1
            person.candidate = dataclasses.replace(candidate, last_aid_on=date, missed_on=None, missed_reason="")
            if (promised := record.promised.pop(candidate.family, None)) is not None:
                record.kept.append(months_between(promised, date))
            record.reached.setdefault(candidate.family, month)
        record.recorded = record.recorded.after(date, len(selection.chosen), missed)


def rounds_to_all(sizes: Sequence[int], packages: int, stops: int) -> int:
    """How many rounds it takes until all families of villages of these sizes have received, when nothing happens."""
    homes = (village for village, size in enumerate(sizes, start=1) for _family in range(size))
    left = [Candidate(pk, village, None, month_after(FIRST, -1)) for pk, village in enumerate(homes, start=1)]
    rules = Rules(packages, stops)
    rounds = 0
    while left:
        served = {candidate.family for candidate in select(left, rules, Situation(month_after(FIRST, rounds))).chosen}
        left = [candidate for candidate in left if candidate.family not in served]
        rounds += 1
    return rounds


def overtaken(selection: Selection) -> list[Candidate]:
    """Those who come later than their turn while somebody who can wait has a stop or a package that they could have."""
    waits = [c for c in selection.chosen if c.family not in selection.due and c.missed_on is None]
    opened = {c.village for c in selection.chosen}
    for_others = opened - {c.village for c in selection.chosen if c.family in selection.due or c.missed_on is not None}
    return [c for c in selection.left if c.family in selection.due and (for_others or (waits and c.village in opened))]


def percentile(ordered: Sequence[int], percent: int) -> int:
    """The smallest of the ordered values that so many percent of them do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def gini(values: Iterable[int]) -> float:
    """How unequally something is given: 0 when all have the same, towards 1 when one has everything."""
    ordered = sorted(values)
    total = sum(ordered)
    if not total:
        return 0.0
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)
