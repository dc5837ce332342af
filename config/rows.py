"""Many rows of one table by one statement, with an array for each column instead of a placeholder for each value."""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, connections
from django.db.models import (
    BigIntegerField,
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    F,
    Field,
    ForeignKey,
    Func,
    IntegerField,
    JSONField,
    Model,
    TextField,
    Value,
)
from django.db.models.base import ModelState

# Rows of one statement.
AT_ONCE = 2500
Row = TypeVar("Row", bound=Model)


class QuicklyRead(Model):
    """A model of which thousands of rows are read at once.

    Django passes what it read through ``__init__``, which asks each column for its default and each key whether it
    leads elsewhere now: more than half of what reading takes. A row that was just read needs neither. Whoever listens
    to ``post_init`` hears nothing of it.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs are those of a later Django
        cls, db: str | None, field_names: Iterable[str], values: Iterable[Any]
    ) -> Self:
        """The row with these columns; the others are read when they are asked for."""
        row = _without_init(cls, zip(field_names, values, strict=True))
        row._state.adding, row._state.db = False, db
        return row


def hash_of(columns: Iterable[str | Expression]) -> Func:
    """A hash of these columns of a row; added up over rows it tells in no order whether one of them is different."""
    row = Func(*(F(column) if isinstance(column, str) else column for column in columns), function="ROW")
    return Func(row, Value(0), function="hash_record_extended", output_field=BigIntegerField())


def like(first: Row, columns: Iterable[dict[str, Any]]) -> list[Row]:
    """New rows that hold what the first one does, but for these columns (by their ``attname``); ``first`` is none."""
    held = {field.attname: getattr(first, field.attname) for field in first._meta.concrete_fields}
    return [_without_init(type(first), (held | own).items()) for own in columns]


def _without_init(model: type[Row], columns: Iterable[tuple[str, Any]]) -> Row:
    row = model.__new__(model)
    row._state = ModelState()
    vars(row).update(columns)
    return row


def among(ids: Iterable[int]) -> Func:
    """The ids for a lookup: ``filter(pk__in=among(ids))``."""
    # Thousands of placeholders take longer to send than the answer takes to read.
    template = "(SELECT unnest(%(expressions)s::bigint[]))"
    return Func(Value(_numbers(ids)), template=template, output_field=BigIntegerField())


def among_digests(digests: Iterable[bytes]) -> Func:
    """The same for binary columns: ``filter(nik_digest__in=among_digests(digests))``."""
    template = "(SELECT unnest(%(expressions)s::bytea[]))"
    return Func(Value(_written(map(_hex, digests))), template=template, output_field=BinaryField())


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert new rows of one table with all that they hold. Their ids stay unknown.

    ``bulk_create`` does the same unless a column is binary, like a digest: then it sends a placeholder for each value,
    which takes several times as long.
    """
    with connection.cursor() as cursor:
        for some in _in_parts(rows):
            cursor.execute(*_insert(some))


def insert_numbered(rows: Sequence[Model]) -> None:
    """The same, and each row knows its id then, the first the lowest."""
    numbers: list[int] = []
    with connection.cursor() as cursor:
        for some in _in_parts(rows):
            statement, values = _insert(some)
            # Ordered by the place in the arrays, so that the database gives the numbers in that order.
            cursor.execute(f"{statement} RETURNING {_column(some[0]._meta.pk)}", values)
            numbers += sorted(number for (number,) in cursor.fetchall())
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias


def _in_parts(rows: Sequence[Model]) -> Iterator[Sequence[Model]]:
    """So many rows at a time that their arrays take little memory."""
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def _insert(rows: Sequence[Model]) -> tuple[str, list[Any]]:
    """The statement, with an array for each column that the database does not make itself.

    What is the same in all rows is sent once; not so the first column, whose array says how many rows there are.
    """
    meta = rows[0]._meta
    first, *others = [field for field in meta.concrete_fields if not (field.primary_key or field.generated)]
    alike = [field for field in others if _is_alike(rows, field)]
    different = [first, *(field for field in others if field not in alike)]
    columns = ", ".join(map(_column, alike + different))
    selected = ", ".join(
        [*(_as_kept(field, f"({_array(field)})[1]") for field in alike), *(_as_kept(field) for field in different)]
    )
    statement = (
        f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({columns})"
        f" SELECT {selected} FROM unnest({', '.join(map(_array, different))})"
        f" WITH ORDINALITY AS new ({', '.join(map(_column, different))}, place_in_the_arrays)"
        " ORDER BY place_in_the_arrays"
    )
    return statement, [
        *(_values(rows[:1], field) for field in alike),
        *(_values(rows, field) for field in different),
    ]


