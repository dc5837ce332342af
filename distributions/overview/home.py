"""What *Beranda* shows: this month's round, what waits for whom, and how far the programme has reached."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from centres.models import Centre
from distributions.models import Programme, Round, RoundTransition
from distributions.overview.family_story import last_months
from distributions.rounds.figures import Counted, with_figures
from families.models import Eligibility, Family
from families.models.family import Named
from families.need import outdated_before

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    OpenRound: TypeAlias = WithAnnotations[Round, "Due"]

# Above this number squares are no longer counted by the eye, and a bar says the same.
SQUARES_UP_TO = 200


@dataclass(frozen=True, slots=True)
class Coverage:
    """Families that may receive now, by when they last received; and how many are ``proposed``."""

    recent: int
    older: int
    never: int
    proposed: int
    # Of those who may receive: surveyed too long ago.
    outdated: int = 0

    @property
    def eligible(self) -> int:
        return self.recent + self.older + self.never


class Due(Counted):
    """What ``open_rounds`` adds to a round: its figures, and the note of its last transition."""

    last_note: str | None


def open_rounds(centre: Centre) -> "list[OpenRound]":
    """The rounds that still need something done, the earliest first, with figures and the last note to them."""
    last = RoundTransition.objects.filter(round=OuterRef("pk")).order_by("-id")
    rounds = with_figures(Round.objects.filter(centre=centre).next_due()).annotate(
        last_note=Subquery(last.values("note")[:1])
    )
    return list(rounds.select_related("centre", "programme", "supplier"))


def this_months(rounds: "list[OpenRound]", today: datetime.date) -> "OpenRound | None":
    """The round that the page is about: the first of this month or later, else the earliest that is still open."""
    return next((r for r in rounds if r.month >= today.replace(day=1)), rounds[0] if rounds else None)


def coverage(centre: Centre, today: datetime.date) -> Coverage:
    """Two queries, each answered by an index alone (``family_may_receive``, ``family_proposed``).

    Recent is what falls into the twelve months of *Cakupan* and the trails.
    """
    begin = last_months(today)[0]
    eligible = Family.objects.eligible(at=today).filter(centre=centre)
    reached = eligible.aggregate(
        # The centre and no key: it stands in the index.
        recent=Count("centre", filter=Q(last_aid_on__gte=begin)),
        older=Count("centre", filter=Q(last_aid_on__lt=begin)),
        never=Count("centre", filter=Q(last_aid_on=None)),
        outdated=Count("centre", filter=Q(surveyed_on__lt=outdated_before(today))),
    )
    proposed = Family.objects.filter(centre=centre, merged_into=None, eligibility=Eligibility.PROPOSED)
    return Coverage(**reached, proposed=proposed.count())


def never_reached(centre: Centre, today: datetime.date, limit: int = 4) -> "QuerySet[WithAnnotations[Family, Named]]":
    """Families that may receive and never did, the longest registered first, with their contact."""
    return (
        Family.objects.eligible(at=today)
        .never_reached()
        .filter(centre=centre)
        .with_contact()
        .select_related("village__parent")
        .order_by("registered_on", "pk")[:limit]
    )


def last_activity(centre: Centre, limit: int = 4) -> QuerySet[RoundTransition]:
    """What last happened to rounds."""
    return RoundTransition.objects.filter(centre=centre).select_related("by", "round").order_by("-id")[:limit]


def has_begun(centre: Centre) -> bool:
    """Whether a centre has all that a month needs, and a first round; until then its list of steps comes first."""
    facts = Centre.objects.filter(pk=centre.pk).values_list(
        Exists(Family.objects.active().filter(centre=OuterRef("pk"))),
        Exists(Programme.objects.filter(centre=OuterRef("pk"))),
        Exists(Round.objects.filter(centre=OuterRef("pk"))),
    )
    return all(facts[0])
