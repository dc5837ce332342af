"""Families that the coordinator takes out of a draft, puts into it, or exchanges, and what of that needs a reason.

The *proposal* is what the rotation says by itself. Whoever overrides it gives a reason: for taking out a family of it,
and for putting in one that is neither of it nor next by the rotation. Whoever goes back to it is asked nothing. A
family of the proposal comes back with the reason for which it was chosen; one that was chosen by hand and leaves again
leaves nothing behind, and stands in reserve again where it stood there. When all of the proposal are back and nobody
else, the round is the proposal, as if nobody had touched it.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from centres.models import Region, User
from centres.versions import require_mark
from config.errors import Refused, reason_given
from config.readable import has_something_to_read
from config.rows import write_columns
from distributions.models import Exclusion, Recipient, Round, State, Stop
from distributions.rotation.plan import Plan, choose
from distributions.rotation.why import Reason, stands
from distributions.rounds.forecasts import ahead_of
from distributions.rounds.planning import RESERVES, in_order, renumber, way_of
from distributions.rounds.proposed import Proposed, keep, kept, made_of, remember
from distributions.rounds.snapshots import copy_register
from distributions.rounds.transitions import lock, require_state
from families.holding import hold_families
from families.models import Family

# Where a family with a place by hand stood before: the reason of its place in reserve, beside that of the place.
RESERVE = "reserve"


class Rotation:
    """What the rotation says of a draft: by itself, and beside the families that are in it. Reads only, and once."""

    def __init__(self, round: Round, *, today: datetime.date | None = None) -> None:
        """``today`` is that of the centre by default."""
        places = round.recipients.planned().values_list(
            "family_id", "family__village_id", "family__village__parent_id", "by_hand"
        )
        self.there: dict[int, int] = {}
        # By hand: family, district and village, along the route.
        self.by_hand: list[tuple[int, int | None, int]] = []
        for family, village, district, by_hand in places:
            self.there[family] = village
            self.by_hand += [(family, district, village)] * by_hand
        self.order = list(round.stops.values_list("village_id", flat=True))
        self.known = ahead_of(round, pinned=self.there, today=today)
        self.families, self.rules, self.now = self.known.families, self.known.rules, self.known.now

    @cached_property
    def proposal(self) -> Plan:
        """The proposal, without what was changed by hand."""
        untouched = replace(self.now, pinned={}, excluded=())
        return choose(self.families, self.rules, untouched, reserves=RESERVES)

    @cached_property
    def proposed(self) -> dict[int, Reason]:
        """The families of the proposal, in the order of right, each with why."""
        return {choice.candidate.family: choice.reason for choice in self.proposal.chosen}

    @property
    def families_proposed(self) -> list[int]:
        """The families of the proposal, without asking why."""
        return [choice.candidate.family for choice in self.proposal.chosen]

    @cached_property
    def way(self) -> list[int]:
        """The villages of the proposal and its reserve in the order of its route."""
        return way_of(self.proposal)

    @property
    def is_the_proposal(self) -> bool:
        """Whether the families that are in the round are those of the proposal."""
        return self.there.keys() == self.proposed.keys()

    @property
    def is_ordered_by_hand(self) -> bool:
        """Whether the locations stand in another order than that of the proposal, and of one made anew by now."""
        if in_order(self.order, self.way):
            return False
        now = self.now.with_places({family: village for family, _district, village in self.by_hand})
        anew = choose(self.families, self.rules, now, reserves=RESERVES)
        return not in_order(self.order, way_of(anew, self.by_hand))

    def next(self, leaves: Recipient | None = None) -> dict[int, Reason]:
        """Who takes the places that are free, or are when a family leaves; each with why."""
        places = {family: village for family, village in self.there.items() if not leaves or family != leaves.family_id}
        chosen = choose(self.families, self.rules, self.now.with_places(places), reserves=0).chosen
        return {choice.candidate.family: choice.reason for choice in chosen}

    def without_reason(self, leaves: Recipient | None = None) -> Collection[int]:
        """The families that may come without a reason: into a free place, or into that of a family that leaves."""
        if leaves is None or self.may_leave(leaves):
            return {*self.proposed, *self.next(leaves)}
        return () if leaves.family_id in self.proposed else self.proposed.keys()

    def stands(self, family: int) -> Reason:
        """What the right of a family rests on, and from when it may receive again; empty where it is not known."""
        known = next((one for one in self.families if one.family == family), None)
        return stands(known, self.rules, self.now) if known else {}

    def may_leave(self, recipient: Recipient) -> bool:
        """Whether a family may leave its place free without a reason: it was chosen by hand, against the proposal."""
        return recipient.by_hand and recipient.family_id not in self.proposed


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Of a round that nobody changed by hand, whether the rotation says the same of its families and locations."""

    is_the_proposal: bool
    is_ordered_by_hand: bool


