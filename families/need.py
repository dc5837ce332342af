"""Need in points from 0 to 100, by published criteria with weights. Pure: nothing is read or written.

A set of criteria holds from a date on; a survey is scored by the set of its own day, and keeps it for ever.
The first set weighs what the ministry's data on welfare (DTSEN) and villages' letters (SKTM) ask for as well.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was found at home. ``income_per_person`` is rupiah a month; None where it was not asked."""

    income_per_person: int | None = None
    dependants: int = 0
    housing: str = "own"
    elderly: int = 0
    toddlers: int = 0
    pregnant: bool = False
    disability: bool = False
    breadwinner_held: bool = False
    has_sktm: bool = False
    decile: int | None = None


@dataclass(frozen=True)
class Criterion:
    """One question: at most ``weight`` points, of which ``share`` (0 to 1) are given for an answer."""

    label: Promise | str
    weight: int
    share: Callable[[Answers], float]


@dataclass(frozen=True)
class Part:
    """What one criterion contributed."""

    label: str
    points: int
    of: int


@dataclass(frozen=True)
class Score:
    total: int
    version: str
    parts: tuple[Part, ...]

    @property
    def priority(self) -> str:
        """In the language of the moment."""
        return str(priority(self.total))


def _income(answers: Answers) -> float:
    if answers.income_per_person is None:
        return 0
    for limit, share in ((300_000, 1.0), (600_000, 0.72), (1_000_000, 0.4)):
        if answers.income_per_person <= limit:
            return share
    return 0


def _decile(answers: Answers) -> float:
    if answers.decile is None or answers.decile > 4:
        return 0
    return 1.0 if answers.decile <= 2 else 0.6


HOUSING = {"own": 0.0, "family": 0.5, "rent": 0.8, "unfit": 1.0}

CRITERIA: dict[str, tuple[datetime.date, tuple[Criterion, ...]]] = {
    "2024-01": (
        datetime.date(2024, 1, 1),
        (
            Criterion(_("Income per person"), 25, _income),
            Criterion(_("Dependants"), 15, lambda answers: min(answers.dependants, 5) / 5),
            Criterion(_("The inmate was the breadwinner"), 12, lambda answers: answers.breadwinner_held),
            Criterion(_("Housing"), 10, lambda answers: HOUSING[answers.housing]),
            Criterion(_("Elderly persons"), 8, lambda answers: min(answers.elderly, 2) / 2),
            Criterion(_("Toddlers"), 8, lambda answers: min(answers.toddlers, 2) / 2),
            Criterion(_("Disability"), 7, lambda answers: answers.disability),
            Criterion(_("Pregnancy"), 5, lambda answers: answers.pregnant),
            Criterion("SKTM", 5, lambda answers: answers.has_sktm),
            Criterion(_("DTSEN decile"), 5, _decile),
        ),
    )
}
HIGH, MIDDLE = 60, 35
# So long a survey says how a family lives; then it is to be assessed again.
VALID_MONTHS = 12


def outdated_before(today: datetime.date) -> datetime.date:
    """Surveys of a day before this one are too old."""
    day: datetime.date = today - relativedelta(months=VALID_MONTHS)
    return day


def version_on(day: datetime.date) -> str:
    """The criteria in force on a day; the first set for a day before it."""
    begun = [version for version, (starts_on, _criteria) in CRITERIA.items() if starts_on <= day]
    return max(begun, default=min(CRITERIA))


def score(answers: Answers, version: str) -> Score:
    """The score by a set of criteria, with the part of each criterion."""
    parts = tuple(
        Part(str(criterion.label), round(criterion.weight * criterion.share(answers)), criterion.weight)
        for criterion in CRITERIA[version][1]
    )
    return Score(sum(part.points for part in parts), version, parts)


def priority(total: int) -> Promise:
    """High, middle or low."""
    if total >= HIGH:
        return _("high priority")
    return _("medium priority") if total >= MIDDLE else _("low priority")
