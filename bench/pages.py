"""What a page costs that tells of a whole centre or a whole round: Beranda, Cakupan, and the pages of a large round.

Beranda and Cakupan of the largest centre are asked for in turn with the same pages of the smallest one, which are the
floor: the frame, the roles and the fixed questions. How often they ask the database must not grow with the centre: they
ask no more often than in the second largest, where there is as much to say. (In the smallest nothing may wait, and what
is not there is not asked about.) The pages of a round of MANY families are asked for beside those of
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
AIMS = {"home": 0.06, "coverage": 0.2}
# And of a round of FEW there.
OF_FEW = {"prepare": 0.5, "approval": 0.5}
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
    rows = list(counted)
    (smallest, few), (second, fewer), (largest, many) = rows[0], rows[-2], rows[-1]
    browsers = {pk: _browser(Centre.objects.get(pk=pk), Role.COORDINATOR) for pk in (smallest, second, largest)}
    asked: dict[tuple[str, int], Asked] = {}
    for _turn in range(requests + 1):
        for name in AIMS:
            for pk, browser in browsers.items():
                _ask(browser, reverse(f"distributions:{name}"), asked.setdefault((name, pk), Asked([])))
    print(
        f"\nA centre of {many:,} families beside one of {few:,}; {requests} requests each. The second has {fewer:,}.\n"
    )
    missed = []
    for name, most in AIMS.items():
        ours, floor, other = asked[name, largest], asked[name, smallest], asked[name, second]
        print(
            f"{name:>9}: {_cost(ours)}; the smallest {_ms(floor.median)}, {ours.median / floor.median:.1f} × that;",
            end=" ",
        )
        print(f"the second by {other.statements} statements")
        if ours.median > most:
            missed.append(f"{name} in at most {_ms(most)}")
        if ours.statements > other.statements:
            missed.append(f"{name} by no more statements than in a smaller centre")
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
    missed = [
        f"{name} of {FEW} in at most {_ms(most)}" for name, most in OF_FEW.items() if asked[FEW][name].median > most
    ]
    if asked[MANY]["handover"].median > HAND_OVER_ABOVE_FEW * asked[FEW]["handover"].median:
        missed.append(f"hand-over list at most {HAND_OVER_ABOVE_FEW} × that of {FEW}")
    return missed


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
