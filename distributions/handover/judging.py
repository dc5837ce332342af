"""What is said of a family at its door, and whether it can be accepted as it is.

What the sender can mend at once is refused, naming the field; what contradicts the record is left to the coordinator.
"""

import datetime
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from aid.models import Item
from centres.models import Official, StoredFile
from config.days import STILL_TO_COME, of_hand_overs, require_after_approval
from config.errors import Refused, reason_given, required
from config.formats import date_clock
from distributions.models import (
    BEFORE_APPROVAL,
    IN_OWN_WORDS,
    Handover,
    HandoverReport,
    MissedReason,
    ReceivedBy,
    Recipient,
    Round,
)
from distributions.rounds.contents import Contents, quantities_of_all
from families.models import Member

# A form that is sent twice comes with another time of the server, and from another device it is the same report, too.
NOT_COMPARED = frozenset({"device", "recorded_at", "clock_ahead", "clock_ahead_sent", "made_by_id", "turn"})
# So far a clock may be off without any doubt; a server is not, but its pages are sent for some minutes.
SKEW = datetime.timedelta(minutes=10)
# What a submission was before defaults were left out: reports of then are known by all of it. Nothing is added here.
ONCE_COMPARED = frozenset({
    "key", "kind", "channel", "handed_on", "recipient_id", "family_id", "quantities", "difference_reason",
    "received_by", "member_id", "proxy_name", "proxy_relation", "given_by_id", "proof", "proof_file_id",
    "missed_reason", "missed_note", "void_reason",
})  # fmt: skip

Kind = HandoverReport.Kind
OpenReason = HandoverReport.OpenReason
# A family that was missed in the morning may still receive in the afternoon.
_ACCEPTED_OF: Mapping[str, tuple[Recipient.State, ...]] = {
    Kind.DELIVERED: (Recipient.State.PLANNED, Recipient.State.MISSED),
    Kind.MISSED: (Recipient.State.PLANNED,),
    Kind.VOID: (Recipient.State.SERVED, Recipient.State.MISSED),
}
Thing = TypeVar("Thing", Item, Member, Official, StoredFile)


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a page, a phone or the paper table says of one family, under its idempotency ``key``.

    ``quantities`` is None when the whole package was handed over, else the quantity of every item in its base unit.
    ``recorded_at`` is the moment of the hand-over by the sender's clock; ``handed_on`` its day where that is
    not the round's. ``recipient_id`` is None for a family that is not in the plan (``family_id``
    then says which).

    ``clock_ahead`` is by how many seconds the clock of a phone was ahead of the server when the round was loaded,
    ``clock_ahead_sent`` when this was sent: it happened at ``moment``. ``day_alone``: the hour is not known.
    ``made_by_id`` is who recorded it on a phone, whoever sends it; ``turn`` counts what one phone recorded.

    A new field has a default that says nothing, and no default ever changes: what waits on a phone while Peduli is
    brought up to date is the same submission afterwards.
    """

    key: UUID
    kind: str
    channel: str
    recorded_at: datetime.datetime
    handed_on: datetime.date | None = None
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
    clock_ahead: int | None = None
    clock_ahead_sent: int | None = None
    day_alone: bool = False
    made_by_id: int | None = None
    turn: int | None = None

    @property
    def moment(self) -> datetime.datetime:
        """When it happened: ``recorded_at`` by a clock that is right."""
        return self._moments[0]

    @property
    def clock_was_set(self) -> bool:
        """Whether the phone's clock was set between loading and sending, so that the hour is not sure."""
        if self.clock_ahead is None or self.clock_ahead_sent is None:
            return False
        return abs(self.clock_ahead - self.clock_ahead_sent) > SKEW.total_seconds()

    @property
    def _moments(self) -> list[datetime.datetime]:
        """By the clock as it was at loading, and at sending, where the way of what is sent counts as well."""
        measured = [] if self.clock_ahead is None else [self.clock_ahead]
        if self.clock_ahead_sent is not None:
            measured.append(self.clock_ahead_sent if abs(self.clock_ahead_sent) > SKEW.total_seconds() else 0)
        return [self.recorded_at - datetime.timedelta(seconds=ahead) for ahead in measured or [0]]

    def is_impossible(self, round: Round, now: datetime.datetime) -> bool:
        """Whether a phone's clock can't be right: the day is not sure, still to come, or before the round."""
        if self.channel != HandoverReport.Channel.PHONE:
            return False
        days = {round.centre.local_date(moment) for moment in self._moments}
        if self.moment > now + SKEW or (len(days) > 1 and self.clock_was_set):
            return True
        if self.kind == Kind.VOID:
            return False
        since = round.approved_from
        first = of_hand_overs(round.month, round.centre.local_date(now)).first
        return min(days) < max(first, round.approved_on or first) or (since is not None and self.moment < since)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Submission":
        """What a report keeps (``content``), also one of before a field was there."""
        said = {field.name: content[field.name] for field in fields(cls) if field.name in content}
        said |= {"key": UUID(said["key"]), "recorded_at": datetime.datetime.fromisoformat(said["recorded_at"])}
        if said.get("handed_on"):
            said["handed_on"] = datetime.date.fromisoformat(said["handed_on"])
        if said.get("quantities") is not None:
            said["quantities"] = {int(item): Decimal(quantity) for item, quantity in said["quantities"].items()}
        return cls(**said)

    def content(self) -> str:
        """Canonical JSON of what was said, for the report to keep."""
        return _canonical(self._values())

    def compared(self, *, without: Collection[str] = ()) -> str:
        """Canonical JSON by which the same submission is known when it comes again: what it says, without defaults."""
        defaults, left_out = {field.name: field.default for field in fields(self)}, NOT_COMPARED.union(without)
        return _canonical(
            {name: said for name, said in self._values().items() if name not in left_out and said != defaults[name]}
        )

    def compared_once(self) -> str | None:
        """The same as it was before defaults were left out; None of what could not be said then."""
        if json.loads(self.compared()).keys() - ONCE_COMPARED:
            return None
        values = self._values()
        return _canonical({name: values[name] for name in ONCE_COMPARED})

    def _values(self) -> dict[str, Any]:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.quantities is not None:
            said["quantities"] = {str(item): str(q.normalize()) for item, q in sorted(self.quantities.items())}
        return said


