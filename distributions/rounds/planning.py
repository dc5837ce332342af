"""The proposal of a round, and what the coordinator changes in it while it is a draft."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from aid.models import Item, PackageVersion
from aid.packages import price_of
from centres.models import Official
from centres.taken import taken_in_words
from centres.versions import Read, Version, require_seen, version_of
from config.days import require_round_date
from config.errors import Refused
from config.formats import plain_date
from config.numbers import require_quantity
from config.rows import among, insert_rows, like, write_columns
from distributions.models import Recipient, Round, RoundLine, RoundStaff, State, Stop
from distributions.rotation.candidates import candidates, recorded_of, resting_villages
from distributions.rotation.choose import Rules, Situation
from distributions.rotation.driving import route
from distributions.rotation.plan import Plan, choose
from distributions.rotation.right import Candidate, month_after
from distributions.rotation.why import Reason, stands
from distributions.rounds.outdated import rests_on
from distributions.rounds.proposed import keep, made_of
from distributions.rounds.snapshots import copy_register
from distributions.rounds.transitions import lock, require_state
from families.holding import hold_families
from families.models import Family

RESERVES = 2
STAFF_AT_FIRST = 5
DETAILS = ("date", "time", "supplier", "terms", "source_of_funds", "packages", "handing_official", "head_official")
# By the column of the round: whether an official may sign there on a day.
SIGNERS: dict[str, Callable[[Official, datetime.date], bool]] = {
    "head_official": lambda official, on: Official.objects.heads(on).filter(pk=official.pk).exists(),
    "handing_official": lambda official, on: Official.objects.handing_over(on).filter(pk=official.pk).exists(),
}


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A family's place in the proposal before it is written."""

    family: int
    district: int | None
    village: int
    reason: Reason
    state: str = Recipient.State.PLANNED
    hand_reason: str = ""


@transaction.atomic
def plan_round(
    round: Round, *, now: datetime.datetime, today: datetime.date | None = None, keep_changes: bool = True
) -> Round:
    """Fill in the proposal: locations, families, reserve, contents, staff and officials. Drafts only.

    ``today`` is by default the day of ``now`` at the centre.
    Of an older proposal only what the coordinator chose by hand stays: families and the order of the locations, unless
    ``keep_changes`` is False, and details that are set already.
    """
    require_state(lock(round), State.DRAFT)
    order = _order_by_hand(round) if keep_changes else []
    if not keep_changes:
        round.exclusions.all().delete()
        round.recipients.filter(by_hand=True).delete()
    pinned = _places_by_hand(round)
    today = today or round.centre.local_date(now)
    # Asked before the families are read: what changes in between makes another digest.
    of = made_of(round, today=today)
    families, rules, before, plan = _held_plan(round, {place.family: place.village for place in pinned}, today)
    facts = {one.family: stands(one, rules, before) for one in families if one.family in before.pinned}
    pinned = [replace(place, reason=place.reason | facts.get(place.family, {})) for place in pinned]
    if not (before.pinned or before.excluded):
        keep(round, [c.candidate.family for c in plan.chosen], way_of(plan), of=of)
    _remove_places(round)
    _write_places(round, pinned + _places_of(plan), order)
    _fill_lines(round)
    _fill_people(round)
    round.planned_at, round.planned_for = now, rests_on(round)
    round.save()
    return round


def _places_by_hand(round: Round) -> list[NewPlace]:
    """The families that the coordinator chose: they keep their places in a proposal made anew."""
    by_hand = round.recipients.filter(by_hand=True).exclude(state=Recipient.State.RESERVE)
    return [
        NewPlace(
            recipient.family_id,
            recipient.family.village.parent_id,
            recipient.family.village_id,
            # What it was before its place by hand is none of a new proposal.
            {"code": "by_hand"},
            hand_reason=recipient.hand_reason,
        )
        for recipient in by_hand.select_related("family__village")
    ]


def _places_of(plan: Plan) -> list[NewPlace]:
    return [
        NewPlace(c.candidate.family, c.candidate.district, c.candidate.village, c.reason, state)
        for state, choices in ((Recipient.State.PLANNED, plan.chosen), (Recipient.State.RESERVE, plan.reserve))
        for c in choices
    ]


def _held_plan(
    round: Round, pinned: Mapping[int, int], today: datetime.date
) -> tuple[list[Candidate], Rules, Situation, Plan]:
    """What the rotation must know, and what it says, of families that are held: none is erased, ended or merged now."""
    while True:
        families, rules, before = known_of(round, pinned=pinned, today=today)
        plan = choose(families, rules, before, reserves=RESERVES)
        chosen = [choice.candidate.family for choice in (*plan.chosen, *plan.reserve)]
        hold_families([*chosen, *pinned])
        # Who may not receive any more, since it was read, is no candidate the next time.
        if Family.objects.eligible(at=round.date).filter(pk__in=among(chosen)).count() == len(chosen):
            return families, rules, before, plan


