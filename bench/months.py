"""The rounds of the last months, handed over and closed with their goods, and a draft of the coming one."""

import calendar
import datetime
import json
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aid.models import Issue, Lot, Movement, Receipt
from bench.centres import CONTENTS, BenchCentre, packages
from bench.loading import at, copy_rows
from bench.register import Slot
from centres.encryption import blind_index, seal
from centres.identity import owned_by
from distributions.handover.judging import Submission
from distributions.handover.submissions import SEALED_AS, bound_to
from distributions.models import HandoverReport, Recipient, Round, RoundIssue, RoundLine, Stop
from families.models import Eligibility

MONTHS = 14
MISSED = 0.05
REASON = json.dumps({"code": "longest_wait"})
# Of the rounds of one day.
DECIDED = """
    UPDATE distributions_round r SET state = %(to)s, {column}_at = r.date + interval '{hours} hours',
           {column}_by_id = (SELECT min(user_id) FROM centres_membership m
                              WHERE m.centre_id = r.centre_id AND m.role = '{role}')
     WHERE r.date = %(day)s
"""
TRANSITION = """
    INSERT INTO distributions_roundtransition (centre_id, round_id, from_state, to_state, note, shown, by_id, at)
    SELECT centre_id, id, %(before)s, %(to)s, '', '{{}}', {column}_by_id, {column}_at
      FROM distributions_round WHERE date = %(day)s ORDER BY id
"""
STEPS = (
    # from, to, columns, hours from midnight of the day (negative: before), who
    ("draft", "submitted", "submitted", -240, "coordinator"),
    ("submitted", "approved", "approved", -200, "head"),
    ("approved", "issued", "issued", 1, "coordinator"),
)
END = ("issued", "closed", "closed", 12, "coordinator")
HANDOVERS = """
    INSERT INTO distributions_handover (centre_id, report_id, recipient_id, handed_at, given_by_id, received_by,
                                        proxy_relation, complete, difference_reason, proof, recorded_by_id, void_reason)
    SELECT s.centre_id, s.id, s.recipient_id, s.recorded_at, s.actor_id, 'contact', '', true, '', 'paper', s.actor_id,
           ''
      FROM distributions_handoverreport s JOIN distributions_round r ON r.id = s.round_id
     WHERE s.kind = 'delivered' AND r.date = %(day)s ORDER BY s.id
"""
HANDED_OVER = """
    INSERT INTO distributions_handoverline (centre_id, handover_id, item_id, quantity)
    SELECT h.centre_id, h.id, l.item_id, l.quantity
      FROM distributions_handover h JOIN distributions_recipient p ON p.id = h.recipient_id
      JOIN distributions_round r ON r.id = p.round_id
      JOIN distributions_roundline l ON l.round_id = r.id
     WHERE r.date = %(day)s ORDER BY h.id, l.id
"""
WHAT_BECAME = """
    UPDATE distributions_recipient p
       SET state = CASE s.kind WHEN 'missed' THEN 'missed' ELSE 'served' END,
           missed_reason = CASE s.kind WHEN 'missed' THEN 'not_home' ELSE '' END,
           recorded_at = s.received_at, recorded_by_id = s.actor_id
      FROM distributions_handoverreport s JOIN distributions_round r ON r.id = s.round_id
     WHERE s.recipient_id = p.id AND r.date = %(day)s
"""


@dataclass
class Month:
    """A round of a centre: its families, and which of them were missed."""

    pk: int
    centre: BenchCentre
    date: datetime.date
    families: list[Slot] = field(default_factory=list)
    missed: set[int] = field(default_factory=set)


# A family's place in its month, as its columns.
Row = tuple[Month, tuple[Any, ...]]


def third_friday(month: datetime.date) -> datetime.date:
    """The day on which every programme's round takes place."""
    fridays = [d for d in calendar.Calendar().itermonthdates(month.year, month.month) if d.weekday() == calendar.FRIDAY]
    return [day for day in fridays if day.month == month.month][2]