def _canonical(said: Mapping[str, Any]) -> str:
    """JSON of which equal contents have equal texts."""
    return json.dumps(said, default=str, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission with the family's place in the round, which is locked, and why the coordinator must decide.

    ``refusal``: why nothing of it is kept, which the sender can mend.
    """

    said: Submission
    recipient: Recipient | None
    open_reason: str
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that becomes a fact."""

    recipient: Recipient
    said: Submission


def accepted_of(judged: Sequence[Judged]) -> list[Accepted]:
    clear = (one for one in judged if not (one.open_reason or one.refusal))
    return [Accepted(one.recipient, one.said) for one in clear if one.recipient]


def judge(
    round: Round, submissions: Sequence[Submission], taken: Collection[UUID], now: datetime.datetime
) -> "tuple[list[Judged], Found]":
    """What comes of submissions, and what the accepted ones refer to; what the sender can mend is a ``refusal``.

    ``taken`` are the keys under which something else was sent before. Raises Refused before the approval.
    """
    if round.state in BEFORE_APPROVAL:
        raise Refused(_("This round is not approved yet, so nothing can be handed over."))
    recipients = _recipients(round, submissions)
    judged = [_judged(round, recipients.get(said.recipient_id), said, taken, now) for said in submissions]
    found = _find(round, accepted_of(judged))
    return [_checked(round, one, found, now) for one in judged], found


def require_none_refused(judged: Iterable[Judged]) -> None:
    """Raise the first refusal, where there is one."""
    for one in judged:
        if one.refusal:
            raise one.refusal


def _judged(
    round: Round, place: Recipient | None, said: Submission, taken: Collection[UUID], now: datetime.datetime
) -> Judged:
    try:
        return Judged(said, place, _open_reason(round, place, said, taken, now))
    except Refused as refusal:
        return Judged(said, place, "", refusal)


def _checked(round: Round, one: Judged, found: "Found", now: datetime.datetime) -> Judged:
    """The same, refused where it is incomplete or can't have been."""
    try:
        for accepted in accepted_of([one]):
            _require_happened(accepted, now)
            _require_after_approval(round, accepted)
            _check(accepted, found)
    except Refused as refusal:
        return replace(one, refusal=refusal)
    return one


def _recipients(round: Round, submissions: Sequence[Submission]) -> dict[int | None, Recipient]:
    """The families' places in the round by number, locked; a family that has none is missing."""
    numbers = [s.recipient_id for s in submissions if s.recipient_id is not None]
    rows = round.recipients.select_for_update().filter(pk__in=numbers).order_by("pk")
    return {recipient.pk: recipient for recipient in rows.only("round", "family", "state")}


@dataclass(frozen=True, slots=True)
class Found:
    """What accepted submissions refer to, as far as the centre has it."""

    contents: Contents
    items: Collection[int]
    members: Mapping[int, Member]
    officials: Collection[int]
    files: Collection[int]

    def quantities(self, one: Accepted) -> Mapping[int, Decimal]:
        """What was handed over, by the id of the item; the whole package unless something else was said."""
        return self.contents.quantities(one.recipient) if one.said.quantities is None else one.said.quantities

    def member(self, one: Accepted) -> Member | None:
        """Who of the household received; None when nobody of it was named."""
        member = self.members.get(one.said.member_id or 0)
        return member if member and member.family_id == one.recipient.family_id else None

    def is_complete(self, one: Accepted) -> bool:
        """Whether the whole package was handed over."""
        if one.said.quantities is None:
            return True
        given = {item: quantity for item, quantity in one.said.quantities.items() if quantity}
        return given == self.contents.quantities(one.recipient)


def _require_happened(one: Accepted, now: datetime.datetime) -> None:
    """Nothing is accepted of what is still to come."""
    if one.said.moment > now + SKEW:
        raise Refused(STILL_TO_COME, field="handed_on")


def _require_after_approval(round: Round, one: Accepted) -> None:
    """Nobody received of a round, or was missed, before it was approved: by the hour, where that is known."""
    since = round.approved_from
    if one.said.kind == Kind.VOID:
        return
    require_after_approval(round.centre.local_date(one.said.moment), round.approved_on, field="handed_on")
    if since is not None and one.said.moment < since:
        raise Refused(
            _("The round was approved on %(moment)s: nothing of it was handed over before that.")
            % {"moment": date_clock(since)},
            field="handed_on",
        )


def _find(round: Round, accepted: Sequence[Accepted]) -> Found:
    """Read what is referred to; a table that nobody refers to is not asked."""
    delivered = [one.said for one in accepted if one.said.kind == Kind.DELIVERED]
    items = {item for said in delivered for item in said.quantities or ()}
    members = {said.member_id for said in delivered if said.received_by == ReceivedBy.MEMBER and said.member_id}
    officials = {said.given_by_id for said in delivered if said.given_by_id}
    files = {said.proof_file_id for said in delivered if said.proof_file_id}
    own = round.centre_id
    return Found(
        contents=quantities_of_all(round) if delivered else Contents(()),
        items=_in_bulk(Item, own, items),
        members=_in_bulk(Member, own, members),
        officials=_in_bulk(Official, own, officials),
        files=_in_bulk(StoredFile, own, files),
    )


def _in_bulk(model: type[Thing], centre: int, numbers: Collection[int]) -> dict[int, Thing]:
    """The centre's things of these numbers; without a number nothing is asked."""
    return model._default_manager.filter(centre=centre).in_bulk(numbers) if numbers else {}


def _open_reason(
    round: Round,
    recipient: Recipient | None,
    submission: Submission,
    taken: Collection[UUID],
    now: datetime.datetime,
) -> str:
    """Why the coordinator must decide, or an empty text when the submission can be accepted."""
    if submission.key in taken:
        return OpenReason.CHANGED
    if round.is_finished:
        return OpenReason.LATE
    if recipient is None or recipient.state == Recipient.State.RESERVE:
        return OpenReason.UNPLANNED
    if submission.kind == Kind.VOID and recipient.state == Recipient.State.PLANNED:
        raise Refused(_("Nothing is recorded for this family, so there is nothing to undo."))
    if recipient.state not in _ACCEPTED_OF[submission.kind]:
        return OpenReason.SECOND
    return OpenReason.CLOCK if submission.is_impossible(round, now) else ""


def _check(one: Accepted, found: Found) -> None:
    """Refuse what is incomplete, naming the field."""
    submission = one.said
    if submission.kind == Kind.VOID:
        reason_given(submission.void_reason, field="void_reason")
    if submission.kind == Kind.MISSED:
        if submission.missed_reason not in MissedReason.values:
            raise Refused(_("Choose why it was not handed over."), field="missed_reason")
        if submission.missed_reason in IN_OWN_WORDS:
            required(submission.missed_note, _("Write the reason."), field="missed_note")
    if submission.kind == Kind.DELIVERED:
        _check_quantities(one, found)
        _check_receiver(one, found)
        _check_belongings(submission, found)


def _check_quantities(one: Accepted, found: Found) -> None:
    submission = one.said
    if submission.quantities is None:
        return
    if not any(quantity > 0 for quantity in submission.quantities.values()):
        raise Refused(_("Nothing was handed over: record it as not handed over."), field="quantities")
    if any(quantity < 0 for quantity in submission.quantities.values()):
        raise Refused(_("A quantity is zero or more."), field="quantities")
    if any(item not in found.items for item in submission.quantities):
        raise Refused(_("One of the items is not in the list of items."), field="quantities")
    if not found.is_complete(one):
        required(submission.difference_reason, _("Say why the contents differ."), field="difference_reason")


def _check_receiver(one: Accepted, found: Found) -> None:
    submission = one.said
    if submission.received_by == ReceivedBy.MEMBER and not found.member(one):
        raise Refused(_("Choose who of the household received it."), field="member")
    if submission.received_by == ReceivedBy.PROXY:
        required(submission.proxy_name, _("Write the name of the proxy."), field="proxy_name")
        required(submission.proxy_relation, _("Say what the proxy is to the family."), field="proxy_relation")


def _check_belongings(submission: Submission, found: Found) -> None:
    if submission.given_by_id and submission.given_by_id not in found.officials:
        raise Refused(_("Choose who handed it over."), field="given_by")
    if submission.proof != Handover.Proof.PAPER and not submission.proof_file_id:
        raise Refused(_("Add the photo, or choose the signed list as proof."), field="proof")
    if submission.proof_file_id and submission.proof_file_id not in found.files:
        raise Refused(_("Add the photo again."), field="proof")