def way_of(plan: Plan, by_hand: Iterable[tuple[int, int | None, int]] = ()) -> list[int]:
    """The villages of a plan and its reserve in the order of the route.

    ``by_hand`` are the families, districts and villages of places that it leaves alone.
    """
    places = [(district, village) for _family, district, village in by_hand]
    places += ((choice.candidate.district, choice.candidate.village) for choice in (*plan.chosen, *plan.reserve))
    return route(places)


def in_order(villages: Iterable[int | None], way: Sequence[int]) -> bool:
    """Whether those of the villages that are on the way stand as there."""
    places = {village: number for number, village in enumerate(way)}
    known = [places[village] for village in villages if village in places]
    return known == sorted(known)


def _order_by_hand(round: Round) -> list[int]:
    """The villages of the locations, if they stand in another order than that of the proposal that was kept."""
    villages = [village for village in round.stops.values_list("village_id", flat=True) if village]
    return [] if in_order(villages, round.proposed.get("way", villages)) else villages


def _in_order_by_hand(way: Sequence[int], order: Sequence[int]) -> list[int]:
    """The villages of a way: those of an order as there, and each other behind whom it follows on the way."""
    on_the_way = set(way)
    villages = [village for village in order if village in on_the_way]
    known = set(villages)
    before = None
    for village in way:
        if village not in known:
            villages.insert(villages.index(before) + 1 if before else 0, village)
        before = village
    return villages


def rotation_of(round: Round, *, pinned: Mapping[int, int], today: datetime.date) -> Plan:
    """What the rotation says for this round: chosen, reserve, and why the others wait. Reads only."""
    return choose(*known_of(round, pinned=pinned, today=today), reserves=RESERVES)


def known_of(
    round: Round, *, pinned: Mapping[int, int], today: datetime.date
) -> tuple[list[Candidate], Rules, Situation]:
    """What the rotation must know to plan the round: the families, the programme's rules, and how things stand."""
    return candidates(round, today), *how_it_stands(round, pinned=pinned, today=today)


def how_it_stands(round: Round, *, pinned: Mapping[int, int], today: datetime.date) -> tuple[Rules, Situation]:
    """The programme's rules for the round, and how things stand before it."""
    programme = round.programme
    recorded = recorded_of(round, today)
    rules = Rules(
        packages=round.packages,
        stops=programme.stops_per_round,
        family_rest_months=programme.family_rest_months,
        village_rest_rounds=programme.village_rest_rounds,
        every_months=programme.every_months,
        missed_share=recorded.share(round.date),
        recorded=recorded,
        # The first round is the first of everybody's turn.
        counts_from=month_after(programme.starts_on, -1),
    )
    excluded = set(round.exclusions.values_list("family_id", flat=True))
    now = Situation(
        round.date,
        resting_villages(round, today),
        pinned,
        excluded,
        extra=round.is_extra,
        month=round.month,
    )
    return rules, now


def details_version(*names: str) -> Read[Round]:
    """How to read the version of these details of a round: a query for who signs, and one for ``staff``."""

    def read(round: Round) -> Version:
        # A page names on the round itself who signs where nobody is stored.
        rows = Round.objects.filter(pk=round.pk) if SIGNERS.keys() & set(names) else [round]
        version = version_of(Round, rows, [name for name in names if name != "staff"])
        if "staff" not in names:
            return version
        return version | version_of(RoundStaff, round.staff_links.all(), ("official",))

    return read


def contents_version(round: Round) -> Version:
    """What a package of the round contains, and at which prices. One query."""
    return version_of(RoundLine, round.lines.all(), ("item", "unit", "quantity", "unit_price"))


def order_version(round: Round) -> Version:
    """In which order the locations are visited. One query."""
    return version_of(Stop, round.stops.all(), ("village", "position"))


