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
from django.db.models import Max
from django.utils.translation import gettext_noop

from centres.encryption import blind_index, seal, unseal
from centres.models import Official, User
from centres.versions import Version, require_seen, said_of
from config.days import of_ends
from config.errors import Refused
from config.formats import date_clock
from config.numbers import require_quantity
from config.rows import among
from distributions.handover.judging import (
    Accepted,
    Found,
    Judged,
    Kind,
    Submission,
    accepted_of,
    judge,
    require_none_refused,
)
from distributions.models import (
    Handover,
    HandoverLine,
    HandoverReport,
    MissedReason,
    ReceivedBy,
    Recipient,
    Round,
    Stop,
)
from distributions.rounds.transitions import lock

SEALED_AS = "handover_report"
# Asked at every delivery, of which these are plain SQL: each costs Django more to put into words than PostgreSQL to
# answer. The index of keys knows the first report of each only, and without a first one there is no other.
SENT_BEFORE = """
    SELECT key FROM distributions_handoverreport
     WHERE centre_id = %s AND key = ANY(%s) AND NOT open_reason = 'changed'
"""
# Who was said last by whoever records, of those who may give; who records, by account or by name without titles, if
# they went along; the official who hands over.
USUAL_GIVER = """
    SELECT coalesce(
             (SELECT h.given_by_id
                FROM distributions_recipient p
                JOIN distributions_handover h ON h.recipient_id = p.id AND h.voided_at IS NULL
               WHERE p.round_id = r.id AND h.recorded_by_id = u.id
                 AND (h.given_by_id = r.handing_official_id
                      OR h.given_by_id IN (SELECT official_id FROM distributions_roundstaff WHERE round_id = r.id))
               ORDER BY h.id DESC LIMIT 1),
             (SELECT s.official_id
                FROM distributions_roundstaff s JOIN centres_official o ON o.id = s.official_id
               WHERE s.round_id = r.id
                 AND (o.user_id = u.id OR o.user_id IS NULL
                      AND lower(btrim(split_part(o.name, ',', 1))) = lower(btrim(split_part(u.full_name, ',', 1))))
               ORDER BY o.user_id IS NULL, s.id LIMIT 1),
             r.handing_official_id)
      FROM distributions_round r, centres_user u WHERE u.id = %s AND r.id = %s
"""


def submit(round: Round, submission: Submission, *, by: User, now: datetime.datetime) -> HandoverReport:
    """Take in a submission and return its report, accepted or open.

    Raises Refused, and keeps nothing, only for what the sender can mend at once: a field left out, a quantity that is
    no number, a moment that is still to come, or a round that is not approved yet. The clock of a phone can't be mended
    afterwards: what it says is corrected by how far it was off, and left to the coordinator where it can't be right.
    """
    for item, quantity in (submission.quantities or {}).items():
        require_quantity(quantity, field=f"item_{item}")
    if submission.channel != HandoverReport.Channel.PHONE:
        of_ends().require(submission.recorded_at.date(), field="recorded_at")
    with transaction.atomic():
        lock(round, "state")
        return take_in(round, [submission], by, now)[0]


def require_acceptable(round: Round, submission: Submission, *, now: datetime.datetime) -> None:
    """Raise Refused where ``submit`` would, before a photo is read and stored for it; ``submit`` looks again."""
    with transaction.atomic():
        taken = {report.key for report in _sent_before(round, [submission.key])}
        require_none_refused(judge(round, [submission], taken, now)[0])


