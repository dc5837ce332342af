"""The migrated database that all tests start from, with the regency of Blora, where the factories' families live."""

import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from centres.regions import load_regions
from config.database import as_owner

# The name of one that stands ready, for those who run the tests hundreds of times (see tests/mutants).
READY = "PEDULI_TEST_DATABASE"


@contextmanager
def migrated_database() -> Iterator[str]:
    """Point the connection at a new database within the block, and give its name; at a copy where one stands ready."""
    ready = os.environ.get(READY) or _made_for_all_workers()
    if not ready:
        with _made() as name:
            yield name
        return
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = ready
    name = f"{ready}_{os.getpid()}"
    with connection.creation.copied_database(name):
        yield name


@contextmanager
def made_beside(blocker: Any) -> Iterator[None]:
    """Make one database for all workers of pytest-xdist while they load the tests; it is theirs within the block.

    A thread makes it, and keeps the file locked for as long; then its name stands there.
    """
    done = Event()

    def make() -> None:
        blocker.unblock()  # for good: pytest-django ends all blocking before it ends
        try:
            with _made() as name:
                connection.close()  # a database that somebody is connected to can't be copied
                file.write(name)
                file.flush()
                fcntl.flock(file, fcntl.LOCK_UN)
                done.wait()
        finally:
            file.close()

    file = _file_of_all_workers().open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    thread = Thread(target=make, daemon=True)  # nobody waits for it when pytest is stopped in a hurry
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        _file_of_all_workers().unlink()


def _file_of_all_workers() -> Path:
    return Path(settings.TEST_HOME) / "database"


def _made_for_all_workers() -> str:
    """The database that was made beside, once it is; nothing where nobody makes one, or did not get it done."""
    try:
        with _file_of_all_workers().open() as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            return file.read()
    except FileNotFoundError:
        return ""


@contextmanager
def _made() -> Iterator[str]:
    with redirect_stdout(io.StringIO()):  # Django would say that the table of the throttle is there already
        databases = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    try:
        with as_owner() as owner:
            load_regions(owner, under="33.16")
        yield connection.settings_dict["NAME"]
    finally:
        teardown_databases(databases, verbosity=0)
