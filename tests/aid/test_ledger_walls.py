"""What the database itself refuses, over the application's own connection."""

from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from aid.ledger import give_back, issue, reverse_receipt, write_off
from aid.models import Lot, Movement, Receipt
from config.database import as_owner
from tests.aid.stock import NOW, TODAY, delivered, on_hand, refused_by
from tests.factories import ItemFactory, MembershipFactory, SupplierFactory
from tests.walls import adding_nan_is_refused


@pytest.fixture
def lot(rice, canteen, keeper):
    return delivered(rice, 10, supplier=canteen, by=keeper)


@pytest.fixture
def issued(lot, keeper):
    return issue(centre=lot.centre, issued_on=TODAY, wanted={lot.item_id: Decimal(4)}, by=keeper, now=NOW)


def run(statement: str, **values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def not_granted(statement: str) -> None:
    with pytest.raises(ProgrammingError) as caught, transaction.atomic():
        run(statement)
    assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege)


def moved(lot, kind, quantity, **more) -> Movement:
    """A movement written past the operations."""
    given = {"happened_on": TODAY, "recorded_at": NOW, "recorded_by": lot.receipt.recorded_by, "reason": "x"}
    return Movement.objects.create(
        centre=more.pop("centre", lot.centre), lot=lot, kind=kind, quantity=Decimal(quantity), **(given | more)
    )