def dates(today: datetime.date) -> list[datetime.date]:
    """The days of the last rounds and of the coming one."""
    this = today.year * 12 + today.month - 1
    months = (datetime.date(month // 12, month % 12 + 1, 1) for month in range(this - MONTHS, this + 2))
    days = [third_friday(month) for month in months]
    past = [day for day in days if day < today]
    return [*past[-MONTHS:], days[len(past)]]


def choose(random: Random, centres: list[BenchCentre], slots: list[Slot], *, today: datetime.date) -> list[Month]:
    """Which family is in which round, the longest waiting first."""
    waiting: dict[int, deque[Slot]] = {centre.pk: deque() for centre in centres}
    shuffled = [slot for slot in slots if slot.standing == Eligibility.ELIGIBLE]
    random.shuffle(shuffled)
    for slot in shuffled:
        waiting[slot.centre.pk].append(slot)
    found: list[Month] = []
    for date in dates(today):
        for centre in centres:
            month = Month(len(found) + 1, centre, date)
            queue = waiting[centre.pk]
            for _turn in range(len(queue)):
                if len(month.families) == packages(centre):
                    break
                slot = queue.popleft()
                queue.append(slot)
                if slot.registered_on < date:
                    _take(random, month, slot, over=date < today)
            if month.families:
                month.families.sort(key=lambda slot: (slot.village, slot.pk))
                found.append(month)
    return found


def _take(random: Random, month: Month, slot: Slot, *, over: bool) -> None:
    month.families.append(slot)
    slot.in_rounds = True
    if over and random.random() < MISSED:
        month.missed.add(slot.pk)


def write_months(cursor: Any, months: list[Month], *, today: datetime.date) -> int:
    """Write the rounds as their operations would have left them; returns how many recipients there are.

    Rows go in while a round is a draft; then the rounds of each day in the past go through the states one after the
    other, so that every wall looks at them, and no family waits in two.
    """
    copy_rows(cursor, Round, ROUND, (_round(month, today) for month in months))
    lines = ((m.centre.pk, m.pk, *line) for m in months for line in _contents(m.centre))
    copy_rows(cursor, RoundLine, ("centre_id", "round_id", "item_id", "item_name", "unit", "quantity"), lines)
    recipients = _write_recipients(cursor, months)
    for day in sorted({month.date for month in months if month.date < today}):
        # The walls ask the tables for each row; without statistics some would read all of them every time.
        cursor.execute("ANALYZE")
        _write_day(cursor, day, [row for row in recipients if row[0].date == day])
    cursor.execute("ANALYZE")
    return len(recipients)


def _write_day(cursor: Any, day: datetime.date, recipients: list[Row]) -> None:
    """The rounds of a day, from approval to close."""
    *before, issued = STEPS
    for step in before:
        _step(cursor, day, *step)
    months = {month.pk: month for month, _row in recipients}
    _write_goods(cursor, list(months.values()))
    _step(cursor, day, *issued)
    copy_rows(cursor, HandoverReport, REPORT, (_report(*row) for row in recipients))
    # A slip comes before the row that says so.
    cursor.execute("SET CONSTRAINTS handover_is_recorded DEFERRED")
    for statement in (HANDOVERS, HANDED_OVER, WHAT_BECAME):
        cursor.execute(statement, {"day": day})
    cursor.execute("SET CONSTRAINTS handover_is_recorded IMMEDIATE")
    _step(cursor, day, *END)


def _step(cursor: Any, day: datetime.date, before: str, to: str, column: str, hours: int, role: str) -> None:
    words, parameters = {"column": column, "hours": hours, "role": role}, {"day": day, "before": before, "to": to}
    # The line of a step follows it.
    cursor.execute("SET CONSTRAINTS round_step_is_written_down DEFERRED")
    for statement in (DECIDED, TRANSITION):
        cursor.execute(statement.format(**words), parameters)
    cursor.execute("SET CONSTRAINTS round_step_is_written_down IMMEDIATE")


def planned_on(date: datetime.date, *, today: datetime.date) -> datetime.date:
    """The day on which a round of ``date`` was planned; that of the coming one today at the latest."""
    return min(date - datetime.timedelta(days=12), today)


def _round(month: Month, today: datetime.date) -> tuple[Any, ...]:
    own = month.centre.pk
    return (
        month.pk, own, own, month.date, month.date.replace(day=1), month.date, len(month.families), own, own,
        month.centre.coordinator, month.centre.head, own, at(planned_on(month.date, today=today)),
    )  # fmt: skip


def _contents(centre: BenchCentre) -> Iterator[tuple[int, str, str, int]]:
    for item, (name, unit, _kind, _price, quantity) in zip(centre.items, CONTENTS, strict=True):
        yield item, name, unit, quantity


def _write_recipients(cursor: Any, months: list[Month]) -> list[Row]:
    stops, rows = [], []
    for month in months:
        position, village = 0, None
        for place, slot in enumerate(month.families, start=1):
            if slot.village != village:
                village = slot.village
                stops.append((len(stops) + 1, month.centre.pk, month.pk, village, position := position + 1))
            rows.append((month, _recipient(len(rows) + 1, month, slot, len(stops), place)))
    copy_rows(cursor, Stop, ("id", "centre_id", "round_id", "village_id", "position"), stops)
    copy_rows(cursor, Recipient, RECIPIENT, (row for _month, row in rows))
    return rows


def _recipient(pk: int, month: Month, slot: Slot, stop: int, place: int) -> tuple[Any, ...]:
    whose = owned_by(month.centre.pk, slot.pk, round=month.pk)
    digits = seal("nik last4", slot.digits, bound_to=whose) if slot.digits else None
    return pk, month.centre.pk, month.pk, stop, slot.pk, place, "planned", REASON, *slot.snapshot, digits


def _report(month: Month, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What the paper table would have sent for the family."""
    recipient, _centre, _round, _stop, family, *_rest = row
    missed = family in month.missed
    kind = HandoverReport.Kind.MISSED if missed else HandoverReport.Kind.DELIVERED
    key = uuid.uuid5(uuid.NAMESPACE_OID, str(recipient))
    said = Submission(
        key=key, kind=kind, channel="paper", recorded_at=at(month.date), recipient_id=recipient,
        missed_reason="not_home" if missed else "",
    ).content()  # fmt: skip
    return (
        month.centre.pk, key, month.pk, recipient, kind, "paper",
        seal(SEALED_AS, said, bound_to=bound_to(month.centre.pk, key)), blind_index(SEALED_AS, f"{month.pk} {said}"),
        "not_home" if missed else "", at(month.date), at(month.date), month.centre.coordinator, "accepted",
    )  # fmt: skip


def _write_goods(cursor: Any, over: list[Month]) -> None:
    """What came from the canteen on the day, went out with the round, and came back of it."""
    receipts, lots, movements, issues, links = [], [], [], [], []
    for month in over:
        own, by, now = month.centre.pk, month.centre.coordinator, at(month.date, 1)
        receipts.append((month.pk, own, own, month.date, by, now))
        issues.append((month.pk, own, month.date, by, now))
        links.append((own, month.pk, month.pk))
        for item, (_name, _unit, _kind, price, each) in zip(month.centre.items, CONTENTS, strict=True):
            lot = (month.pk - 1) * len(CONTENTS) + len(lots) % len(CONTENTS) + 1
            lots.append((lot, own, month.pk, item, price))
            out = len(month.families) * each
            movements.append((own, lot, "receipt", out, month.date, None, by, now))
            movements.append((own, lot, "issue", -out, month.date, month.pk, by, now))
            if month.missed:
                movements.append((own, lot, "return", len(month.missed) * each, month.date, month.pk, by, now))
    who = ("recorded_by_id", "recorded_at")
    copy_rows(cursor, Receipt, ("id", "centre_id", "supplier_id", "received_on", *who), receipts)
    copy_rows(cursor, Lot, ("id", "centre_id", "receipt_id", "item_id", "unit_price"), lots)
    copy_rows(cursor, Issue, ("id", "centre_id", "issued_on", *who), issues)
    copy_rows(cursor, RoundIssue, ("centre_id", "round_id", "issue_id"), links)
    columns = ("centre_id", "lot_id", "kind", "quantity", "happened_on", "issue_id", *who)
    copy_rows(cursor, Movement, columns, movements)


ROUND = (
    "id", "centre_id", "programme_id", "occurrence_on", "month", "date", "packages", "package_version_id",
    "supplier_id", "handing_official_id", "head_official_id", "letterhead_id", "planned_at",
)  # fmt: skip
RECIPIENT = (
    "id", "centre_id", "round_id", "stop_id", "family_id", "position", "state", "reason", "contact_name", "nik_digest",
    "address", "rt", "rw", "landmark", "village_name", "district_name", "household_size", "nik_last4_cipher",
)  # fmt: skip
REPORT = (
    "centre_id", "key", "round_id", "recipient_id", "kind", "channel", "content", "content_hash", "missed_reason",
    "recorded_at", "received_at", "actor_id", "verdict",
)  # fmt: skip
