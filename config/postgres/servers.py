"""The two kinds of server behind the backend: the embedded one, and the one that DATABASE_URL names."""

import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from psycopg import sql

from config.database import APP_ROLE, OWNER_ROLE, DatabaseUnavailable
from config.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError

POWERLESS = "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
ATTEMPTS = 10
PREPARATION_LOCK = 0x9ED011  # of this number's advisory lock: two processes may prepare a new server at once

# Nothing of ours is one; whoever may make them fills the disk with what no table names and no page shows.
NO_LARGE_OBJECTS = r"""
    DO $$
    DECLARE one text;
    BEGIN
        FOR one IN SELECT oid::regprocedure::text FROM pg_proc
                    WHERE pronamespace = 'pg_catalog'::regnamespace
                      AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite'))
                      AND has_function_privilege('public', oid, 'EXECUTE') LOOP
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one);
        END LOOP;
    END $$
"""


class Server(Protocol):
    app_role: str

    def login(self, role: str) -> dict[str, str]:
        """Connection parameters of the login ``role`` ("app" or "owner"), without a database."""

    def prepare(self, database: str | None) -> None:
        """Make what is missing for the application to connect to ``database``."""

    def forbid_large_objects(self, database: str) -> None:
        """Take from everybody what makes and changes large objects in ``database``."""

    def unavailable(self, role: str, error: psycopg.Error) -> DatabaseUnavailable:
        """Say in one sentence why nobody could connect."""


def server_for(settings_dict: dict[str, Any]) -> Server:
    logins = settings_dict.get("LOGINS")
    return RemoteServer(logins) if logins else EmbeddedServer(durable=settings_dict.get("DURABLE", True))


@functools.cache
def _embedded(durable: bool) -> EmbeddedPostgres:
    return EmbeddedPostgres(settings.DATA_DIR, durable=durable)


class EmbeddedServer:
    """Roles need no passwords: only the system's user (and root) can enter the folder of the socket."""

    app_role = APP_ROLE

    def __init__(self, *, durable: bool) -> None:
        self._postgres = _embedded(durable)

    def login(self, role: str) -> dict[str, str]:
        try:
            folder = self._postgres.start()
        except EmbeddedPostgresError as error:
            raise DatabaseUnavailable(str(error)) from None
        user = {"app": APP_ROLE, "owner": OWNER_ROLE, "superuser": "postgres"}[role]
        return {"host": str(folder), "user": user}

    def prepare(self, database: str | None) -> None:
        with _exclusive(self.login("superuser") | {"dbname": "postgres"}) as connection:
            _make_role(connection, OWNER_ROLE, "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE")
            _make_role(connection, APP_ROLE, POWERLESS)
            # A test database that is gone stays gone.
            if database and not database.startswith(TEST_DATABASE_PREFIX) and not _exists(connection, database):
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER_ROLE))
                )

    def forbid_large_objects(self, database: str) -> None:
        login: dict[str, Any] = self.login("superuser") | {"dbname": database}
        with psycopg.connect(**login, autocommit=True) as connection:
            connection.execute(NO_LARGE_OBJECTS)

    def unavailable(self, role: str, error: psycopg.Error) -> DatabaseUnavailable:
        return DatabaseUnavailable(f"The embedded database can't be used: {_first_line(error)}.")


class RemoteServer:
    """The server of DATABASE_URL. The application's role is ours to make when no DATABASE_OWNER_URL is set."""

    def __init__(self, logins: dict[str, Any]) -> None:
        self._logins = logins
        self.app_role: str = logins["app"]["user"]

    def login(self, role: str) -> dict[str, str]:
        login: dict[str, str] = self._logins[role]
        return login

    def prepare(self, database: str | None) -> None:
        if not self._logins["app_is_ours"]:
            return
        try:
            with _exclusive(self.login("owner") | {"dbname": database or "postgres"}) as connection:
                _make_role(connection, APP_ROLE, POWERLESS, password=self.login("app")["password"])
        except psycopg.errors.InsufficientPrivilege:
            raise DatabaseUnavailable(
                f"The user of DATABASE_URL may not make the application's role: let an administrator run "
                f"CREATE ROLE {APP_ROLE} LOGIN PASSWORD '…'; then name that login in DATABASE_URL and the present one "
                "in DATABASE_OWNER_URL."
            ) from None
        except psycopg.OperationalError as error:
            raise self.unavailable("owner", error) from None

    def forbid_large_objects(self, database: str) -> None:
        """Nothing: these functions belong to the server's administrator, whom docs/operations.md asks for it."""

    def unavailable(self, role: str, error: psycopg.Error) -> DatabaseUnavailable:
        owner_url = role == "owner" and not self._logins["app_is_ours"]
        variable = "DATABASE_OWNER_URL" if owner_url else "DATABASE_URL"
        return DatabaseUnavailable(f"The database of {variable} can't be used: {_first_line(error)}.")


@contextmanager
def _exclusive(login: dict[str, Any]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**login, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARATION_LOCK])
        yield connection


def _make_role(connection: psycopg.Connection, role: str, attributes: str, *, password: str = "") -> None:
    """Make the role, or give an existing one the attributes and the password. The server gets only a SCRAM verifier."""
    # The lock is one of a database, a role one of the whole server: who prepares another database there may be first.
    for _attempt in range(ATTEMPTS):
        try:
            return _set_role(connection, role, attributes, password)
        except (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateObject, psycopg.errors.InternalError_):
            time.sleep(0.1)
    return _set_role(connection, role, attributes, password)


def _set_role(connection: psycopg.Connection, role: str, attributes: str, password: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    statement = sql.SQL("ALTER ROLE {} " if found else "CREATE ROLE {} ").format(sql.Identifier(role))
    if not (found and password):  # changing the attributes of a role takes more rights than its password does
        statement += sql.SQL(attributes)
    if password:
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(verifier.decode()))
    connection.execute(statement)


def _exists(connection: psycopg.Connection, database: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0].strip().rstrip(".")