@pytest.mark.parametrize("table", ["aid_movement", "aid_issue"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_written_in_the_ledger_stays(issued, table, act):
    not_granted(act.format(table))


def test_even_the_owner_of_the_tables_cannot_change_the_ledger(committed_db):
    acts = ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE")
    refusals = []
    with as_owner() as owner, owner.cursor() as cursor:
        for table in ("aid_movement", "aid_issue"):
            for act in acts:
                with pytest.raises(IntegrityError) as caught:
                    cursor.execute(act.format(table))
                refusals.append(caught.value.__cause__.diag.constraint_name)

    assert refusals == ["aid_movement_append_only"] * 3 + ["aid_issue_append_only"] * 3


def test_nobody_writes_the_balance_of_a_lot(lot):
    not_granted("UPDATE aid_lot SET on_hand = 1000")


@pytest.mark.parametrize(
    "change", ["code = 'LAIN'", "expires_on = '2028-12-31'", "unit_price = 1", "receipt_id = 0", "item_id = 0"]
)
def test_what_is_said_of_a_lot_stays(committed_db, change):
    item = ItemFactory()
    keeper = MembershipFactory(centre=item.centre, role="storekeeper").user
    delivered(item, 10, supplier=SupplierFactory(centre=item.centre), by=keeper)

    with as_owner(), refused_by("lot_stays_as_it_came"):
        run(f"UPDATE aid_lot SET {change}")


def test_the_application_may_name_one_column_of_a_lot_so_as_to_lock_it_and_changes_none(lot):
    with refused_by("lot_stays_as_it_came"):
        run("UPDATE aid_lot SET code = 'LAIN'")
    not_granted("UPDATE aid_lot SET expires_on = '2028-12-31'")
    not_granted("UPDATE aid_receipt SET note = ''")


def test_what_was_taken_back_or_went_back_is_not_paid_past_the_operations_either(centre, rice, canteen, keeper):
    who = {"by": keeper, "now": NOW}
    for act in (
        lambda lot: reverse_receipt(lot.receipt, reason="salah", **who),
        lambda lot: write_off(lot, quantity=Decimal(4), kind="supplier", reason="rusak", **who),
    ):
        lot = delivered(rice, 4, supplier=canteen, by=keeper, terms="account")
        act(lot)
        with refused_by("receipt_paid_while_it_stands"):
            Receipt.objects.filter(pk=lot.receipt_id).update(paid_on=TODAY)


def test_a_lot_begins_empty(lot):
    with refused_by("lot_begins_empty"):
        Lot.objects.create(centre=lot.centre, receipt=lot.receipt, item=lot.item, on_hand=5)


@pytest.mark.parametrize("act", ["DELETE FROM aid_lot", "TRUNCATE aid_lot CASCADE", "DELETE FROM aid_receipt"])
def test_lots_and_receipts_are_not_removed(lot, act):
    not_granted(act)


def test_a_balance_below_zero_is_refused(lot):
    with refused_by("lot_on_hand_not_negative"):
        moved(lot, "loss", "-10.001")
    assert on_hand(lot) == 10


@pytest.mark.parametrize(
    ("kind", "quantity"), [("receipt", -1), ("return", -1), ("issue", 1), ("loss", 1), ("supplier", 1), ("count", 0)]
)
def test_the_sign_fits_the_kind(lot, issued, kind, quantity):
    with refused_by("movement_sign_fits_kind"):
        moved(lot, kind, quantity, issue=issued)


def test_a_movement_is_of_a_number(lot):
    adding_nan_is_refused("movement_quantity_is_a_number", lot.movements.get(), "quantity")


def test_what_is_on_hand_is_a_number_even_to_the_owner_of_the_tables(committed_db):
    item = ItemFactory()
    keeper = MembershipFactory(centre=item.centre, role="storekeeper").user
    lot = delivered(item, 10, supplier=SupplierFactory(centre=item.centre), by=keeper)

    with as_owner(), refused_by("lot_on_hand_is_a_number"):
        run("UPDATE aid_lot SET on_hand = 'NaN'")
    assert on_hand(lot) == 10


@pytest.mark.parametrize(("kind", "quantity"), [("issue", -1), ("return", 1)])
def test_what_goes_out_or_comes_back_names_the_issue(lot, kind, quantity):
    with refused_by("movement_issue_named"):
        moved(lot, kind, quantity)


@pytest.mark.parametrize("kind", ["loss", "supplier", "count"])
def test_an_exception_has_a_reason(lot, kind):
    with refused_by("movement_exception_has_reason"):
        moved(lot, kind, -1, reason="")


def test_a_reversal_names_what_it_reverses(lot):
    with refused_by("movement_reversal_names_what"):
        moved(lot, "count", 1, reverses=lot.movements.get())


@pytest.mark.parametrize("quantity", ["-9", "-11", "10"])
def test_a_reversal_is_exact(lot, quantity):
    with refused_by("movement_reversal_is_exact"):
        moved(lot, "reversal", quantity, reverses=lot.movements.get())


def test_a_reversal_is_of_the_same_lot(lot, rice, canteen, keeper):
    other = delivered(rice, 10, supplier=canteen, by=keeper)
    with refused_by("movement_reversal_is_exact"):
        moved(other, "reversal", -10, reverses=lot.movements.get())


def test_a_reversal_happens_once(lot):
    moved(lot, "reversal", -10, reverses=lot.movements.get())
    moved(lot, "count", 10)
    with refused_by("aid_movement_reverses_id_key"):
        moved(lot, "reversal", -10, reverses=lot.movements.get(kind="receipt"))


def test_no_more_comes_back_than_went_out(lot, issued):
    with refused_by("movement_returns_what_went_out"):
        moved(lot, "return", "4.001", issue=issued)
    moved(lot, "return", 4, issue=issued)
    with refused_by("movement_returns_what_went_out"):
        moved(lot, "return", "0.001", issue=issued)


def test_an_issue_of_which_some_came_back_cannot_be_reversed(lot, issued, keeper):
    give_back([issued], item=lot.item, quantity=Decimal(1), outcome="stock", happened_on=TODAY, by=keeper, now=NOW)
    with refused_by("movement_returns_what_went_out"):
        moved(lot, "reversal", 4, issue=issued, reverses=issued.movements.get(kind="issue"))


class TestOfAnotherCentre:
    @pytest.fixture
    def other(self, keeper):
        item = ItemFactory(centre=MembershipFactory(user=keeper, role="storekeeper").centre)
        return delivered(item, 10, supplier=SupplierFactory(centre=item.centre), by=keeper)

    def test_a_lot_cannot_be_referred_to(self, lot, other):
        with refused_by("aid_movement_lot_id_same_centre"):
            moved(other, "loss", -1, centre=lot.centre)

    def test_an_item_cannot_be_referred_to(self, lot, other):
        with refused_by("aid_lot_item_id_same_centre"):
            Lot.objects.create(centre=lot.centre, receipt=lot.receipt, item=other.item)

    def test_a_receipt_cannot_be_referred_to(self, lot, other):
        with refused_by("aid_lot_receipt_id_same_centre"):
            Lot.objects.create(centre=lot.centre, receipt=other.receipt, item=lot.item)

    def test_an_issue_cannot_be_referred_to(self, other, issued):
        with refused_by("aid_movement_issue_id_same_centre"):
            moved(other, "issue", -1, issue=issued)


@pytest.mark.parametrize("table", ["aid_movement", "aid_lot", "aid_issue"])
@pytest.mark.parametrize("which", ["ALL", "USER"])
def test_no_trigger_can_be_switched_off(lot, table, which):
    not_granted(f"ALTER TABLE {table} DISABLE TRIGGER {which}")


def test_replication_mode_which_skips_triggers_cannot_be_chosen(lot):
    not_granted("SET LOCAL session_replication_role = replica")


def test_the_switch_of_the_trigger_library_changes_nothing(lot):
    run("SET LOCAL pgtrigger.ignore = '{*,aid_movement:*,aid_lot:*,aid.Movement:movement_moves_stock}'")

    moved(lot, "loss", -3)
    assert on_hand(lot) == 7
    with refused_by("lot_begins_empty"):
        Lot.objects.create(centre=lot.centre, receipt=lot.receipt, item=lot.item, on_hand=5)
    with refused_by("movement_reversal_is_exact"):
        moved(lot, "reversal", -5, reverses=lot.movements.get(kind="receipt"))


def test_temporary_tables_of_the_same_name_hide_nothing(temporary_tables_allowed, lot):
    run("CREATE TEMPORARY TABLE aid_lot (LIKE public.aid_lot)")
    run("CREATE TEMPORARY TABLE aid_movement (LIKE public.aid_movement)")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.aid_movement (centre_id, lot_id, kind, quantity, happened_on, reason, recorded_at,"
            " recorded_by_id) VALUES (%s, %s, 'loss', -3, %s, 'x', %s, %s)",
            [lot.centre_id, lot.pk, TODAY, NOW, lot.receipt.recorded_by_id],
        )
        cursor.execute("SELECT on_hand FROM public.aid_lot WHERE id = %s", [lot.pk])
        assert cursor.fetchone() == (Decimal(7),)


def test_the_functions_of_the_walls_cannot_be_replaced(lot):
    not_granted(
        "CREATE OR REPLACE FUNCTION public.movement_moves_stock() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END'"
    )
