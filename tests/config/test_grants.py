"""The application's login: what it is, what it may, and what stops a migration that forgot a table."""

import pytest
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction

from config import grants
from config.database import as_owner
from config.grants import apply_grants, reset_login

KEPT = "SELECT count(*) FROM pg_db_role_setting WHERE setrole = current_user::regrole"


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


@pytest.mark.django_db
def test_the_application_is_nobody_special():
    query = """
        SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication
          FROM pg_roles WHERE rolname = current_user
    """
    assert execute(query) == [(False, False, False, False, False)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP TABLE centres_centre",
        "ALTER TABLE centres_centre DISABLE TRIGGER ALL",
        "TRUNCATE django_session",
        "DELETE FROM django_migrations",
        "UPDATE django_admin_log SET change_message = ''",
        "SET session_replication_role = replica",
        "CREATE TEMPORARY TABLE centres_centre (id int)",
        # The history is written by its triggers alone, whoever is said to have acted.
        "INSERT INTO centres_centreevent SELECT * FROM centres_centreevent",
        "INSERT INTO pghistory_context (id, metadata) VALUES (gen_random_uuid(), '{}')",
        # What migrate writes of the models, and permissions hang on.
        "UPDATE auth_permission SET codename = ''",
        "DELETE FROM django_content_type",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
    ],
)
def test_the_application_is_refused(statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        execute(statement)


@pytest.mark.django_db
def test_every_trigger_of_the_history_writes_for_the_application_and_looks_at_real_tables_only():
    functions = """
        SELECT DISTINCT p.prosecdef, p.proconfig FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
         WHERE t.tgname LIKE 'pgtrigger%'
    """
    assert execute(functions) == [(True, ["search_path=public, pg_temp"])]


@pytest.mark.django_db
def test_the_application_cannot_become_the_owner():
    owner = execute("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'centres_centre'")[0][0]
    assert owner != execute("SELECT current_user")[0][0]
    with pytest.raises(ProgrammingError, match="permission denied to set role"), transaction.atomic():
        execute(f'SET ROLE "{owner}"')


@pytest.mark.parametrize("where", ["", "IN DATABASE {database}"])
@pytest.mark.parametrize(
    "setting", ["default_transaction_read_only = on", "search_path = pg_catalog", "statement_timeout = 1"]
)
def test_what_the_login_set_for_itself_is_undone_by_the_next_start(committed_db, where, setting):
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    execute(f"ALTER ROLE CURRENT_USER {where.format(database=database)} SET {setting}")
    assert execute(KEPT) == [(1,)]

    reset_login(connection)

    assert execute(KEPT) == [(0,)]


def test_a_table_that_the_grants_forgot_stops_the_migration(committed_db):
    with as_owner() as owner:
        with owner.cursor() as cursor:
            cursor.execute("CREATE TABLE forgotten (id int)")
        with pytest.raises(CommandError, match="does not say who may do what with: forgotten"):
            apply_grants(owner)


def test_a_grant_without_its_table_stops_the_migration(committed_db, monkeypatch):
    monkeypatch.setitem(grants.GRANTS, "never_made", grants.READ)
    with as_owner() as owner, pytest.raises(CommandError, match="names tables that do not exist: never_made"):
        apply_grants(owner)


def test_the_owner_is_the_owner_within_the_block_only(committed_db):
    application = execute("SELECT current_user")
    with as_owner():
        assert execute("SELECT current_user") != application
    assert execute("SELECT current_user") == application


@pytest.mark.django_db
def test_an_error_of_the_database_names_the_constraint_but_shows_no_row():
    with pytest.raises(Exception, match="null value in column") as caught, transaction.atomic():
        execute("INSERT INTO django_session (session_key, session_data) VALUES ('secret-key', 'secret-data')")
    assert "secret" not in str(caught.value)
    assert "secret" not in str(caught.value.__cause__)
