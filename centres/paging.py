"""Lists that page by key: an address names the row at which the page before ended; nothing is counted or skipped.

So the end of a list is as quick as its beginning. What is no place in a list, whoever typed it, is its beginning.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
Row = TypeVar("Row")
Rows = TypeVar("Rows", bound=QuerySet)
Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """How a value of a column stands in an address."""

    pattern: re.Pattern[str]
    parse: Callable[[str], Any]
    write: Callable[[Any], str]

    def read(self, text: str) -> Any:
        """The value. Raises ValueError, or OverflowError, for what is none."""
        if not self.pattern.fullmatch(text):
            raise ValueError(text)
        return self.parse(text)


def _microseconds(moment: datetime.datetime) -> str:
    return str((moment - EPOCH) // datetime.timedelta(microseconds=1))


# No more digits than a bigint holds.
NUMBER = Column(re.compile(r"[0-9]{1,18}"), int, str)
DAY = Column(re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), datetime.date.fromisoformat, datetime.date.isoformat)
DAY_OR_NONE = Column(
    re.compile(rf"(?:{DAY.pattern.pattern})?"),
    lambda text: DAY.parse(text) if text else None,
    lambda day: DAY.write(day) if day else "",
)
MOMENT = Column(NUMBER.pattern, lambda text: EPOCH + datetime.timedelta(microseconds=int(text)), _microseconds)


class Key:
    """The columns that a list is ordered by, all the same way and the last one unique: what names a row's place."""

    def __init__(self, **columns: Column) -> None:
        self.columns = columns

    def read(self, text: str) -> Place | None:
        """The place that an address names, None for what is no place."""
        parts = text.split("~")
        try:
            return tuple(column.read(part) for column, part in zip(self.columns.values(), parts, strict=True))
        except (ValueError, OverflowError):
            return None

    def write(self, row: Any) -> str:
        """The place of a row, for an address."""
        return "~".join(column.write(getattr(row, name)) for name, column in self.columns.items())


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the places of the first and the last of them; empty where none come before or after."""

    rows: list[Row]
    before: str = ""
    after: str = ""


def page_of(
    rows: QuerySet[Any, Row], key: Key, place: Place | None, *, size: int, newest_first: bool = True
) -> Page[Row]:
    """At most ``size`` rows from the beginning of a list or behind a place; one query."""
    if place is not None:
        rows = behind(rows, key.columns, place, newest_first=newest_first)
    order = (f"-{name}" if newest_first else name for name in key.columns)
    return cut(list(rows.order_by(*order)[: size + 1]), key, size=size, begun=place is not None)


def behind(rows: Rows, columns: Iterable[str], place: Place, *, newest_first: bool) -> Rows:
    """Those of the rows that follow a place in the order of these columns, none of which is NULL."""
    follows = TupleLessThan if newest_first else TupleGreaterThan
    return rows.filter(follows(tuple(F(name) for name in columns), place))


def cut(found: list[Row], key: Key, *, size: int, begun: bool, backwards: bool = False) -> Page[Row]:
    """A page of what was read, which is one row more than a page holds where there are more.

    ``begun`` says that it was read from a place on, ``backwards`` that it was read up to one, the nearest row first.
    """
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    has_before, has_after = (more, True) if backwards else (begun, more)
    return Page(rows, key.write(rows[0]) if has_before else "", key.write(rows[-1]) if has_after else "")
