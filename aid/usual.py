"""From whom goods usually come, on what terms, and by which money: what the form of a delivery is filled with.

The room above, which this one doesn't know, says by ``says_what_is_usual`` what was agreed.
"""

from collections.abc import Callable
from typing import TypedDict

from aid.balances import stands
from aid.models import Receipt
from aid.models.ledger import Terms
from centres.models import Centre


class Usual(TypedDict):
    """``supplier`` is an id, None where nobody said."""

    supplier: int | None
    terms: str
    source_of_funds: str


Says = Callable[[Centre], Usual | None]
_asked: list[Says] = []


def says_what_is_usual(says: Says) -> Says:
    """Let ``says`` be asked before the last delivery is."""
    _asked.append(says)
    return says


def usual(centre: Centre) -> Usual:
    """What was agreed with its source; else what the last delivery says that names one; else on what terms, where that
    was agreed, or that goods are bought.
    """
    agreed = [said for says in _asked if (said := says(centre))]
    for said in agreed:
        if said["source_of_funds"]:
            return said
    named = Receipt.objects.filter(centre=centre).exclude(source_of_funds="")
    last = named.filter(stands()).order_by("-received_on", "-pk").first()
    if last is None and agreed:
        return agreed[0]
    if last is None:
        return {"supplier": None, "terms": Terms.BOUGHT, "source_of_funds": ""}
    return {"supplier": last.supplier_id, "terms": last.terms, "source_of_funds": last.source_of_funds}
