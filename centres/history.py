"""Who changed what and when: rows written by triggers, never by remembering to.

Every tracked model gets an event table. The actor stands in the event itself (``pgh_context``), and a CHECK refuses an
event without one, so that a change over any connection of the application names who made it.

Each model says in ``tracked`` where its history is read and by whom; this room knows no model of the others by name.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pghistory
from django.db import models
from django.db.models import Q

from config.numbers import is_a_number


@dataclass(frozen=True, slots=True)
class Tracking:
    """What ``tracked`` was told about a model."""

    kind: str
    page: str
    readers: frozenset[str]
    part_of: str
    unsaid: frozenset[str]


TRACKED: dict[type[models.Model], Tracking] = {}


@dataclass(frozen=True, slots=True)
class Recording:
    """What ``recorded`` was told about a model."""

    by: str
    at: str
    shows: tuple[str, ...]


RECORDED: dict[type[models.Model], Recording] = {}


def recorded(*, by: str, at: str, shows: Collection[str]) -> Callable[[type[models.Model]], type[models.Model]]:
    """Say of a model that is only added to, and so has no history, which columns tell who recorded a row, when, what.

    ``centres.record_history`` reads it for whoever adds another one without having seen it.
    """

    def wrap(model: type[models.Model]) -> type[models.Model]:
        RECORDED[model] = Recording(by, at, tuple(shows))
        return model

    return wrap


def tracked(
    *,
    kind: str = "",
    page: str = "",
    readers: Collection[str] = (),
    part_of: str = "",
    exclude: Iterable[str] = (),
    unsaid: Iterable[str] = (),
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Track inserts, updates and deletes of a model, and say where they are read.

    A model of records has its history under ``/riwayat/<kind>/``, for the roles ``readers``; ``page`` is the view of
    one record. A part of such a record says by ``part_of`` which fields lead to it (``version__package``), and is read
    there. ``exclude`` names ciphertext and derived columns, which are not recorded. Of what is recorded, ``unsaid``
    follows from other fields. Of what is sealed the digest is recorded, and shown only that it changed.
    Raises TypeError when a model is said to be neither a record nor a part, or both.
    """

    def wrap(model: type[models.Model]) -> type[models.Model]:
        of_a_record = (kind, page, readers)
        if any(of_a_record) if part_of else not all(of_a_record):
            raise TypeError(f"{model._meta.label}: say either part_of, or kind, page and readers")
        has_actor = models.CheckConstraint(
            condition=Q(pgh_context__has_key="actor"), name=f"{model._meta.db_table}_event_has_actor"
        )
        numbers = [
            is_a_number(field.name, table=f"{model._meta.db_table}_event")
            for field in model._meta.local_fields
            if isinstance(field, models.DecimalField)
        ]
        pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            obj_field=pghistory.ObjForeignKey(related_name="events", db_constraint=False),
            context_field=pghistory.ContextJSONField(null=False),
            context_id_field=None,  # type: ignore[arg-type]  # None is documented: no column for it
            meta={"constraints": [has_actor, *numbers]},
        )(model)
        TRACKED[model] = Tracking(kind, page, frozenset(readers), part_of, frozenset(unsaid))
        return model

    return wrap


def acting_as(actor: "models.Model | str") -> AbstractContextManager[object]:
    """Name the actor of every change made inside: a user, or the name of a command that runs by itself.

    Enter it once, where work begins (a request, a command): pghistory keeps one context until the outermost one ends.
    """
    return pghistory.context(actor=actor if isinstance(actor, str) else actor.pk)
