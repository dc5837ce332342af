"""When the families that wait are expected to have their turn: the coming rounds, planned ahead."""

from collections.abc import Iterator, Mapping
from itertools import islice

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch

from distributions.models import Recipient, Round, State
from distributions.rotation.choose import select
from distributions.rotation.forecast import ROUNDS, Coming, forecast
from distributions.rotation.plan import Plan, explain
from distributions.rotation.why import Expected
from distributions.rounds.planning import RESERVES, known_of
from distributions.rounds.schedule import occurrences


def rotation_ahead(round: Round, *, pinned: Mapping[int, int]) -> Plan:
    """As ``planning.rotation_of``, and those who wait are told their expected turn. Reads only.

    The forecast starts from the families that have a place in the round; where nobody has, from those who would.
    """
    families, rules, now = known_of(round, pinned=pinned)
    selection = select(families, rules, now)
    served = now if pinned else now.with_places({c.family: c.village for c in selection.chosen})
    *coming, after = [*islice(_coming(round), ROUNDS + 1), None][: ROUNDS + 1]
    expected = Expected(
        forecast(families, rules, served, [later for later in coming if later]),
        after.date if after else None,
    )
    return explain(selection, rules, now, reserves=RESERVES, expected=expected)


def _coming(round: Round) -> Iterator[Coming]:
    """The rounds of the programme after this one: those that are there as they stand, and what the rule says."""
    programme = round.programme
    there = {later.month: later for later in _later(round)}
    last = round.date + relativedelta(months=(ROUNDS + 2) * programme.every_months, day=31)
    dates = {date.replace(day=1): date for date in occurrences(programme, round.date, last)}
    for month in sorted(dates.keys() | there.keys()):
        later = there.get(month)
        if later is None and month > round.month:
            yield Coming(dates[month], programme.packages_per_round)
        elif later is not None and later.state != State.CANCELLED:
            yield _as_it_stands(later)


def _later(round: Round) -> list[Round]:
    expected = Recipient.objects.expected().select_related("family").order_by("pk")
    return list(
        round.programme.rounds.filter(month__gt=round.month)
        .order_by("month", "pk")
        .prefetch_related(Prefetch("recipients", expected, to_attr="with_place"), "exclusions")
    )


def _as_it_stands(round: Round) -> Coming:
    """A draft keeps what was chosen by hand, a round that was submitted everything."""
    draft = round.state == State.DRAFT
    placed: list[Recipient] = getattr(round, "with_place")  # noqa: B009 - prefetched under this name
    pinned = {r.family_id: r.family.village_id for r in placed if r.by_hand or not draft}
    excluded = {exclusion.family_id for exclusion in round.exclusions.all()}
    return Coming(round.date, round.packages if draft else len(pinned), pinned, excluded)
