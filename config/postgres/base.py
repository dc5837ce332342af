"""Django's PostgreSQL backend with two logins, and with the embedded server when there is no other."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base, features
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from config.database import DatabaseUnavailable
from config.postgres.client import DatabaseClient
from config.postgres.creation import DatabaseCreation
from config.postgres.servers import server_for


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class QuietErrorWrapper(DatabaseErrorWrapper):
    """Keeps rows out of exceptions, and so out of logs.

    PostgreSQL adds details such as "Failing row contains (…)"; they stay in ``__cause__.diag`` for code that asks.
    """

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        if isinstance(exc_value, psycopg.Error) and exc_value.diag.message_primary:
            exc_value.args = (exc_value.diag.message_primary,)
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as ``role``: "app", or "owner" within ``config.database.as_owner``.

    Nothing is started or made before the first connection.
    """

    features_class = DatabaseFeatures
    client_class = DatabaseClient
    creation_class = DatabaseCreation

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(settings_dict, *args, **kwargs)
        # Without a database name Django is about to make or drop a test database.
        self.role = "owner" if settings_dict["NAME"] is None else "app"

    @cached_property
    def server(self) -> Any:
        return server_for(self.settings_dict)

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return QuietErrorWrapper(self)

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params() | self.server.login(self.role)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # The role or the database may be missing. The reason can't be told from the error: it carries no SQLSTATE.
            self.server.prepare(self.settings_dict["NAME"])
        try:
            return super().get_new_connection(self.get_connection_params())
        except psycopg.OperationalError as error:
            raise self.server.unavailable(self.role, error) from None

    def check_database_version_supported(self) -> None:
        if self.pg_version < 150000:
            found = ".".join(map(str, self.get_database_version()))
            # Django checks a connection once, when it is made: one that stayed open would be used after all.
            self.close()
            raise DatabaseUnavailable(f"Peduli needs PostgreSQL 15 or later; the server of DATABASE_URL is {found}.")
