"""What a page costs that tells of a whole centre or a whole round: Beranda, Cakupan, and the pages of a large round.

Beranda and Cakupan of the largest centre are asked for in turn with the same pages of the smallest one, which are the
floor: the frame, the roles and the fixed questions. The pages of a round of MANY families are asked for beside those of
a round of the centre's FEW, in one transaction that is taken back. All in this process, so that nothing but the
application and the database counts; medians.
"""

import datetime
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.rounds import coming
from centres.history import acting_as
from centres.models import Centre, Role, User
from distributions.models import Round
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.planning import plan_round
from families.models import Family

FEW = 60
MANY = 5_000
ROUND_PAGES = ("prepare", "round", "approval", "handover")
# Seconds, in the largest centre.
AIMS = {"home": 0.06, "coverage": 0.3}
# A page of locations costs no more than so many times what a round of FEW families costs.
HAND_OVER_ABOVE_FEW = 2.0


@dataclass
class Asked:
    """Pages that were asked for: seconds each time, statements, and bytes of the last."""

    seconds: list[float]
    statements: int = 0
    size: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def measure(*, requests: int) -> None:
    """Print both tables and what misses its aim."""
    with acting_as("bench"), transaction.atomic():
        missed = _measure_centres(requests) + _measure_rounds(requests)
        transaction.set_rollback(True)
    print(f"Aims missed: {'; '.join(missed)}." if missed else "All aims are met.", flush=True)


def _measure_centres(requests: int) -> list[str]:
    counted = Family.objects.values_list("centre").annotate(count=Count("pk")).order_by("count", "centre")
    (smallest, few), *_others, (largest, many) = list(counted)
    browsers = {pk: _browser(Centre.objects.get(pk=pk), Role.COORDINATOR) for pk in (smallest, largest)}
    asked: dict[tuple[str, int], Asked] = {}
    for _turn in range(requests + 1):
        for name in AIMS:
            for pk, browser in browsers.items():
                _ask(browser, reverse(f"distributions:{name}"), asked.setdefault((name, pk), Asked([])))
    print(f"\nA centre of {many:,} families beside one of {few:,}; {requests} requests each.\n")
    missed = []
    for name, most in AIMS.items():
        ours, floor = asked[name, largest], asked[name, smallest]
        print(f"{name:>9}: {_cost(ours)}; the smallest {_ms(floor.median)}, {ours.median / floor.median:.1f} × that")
        if ours.median > most:
            missed.append(f"{name} in at most {_ms(most)}")
        if ours.statements != floor.statements:
            missed.append(f"{name} by as many statements as in the smallest centre")
    return missed


def _measure_rounds(requests: int) -> list[str]:
    asked = {}
    for families in (FEW, MANY):
        with transaction.atomic():
            asked[families] = _pages_of_round(families, requests)
            transaction.set_rollback(True)
    print(f"\nThe pages of a round of {MANY:,} families, and of {FEW}.\n")
    for name in ROUND_PAGES:
        many, few = asked[MANY][name], asked[FEW][name]
        print(f"{name:>9}: {_cost(many)}; of {FEW} {_ms(few.median)}, {many.median / few.median:.1f} × that")
    above = asked[MANY]["handover"].median / asked[FEW]["handover"].median
    return [f"hand-over list at most {HAND_OVER_ABOVE_FEW} × that of {FEW}"] if above > HAND_OVER_ABOVE_FEW else []


def _pages_of_round(families: int, requests: int) -> dict[str, Asked]:
    """The draft's page and the round's, the head's, then the hand-over of the same round once it is approved."""
    round = coming()
    round.packages = round.programme.stops_per_round = families
    round.programme.save()
    round.save()
    plan_round(round, now=timezone.now())
    coordinator, head = (_user(round.centre, role) for role in (Role.COORDINATOR, Role.HEAD))
    browser, asked = _browser(round.centre, Role.COORDINATOR), {}

    def ask(name: str) -> None:
        asked[name] = Asked([])
        for _turn in range(requests + 1):
            _ask(browser, reverse(f"distributions:{name}", args=[round.pk]), asked[name])

    ask("prepare")
    ask("round")
    # Approved by its day, whenever the bench runs.
    now = min(timezone.now(), datetime.datetime.combine(round.date, datetime.time(), round.centre.zone))
    submit_round(Round.objects.get(pk=round.pk), by=coordinator, now=now)
    browser = _browser(round.centre, Role.HEAD)
    ask("approval")
    approve_round(Round.objects.get(pk=round.pk), by=head, now=now)
    browser = _browser(round.centre, Role.COORDINATOR)
    ask("handover")
    return asked


def _user(centre: Centre, role: Role) -> User:
    return User.objects.filter(memberships__centre=centre, memberships__role=role).order_by("pk")[0]


def _browser(centre: Centre, role: Role) -> Callable[[str], int]:
    """Opens an address and returns the bytes of the page; anything but 200 ends the process."""
    client = Client(headers={"host": "localhost"})
    client.force_login(_user(centre, role))

    def get(address: str) -> int:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}.")
        return len(answer.content)

    return get


def _ask(browser: Callable[[str], int], address: str, asked: Asked) -> None:
    """The first time counts the statements, the others the seconds."""
    if not asked.statements:
        with CaptureQueriesContext(connection) as queries:
            browser(address)
        asked.statements = len(queries)
        return
    started = time.perf_counter()
    asked.size = browser(address)
    asked.seconds.append(time.perf_counter() - started)


def _cost(asked: Asked) -> str:
    return f"{_ms(asked.median)} by {asked.statements} statements, {asked.size / 1000:,.0f} KB"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
