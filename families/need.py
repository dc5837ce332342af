"""Need in points from 0 to 100, by published criteria with weights. Pure: nothing is read or written.

A set of criteria holds from a date on; a survey is scored by the set of its own day, and keeps it for ever.
The first set weighs what the ministry's data on welfare (DTSEN) and villages' letters (SKTM) ask for as well.
"""

import datetime
from collections.abc import Callable, Mapping
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
    """One question: at most ``weight`` points, of which ``share`` (0 to 1) are given for an answer.

    ``key`` is the answer that counts, and the column of the centre's own weight.
    """

    key: str
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
            Criterion("income_per_person", _("Income per person"), 25, _income),
            Criterion("dependants", _("Dependants"), 15, lambda answers: min(answers.dependants, 5) / 5),
            Criterion(
                "breadwinner_held", _("The inmate was the breadwinner"), 12, lambda answers: answers.breadwinner_held
            ),
            Criterion("housing", _("Housing"), 10, lambda answers: HOUSING[answers.housing]),
            Criterion("elderly", _("Elderly persons"), 8, lambda answers: min(answers.elderly, 2) / 2),
            Criterion("toddlers", _("Toddlers"), 8, lambda answers: min(answers.toddlers, 2) / 2),
            Criterion("disability", _("Disability"), 7, lambda answers: answers.disability),
            Criterion("pregnant", _("Pregnancy"), 5, lambda answers: answers.pregnant),
            Criterion("has_sktm", "SKTM", 5, lambda answers: answers.has_sktm),
            Criterion("decile", _("DTSEN decile"), 5, _decile),
        ),
    )
}
# For what a criterion gives its points, in a few words.
HOW: dict[str, Promise] = {
    "income_per_person": _("all up to Rp300,000 a month, 72 % up to Rp600,000, 40 % up to Rp1,000,000"),
    "dependants": _("a fifth each, up to 5"),
    "breadwinner_held": _("all if so"),
    "housing": _("unfit all, rented 80 %, with relatives half"),
    "elderly": _("half each, up to 2"),
    "toddlers": _("half each, up to 2"),
    "disability": _("all if so"),
    "pregnant": _("all if so"),
    "has_sktm": _("all if so"),
    "decile": _("1 and 2 all, 3 and 4 60 %"),
}
HIGH, MIDDLE = 60, 35
# So long a survey says how a family lives; then it is to be assessed again.
VALID_MONTHS = 12


def how_many(key: str) -> str:
    """For what a criterion gives its points, in the language of the moment."""
    return str(HOW[key])


def outdated_before(today: datetime.date) -> datetime.date:
    """Surveys of a day before this one are too old."""
    day: datetime.date = today - relativedelta(months=VALID_MONTHS)
    return day


def version_on(day: datetime.date) -> str:
    """The criteria in force on a day; the first set for a day before it."""
    begun = [version for version, (starts_on, _criteria) in CRITERIA.items() if starts_on <= day]
    return max(begun, default=min(CRITERIA))


def score(answers: Answers, version: str, weights: Mapping[str, int] | None = None) -> Score:
    """The score by a set of criteria, with the part of each criterion.

    With ``weights``, by key, the centre's own; ``version`` is then what they are called.
    """
    criteria = CRITERIA[max(CRITERIA) if weights else version][1]
    weighed = [(criterion, weights[criterion.key] if weights else criterion.weight) for criterion in criteria]
    parts = tuple(
        Part(str(criterion.label), round(weight * criterion.share(answers)), weight) for criterion, weight in weighed
    )
    return Score(sum(part.points for part in parts), version, parts)


def priority(total: int) -> Promise:
    """High, middle or low."""
    if total >= HIGH:
        return _("high priority")
    return _("medium priority") if total >= MIDDLE else _("low priority")
