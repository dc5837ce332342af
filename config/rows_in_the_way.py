"""Which rows of before stand against a new wall: what ``migrate`` says instead of a traceback.

A migration that makes a CHECK is refused as a whole while a row of before is against it. PostgreSQL then names the
wall and the table, and no row.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import CommandError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# So many are named: who set one right knows what to look for in the others.
NAMED = 20
WHAT_NOW = (
    "Nothing of this migration was done. Set right what stands in its way with the version of before, which still runs"
    ' on this database ("Rows of before" in docs/operations.md), then migrate again.'
)


@contextmanager
def rows_in_the_way_named(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Raise CommandError, which names the wall and the rows that are against it, for a migration that is refused."""
    last: list[str] = [""]

    def remember(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        last[0] = str(sql)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(remember):
            yield
    except IntegrityError as error:
        cause = error.__cause__
        if not isinstance(cause, psycopg.Error):
            raise
        said = _said(connection, cause, last[0])
        raise CommandError(f"The migration was refused. {said}\n{WHAT_NOW}") from error


def _said(connection: BaseDatabaseWrapper, cause: psycopg.Error, statement: str) -> str:
    wall, table = cause.diag.constraint_name, cause.diag.table_name
    if isinstance(cause, psycopg.errors.CheckViolation) and wall and table:
        # Made inside DO, the statement is told in the context of the error.
        inner = re.search(r'^SQL statement "(.*?)"$', cause.diag.context or "", re.DOTALL | re.MULTILINE)
        found = _against(connection, inner[1] if inner else statement, wall, table)
        if found is not None:
            condition, keys = found
            more = " and others" if len(keys) > NAMED else ""
            named = ", ".join(map(str, keys[:NAMED])) + more
            return f"Rows of {table} are against the wall {wall}: id {named}. It wants: {condition}."
    return " ".join(filter(None, (f"{cause.diag.message_primary}.", cause.diag.message_detail)))


def _against(connection: BaseDatabaseWrapper, statement: str, wall: str, table: str) -> tuple[str, list[int]] | None:
    """The condition of the wall and the keys of rows against it: it is made for new rows alone, asked, and undone.

    None where it can't be made by itself: on a column that the same migration adds.
    """
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"{statement.rstrip().rstrip(';')} NOT VALID")
            cursor.execute(
                "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint"
                " WHERE conname = %s AND conrelid = %s::regclass",
                [wall, table],
            )
            condition = cursor.fetchone()[0]
            against = f"{connection.ops.quote_name(table)} WHERE NOT ({condition})"
            cursor.execute(f"SELECT id FROM {against} ORDER BY id LIMIT {NAMED + 1}")
            keys = [key for (key,) in cursor.fetchall()]
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError:
        return None
    return condition, keys
