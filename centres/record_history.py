"""The history of a record as people read it: who, when, and each field from the old value to the new.

It reads what the triggers wrote, as each model told ``centres.history.tracked``. Of what is sealed it has the digest
alone, so that it says that a number changed, and not from what to what.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.history import RECORDED, TRACKED
from centres.models import Centre, User
from centres.versions import SAID, Version
from config.formats import clock, date_clock, plain_date, quantity

PAGE = 100
Model = type[models.Model]


# Keys say nothing to people, and the centre is the one where they are.
SILENT = frozenset({"id", "centre"})
UNSEEN = gettext_lazy("not shown here")
COMMANDS: dict[str, Promise] = {
    "signed-out": gettext_lazy("before signing in"),
    "first_run": gettext_lazy("first setting up"),
}


@dataclass(slots=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(slots=True)
class RecordChange:
    """What happened to one record within an act: ``act`` is insert, update or delete."""

    what: str
    act: str
    fields: list[FieldChange]


@dataclass(slots=True)
class Act:
    """All that one person changed in one transaction."""

    at: datetime.datetime
    actor: str
    changes: list[RecordChange]


@dataclass(slots=True)
class History:
    """The latest acts first. ``before`` leads to the older ones and is None when there are none."""

    acts: list[Act]
    before: datetime.datetime | None
    found: bool


@dataclass(slots=True)
class Meanwhile:
    """What changed between two versions of a record; ``said`` is what the history does not know, so without a who."""

    acts: list[Act]
    said: list[FieldChange]


def model_of(kind: str) -> Model | None:
    """The model whose history is read under ``/riwayat/<kind>/``."""
    return next((model for model, tracking in TRACKED.items() if tracking.kind and tracking.kind == kind), None)


def parts_of(model: Model) -> list[Model]:
    """The models whose rows belong to a record of ``model`` and have their history shown with it."""
    return [part for part, tracking in TRACKED.items() if tracking.part_of and record_of(part) is model]


def record_of(part: Model) -> Model:
    """The model of the record to which the fields named by ``part_of`` lead."""
    model: Model = part
    for name in TRACKED[part].part_of.split("__"):
        field: Any = model._meta.get_field(name)
        model = field.related_model
    return model


def history_of(model: Model, pk: int, *, centre: Centre, before: datetime.datetime | None = None) -> History:
    """The history of one record of ``centre`` with its parts, before a moment; not ``found`` when it has none.

    An act stands on one page as a whole, also when it alone has more changes than a page.
    """
    sources = [(model, _own_events(model, pk, centre))]
    sources += [(part, _part_events(part, pk, centre)) for part in parts_of(model)]
    loaded = [(source, _latest(events, before)) for source, events in sources]
    cut = max((events[PAGE].pgh_created_at for _source, events in loaded if len(events) > PAGE), default=None)
    kept = [
        (source, [event for event in events if cut is None or event.pgh_created_at > cut]) for source, events in loaded
    ]
    more = cut is not None
    if cut and not any(events for _source, events in kept):
        kept = [(source, list(_newest_first(events.filter(pgh_created_at=cut)))) for source, events in sources]
        more = any(events.filter(pgh_created_at__lt=cut).exists() for _source, events in sources)
    changes = [change for source, events in kept for change in _changes(source, events)]
    oldest = min((event.pgh_created_at for _source, events in kept for event in events), default=None)
    found = bool(loaded[0][1]) or sources[0][1].exists()
    return History(_acts(changes, _Texts(changes)), oldest if more else None, found)


def what_changed(seen: Version, now: Version, *, reader: User | None) -> Meanwhile:
    """Each column that differs, from what was ``seen`` to what is stored now, and who brought it there last.

    ``reader`` is called "you". Nothing is said where it isn't known what was seen.
    """
    changes: list[_Change] = []
    for label in (label for label in now if label in seen and label != SAID):
        old, new = seen[label], now[label]
        keys = sorted((row for row in old.keys() | new.keys() if old.get(row) != new.get(row)), key=int)
        model = apps.get_model(label)
        if keys and model in RECORDED:
            changes += _recorded(model, keys)
        elif keys:
            changes += _net_changes(model, {int(row): (old.get(row), new.get(row)) for row in keys})
    return Meanwhile(_acts(changes, _Texts(changes, reader)), list(_said_differently(seen, now)))


def _said_differently(seen: Version, now: Version) -> Iterator[FieldChange]:
    for record, texts in now.get(SAID, {}).items():
        before = seen.get(SAID, {}).get(record, {})
        for label, words in texts.items():
            if label in before and before[label] != words:
                yield FieldChange(_(label), before[label], words)


def _net_changes(model: Model, rows: dict[int, tuple[dict[str, Any] | None, dict[str, Any] | None]]) -> list["_Change"]:
    """By row its columns as they were seen and as they are, each with the event that the history names for it."""
    events = list(_newest_first(_event_model(model)._default_manager.filter(pgh_obj_id__in=rows)))
    # The oldest of a row come first, so what stays is the latest.
    by_column: dict[tuple[int, str], Any] = {}
    by_row: dict[int, Any] = {}
    for change in _changes(model, events):
        by_row[change.event.pgh_obj_id] = change.event
        by_column |= {(change.event.pgh_obj_id, field.name): change.event for field, _old, _new in change.values}
    found: dict[tuple[int, int], _Change] = {}
    for row, (old, new) in rows.items():
        whole = old is None or new is None
        for values in _net_values(model, old or {}, new or {}):
            event = by_row.get(row) if whole else by_column.get((row, values[0].name))
            if event is not None:
                found.setdefault((row, event.pgh_id), _Change(model, event, [])).values.append(values)
    return list(found.values())


def _recorded(model: Model, keys: list[str]) -> Iterator["_Change"]:
    """Rows of what is only added to, each as if the history told that it was made."""
    told = RECORDED[model]
    by: Any = model._meta.get_field(told.by)
    fields: list[Any] = [model._meta.get_field(name) for name in told.shows]
    for row in model._default_manager.filter(pk__in=keys).order_by("pk"):
        made: Any = row
        made.pgh_id, made.pgh_obj_id, made.pgh_label = row.pk, row.pk, "insert"
        made.pgh_created_at, made.pgh_context = getattr(row, told.at), {"actor": getattr(row, by.attname)}
        values = [(field, None, value) for field in fields if (value := _value(made, field)) not in (None, False)]
        yield _Change(model, made, values)


def _net_values(model: Model, old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[models.Field, Any, Any]]:
    for field in shown_fields(model):
        if old.get(field.name) != new.get(field.name):
            yield field, _seen_value(field, old), _seen_value(field, new)


def _seen_value(field: models.Field, columns: dict[str, Any]) -> Any:
    written = columns.get(field.name)
    if isinstance(field, models.BinaryField):
        return written
    value = None if written is None else field.to_python(written)
    return None if value == "" and "" not in dict(field.flatchoices) else value


def _own_events(model: Model, pk: int, centre: Centre) -> models.QuerySet:
    events = _event_model(model)._default_manager.filter(pgh_obj_id=pk)
    if model is Centre:
        return events if pk == centre.pk else events.none()
    if model is User:
        return events if User.objects.filter(pk=pk, memberships__centre=centre).exists() else events.none()
    return events.filter(centre_id=centre.pk)


def _part_events(part: Model, pk: int, centre: Centre) -> models.QuerySet:
    return _event_model(part)._default_manager.filter(**{TRACKED[part].part_of: pk, "centre_id": centre.pk})


def _event_model(model: Model) -> Model:
    events: Any = model._meta.get_field("events")
    found: Model = events.related_model
    return found


def _latest(events: models.QuerySet, before: datetime.datetime | None) -> list[Any]:
    if before is not None:
        events = events.filter(pgh_created_at__lt=before)
    return list(_newest_first(events)[: PAGE + 1])


def _newest_first(events: models.QuerySet) -> models.QuerySet:
    return events.order_by("-pgh_created_at", "-pgh_id")


@dataclass(slots=True)
class _Change:
    model: Model
    event: Any
    values: list[tuple[models.Field, Any, Any]]


def _changes(model: Model, events: list[Any]) -> Iterator[_Change]:
    """Compare each event with the one before it of the same row; what looks alike on either side is left out."""
    by_row: dict[int, list[Any]] = defaultdict(list)
    for event in reversed(events):
        by_row[event.pgh_obj_id].append(event)
    earlier = _predecessors(model, by_row)
    for row, its_events in by_row.items():
        for old, new in pairwise([earlier.get(row), *its_events]):
            values = [] if new.pgh_label == "delete" else list(_differences(model, old, new))
            if values or new.pgh_label == "delete":
                yield _Change(model, new, values)


def _predecessors(model: Model, by_row: dict[int, list[Any]]) -> dict[int, Any]:
    """The event before the oldest one shown, of the rows whose beginning is on a later page."""
    started = {row: events[0] for row, events in by_row.items() if events[0].pgh_label != "insert"}
    if not started:
        return {}
    oldest = min(event.pgh_id for event in started.values())
    found = _event_model(model)._default_manager.filter(pgh_obj_id__in=started, pgh_id__lt=oldest)
    latest: Iterable[Any] = found.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {event.pgh_obj_id: event for event in latest}


def _differences(model: Model, old: Any, new: Any) -> Iterator[tuple[models.Field, Any, Any]]:
    for field in shown_fields(model):
        before, after = _value(old, field), _value(new, field)
        if before != after:
            yield field, before, after


def shown_fields(model: Model) -> list[models.Field]:
    """The fields of a tracked model whose changes are read: recorded, and not said by another field or by the page."""
    tracking = TRACKED[model]
    recorded = {field.name for field in _event_model(model)._meta.fields}
    # What leads from a part to the record itself says nothing new.
    silent = SILENT | tracking.unsaid | {tracking.part_of}
    return [field for field in model._meta.fields if field.name in recorded - silent]


def _value(event: Any, field: models.Field) -> Any:
    value = getattr(event, field.attname) if event is not None else None
    # An empty value that is a choice by itself (a regular official) has a name.
    return None if value == "" and "" not in dict(field.flatchoices) else value


class _Texts:
    """Values as the screen shows them; names of referred rows and of actors are fetched once for all changes."""

    def __init__(self, changes: Iterable[_Change], reader: User | None = None) -> None:
        changes = list(changes)
        self.reader = reader and reader.pk
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for change in changes:
            for field, old, new in change.values:
                if field.is_relation:
                    wanted[field.related_model] |= {old, new} - {None}  # type: ignore[index]  # never None
            if told_by := _told_by(change.model):
                wanted[told_by.related_model].add(getattr(change.event, told_by.attname))  # type: ignore[index]
        wanted[User] |= {actor for actor in map(_actor_id, changes) if isinstance(actor, int)}
        self.rows = {model: self._rows(model, keys) for model, keys in wanted.items() if keys}

    @staticmethod
    def _rows(model: type[models.Model], keys: set[Any]) -> dict[Any, models.Model]:
        return model._default_manager.select_related(*getattr(model, "named_by", ())).in_bulk(keys)

    def actor(self, change: _Change) -> str:
        actor = _actor_id(change)
        if actor == self.reader:
            return _("you")
        if isinstance(actor, int):
            return str(self.rows[User].get(actor, f"#{actor}"))
        return str(COMMANDS.get(actor, _("by command: %(name)s") % {"name": actor}))

    def of(self, field: models.Field, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(field, models.BinaryField):
            return str(UNSEEN)
        if field.is_relation:
            return str(self.rows[field.related_model].get(value, f"#{value}"))  # type: ignore[index]  # never None
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_clock(value)
    if isinstance(value, datetime.date):
        return plain_date(value)
    if isinstance(value, datetime.time):
        return clock(value)
    return quantity(value) if hasattr(value, "quantize") else str(value)


def _actor_id(change: _Change) -> int | str:
    actor: int | str = change.event.pgh_context["actor"]
    return actor


def _acts(changes: list[_Change], texts: _Texts) -> list[Act]:
    """Group by transaction, whose events all carry its time, and by actor; the latest first."""
    groups: dict[tuple[datetime.datetime, str], list[_Change]] = defaultdict(list)
    for change in changes:
        groups[change.event.pgh_created_at, texts.actor(change)].append(change)
    return [
        Act(at, actor, [_record_change(change, texts) for change in group])
        for (at, actor), group in sorted(groups.items(), key=_latest_first, reverse=True)
    ]


def _latest_first(item: tuple[tuple[datetime.datetime, str], list[_Change]]) -> tuple[datetime.datetime, int]:
    (at, _actor), group = item
    return at, max(change.event.pgh_id for change in group)


def _record_change(change: _Change, texts: _Texts) -> RecordChange:
    fields = [
        FieldChange(label_of(field), texts.of(field, old), texts.of(field, new)) for field, old, new in change.values
    ]
    return RecordChange(_name(change, texts), change.event.pgh_label, fields)


def _told_by(model: Model) -> models.Field | None:
    """The reference that says which row of a model is meant, where its rows have no names."""
    name = getattr(model, "told_by", "")
    field: Any = model._meta.get_field(name) if name else None
    return cast(models.Field | None, field)


def _name(change: _Change, texts: _Texts) -> str:
    kind, told_by = name_of(change.model), _told_by(change.model)
    name = getattr(change.event, "name", "") or getattr(change.event, "full_name", "")
    if told_by:
        name = texts.of(told_by, getattr(change.event, told_by.attname))
    return f"{kind}: {name}" if name else kind


def name_of(model: Model) -> str:
    """What people call a record of this model, with a capital."""
    return capfirst(str(model._meta.verbose_name))


def label_of(field: models.Field) -> str:
    """The label of a field, as its form shows it, with a capital."""
    return capfirst(str(field.verbose_name))