def unchanged(round: Round, *, today: datetime.date) -> Unchanged:
    """Compare a round, in which nobody was chosen or taken out by hand, with what the rotation says. Reads only."""
    # Of a round of which nothing is kept nothing is remembered either.
    of = made_of(round, today=today) if round.proposed else ""
    proposed = kept(round, of=of)
    if proposed is None:
        rotation = Rotation(round, today=today)
        proposed = Proposed.by(rotation.families_proposed, rotation.way)
        # If something changed while it was asked, nobody knows of which of both it speaks.
        if of and made_of(round, today=today) == of:
            remember(round, proposed, of=of)
    there = round.recipients.planned().values_list("family_id", flat=True)
    order = round.stops.values_list("village_id", flat=True)
    return Unchanged(proposed.has(there), not in_order(order, proposed.way))


def keep_proposal(round: Round, *, today: datetime.date) -> None:
    """Before a draft is submitted, ask the rotation for its proposal, so that the head need not wait for it.

    Of one that was changed by hand the head reads what the changes do instead.
    """
    if round.planned_at is None:  # nothing was proposed for it
        return
    if round.recipients.filter(by_hand=True).exists() or round.exclusions.exists():
        return
    of = made_of(round, today=today)
    if round.proposed.get("of") == of:
        return
    rotation = Rotation(round, today=today)
    keep(round, rotation.families_proposed, rotation.way, of=of)
    round.save(update_fields=["proposed"])


def places_as_shown(round: Round) -> list[Any]:
    """On what it rests who is offered for a place: the day, the packages, and who is there or was taken out."""
    there = round.recipients.order_by("family").values_list("family", "state", "by_hand")
    out = round.exclusions.order_by("family").values_list("family", "replaced_by")
    return [round.date, round.packages, list(there), list(out)]


@transaction.atomic
def add_family(round: Round, family: Family, *, reason: str = "", seen: str | None = None) -> Recipient:
    """Give a family a free place: with a reason, unless it is of the proposal or next by the rotation.

    Refused when it may not receive on that day or all packages are taken. ``seen`` is the mark of who was there when
    that was offered, here and below; None where nobody was shown anything.
    """
    require_state(lock(round), State.DRAFT)
    require_mark(seen, places_as_shown(round), round)
    if round.recipients.planned().count() >= round.packages:
        raise Refused(_("All packages have a family already. Take one out first."))
    rotation = Rotation(round)
    _hold(rotation, family)
    _require_free(round, family)
    placed = _put_in(round, family, rotation, reason)
    _settle(round, rotation)
    placed.refresh_from_db()
    return placed


@transaction.atomic
def remove_family(
    recipient: Recipient, *, reason: str = "", seen: str | None = None, by: User, now: datetime.datetime
) -> None:
    """Take a family out of a draft; it keeps its place in the queue. A reason as the module says."""
    round = lock(recipient.round)
    require_state(round, State.DRAFT)
    leaves = _still_there(round, recipient)
    require_mark(seen, places_as_shown(round), round)
    rotation = Rotation(round)
    _hold(rotation)
    if not rotation.may_leave(leaves):
        reason = reason_given(reason)
    if has_something_to_read(reason):
        _note(leaves, None, reason, by=by, now=now)
    _take_out(leaves, rotation)
    renumber(round)
    _settle(round, rotation)


