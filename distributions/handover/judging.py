"""What is said of a family at its door, and whether it can be accepted as it is.

What the sender can mend at once is refused, naming the field; what contradicts the record is left to the coordinator.
"""

import datetime
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from aid.models import Item
from centres.models import Official, StoredFile
from config.days import require_after_approval
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

Kind = HandoverReport.Kind
OpenReason = HandoverReport.OpenReason
Thing = TypeVar("Thing", Item, Member, Official, StoredFile)


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a page, a phone or the paper table says of one family, under its idempotency ``key``.

    ``quantities`` is None when the whole package was handed over, else the quantity of every item in its base unit.
    ``recorded_at`` is the moment of the hand-over by the sender's clock; ``handed_on`` its day where that is
    not the round's. ``recipient_id`` is None for a family that is not in the plan (``family_id``
    then says which).
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

    def content(self, *, without: Collection[str] = ()) -> str:
        """Canonical JSON of what was said; equal contents have equal texts."""
        said = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in without}
        if self.quantities is not None:
            said["quantities"] = {str(item): str(q.normalize()) for item, q in sorted(self.quantities.items())}
        return json.dumps(said, default=str, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission with the family's place in the round, which is locked, and why the coordinator must decide."""

    said: Submission
    recipient: Recipient | None
    open_reason: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that becomes a fact."""

    recipient: Recipient
    said: Submission


def accepted_of(judged: Sequence[Judged]) -> list[Accepted]:
    return [Accepted(one.recipient, one.said) for one in judged if one.recipient and not one.open_reason]


def judge(round: Round, submissions: Sequence[Submission], taken: Collection[UUID]) -> "tuple[list[Judged], Found]":
    """What comes of submissions, and what the accepted ones refer to. Refuses what the sender can mend.

    ``taken`` are the keys under which something else was sent before.
    """
    if round.state in BEFORE_APPROVAL:
        raise Refused(_("This round is not approved yet, so nothing can be handed over."))
    recipients = _recipients(round, submissions)
    places = [(said, recipients.get(said.recipient_id)) for said in submissions]
    judged = [Judged(said, place, _open_reason(round, place, said, taken)) for said, place in places]
    accepted = accepted_of(judged)
    _require_after_approval(round, accepted)
    found = _find(round, accepted)
    for one in accepted:
        _check(one, found)
    return judged, found


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


def _require_after_approval(round: Round, accepted: Sequence[Accepted]) -> None:
    """Nobody received of a round, or was missed, before it was approved: by the hour, where that is known."""
    since = round.approved_from
    for one in accepted:
        if one.said.kind != Kind.VOID:
            require_after_approval(round.centre.local_date(one.said.recorded_at), round.approved_on, field="handed_on")
            if since is not None and one.said.recorded_at < since:
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


def _open_reason(round: Round, recipient: Recipient | None, submission: Submission, taken: Collection[UUID]) -> str:
    """Why the coordinator must decide, or an empty text when the submission can be accepted."""
    if submission.key in taken:
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
    if submission.proof == Handover.Proof.PHOTO and not submission.proof_file_id:
        raise Refused(_("Add the photo, or choose the signed list as proof."), field="proof")
    if submission.proof_file_id and submission.proof_file_id not in found.files:
        raise Refused(_("Add the photo again."), field="proof")
