"""``manage.py dbshell``: psql as the application."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client
from psycopg.conninfo import make_conninfo

from config.embedded_postgres import program_path


class DatabaseClient(client.DatabaseClient):
    connection: Any

    def runshell(self, parameters: Iterable[str]) -> None:
        login = dict(self.connection.server.login("app"))
        password = login.pop("password", "")
        psql = shutil.which("psql") or str(program_path("psql"))
        conninfo = make_conninfo(dbname=self.connection.settings_dict["NAME"], **login)
        subprocess.run([psql, conninfo, *parameters], env=os.environ | {"PGPASSWORD": password}, check=True)