def _is_alike(rows: Sequence[Model], field: "Field[Any, Any]") -> bool:
    """Whether all rows have the very same there: what is only equal may be written in other ways."""
    value_of = attrgetter(field.attname)
    value = value_of(rows[0])
    return all(value_of(row) is value for row in rows)


def write_columns(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write these fields of rows that are there. Rows that hold the same already are left alone.

    ``bulk_update`` sends a CASE for each value, which takes several times as long, and rewrites every row.
    """
    if not rows:
        return
    meta = type(rows[0])._meta
    known = {field.name: field for field in meta.concrete_fields}
    fields = [meta.pk, *(known[name] for name in names)]
    key, *columns = map(_column, fields)
    values = [_as_kept(field, f"new.{_column(field)}") for field in fields[1:]]
    changes = ", ".join(f"{column} = {value}" for column, value in zip(columns, values, strict=True))
    statement = (
        f"UPDATE {connection.ops.quote_name(meta.db_table)} AS old SET {changes}"
        f" FROM unnest({', '.join(map(_array, fields))}) AS new ({key}, {', '.join(columns)})"
        f" WHERE old.{key} = new.{key} AND ({', '.join(f'old.{column}' for column in columns)})"
        f" IS DISTINCT FROM ({', '.join(values)})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_values(rows, field) for field in fields])


def _column(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(field.column or "")


def _as_kept(field: "Field[Any, Any]", value: str = "") -> str:
    """A value of the arrays, by default that of a row of them. An array of arrays would be flattened: each comes as
    its text.
    """
    return (value or _column(field)) + (f"::{field.db_type(connection)}" if _is_array(field) else "")


def _array(field: "Field[Any, Any]") -> str:
    # Without a length: the cast would cut off what is too long, where the column refuses it.
    kind, _bracket, _length = ("text" if _is_array(field) else field.db_type(connection) or "").partition("(")
    return f"%s::{kind}[]"


def _is_array(field: "Field[Any, Any]") -> bool:
    """Whether a value of it is a list of whole numbers, the only lists that are kept."""
    return isinstance(field, ArrayField) and isinstance(field.base_field, IntegerField)


def _values(rows: Sequence[Model], field: "Field[Any, Any]") -> list[Any] | str:
    """What stands in a column; all that has a text of its own as PostgreSQL reads an array."""
    found = map(attrgetter(field.attname), rows)
    if _is_array(field):
        return _written(_numbers(value) for value in found)
    if isinstance(field, BinaryField):
        return _written(None if value is None else _hex(value) for value in found)
    if isinstance(field, JSONField):
        return _written(None if value is None else json.dumps(value, cls=field.encoder) for value in found)
    if isinstance(field, CharField | TextField):
        return _written(None if value is None else str(value) for value in found)
    values = list(found)
    if {*map(type, values)} <= _written_as_it_reads(field):
        return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"
    # Not by its proxy, which each value would ask anew where it leads.
    direct = connections[connection.alias]
    return [field.get_db_prep_save(value, direct) for value in values]


def _written_as_it_reads(field: "Field[Any, Any]") -> set[type]:
    """Of which kinds a column's values are sent as their text; what is of another kind Django makes one of these first.

    psycopg would look at each of them, too.
    """
    if isinstance(field, DateTimeField):
        return set()
    for column, kind in ((IntegerField, int), (ForeignKey, int), (BooleanField, bool), (DateField, datetime.date)):
        if isinstance(field, column):
            return {kind, type(None)}
    return set()


def _numbers(values: Iterable[int]) -> str:
    return f"{{{','.join(map(str, values))}}}"


def _hex(value: Any) -> str:
    return rf"\x{bytes(value).hex()}"


def _written(texts: Iterable[str | None]) -> str:
    """An array of texts. psycopg looks for what is to be escaped in each of them, which takes many times as long."""
    return f"{{{','.join(map(_quoted, texts))}}}"


def _quoted(text: str | None) -> str:
    if text is None:
        return "NULL"
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
