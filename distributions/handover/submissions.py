"""Recording hand-overs: every submission lands in a report first, and what can be accepted of it becomes a fact.

A report is never dropped. Each submission carries an idempotency key: the same key with the same content gets the same
answer, however often it is sent. What contradicts the record (other content under the same key, a second report for a
family, one that arrives after close, a family that is not in the plan) is kept open for the coordinator.
"""

import datetime
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from centres.encryption import blind_index, seal, unseal
from centres.models import Official, User
from centres.versions import Version, require_seen, said_of
from config.days import STILL_TO_COME, of_ends
from config.errors import Refused, required
from config.formats import date_clock
from config.numbers import require_quantity
from distributions.handover.judging import Accepted, Found, Judged, Kind, Submission, accepted_of, judge
from distributions.models import (
    Handover,
    HandoverLine,
    HandoverReport,
    MissedReason,
    ReceivedBy,
    Recipient,
    ReportResolution,
    Round,
    Stop,
)
from distributions.rounds.transitions import lock

SEALED_AS = "handover_report"
AHEAD = datetime.timedelta(days=1)
# A form that is sent twice comes with another time of the server, and from another device it is the same report, too.
NOT_COMPARED = frozenset({"device", "recorded_at"})
# Asked at every delivery, of which these are plain SQL: each costs Django more to put into words than PostgreSQL to
# answer. The index of keys knows the first report of each only, and without a first one there is no other.
SENT_BEFORE = """
    SELECT key FROM distributions_handoverreport
     WHERE centre_id = %s AND key = ANY(%s) AND NOT open_reason = 'changed'
"""
USUAL_GIVER = """
    SELECT coalesce((SELECT s.official_id
                       FROM distributions_roundstaff s JOIN centres_official o ON o.id = s.official_id
                      WHERE s.round_id = r.id AND o.user_id = %s ORDER BY s.id LIMIT 1), r.handing_official_id)
      FROM distributions_round r WHERE r.id = %s
"""


def submit(round: Round, submission: Submission, *, by: User, now: datetime.datetime) -> HandoverReport:
    """Take in a submission and return its report, accepted or open.

    Raises Refused, and keeps nothing, only for what the sender can mend at once: a field left out, a quantity that is
    no number, a clock that is ahead by more than a day, or a round that is not approved yet.
    """
    for item, quantity in (submission.quantities or {}).items():
        require_quantity(quantity, field=f"item_{item}")
    of_ends().require(submission.recorded_at.date(), field="recorded_at")
    with transaction.atomic():
        lock(round, "state")
        return _take_in(round, [submission], by, now)[0]


def require_acceptable(round: Round, submission: Submission) -> None:
    """Raise Refused where ``submit`` would, before a photo is read and stored for it; ``submit`` looks again."""
    with transaction.atomic():
        judge(round, [submission], {report.key for report in _sent_before(round, [submission.key])})


def hand_over_all(
    stop: Stop,
    *,
    key: UUID,
    channel: str,
    by: User,
    now: datetime.datetime,
    recorded_at: datetime.datetime | None = None,
    handed_on: datetime.date | None = None,
    given_by: Official | None = None,
) -> list[HandoverReport]:
    """Record that every family still planned at a stop received the whole package itself, now or when it is said.

    ``key`` is the form's idempotency key; each family's follows from it, so that a second press repeats the first.
    """
    with transaction.atomic():
        round = lock(stop.round, "state")
        submissions = [
            Submission(
                key=uuid5(key, str(recipient)),
                kind=Kind.DELIVERED,
                channel=channel,
                recorded_at=recorded_at or now,
                handed_on=handed_on,
                recipient_id=recipient,
                given_by_id=given_by.pk if given_by else None,
            )
            for recipient in stop.recipients.planned().values_list("pk", flat=True)
        ]
        return _take_in(round, submissions, by, now)


def record_version(recipient: Recipient) -> Version:
    """What is recorded of a family: by which report, of whom and when."""
    accepted = HandoverReport.objects.filter(recipient=recipient.pk, verdict=HandoverReport.Verdict.ACCEPTED)
    report = accepted.select_related("actor").order_by("pk").last()
    who = f"{report.actor}, {date_clock(report.received_at)} ({report.pk})" if report else ""
    said = " – ".join(filter(None, (recipient.get_state_display(), recipient.received_by_name, who)))
    return said_of(recipient, {gettext_noop("Recorded"): said})


