"""Fixtures of all tests: a real PostgreSQL, no network.

The test database is migrated by its owner; the tests run as the application, under its grants. ``db`` rolls back;
``committed_db`` is for tests that commit, and gives each a copy of the migrated database.
"""

import gc
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from centres.history import acting_as
from tests.client import Client
from tests.databases import READY, made_beside, migrated_database
from tests.guards import locks_in_one_order, no_lock_on_what_is_joined, no_order_by_luck, no_time_without_a_zone
from tests.standing import built_for, has_something

LONG = ("browser/test_every_page.py", "browser/test_month.py", "browser/", "test_who_may_open_what.py", "tests/config/")
OUR_HOSTS = {"127.0.0.1", "::1", "localhost"}


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_refuse_network)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker more than there are cores: each waits a quarter of its time, for PostgreSQL, Chromium and children."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Before the workers begin: see ``made_beside``."""
    if READY not in os.environ:
        database = ExitStack()
        config.add_cleanup(database.close)
        database.enter_context(made_beside(config.stash[blocking_manager_key]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest first, so that no worker is left alone with a minute of Chromium at the end (see the Makefile)."""
    items.sort(key=lambda item: next((n for n, path in enumerate(LONG) if path in item.nodeid), len(LONG)))


def pytest_collection_finish() -> None:
    """What stands when all tests are loaded is not looked through again for garbage: a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in OUR_HOSTS:
            raise AssertionError(f"A test called out to {address[0]}.")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The migrated database: pytest-django's would not make one for tests that ask for ``committed_db`` alone."""
    database = ExitStack()
    with django_db_blocker.unblock():
        database.enter_context(migrated_database())
    yield
    with django_db_blocker.unblock():
        database.close()


@pytest.fixture(autouse=True, scope="session")
def _guards() -> Iterator[None]:
    """What no test lets pass; see ``tests/guards.py``."""
    with no_order_by_luck(), no_lock_on_what_is_joined(), locks_in_one_order(), no_time_without_a_zone():
        yield


@pytest.fixture(autouse=True)
def _an_actor() -> Iterator[None]:
    """What a test changes by itself has an actor, too; a request names its own."""
    with acting_as("test"):
        yield


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    """Every test begins in Indonesian: a request leaves the language that it spoke to the thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True, scope="module")
def _stands(request: pytest.FixtureRequest) -> Iterator[bytes]:
    """What stands for all tests of a file, by the names of its fixtures, pickled; see ``tests/standing.py``."""
    if not has_something(request.module.__name__):
        yield b""
        return
    request.getfixturevalue("django_db_setup")
    with built_for(request.module.__name__, request.getfixturevalue("django_db_blocker")) as made:
        yield pickle.dumps(made)


@pytest.fixture
def what_stands(_stands: bytes, db: None) -> Any:
    """A copy for one test, which may change the objects: a deep copy takes five times as long."""
    return pickle.loads(_stands)


@pytest.fixture
def client() -> Client:
    """Nobody signed in yet."""
    return Client()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the migrated database for a test that commits or uses several connections; dropped afterwards."""
    name = f"{settings.DATABASES['default']['NAME']}_copy"
    with django_db_blocker.unblock(), connection.creation.copied_database(name):
        yield


@pytest.fixture
def temporary_tables_allowed(db: None) -> Iterator[None]:
    """The application may make temporary tables, which it may not: for tests of the wall behind that one."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    login = connection.server.login("owner") | {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**login, autocommit=True) as owner:
        owner.execute(f"GRANT TEMPORARY ON DATABASE {database} TO PUBLIC")
        with connection.cursor() as cursor:
            # Within a transaction a session hears of the grant when it locks something new, and not before.
            cursor.execute("SELECT FROM pg_event_trigger")
        yield
        owner.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
