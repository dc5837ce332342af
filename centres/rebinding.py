"""Sealing again, for its row alone, what was sealed before numbers and second factors were bound to whose they are.

It runs as the owner of the tables: the application may change a number with its digest only, and here it stays the same
number. Batch by batch, each in a transaction of its own, so that Peduli goes on meanwhile and a run that was broken off
is simply started again.
"""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models, transaction

from centres.encryption import UNBOUND, Unreadable, seal
from centres.identity import SealedNumber, number_of
from centres.second_factor import SECRETS, open_of_its_row, seal_for
from config.errors import Refused
from config.rows import write_columns

BATCH = 500
UNBOUND_TEXT = "AQAA"  # base64 of format 1 and a key version below 65,536


def bind_numbers() -> tuple[int, int]:
    """Bind every number that is not; returns how many were, and how many can't be read and stay as they are."""
    done = unreadable = 0
    for model, number in sealed_numbers():
        last: int | None = 0
        while last is not None:
            with transaction.atomic():
                last, bound, bad = _bind_some(model, number, after=last)
            done, unreadable = done + bound, unreadable + bad
    return done, unreadable


def bind_second_factors() -> tuple[int, int]:
    """The same for the secrets of second factors, of which there are few: all in one transaction."""
    done = unreadable = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mfa_authenticator DISABLE TRIGGER mfa_secret_stays")
        for factor in Authenticator.objects.select_for_update().order_by("pk"):
            key = SECRETS[Authenticator.Type(factor.type)]
            if not factor.data[key].startswith(UNBOUND_TEXT):
                continue
            try:
                factor.data[key] = seal_for(factor.user_id, open_of_its_row(factor.data[key]))
            except Unreadable:
                unreadable += 1
            else:
                factor.save(update_fields=["data"])
                done += 1
        connection.check_constraints()
        cursor.execute("ALTER TABLE mfa_authenticator ENABLE TRIGGER mfa_secret_stays")
    return done, unreadable


def sealed_numbers() -> Iterator[tuple[type[models.Model], SealedNumber]]:
    """Every sealed number of every model."""
    for model in apps.get_models():
        for name in dir(model):
            if isinstance(number := getattr(model, name, None), SealedNumber):
                yield model, number


def _bind_some(model: type[models.Model], number: SealedNumber, *, after: int) -> tuple[int | None, int, int]:
    """One batch behind the key ``after``: the last key of it (None at the end), how many were bound, how many not."""
    cipher, table = number.columns[0], model._meta.db_table
    where = f"id > %s AND substring({cipher} FOR 1) = '\\x{UNBOUND:02}'"
    with connection.cursor() as cursor:
        # First, as the lock that it takes is the stronger one.
        wall = f"{model._meta.model_name}_{number.name}_changes_as_one"
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {wall}")
        cursor.execute(f"SELECT id FROM {table} WHERE {where} ORDER BY id LIMIT {BATCH} FOR UPDATE", [after])
        found = [pk for (pk,) in cursor.fetchall()]
        bound, bad = [], 0
        for row in model._default_manager.filter(pk__in=found).order_by("pk"):
            try:
                plain = number.read(row).reveal()
            except Refused:
                bad += 1
            else:
                setattr(row, cipher, seal(number.field, plain, bound_to=number_of(row)))
                bound.append(row)
        write_columns(bound, [cipher])
        # No table is altered while a check of it waits for the end of the transaction.
        connection.check_constraints()
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {wall}")
    return (found[-1] if len(found) == BATCH else None), len(bound), bad
