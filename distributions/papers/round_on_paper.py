"""What the papers of a round say, read from its frozen columns (or live while it is a draft) in a dozen queries."""

import datetime
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, Max, Q, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import translation

from aid.models import Item
from centres.models import Letterhead, Official
from distributions.models import Correction, Handover, HandoverLine, Recipient, Round, RoundChange, Stop
from distributions.rounds.contents import Contents, contents_of_all
from distributions.rounds.days import Span, goods_came_later, goods_came_on, span_of
from distributions.rounds.exclusions import excluded_rows
from distributions.rounds.planning import name_signers
from distributions.rounds.sources import Sources, sources
from families.models import FamilyInmate


@dataclass(frozen=True)
class Signer:
    """Who signs a paper; an empty name or NIP is left to write by hand. ``nip`` is None where none belongs."""

    title: str
    name: str
    nip: str | None


@dataclass(frozen=True)
class StopOnPaper:
    """A location with the families that are or were to receive there, and those in reserve."""

    stop: Stop
    title: str
    recipients: Sequence[Recipient]
    reserves: Sequence[Recipient]


@dataclass(frozen=True)
class RoundOnPaper:
    """A round as its papers need it. Quantities are in the items' base units, ``handed`` by recipient and item.

    ``substitutes`` are the items that families received and that are not in the standard package. ``goods_later`` is
    when goods went out by the ledger, where that was after the first hand-over; ``goods_came`` are the days on which
    they were received for the round. ``inmates`` are those of a family with the relation, for the office's own list.
    ``excluded`` is who was taken out by hand, as ``excluded_rows`` says it.
    """

    round: Round
    letterhead: Letterhead | None
    handing: Signer
    head: Signer
    staff: Sequence[Official]
    stops: Sequence[StopOnPaper]
    contents: Contents
    handovers: dict[int, Handover]
    handed: dict[int, dict[int, Decimal]]
    missed_on: dict[int, datetime.date]
    inmates: dict[int, list[str]]
    substitutes: Sequence[Item]
    last_aid: dict[int, datetime.date | None]
    excluded: Sequence[dict[str, Any]]
    changes: Sequence[RoundChange]
    corrections: Sequence[Correction]
    goods_later: datetime.date | None
    goods_came: Sequence[datetime.date]
    sources: Sources

    @property
    def recipients(self) -> list[Recipient]:
        """Everybody but the reserve, in visiting order."""
        return [recipient for stop in self.stops for recipient in stop.recipients]

    @property
    def reserves(self) -> list[Recipient]:
        return [recipient for stop in self.stops for recipient in stop.reserves]

    def took_place(self, recipients: Sequence[Recipient]) -> Span:
        """When these families received, or else all of them were missed; the day of the round while that is open."""
        handovers = (self.handovers[one.pk] for one in recipients if one.pk in self.handovers)
        days = [self.round.centre.local_date(one.handed_at) for one in handovers]
        if not days and all(one.is_missed for one in recipients):
            days = [self.missed_on[one.pk] for one in recipients]
        return span_of(self.round, days)

    def given(self, recipient: Recipient, item_id: int) -> Decimal:
        """How much of an item the family received; what it gets while nothing is recorded of it."""
        handed = self.handed.get(recipient.pk, {})
        known = handed if recipient.pk in self.handovers else self.contents.quantities(recipient)
        return known.get(item_id, Decimal(0))


def read_round(pk: int) -> RoundOnPaper:
    """Read the round with this key; whose it is was checked by the caller. Raises ``Round.DoesNotExist``."""
    round = Round.objects.select_related(
        "centre", "programme", "supplier", "letterhead__logo", "handing_official", "head_official", "approved_by"
    ).get(pk=pk)
    if not round.is_frozen:
        name_signers(round)
    # The stubs forget the other questions of a query set that was annotated by one.
    rows: Any = round.recipients.with_replaced()
    recipients = list(rows.with_day(round.centre.zone).select_related("family"))
    contents, handed = contents_of_all(round), _handed(round)
    handovers = {one.recipient_id: one for one in Handover.objects.filter(recipient__round=round, voided_at=None)}
    first = min((round.centre.local_date(one.handed_at) for one in handovers.values()), default=None)
    substitutes = {item for items in handed.values() for item in items} - {line.item_id for line in contents.standard}
    return RoundOnPaper(
        round=round,
        letterhead=letterhead_of(round),
        handing=_handing(round),
        head=_head(round),
        staff=list(round.staff.order_by("pk")),
        stops=_stops(round, recipients),
        contents=contents,
        handovers=handovers,
        handed=handed,
        missed_on={recipient.pk: recipient.happened_on for recipient in recipients if recipient.is_missed},
        inmates=_inmates(recipients),
        substitutes=list(Item.objects.filter(pk__in=substitutes).order_by("pk")) if substitutes else [],
        last_aid=_last_aid_before(round, recipients),
        excluded=excluded_rows(round),
        changes=list(round.changes.all()),
        corrections=list(round.corrections.all()) if round.is_closed else [],
        goods_later=goods_came_later(round, first) if first else None,
        goods_came=goods_came_on(round),
        sources=sources([round])[round.pk],
    )


