"""When the families that wait are expected to have their turn: the coming rounds, planned ahead."""

import datetime
from collections.abc import Iterator, Mapping
from itertools import islice
from operator import attrgetter

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch, Q
from django.utils import timezone

from distributions.models import Recipient, Round, State
from distributions.rotation.candidates import candidates_ahead
from distributions.rotation.choose import select
from distributions.rotation.effect import Effect, effect
from distributions.rotation.forecast import ROUNDS, Coming, forecast
from distributions.rotation.plan import Plan, explain
from distributions.rotation.right import Candidate
from distributions.rotation.why import Expected
from distributions.rounds.dates import MOVED_AT_MOST, days
from distributions.rounds.planning import RESERVES, how_it_stands


def rotation_ahead(round: Round, *, pinned: Mapping[int, int], today: datetime.date | None = None) -> Plan:
    """As ``planning.rotation_of``, and those who wait are told their expected turn. Reads only.

    The forecast starts from the families that have a place in the round; where nobody has, from those who would.
    ``today`` is by default the date at the centre: who is eligible then is expected to remain so.
    """
    families, joining = _families(round, today)
    rules, now = how_it_stands(round, pinned=pinned)
    selection = select(families, rules, now)
    served = now if pinned else now.with_places({c.family: c.village for c in selection.chosen})
    coming, after = _ahead(round)
    expected = Expected(forecast(families, rules, served, coming, joining), after.date if after else None)
    return explain(selection, rules, now, reserves=RESERVES, expected=expected)


def effect_of_changes(round: Round, *, today: datetime.date | None = None) -> tuple[Effect, datetime.date | None]:
    """What the families that are planned mean for the others, beside those whom the rotation proposes. Reads only.

    Also the day of the first round that was not planned ahead; None where the programme ends before.
    """
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    families, joining = _families(round, today)
    rules, now = how_it_stands(round, pinned=there)
    coming, after = _ahead(round)
    last = coming[-1].date if coming else round.date
    horizon = after.date if after else last + relativedelta(months=rules.every_months)
    found = effect(families, rules, now, coming, horizon=horizon, joining=joining)
    return found, after.date if after else None


def _families(round: Round, today: datetime.date | None) -> tuple[list[Candidate], list[Candidate]]:
    """Those who may receive in the round, and those who may only in a later one."""
    return candidates_ahead(round, today or round.centre.local_date(timezone.now()))


def _ahead(round: Round) -> tuple[list[Coming], Coming | None]:
    """The next rounds, and the one after them where there is one."""
    rounds = list(islice(_coming(round), ROUNDS + 1))
    return rounds[:ROUNDS], rounds[ROUNDS] if len(rounds) > ROUNDS else None


def _coming(round: Round) -> Iterator[Coming]:
    """The rounds of the programme after this one, by day: those that are there as they stand, and what the rule says.

    A month that has a round of the rule, be it moved or cancelled, has no other.
    """
    programme = round.programme
    last = round.date + relativedelta(months=(ROUNDS + 2) * programme.every_months, day=31)
    there = _there(round)
    taken = {one.month for one in (round, *there) if not one.is_extra}
    later = [one for one in there if one.date > round.date and not one.is_cancelled]
    by_rule = [
        Coming(falls.date, programme.packages_per_round, month=falls.month)
        for falls in days(programme, round.date + datetime.timedelta(days=1), last)
        if falls.month not in taken
    ]
    return iter(sorted([*map(_as_it_stands, later), *by_rule], key=attrgetter("date")))


def _there(round: Round) -> list[Round]:
    """The other rounds that may be held after this one or take a month from the rule, by day."""
    later = Recipient.objects.expected().filter(round__date__gt=round.date)
    expected = later.select_related("family").order_by("pk")
    return list(
        round.programme.rounds.filter(Q(date__gt=round.date) | Q(month__gte=round.date - MOVED_AT_MOST))
        .exclude(pk=round.pk)
        .order_by("date", "pk")
        .prefetch_related(Prefetch("recipients", expected, to_attr="with_place"), "exclusions")
    )


def _as_it_stands(round: Round) -> Coming:
    """A draft keeps what was chosen by hand, a round that was submitted everything."""
    draft = round.state == State.DRAFT
    placed: list[Recipient] = getattr(round, "with_place")  # noqa: B009 - prefetched under this name
    pinned = {r.family_id: r.family.village_id for r in placed if r.by_hand or not draft}
    excluded = {exclusion.family_id for exclusion in round.exclusions.all()}
    packages = round.packages if draft else len(pinned)
    return Coming(round.date, packages, pinned, excluded, extra=round.is_extra, month=round.month)
