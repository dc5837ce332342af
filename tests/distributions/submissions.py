"""What is said of a hand-over, for its tests: an approved round of two families, and submissions about them."""

import datetime
from types import SimpleNamespace
from uuid import uuid4

from distributions.handover.judging import Kind, Submission
from distributions.models import MissedReason, Recipient, Round, State
from distributions.rounds.transitions import transition
from tests.factories import CentreFactory, RecipientFactory, RoundFactory, cast

NOW = datetime.datetime(2024, 11, 15, 2, 30, tzinfo=datetime.UTC)  # 09.30 in Blora


def two_families() -> SimpleNamespace:
    """An approved round of two families at one stop, and a third in reserve."""
    people = cast(CentreFactory())
    round = RoundFactory(centre=people.centre)
    kartini = RecipientFactory(round=round)
    rukmini = RecipientFactory(round=round)
    reserve = RecipientFactory(round=round, state=Recipient.State.RESERVE)
    approve(round, people, NOW - datetime.timedelta(hours=1))
    return SimpleNamespace(people=people, round=round, kartini=kartini, rukmini=rukmini, reserve=reserve)


def approve(round: Round, people: SimpleNamespace, now: datetime.datetime = NOW) -> None:
    transition(round, State.SUBMITTED, by=people.coordinator, now=now)
    transition(round, State.APPROVED, by=people.head, now=now)


def delivered(recipient: Recipient, **changes) -> Submission:
    """A whole package, taken by the contact, from the page."""
    values = {"key": uuid4(), "kind": Kind.DELIVERED, "channel": "page", "recorded_at": NOW}
    return Submission(**{**values, "recipient_id": recipient.pk, **changes})


def missed(recipient: Recipient, reason: str = MissedReason.NOT_HOME, **changes) -> Submission:
    return delivered(recipient, kind=Kind.MISSED, missed_reason=reason, **changes)
