"""What stands for all tests of a file: built once, in a transaction around theirs.

A centre with its people, families and an approved round takes a tenth of a second to make, and most files need the same
one before each test. ``@stands`` makes a fixture of the function that builds it; one may build on another::

    @stands
    def people():
        return blora()

    @stands
    def round(people):
        return november(people)

All that stands in a file is in the database before each of its tests, whatever that test asks for. Each test gets deep
copies of the Python objects, which must let themselves be pickled, and what it writes is rolled back to where they were
built. Where tests commit (``committed_db``) nothing can stand: theirs is another database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from inspect import signature
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

from centres.history import acting_as

_builders: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def stands(build: Callable[..., Any]) -> Any:
    """A fixture by the name of ``build``: a copy, for one test, of what that built for the file."""
    _builders[build.__module__].append(build)

    @pytest.fixture(name=build.__name__)
    def of_this_test(what_stands: dict[str, Any]) -> Any:
        return what_stands[build.__name__]

    return of_this_test


@contextmanager
def built_for(module: str, blocker: Any) -> Iterator[dict[str, Any]]:
    """What the builders of a file made, by their names, in a transaction that is rolled back after the block."""
    made: dict[str, Any] = {}
    with ExitStack() as stack:
        stack.enter_context(blocker.unblock())
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        with acting_as("test"), translation.override(settings.LANGUAGE_CODE):
            for build in _builders[module]:
                made[build.__name__] = build(*(made[name] for name in signature(build).parameters))
        yield made


def has_something(module: str) -> bool:
    return module in _builders
