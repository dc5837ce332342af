"""The acts of the ledger: goods in, goods out, what came back, was lost or counted, and mistakes taken back.

Every act writes movements, in one statement; the trigger on Movement brings the balance of the lots along and the
database refuses what would go below zero. Lots are locked in the order of their ids before anything is decided, so that
two acts on the same goods come one after the other. Quantities are decimals in the item's base unit with at most three
places, money is whole rupiah, days are those of the centre. Refused acts raise ``config.errors.Refused``.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from aid.balances import something_kept, still_out
from aid.first_seen import NewItem, NewSupplier, recorded_item, recorded_supplier
from aid.models import Issue, Item, Lot, Movement, Receipt, Supplier
from aid.models.ledger import Terms
from aid.same_note import require_new_goods, require_new_note
from centres.models import Centre, User
from centres.versions import Version, require_mark, require_seen, said_of
from config.days import of_expiry, of_records
from config.errors import Refused, reason_given
from config.formats import plain_date
from config.formats import quantity as written
from config.numbers import require_quantity

MAX_PRICE = 2_147_483_647
Kind = Movement.Kind


class Outcome(models.TextChoices):
    """What becomes of goods of a round that nobody received."""

    STOCK = "stock", gettext_lazy("Back to stock")
    SUPPLIER = "supplier", gettext_lazy("Back to the supplier")
    LOSS = "loss", gettext_lazy("Written off")


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """So much of an item, at a price per base unit, as one lot."""

    item: Item | NewItem
    quantity: Decimal
    unit_price: int | None = None
    expires_on: datetime.date | None = None
    code: str = ""


@transaction.atomic
def receive(
    *,
    centre: Centre,
    supplier: Supplier | NewSupplier,
    received_on: datetime.date,
    terms: str,
    lines: Sequence[ReceivedLine],
    number: str = "",
    source_of_funds: str = "",
    paid_on: datetime.date | None = None,
    note: str = "",
    again: bool = False,
    ask_of_goods: bool = False,
    by: User,
    now: datetime.datetime,
) -> Receipt:
    """Record goods in: one receipt, a lot for every line, and the movements that fill them.

    Raises AlreadyReceived for a note that is recorded; ``again`` says that this is another delivery. ``ask_of_goods``:
    also for the same goods without a number, where nothing else tells that they were recorded already.
    """
    _require_happened(centre, received_on, now, field="received_on")
    if paid_on:
        _require_happened(centre, paid_on, now, field="paid_on")
        if terms == Terms.GIFT:
            raise Refused(_("A gift is not paid for."), field="paid_on")
    _check_lines(lines, received_on)
    from_whom = recorded_supplier(supplier, centre)
    if not again:
        _require_new(from_whom, lines, received_on=received_on, number=number, ask_of_goods=ask_of_goods)
    receipt = Receipt.objects.create(
        centre=centre,
        supplier=from_whom,
        received_on=received_on,
        terms=Terms(terms),
        number=number,
        source_of_funds=source_of_funds,
        paid_on=paid_on,
        note=note,
        recorded_by=by,
        recorded_at=now,
    )
    _fill(receipt, lines)
    return receipt


def _require_new(
    supplier: Supplier, lines: Sequence[ReceivedLine], *, received_on: datetime.date, number: str, ask_of_goods: bool
) -> None:
    require_new_note(supplier, received_on=received_on, number=number)
    if ask_of_goods:
        goods = [(line.item.name, line.quantity) for line in lines]
        require_new_goods(supplier, received_on=received_on, number=number, goods=goods)


def _fill(receipt: Receipt, lines: Sequence[ReceivedLine]) -> None:
    """Make a lot of each line, and the movement that fills it."""
    lots = Lot.objects.bulk_create(
        Lot(
            centre=receipt.centre,
            receipt=receipt,
            item=recorded_item(line.item, receipt.centre),
            unit_price=line.unit_price,
            code=line.code,
            expires_on=line.expires_on,
        )
        for line in lines
    )
    filling = (
        Movement(
            centre=receipt.centre, lot=lot, kind=Kind.RECEIPT, quantity=line.quantity, happened_on=receipt.received_on
        )
        for lot, line in zip(lots, lines, strict=True)
    )
    _write(filling, receipt.recorded_by, receipt.recorded_at)


@transaction.atomic
def issue(
    *,
    centre: Centre,
    issued_on: datetime.date,
    wanted: Mapping[int, Decimal],
    receipts: Collection[Receipt] | None = None,
    note: str = "",
    by: User,
    now: datetime.datetime,
) -> Issue:
    """Let goods go out: what expires first goes first, splitting lots; nothing expired, nothing that came later.

    ``wanted`` maps ids of items to quantities. The lots of ``receipts`` go before all others. Refuses, naming the
    items, when there is not enough; then nothing goes out at all.
    """
    _require_happened(centre, issued_on, now, field="issued_on")
    for quantity in wanted.values():
        require_quantity(quantity)
    wanted = {item_id: quantity for item_id, quantity in wanted.items() if quantity}
    if not wanted:
        raise Refused(_("Give the quantity of at least one item."))
    for quantity in wanted.values():
        _check_quantity(quantity)
    preferred = {receipt.pk for receipt in receipts or ()}
    lots = _lock(Lot.objects.filter(centre=centre, item_id__in=wanted, on_hand__gt=0)).select_related("receipt")
    usable = sorted(
        (lot for lot in lots if _may_leave(lot, issued_on)),
        key=lambda lot: (
            lot.receipt_id not in preferred,
            lot.expires_on or datetime.date.max,
            lot.receipt.received_on,
            lot.pk,
        ),
    )
    taken = _take(usable, wanted, lots)
    document = Issue.objects.create(centre=centre, issued_on=issued_on, note=note, recorded_by=by, recorded_at=now)
    _write(
        (
            Movement(centre=centre, lot=lot, kind=Kind.ISSUE, quantity=-quantity, happened_on=issued_on, issue=document)
            for lot, quantity in taken
        ),
        by,
        now,
    )
    return document


@transaction.atomic
def give_back(
    issues: Collection[Issue],
    *,
    item: Item,
    quantity: Decimal,
    outcome: str,
    reason: str = "",
    happened_on: datetime.date,
    by: User,
    now: datetime.datetime,
) -> list[Movement]:
    """Take back goods of ``issues`` that nobody received: to stock, to their supplier, or written off.

    What went out last comes back first, to the lots that it came from. What does not stay in stock leaves it again by a
    second line of the same issue. Refuses more than is still out, and supplier or loss without a reason.
    """
    outcome = Outcome(outcome)
    _check_quantity(quantity)
    _require_happened(item.centre, happened_on, now, field="happened_on")
    reason = reason.strip() if outcome == Outcome.STOCK else reason_given(reason)
    issue_ids = [document.pk for document in issues]
    lots = {
        lot.pk: lot
        for lot in _lock(
            Lot.objects.filter(
                item=item, pk__in=Movement.objects.filter(issue_id__in=issue_ids, lot__item=item).values("lot_id")
            )
        )
    }
    movements, rest = [], quantity
    for (issue_id, lot_id), out in sorted(still_out(issue_ids, lots).items(), reverse=True):
        part = min(out, rest)
        if part <= 0:
            continue
        rest -= part
        line = {"centre_id": item.centre_id, "lot": lots[lot_id], "issue_id": issue_id, "happened_on": happened_on}
        movements.append(Movement(kind=Kind.RETURN, quantity=part, reason=reason, **line))
        if outcome != Outcome.STOCK:
            movements.append(Movement(kind=Kind(outcome.value), quantity=-part, reason=reason, **line))
    if rest > 0:
        raise Refused(
            _("Only %(out)s of %(item)s is still out.")
            % {"out": written(quantity - rest, item.unit), "item": item.name}
        )
    return _write(movements, by, now)


@transaction.atomic
def write_off(
    lot: Lot,
    *,
    quantity: Decimal,
    kind: str,
    reason: str,
    happened_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Movement:
    """Take goods out of stock that were lost (damaged, expired, missing) or went back to their supplier."""
    kind = Outcome(kind)
    if kind == Outcome.STOCK:
        raise ValueError("What is in stock can't be written off to stock.")
    _check_quantity(quantity)
    lot = _lock_one(lot)
    if quantity > lot.on_hand:
        raise Refused(
            _("Only %(on_hand)s is on hand of this delivery.") % {"on_hand": written(lot.on_hand, lot.item.unit)},
            field="quantity",
        )
    return _exception(lot, Kind(kind.value), -quantity, reason, happened_on, by, now)


def books_version(lot: Lot) -> Version:
    """What the books say of a lot."""
    return said_of(lot, {gettext_noop("In the books"): written(lot.on_hand)})


@transaction.atomic
def adjust(
    lot: Lot,
    *,
    counted: Decimal,
    reason: str,
    happened_on: datetime.date | None = None,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> Movement:
    """Bring the balance of a lot to what was counted, which was compared with the books as they were ``seen``."""
    require_quantity(counted, field="counted")
    if counted:
        _check_quantity(counted, field="counted")
    lot = _lock_one(lot)
    require_seen(seen, books_version, lot)
    if counted == lot.on_hand:
        raise Refused(_("That is what the books say, too: there is no difference."), field="counted")
    return _exception(lot, Kind.COUNT, counted - lot.on_hand, reason, happened_on, by, now)


@transaction.atomic
def reverse(
    movement: Movement,
    *,
    reason: str,
    happened_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Movement:
    """Take back one movement exactly. Refuses a second time, and what is no longer on hand."""
    return take_back([movement], reason=reason, happened_on=happened_on, by=by, now=now)[0]


def as_shown(receipt: Receipt) -> list[Any]:
    """On what it rests whether a delivery is paid or taken back: whether it is paid, and what of it is there."""
    there = Movement.objects.filter(lot__receipt=receipt).order_by("lot").values_list("lot").annotate(Sum("quantity"))
    return [receipt.paid_on, list(there)]


@transaction.atomic
def reverse_receipt(
    receipt: Receipt,
    *,
    reason: str,
    happened_on: datetime.date | None = None,
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> list[Movement]:
    """Take back a whole delivery that was recorded by mistake; all of it must still be on hand.

    ``seen`` is the mark of what was shown of it, here and below; None where nobody was shown anything.
    """
    receipt = _hold(receipt)
    require_mark(seen, as_shown(receipt), receipt)
    movements = list(Movement.objects.filter(lot__receipt=receipt, kind=Kind.RECEIPT))
    return take_back(movements, reason=reason, happened_on=happened_on, by=by, now=now)


@transaction.atomic
def pay(receipt: Receipt, *, paid_on: datetime.date, seen: str | None = None, now: datetime.datetime) -> Receipt:
    """Note the day on which a delivery was paid; it can be noted once, and not when nothing of it is left to pay."""
    receipt = _hold(receipt)
    if receipt.terms == Terms.GIFT:
        raise Refused(_("A gift is not paid for."), field="paid_on")
    if receipt.paid_on:
        raise Refused(_("This delivery is already marked as paid."), field="paid_on")
    if not Receipt.objects.filter(something_kept(), pk=receipt.pk).exists():
        raise Refused(
            _("Nothing of this delivery is left to pay: it was taken back, or went back to the supplier."),
            field="paid_on",
        )
    require_mark(seen, as_shown(receipt), receipt)
    _require_happened(receipt.centre, paid_on, now, field="paid_on")
    receipt.paid_on = paid_on
    receipt.save(update_fields=["paid_on"])
    return receipt


def take_back(
    movements: Sequence[Movement],
    *,
    reason: str,
    happened_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> list[Movement]:
    """Reverse several movements in one statement, so that only their sum has to be on hand; inside a transaction."""
    reason = reason_given(reason)
    lots = {lot.pk: lot for lot in _lock(Lot.objects.filter(pk__in={movement.lot_id for movement in movements}))}
    if Movement.objects.filter(reverses__in=movements).exists():
        raise Refused(_("This was already reversed."))
    if any(movement.kind == Kind.REVERSAL for movement in movements):
        raise Refused(_("A reversal can't be reversed. Record what really happened instead."))
    _require_reversible(movements, lots)
    day = happened_on or _today(next(iter(lots.values())).centre_id, now)
    return _write(
        (
            Movement(
                centre_id=movement.centre_id,
                lot=lots[movement.lot_id],
                kind=Kind.REVERSAL,
                quantity=-movement.quantity,
                happened_on=day,
                issue_id=movement.issue_id,
                reverses=movement,
                reason=reason,
            )
            for movement in movements
        ),
        by,
        now,
    )


def _write(movements: Iterable[Movement], by: User, now: datetime.datetime) -> list[Movement]:
    """Sign and write movements in one statement: the trigger then runs once for all of them."""
    movements = list(movements)
    for movement in movements:
        movement.recorded_by, movement.recorded_at = by, now
    return Movement.objects.bulk_create(movements)


def _exception(
    lot: Lot,
    kind: str,
    quantity: Decimal,
    reason: str,
    happened_on: datetime.date | None,
    by: User,
    now: datetime.datetime,
) -> Movement:
    reason = reason_given(reason)
    day = happened_on or lot.centre.local_date(now)
    _require_happened(lot.centre, day, now, field="happened_on")
    movement = Movement(centre_id=lot.centre_id, lot=lot, kind=kind, quantity=quantity, happened_on=day, reason=reason)
    return _write([movement], by, now)[0]


def _lock(lots: models.QuerySet) -> models.QuerySet:
    return lots.select_for_update(of=("self",)).order_by("id")


def _hold(receipt: Receipt) -> Receipt:
    """The delivery as it is, held with its lots: nothing of it moves meanwhile."""
    held = Receipt.objects.select_for_update(of=("self",)).select_related("centre").get(pk=receipt.pk)
    list(_lock(Lot.objects.filter(receipt=held)))
    return held


def _lock_one(lot: Lot) -> Lot:
    return Lot.objects.select_for_update(of=("self",)).select_related("item", "centre").get(pk=lot.pk)


def _may_leave(lot: Lot, day: datetime.date) -> bool:
    return lot.receipt.received_on <= day and (lot.expires_on is None or lot.expires_on >= day)


def _take(usable: Sequence[Lot], wanted: Mapping[int, Decimal], lots: Iterable[Lot]) -> list[tuple[Lot, Decimal]]:
    rest, taken = dict(wanted), []
    for lot in usable:
        part = min(lot.on_hand, rest[lot.item_id])
        if part > 0:
            taken.append((lot, part))
            rest[lot.item_id] -= part
    if missing := {item_id: quantity for item_id, quantity in rest.items() if quantity > 0}:
        raise Refused(_shortage(missing, set(lots) - set(usable)))
    return taken


def _shortage(missing: Mapping[int, Decimal], not_usable: Collection[Lot]) -> str:
    items = Item.objects.in_bulk(missing)
    named = ", ".join(
        f"{items[item_id].name} {written(quantity, items[item_id].unit)}" for item_id, quantity in missing.items()
    )
    text = _("Not enough is on hand. Missing: %(items)s.") % {"items": named}
    if not_usable:
        text += " " + ngettext(
            "One delivery has expired or came later than this day and was left out.",
            "%(count)d deliveries have expired or came later than this day and were left out.",
            len(not_usable),
        ) % {"count": len(not_usable)}
    return text


def _require_reversible(movements: Sequence[Movement], lots: Mapping[int, Lot]) -> None:
    change: dict[int, Decimal] = defaultdict(Decimal)
    came: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for movement in movements:
        change[movement.lot_id] -= movement.quantity
        if movement.issue_id and movement.kind in (Kind.ISSUE, Kind.RETURN):
            came[movement.issue_id, movement.lot_id] -= movement.quantity
    if any(lots[lot_id].on_hand + quantity < 0 for lot_id, quantity in change.items()):
        raise Refused(_("These goods are no longer all on hand, so this can't be reversed."))
    out = still_out({issue_id for issue_id, _lot in came}, lots) if came else {}
    if any(quantity > out.get(place, 0) for place, quantity in came.items()):
        raise Refused(_("Some of these goods have come back already, so this can't be reversed."))


def _check_lines(lines: Sequence[ReceivedLine], received_on: datetime.date) -> None:
    if not lines:
        raise Refused(_("Give the quantity of at least one item."))
    for line in lines:
        _check_quantity(line.quantity)
        if line.unit_price is not None and not 0 <= line.unit_price <= MAX_PRICE:
            raise Refused(_("The price of %(item)s is too high.") % {"item": line.item.name})
        if line.expires_on and line.expires_on < received_on:
            raise Refused(
                _("%(item)s: the expiry date %(day)s is before the day of receipt.")
                % {"item": line.item.name, "day": plain_date(line.expires_on)}
            )
        of_expiry(received_on).require(line.expires_on, field="expires_on")


def _check_quantity(quantity: Decimal, *, field: str = "quantity") -> None:
    require_quantity(quantity, field=field)
    if quantity <= 0:
        raise Refused(_("The quantity must be above zero."), field=field)


def _require_happened(centre: Centre, day: datetime.date, now: datetime.datetime, *, field: str) -> None:
    of_records(centre.local_date(now)).require(day, field=field)


def _today(centre_id: int, now: datetime.datetime) -> datetime.date:
    return Centre.objects.get(pk=centre_id).local_date(now)
