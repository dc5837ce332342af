"""What holds for every table of the four rooms: whose it is, what stays as it is, and that every wall has its test."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from centres.models import Centre, CentreOwned, StoredFile
from tests.factories import CentreFactory, FamilyFactory, UserFactory
from tests.walls import not_granted, refused_by, run

ROOMS = ("centres", "families", "aid", "distributions")
TESTS = Path(__file__).parent

pytestmark = pytest.mark.django_db


def our_models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]


def owned_models() -> list[type[models.Model]]:
    """Models whose rows belong to one centre."""
    return [model for model in our_models() if issubclass(model, CentreOwned) or model is StoredFile]


def rows(statement: str, parameters: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def test_every_reference_between_what_centres_own_carries_the_centre():
    wanted = {
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in owned_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model in owned_models()
    }

    found = rows(
        """
        SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text
          FROM pg_constraint k
          JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = k.conkey[1] AND c.attname = 'centre_id'
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[2]
         WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 2
        """
    )

    assert wanted - {tuple(row) for row in found} == set()


def test_what_a_centre_owns_says_whose_it_is():
    without = [model._meta.db_table for model in owned_models() if model._meta.get_field("centre").null]

    assert without == []


@pytest.mark.parametrize("table", sorted(model._meta.db_table for model in our_models()))
def test_no_table_is_ever_emptied(table):
    with not_granted():
        run(f"TRUNCATE {table} CASCADE")


def test_what_a_centre_owns_is_not_moved_to_another():
    """Where the application may write the column at all, a trigger refuses: see ``config.walls.stays``."""
    movable = {
        model._meta.db_table
        for model in owned_models()
        if rows("SELECT has_column_privilege(%s, 'centre_id', 'UPDATE')", [model._meta.db_table]) == [(True,)]
    }

    assert {f"{table}_stays_where_it_is" for table in movable} - {
        name for (name,) in rows("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    } == set()


def test_a_family_does_not_move_with_all_that_hangs_on_it():
    """One statement satisfies every composite key when it ends; nothing but the trigger stands in its way."""
    family, elsewhere = FamilyFactory(), CentreFactory()
    with refused_by("families_family_stays_where_it_is"):
        run(
            "WITH m AS (UPDATE families_member SET centre_id = %(to)s WHERE family_id = %(family)s),"
            " t AS (DELETE FROM families_familyinmate WHERE family_id = %(family)s)"
            " UPDATE families_family SET centre_id = %(to)s WHERE id = %(family)s",
            {"to": elsewhere.pk, "family": family.pk},
        )


def test_a_person_is_not_moved_to_a_family_that_is_erased():
    family = FamilyFactory()
    other = FamilyFactory(centre=family.centre)

    with refused_by("families_member_stays_where_it_is"):
        run("UPDATE families_member SET family_id = %s WHERE family_id = %s", [other.pk, family.pk])


def test_an_erasure_counts_for_its_own_transaction_only():
    family = FamilyFactory()

    with refused_by("erasure_of_this_transaction"):
        run(
            "INSERT INTO families_erasure (centre_id, family_id_erased, ground, erased_by_id, erased_at, transaction)"
            " VALUES (%s, %s, 'nanti', %s, now(), txid_current() + 5)",
            [family.centre_id, family.pk, UserFactory().pk],
        )


def test_every_number_is_a_number():
    """NaN is above every number, so that ``quantity > 0`` lets it pass; Infinity fits where no digits are declared."""
    numbers = rows(
        """
        SELECT table_name, column_name, data_type, numeric_precision IS NULL OR data_type <> 'numeric'
          FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type IN ('numeric', 'real', 'double precision')
        """
    )
    open_to = {
        (table, column, number)
        for table, column, kind, unbounded in numbers
        for number in ("NaN", *(("Infinity", "-Infinity") if unbounded else ()))
        if not a_check_refuses(table, column, f"'{number}'::{kind}")
    }

    assert {(table, column) for table, column, _kind, _unbounded in numbers} >= {("aid_movement", "quantity")}
    assert open_to == set()


def test_every_word_that_is_chosen_is_one_of_those_that_are_known():
    """A time zone that nobody knows would stop every page of its centre; so would a role, a kind, a state."""
    chosen = [
        (model._meta.db_table, field)
        for model in our_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if field.choices
    ]
    wrong = {
        (table, field.column, word)
        for table, field in chosen
        if isinstance(field, models.CharField)
        for word in {*(str(word) for word, _label in field.flatchoices), "", "Foo/Bar"}
        if a_check_refuses(table, field.column, f"'{word}'::varchar")
        != (word not in {str(word) for word, _label in field.flatchoices} | ({""} if field.blank else set()))
    }

    assert ("centres_centre", "time_zone") in {(table, field.column) for table, field in chosen}
    assert wrong == set()


def test_no_zone_is_one_that_nobody_knows():
    with refused_by("centres_centre_time_zone_is_known"):
        run("UPDATE centres_centre SET time_zone = 'Foo/Bar' WHERE id = %s", [CentreFactory().pk])


def test_every_day_lies_in_our_time():
    """A table of ours holds no day of the year 1 or 9999, which no page could show."""
    open_to = {
        (table, column, day)
        for table, column, day in (
            (model._meta.db_table, field.column, day)
            for model in our_models()
            if not hasattr(model, "pgh_tracked_model")
            for field in model._meta.local_fields
            if type(field) is models.DateField and not field.generated
            for day in ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31")
        )
        if not a_named_check_refuses(table, column, f"'{day}'::date")
    }

    assert open_to == set()


def test_every_moment_lies_in_our_time():
    """A line at ``infinity`` in a table that is only added to: the page of the access log would never open again."""
    open_to = {
        (table, column, value)
        for table, column, kind in rows(
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
              FROM pg_class c
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
               AND c.relname ~ '^(centres|families|aid|distributions)_'
               AND (a.atttypid = 'timestamptz'::regtype OR a.atttypid = 'date'::regtype AND c.relname LIKE '%event')
            """
        )
        for value in ("infinity", "-infinity", "1899-12-31", "2101-01-01", "20000-01-01")
        if not a_named_check_refuses(table, column, f"'{value}'::{kind}")
    }

    assert open_to == set()


