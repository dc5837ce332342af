"""What two people record at the same moment, one of whom was quicker: the database keeps one, the other is told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import Refused


@dataclass(frozen=True, slots=True)
class Stays:
    """Why a wall keeps a column as it is, and beside which field that is said."""

    sentence: Promise
    field: str


STAYS = {
    "centre_zone_stays": Stays(
        gettext_lazy("The time zone stays: rounds were approved in it, and their papers name days and hours by it."),
        "time_zone",
    ),
}


@contextmanager
def taken_in_words(sentence: str | Promise = "", *, field: str = "") -> Iterator[None]:
    """Raise Refused for a row that is there already, beside the field that has to be another.

    Without a ``sentence`` it is that of the constraint, and the field is the constraint's last: what is once in a
    centre is named after it. What is written inside is undone; every other wall passes as it is, but for those that a
    form can meet and only the tables of a higher room know of (``STAYS``).
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.errors.CheckViolation) and cause.diag.constraint_name in STAYS:
            stays = STAYS[cause.diag.constraint_name]
            raise Refused(str(stays.sentence), field=stays.field) from None
        if not isinstance(cause, psycopg.errors.UniqueViolation):
            raise
        rule = _rule(cause.diag.constraint_name)
        if rule is None and not sentence:
            raise
        raise Refused(sentence or _message(rule), field=field or _last_field(rule)) from None


def _rule(name: str | None) -> models.UniqueConstraint | None:
    """The rule of a model that has this name in the database."""
    rules = (rule for model in apps.get_models() for rule in model._meta.constraints if rule.name == name)
    return next((rule for rule in rules if isinstance(rule, models.UniqueConstraint)), None)


def _message(rule: models.UniqueConstraint | None) -> str:
    said = rule.violation_error_message if rule else ""
    if not said or said == models.UniqueConstraint.default_violation_error_message:
        return _("Somebody has just recorded this. Look at it first.")
    return str(said)


def _last_field(rule: models.UniqueConstraint | None) -> str | None:
    named = [*rule.fields, *(name for part in rule.expressions for name in _fields_of(part))] if rule else []
    return named[-1] if named else None


def _fields_of(expression: Any) -> Iterator[str]:
    if isinstance(expression, models.F):
        yield expression.name  # type: ignore[attr-defined]  # the stubs forget it
    else:
        for part in expression.get_source_expressions():
            yield from _fields_of(part)
