"""The server of DATABASE_URL: what several processes prepare at once, and one that is too old."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from config.database import APP_ROLE, DatabaseUnavailable
from config.embedded_postgres import EmbeddedPostgres
from config.postgres.servers import RemoteServer

DATABASES = ("one", "two", "three", "four")
OWNER = {"user": "owner_of_all", "password": "for-tests"}


@pytest.fixture
def logins(tmp_path: Path) -> Iterator[dict]:
    """Of an owner who may make roles, on a server of its own."""
    server = EmbeddedPostgres(tmp_path / "data", durable=False)
    place = {"host": str(server.start())}
    with psycopg.connect(**place, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE ROLE owner_of_all LOGIN CREATEROLE")
        for database in DATABASES:
            connection.execute(f"CREATE DATABASE {database} OWNER owner_of_all")
    app = {"user": APP_ROLE, "password": "of-the-application"}
    yield {"owner": place | OWNER, "app": place | app, "app_is_ours": True}
    server.leave()


def test_processes_that_begin_with_different_databases_make_the_role_together(logins):
    errors, together = [], threading.Barrier(len(DATABASES))

    def prepare(database: str) -> None:
        together.wait()
        try:
            RemoteServer(logins).prepare(database)
        except psycopg.Error as error:
            errors.append(str(error))

    for _again in range(5):
        processes = [threading.Thread(target=prepare, args=[database]) for database in DATABASES]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        with psycopg.connect(**logins["app"], dbname="one") as connection:
            assert connection.execute("SELECT current_user").fetchone() == (APP_ROLE,)
        with psycopg.connect(**logins["owner"], dbname="one", autocommit=True) as connection:
            connection.execute(f"DROP ROLE {APP_ROLE}")
    assert errors == []


@pytest.mark.django_db
def test_a_server_that_is_too_old_is_refused_each_time(monkeypatch):
    connection = connections["default"].copy("default")
    monkeypatch.setattr("django.db.backends.base.base.RAN_DB_VERSION_CHECK", set())
    monkeypatch.setattr(type(connection), "pg_version", 140020)
    for _again in range(2):
        with pytest.raises(DatabaseUnavailable, match=r"needs PostgreSQL 15 or later; the server .* is 14\.20\.$"):
            connection.ensure_connection()
