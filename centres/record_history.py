"""The history of a record as people read it: who, when, and each field from the old value to the new.

It reads what the triggers wrote (``centres.history``). Rooms are known by the names of their models only. Numbers are
shown by their last four digits, a date of birth never; ciphertext does not stand in the history at all.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.models import Centre, Role, User
from centres.roles import MAY_AUDIT, MAY_SEE_FAMILIES, MAY_SEE_INMATES, MAY_SEE_SETTINGS, STAFF
from config.formats import clock, date_clock, masked, plain_date, quantity

PAGE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to a record and has its history shown with it; ``path`` leads from its events to the record."""

    model: str
    path: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record under ``/riwayat/<kind>/``, the view of one of them, and who may see its history."""

    model: str
    page: str
    roles: frozenset[Role]
    parts: tuple[Part, ...] = ()


KINDS = {
    "upt": Kind("centres.centre", "centres:settings", MAY_SEE_SETTINGS),
    "kop": Kind("centres.letterhead", "centres:letterhead", MAY_SEE_SETTINGS),
    "pejabat": Kind("centres.official", "centres:official", MAY_SEE_SETTINGS),
    "pengguna": Kind("centres.user", "centres:user", MAY_AUDIT, (Part("centres.membership", "user"),)),
    "keluarga": Kind(
        "families.family",
        "distributions:family",
        MAY_SEE_FAMILIES,
        (Part("families.member", "family"), Part("families.familyinmate", "family")),
    ),
    "wbp": Kind("families.inmate", "families:inmate", MAY_SEE_INMATES),
    "barang": Kind("aid.item", "aid:item", STAFF),
    "paket": Kind(
        "aid.package",
        "aid:package",
        STAFF,
        (Part("aid.packageversion", "package"), Part("aid.packageline", "version__package")),
    ),
    "pemasok": Kind("aid.supplier", "aid:supplier", STAFF),
    "barang-masuk": Kind("aid.receipt", "aid:receipt", STAFF),
    "program": Kind("distributions.programme", "distributions:programme", MAY_SEE_SETTINGS),
    "periode": Kind(
        "distributions.round",
        "distributions:round",
        STAFF,
        (
            Part("distributions.handover", "recipient__round"),
            Part("distributions.attendance", "round"),
            Part("distributions.photo", "round"),
            Part("distributions.quote", "round"),
            Part("distributions.publication", "round"),
        ),
    ),
}
# Keys and what follows from other fields; the report of a handover is its technical origin.
SILENT = frozenset({"id", "centre", "active", "is_example", "report"})
# Without the right to reveal there is age but no date of birth: the rest of the number follows from it.
HIDDEN = frozenset({"birth_date"})
# What leads from a part to the record itself says nothing new.
UPWARDS = {(part.model, part.path) for kind in KINDS.values() for part in kind.parts if "__" not in part.path}
# What their names are made from.
NAMED_BY = {"aid.packageversion": ("package",), "distributions.stop": ("village",)}
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


def kind_of(model: type[models.Model]) -> str | None:
    """The kind under which the history of a model is found, or None."""
    label = model._meta.label_lower
    return next((name for name, kind in KINDS.items() if kind.model == label), None)


def history_of(kind: Kind, pk: int, *, centre: Centre, before: datetime.datetime | None = None) -> History:
    """The history of one record of ``centre`` with its parts, before a moment; not ``found`` when it has none.

    An act stands on one page as a whole, also when it alone has more changes than a page.
    """
    sources = [(kind.model, _own_events(kind, pk, centre))]
    sources += [(part.model, _part_events(part, pk, centre)) for part in kind.parts]
    loaded = [(model, _latest(events, before)) for model, events in sources]
    cut = max((events[PAGE].pgh_created_at for _model, events in loaded if len(events) > PAGE), default=None)
    kept = [
        (model, [event for event in events if cut is None or event.pgh_created_at > cut]) for model, events in loaded
    ]
    more = cut is not None
    if cut and not any(events for _model, events in kept):
        kept = [(model, list(_newest_first(events.filter(pgh_created_at=cut)))) for model, events in sources]
        more = any(events.filter(pgh_created_at__lt=cut).exists() for _model, events in sources)
    changes = [change for model, events in kept for change in _changes(model, events)]
    oldest = min((event.pgh_created_at for _model, events in kept for event in events), default=None)
    found = bool(loaded[0][1]) or sources[0][1].exists()
    return History(_acts(changes, _Texts(changes)), oldest if more else None, found)


def _own_events(kind: Kind, pk: int, centre: Centre) -> models.QuerySet:
    events = _event_model(kind.model)._default_manager.filter(pgh_obj_id=pk)
    if kind.model == "centres.centre":
        return events if pk == centre.pk else events.none()
    if kind.model == "centres.user":
        return events if User.objects.filter(pk=pk, memberships__centre=centre).exists() else events.none()
    return events.filter(centre_id=centre.pk)


def _part_events(part: Part, pk: int, centre: Centre) -> models.QuerySet:
    return _event_model(part.model)._default_manager.filter(**{f"{part.path}": pk, "centre_id": centre.pk})


def _event_model(label: str) -> type[models.Model]:
    model: type[models.Model] = apps.get_model(label)._meta.get_field("events").related_model
    return model


def _latest(events: models.QuerySet, before: datetime.datetime | None) -> list[Any]:
    if before is not None:
        events = events.filter(pgh_created_at__lt=before)
    return list(_newest_first(events)[: PAGE + 1])


def _newest_first(events: models.QuerySet) -> models.QuerySet:
    return events.order_by("-pgh_created_at", "-pgh_id")


@dataclass(slots=True)
class _Change:
    model: str
    event: Any
    values: list[tuple[models.Field, Any, Any]]


def _changes(model: str, events: list[Any]) -> Iterator[_Change]:
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


def _predecessors(model: str, by_row: dict[int, list[Any]]) -> dict[int, Any]:
    """The event before the oldest one shown, of the rows whose beginning is on a later page."""
    started = {row: events[0] for row, events in by_row.items() if events[0].pgh_label != "insert"}
    if not started:
        return {}
    oldest = min(event.pgh_id for event in started.values())
    found = _event_model(model)._default_manager.filter(pgh_obj_id__in=started, pgh_id__lt=oldest)
    latest: Iterable[Any] = found.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {event.pgh_obj_id: event for event in latest}


def _differences(model: str, old: Any, new: Any) -> Iterator[tuple[models.Field, Any, Any]]:
    recorded = {field.name for field in type(new)._meta.fields}
    for field in apps.get_model(model)._meta.fields:
        if field.name in SILENT or field.name not in recorded or (model, field.name) in UPWARDS:
            continue
        if isinstance(field, models.BinaryField):
            continue
        before, after = _value(old, field), _value(new, field)
        if before != after or (field.name.endswith("_last4") and old and _digest(old, field) != _digest(new, field)):
            yield field, before, after


def _value(event: Any, field: models.Field) -> Any:
    value = getattr(event, field.attname) if event is not None else None
    # An empty value that is a choice by itself (a regular official) has a name.
    return None if value == "" and "" not in dict(field.flatchoices) else value


def _digest(event: Any, field: models.Field) -> bytes | None:
    value = getattr(event, field.name.replace("_last4", "_digest"))
    return None if value is None else bytes(value)


class _Texts:
    """Values as the screen shows them; names of referred rows and of actors are fetched once for all changes."""

    def __init__(self, changes: Iterable[_Change]) -> None:
        changes = list(changes)
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for change in changes:
            for field, old, new in change.values:
                if field.is_relation:
                    wanted[field.related_model] |= {old, new} - {None}  # type: ignore[index]  # never None
        wanted[User] |= {actor for actor in map(_actor_id, changes) if isinstance(actor, int)}
        self.rows = {model: self._rows(model, keys) for model, keys in wanted.items() if keys}

    @staticmethod
    def _rows(model: type[models.Model], keys: set[Any]) -> dict[Any, models.Model]:
        related = NAMED_BY.get(model._meta.label_lower, ())
        return model._default_manager.select_related(*related).in_bulk(keys)

    def actor(self, change: _Change) -> str:
        actor = _actor_id(change)
        if isinstance(actor, int):
            return str(self.rows[User].get(actor, f"#{actor}"))
        return str(COMMANDS.get(actor, _("by command: %(name)s") % {"name": actor}))

    def of(self, field: models.Field, value: Any) -> str:
        if value is None:
            return ""
        if field.name in HIDDEN:
            return str(UNSEEN)
        if field.name.endswith("_last4"):
            return masked(value)
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
    return RecordChange(_name(change), change.event.pgh_label, fields)


def _name(change: _Change) -> str:
    kind = name_of(change.model)
    name = getattr(change.event, "name", "") or getattr(change.event, "full_name", "")
    return f"{kind}: {name}" if name else kind


def name_of(model: str) -> str:
    """What people call a record of this model, with a capital."""
    return capfirst(str(apps.get_model(model)._meta.verbose_name))


def label_of(field: models.Field) -> str:
    """The label of a field, as its form shows it, with a capital."""
    return capfirst(str(field.verbose_name))
