"""Who comes next, and why: data in, plan out, no database; the same data give the same plan.

Order of right: families missed last time through no fault of their own, then those who never received (aid before
Peduli counts), longest waiting first, then those who received longest ago, then the higher need score. Families are
taken in that order; each opens its village as a location until the round's locations are used up, so a village ranks by
its longest-waiting family. A village that was reached in the last rounds rests: its families follow after all others,
except those who were missed.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An eligible family as the rotation sees it.

    ``last_aid_on`` counts aid before Peduli, and the date of an open round in which the family stands as received.
    ``counts_for`` is the month for which it received last, which a late hand-over does not move; by default that day's.
    ``missed_on`` is the date of a round in which it was missed through no fault of its own, and nothing came since.
    """

    family: int
    village: int
    district: int | None
    waiting_since: datetime.date
    last_aid_on: datetime.date | None = None
    counts_for: datetime.date | None = None
    missed_on: datetime.date | None = None
    missed_reason: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A family and the reason, for reasons.sentence()."""

    candidate: Candidate
    reason: Reason


@dataclass(slots=True)
class Plan:
    """Chosen and reserve families in the order of right, and the others with what they wait for."""

    chosen: list[Choice] = field(default_factory=list)
    reserve: list[Choice] = field(default_factory=list)
    waiting: list[Choice] = field(default_factory=list)


def choose(
    candidates: Iterable[Candidate],
    *,
    packages: int,
    stops: int,
    date: datetime.date,
    family_rest_months: int = 0,
    resting_villages: Collection[int] = (),
    pinned: Mapping[int, int] = MappingProxyType({}),
    excluded: Collection[int] = (),
    reserves: int = 2,
    every_months: int = 1,
) -> Plan:
    """Choose at most ``packages`` families in at most ``stops`` villages for the round on ``date``.

    ``pinned`` says for families that have their place already (by id) in which village: they use a package and open it.
    ``excluded`` ones are left out. A family rests for ``family_rest_months`` calendar months after it received.
    """
    plan = Plan()
    ranked = sorted((c for c in candidates if c.family not in excluded and c.family not in pinned), key=_right)
    villages = set(pinned.values())
    room = packages - len(pinned)
    resting, later, queue = [], [], []
    for candidate in ranked:
        if (free_from := rests_until(candidate, date, family_rest_months)) is not None:
            resting.append(Choice(candidate, {"code": "rest", "until": free_from.isoformat()} | _last(candidate)))
        elif candidate.village in resting_villages and candidate.missed_on is None:
            later.append(candidate)
        else:
            queue.append(candidate)
    rest = _fill(plan, queue + later, villages, room, stops, frozenset(resting_villages))
    plan.reserve, plan.waiting = _reserves(rest, villages, reserves, packages, date, every_months)
    plan.waiting += resting
    return plan


def rests_until(candidate: Candidate, date: datetime.date, months: int) -> datetime.date | None:
    """The first day of the month from which a family may receive again, or None when it may on ``date``."""
    if candidate.last_aid_on is None or candidate.missed_on is not None:
        return None
    free = _month(candidate.counts_for or candidate.last_aid_on, months)
    return free if free > date.replace(day=1) else None


def _right(candidate: Candidate) -> tuple[Any, ...]:
    """The order of right; the id makes it total, so that equal plans come out equal."""
    score = -(candidate.score or 0)
    if candidate.missed_on is not None:
        return (0, candidate.missed_on, score, candidate.family)
    if candidate.last_aid_on is None:
        return (1, candidate.waiting_since, score, candidate.family)
    return (2, candidate.last_aid_on, score, candidate.family)


def _fill(
    plan: Plan, queue: list[Candidate], villages: set[int], room: int, stops: int, rested: frozenset[int]
) -> list[Candidate]:
    """Take families in order while packages and locations last; return those left."""
    left = []
    for candidate in queue:
        known = candidate.village in villages
        if room <= 0 or (not known and len(villages) >= stops):
            left.append(candidate)
            continue
        villages.add(candidate.village)
        room -= 1
        reason = _why(candidate)
        if candidate.village in rested and candidate.missed_on is None:
            reason["village_rest_waived"] = True
        plan.chosen.append(Choice(candidate, reason))
    return left


def _why(candidate: Candidate) -> Reason:
    if candidate.missed_on is not None:
        return {"code": "missed", "on": candidate.missed_on.isoformat(), "why": candidate.missed_reason}
    if candidate.last_aid_on is None:
        return {"code": "never", "since": candidate.waiting_since.isoformat()}
    return {"code": "longest_wait"} | _last(candidate)


def _last(candidate: Candidate) -> Reason:
    return {"last": candidate.last_aid_on.isoformat()} if candidate.last_aid_on else {}


def route(places: Iterable[tuple[int | None, int]]) -> list[int]:
    """The villages of (district, village) pairs: district by district, each where its first family stands."""
    districts: dict[int | None, dict[int, None]] = {}
    for district, village in places:
        districts.setdefault(district, {}).setdefault(village)
    return [village for villages in districts.values() for village in villages]


def _reserves(
    queue: list[Candidate], villages: set[int], count: int, packages: int, date: datetime.date, every_months: int
) -> tuple[list[Choice], list[Choice]]:
    """Reserve families come from the places of the round where there are any, so that the route stays as it is."""
    near = [c for c in queue if c.village in villages]
    far = [c for c in queue if c.village not in villages]
    reserve = (near + far)[:count]
    taken = {c.family for c in reserve}
    waiting = []
    for place, candidate in enumerate(queue, start=1):
        turn = _month(date, (1 + (place - 1) // max(packages, 1)) * every_months)
        reason = {"code": "queue", "place": place, "turn": turn.isoformat()} | _last(candidate)
        if candidate.family not in taken:
            waiting.append(Choice(candidate, reason))
    return [Choice(c, _why(c)) for c in reserve], waiting


def _month(date: datetime.date, ahead: int) -> datetime.date:
    """The first day of the month that is ``ahead`` months after the month of ``date``."""
    count = date.year * 12 + date.month - 1 + ahead
    return datetime.date(count // 12, count % 12 + 1, 1)