@transaction.atomic
def change_details(round: Round, *, seen: Version | None = None, **changes: Any) -> Round:
    """Change date, time, packages, source of the goods, officials or ``staff`` (officials) of a draft.

    ``seen`` is the ``details_version`` of the same details. Refused for an official who is not what he or she would
    sign as on the day of the round.
    """
    require_state(lock(round), State.DRAFT)
    require_seen(seen, details_version(*changes), round, is_said=lambda: _is_so(round, changes))
    staff = changes.pop("staff", None)
    if unknown := changes.keys() - set(DETAILS):
        raise TypeError(f"not a detail of a round: {sorted(unknown)}")
    if "date" in changes and round.is_extra:
        # It counts for the month of its day.
        changes["month"] = changes["date"].replace(day=1)
    elif "date" in changes:
        require_round_date(changes["date"], round.month)
    for name, value in changes.items():
        setattr(round, name, value)
    for name in SIGNERS:
        if (name in changes or "date" in changes) and (refusal := against_signer(round, name)):
            if name in changes:
                raise Refused(refusal, field=name)
            # On another day others serve, who are named anew.
            changes[name] = None
            setattr(round, name, None)
    if "packages" in changes and round.recipients.planned().count() > round.packages:
        raise Refused(_("More families are planned than that. Take some out first."), field="packages")
    if changes:
        with taken_in_words():
            round.save(update_fields=list(changes))
    if staff is not None:
        set_staff(round, staff)
    return round


def _is_so(round: Round, details: Mapping[str, Any]) -> bool:
    """Whether a round has these details already."""
    if "staff" in details:
        going = {official.pk for official in details["staff"]}
        if going != set(round.staff_links.values_list("official", flat=True)):
            return False
    return all(getattr(round, name) == value for name, value in details.items() if name != "staff")


@transaction.atomic
def change_contents(
    round: Round, lines: Mapping[Item, tuple[Decimal, int | None]], *, seen: Version | None = None
) -> Round:
    """Say what a package of this round contains: quantity per package and price per unit (Rp) of each item."""
    require_state(lock(round), State.DRAFT)
    known = list(round.lines.all())
    there = {line.item_id: (line.quantity, line.unit_price) for line in known}
    said = {item.pk: line for item, line in lines.items()}
    require_seen(seen, contents_version, round, is_said=lambda: there == said)
    if not lines:
        raise Refused(_("A package contains at least one item."))
    for item, (quantity, _price) in lines.items():
        require_quantity(quantity, field=f"quantity_{item.pk}")
        if quantity <= 0:
            raise Refused(_("The quantity must be above zero."), field=f"quantity_{item.pk}")
    if [line.item_id for line in known] == [item.pk for item in lines]:
        # The same items: the history shows what is new of each.
        for line, (item, (quantity, price)) in zip(known, lines.items(), strict=True):
            line.item_name, line.unit, line.quantity, line.unit_price = item.name, item.unit, quantity, price
            line.save(update_fields=["item_name", "unit", "quantity", "unit_price"])
        return round
    round.lines.all().delete()
    _write_lines(round, ((item, quantity, price) for item, (quantity, price) in lines.items()))
    return round


@transaction.atomic
def order_stops(round: Round, order: Iterable[int], *, seen: Version | None = None) -> Round:
    """Bring the locations of a draft into the given order of their ids."""
    require_state(lock(round), State.DRAFT)
    wanted, there = list(order), list(round.stops.order_by("position").values_list("pk", flat=True))
    require_seen(seen, order_version, round, is_said=lambda: there == wanted)
    set_stop_order(round, wanted)
    return round


def set_stop_order(round: Round, order: Iterable[int]) -> None:
    """Write the places of the locations on the route; the ids must be exactly the round's.

    The families of a draft are numbered anew along it. Those of an approved round keep their numbers: lists with them
    are printed, and somebody may hold one.
    """
    stops = {stop.pk: stop for stop in round.stops.all()}
    order = list(order)
    if sorted(order) != sorted(stops):
        raise Refused(_("The locations have changed meanwhile. Please order them again."))
    for position, pk in enumerate(order, start=1):
        stops[pk].position = position
    write_columns(list(stops.values()), ["position"])
    if not round.is_frozen:
        renumber(round)


def set_staff(round: Round, staff: Iterable[Official]) -> None:
    """Say who goes along; one by one, so that the history shows who was added and removed."""
    wanted = {official.pk: official for official in staff}
    round.staff_links.exclude(official__in=wanted).delete()
    there = set(round.staff_links.values_list("official", flat=True))
    RoundStaff.objects.bulk_create(
        RoundStaff(centre_id=round.centre_id, round=round, official=official)
        for pk, official in wanted.items()
        if pk not in there
    )


def _remove_places(round: Round) -> None:
    # By hand, as nothing can hang on the recipients of a draft: Django would look for it with all their ids.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM distributions_recipient WHERE round_id = %s", [round.pk])
    round.stops.all().delete()