def test_no_line_of_the_access_log_lasts_for_ever():
    with refused_by("centres_accesslog_moments_in_our_time"):
        run(
            "INSERT INTO centres_accesslog (actor_id, at, action, subject_kind, detail)"
            " VALUES (%s, 'infinity', 'file', 'centres.centre', '')",
            [UserFactory().pk],
        )


def test_no_wait_is_lifted_for_ever():
    """Until that moment no wrong password would count any more."""
    person = UserFactory().pk
    with refused_by("centres_liftedwait_moments_in_our_time"):
        run("INSERT INTO centres_liftedwait (at, by_id, user_id) VALUES ('infinity', %s, %s)", [person, person])


def a_named_check_refuses(table: str, column: str, value: str) -> bool:
    """Whether the CHECK …_in_our_time is false for the value, whatever the other columns hold."""
    names = [
        name
        for (name,) in rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
    ]
    others = ", ".join(f'NULL::date AS "{name}"' for name in names if name != column)
    checks = rows(
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = %s::regclass AND conname LIKE '%%\\_in\\_our\\_time'",
        [table],
    )
    return any(
        rows(f'SELECT {check} FROM (SELECT {value} AS "{column}", {others}) one') == [(False,)] for (check,) in checks
    )


def a_check_refuses(table: str, column: str, value: str) -> bool:
    """Whether a CHECK on this column alone is false for the value."""
    checks = rows(
        "SELECT pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint k"
        "  JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum]"
        " WHERE k.contype = 'c' AND k.conrelid = %s::regclass AND a.attname = %s",
        [table, column],
    )
    return any(rows(f'SELECT {check} FROM (SELECT {value} AS "{column}") one') == [(False,)] for (check,) in checks)


