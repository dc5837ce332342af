"""What the rounds of a programme recorded, and the share of families that they missed lately, for which turns allow."""

import datetime
from dataclasses import dataclass

from distributions.rotation.right import month_after

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Recorded:
    """Of each round its day, how many families were recorded, and how many of them were missed without a fault."""

    rounds: tuple[tuple[datetime.date, int, int], ...] = ()

    def share(self, on: datetime.date) -> float:
        """The share that was missed in the year up to this day, from the first day of its month a year ago; 0 to 1."""
        since = month_after(on, -MONTHS)
        lately = [(families, missed) for day, families, missed in self.rounds if since <= day <= on]
        families = sum(families for families, _missed in lately)
        return sum(missed for _families, missed in lately) / families if families else 0.0

    def after(self, day: datetime.date, families: int, missed: int = 0) -> "Recorded":
        """The same after one more round, in which by default nothing happens: so many families receive."""
        return Recorded((*self.rounds, (day, families, missed)))
