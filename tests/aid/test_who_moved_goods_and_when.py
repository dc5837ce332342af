"""Who moved goods, and when, can't be made up by whoever writes the rows of the ledger."""

import datetime
from decimal import Decimal

import pytest

from aid.ledger import issue, pay, reverse
from aid.models import Issue, Movement
from tests.aid.stock import NOW, TODAY, delivered
from tests.factories import CentreFactory, MembershipFactory, UserFactory
from tests.walls import adding_is_refused, changing_is_refused, copied

DAY = datetime.timedelta(days=1)
YEARS_AHEAD = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def lot(rice, canteen, keeper):
    return delivered(rice, 10, supplier=canteen, by=keeper)


@pytest.fixture
def document(lot, keeper) -> Issue:
    return issue(centre=lot.centre, issued_on=TODAY, wanted={lot.item_id: Decimal(4)}, by=keeper, now=NOW)


def nobody_who_keeps_goods(centre):
    role = {"centre": centre, "role": "storekeeper"}
    return [
        UserFactory(),
        MembershipFactory(centre=centre, role="officer").user,
        MembershipFactory(centre=CentreFactory(), role="storekeeper").user,
        MembershipFactory(**role, ends_on=TODAY - DAY).user,
        MembershipFactory(**role, starts_on=TODAY + DAY).user,
    ]


def a_loss(lot, **said) -> Movement:
    given = {"kind": "loss", "quantity": Decimal(-1), "happened_on": TODAY, "reason": "Basah", "recorded_at": NOW}
    given |= {"recorded_by": lot.receipt.recorded_by} | said
    return Movement(centre=lot.centre, lot=lot, **given)


def test_nobody_moves_goods_who_does_not_keep_them(lot, document):
    for by in nobody_who_keeps_goods(lot.centre):
        adding_is_refused("receipt_by_who_keeps_goods", copied(lot.receipt, recorded_by=by))
        adding_is_refused("issue_by_who_keeps_goods", copied(document, recorded_by=by))
        adding_is_refused("movement_by_who_keeps_goods", a_loss(lot, recorded_by=by))
    coordinator = MembershipFactory(centre=lot.centre, role="coordinator").user
    a_loss(lot, recorded_by=coordinator).save(force_insert=True)


def test_nothing_is_recorded_that_is_still_to_come(lot, document):
    ahead = {"recorded_at": YEARS_AHEAD}
    adding_is_refused("receipt_has_happened", copied(lot.receipt, received_on=YEARS_AHEAD.date()))
    adding_is_refused("receipt_has_happened", copied(lot.receipt, **ahead))
    adding_is_refused("issue_has_happened", copied(document, issued_on=YEARS_AHEAD.date()))
    adding_is_refused("issue_has_happened", copied(document, **ahead))
    adding_is_refused("movement_has_happened", a_loss(lot, happened_on=YEARS_AHEAD.date()))
    adding_is_refused("movement_has_happened", a_loss(lot, **ahead))


def test_goods_move_after_they_came_and_went_out(lot, document):
    wall = "movement_follows_what_it_rests_on"
    adding_is_refused(wall, a_loss(lot, happened_on=TODAY - DAY))
    adding_is_refused(wall, a_loss(lot, recorded_at=NOW - 2 * DAY))
    back = {"kind": "return", "quantity": Decimal(1), "issue": document}
    adding_is_refused(wall, a_loss(lot, **back, recorded_at=NOW - 2 * DAY))
    a_loss(lot, **back).save(force_insert=True)


def test_what_is_taken_back_had_moved_before(lot, keeper):
    loss = a_loss(lot, happened_on=TODAY + DAY)
    loss.save(force_insert=True)
    again = {"kind": "reversal", "quantity": Decimal(1), "reverses": loss}
    adding_is_refused("movement_follows_what_it_rests_on", a_loss(lot, **again))
    reverse(loss, reason="Salah", happened_on=TODAY + DAY, by=keeper, now=NOW)


def test_a_lot_is_received_once(lot):
    twice = a_loss(lot, kind="receipt", quantity=Decimal(10), reason="")
    adding_is_refused("movement_receives_a_lot_once", twice)


def test_a_payment_has_happened(rice, canteen, keeper):
    lot = delivered(rice, 1, supplier=canteen, by=keeper, terms="account")
    changing_is_refused("receipt_has_happened", lot.receipt, paid_on=YEARS_AHEAD.date())
    pay(lot.receipt, paid_on=TODAY, now=NOW)
