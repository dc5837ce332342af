"""Recording hand-overs: every submission lands in a report first, and what can be accepted of it becomes a fact.

A report is never dropped. Each submission carries an idempotency key: the same key with the same content gets the same
answer, however often it is sent. What contradicts the record (other content under the same key, a second report for a
family, one that arrives after close, a family that is not in the plan) is kept open for the coordinator.
"""

import datetime
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from aid.models import Item
from centres.encryption import blind_index, seal, unseal
from centres.models import Official, StoredFile, User
from config.errors import Refused, reason_given, required
from config.numbers import require_quantity
from distributions.models import (
    BEFORE_APPROVAL,
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
from distributions.rounds.contents import contents_of
from distributions.rounds.transitions import lock
from families.models import Family, Member

Kind = HandoverReport.Kind
OpenReason = HandoverReport.OpenReason
SEALED_AS = "handover_report"
# A form that is sent twice comes with another time of the server, and from another device it is the same report, too.
NOT_COMPARED = frozenset({"device", "recorded_at"})


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a page, a phone or the paper table says of one family, under its idempotency ``key``.

    ``quantities`` is None when the whole package was handed over, else the quantity of every item in its base unit.
    ``recorded_at`` is the moment of the hand-over by the sender's clock, ``recipient_id`` None for a family that is
    not in the plan (``family_id`` then says which).
    """

    key: UUID
    kind: str
    channel: str
    recorded_at: datetime.datetime
    recipient_id: int | None = None
    family_id: int | None = None
    device: str = ""
    quantities: Mapping[int, Decimal] | None = None
    difference_reason: str = ""
    received_by: str = ReceivedBy.CONTACT
    member_id: int | None = None
    proxy_name: str = ""
    proxy_relation: str = ""
    given_by_id: int | None = None
    proof: str = Handover.Proof.PAPER
    proof_file_id: int | None = None
    missed_reason: str = ""
    missed_note: str = ""
    void_reason: str = ""

    def content(self, *, without: Collection[str] = ()) -> str:
        """Canonical JSON of what was said; equal contents have equal texts."""
        said = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in without}
        if self.quantities is not None:
            said["quantities"] = {str(item): str(q.normalize()) for item, q in sorted(self.quantities.items())}
        return json.dumps(said, default=str, sort_keys=True, separators=(",", ":"))


def submit(round: Round, submission: Submission, *, by: User, now: datetime.datetime) -> HandoverReport:
    """Take in a submission and return its report, accepted or open.

    Raises Refused, and keeps nothing, only for what the sender can mend at once: a field left out, a quantity that is
    no number, or a round that is not approved yet.
    """
    for item, quantity in (submission.quantities or {}).items():
        require_quantity(quantity, field=f"item_{item}")
    with transaction.atomic():
        lock(round)
        content_hash = blind_index(SEALED_AS, f"{round.pk} {submission.content(without=NOT_COMPARED)}")
        known = _known_report(round, submission, content_hash)
        if known:
            return known
        recipient = _recipient(round, submission)
        open_reason = _judge(round, recipient, submission)
        report = HandoverReport.objects.create(
            centre_id=round.centre_id,
            key=submission.key,
            round=round,
            recipient=recipient,
            kind=submission.kind,
            channel=submission.channel,
            content=seal(SEALED_AS, submission.content()),
            content_hash=content_hash,
            device=submission.device[:80],
            recorded_at=submission.recorded_at,
            received_at=now,
            actor=by,
            verdict=HandoverReport.Verdict.OPEN if open_reason else HandoverReport.Verdict.ACCEPTED,
            open_reason=open_reason,
        )
        if recipient and not open_reason:
            _ACCEPT[submission.kind](round, recipient, submission, report, by, now)
        return report


def require_acceptable(round: Round, submission: Submission) -> None:
    """Raise Refused where ``submit`` would, before a photo is read and stored for it; ``submit`` looks again."""
    with transaction.atomic():
        _judge(round, _recipient(round, submission), submission)


def _recipient(round: Round, submission: Submission) -> Recipient | None:
    """The family's place in the round, locked; None when it has none."""
    if submission.recipient_id is None:
        return None
    return round.recipients.select_for_update().filter(pk=submission.recipient_id).first()


def hand_over_all(
    stop: Stop, *, key: UUID, channel: str, by: User, now: datetime.datetime, given_by: Official | None = None
) -> list[HandoverReport]:
    """Record that every family still planned at a stop received the whole package itself.

    ``key`` is the form's idempotency key; each family's follows from it, so that a second press repeats the first.
    """
    with transaction.atomic():
        lock(stop.round)
        return [
            submit(
                stop.round,
                Submission(
                    key=uuid5(key, str(recipient.pk)),
                    kind=Kind.DELIVERED,
                    channel=channel,
                    recorded_at=now,
                    recipient_id=recipient.pk,
                    given_by_id=given_by.pk if given_by else None,
                ),
                by=by,
                now=now,
            )
            for recipient in stop.recipients.planned()
        ]


def undo(
    recipient: Recipient, *, key: UUID, channel: str, reason: str, by: User, now: datetime.datetime
) -> HandoverReport:
    """Take back what was recorded of a family, until the round is closed; the slip and the reason stay on record."""
    submission = Submission(
        key=key, kind=Kind.VOID, channel=channel, recorded_at=now, recipient_id=recipient.pk, void_reason=reason
    )
    return submit(recipient.round, submission, by=by, now=now)


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
    content: dict[str, Any] = json.loads(unseal(SEALED_AS, report.content))
    return content


def _known_report(round: Round, submission: Submission, content_hash: bytes) -> HandoverReport | None:
    """The report that answers an idempotency key that was sent before.

    The same key with other content is a report of its own, open; sent once more, that one answers.
    """
    reports = HandoverReport.objects.filter(centre_id=round.centre_id, key=submission.key)
    return next((report for report in reports if bytes(report.content_hash) == content_hash), None)


def _judge(round: Round, recipient: Recipient | None, submission: Submission) -> str:
    """Why the coordinator must decide, or an empty text when it can be accepted. Refuses what the sender can mend."""
    if round.state in BEFORE_APPROVAL:
        raise Refused(_("This round is not approved yet, so nothing can be handed over."))
    open_reason = _open_reason(round, recipient, submission)
    if recipient and not open_reason:
        _check(recipient, submission)
    return open_reason


def _open_reason(round: Round, recipient: Recipient | None, submission: Submission) -> str:
    """Why the coordinator must decide, or an empty text when the submission can be accepted."""
    if HandoverReport.objects.filter(centre_id=round.centre_id, key=submission.key).exists():
        return OpenReason.CHANGED
    if round.is_finished:
        return OpenReason.LATE
    if recipient is None or recipient.state == Recipient.State.RESERVE:
        return OpenReason.UNPLANNED
    if submission.kind == Kind.VOID:
        if recipient.state == Recipient.State.PLANNED:
            raise Refused(_("Nothing is recorded for this family, so there is nothing to undo."))
        return ""
    # A family that was missed in the morning may still receive in the afternoon.
    accepts: tuple[Recipient.State, ...] = (Recipient.State.PLANNED, Recipient.State.MISSED)
    if submission.kind == Kind.MISSED:
        accepts = (Recipient.State.PLANNED,)
    return "" if recipient.state in accepts else OpenReason.SECOND


def _check(recipient: Recipient, submission: Submission) -> None:
    """Refuse what is incomplete, naming the field."""
    if submission.kind == Kind.VOID:
        reason_given(submission.void_reason, field="void_reason")
    if submission.kind == Kind.MISSED:
        if submission.missed_reason not in MissedReason.values:
            raise Refused(_("Choose why it was not handed over."), field="missed_reason")
        if submission.missed_reason == MissedReason.OTHER:
            required(submission.missed_note, _("Write the reason."), field="missed_note")
    if submission.kind == Kind.DELIVERED:
        _check_quantities(recipient, submission)
        _check_receiver(recipient, submission)
        _check_belongings(recipient, submission)


def _check_quantities(recipient: Recipient, submission: Submission) -> None:
    if submission.quantities is None:
        return
    if not any(quantity > 0 for quantity in submission.quantities.values()):
        raise Refused(_("Nothing was handed over: record it as not handed over."), field="quantities")
    if any(quantity < 0 for quantity in submission.quantities.values()):
        raise Refused(_("A quantity is zero or more."), field="quantities")
    known = Item.objects.filter(centre_id=recipient.centre_id, pk__in=submission.quantities).count()
    if known != len(submission.quantities):
        raise Refused(_("One of the items is not in the list of items."), field="quantities")
    if not _is_complete(recipient, submission):
        required(submission.difference_reason, _("Say why the contents differ."), field="difference_reason")


def _check_receiver(recipient: Recipient, submission: Submission) -> None:
    if submission.received_by == ReceivedBy.MEMBER and not _member(recipient, submission):
        raise Refused(_("Choose who of the household received it."), field="member")
    if submission.received_by == ReceivedBy.PROXY:
        required(submission.proxy_name, _("Write the name of the proxy."), field="proxy_name")
        required(submission.proxy_relation, _("Say what the proxy is to the family."), field="proxy_relation")


def _check_belongings(recipient: Recipient, submission: Submission) -> None:
    centre = recipient.centre_id
    if submission.given_by_id and not Official.objects.filter(centre=centre, pk=submission.given_by_id).exists():
        raise Refused(_("Choose who handed it over."), field="given_by")
    if submission.proof == Handover.Proof.PHOTO and not submission.proof_file_id:
        raise Refused(_("Add the photo, or choose the signed list as proof."), field="proof")
    if submission.proof_file_id and not StoredFile.objects.filter(centre=centre, pk=submission.proof_file_id).exists():
        raise Refused(_("Add the photo again."), field="proof")


def _member(recipient: Recipient, submission: Submission) -> Member | None:
    if submission.member_id is None:
        return None
    return Member.objects.filter(family_id=recipient.family_id, pk=submission.member_id).first()


def _is_complete(recipient: Recipient, submission: Submission) -> bool:
    if submission.quantities is None:
        return True
    given = {item: quantity for item, quantity in submission.quantities.items() if quantity}
    return given == _package(recipient)


def _package(recipient: Recipient) -> dict[int, Decimal]:
    return {line.item_id: line.quantity for line in contents_of(recipient)}


def _deliver(
    round: Round, recipient: Recipient, said: Submission, report: HandoverReport, by: User, now: datetime.datetime
) -> None:
    complete = _is_complete(recipient, said)
    handover = Handover.objects.create(
        centre_id=round.centre_id,
        report=report,
        recipient=recipient,
        handed_at=said.recorded_at,
        given_by_id=said.given_by_id or usual_giver(round, by),
        received_by=said.received_by,
        proxy_relation=said.proxy_relation.strip() if said.received_by == ReceivedBy.PROXY else "",
        complete=complete,
        difference_reason="" if complete else said.difference_reason.strip(),
        proof=said.proof,
        proof_file_id=said.proof_file_id,
        recorded_by=by,
    )
    quantities = _package(recipient) if said.quantities is None else said.quantities
    HandoverLine.objects.bulk_create(
        HandoverLine(centre_id=round.centre_id, handover=handover, item_id=item, quantity=quantity)
        for item, quantity in quantities.items()
        if quantity
    )
    member = _member(recipient, said) if said.received_by == ReceivedBy.MEMBER else None
    receiver = said.proxy_name.strip() if said.received_by == ReceivedBy.PROXY else ""
    _write_outcome(recipient, Recipient.State.SERVED, by, now, received_by_name=member.name if member else receiver)
    _renew_last_received(recipient.family_id)


def usual_giver(round: Round, by: User) -> int | None:
    """The officer who records, if on the round's staff; else the official who hands over."""
    link = round.staff_links.filter(official__user=by).first()
    return link.official_id if link else round.handing_official_id


def _miss(
    round: Round, recipient: Recipient, said: Submission, report: HandoverReport, by: User, now: datetime.datetime
) -> None:
    _write_outcome(
        recipient,
        Recipient.State.MISSED,
        by,
        now,
        missed_reason=said.missed_reason,
        missed_note=said.missed_note.strip(),
    )


def _void(
    round: Round, recipient: Recipient, said: Submission, report: HandoverReport, by: User, now: datetime.datetime
) -> None:
    Handover.objects.filter(recipient=recipient, voided_at=None).update(
        voided_at=now, voided_by=by, void_reason=said.void_reason.strip()
    )
    _write_outcome(recipient, Recipient.State.PLANNED, None, None)
    _renew_last_received(recipient.family_id)


Accept = Callable[[Round, Recipient, Submission, HandoverReport, User, datetime.datetime], None]
_ACCEPT: dict[str, Accept] = {Kind.DELIVERED: _deliver, Kind.MISSED: _miss, Kind.VOID: _void}


def _write_outcome(
    recipient: Recipient,
    state: str,
    by: User | None,
    now: datetime.datetime | None,
    *,
    missed_reason: str = "",
    missed_note: str = "",
    received_by_name: str = "",
) -> None:
    """The only writer of what became of a recipient; a reserve family takes a place by ``approval.use_reserve``."""
    recipient.state = state
    recipient.recorded_at = now
    recipient.recorded_by = by
    recipient.missed_reason = missed_reason
    recipient.missed_note = missed_note
    recipient.received_by_name = received_by_name
    recipient.save(
        update_fields=(
            "state",
            "recorded_at",
            "recorded_by",
            "missed_reason",
            "missed_note",
            "received_by_name",
        )
    )


def _renew_last_received(family_id: int) -> None:
    """Write the day, at the centre, of the family's last handover that stands."""
    last = Handover.objects.filter(recipient__family_id=family_id, voided_at=None).aggregate(at=Max("handed_at"))["at"]
    family = Family.objects.select_related("centre").get(pk=family_id)
    Family.objects.filter(pk=family_id).update(last_received_on=family.centre.local_date(last) if last else None)