@transaction.atomic
def swap_family(
    recipient: Recipient,
    family: Family,
    *,
    reason: str = "",
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> Recipient:
    """Put another family in a recipient's place. A reason as the module says."""
    round = lock(recipient.round)
    require_state(round, State.DRAFT)
    rotation = Rotation(round)
    _hold(rotation, family)
    _require_free(round, family)
    leaves = _still_there(round, recipient)
    require_mark(seen, places_as_shown(round), round)
    if family.pk not in rotation.without_reason(leaves):
        reason = reason_given(reason)
    # What was chosen by hand leaves nothing behind, nor does whoever makes room for a family of the proposal.
    if leaves.family_id in rotation.proposed or not (leaves.by_hand or family.pk in rotation.proposed):
        _note(leaves, family, reason, by=by, now=now)
    replaced = [exclusion.pk for exclusion in round.exclusions.filter(replaced_by=leaves.family_id)]
    _take_out(leaves, rotation)
    placed = _put_in(round, family, rotation, reason, leaves)
    if placed.by_hand:
        # It has the place of whom the family that leaves had replaced, and of that the last reason is true.
        said = {"reason": placed.hand_reason, "by": by, "at": now}
        round.exclusions.filter(pk__in=replaced).update(replaced_by=family, **said)
    _settle(round, rotation)
    placed.refresh_from_db()
    return placed


def _hold(rotation: Rotation, *families: Family) -> None:
    """Hold whoever may get a place: whether it may receive is asked after, so nobody is erased or ended in between."""
    reserve = [choice.candidate.family for choice in rotation.proposal.reserve]
    hold_families([*reserve, *(family.pk for family in families)])


def _require_free(round: Round, family: Family) -> None:
    if not Family.objects.eligible(at=round.date).filter(pk=family.pk, centre_id=round.centre_id).exists():
        raise Refused(
            _("This family may not receive on the day of the round. Look at its eligibility."), field="family"
        )
    if round.recipients.exclude(state=Recipient.State.RESERVE).filter(family=family).exists():
        raise Refused(_("This family is already in this round."), field="family")


def _still_there(round: Round, recipient: Recipient) -> Recipient:
    # Somebody else may have taken it out meanwhile; its place must not be given away twice.
    found = round.recipients.filter(pk=recipient.pk).select_related("family__village").first()
    if found is None:
        raise Refused(_("This family is not in this round."), field="family")
    return found


def _note(leaves: Recipient, instead: Family | None, reason: str, *, by: User, now: datetime.datetime) -> None:
    """Write down that a family was taken out, and why: a new proposal does not bring it back."""
    Exclusion.objects.update_or_create(
        centre_id=leaves.centre_id,
        round_id=leaves.round_id,
        family_id=leaves.family_id,
        defaults={
            "replaced_by": instead,
            "reason": reason_given(reason),
            "had": {name: fact for name, fact in leaves.reason.items() if name != RESERVE},
            "by": by,
            "at": now,
        },
    )


def _take_out(leaves: Recipient, rotation: Rotation) -> None:
    """Free the place of a family; unless it was taken out for a reason, it stands in reserve again if it did before."""
    round = leaves.round
    leaves.delete()
    round.exclusions.filter(replaced_by=leaves.family_id).update(replaced_by=None)
    if RESERVE in leaves.reason and not round.exclusions.filter(family=leaves.family_id).exists():
        _write_place(round, leaves.family, leaves.reason[RESERVE], rotation, state=Recipient.State.RESERVE)


def _put_in(
    round: Round, family: Family, rotation: Rotation, reason: str, leaves: Recipient | None = None
) -> Recipient:
    """Give a family a place: by hand only where the rotation does not say the same."""
    says = rotation.proposed.get(family.pk)
    if says is None and not has_something_to_read(reason):
        says = rotation.next(leaves).get(family.pk)
    said = "" if says else reason_given(reason)
    why: Reason = says or {"code": "by_hand"} | rotation.stands(family.pk)
    if reserve := round.recipients.filter(family=family, state=Recipient.State.RESERVE).first():
        why = why | {RESERVE: reserve.reason}
        reserve.delete()
    round.exclusions.filter(family=family).delete()
    return _write_place(round, family, why, rotation, hand_reason=said)


def _write_place(
    round: Round,
    family: Family,
    reason: Reason,
    rotation: Rotation,
    *,
    hand_reason: str = "",
    state: str = Recipient.State.PLANNED,
) -> Recipient:
    recipient = Recipient(
        centre_id=round.centre_id,
        round=round,
        stop=_stop_in(round, family.village, rotation.way),
        family=family,
        position=0,
        state=state,
        reason=reason,
        by_hand=bool(hand_reason),
        hand_reason=hand_reason,
    )
    copy_register([recipient])
    recipient.save()
    renumber(round)
    return recipient


def _settle(round: Round, rotation: Rotation) -> None:
    """Where the families are those of the proposal again, let all that is said of them be what the proposal says."""
    there = list(round.recipients.planned())
    if {recipient.family_id for recipient in there} != rotation.proposed.keys():
        _say_who_is_near(round)
        return
    round.exclusions.all().delete()
    reserve = {choice.candidate.family: choice.reason for choice in rotation.proposal.reserve}
    round.recipients.filter(state=Recipient.State.RESERVE).exclude(family__in=reserve).delete()
    known = list(round.recipients.filter(state=Recipient.State.RESERVE))
    new = reserve.keys() - {one.family_id for one in known}
    for family in Family.objects.eligible(at=round.date).filter(pk__in=new):
        known.append(_write_place(round, family, reserve[family.pk], rotation, state=Recipient.State.RESERVE))
    says = rotation.proposed | reserve
    place = {family: number for number, family in enumerate(says, start=1)}
    for recipient in (*there, *known):
        recipient.reason, recipient.position = says[recipient.family_id], place[recipient.family_id]
        recipient.by_hand, recipient.hand_reason = False, ""
    write_columns([*there, *known], ["reason", "position", "by_hand", "hand_reason"])
    if not rotation.is_ordered_by_hand:
        on_the_way: dict[int | None, int] = {village: number for number, village in enumerate(rotation.way, start=1)}
        stops = [stop for stop in round.stops.all() if stop.village_id in on_the_way]
        for stop in stops:
            stop.position = on_the_way[stop.village_id]
        write_columns(stops, ["position"])
    renumber(round)


def _say_who_is_near(round: Round) -> None:
    """Let each of the reserve say whether its village still is a location, or has become one.

    Who came for that alone is not the next of the queue, and afterwards says no more than that it is in reserve.
    """
    villages = set(round.recipients.planned().values_list("stop__village", flat=True))
    reserve = list(round.recipients.filter(state=Recipient.State.RESERVE).select_related("stop"))
    for recipient in reserve:
        if recipient.stop.village_id in villages:
            recipient.reason = recipient.reason | {"near": True}
        elif recipient.reason.get("near"):
            recipient.reason = {name: said for name, said in recipient.reason.items() if name != "near"}
    write_columns(reserve, ["reason"])


def _stop_in(round: Round, village: Region, way: Sequence[int]) -> Stop:
    """The stop of a village; a new one stands where the proposal has it, else beside the others of its district.

    An order that somebody made by hand is not that of the proposal.
    """
    stops = list(round.stops.all())
    if stop := next((stop for stop in stops if stop.village_id == village.pk), None):
        return stop
    position = _on_the_way(stops, village, way) or _beside(round, village)
    round.stops.filter(position__gte=position).update(position=F("position") + 1)
    return Stop.objects.create(centre_id=round.centre_id, round=round, village=village, position=position)


def _on_the_way(stops: Sequence[Stop], village: Region, way: Sequence[int]) -> int | None:
    """Before the first that comes later in the proposal; None where it has no such village, or another order is."""
    if village.pk not in way or not in_order((stop.village_id for stop in stops), way):
        return None
    places = {there: number for number, there in enumerate(way)}
    known = [(places[stop.village_id], stop.position) for stop in stops if stop.village_id in places]
    later = [position for place, position in known if place > places[village.pk]]
    return min(later, default=max((position for _place, position in known), default=0) + 1)


def _beside(round: Round, village: Region) -> int:
    beside = round.stops.filter(village__parent_id=village.parent_id).order_by("-position").first()
    last = beside or round.stops.visited().order_by("-position").first()
    return (last.position if last else 0) + 1
