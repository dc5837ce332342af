"""Goods for a round: straight from the canteen on the day, or out of the centre's own stock."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from aid.balances import balances
from aid.first_seen import NewSupplier
from aid.ledger import ReceivedLine, issue, receive
from aid.models import Issue, Item, Receipt, Supplier
from aid.packages import price_of
from centres.models import User
from config.days import require_after_approval
from config.errors import Refused
from config.formats import quantity as written
from distributions.models import RUNNING, Recipient, Round, RoundIssue, RoundLine, State
from distributions.rounds.balance import ItemBalance, balance, gone_out
from distributions.rounds.contents import contents_of, contents_of_all, gets_a_package
from distributions.rounds.transitions import lock, require_state, transition


@dataclass(frozen=True, slots=True)
class Need:
    """What the families of a round are to receive of an item, and what has gone out for it already.

    Its price is the last one, or else the usual one, or else the one that was planned.
    """

    item: Item
    per_package: Decimal
    needed: Decimal
    out: Decimal
    price: int | None

    @property
    def missing(self) -> Decimal:
        """What has still to go out."""
        return max(self.needed - self.out, Decimal(0))


class GoodsWentOut(Refused):
    """More or less has gone out for the round than whoever records goods saw; ``seen`` is for what is told now."""

    def __init__(self, rows: Sequence[ItemBalance]) -> None:
        out = ", ".join(f"{row.item.name} {written(row.issued, row.unit)}" for row in rows if row.issued)
        if out:
            text = _(
                "While this page was open, goods were recorded for this round; gone out in all: %(items)s. Nothing was"
                " saved. If yours are further goods, send them again."
            ) % {"items": out}
        else:
            text = _(
                "While this page was open, the goods of this round were taken back. Nothing was saved; look again."
            )
        super().__init__(text)
        self.seen = gone_out(rows)


@transaction.atomic
def receive_for_round(
    round: Round,
    *,
    supplier: Supplier | NewSupplier,
    terms: str,
    lines: Sequence[ReceivedLine],
    received_on: datetime.date,
    number: str = "",
    source_of_funds: str = "",
    paid_on: datetime.date | None = None,
    note: str = "",
    again: bool = False,
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> Issue:
    """*Langsung dari kantin*: record a delivery and issue all of it to the round, which is then issued.

    ``seen`` is ``gone_out`` of the figures that were shown, here and below; None where none were. Raises GoodsWentOut
    for other ones, and AlreadyReceived as ``receive`` does.
    """
    require_state(lock(round), *RUNNING)
    _require_seen(round, seen)
    receipt: Receipt = receive(
        centre=round.centre,
        supplier=supplier,
        received_on=received_on,
        terms=terms,
        lines=lines,
        number=number,
        source_of_funds=source_of_funds,
        paid_on=paid_on,
        note=note,
        again=again,
        by=by,
        now=now,
    )
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for lot in receipt.lots.all():
        wanted[lot.item_id] += lot.on_hand
    return _issue(round, issued_on=received_on, wanted=wanted, receipts=[receipt], field="received_on", by=by, now=now)


@transaction.atomic
def issue_for_round(
    round: Round,
    *,
    issued_on: datetime.date,
    wanted: Mapping[int, Decimal] | None = None,
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> Issue:
    """Issue goods out of stock to the round: ``wanted``, or all that its families still lack.

    Refused, naming the items, when not all of it is on hand; then nothing goes out.
    """
    require_state(lock(round), *RUNNING)
    _require_seen(round, seen)
    if wanted is None:
        wanted = {need.item.pk: need.missing for need in needs(round) if need.missing}
        if not wanted:
            raise Refused(_("All goods of this round have gone out already."))
    return _issue(round, issued_on=issued_on, wanted=wanted, receipts=None, field="issued_on", by=by, now=now)


def needs(round: Round, rows: Iterable[ItemBalance] | None = None) -> list[Need]:
    """What the round needs of each item, for all who get a package together. Five queries, three with its ``rows``."""
    totals = contents_of_all(round).totals(gets_a_package(round.recipients.with_replaced()))
    prices = price_of([line.item for line, _total in totals])
    rows = balance(round) if rows is None else rows
    out = {row.item.pk: row.issued - row.returned - row.supplied_back - row.lost for row in rows}
    return [
        Need(
            line.item,
            line.quantity,
            total,
            out.get(line.item_id, Decimal(0)),
            prices.get(line.item_id) or line.unit_price,
        )
        for line, total in totals
    ]


def short(wanted: Iterable[Need], on_hand: Mapping[int, Decimal]) -> list[tuple[Item, Decimal]]:
    """What the store (``on_hand`` by item) lacks of what has still to go out: each item with how much is missing."""
    rows = ((need.item, need.missing - on_hand.get(need.item.pk, Decimal(0))) for need in wanted)
    return [(item, lacks) for item, lacks in rows if lacks > 0]


def short_in_stock(round: Round) -> str:
    """The same in words, of an approved round of a centre that keeps a stock; empty where nothing lacks."""
    if round.state != State.APPROVED or not round.centre.keeps_stock:
        return ""
    on_hand = {row.item.pk: row.on_hand for row in balances(round.centre)}
    return ", ".join(f"{item.name} {written(lacks, item.unit)}" for item, lacks in short(needs(round), on_hand))


def lacking(round: Round) -> str:
    """What has still to go out for the families that wait in a round of which a part went out, in words; or nothing.

    Once all are recorded nobody waits for it: what one did not get is said with its hand-over.
    """
    if round.state != State.ISSUED or not round.recipients.planned().exists():
        return ""
    return ", ".join(
        f"{need.item.name} {written(need.missing, need.item.unit)}" for need in needs(round) if need.missing
    )


def may_be_handed_over(recipient: Recipient) -> list[RoundLine]:
    """What a recipient gets, then with quantity zero what else has gone out for the round: substitutes."""
    lines = contents_of(recipient)
    known = {line.item_id for line in lines}
    return [
        *lines,
        *(
            RoundLine(item=row.item, item_name=row.item.name, unit=row.unit, quantity=Decimal(0))
            for row in balance(recipient.round)
            if row.item.pk not in known
        ),
    ]


def _require_seen(round: Round, seen: str | None) -> None:
    """Refuse what was decided on other figures: two people would each send out what one of them should."""
    if seen is not None and seen != gone_out(rows := balance(round)):
        raise GoodsWentOut(rows)


def _note(round: Round) -> str:
    """What the stock cards of the centre say of it, whatever language the storekeeper reads."""
    with translation.override("id"):
        return _("Round %(month)s") % {"month": round.name}


def _issue(
    round: Round,
    *,
    issued_on: datetime.date,
    wanted: Mapping[int, Decimal],
    receipts: list[Receipt] | None,
    field: str,
    by: User,
    now: datetime.datetime,
) -> Issue:
    # Goods that came before the approval go into stock, and out of it on a day of their own.
    require_after_approval(issued_on, round.approved_on, field=field)
    document = issue(
        centre=round.centre,
        issued_on=issued_on,
        wanted=wanted,
        receipts=receipts,
        note=_note(round),
        by=by,
        now=now,
    )
    RoundIssue.objects.create(centre_id=round.centre_id, round=round, issue=document)
    if round.state == State.APPROVED:
        transition(round, State.ISSUED, by=by, now=now)
    return document