# Triggers that keep a column right instead of refusing something.
WRITING = {
    "first_register_is_counted",
    "member_active_follows",
    "family_state_moves_members",
    "movement_moves_stock",
    "round_keeps_what_its_centre_was_called",
    "round_keeps_what_its_programme_said",
}
APPEND_ONLY = [
    "aid_issue",
    "aid_movement",
    "centres_accesslog",
    "centres_sentform",
    "distributions_correction",
    "distributions_handoverline",
    "distributions_handoverreport",
    "distributions_noticesettlement",
    "distributions_paper",
    "distributions_papernumber",
    "distributions_paperversion",
    "distributions_reportresolution",
    "distributions_roundchange",
    "distributions_roundissue",
    "distributions_roundtransition",
    "families_assessment",
    "families_erasure",
    "families_initialdetermination",
    *sorted(model._meta.db_table for model in our_models() if hasattr(model, "pgh_tracked_model")),
]


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_what_may_only_be_added_to_stays(table, act):
    key = "pgh_id" if table.endswith("event") else "id"
    with not_granted():
        run(act.format(table, key, key))


@pytest.mark.parametrize("table", ["distributions_round", "aid_movement", "families_family"])
@pytest.mark.parametrize(
    "act", ["ALTER TABLE {} DISABLE TRIGGER ALL", "ALTER TABLE {} DISABLE TRIGGER USER", "DROP TABLE {} CASCADE"]
)
def test_the_application_switches_no_wall_off(table, act):
    with not_granted():
        run(act.format(table))


def test_every_trigger_looks_at_real_tables_only():
    """A temporary table of the same name would otherwise be found first."""
    open_to_shadows = rows(
        """
        SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
         WHERE NOT t.tgisinternal AND t.tgname NOT LIKE 'pgtrigger%%'
           AND p.proname NOT IN ('refuse_append_only', 'refuse_truncate')
           AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=public, pg_temp']
        """
    )

    assert open_to_shadows == []


def test_every_wall_has_a_test_that_names_it():
    constraints = {c.name for model in our_models() for c in model._meta.constraints if "_event_" not in c.name}
    constraints.remove("stored_file_of_centre")  # refuses nothing: it is what composite keys refer to
    triggers = {
        name
        for (name,) in rows(
            "SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE 'pgtrigger%%'"
        )
        if not name.endswith(("_append_only", "_never_truncated", "_refreshes_search", "_stays_where_it_is"))
        # All at once: tests/test_what_is_recorded_has_happened.py.
        and not name.endswith(("_has_happened", "_have_happened"))
    } - WRITING
    # Made in the migrations by SQL; Django's own begin with the table and end in _check.
    tables = [model._meta.db_table for model in our_models() if not hasattr(model, "pgh_tracked_model")]
    checks = {
        name
        for (name,) in rows(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid::regclass::text = ANY(%s)"
            " AND conname NOT LIKE conrelid::regclass::text || '%%\\_check'"
            # All at once, above.
            " AND conname NOT LIKE conrelid::regclass::text || '\\_%%\\_in\\_our\\_time'"
            " AND conname NOT LIKE conrelid::regclass::text || '\\_%%\\_is\\_known'",
            [[*tables, "mfa_authenticator"]],
        )
    }
    texts = "".join(path.read_text() for path in TESTS.rglob("test_*.py"))

    assert {name for name in constraints | triggers | checks if f'"{name}"' not in texts} == set()


def test_history_without_an_actor_is_refused():
    for model in our_models():
        if hasattr(model, "pgh_tracked_model"):
            names = [constraint.name for constraint in model._meta.constraints]
            assert any(name.endswith("_event_has_actor") for name in names)
            assert model._meta.get_field("pgh_context").null is False


def test_centres_themselves_are_not_deleted():
    with not_granted():
        Centre.objects.all()._raw_delete("default")
