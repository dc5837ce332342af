"""From whom the goods of a round came: what went out says so, and until then the plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Min
from django.utils import translation

from aid.models import Receipt
from aid.models.ledger import Terms
from aid.usual import Usual, says_what_is_usual
from centres.indonesian import joined
from centres.models import Centre
from distributions.models import Programme, Round
from distributions.rounds.days import standing_issues

RECEIPT = ("supplier__name", "terms", "source_of_funds")


class Came(NamedTuple):
    supplier: str
    terms: str
    funds: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Suppliers and donors, also with the terms of each, and the sources of funds; empty when nobody said.

    All in Indonesian, as papers and reports are.
    """

    suppliers: str
    with_terms: str
    funds: str


def sources(rounds: Iterable[Round]) -> dict[int, Sources]:
    """The sources of each round by its id; one query, and the suppliers of the plan should be loaded already."""
    rounds = list(rounds)
    came = (
        standing_issues(rounds)
        .values_list("issue__round_issue__round", *(f"lot__receipt__{name}" for name in RECEIPT))
        .annotate(first=Min("pk"))
        .order_by("first")
    )
    found: dict[int, list[Came]] = {}
    for round, *receipt, _first in came:
        found.setdefault(round, []).append(Came(*receipt))
    return {round.pk: _joined(found[round.pk]) if round.pk in found else planned(round) for round in rounds}


def planned(round: Round) -> Sources:
    """The source that the plan names, whatever came of it."""
    return _joined([Came(round.supplier.name if round.supplier else "", round.terms, round.source_of_funds)])


@says_what_is_usual
def of_programmes(centre: Centre) -> Usual | None:
    """What the programmes of a centre have agreed: the one source that they name, with its supplier and terms.

    Where they name none, or several, what they have in common; None where they come on different terms.
    """
    programmes = Programme.objects.filter(centre=centre).order_by()
    agreed = [Usual(**one) for one in programmes.values("supplier", "terms", "source_of_funds").distinct()]
    named = [one for one in agreed if one["source_of_funds"]]
    if len(named) == 1:
        return named[0]
    suppliers, terms = {one["supplier"] for one in agreed}, {one["terms"] for one in agreed}
    if len(terms) != 1:
        return None
    return Usual(supplier=suppliers.pop() if len(suppliers) == 1 else None, terms=terms.pop(), source_of_funds="")


def source_of(receipt: Receipt) -> Sources:
    """The source of one delivery, whose supplier should be loaded already."""
    return _joined([Came(receipt.supplier.name, receipt.terms, receipt.source_of_funds)])


def _joined(found: list[Came]) -> Sources:
    named = [one for one in found if one.supplier]
    with translation.override("id"):
        with_terms = [f"{one.supplier} ({Terms(one.terms).label.lower()})" for one in named]
    return Sources(
        suppliers=joined(_once(one.supplier for one in named)),
        with_terms=joined(_once(with_terms)),
        funds=joined(_once(one.funds for one in found if one.funds)),
    )


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
