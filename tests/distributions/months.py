"""A month in the middle of its work, for the tests of goods and closing."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from aid.ledger import ReceivedLine
from aid.models import Item
from centres.models import Centre
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import Recipient, State
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.goods import receive_for_round
from distributions.rounds.transitions import transition
from tests.factories import PANOLAN, CentreFactory, RecipientFactory, RoundFactory, SupplierFactory, cast, region

NOW = datetime.datetime(2024, 11, 15, 3, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 11, 15)
APPROVED = datetime.datetime(2024, 11, 8, 3, tzinfo=datetime.UTC)


def approved_month(
    families: int = 2,
    villages: Sequence[str] = (PANOLAN,),
    *,
    unpriced: Sequence[str] = (),
    unsized: int = 0,
    of: Centre | None = None,
    **of_round: Any,
) -> SimpleNamespace:
    """A round approved a week before: 10 kg of rice and 2 kg of sugar for each family, and one family in reserve.

    The families live in turn in the ``villages``, given by their codes. The items ``unpriced`` have no price yet. Of
    the first ``unsized`` families nobody wrote down how many live in the household, of the others three do.
    ``of`` is the centre, a new one where none is said, ``of_round`` are columns of the round.
    """
    people = cast(of or CentreFactory())
    round = RoundFactory(centre=people.centre, **of_round)
    round.lines.filter(item_name__in=unpriced).update(unit_price=None)
    homes = [region(villages[n % len(villages)]) for n in range(families)]
    recipients = [
        RecipientFactory(round=round, family__village=village, family__household_size=None if n < unsized else 3)
        for n, village in enumerate(homes)
    ]
    reserve = RecipientFactory(round=round, state=Recipient.State.RESERVE)
    transition(round, State.SUBMITTED, by=people.coordinator, now=APPROVED)
    transition(round, State.APPROVED, by=people.head, now=APPROVED)
    items = {item.name: item for item in Item.objects.filter(centre=people.centre)}
    return SimpleNamespace(
        people=people,
        centre=people.centre,
        round=round,
        recipients=recipients,
        reserve=reserve,
        canteen=SupplierFactory(centre=people.centre, name="Koperasi Pegawai"),
        rice=items["Beras"],
        sugar=items["Gula pasir"],
    )


def from_canteen(month, *, rice="20", sugar="4", **more):
    """The goods of the round, straight from the canteen."""
    lines = [
        ReceivedLine(item, Decimal(quantity), price)
        for item, quantity, price in ((month.rice, rice, 14_500), (month.sugar, sugar, 17_500))
        if Decimal(quantity)
    ]
    given = {"supplier": month.canteen, "terms": "gift", "received_on": TODAY, "lines": lines, "now": NOW}
    return receive_for_round(month.round, by=month.people.storekeeper, **(given | more))


def delivered(month, recipient, **quantities):
    """The family received: all, or ``rice`` and ``sugar``, which then have a reason."""
    exact = {getattr(month, name).pk: Decimal(quantity) for name, quantity in quantities.items()}
    return _submit(
        month,
        recipient,
        kind=Kind.DELIVERED,
        quantities=exact or None,
        difference_reason="diganti" if exact else "",
    )


def missed(month, recipient):
    return report_missed(month.round, recipient, by=month.people.officer)


def report_missed(round, recipient, *, by, reason="not_home", note=""):
    """A family of any round was missed."""
    return _report(round, recipient, by, kind=Kind.MISSED, missed_reason=reason, missed_note=note)


def _submit(month, recipient, **said):
    return _report(month.round, recipient, month.people.officer, **said)


def _report(round, recipient, by, **said):
    submission = Submission(
        key=uuid4(), channel="page", recorded_at=NOW, recipient_id=recipient.pk if recipient else None, **said
    )
    return submit(round, submission, by=by, now=NOW)


def close(month) -> None:
    """Everybody is recorded: what is left goes back to the supplier, and the round is closed."""
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)