def undo(
    recipient: Recipient,
    *,
    key: UUID,
    channel: str,
    reason: str,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> HandoverReport:
    """Take back what was recorded of a family, until the round is closed; the slip and the reason stay on record.

    Refused where what is recorded is not what was ``seen`` (``record_version``), unless this form was taken before.
    """
    submission = Submission(
        key=key, kind=Kind.VOID, channel=channel, recorded_at=now, recipient_id=recipient.pk, void_reason=reason
    )
    with transaction.atomic():
        round = lock(recipient.round, "state")
        if not _sent_before(round, [key]):
            require_seen(seen, record_version, Recipient.objects.get(pk=recipient.pk))
        return submit(round, submission, by=by, now=now)


def resolve(report: HandoverReport, *, note: str, by: User, now: datetime.datetime) -> ReportResolution:
    """Settle an open report with the coordinator's note on what was done about it."""
    note = required(note, _("Write what was done about this report."), field="note")
    with transaction.atomic():
        # Reports are append-only, so the lock is on the round.
        lock(report.round)
        if report.verdict != HandoverReport.Verdict.OPEN or ReportResolution.objects.filter(report=report).exists():
            raise Refused(_("This report has been settled already."))
        return ReportResolution.objects.create(centre_id=report.centre_id, report=report, note=note, by=by, at=now)


def is_overtaken(report: HandoverReport) -> bool:
    """Whether something else was accepted of the family after this report: an old form that was sent once more."""
    later = HandoverReport.objects.filter(recipient=report.recipient_id, verdict=HandoverReport.Verdict.ACCEPTED)
    return report.recipient_id is not None and later.filter(pk__gt=report.pk).exists()


def said(report: HandoverReport) -> dict[str, Any]:
    """What a report said, unsealed for the coordinator who settles it."""
    content: dict[str, Any] = json.loads(
        unseal(SEALED_AS, report.content, bound_to=bound_to(report.centre_id, report.key))
    )
    return content


def bound_to(centre_id: int, key: UUID) -> str:
    """Whose what a report said is: it opens in no other report."""
    return f"centre {centre_id} report {key}"


def _take_in(round: Round, submissions: Sequence[Submission], by: User, now: datetime.datetime) -> list[HandoverReport]:
    """The reports of submissions, in their order; the round is locked.

    Each is of another family and under a key of its own, so none decides about another: what is read for them is read
    once, and each table is written by one statement.

    The same key with other content is a report of its own, open; sent once more, that one answers.
    """
    hashes = {s.key: blind_index(SEALED_AS, f"{round.pk} {s.content(without=NOT_COMPARED)}") for s in submissions}
    sent_before = _sent_before(round, hashes)
    answers = {report.key: report for report in sent_before if bytes(report.content_hash) == hashes[report.key]}
    new = [submission for submission in submissions if submission.key not in answers]
    if new:
        judged, found = judge(round, new, {report.key for report in sent_before})
        _require_happened(judged, now)
        reports = [_report(round, one, hashes[one.said.key], by, now) for one in judged]
        answers |= {report.key: report for report in HandoverReport.objects.bulk_create(reports)}
        for kind, accept in _ACCEPT.items():
            if accepted := [one for one in accepted_of(judged) if one.said.kind == kind]:
                accept(_Batch(round, accepted, found, answers, by, now))
    return [answers[submission.key] for submission in submissions]


def _require_happened(judged: Sequence[Judged], now: datetime.datetime) -> None:
    """Nothing is accepted of a day that is still to come; a clock may be a day ahead."""
    if any(one.said.recorded_at > now + AHEAD for one in accepted_of(judged)):
        raise Refused(STILL_TO_COME, field="handed_on")


def _report(round: Round, one: Judged, content_hash: bytes, by: User, now: datetime.datetime) -> HandoverReport:
    """The report of a submission, not saved yet."""
    said = one.said
    return HandoverReport(
        centre_id=round.centre_id,
        key=said.key,
        round=round,
        recipient=one.recipient,
        kind=said.kind,
        channel=said.channel,
        content=seal(SEALED_AS, said.content(), bound_to=bound_to(round.centre_id, said.key)),
        content_hash=content_hash,
        missed_reason=said.missed_reason if said.kind == Kind.MISSED and said.missed_reason in MissedReason else "",
        device=said.device[:80],
        recorded_at=said.recorded_at,
        received_at=now,
        actor=by,
        verdict=HandoverReport.Verdict.OPEN if one.open_reason else HandoverReport.Verdict.ACCEPTED,
        open_reason=one.open_reason,
    )


def _sent_before(round: Round, keys: Collection[UUID]) -> list[HandoverReport]:
    """The reports of the centre under these keys."""
    with connection.cursor() as cursor:
        cursor.execute(SENT_BEFORE, [round.centre_id, list(keys)])
        known = [key for (key,) in cursor.fetchall()]
    return list(HandoverReport.objects.filter(centre_id=round.centre_id, key__in=known)) if known else []


@dataclass(frozen=True, slots=True)
class _Batch:
    """Accepted submissions of one kind, whose reports are written: ``reports`` has them by their keys."""

    round: Round
    accepted: Sequence[Accepted]
    found: Found
    reports: Mapping[UUID, HandoverReport]
    by: User
    now: datetime.datetime


def _deliver(batch: _Batch) -> None:
    round, found = batch.round, batch.found
    usual = None if all(one.said.given_by_id for one in batch.accepted) else usual_giver(round, batch.by)
    handovers = Handover.objects.bulk_create(_handover(batch, one, usual) for one in batch.accepted)
    HandoverLine.objects.bulk_create(
        HandoverLine(centre_id=round.centre_id, handover=handover, item_id=item, quantity=quantity)
        for one, handover in zip(batch.accepted, handovers, strict=True)
        for item, quantity in found.quantities(one).items()
        if quantity
    )
    _write_outcomes(
        (one.recipient, _Outcome(Recipient.State.SERVED, batch.now, batch.by, received_by_name=_receiver(one, found)))
        for one in batch.accepted
    )


def _handover(batch: _Batch, one: Accepted, usual: int | None) -> Handover:
    """The fact, not saved yet; ``usual`` gave where nobody else is named."""
    said, complete = one.said, batch.found.is_complete(one)
    return Handover(
        centre_id=batch.round.centre_id,
        report=batch.reports[said.key],
        recipient=one.recipient,
        handed_at=said.recorded_at,
        given_by_id=said.given_by_id or usual,
        received_by=said.received_by,
        proxy_relation=said.proxy_relation.strip() if said.received_by == ReceivedBy.PROXY else "",
        complete=complete,
        difference_reason="" if complete else said.difference_reason.strip(),
        proof=said.proof,
        proof_file_id=said.proof_file_id,
        recorded_by=batch.by,
    )


def _receiver(one: Accepted, found: Found) -> str:
    """The name of who received in the contact's place, or an empty text."""
    if one.said.received_by == ReceivedBy.PROXY:
        return one.said.proxy_name.strip()
    member = found.member(one) if one.said.received_by == ReceivedBy.MEMBER else None
    return member.name if member else ""


def usual_giver(round: Round, by: User) -> int | None:
    """The officer who records, if on the round's staff; else the official who hands over."""
    with connection.cursor() as cursor:
        cursor.execute(USUAL_GIVER, [by.pk, round.pk])
        giver: int | None = cursor.fetchone()[0]
    return giver


def _miss(batch: _Batch) -> None:
    _write_outcomes(
        (
            one.recipient,
            _Outcome(
                Recipient.State.MISSED,
                batch.now,
                batch.by,
                missed_reason=one.said.missed_reason,
                missed_note=one.said.missed_note.strip(),
            ),
        )
        for one in batch.accepted
    )


def _void(batch: _Batch) -> None:
    # Each slip has a reason of its own.
    for one in batch.accepted:
        Handover.objects.filter(recipient=one.recipient, voided_at=None).update(
            voided_at=batch.now, voided_by=batch.by, void_reason=one.said.void_reason.strip()
        )
    _write_outcomes((one.recipient, _Outcome(Recipient.State.PLANNED)) for one in batch.accepted)


_ACCEPT: dict[str, Callable[[_Batch], None]] = {Kind.DELIVERED: _deliver, Kind.MISSED: _miss, Kind.VOID: _void}


@dataclass(frozen=True)
class _Outcome:
    """What became of a recipient, by the names of its columns."""

    state: str
    recorded_at: datetime.datetime | None = None
    recorded_by: User | None = None
    missed_reason: str = ""
    missed_note: str = ""
    received_by_name: str = ""


def _write_outcomes(outcomes: Iterable[tuple[Recipient, _Outcome]]) -> None:
    """The only writer of what became of a recipient; a reserve family takes a place by ``approval.use_reserve``."""
    equal: dict[_Outcome, list[Recipient]] = {}
    for recipient, outcome in outcomes:
        equal.setdefault(outcome, []).append(recipient)
    for outcome, recipients in equal.items():
        Recipient.objects.filter(pk__in=[recipient.pk for recipient in recipients]).update(**vars(outcome))
        for recipient in recipients:
            for name, value in vars(outcome).items():
                setattr(recipient, name, value)
