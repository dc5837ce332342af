"""While something of a centre is locked, the centre itself may be written by others.

``select_for_update`` with ``select_related`` locks the rows of every table that it joins, unless it says ``of``.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from aid.ledger import pay
from aid.models import Receipt
from aid.packages import new_version
from centres.models import Centre
from families.register_import.deciding import accept_row, correct_row
from families.register_import.importing import confirm_import, stage_import
from tests.aid.stock import NOW, TODAY
from tests.distributions.months import approved_month, from_canteen
from tests.families.blora import table, write_xlsx

CHANGES_THE_CENTRE, REFERS_TO_THE_CENTRE = "FOR NO KEY UPDATE", "FOR KEY SHARE"


def _pay(centre: SimpleNamespace) -> None:
    pay(centre.receipt, paid_on=TODAY, now=NOW)


def _new_version(centre: SimpleNamespace) -> None:
    new_version(centre.package, starts_on=TODAY, lines={centre.rice.pk: 5}, now=NOW)


def _correct_row(centre: SimpleNamespace) -> None:
    correct_row(centre.staged.rows.get(), cells={"desa_kode": "33.16.12.2013"}, by=centre.people.operator, now=NOW)


def _accept_row(centre: SimpleNamespace) -> None:
    accept_row(centre.staged.rows.get(), by=centre.people.operator, now=NOW)


def _confirm_import(centre: SimpleNamespace) -> None:
    confirm_import(centre.staged, by=centre.people.operator, now=NOW)


@pytest.fixture
def centre(committed_db: None, tmp_path: Path) -> SimpleNamespace:
    """A centre with a delivery on credit, a package, and a staged import of one row."""
    month = approved_month()
    from_canteen(month, terms="account")
    month.receipt = Receipt.objects.get()
    month.package = month.round.programme.package
    file = write_xlsx(tmp_path / "daftar.xlsx", table({}))
    said = {"file_name": file.name, "centre": month.centre, "as_of": datetime.date(2024, 10, 31), "now": NOW}
    month.staged = stage_import(file, by=month.people.operator, **said)
    return month


@contextmanager
def another_connection() -> Iterator[BaseDatabaseWrapper]:
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()


@pytest.mark.parametrize(
    ("work", "wanted"),
    [
        (_pay, CHANGES_THE_CENTRE),
        (_new_version, CHANGES_THE_CENTRE),
        (_correct_row, CHANGES_THE_CENTRE),
        (_accept_row, CHANGES_THE_CENTRE),
        # Saving holds the register of its centre (``lock_register``), which leaves the rest of the centre free.
        (_confirm_import, REFERS_TO_THE_CENTRE),
    ],
)
def test_another_writer_of_the_centre_does_not_wait(
    centre: SimpleNamespace, work: Callable[[SimpleNamespace], Any], wanted: str
) -> None:
    with transaction.atomic(), another_connection() as other:
        work(centre)
        with other.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {Centre._meta.db_table} WHERE id = %s {wanted} NOWAIT", [centre.centre.pk])
            assert cursor.fetchall() == [(centre.centre.pk,)]
