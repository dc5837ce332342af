"""Several browsers that send something at the same moment; for tests with ``committed_db``."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

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
