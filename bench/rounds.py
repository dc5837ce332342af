"""A round of many families: made, submitted, approved; and one of 250 planned, with and without the forecast.

Everything happens in the coming round of the largest centre, in one transaction that is taken back, each act with all
constraints checked at its end, and with what its page had shown. The quickest of TURNS counts, as a machine may be busy
with other things.
"""

import datetime
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centres.history import acting_as
from centres.models import Role, User
from config import gunicorn
from distributions.models import Round, State
from distributions.rotation.plan import choose
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.forecasts import rotation_ahead
from distributions.rounds.planning import RESERVES, known_of, plan_round
from distributions.rounds.proposal import as_the_register_says, opened, sealed
from families.models import Family

TURNS = 3
MANY = 5_000
USUAL = 250
ACT = 1.0  # seconds
PLAN = 0.2
AHEAD = 0.5


def measure() -> None:
    """Print the figures of the largest centre's coming round."""
    gunicorn.when_ready(None)  # as a worker is
    with acting_as("bench"), transaction.atomic():
        round = coming()
        _measure_plan(round)
        _measure_acts(round)
        transaction.set_rollback(True)


def coming() -> Round:
    """The coming round of the centre that has most families, which may go to every village."""
    drafts = Round.objects.filter(state=State.DRAFT).select_related("programme", "centre")
    round = max(drafts, key=lambda draft: Family.objects.filter(centre=draft.centre_id).count())
    round.programme.village_rest_rounds = 1
    round.exclusions.all().delete()
    round.recipients.all().delete()
    return round


def _measure_plan(round: Round) -> None:
    round.packages, round.programme.stops_per_round = USUAL, 40
    reading, known = _timed(lambda: known_of(round, pinned={}, today=timezone.localdate()))
    families, rules, now = known
    planning, _plan = _timed(lambda: choose(families, rules, now, reserves=RESERVES), clock=time.process_time)
    ahead, _plan = _timed(lambda: rotation_ahead(round, pinned={}), clock=time.process_time)
    print(f"\nA round of {USUAL} of {len(families):,} families: read in {_ms(reading)},", end=" ")
    print(f"planned in {_ms(planning)} of CPU,\nread and planned with the next twelve rounds in {_ms(ahead)} of CPU.")
    _say_missed({"planned": (planning, PLAN), "with the forecast": (ahead, AHEAD)})


def _measure_acts(round: Round) -> None:
    by = {
        role: User.objects.filter(memberships__centre=round.centre_id, memberships__role=role).order_by("pk")[0]
        for role in (Role.COORDINATOR, Role.HEAD)
    }
    round.packages, round.programme.stops_per_round = MANY, MANY
    round.programme.save()
    round.save()
    # The bench may run long after the day of its draft, by which a round is approved.
    by_its_day = min(timezone.now(), datetime.datetime.combine(round.date, datetime.time(), round.centre.zone))
    acts: dict[str, Callable[[str], Any]] = {
        "created": lambda _form: plan_round(round, now=timezone.now()),
        "submitted": lambda form: submit_round(round, seen=opened(form), by=by[Role.COORDINATOR], now=by_its_day),
        "approved": lambda form: approve_round(round, seen=opened(form), by=by[Role.HEAD], now=by_its_day),
    }
    print()
    seconds = {}
    for name, act in acts.items():
        # What the page has shown comes with its form.
        form = sealed(as_the_register_says(round, today=round.centre.local_date(by_its_day)))
        seconds[name], _done = _timed(partial(act, form))
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            act(form)
        print(f"{name:>9}: {_ms(seconds[name]):>9} by {len(asked)} statements, {round.recipients.count():,} recipients")
    _say_missed({name: (taken, ACT) for name, taken in seconds.items()})


def _timed(act: Callable[[], Any], *, clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    """How many seconds an act took, and what it gave; it is taken back."""
    taken = []
    for _turn in range(TURNS):
        with transaction.atomic():
            started = clock()
            done = act()
            connection.check_constraints()
            taken.append(clock() - started)
            transaction.set_rollback(True)
    return min(taken), done


def _say_missed(taken: dict[str, tuple[float, float]]) -> None:
    missed = [f"{name} in at most {_ms(most)}" for name, (seconds, most) in taken.items() if seconds > most]
    print(f"Aims missed: {'; '.join(missed)}." if missed else "All aims are met.", flush=True)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
