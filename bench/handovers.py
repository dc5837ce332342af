"""Handing over: one delivery against the plain SQL that writes the same, and a whole location by one press.

The floor of a delivery is what its rows cost when somebody writes them by hand, with everything known beforehand and
all triggers and constraints on. Everything happens in one transaction that is taken back, each act in a savepoint of
its own and with all constraints checked at its end; so nothing is left in the database, and nobody pays for a commit.
"""

import datetime
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centres.encryption import blind_index, seal
from centres.history import acting_as
from centres.models import Role, User
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import SEALED_AS, bound_to, hand_over_all, submit
from distributions.models import Recipient, Round, State, Stop
from distributions.rounds.transitions import transition

FAMILIES = 30
WARM_UP = 3
ABOVE_FLOOR = 4
EACH = 0.005  # seconds
STATEMENTS = 17
REPORT = """
    INSERT INTO distributions_handoverreport (centre_id, key, round_id, recipient_id, kind, channel, content,
                                              content_hash, missed_reason, device, recorded_at, received_at, actor_id,
                                              verdict, open_reason)
    VALUES (%(centre)s, %(key)s, %(round)s, %(recipient)s, 'delivered', 'page', %(content)s, %(hash)s, '', '', %(now)s,
            %(now)s, %(by)s, 'accepted', '')
    RETURNING id
"""
HANDOVER = """
    INSERT INTO distributions_handover (centre_id, report_id, recipient_id, handed_at, given_by_id, received_by,
                                        proxy_relation, complete, difference_reason, proof, recorded_by_id, void_reason)
    VALUES (%(centre)s, %(report)s, %(recipient)s, %(now)s, %(giver)s, 'contact', '', true, '', 'paper', %(by)s, '')
    RETURNING id
"""
LINES = """
    INSERT INTO distributions_handoverline (centre_id, handover_id, item_id, quantity)
    SELECT %(centre)s, %(handover)s, item_id, quantity FROM distributions_roundline WHERE round_id = %(round)s
"""
RECIPIENT = """
    UPDATE distributions_recipient SET state = 'served', recorded_at = %(now)s, recorded_by_id = %(by)s
     WHERE id = %(recipient)s
"""


@dataclass(frozen=True)
class Figures:
    """Medians in seconds; ``location`` is for all its families together, statements count the savepoint's two."""

    families: int
    floor: float
    delivery: float
    delivery_statements: int
    location: float
    location_statements: int

    @property
    def above_floor(self) -> float:
        return self.delivery / self.floor

    @property
    def each(self) -> float:
        return self.location / self.families


def measure(*, turns: int) -> None:
    """Print the figures of the largest centre's coming round."""
    with acting_as("bench"), transaction.atomic():
        figures = _figures(*_approved(), turns)
        transaction.set_rollback(True)
    _print(figures, turns)


