"""Families of whom it is recorded what became of them, for tests that only read it: no goods, and no page.

The database takes no outcome without its report, and no report of a round that is not approved; so both are written.
"""

import datetime
from typing import Any
from uuid import uuid4

from centres.encryption import seal
from centres.models import Membership, Role, User
from distributions.handover.judging import Submission
from distributions.handover.submissions import SEALED_AS, bound_to
from distributions.models import Handover, HandoverReport, Recipient, Round, RoundTransition, State
from tests.factories import MembershipFactory, UserFactory

WEEK = datetime.timedelta(days=7)


def recorded(
    recipient: Recipient,
    state: str,
    *,
    at: datetime.datetime | None = None,
    by: User | None = None,
    reason: str = "not_home",
    slip: dict[str, Any] | None = None,
    **columns: Any,
) -> Recipient:
    """``state`` (served or missed) was said and received ``at`` a moment, else on the morning of the round's day.

    ``slip`` has columns of the hand-over, ``columns`` are those of the recipient.
    """
    round = recipient.round
    if round.state == State.DRAFT:
        approved(round)
    at, by = at or morning_of(round), by or UserFactory()
    missed = state == Recipient.State.MISSED
    report = report_of(recipient, "missed" if missed else "delivered", at=at, by=by, reason=reason if missed else "")
    if state == Recipient.State.SERVED:
        given = {"report": report, "recipient": recipient, "handed_at": at, "recorded_by": by}
        Handover.objects.create(centre_id=round.centre_id, **given, **(slip or {}))
    recipient.state, recipient.recorded_at, recipient.recorded_by = state, at, by
    recipient.missed_reason = report.missed_reason
    for name, value in columns.items():
        setattr(recipient, name, value)
    recipient.save()
    return recipient


def morning_of(round: Round) -> datetime.datetime:
    return datetime.datetime.combine(round.date, datetime.time(8), round.centre.zone)


def report_of(recipient: Recipient, kind: str, *, at: datetime.datetime, by: User, reason: str = "") -> HandoverReport:
    """An accepted report, sealed, as the hand-over page would have sent it."""
    key = uuid4()
    reason = reason or ("not_home" if kind == "missed" else "")
    said = Submission(
        key=key, kind=kind, channel="page", recorded_at=at, recipient_id=recipient.pk, missed_reason=reason
    )
    return HandoverReport.objects.create(
        centre_id=recipient.centre_id,
        key=key,
        round=recipient.round,
        recipient=recipient,
        kind=kind,
        channel="page",
        content=seal(SEALED_AS, said.content(), bound_to=bound_to(recipient.centre_id, key)),
        content_hash=bytes(32),
        missed_reason=reason,
        recorded_at=at,
        received_at=at,
        actor=by,
        verdict="accepted",
    )


def approved(round: Round) -> Round:
    """Approved a week before its day, as it is; who gave it nothing to sign is no matter here."""
    at = morning_of(round) - WEEK
    head = Membership.objects.of_heads(round.centre_id, at.date()).order_by("pk").first()
    head = head or MembershipFactory(centre=round.centre, role=Role.HEAD, starts_on=at.date())
    coordinator = MembershipFactory(centre=round.centre, role=Role.COORDINATOR, starts_on=at.date())
    steps = ("draft", "submitted", coordinator.user), ("submitted", "approved", head.user)
    for before, state, by in steps:
        Round.objects.filter(pk=round.pk).update(state=state, **{f"{state}_at": at, f"{state}_by": by})
        written_down(round, before)
    return round


def written_down(round: Round, before: str) -> None:
    """The line of the step that the row of the round says, from the state ``before``."""
    round.refresh_from_db()
    by, at = getattr(round, f"{round.state}_by"), getattr(round, f"{round.state}_at")
    step = {"from_state": before, "to_state": round.state, "by": by, "at": at}
    RoundTransition.objects.create(centre_id=round.centre_id, round=round, **step)