def hand_over_all(
    stop: Stop,
    *,
    key: UUID,
    channel: str,
    shown: Collection[int] | None = None,
    by: User,
    now: datetime.datetime,
    recorded_at: datetime.datetime | None = None,
    handed_on: datetime.date | None = None,
    given_by: Official | None = None,
) -> list[HandoverReport]:
    """Record that every family still planned at a stop received the whole package itself, now or when it is said.

    ``shown`` are the recipients (ids) that the page showed as waiting, of whom alone it is said; None where there was
    no page. ``key`` is the form's idempotency key; each family's follows from it, so that a second press repeats the
    first.
    """
    with transaction.atomic():
        round = lock(stop.round, "state")
        planned = stop.recipients.planned()
        if shown is not None:
            planned = planned.filter(pk__in=among(shown))
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
            for recipient in planned.values_list("pk", flat=True)
        ]
        return take_in(round, submissions, by, now)


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a submission: its ``report``, ``known`` where it was there before; or a ``refusal`` and nothing."""

    report: HandoverReport | None = None
    refusal: Refused | None = None
    known: bool = False


def take_in(round: Round, submissions: Sequence[Submission], by: User, now: datetime.datetime) -> list[HandoverReport]:
    """The reports of submissions, in their order; the round is locked. Raises Refused, and keeps none, for one.

    Each is of another family and under a key of its own, so none decides about another.
    """
    answers = take_in_each(round, submissions, by, now, all_or_nothing=True)
    return [answer.report for answer in answers if answer.report]


def take_in_each(
    round: Round,
    submissions: Sequence[Submission],
    by: User,
    now: datetime.datetime,
    *,
    all_or_nothing: bool = False,
) -> list[Answer]:
    """The same, each answered by itself.

    What is read for them is read once, and each table is written by one statement. The same key with other content is a
    report of its own, open; sent once more, that one answers.
    """
    said = {submission.key: submission for submission in submissions}
    sent_before = _sent_before(round, said)
    answers = {
        report.key: Answer(report, known=True) for report in sent_before if _says(report, said[report.key], round)
    }
    new = [submission for submission in submissions if submission.key not in answers]
    if new:
        judged, found = judge(round, new, {report.key for report in sent_before}, now)
        if all_or_nothing:
            require_none_refused(judged)
        answers |= {one.said.key: Answer(refusal=one.refusal) for one in judged if one.refusal}
        kept = [one for one in judged if not one.refusal]
        written = HandoverReport.objects.bulk_create(_report(round, one, by, now) for one in kept)
        reports = {report.key: report for report in written}
        answers |= {key: Answer(report) for key, report in reports.items()}
        for kind, accept in _ACCEPT.items():
            if accepted := [one for one in accepted_of(kept) if one.said.kind == kind]:
                accept(_Batch(round, accepted, found, reports, by, now))
    return [answers[submission.key] for submission in submissions]


def overtaken(reports: Collection[HandoverReport]) -> list[HandoverReport]:
    """Those after which something else was accepted of the family: an old form that was sent once more. One query."""
    accepted = HandoverReport.objects.filter(
        recipient__in=among(report.recipient_id for report in reports if report.recipient_id is not None),
        verdict=HandoverReport.Verdict.ACCEPTED,
    )
    last = dict(accepted.order_by().values("recipient").annotate(last=Max("pk")).values_list("recipient", "last"))
    return [report for report in reports if last.get(report.recipient_id or 0, report.pk) > report.pk]


def is_overtaken(report: HandoverReport) -> bool:
    """Whether a report is ``overtaken``."""
    return bool(overtaken([report]))


def said(report: HandoverReport) -> dict[str, Any]:
    """What a report said, unsealed for the coordinator who settles it."""
    content: dict[str, Any] = json.loads(
        unseal(SEALED_AS, report.content, bound_to=bound_to(report.centre_id, report.key))
    )
    return content


def bound_to(centre_id: int, key: UUID) -> str:
    """Whose what a report said is: it opens in no other report."""
    return f"centre {centre_id} report {key}"


def _says(report: HandoverReport, submission: Submission, round: Round) -> bool:
    """Whether a report says the same as a submission under its key: as it is hashed now, or was once."""
    compared = submission.compared(), submission.compared_once()
    return bytes(report.content_hash) in [_hash(round, text) for text in compared if text is not None]


def _hash(round: Round, compared: str) -> bytes:
    return blind_index(SEALED_AS, f"{round.pk} {compared}")


def _report(round: Round, one: Judged, by: User, now: datetime.datetime) -> HandoverReport:
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
        content_hash=_hash(round, said.compared()),
        missed_reason=said.missed_reason if said.kind == Kind.MISSED and said.missed_reason in MissedReason else "",
        device=said.device[:80],
        # A clock that can't be right moves no date; what it said stands in the content.
        recorded_at=now if said.is_impossible(round, now) else said.moment,
        received_at=now,
        clock_ahead=said.clock_ahead if said.clock_ahead is not None else said.clock_ahead_sent,
        clock_doubtful=said.day_alone or said.clock_was_set,
        actor=by,
        made_by_id=said.made_by_id,
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
        handed_at=said.moment,
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
    """Who is taken to have given where nobody is named: it is shown, and can be changed, before anything is recorded.

    Whom ``by`` named last in this round; else ``by`` where they are of its staff; else the official who hands over.
    """
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
