"""Test databases: made by the owner, and copied from a template where a test commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import creation


class DatabaseCreation(creation.DatabaseCreation):
    connection: Any

    @contextmanager
    def copied_database(self, name: str) -> Iterator[None]:
        """Point the connection at a fresh copy of its database within the block, and drop the copy afterwards."""
        connection = self.connection
        template = connection.settings_dict["NAME"]
        quote = connection.ops.quote_name
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
            cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)} STRATEGY FILE_COPY")
            # What a database itself allows isn't copied with it (config/grants.py).
            cursor.execute(f"REVOKE TEMPORARY ON DATABASE {quote(name)} FROM PUBLIC")
        self._use(name)
        try:
            yield
        finally:
            connection.close()
            self._use(template)
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {quote(name)}")  # waits up to 5 s for others to leave

    def _use(self, name: str) -> None:
        # Other threads make their connections from the settings.
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name
