"""The promise of the rotation over random shapes, and how quick it is; no database.

A shape is a number of families in each village, of packages and of locations. Its rounds are compared with the bound B
that nobody can do with fewer rounds than (distributions/rotation/packing.py).
"""

import datetime
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from distributions.rotation.choose import Rules, Situation, select
from distributions.rotation.forecast import ROUNDS, Coming, forecast
from distributions.rotation.packing import fewest_rounds, lower_bound, sharper_bound
from distributions.rotation.right import Candidate, month_after
from distributions.rotation.simulation import Simulation, World, rounds_to_all

# Beyond these a shape is no centre's, and takes long.
MOST_FAMILIES = 3_000
MOST_ROUNDS = 60
TODAY = datetime.date(2026, 1, 15)


@dataclass(frozen=True, slots=True)
class Shape:
    """Families of each village, packages and locations of a round."""

    sizes: list[int]
    packages: int
    stops: int

    @property
    def bound(self) -> int:
        """B of the shape."""
        return lower_bound(self.sizes, self.packages, self.stops)


KINDS: dict[str, Callable[[Random, int], int]] = {
    "single families": lambda random, packages: 1,
    "up to ten": lambda random, packages: random.randint(1, 10),
    "a few large villages": lambda random, packages: min(int(random.paretovariate(1.1)), 500),
    "thirteen on average": lambda random, packages: 1 + int(random.expovariate(1 / 13)),
    "thirteen each": lambda random, packages: 13,
    "one or thirteen": lambda random, packages: random.choice((1, 13)),
    "up to two rounds each": lambda random, packages: random.randint(1, 2 * packages),
}
# No two of these fit a round. With two locations three of them take two rounds at best, where B says one and a half, so
# they are counted by themselves.
PAIRS = "half a round and one"
KINDS_AND_PAIRS = KINDS | {PAIRS: lambda random, packages: packages // 2 + 1}


def random_shape(random: Random, kind: str) -> Shape:
    """A shape of the kind, up to 300 villages, 4 to 250 packages, 1 to 10 locations."""
    while True:
        villages = random.randint(*random.choice(((1, 10), (5, 60), (20, 300))))
        packages = random.randint(*random.choice(((4, 4), (4, 20), (10, 60), (25, 250))))
        shape = Shape(
            [KINDS_AND_PAIRS[kind](random, packages) for _ in range(villages)], packages, random.randint(1, 10)
        )
        if sum(shape.sizes) <= MOST_FAMILIES and shape.bound <= MOST_ROUNDS:
            return shape


def measure(shapes: int = 2_400, seed: int = 1) -> None:
    """Print how many rounds shapes take, how misses and arrivals change the waits, and how long planning takes."""
    random = Random(seed)
    print(f"\nThe rotation: {shapes} random shapes, one cycle in which nothing happens, seed {seed}.\n")
    print("                         shapes  mean of rounds/B  worst  ≤ 1.1·B + 1  ≤ 1.35·B + 1  = H  H ≤ B₂ + 1")
    rows: list[tuple[Shape, int, int]] = []
    for kind in KINDS:
        of_kind = [_measured(random_shape(random, kind)) for _ in range(shapes // len(KINDS))]
        _print_rounds(kind, of_kind)
        rows += of_kind
    _print_rounds("all", rows)
    pairs = [_measured(random_shape(random, PAIRS)) for _ in range(shapes // len(KINDS))]
    _print_rounds(PAIRS, pairs)
    rows += pairs
    print("\nLater than the turn max(H, ⌊1.1·B⌋ + 1):", sum(_is_late(*row) for row in rows))
    _measure_months(random)
    _measure_time()


def _measured(shape: Shape) -> tuple[Shape, int, int]:
    villages = dict(enumerate(shape.sizes))
    best = len(fewest_rounds(villages, shape.packages, shape.stops))
    return shape, rounds_to_all(shape.sizes, shape.packages, shape.stops), best


def _is_late(shape: Shape, rounds: int, best: int) -> bool:
    return rounds > max(best, shape.bound * 11 // 10 + 1)


def _print_rounds(name: str, rows: list[tuple[Shape, int, int]]) -> None:
    ratios = [rounds / shape.bound for shape, rounds, _best in rows]

    def share(holds: Callable[[Shape, int, int], bool]) -> str:
        return f"{100 * sum(holds(*row) for row in rows) / len(rows):.2f} %"

    tenth = share(lambda shape, rounds, _best: 10 * rounds <= 11 * shape.bound + 10)
    third = share(lambda shape, rounds, _best: 100 * rounds <= 135 * shape.bound + 100)
    met = share(lambda _shape, rounds, best: rounds <= best)
    sharp = share(lambda s, _rounds, best: best <= sharper_bound(s.sizes, s.packages, s.stops) + 1)
    mean, worst = statistics.fmean(ratios), max(ratios)
    print(
        f"{name:>23}  {len(rows):6}  {mean:16.3f}  {worst:5.2f}  {tenth:>11}  {third:>12}  {met}  {sharp}", flush=True
    )


def _measure_months(random: Random) -> None:
    print("\nFour years with 10 % missed and a tenth of the families arriving each year; waits as multiples of H.\n")
    print("                    longest  95 %  median  km/random  km/equals  waived  overtaken  turns that came")
    for rest in (0, 3):
        rows = [_four_years(random, rest) for _ in range(40)]
        longest, most, half, km, of_equals, waived, overtaken, exact = (
            statistics.fmean(values) for values in zip(*rows, strict=True)
        )
        words = f"village rest {rest}"
        print(
            f"{words:>18}  {longest:7.2f}  {most:4.2f}  {half:6.2f}  {km:9.2f}  {of_equals:9.2f}  {waived:6.2f}"
            f"  {overtaken:9.0f}  {100 * exact:.0f} %",
            flush=True,
        )


def _four_years(random: Random, rest: int) -> tuple[float, ...]:
    months = 48
    packages = random.choice((4, 10, 25, 60))
    villages = random.randint(5, 120)
    families = random.randint(villages, min(villages * 10, packages * 40)) if villages < packages * 40 else villages
    stops = min(packages, random.randint(2, 8))
    world = World(
        families,
        villages,
        packages,
        stops,
        months,
        rest,
        missed=0.1,
        arrivals=families / 120,
        seed=random.randrange(10**6),
    )
    simulation = Simulation(world)
    figures = simulation.run()
    best = len(fewest_rounds(simulation.sizes, packages, stops))
    return (
        figures["max_wait"] / best,
        figures["p95_wait"] / best,
        figures["median_wait"] / best,
        figures["km_per_round"] / figures["km_random"],
        figures["km_per_round"] / _AnyOfEquals(world).run()["km_per_round"],
        figures["rest_waived"] / months,
        simulation.record.overtaken,
        figures["forecast_exact"],
    )


class _AnyOfEquals(Simulation):
    """The same world, where chance decides between families of equal right and not where they live."""

    def rules(self, date: datetime.date) -> Rules:
        villages = list(self.positions)
        Random(f"{self.world.seed} {date}").shuffle(villages)
        return replace(super().rules(date), positions=dict(zip(villages, self.positions.values(), strict=True)))


def _measure_time() -> None:
    random = Random(1)
    people = [
        Candidate(
            pk,
            village := 1 + int(random.triangular(0, 295, 0)),
            1 + village % 16,
            month_after(TODAY, -random.randint(1, 18)),
            month_after(TODAY, -random.randint(2, 20)) if random.random() < 0.7 else None,
            score=random.randrange(100),
        )
        for pk in range(1, 5_001)
    ]
    rules = Rules(250, 40, family_rest_months=1, village_rest_rounds=1)
    now = Situation(TODAY)
    started = time.process_time()
    chosen = select(people, rules, now).chosen
    planned = time.process_time()
    places = now.with_places({candidate.family: candidate.village for candidate in chosen})
    forecast(people, rules, places, [Coming(month_after(TODAY, ahead)) for ahead in range(1, ROUNDS + 1)])
    plan, ahead = planned - started, time.process_time() - planned
    print(f"\n250 of 5,000 families in 295 villages: {plan * 1000:.0f} ms of CPU,", end=" ")
    print(f"and the next {ROUNDS} rounds {ahead * 1000:.0f} ms")
