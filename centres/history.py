"""Who changed what and when: rows written by triggers, never by remembering to.

Every tracked model gets an event table. The actor stands in the event itself (``pgh_context``), and a CHECK refuses an
event without one, so that a change over any connection of the application names who made it.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import pghistory
from django.db import models
from django.db.models import Q


def tracked(*, exclude: Iterable[str] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """Track inserts, updates and deletes of a model; ``exclude`` names ciphertext and derived columns."""

    def wrap(model: type[models.Model]) -> type[models.Model]:
        has_actor = models.CheckConstraint(
            condition=Q(pgh_context__has_key="actor"), name=f"{model._meta.db_table}_event_has_actor"
        )
        pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            obj_field=pghistory.ObjForeignKey(related_name="events", db_constraint=False),
            context_field=pghistory.ContextJSONField(null=False),
            context_id_field=None,  # type: ignore[arg-type]  # None is documented: no column for it
            meta={"constraints": [has_actor]},
        )(model)
        return model

    return wrap


def acting_as(actor: "models.Model | str") -> AbstractContextManager[object]:
    """Name the actor of every change made inside: a user, or the name of a command that runs by itself.

    Enter it once, where work begins (a request, a command): pghistory keeps one context until the outermost one ends.
    """
    return pghistory.context(actor=actor if isinstance(actor, str) else actor.pk)
