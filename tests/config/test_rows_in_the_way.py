"""A row of before against a new wall: the operator reads which, instead of a traceback."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from aid.models import Item
from config.database import as_owner
from config.rows_in_the_way import rows_in_the_way_named
from config.walls import HOLDS_A_NUMBER, moment_in_our_time
from families.models import Family
from tests.factories import FamilyFactory, ItemFactory

pytestmark = pytest.mark.usefixtures("committed_db")
CHEAP = "ALTER TABLE aid_item ADD CONSTRAINT item_is_cheap CHECK (usual_price < 15000)"


def elsewhere(act: Callable[[], object]) -> str:
    """What ``act`` is refused with, if it is: in a thread, as the actor of the tests would stand in its statements."""

    def alone() -> str:
        try:
            act()
        except CommandError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as other:
        return other.submit(alone).result()


def migrating(*statements: str) -> str:
    """What a migration of these statements is refused with, if it is."""

    def act() -> None:
        with as_owner() as owner, rows_in_the_way_named(owner), transaction.atomic(), owner.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return elsewhere(act)


def forgotten(app: str, name: str) -> str:
    """A statement after which this migration, and all that rest on it, are still to come."""
    names = [f"('{app}', '{name}')" for app, name in MigrationLoader(None).graph.backwards_plan((app, name))]
    return f"DELETE FROM django_migrations WHERE (app, name) IN ({', '.join(names)})"


def test_the_rows_against_a_check_are_named_and_nothing_of_it_stays():
    ItemFactory(usual_price=14_999)
    ItemFactory(usual_price=None)
    dear = [ItemFactory(usual_price=15_000) for _each in range(2)]
    said = migrating(CHEAP)
    assert f"Rows of aid_item are against the wall item_is_cheap: id {dear[0].pk}, {dear[1].pk}." in said
    assert "It wants: (usual_price < 15000)." in said
    assert "docs/operations.md" in said
    Item.objects.update(usual_price=14_000)
    assert migrating(CHEAP) == ""


def test_of_many_the_first_are():
    first = [ItemFactory(usual_price=15_000).pk for _each in range(22)][:20]
    assert f"id {', '.join(map(str, first))} and others." in migrating(CHEAP)


def test_a_check_that_is_made_inside_another_statement_is_read_there():
    late = "CREATE TABLE aid_late (id int, seen_at timestamptz)"
    assert migrating(late, "INSERT INTO aid_late VALUES (7, 'infinity'), (8, now())") == ""
    said = migrating(moment_in_our_time("aid_late", "seen_at").sql)
    assert "Rows of aid_late are against the wall aid_late_seen_at_in_our_time: id 7." in said


def test_a_check_on_a_column_of_the_same_migration_is_named_without_rows():
    ItemFactory()
    said = migrating(
        "ALTER TABLE aid_item ADD COLUMN weight int DEFAULT 0",
        "ALTER TABLE aid_item ADD CONSTRAINT item_weighs CHECK (weight > 0)",
    )
    assert 'check constraint "item_weighs" of relation "aid_item" is violated by some row.' in said


def test_migrate_itself_tells_of_what_is_there_twice():
    item = ItemFactory(name="Beras")
    before = (
        "DROP INDEX item_name_once",
        "ALTER TABLE aid_item ADD CONSTRAINT item_name_once UNIQUE (centre_id, name)",
        forgotten("aid", "0011_names_are_there_once"),
    )
    assert migrating(*before) == ""
    ItemFactory(centre=item.centre, name="beras")
    said = elsewhere(lambda: call_command("migrate", verbosity=0))
    assert said.startswith('The migration was refused. could not create unique index "item_name_once".')
    assert f"({item.centre_id}, beras) is duplicated." in said


def test_migrate_names_the_texts_of_before_in_which_a_number_stands_with_its_digits_far_apart():
    family = FamilyFactory(remarks="Kidul")
    before = HOLDS_A_NUMBER.replace("CREATE", "CREATE OR REPLACE").replace("[^[:alnum:]]*", "[^[:alnum:]]{0,3}")
    once_more = ("families", "0044_numbers_however_far_apart_their_digits_stand")
    assert migrating(before, forgotten(*once_more)) == ""
    Family.objects.update(remarks="NIK 3316 ---- 0151 ---- 0304 ---- 9491")
    said = elsewhere(lambda: call_command("migrate", *once_more, verbosity=0))
    assert said.startswith(
        "The migration was refused. Rows of families_family are against the wall family_texts_hold_no_number:"
        f" id {family.pk}."
    )
    Family.objects.update(remarks="Kidul")
    assert elsewhere(lambda: call_command("migrate", *once_more, verbosity=0)) == ""
    assert set(Family.pgh_event_model.objects.values_list("remarks", flat=True)) == {"Kidul", "NIK …"}
