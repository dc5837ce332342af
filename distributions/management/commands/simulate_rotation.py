"""Play the rotation over months with families that don't exist, and say how fair it was and what came true."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from distributions.rotation.simulation import Simulation, World

# Name, the least and the most of it, and what it is.
NUMBERS = (
    ("families", 0, 300_000, "families at the beginning"),
    ("villages", 1, 5_000, "villages in which they live"),
    ("packages", 1, 2_000, "packages per round"),
    ("stops", 1, 500, "locations per round"),
    ("months", 1, 600, "months, each with a round"),
    ("rest", 0, 24, "rounds before a village is reached again"),
    ("family-rest", 0, 60, "months between two packages for one family"),
    ("seed", 0, 2**31, "of everything that is random"),
)
DEFAULTS = {
    "families": 200,
    "villages": 40,
    "packages": 10,
    "stops": 4,
    "months": 36,
    "rest": 0,
    "family-rest": 1,
    "seed": 1,
}
NAMES = {
    "bound": "rounds that nobody can do with fewer of",
    "months_to_all": "months until all of the beginning had received",
    "ratio": "… as a multiple of the bound",
    "max_wait": "longest wait of a family, in months",
    "median_wait": "… half of the families waited no longer than",
    "p95_wait": "… 95 % of the families waited no longer than",
    "gini": "inequality of packages per family (Gini)",
    "km_per_round": "kilometres per round",
    "km_random": "… of a random choice of as many locations",
    "rest_waived": "locations reached although they rested",
    "family_rest_violations": "packages to a family that rested",
    "forecast_exact": "share of expected turns that came true",
    "forecast_error_p95": "… 95 % of them were wrong by no more months than",
    "seconds": "seconds",
}


class Command(BaseCommand):
    help = "Play the rotation over months with made-up families. Needs no database and changes nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        for name, _least, _most, words in NUMBERS:
            parser.add_argument(
                f"--{name}", type=int, default=DEFAULTS[name], help=f"{words}, {DEFAULTS[name]} by default"
            )
        parser.add_argument("--misses", type=float, default=0.0, help="share of families missed: 0.1, or 10 for 10 %%")
        parser.add_argument("--arrivals", type=float, default=0.0, help="new families each month")
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, least, most, _words in NUMBERS:
            if not least <= options[name.replace("-", "_")] <= most:
                raise CommandError(f"--{name} is a number from {least} to {most}.")
        if not 0 <= options["arrivals"] <= 10_000:
            raise CommandError("--arrivals is a number from 0 to 10000.")
        figures = Simulation(
            World(
                families=options["families"],
                villages=options["villages"],
                packages=options["packages"],
                stops=options["stops"],
                months=options["months"],
                village_rest=options["rest"],
                family_rest=options["family_rest"],
                missed=_share(options["misses"]),
                arrivals=options["arrivals"],
                seed=options["seed"],
            )
        ).run()
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for key, value in figures.items():
            self.stdout.write(f"{NAMES[key]:>52}  {'–' if value is None else value}")


def _share(misses: float) -> float:
    """A share, or from 1 on a percentage."""
    share = misses / 100 if misses >= 1 else misses
    if not 0 <= share < 1:
        raise CommandError("--misses is a share below 1, or a percentage below 100.")
    return share
