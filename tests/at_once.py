"""Several browsers that send something at the same moment; for tests with ``committed_db``."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from centres.models import User
from tests.client import Client


def at_once(count: int, user: User, act: Callable[[Client], Any]) -> list[Any]:
    """What ``act`` gives for so many browsers of one user, all at the same moment."""
    given: list[Any] = []
    together = threading.Barrier(count)
    browsers = [Client() for _each in range(count)]
    for browser in browsers:
        browser.force_login(user)

    def run_one(browser: Client) -> None:
        try:
            together.wait()
            given.append(act(browser))
        finally:
            connection.close()

    threads = [threading.Thread(target=run_one, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def meanwhile(
    first: Callable[[], Any], user: User, act: Callable[[Client], Any], *, then: Callable[[], Any] = lambda: None
) -> Any:
    """What ``act`` gives for a browser of ``user`` that meets what ``first`` wrote, which is committed only then.

    What is done ``then`` belongs to the same transaction, while the browser waits.
    """
    given: list[Any] = []
    browser = Client()
    browser.force_login(user)

    def run() -> None:
        try:
            given.append(act(browser))
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        first()
        other.start()
        _until_it_waits(other)
        then()
    other.join()
    return given[0]


def _until_it_waits(other: threading.Thread) -> None:
    """Until the other connection waits for a lock: it can't see our row, and can't write its own."""
    waits = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while other.is_alive() and time.monotonic() < until:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waits)
            if cursor.fetchone() is not None:
                return
            time.sleep(0.005)
    raise AssertionError("Nobody waited: what was written first did not stand in the way.")
