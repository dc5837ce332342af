"""What the papers of a round say, read from its frozen columns (or live while it is a draft) in a dozen queries."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, FilteredRelation, Max, Q, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import translation

from aid.models import Item
from centres.models import Letterhead, Official
from config.rows import among
from distributions.models import Correction, Handover, HandoverLine, Recipient, Round, RoundChange, Stop
from distributions.rounds.contents import Contents, contents_of_all, gets_a_package
from distributions.rounds.days import Span, goods_came_later, span_of
from distributions.rounds.deliveries import GoodsMoved, goods_moved
from distributions.rounds.exclusions import excluded_rows
from distributions.rounds.figures import after_correction
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
    when goods went out by the ledger, where that was after the first hand-over; ``goods`` says from whom they came
    and to whom they went back. ``inmates`` are those of a family with the relation, for the office's own list.
    ``excluded`` is who was taken out by hand, as ``excluded_rows`` says it. Each figure of families counts what was
    corrected after close (``became``), as in the reports; the goods of their hand-overs stay as they were.
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
    unsurveyed: frozenset[int]
    inmates: dict[int, list[str]]
    substitutes: Sequence[Item]
    last_aid: dict[int, datetime.date | None]
    excluded: Sequence[dict[str, Any]]
    changes: Sequence[RoundChange]
    corrections: Sequence[Correction]
    goods_later: datetime.date | None
    goods: GoodsMoved
    sources: Sources

    @cached_property
    def recipients(self) -> list[Recipient]:
        """Everybody but the reserve, in visiting order."""
        return [recipient for stop in self.stops for recipient in stop.recipients]

    @cached_property
    def reserves(self) -> list[Recipient]:
        return [recipient for stop in self.stops for recipient in stop.reserves]

    @cached_property
    def nik_last4(self) -> dict[int, str]:
        """By recipient the last four digits of the NIK, opened once for all papers."""
        return {one.pk: one.nik_last4 for one in (*self.recipients, *self.reserves)}

    @cached_property
    def corrected_to(self) -> dict[int, str]:
        """By recipient the ``Correction.Result`` that counts, of those that have one."""
        return {one.recipient_id: one.result for one in self.corrections if one.recipient_id and one.result}

    def became(self, recipient: Recipient) -> str:
        """The state of a recipient, by what was recorded and, after close, corrected."""
        return after_correction(recipient.state, self.corrected_to.get(recipient.pk))

    def without_missed(self, recipients: Sequence[Recipient]) -> list[Recipient]:
        """Those of them who received, or of whom nothing is recorded yet."""
        return [one for one in recipients if self.became(one) != Recipient.State.MISSED]

    def with_a_package(self, recipients: Sequence[Any]) -> list[Recipient]:
        """Those for whom one goes out: who has a reserve family in its place gets none."""
        return gets_a_package(recipients)

    def left_over(self, recipients: Sequence[Any]) -> list[Recipient]:
        """Those of them for whom a package went out that nobody received."""
        return [one for one in gets_a_package(recipients) if self.became(one) == Recipient.State.MISSED]

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

    def given_together(self, recipients: Sequence[Recipient]) -> dict[int, Decimal]:
        """The same of all items and of all these families, by item: of thousands it counts whether each is asked."""
        planned = self.contents.totals(one for one in recipients if one.pk not in self.handovers)
        sums = defaultdict(Decimal, {line.item_id: quantity for line, quantity in planned})
        for recipient in recipients:
            if recipient.pk in self.handovers:
                for item_id, quantity in self.handed.get(recipient.pk, {}).items():
                    sums[item_id] += quantity
        return sums


# Of a family, papers say what stands with the recipient, and read of the register only this: columns and not rows, as a
# round may have thousands.
_OF_THE_REGISTER = {name: F(f"family__{name}") for name in ("merged_into", "aid_before_on", "surveyed_on")}


def read_round(pk: int) -> RoundOnPaper:
    """Read the round with this key; whose it is was checked by the caller. Raises ``Round.DoesNotExist``."""
    round = Round.objects.select_related(
        "centre", "programme", "supplier", "letterhead__logo", "handing_official", "head_official", "approved_by"
    ).get(pk=pk)
    if not round.is_frozen:
        name_signers(round)
    # The stubs forget the other questions of a query set that was annotated by one.
    rows: Any = round.recipients.with_replaced()
    recipients = list(rows.with_day(round.centre.zone).annotate(**_OF_THE_REGISTER))
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
        unsurveyed=_unsurveyed(round, recipients),
        inmates=_inmates(recipients),
        substitutes=list(Item.objects.filter(pk__in=substitutes).order_by("pk")) if substitutes else [],
        last_aid=_last_aid_before(round, recipients),
        excluded=excluded_rows(round),
        changes=list(round.changes.all()),
        corrections=list(round.corrections.all()) if round.is_closed else [],
        goods_later=goods_came_later(round, first) if first else None,
        goods=goods_moved(round),
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
    if not {change.what for change in on_paper.changes} & {RoundChange.What.DATE, RoundChange.What.RESERVE}:
        return on_paper
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
    return usual_signer(round.handing_official, "Petugas yang menyerahkan")


def _head(round: Round) -> Signer:
    usual = f"Kepala {round.centre_then.name}"
    if round.is_frozen:
        return Signer(round.head_title or usual, round.head_name, round.head_nip)
    return usual_signer(round.head_official, usual)


def usual_signer(official: Official | None, usual_title: str) -> Signer:
    """Who signs; a name that nobody entered is left to write, below the ``usual_title``."""
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
        return round.centre_then.name
    district = stop.village.parent
    return f"{stop.village.full_name}, {district.full_name}" if district else stop.village.full_name


def _unsurveyed(round: Round, recipients: Sequence[Any]) -> frozenset[int]:
    """Who was not surveyed yet, when the round was approved: a survey that follows doesn't change what was said."""
    known_on = round.centre.local_date(round.approved_at) if round.approved_at else datetime.date.max
    return frozenset(one.pk for one in recipients if one.surveyed_on is None or one.surveyed_on > known_on)


def _inmates(recipients: Sequence[Any]) -> dict[int, list[str]]:
    """By recipient, each inmate once with the relation; the entries that were merged into one are one family."""
    households = {one.pk: one.merged_into or one.family_id for one in recipients}
    wanted = among(set(households.values()))
    ties = FamilyInmate.objects.filter(Q(family__in=wanted) | Q(family__merged_into__in=wanted))
    found: dict[int, dict[int, str]] = {}
    # Columns and not rows, and each word once: a round may have thousands of families.
    with translation.override("id"):
        words = {value: str(label).lower() for value, label in FamilyInmate.Relation.choices}
    columns = ("family", "family__merged_into", "inmate", "inmate__name", "relation")
    for own, into, inmate, name, relation in ties.order_by("pk").values_list(*columns):
        found.setdefault(into or own, {})[inmate] = f"{name} ({words[relation]})"
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


def _last_aid_before(round: Round, recipients: Sequence[Any]) -> dict[int, datetime.date | None]:
    """The last aid before this round by family, so that a reprint says what was known when it was approved."""
    families = among(recipient.family_id for recipient in recipients)
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
        known = [day for day in (received.get(recipient.family_id), recipient.aid_before_on) if day]
        dates[recipient.family_id] = max(known, default=None)
    return dates
