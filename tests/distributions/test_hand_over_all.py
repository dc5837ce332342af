"""*Semua menerima lengkap*: a whole location in one batch, which leaves what single submissions would leave."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from centres.history import acting_as
from centres.models import Official
from config.errors import Refused
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import hand_over_all, said, submit, undo
from distributions.models import Handover, HandoverReport, Recipient, Stop
from families.models import Family
from tests.distributions.months import NOW, approved_month
from tests.factories import OfficialFactory, RecipientFactory, cast
from tests.walls import run

KEY = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
# Statements; within the tests' transaction, two of them are for the savepoint.
DELIVERIES = 15
ONE_DELIVERY = 12


def said_of(recipient: Recipient, **changes: Any) -> Submission:
    values = {"key": uuid5(KEY, str(recipient.pk)), "kind": Kind.DELIVERED, "channel": "page", "recorded_at": NOW}
    return Submission(**{**values, "recipient_id": recipient.pk, **changes})


def press(month: SimpleNamespace, *, given_by: Official | None = None) -> list[HandoverReport]:
    stop = Stop.objects.get(round=month.round)
    return hand_over_all(stop, key=KEY, channel="page", by=month.people.officer, now=NOW, given_by=given_by)


def one_by_one(month: SimpleNamespace, *, given_by: Official | None = None) -> list[HandoverReport]:
    """The same families, each by a submission of its own."""
    more = {"given_by_id": given_by.pk} if given_by else {}
    return [
        submit(month.round, said_of(recipient, **more), by=month.people.officer, now=NOW)
        for recipient in month.round.recipients.planned()
    ]


def record(month: SimpleNamespace, recipient: Recipient, **changes: Any) -> None:
    submit(month.round, said_of(recipient, **changes), by=month.people.operator, now=NOW)


def take_back(month: SimpleNamespace, recipient: Recipient) -> None:
    key = uuid5(KEY, f"undo {recipient.pk}")
    undo(recipient, key=key, channel="page", reason="Salah tekan", by=month.people.operator, now=NOW)


def other_key(recipient: Recipient) -> UUID:
    return uuid5(KEY, f"other {recipient.pk}")


@dataclass(frozen=True)
class Before:
    """What was recorded of a family before the press."""

    delivered: bool = False
    missed: bool = False
    undone: bool = False
    same_key: bool = False

    def record(self, month: SimpleNamespace, recipient: Recipient) -> None:
        key = {} if self.same_key else {"key": other_key(recipient)}
        if self.delivered:
            record(month, recipient, **key)
        if self.missed:
            record(month, recipient, kind=Kind.MISSED, missed_reason="not_home", **key)
        if self.undone:
            take_back(month, recipient)


BEFORE = (
    Before(),
    Before(),
    Before(delivered=True),
    Before(missed=True),
    Before(delivered=True, undone=True),
    Before(missed=True, undone=True),
    # The same press came already, and was undone: it is answered, and nothing is written.
    Before(delivered=True, undone=True, same_key=True),
    # Something else came under its key: a report for the coordinator.
    Before(missed=True, undone=True, same_key=True),
)


def left_by(month: SimpleNamespace, act: Callable[..., list[HandoverReport]], **given: Any) -> dict[str, Any]:
    """All that an act answers and writes, without the numbers that the sequences gave; it is taken back afterwards."""
    with transaction.atomic():
        answers = [(report.key, report.verdict, report.open_reason) for report in act(month, **given)]
        left = {"answers": answers, "reports": _reports(month), "handovers": _handovers(month)}
        left["recipients"] = list(month.round.recipients.values())
        families = Family.objects.filter(recipients__round=month.round).order_by("pk")
        left["families"] = list(families.values())
        left["history"] = [_changes(family.events) for family in families]
        transaction.set_rollback(True)
    return left


def _reports(month: SimpleNamespace) -> list[Any]:
    columns = [f.attname for f in HandoverReport._meta.concrete_fields if f.name not in ("id", "content")]
    return [
        ({column: getattr(report, column) for column in columns}, said(report)) for report in month.round.reports.all()
    ]


def _handovers(month: SimpleNamespace) -> list[Any]:
    found = []
    for handover in Handover.objects.filter(recipient__round=month.round).order_by("pk"):
        columns = Handover.objects.filter(pk=handover.pk).values()[0]
        lines = list(handover.lines.values_list("item", "quantity"))
        without = {name: value for name, value in columns.items() if name not in ("id", "report_id")}
        found.append((without, handover.report.key, lines, _changes(handover.events)))
    return found


def _changes(events: Any) -> list[dict[str, Any]]:
    numbers = ("pgh_id", "pgh_created_at", "pgh_obj_id", "id", "report_id", "pgh_context")
    return [
        {name: value for name, value in event.items() if name not in numbers}
        for event in events.order_by("pgh_id").values()
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("named", [False, True], ids=["the usual giver", "a named giver"])
def test_a_batch_leaves_what_single_submissions_leave(named: bool) -> None:
    month = approved_month(len(BEFORE))
    official = OfficialFactory(centre=month.centre) if named else None
    for before, recipient in zip(BEFORE, month.recipients, strict=True):
        before.record(month, recipient)

    singly = left_by(month, one_by_one, given_by=official)
    together = left_by(month, press, given_by=official)

    assert together == singly
    verdicts = [(verdict, reason) for _key, verdict, reason in together["answers"]]
    changed = ("open", "changed")
    # With another giver than before, the press that was undone says something else under its key.
    repeated = changed if named else ("accepted", "")
    assert verdicts == [("accepted", "")] * 4 + [repeated, changed]


@pytest.mark.django_db
@pytest.mark.parametrize("families", [3, 6])
def test_so_many_statements_for_any_number_of_families(families: int) -> None:
    month = approved_month(families)

    with CaptureQueriesContext(connection) as asked:
        reports = press(month)

    assert len(reports) == families
    assert len(asked) == DELIVERIES, "\n".join(query["sql"][:160] for query in asked)


@pytest.mark.django_db
def test_so_many_statements_for_one_delivery() -> None:
    month = approved_month()

    with CaptureQueriesContext(connection) as asked:
        submit(month.round, said_of(month.recipients[0]), by=month.people.officer, now=NOW)

    assert len(asked) == ONE_DELIVERY, "\n".join(query["sql"][:160] for query in asked)


@pytest.mark.django_db
def test_nothing_is_kept_of_a_location_before_approval() -> None:
    recipient = RecipientFactory()
    month = SimpleNamespace(round=recipient.round, people=cast(recipient.centre))

    with pytest.raises(Refused, match="belum disetujui"):
        press(month)

    assert HandoverReport.objects.count() == 0


def press_elsewhere(month: SimpleNamespace, answered: list[int]) -> threading.Thread:
    """Another connection presses and has to wait; it notes how many families it was told of. Join it."""

    def act() -> None:
        try:
            # So the planner reads rows, when they are many: as they lie, not in the order of an index.
            run("SET enable_indexscan = off")
            with acting_as("test"):
                answered.append(len(press(month)))
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    thread.join(1)
    assert thread.is_alive()
    return thread


@pytest.mark.usefixtures("committed_db")
def test_two_presses_at_once_record_everybody_once() -> None:
    month, answered = approved_month(4), []
    with transaction.atomic():
        first = press(month)
        thread = press_elsewhere(month, answered)
    thread.join()

    assert (len(first), answered) == (4, [0])
    assert (HandoverReport.objects.count(), Handover.objects.count()) == (4, 4)


@pytest.mark.usefixtures("committed_db")
def test_families_are_held_in_the_order_in_which_an_approval_holds_them() -> None:
    month, answered = approved_month(2), []
    first, second = sorted(recipient.family_id for recipient in month.recipients)
    # Written anew so often that no room before is left, the first family's row lies behind the second's.
    with transaction.atomic():
        for number in range(30):
            Family.objects.filter(pk=first).update(street=f"Gang {number}")
    with transaction.atomic():
        Family.objects.select_for_update(no_key=True).get(pk=first)
        thread = press_elsewhere(month, answered)
        Family.objects.select_for_update(no_key=True, nowait=True).get(pk=second)
    thread.join()

    assert answered == [2]