def _approved() -> tuple[Stop, User]:
    """A location with so many families of the largest draft, which is approved, and who hands over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.round_id FROM distributions_recipient p JOIN distributions_round r ON r.id = p.round_id"
            " WHERE r.state = 'draft' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        )
        (pk,) = cursor.fetchone()
    round = Round.objects.get(pk=pk)
    stop = round.stops.all()[0]
    chosen = [recipient.pk for recipient in round.recipients.order_by("pk")[:FAMILIES]]
    if elsewhere := round.stops.exclude(pk=stop.pk).first():
        round.recipients.filter(stop=stop).exclude(pk__in=chosen).update(stop=elsewhere)
    round.recipients.filter(pk__in=chosen).update(stop=stop)
    by = {
        role: User.objects.filter(memberships__centre=round.centre_id, memberships__role=role).order_by("pk")[0]
        for role in (Role.COORDINATOR, Role.HEAD)
    }
    # Approved by its day, whenever the bench runs.
    now = min(timezone.now(), datetime.datetime.combine(round.date, datetime.time(), round.centre.zone))
    transition(round, State.SUBMITTED, by=by[Role.COORDINATOR], now=now)
    transition(round, State.APPROVED, by=by[Role.HEAD], now=now)
    return stop, by[Role.COORDINATOR]


def _figures(stop: Stop, by: User, turns: int) -> Figures:
    recipients = list(stop.recipients.all())
    # Each gets its act ready for a family; only the act itself is timed.
    acts: dict[str, Callable[[Recipient], Callable[[], Any]]] = {
        "floor": lambda recipient: partial(_write_by_hand, _known(stop.round, recipient, by)),
        "delivery": lambda recipient: partial(submit, stop.round, _said(recipient), by=by, now=timezone.now()),
        "location": lambda _any: partial(hand_over_all, stop, key=uuid4(), channel="page", by=by, now=timezone.now()),
    }
    times: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(turns + WARM_UP):
        for name, ready in acts.items():
            times[name].append(_seconds(ready(recipients[turn % len(recipients)])))
    medians = {name: statistics.median(found[WARM_UP:]) for name, found in times.items()}
    statements = {name: _statements(ready(recipients[0])) for name, ready in acts.items()}
    return Figures(
        len(recipients), medians["floor"], medians["delivery"], statements["delivery"], medians["location"],
        statements["location"],
    )  # fmt: skip


def _said(recipient: Recipient) -> Submission:
    return Submission(
        key=uuid4(), kind=Kind.DELIVERED, channel="page", recorded_at=timezone.now(), recipient_id=recipient.pk
    )


def _known(round: Round, recipient: Recipient, by: User) -> dict[str, Any]:
    """All values that the rows of a delivery need, but for the numbers that the database gives."""
    said = _said(recipient)
    return {
        "centre": round.centre_id,
        "key": said.key,
        "round": round.pk,
        "recipient": recipient.pk,
        "content": seal(SEALED_AS, said.content(), bound_to=bound_to(round.centre_id, said.key)),
        "hash": blind_index(SEALED_AS, f"{round.pk} {said.compared()}"),
        "now": said.recorded_at,
        "giver": round.handing_official_id,
        "by": by.pk,
    }


def _write_by_hand(known: dict[str, Any]) -> None:
    """The rows of a delivery by plain SQL; what ``submit`` reads, and its lock, are left out."""
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT by_hand")
    (report,) = cursor.execute(REPORT, known).fetchone()
    (handover,) = cursor.execute(HANDOVER, known | {"report": report}).fetchone()
    cursor.execute(LINES, known | {"handover": handover})
    cursor.execute(RECIPIENT, known)
    cursor.execute("RELEASE SAVEPOINT by_hand")


def _seconds(act: Callable[[], Any]) -> float:
    """How long an act took with the check of its constraints; it is taken back."""
    with transaction.atomic():
        started = time.perf_counter()
        act()
        connection.check_constraints()
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds


def _statements(act: Callable[[], Any]) -> int:
    """How many statements an act sends; it is taken back."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            act()
        transaction.set_rollback(True)
    return len(asked)


def _print(figures: Figures, turns: int) -> None:
    print(f"\nHand-overs: {turns} turns of each kind in turn, each taken back; medians.\n")
    print(
        f"one delivery: {_ms(figures.delivery)} by {figures.delivery_statements} statements;"
        f" plain SQL of its rows: {_ms(figures.floor)}; {figures.above_floor:.1f} × the plain SQL"
    )
    print(
        f"a location of {figures.families} families by one press: {_ms(figures.location)} by"
        f" {figures.location_statements} statements; {_ms(figures.each)} each,"
        f" {figures.each / figures.floor:.1f} × the plain SQL of one"
    )
    aims = (
        (f"one delivery at most {ABOVE_FLOOR} × the plain SQL", figures.above_floor <= ABOVE_FLOOR),
        (f"at a location at most {EACH * 1000:.0f} ms a family", figures.each <= EACH),
        (f"a location by at most {STATEMENTS} statements", figures.location_statements <= STATEMENTS),
    )
    missed = [text for text, met in aims if not met]
    print(f"Aims missed: {'; '.join(missed)}." if missed else "All aims are met.", flush=True)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
