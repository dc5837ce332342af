"""When the families that wait are expected to have their turn: the coming rounds, planned ahead."""

import datetime
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch, Q
from django.utils import timezone

from centres.models import Centre
from distributions.models import BEFORE_APPROVAL, RUNNING, Programme, Recipient, Round, State
from distributions.rotation.candidates import candidates_ahead, lapsing
from distributions.rotation.choose import Rules, Selection, Situation, select
from distributions.rotation.effect import Effect, effect
from distributions.rotation.forecast import ROUNDS, Coming, turns
from distributions.rotation.plan import Plan, Standing, explain_queue
from distributions.rotation.right import Candidate, chosen_by
from distributions.rotation.why import Expected, Reason
from distributions.rounds.dates import MOVED_AT_MOST, Falls, days
from distributions.rounds.outdated import is_missed_out, is_to_be_made_anew
from distributions.rounds.planning import how_it_stands, known_of
from distributions.rounds.proposed import made_of
from distributions.rounds.remembered import Remembered
from families.models import Family

# The families (ids) that would receive in a round, by all that it is made of.
_would_receive: Remembered[tuple[Hashable, ...], list[int]] = Remembered(64)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What must be known to plan a round and those after it; ``joining`` may not receive in it, but later."""

    families: Sequence[Candidate]
    joining: Sequence[Candidate]
    rules: Rules
    now: Situation


def ahead_of(round: Round, *, pinned: Mapping[int, int], today: datetime.date | None = None) -> Ahead:
    """Read what is known before the round. ``today``, by default at the centre: who is eligible then remains so."""
    today = today or _today(round)
    families, joining = candidates_ahead(round, today)
    return Ahead(families, joining, *how_it_stands(round, pinned=pinned, today=today))


def rotation_ahead(
    round: Round,
    *,
    pinned: Mapping[int, int],
    by_hand: Collection[int] = (),
    known: Ahead | None = None,
    today: datetime.date | None = None,
) -> Plan:
    """What the rotation says of those who are not in the round as it stands; they are told their turn. Reads only.

    The forecast starts from the families that have a place in the round; where nobody has, from those who would.
    ``by_hand`` are those of them who have it by hand; ``known`` is what ``ahead_of`` said, where that was read already.
    """
    known = known or ahead_of(round, pinned=pinned, today=today)
    selection = _of_which_it_came(known, by_hand) or select(known.families, known.rules, known.now)
    expected = _expected(round, known, selection, today or _today(round))
    return explain_queue(selection, known.rules, known.now, _standing(round), expected)


def _of_which_it_came(known: Ahead, by_hand: Collection[int]) -> Selection | None:
    """The selection by which all but those ``by_hand`` have their places; None where others have one.

    Of it alone is known whom packing put first, and that the locations for missed families are used up: to a selection
    that begins with the places everybody in them is as good as put in by hand.
    """
    places = known.now.pinned
    if not places:
        return None
    pinned = {family: village for family, village in places.items() if family in by_hand}
    selection = select(known.families, known.rules, known.now.with_places(pinned))
    return selection if {c.family for c in selection.chosen} == places.keys() - pinned.keys() else None


def _today(round: Round) -> datetime.date:
    return round.centre.local_date(timezone.now())


def _standing(round: Round) -> Standing:
    """Who has a place in the round, its reserve, and the villages of its locations."""
    rows = list(round.recipients.values_list("family_id", "state", "stop__village_id"))
    reserve = {family for family, state, _village in rows if state == Recipient.State.RESERVE}
    places = {family: village for family, _state, village in rows if family not in reserve}
    return Standing(places, reserve, {*places.values()}, is_open=round.state in BEFORE_APPROVAL)


def turns_of(centre: Centre, families: Collection[int], *, today: datetime.date | None = None) -> dict[int, Reason]:
    """When families of a centre have their turn: in a round that goes on, or by the first that is in preparation.

    As ``Expected.turn_of`` says it, and so what *Siapkan*, its queue and the effect of changes say of that round. A
    family is left out where no round is in preparation, where it may not receive at all, or where the day of its place
    is over and nothing was recorded yet.
    """
    today = today or centre.local_date(timezone.now())
    running = Recipient.objects.planned().filter(family__in=families, round__state__in=RUNNING)
    first = dict(running.order_by("-round__date").values_list("family_id", "round__date"))
    found: dict[int, Reason] = {}
    to_come = Round.objects.filter(centre=centre, state__in=BEFORE_APPROVAL, date__gte=today)
    if round := to_come.select_related("programme", "centre").order_by("date", "pk").first():
        there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
        known = ahead_of(round, pinned=there, today=today)
        expected = _expected(round, known, select(known.families, known.rules, known.now), today)
        mine = (one for one in (*known.families, *known.joining) if one.family in families)
        found = {candidate.family: turn for candidate in mine if (turn := expected.turn_of(candidate))}
    found = {family: turn for family, turn in found.items() if family not in first}
    ahead = {family: date for family, date in first.items() if date >= today}
    return found | {family: {"turn": date.replace(day=1).isoformat()} for family, date in ahead.items()}


def would_receive(round: Round, *, today: datetime.date) -> list[Candidate]:
    """The families that are eligible today but not on the day of the round, and would have a place in it if they were.

    One query where there is none. Each page of a draft says it, so it is asked once as long as all is the same.
    """
    ends = Family.objects.eligible(at=today).filter(centre=round.centre_id, eligible_until__lt=round.date)
    if not ends.exists():
        return []
    renewed = {one.family: one for one in lapsing(round, today)}
    by_hand = dict(
        round.recipients.planned().filter(by_hand=True).values_list("family_id", "family__village_id").order_by("pk")
    )
    out = frozenset(round.exclusions.values_list("family_id", flat=True))
    key = round.pk, made_of(round, today=today), (*map(chosen_by, renewed.values()),), (*by_hand.items(),), out
    chosen = _would_receive.get(key)
    if chosen is None:
        families, rules, now = known_of(round, pinned=by_hand, today=today)
        chosen = [c.family for c in select([*families, *renewed.values()], rules, now).chosen if c.family in renewed]
        _would_receive.put(key, chosen)
    return [renewed[family] for family in chosen]


def _expected(round: Round, known: Ahead, selection: Selection, today: datetime.date) -> Expected:
    """The turns that come by this round and the next ones; none by a round whose day is over without an approval.

    A draft that will be made anew, as what it rests on has changed and nobody touched it, is forecast as it will be.
    """
    if is_missed_out(round, today):
        return Expected({})
    now = known.now
    if now.pinned and is_to_be_made_anew(round, today=today):
        now = now.with_places({})
        selection = select(known.families, known.rules, now)
    served = now if now.pinned else now.with_places({c.family: c.village for c in selection.chosen})
    coming, after = _ahead(round)
    found = turns(known.families, known.rules, served, coming, known.joining)
    return Expected(found, after.date if after else None)


def effect_of_changes(round: Round, *, today: datetime.date | None = None) -> tuple[Effect, datetime.date | None]:
    """What the families that are planned mean for the others, beside those whom the rotation proposes. Reads only.

    Also the day of the first round that was not planned ahead; None where the programme ends before.
    """
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    known = ahead_of(round, pinned=there, today=today)
    coming, after = _ahead(round)
    last = coming[-1].date if coming else round.date
    horizon = after.date if after else last + relativedelta(months=known.rules.every_months)
    found = effect(known.families, known.rules, known.now, coming, horizon=horizon, joining=known.joining)
    return found, after.date if after else None


def _ahead(round: Round) -> tuple[list[Coming], Coming | None]:
    """The next rounds, and the one after them where there is one."""
    rounds = list(islice(_coming(round), ROUNDS + 1))
    return rounds[:ROUNDS], rounds[ROUNDS] if len(rounds) > ROUNDS else None


def _coming(round: Round) -> Iterator[Coming]:
    """The rounds of the programme after this one, by day: those that are there as they stand, and what the rule says.

    A month that has a round of the rule, be it moved or cancelled, has no other.
    """
    programme = round.programme
    there = _there(round)
    taken = {one.month for one in (round, *there) if not one.is_extra}
    later = [one for one in there if one.date >= round.date and not one.is_cancelled]
    by_rule = [
        Coming(falls.date, programme.packages_per_round, month=falls.month)
        for falls in _falls_after(programme, round.date)
        if falls.month not in taken
    ]
    standing = (_as_it_stands(one, round.date) for one in later)
    return iter(sorted([*standing, *by_rule], key=attrgetter("date")))


def _falls_after(programme: Programme, day: datetime.date) -> list[Falls]:
    """The days after this one on which the rule gives rounds, enough to look ahead, behind pauses, too."""
    first, months = day + datetime.timedelta(days=1), (ROUNDS + 2) * programme.every_months
    found = days(programme, first, day + relativedelta(months=months, day=31), paused=True)
    if in_pauses := sum(bool(falls.paused) for falls in found):
        months += in_pauses * programme.every_months
        found = days(programme, first, day + relativedelta(months=months, day=31), paused=True)
    return [falls for falls in found if not falls.paused]


def _there(round: Round) -> list[Round]:
    """The other rounds that may be held on this one's day, after it, or take a month from the rule, by day."""
    later = Recipient.objects.expected().exclude(state=Recipient.State.MISSED).filter(round__date__gte=round.date)
    expected = later.select_related("family").order_by("pk")
    return list(
        round.programme.rounds.filter(Q(date__gte=round.date) | Q(month__gte=round.date - MOVED_AT_MOST))
        .exclude(pk=round.pk)
        .order_by("date", "pk")
        .prefetch_related(Prefetch("recipients", expected, to_attr="with_place"), "exclusions")
    )


def _as_it_stands(round: Round, day: datetime.date) -> Coming:
    """A round that is there, as a round of ``day`` foresees it.

    A draft that nobody touched is made anew until its day comes. One that was changed by hand stands as it is, like one
    that was submitted: nobody but the coordinator makes it anew. And so does another of the same day, whose families
    are left out of the one that looks ahead.
    """
    placed: list[Recipient] = getattr(round, "with_place")  # noqa: B009 - prefetched under this name
    by_hand = any(recipient.by_hand for recipient in placed) or bool(round.exclusions.all())
    if round.state == State.DRAFT and not by_hand and round.date > day:
        return Coming(round.date, round.packages, extra=round.is_extra, month=round.month)
    pinned = {recipient.family_id: recipient.family.village_id for recipient in placed}
    return Coming(round.date, len(pinned), pinned, extra=round.is_extra, month=round.month)
