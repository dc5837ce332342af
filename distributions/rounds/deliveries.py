"""From whom the goods of a round came and to whom they went back, as each of them is signed for.

What was brought for the round was received on the day of its approval or later, and went out for no other round before.
All else came out of the centre's own store, be it what an earlier round left over.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Sum

from aid.balances import never_came
from aid.models import Movement, Receipt, Supplier
from config.formats import before_stop
from distributions.models import Round

Kind = Movement.Kind


@dataclass(slots=True)
class Moved:
    """Goods that changed hands: ``days`` in order, quantities in base units by item.

    ``part`` numbers the paper of it within the round and stays, whatever is taken back or comes later.
    """

    part: int
    supplier: Supplier | None = None
    receipt: Receipt | None = None
    days: list[datetime.date] = field(default_factory=list)
    goods: dict[int, Decimal] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    in_part: bool = False
    """Whether the delivery brought more than went out for the round, or goods of which nothing did."""
    taken_back: bool = False
    """Whether something of it was recorded by mistake; where nothing else was, there are no goods of it."""

    def add(self, item: int, quantity: Decimal, day: datetime.date, reason: str = "") -> None:
        self.goods[item] = self.goods.get(item, Decimal(0)) + quantity
        self.days = sorted({*self.days, day})
        if reason and reason not in self.reasons:
            self.reasons.append(reason)


@dataclass(slots=True)
class WrittenOff(Moved):
    """Goods that nobody received and that are gone: damaged, expired or lost.

    ``why`` are the reasons by item, each once; ``worth`` is what they cost in rupiah, None while a price is missing.
    """

    why: dict[int, list[str]] = field(default_factory=dict)
    worth: dict[int, Decimal | None] = field(default_factory=dict)

    def lose(self, row: Movement) -> None:
        item, reason, price = row.lot.item_id, before_stop(row.reason), row.lot.unit_price
        self.add(item, -row.quantity, row.happened_on)
        if reason not in self.why.setdefault(item, []):
            self.why[item].append(reason)
        before = self.worth.get(item, Decimal(0))
        self.worth[item] = None if price is None or before is None else before - row.quantity * price


@dataclass(frozen=True, slots=True)
class GoodsMoved:
    """What each delivery ``brought`` for a round, what came ``from_store``, what went ``back``, last to the store, and
    what was ``written_off``; ``taken_back`` is of what nothing is left of all this.
    """

    brought: list[Moved] = field(default_factory=list)
    from_store: Moved | None = None
    back: list[Moved] = field(default_factory=list)
    written_off: WrittenOff | None = None
    taken_back: list[Moved] = field(default_factory=list)

    @property
    def went_out(self) -> list[Moved]:
        """What went out for the round, from wherever it came."""
        return [*self.brought, *([self.from_store] if self.from_store else [])]

    @property
    def parts(self) -> list[Moved]:
        """All of which there is a paper."""
        return [*self.went_out, *self.back, *([self.written_off] if self.written_off else [])]


# Papers of one kind in a round; deliveries count from 1.
STORE, BACK, BACK_IN_STORE, WRITTEN_OFF = 101, 201, 301, 401


def goods_moved(round: Round) -> GoodsMoved:
    """Read it from the ledger, without what was taken back, an issue or a whole delivery. Four queries.

    Nothing goes out before the approval.
    """
    return goods_moved_of([round])[round.pk]


def goods_moved_of(rounds: Collection[Round]) -> dict[int, GoodsMoved]:
    """The same of several rounds, by their keys, in as many queries."""
    approved = {round.pk: round.approved_on for round in rounds if round.approved_on}
    found = {round.pk: GoodsMoved() for round in rounds}
    if not approved:
        return found
    moved: Any = Movement.objects.filter(issue__round_issue__round__in=approved)
    moved = moved.annotate(of_round=F("issue__round_issue__round"))
    rows = list(moved.select_related("lot__receipt__supplier").order_by("pk"))
    wrong = set(never_came().filter(lot__in={row.lot_id for row in rows}).values_list("lot", flat=True))
    undone = {row.reverses_id for row in rows} | {row.pk for row in rows if row.lot_id in wrong}
    issues = _issues_of({row.lot.receipt_id for row in rows if row.kind == Kind.ISSUE})
    for pk, day in approved.items():
        found[pk] = _of_one([row for row in rows if row.of_round == pk], day, undone, issues)
    brought = [one for moved in found.values() for one in moved.brought if one.receipt]
    came = _came({one.receipt.pk for one in brought if one.receipt})
    for one in brought:
        of_it = {
            item: quantity for (receipt, item), quantity in came.items() if one.receipt and receipt == one.receipt.pk
        }
        one.in_part = any(quantity > one.goods.get(item, 0) for item, quantity in of_it.items())
    return found


def _of_one(
    rows: Sequence[Movement], approved_on: datetime.date, undone: Collection[int | None], issues: "Issues"
) -> GoodsMoved:
    gone = [row for row in rows if row.kind == Kind.ISSUE]
    for_others = _went_elsewhere_before(gone, undone, issues)
    brought: dict[int, Moved] = {}
    store = Moved(STORE)
    for row in gone:
        receipt, here, day = row.lot.receipt, store, row.happened_on
        if receipt.received_on >= approved_on:
            # Each has its number, also one that came out of the store in the end: the others keep theirs.
            own = brought.setdefault(receipt.pk, Moved(len(brought) + 1, receipt.supplier, receipt))
            if receipt.pk not in for_others:
                here, day = own, receipt.received_on
        _enter(here, row, day, undone, out=True)
    back = _back(rows, undone)
    lost = WrittenOff(WRITTEN_OFF)
    for row in (row for row in rows if row.kind == Kind.LOSS):
        lost.taken_back |= row.pk in undone
        if row.pk not in undone:
            lost.lose(row)
    return GoodsMoved(
        brought=[one for one in brought.values() if one.goods],
        from_store=store if store.goods else None,
        back=[one for one in back if one.goods],
        written_off=lost if lost.goods else None,
        taken_back=[one for one in (*brought.values(), store, *back, lost) if one.taken_back and not one.goods],
    )


def _enter(
    here: Moved, row: Movement, day: datetime.date, undone: Collection[int | None], *, out: bool, reason: str = ""
) -> None:
    if row.pk in undone:
        here.taken_back = True
    else:
        here.add(row.lot.item_id, -row.quantity if out else row.quantity, day, reason)


def _came(receipts: Collection[int]) -> dict[tuple[int, int], Decimal]:
    """How much of each item these deliveries brought, by delivery and item."""
    if not receipts:
        return {}
    came = Movement.objects.filter(kind=Kind.RECEIPT, lot__receipt__in=receipts).order_by()
    came = came.exclude(Exists(never_came().filter(lot=OuterRef("lot"))))
    found = came.values_list("lot__receipt", "lot__item").annotate(quantity=Sum("quantity"))
    return {(receipt, item): quantity for receipt, item, quantity in found}


# Of a delivery, what went out of it: movement and document.
Issues = dict[int, list[tuple[int, int | None]]]


def _issues_of(receipts: Collection[int]) -> Issues:
    """What went out of these deliveries, for whatever it was, without what was taken back."""
    found: Issues = {}
    if receipts:
        gone = Movement.objects.filter(kind=Kind.ISSUE, lot__receipt__in=receipts)
        standing = gone.exclude(Exists(Movement.objects.filter(reverses=OuterRef("pk"))))
        for receipt, pk, issue in standing.order_by().values_list("lot__receipt", "pk", "issue"):
            found.setdefault(receipt, []).append((pk, issue))
    return found


def _went_elsewhere_before(gone: Iterable[Movement], undone: Collection[int | None], issues: Issues) -> set[int]:
    """The deliveries of which something went out by another issue before it went out for this round.

    What was taken back, there or here, went nowhere; where all of it was taken back here, when it went out counts.
    """
    first: dict[int, int] = {}
    own = list(gone)
    for row in (*(row for row in own if row.pk not in undone), *own):
        first.setdefault(row.lot.receipt_id, row.pk)
    documents = {row.issue_id for row in own}
    return {
        receipt
        for receipt, when in first.items()
        if any(pk < when and issue not in documents for pk, issue in issues.get(receipt, ()))
    }


def _back(rows: Iterable[Movement], undone: Collection[int | None]) -> list[Moved]:
    """What went back to each supplier, and then what stayed in the store: of what came back, the rest."""
    to: dict[int, Moved] = {}
    store = Moved(BACK_IN_STORE)
    for row in rows:
        item, day = row.lot.item_id, row.happened_on
        if row.kind == Kind.RETURN:
            _enter(store, row, day, undone, out=False)
        elif row.kind in (Kind.SUPPLIER, Kind.LOSS) and row.pk not in undone:
            store.goods[item] = store.goods.get(item, Decimal(0)) + row.quantity
        if row.kind == Kind.SUPPLIER:
            supplier = row.lot.receipt.supplier
            here = to.setdefault(supplier.pk, Moved(BACK + len(to), supplier))
            _enter(here, row, day, undone, out=True, reason=before_stop(row.reason))
    store.goods = {item: quantity for item, quantity in store.goods.items() if quantity}
    return [*to.values(), store]
