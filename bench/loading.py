"""Writing many rows quickly: COPY as the owner of the tables, with the walls standing."""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models

# The history would be as many rows again, of which no list reads any. The search column and
# whether an inmate is held are written with the row, as triggers would collect them: they would write every family
# twice more. A generated family has a score, and no survey that gave it.
NOT_NEEDED = """
    SELECT c.relname, t.tgname
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
       AND (t.tgname LIKE 'pgtrigger\\_%'
            OR t.tgname IN ('member_added_refreshes_search', 'tie_added_refreshes_search',
                            'family_inmate_held_follows', 'family_scored_by_an_assessment'))
"""


@contextmanager
def bulk_load(cursor: Any) -> Iterator[None]:
    """Within: no history, no refreshing of what a family collects from others. All other triggers and constraints hold.

    Belongs in a transaction of the owner; both are back when it commits, and nothing has changed when it fails.
    """
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(NOT_NEEDED)
    found = cursor.fetchall()
    for table, name in found:
        cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
    yield
    for table, name in found:
        cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')


def copy_rows(
    cursor: Any, model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, into: str = ""
) -> int:
    """COPY rows with these columns into the model's table, or ``into`` another; returns how many.

    Columns that are not named get the model's default, or stay NULL where they may. With an ``id`` among the columns,
    the sequence goes on behind the highest one.
    """
    table = into or model._meta.db_table
    rest = {} if into else _defaults(model, columns)
    constants = tuple(rest.values())
    count = 0
    with cursor.copy(f"COPY {table} ({', '.join([*columns, *rest])}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *constants))
            count += 1
    if "id" in columns and not into:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"
        )
    return count


def _defaults(model: type[models.Model], columns: Sequence[str]) -> dict[str, Any]:
    """The columns that must be filled and are not named, with their defaults."""
    found = {}
    for field in model._meta.concrete_fields:
        given_by_database = field.primary_key or field.generated or field.has_db_default()
        if field.column in columns or given_by_database or (field.null and not field.has_default()):
            continue
        value = field.get_default()
        found[field.column] = json.dumps(value) if isinstance(value, dict) else value
    return found


def first_free(cursor: Any, model: type[models.Model]) -> int:
    """The lowest number above all that are taken."""
    cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {model._meta.db_table}")
    return cursor.fetchone()[0]


def at(day: datetime.date, hour: int = 3) -> datetime.datetime:
    """A moment of a day, in UTC; three o'clock is ten in western Indonesia."""
    return datetime.datetime.combine(day, datetime.time(hour), datetime.UTC)
