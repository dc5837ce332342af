"""How Peduli reaches its database: under two logins, the owner's and the application's.

The owner (``peduli_owner``) makes and migrates the tables. The application (``peduli_app``) may do only what
``config.grants`` says. ``config.postgres`` is the Django backend that connects as the one or the other.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.conninfo import conninfo_to_dict

APP_ROLE = "peduli_app"
OWNER_ROLE = "peduli_owner"
CONNECT_SECONDS = "10"


class DatabaseUnavailable(OperationalError):
    """The database can't be used at all; ``str()`` is one sentence for the administrator."""


def database_settings(database_url: str, owner_url: str, *, example: bool) -> dict[str, Any]:
    """Return Django's settings of the one database; LOGINS is absent for the embedded one.

    Ends the process with one sentence when the environment contradicts itself.
    """
    common = {"ENGINE": "config.postgres", "ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 300}
    if not database_url:
        if owner_url:
            raise SystemExit("DATABASE_OWNER_URL is set, but DATABASE_URL is not: set both, or neither.")
        return common | {"NAME": "peduli_example" if example else "peduli"}
    if example:
        raise SystemExit("The example runs in the embedded database only: unset DATABASE_URL, or unset EXAMPLE.")
    app = _login("DATABASE_URL", database_url)
    if owner_url:
        owner = _login("DATABASE_OWNER_URL", owner_url)
        if owner["dbname"] != app["dbname"]:
            raise SystemExit("DATABASE_URL and DATABASE_OWNER_URL must name the same database.")
        if owner["user"] == app["user"]:
            raise SystemExit("DATABASE_URL and DATABASE_OWNER_URL must name two different users.")
    else:
        owner = app
        if "password" not in owner:
            raise SystemExit(
                "DATABASE_URL has no password: write the owner's password in it, or name the application's login in "
                "DATABASE_URL and the owner's in DATABASE_OWNER_URL."
            )
        app = owner | {"user": APP_ROLE, "password": _derived_password(owner)}
    name = owner.pop("dbname")
    app.pop("dbname", None)
    logins = {"app": app, "owner": owner, "app_is_ours": not owner_url}
    return common | {"NAME": name, "LOGINS": logins}


def _login(variable: str, url: str) -> dict[str, str]:
    try:
        login = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error:
        # libpq's own message would quote the password.
        login = {}
    if not login.get("dbname") or not login.get("user"):
        raise SystemExit(f"{variable} must look like postgres://user:password@host:5432/database.")
    return {"connect_timeout": CONNECT_SECONDS} | login


def _derived_password(owner: dict[str, str]) -> str:
    """The application's password follows from the owner's, so nothing has to be kept on disk.

    The role belongs to the whole server, so the database's name has no part in it: two installations of one owner share
    it instead of taking it from each other.
    """
    message = f"{APP_ROLE} of {owner['user']}".encode()
    return hmac.new(owner["password"].encode(), message, hashlib.sha256).hexdigest()


@contextmanager
def as_owner(alias: str = "default") -> Iterator[BaseDatabaseWrapper]:
    """Let the connection ``alias`` of this thread be the owner's within the block: for migrations, not for requests."""
    connection: Any = connections[alias]
    if connection.in_atomic_block:
        raise RuntimeError("The login can't change within a transaction.")
    before = connection.role
    connection.close()
    connection.role = "owner"
    try:
        yield connection
    finally:
        connection.close()
        connection.role = before
