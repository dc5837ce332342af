"""The migrated database that all tests start from, with the regency of Blora, where the factories' families live."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from centres.regions import load_regions
from config.database import as_owner

# The name of one that stands ready, for those who run the tests hundreds of times (see tests/mutants).
READY = "PEDULI_TEST_DATABASE"


@contextmanager
def migrated_database() -> Iterator[str]:
    """Point the connection at a new database within the block, and give its name; or at a copy of the ready one."""
    if READY in os.environ:
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = os.environ[READY]
        name = f"{os.environ[READY]}_{os.getpid()}"
        with connection.creation.copied_database(name):
            yield name
        return
    databases = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    try:
        with as_owner() as owner:
            load_regions(owner, under="33.16")
        yield connection.settings_dict["NAME"]
    finally:
        teardown_databases(databases, verbosity=0)
