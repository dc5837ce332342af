"""A round beside a full store, the form by which its goods go out, and a round of which hardly any did."""

import datetime
from decimal import Decimal

from django.db import transaction

from aid.ledger import ReceivedLine, receive, take_back
from aid.models import Movement
from centres.models import User
from distributions.models import Round
from distributions.rounds.goods import receive_for_round
from tests.distributions.months import NOW, TODAY, approved_month
from tests.factories import SupplierFactory
from tests.seen import seen_on


def stocked():
    """A round that needs 20 kg of rice and 4 kg of sugar, and a store that holds 100 kg of each."""
    month = approved_month()
    lines = [ReceivedLine(item, 100) for item in (month.rice, month.sugar)]
    given = {"supplier": month.canteen, "received_on": TODAY, "terms": "bought", "by": month.people.storekeeper}
    receive(centre=month.centre, lines=lines, now=NOW, **given)
    return month


def form_of(month, page):
    """What the browser sends of the page as it is filled in already."""
    rows = [("lines-0", month.rice, "20"), ("lines-1", month.sugar, "4")]
    lines = {f"{row}-item": item.pk for row, item, _quantity in rows}
    lines |= {f"{row}-quantity": quantity for row, _item, quantity in rows}
    form = {"issued_on": "2024-11-15", "received_on": "2024-11-15", "terms": "gift", "supplier": month.canteen.pk}
    return {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "2", "seen": seen_on(page)} | form | lines


def rice_out(month):
    return -sum(Movement.objects.filter(kind="issue", lot__item=month.rice).values_list("quantity", flat=True))


@transaction.atomic
def called_issued(round: Round, *, by: User, now: datetime.datetime) -> Round:
    """The round is issued, and its goods came back at once: nothing of them is left to account for."""
    document = receive_for_round(
        round,
        supplier=SupplierFactory(centre=round.centre),
        terms="gift",
        received_on=round.centre.local_date(now),
        lines=[ReceivedLine(round.lines.order_by("pk")[0].item, Decimal(1))],
        by=by,
        now=now,
    )
    take_back(list(document.movements.all()), reason="Tertukar", happened_on=document.issued_on, by=by, now=now)
    return round