def letterhead_of(round: Round) -> Letterhead | None:
    """That of the approval, or else of the day of the round."""
    # A correction of the register after approval is no reason for the papers to change.
    return round.letterhead or (
        Letterhead.objects.filter(centre=round.centre).select_related("logo").at(round.date).first()
    )


def as_approved(on_paper: RoundOnPaper) -> RoundOnPaper:
    """The same with the day, the families and the reserve that were approved: what was changed since is undone.

    The order of the locations is that of now; the changes say what it was.
    """
    round = copy(on_paper.round)
    moved = next((change for change in on_paper.changes if change.what == RoundChange.What.DATE), None)
    if moved:
        before = datetime.datetime.fromisoformat(moved.old)
        round.date, round.time = before.date(), before.time()
    recipients = {one.pk for one in on_paper.recipients}
    for change in reversed(on_paper.changes):
        if change.what == RoundChange.What.RESERVE:
            recipients = recipients - {int(change.new)} | {int(change.old)}
    stops = []
    for stop in on_paper.stops:
        here = sorted((*stop.recipients, *stop.reserves), key=lambda one: (one.position, one.pk))
        proposed = [one for one in here if one.pk in recipients]
        reserves = [one for one in here if one.pk not in recipients]
        stops.append(replace(stop, recipients=proposed, reserves=reserves))
    return replace(on_paper, round=round, stops=stops)


def _handing(round: Round) -> Signer:
    if round.is_frozen:
        return Signer(round.handing_title or "Petugas yang menyerahkan", round.handing_name, round.handing_nip)
    return _signer(round.handing_official, "Petugas yang menyerahkan")


def _head(round: Round) -> Signer:
    usual = f"Kepala {round.centre.name}"
    if round.is_frozen:
        return Signer(round.head_title or usual, round.head_name, round.head_nip)
    return _signer(round.head_official, usual)


def _signer(official: Official | None, usual_title: str) -> Signer:
    if official is None:
        return Signer(usual_title, "", "")
    return Signer(official.signing_title, official.name, official.nip)


def _stops(round: Round, recipients: Sequence[Recipient]) -> list[StopOnPaper]:
    at: dict[int, list[Recipient]] = {}
    for recipient in recipients:
        at.setdefault(recipient.stop_id, []).append(recipient)
    found: list[StopOnPaper] = []
    for stop in round.stops.select_related("village__parent"):
        here = at.get(stop.pk, [])
        reserves = [recipient for recipient in here if recipient.state == Recipient.State.RESERVE]
        expected = [recipient for recipient in here if recipient.state != Recipient.State.RESERVE]
        if here:
            found.append(StopOnPaper(stop, _stop_title(round, stop), expected, reserves))
    return found


def _stop_title(round: Round, stop: Stop) -> str:
    if stop.village is None:
        return round.centre.name
    district = stop.village.parent
    return f"{stop.village.full_name}, {district.full_name}" if district else stop.village.full_name


def _inmates(recipients: Sequence[Recipient]) -> dict[int, list[str]]:
    """By recipient, each inmate once with the relation; the entries that were merged into one are one family."""
    households = {one.pk: one.family.merged_into_id or one.family_id for one in recipients}
    wanted = set(households.values())
    ties = FamilyInmate.objects.filter(Q(family__in=wanted) | Q(family__merged_into__in=wanted))
    found: dict[int, dict[int, str]] = {}
    with translation.override("id"):
        for tie in ties.select_related("inmate", "family").order_by("pk"):
            household = tie.family.merged_into_id or tie.family_id
            name = f"{tie.inmate.name} ({tie.get_relation_display().lower()})"
            found.setdefault(household, {})[tie.inmate_id] = name
    return {recipient: list(found.get(household, {}).values()) for recipient, household in households.items()}


def _handed(round: Round) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    rows = (
        HandoverLine.objects.filter(handover__recipient__round=round, handover__voided_at=None)
        .values_list("handover__recipient_id", "item_id")
        .annotate(total=Sum("quantity"))
    )
    for recipient, item, quantity in rows:
        found.setdefault(recipient, {})[item] = quantity
    return found


def _last_aid_before(round: Round, recipients: Sequence[Recipient]) -> dict[int, datetime.date | None]:
    """The last aid before this round by family, so that a reprint says what was known when it was approved."""
    families = [recipient.family_id for recipient in recipients]
    others = Recipient.objects.without_cancelled().received(until=round.approved_at).filter(family__in=families)
    served = (
        others.exclude(round=round)
        .annotate(standing=FilteredRelation("handovers", condition=Q(handovers__voided_at=None)))
        .annotate(day=Coalesce(TruncDate("standing__handed_at", tzinfo=round.centre.zone), "round__date"))
        .filter(day__lte=round.centre.local_date(round.approved_at) if round.approved_at else round.date)
        .values_list("family_id")
        .annotate(last=Max("day"))
    )
    received = dict(served)
    dates: dict[int, datetime.date | None] = {}
    for recipient in recipients:
        known = [day for day in (received.get(recipient.family_id), recipient.family.aid_before_on) if day]
        dates[recipient.family_id] = max(known, default=None)
    return dates
