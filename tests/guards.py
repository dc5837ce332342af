"""What no test lets pass: luck with an order, locks too wide or out of order, times without a zone.

Each is a context manager; ``tests/conftest.py`` enters them for the whole session, ``tests/test_guards.py`` shows that
they bite.
"""

import datetime
import functools
import itertools
import random
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.db.backends.utils import CursorWrapper
from django.db.models import DateField
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import MULTI
from django.utils import timezone


@contextmanager
def no_order_by_luck() -> Iterator[None]:
    """Rows of our own tables that are read without an order come in a random one.

    PostgreSQL promises no order, and mostly gives that of writing until a table was changed, or has grown: so what
    passes here by luck would fail at a centre after a year. It is about the rows that Python gets, so not about
    subqueries, counts and EXISTS; Django's and allauth's tables are their own affair. Of a DISTINCT or a UNION the rows
    are shuffled after they came, as there PostgreSQL sorts by selected columns only.
    """
    execute_sql = SQLCompiler.execute_sql

    def in_any_order(self: SQLCompiler, result_type: str = MULTI, *args: Any, **kwargs: Any) -> Any:
        if result_type != MULTI or not _is_ours(self.query) or _has_order(self.query):
            return execute_sql(self, result_type, *args, **kwargs)
        if self.query.combinator or (self.query.distinct and not self.query.distinct_fields):
            rows = list(itertools.chain.from_iterable(execute_sql(self, result_type, *args, **kwargs) or ()))
            random.shuffle(rows)
            return [rows]
        self.query = self.query.chain()
        self.query.add_ordering(*self.query.distinct_fields, "?")
        return execute_sql(self, result_type, *args, **kwargs)

    with patch.object(SQLCompiler, "execute_sql", in_any_order):
        yield


def _is_ours(query: Query) -> bool:
    return query.model is not None and query.model._meta.app_label in _our_apps()


@functools.cache
def _our_apps() -> frozenset[str]:
    return frozenset(app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR)


def _has_order(query: Query) -> bool:
    """As ``QuerySet.ordered``: where rows are grouped, the order of the model counts for nothing."""
    by_model = query.default_ordering and query.get_meta().ordering and not query.group_by
    return bool(query.extra_order_by or query.order_by or by_model)


@contextmanager
def no_lock_on_what_is_joined() -> Iterator[None]:
    """``select_for_update`` over several tables says ``of``.

    Otherwise it locks the joined rows, too: with ``select_related("centre")`` nobody could write the centre, nor
    anything that refers to it, until the commit.
    """
    get_from_clause = SQLCompiler.get_from_clause

    def one_table_or_of(self: SQLCompiler) -> Any:
        query = self.query
        if query.select_for_update and not query.select_for_update_of:
            joined = [query.alias_map[name].table_name for name, uses in query.alias_refcount.items() if uses][1:]
            if joined:
                raise AssertionError(
                    f"This select_for_update of {query.model.__name__} locks rows of {', '.join(joined)}, too. "
                    'Write select_for_update(of=("self",)).'
                )
        return get_from_clause(self)

    with patch.object(SQLCompiler, "get_from_clause", one_table_or_of):
        yield


@contextmanager
def no_time_without_a_zone() -> Iterator[None]:
    """No naive time reaches the database, and no time is cut to a date by Django.

    Django itself warns of a naive time in a field or a lookup, which fails here as every warning does; this sees raw
    SQL as well. A time given where a date belongs would become the date in ``TIME_ZONE``, which is not that of every
    centre: ``centre.local_date`` says it. Ruff's DTZ rules forbid what makes naive times and dates of the machine.
    """
    to_python, execute = DateField.to_python, CursorWrapper._execute_with_wrappers

    def no_time(self: DateField, value: Any) -> Any:
        if isinstance(value, datetime.datetime):
            raise AssertionError(f"{self} is a date, and got the time {value}: say in which zone, as local_date does.")
        return to_python(self, value)

    def no_naive_time(self: CursorWrapper, sql: Any, params: Any, many: bool, executor: Any) -> Any:
        for value in _flat(params):
            if isinstance(value, datetime.datetime) and timezone.is_naive(value):
                raise AssertionError(f"The time {value} goes to the database without a zone.")
        return execute(self, sql, params, many, executor)

    with (
        patch.object(DateField, "to_python", no_time),
        patch.object(CursorWrapper, "_execute_with_wrappers", no_naive_time),
    ):
        yield


# A row of an earlier table is never waited for while one of a later table is held (docs/architecture.md).
ORDER = ("centres_centre", "distributions_round", "families_family", "families_inmate")
LOCKED = re.compile(rf"""(?:^UPDATE|FROM)\s+"?({"|".join(ORDER)})"?\b""")


@contextmanager
def locks_in_one_order() -> Iterator[None]:
    """The register (its centre), rounds, families and inmates are locked in this order, in whatever an operation does.

    Of two who each hold what the other waits for PostgreSQL ends one, and somebody's work is not saved. An operation
    is what is called from outside of our apps, a request as well as a function that a test calls; locks that triggers
    take are not seen.
    """
    execute = CursorWrapper._execute_with_wrappers
    last = threading.local()

    def in_order(self: CursorWrapper, sql: Any, params: Any, many: bool, executor: Any) -> Any:
        text = str(sql).lstrip()
        if (text.startswith("UPDATE") or "FOR UPDATE" in text or "FOR NO KEY UPDATE" in text) and (
            found := LOCKED.search(text)
        ):
            operation, rank = _operation(), ORDER.index(found[1])
            if operation is None:
                return execute(self, sql, params, many, executor)
            if getattr(last, "operation", None) is not operation:
                last.operation, last.held = operation, set()
            if rank not in last.held and any(held > rank for held in last.held):
                held = " and ".join(ORDER[held] for held in sorted(last.held))
                raise AssertionError(f"{found[1]} is locked while {held} is held. Lock it before.")
            last.held.add(rank)
        return execute(self, sql, params, many, executor)

    with patch.object(CursorWrapper, "_execute_with_wrappers", in_order):
        yield


def _operation() -> FrameType | None:
    """The outermost call into our apps; a command and the example, which do many things in a row, are none."""
    frame: FrameType | None = sys._getframe(1)
    outermost = None
    while frame is not None:
        if _is_code_of_ours(frame.f_code.co_filename):
            outermost = frame
        frame = frame.f_back
    return outermost


@functools.cache
def _is_code_of_ours(path: str) -> bool:
    if {"management", "migrations", "example", "example.py"} & set(Path(path).parts):
        return False
    return any(Path(path).is_relative_to(settings.BASE_DIR / app) for app in _our_apps())


def _flat(params: Any) -> Iterable[Any]:
    """The values of one statement or of many, those of arrays among them."""
    if isinstance(params, dict):
        params = params.values()
    for value in params or ():
        if isinstance(value, list | tuple | dict):
            yield from _flat(value)
        else:
            yield value