def _write_places(round: Round, places: list[NewPlace], order: Sequence[int]) -> None:
    # Those of the reserve come last, so that their villages stand at the end of the route.
    villages = _in_order_by_hand(route((place.district, place.village) for place in places), order)
    Stop.objects.bulk_create(
        Stop(centre_id=round.centre_id, round=round, village_id=village, position=position)
        for position, village in enumerate(villages, start=1)
    )
    stops = {stop.village_id: stop for stop in round.stops.all()}
    places = sorted(places, key=lambda place: (place.state == Recipient.State.RESERVE, stops[place.village].position))
    recipients = like(
        Recipient(centre_id=round.centre_id, round_id=round.pk),
        (
            {
                "stop_id": stops[place.village].pk,
                "family_id": place.family,
                "position": position,
                "state": place.state,
                "reason": place.reason,
                "by_hand": bool(place.hand_reason),
                "hand_reason": place.hand_reason,
            }
            for position, place in enumerate(places, start=1)
        ),
    )
    copy_register(recipients)
    insert_rows(recipients)


def _fill_lines(round: Round) -> None:
    version = PackageVersion.objects.filter(package_id=round.programme.package_id).at(round.date).first()
    if version is not None and version.pk != round.package_version_id:
        round.package_version = version
        round.lines.all().delete()
    if not round.lines.exists():
        lines = list(round.package_version.lines.select_related("item"))
        prices = price_of([line.item for line in lines])
        _write_lines(round, ((line.item, line.quantity, prices[line.item_id]) for line in lines))
    _fill_prices(round)


@transaction.atomic
def fill_prices(round: Round) -> None:
    """Give the lines of a draft that had no price the one that is known by now; a price that stands stays."""
    require_state(lock(round), State.DRAFT)
    _fill_prices(round)


def _fill_prices(round: Round) -> None:
    unpriced = list(round.lines.filter(unit_price=None).select_related("item"))
    if not unpriced:
        return
    prices = price_of([line.item for line in unpriced])
    for line in unpriced:
        line.unit_price = prices[line.item_id]
        if line.unit_price is not None:
            line.save(update_fields=["unit_price"])


def _write_lines(round: Round, lines: Iterable[tuple[Item, Decimal, int | None]]) -> None:
    RoundLine.objects.bulk_create(
        RoundLine(
            centre_id=round.centre_id,
            round=round,
            item=item,
            item_name=item.name,
            unit=item.unit,
            quantity=quantity,
            unit_price=price,
        )
        for item, quantity, price in lines
    )


def against_signer(round: Round, name: str) -> str:
    """Why the official in this column of the round does not sign there on its day; empty when nothing is against it."""
    official: Official | None = getattr(round, name)
    if official is None or SIGNERS[name](official, round.date):
        return ""
    words = {
        "head_official": _("%(name)s is not the head of the centre on %(date)s. Change who signs."),
        "handing_official": _("%(name)s does not hand over for the centre on %(date)s. Change who signs."),
    }[name]
    return words % {"name": official.name, "date": plain_date(round.date)}


def name_signers(round: Round) -> None:
    """Fill in who signs on that day where nobody is named, as the papers do; unsaved."""
    officials = Official.objects.filter(centre_id=round.centre_id)
    if round.handing_official_id is None:
        round.handing_official = officials.signing(Official.Function.SERVICES_HEAD, round.date)
    if round.head_official_id is None:
        round.head_official = officials.signing(Official.Function.HEAD, round.date)


def _fill_people(round: Round) -> None:
    """Who signs; who went along last time, or else the staff."""
    name_signers(round)
    if round.staff_links.exists():
        return
    serving = Official.objects.filter(centre_id=round.centre_id).serving(round.date)
    # A make-up round of the same day is gone to by those who went along that morning.
    before = round.programme.rounds.filter(date__lte=round.date, staff_links__isnull=False).exclude(pk=round.pk)
    last = before.order_by("-date", "-pk").first()
    staff = serving.filter(pk__in=last.staff_links.values("official")) if last else serving.none()
    set_staff(round, staff or serving.filter(function=Official.Function.STAFF)[:STAFF_AT_FIRST])


def renumber(round: Round) -> None:
    """Number stops and recipients from 1 in the order of the route, the reserve after all; drop empty stops."""
    round.stops.filter(recipients=None).delete()
    stops = list(round.stops.all())
    for position, stop in enumerate(stops, start=1):
        stop.position = position
    write_columns(stops, ["position"])
    recipients = sorted(
        round.recipients.select_related("stop"),
        key=lambda r: (r.state == Recipient.State.RESERVE, r.stop.position, r.position, r.pk),
    )
    for position, recipient in enumerate(recipients, start=1):
        recipient.position = position
    write_columns(recipients, ["position"])
