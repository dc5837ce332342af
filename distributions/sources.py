"""From whom the goods of a round came: what went out says so, and until then the plan."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef

from aid.models import Movement
from centres.indonesian import joined
from distributions.models import Round


@dataclass(frozen=True, slots=True)
class Sources:
    """Suppliers and donors, and the sources of funds, each joined as in a sentence; empty when nobody said."""

    suppliers: str
    funds: str


def sources(rounds: Iterable[Round]) -> dict[int, Sources]:
    """The sources of each round by its id; one query, and the suppliers of the plan should be loaded already."""
    rounds = list(rounds)
    reversed_ = Movement.objects.filter(reverses=OuterRef("pk"))
    came = (
        Movement.objects.filter(kind=Movement.Kind.ISSUE, issue__round_issue__round__in=rounds)
        .exclude(Exists(reversed_))
        .values_list("issue__round_issue__round", "lot__receipt__supplier__name", "lot__receipt__source_of_funds")
        .annotate(first=Min("pk"))
        .order_by("first")
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for round, supplier, funds, _first in came:
        found.setdefault(round, []).append((supplier, funds))
    return {round.pk: _joined(found.get(round.pk) or _planned(round)) for round in rounds}


def _planned(round: Round) -> list[tuple[str, str]]:
    return [(round.supplier.name if round.supplier else "", round.source_of_funds)]


def _joined(pairs: list[tuple[str, str]]) -> Sources:
    suppliers, funds = (list(dict.fromkeys(filter(None, column))) for column in zip(*pairs, strict=True))
    return Sources(joined(suppliers), joined(funds))
