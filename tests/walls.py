"""Breaking a wall on purpose, through the ORM and through raw SQL over the application's own connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.models.functions import Cast

_NAN = Cast(models.Value("NaN", output_field=models.CharField()), models.DecimalField(max_digits=14, decimal_places=3))


@contextmanager
def refused_by(wall: str) -> Iterator[None]:
    """The database refuses what is done inside, under this name."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    cause = caught.value.__cause__
    assert cause is not None
    assert cause.diag.constraint_name == wall


@contextmanager
def not_granted() -> Iterator[None]:
    """The application has no right to do what is done inside."""
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner") as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.sqlstate == "42501"


def run(statement: str, parameters: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def rows(statement: str, parameters: list[Any] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def columns_behind(wall: str, table: str) -> set[str]:
    """Of which columns the condition of a wall speaks."""
    return {
        name
        for (name,) in rows(
            "SELECT a.attname FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid"
            " AND a.attnum = ANY (k.conkey) WHERE k.conname = %s AND k.conrelid = %s::regclass",
            [wall, table],
        )
    }


def changing_is_refused(wall: str, thing: models.Model, **changes: Any) -> None:
    """Change columns of a row by the ORM, then by UPDATE: both meet the wall."""
    with refused_by(wall):
        type(thing)._base_manager.filter(pk=thing.pk).update(**changes)
    values = _column_values(copied(thing, **changes), set(_columns(thing, changes)))
    assignments = ", ".join(f'"{column}" = %s' for column in values)
    with refused_by(wall):
        run(f"UPDATE {thing._meta.db_table} SET {assignments} WHERE id = %s", [*values.values(), thing.pk])


def adding_is_refused(wall: str, thing: models.Model) -> None:
    """Add a row by the ORM, then by INSERT: both meet the wall."""
    thing.pk = None
    with refused_by(wall):
        thing.save(force_insert=True)
    values = _column_values(thing, None)
    columns, places = ", ".join(f'"{column}"' for column in values), ", ".join(["%s"] * len(values))
    with refused_by(wall):
        run(f"INSERT INTO {thing._meta.db_table} ({columns}) VALUES ({places})", list(values.values()))


def deleting_is_refused(wall: str, thing: models.Model) -> None:
    """Delete a row by the ORM, then by DELETE: both meet the wall."""
    with refused_by(wall):
        type(thing)._base_manager.filter(pk=thing.pk)._raw_delete("default")
    with refused_by(wall):
        run(f"DELETE FROM {thing._meta.db_table} WHERE id = %s", [thing.pk])


def changing_to_nan_is_refused(wall: str, thing: models.Model, column: str) -> None:
    """Change a number of a row to NaN by the ORM, whose own field would refuse it, then by UPDATE."""
    with refused_by(wall):
        type(thing)._base_manager.filter(pk=thing.pk).update(**{column: _NAN})
    with refused_by(wall):
        run(f"UPDATE {thing._meta.db_table} SET {column} = 'NaN' WHERE id = %s", [thing.pk])


def adding_nan_is_refused(wall: str, thing: models.Model, column: str) -> None:
    """Add a row whose number is NaN by the ORM, whose own field would refuse it, then by INSERT."""
    thing.pk = None
    values = _column_values(thing, None) | {column: "NaN"}
    setattr(thing, column, _NAN)
    with refused_by(wall):
        thing.save(force_insert=True)
    columns, places = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
    with refused_by(wall):
        run(f"INSERT INTO {thing._meta.db_table} ({columns}) VALUES ({places})", list(values.values()))


def copied(thing: models.Model, **changes: Any) -> models.Model:
    """An unsaved copy of a row, with some fields changed."""
    given = {field.attname: getattr(thing, field.attname) for field in _writable(thing)}
    for name, value in changes.items():
        given[thing._meta.get_field(name).attname] = value.pk if isinstance(value, models.Model) else value
    copy = type(thing)(**given)
    copy.pk = None
    return copy


def _writable(thing: models.Model) -> list[models.Field]:
    return [field for field in thing._meta.concrete_fields if not field.generated]


def _columns(thing: models.Model, names: dict[str, Any]) -> list[str]:
    return [thing._meta.get_field(name).column for name in names]


def _column_values(thing: models.Model, wanted: set[str] | None) -> dict[str, Any]:
    values = {}
    for field in _writable(thing):
        if field.primary_key or field.has_db_default() or (wanted is not None and field.column not in wanted):
            continue
        values[field.column] = field.get_db_prep_save(getattr(thing, field.attname), connection)
    return values
