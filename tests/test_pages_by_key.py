"""Every list that pages by key: where a page is full and no more, and addresses that no page of ours makes."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from aid import stock_card
from aid.models import Receipt
from aid.views import receipts
from centres import record_history
from centres.models import AccessLog, Role, User
from centres.views import access_log
from distributions.pages import queue_rows
from distributions.views import rounds
from families import search
from families.register_import import preview
from families.register_import.importing import stage_import
from tests.aid.stock import NOW, delivered
from tests.client import Client
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    InmateFactory,
    ItemFactory,
    MembershipFactory,
    OfficialFactory,
    ProgrammeFactory,
    RoundFactory,
    SupplierFactory,
    UserFactory,
)
from tests.families.blora import table, write_xlsx

pytestmark = pytest.mark.django_db


class List(NamedTuple):
    """How many rows a page holds, what makes so many and returns the address, its parameters, and the rows shown."""

    size: int
    make: Callable[..., str]
    parameters: tuple[str, ...]
    rows: str


def log_lines(centre, count, _folder) -> str:
    line = {"centre": centre, "actor": UserFactory(), "action": "print", "subject_kind": "x.y"}
    AccessLog.objects.bulk_create(AccessLog(**line) for _n in range(count))
    return reverse("centres:access_log")


@contextmanager
def history_open_to_the_application(table: str) -> Iterator[None]:
    """Within a transaction its triggers write lines of one moment only, which are all of one page."""
    login = connection.server.login("owner") | {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**login, autocommit=True) as owner:
        owner.execute(f"GRANT INSERT ON {table} TO PUBLIC")
        with connection.cursor() as cursor:
            # A session hears of the grant when it locks something new, and not before.
            cursor.execute("SELECT FROM pg_event_trigger")
        yield
        owner.execute(f"REVOKE INSERT ON {table} FROM PUBLIC")


def acts(centre, count, _folder) -> str:
    official = OfficialFactory(centre=centre)
    event = official.events.get()
    with history_open_to_the_application(event._meta.db_table):
        for _n in range(count - 1):
            event.pk, event.pgh_created_at = None, event.pgh_created_at + datetime.timedelta(minutes=1)
            event.title = "Kepala" if event.title == "Plh." else "Plh."
            event.save(force_insert=True)
    return reverse("centres:history", args=["pejabat", official.pk])


def keeper_of(centre) -> User:
    return MembershipFactory(centre=centre, role=Role.STOREKEEPER).user


def deliveries(centre, count, _folder) -> str:
    receipt = {"centre": centre, "supplier": SupplierFactory(centre=centre), "received_on": NOW.date(), "terms": "gift"}
    receipt |= {"recorded_by": keeper_of(centre), "recorded_at": NOW}
    Receipt.objects.bulk_create(Receipt(**receipt) for _n in range(count))
    return reverse("aid:receipts")


def movements(centre, count, _folder) -> str:
    item, supplier, by = ItemFactory(centre=centre), SupplierFactory(centre=centre), keeper_of(centre)
    for _n in range(count):
        delivered(item, 1, supplier=supplier, by=by)
    return reverse("aid:stock_card", args=[item.pk])


def months(centre, count, _folder) -> str:
    programme = ProgrammeFactory(centre=centre)
    for number in range(count):
        day = datetime.date(2024 + number // 12, 1 + number % 12, 15)
        RoundFactory(centre=centre, programme=programme, occurrence_on=day)
    return reverse("distributions:rounds")


def waiting(centre, count, _folder) -> str:
    round = RoundFactory(centre=centre, packages=1)
    for _n in range(count):
        EligibleFamilyFactory(centre=centre)
    return reverse("distributions:waiting", args=[round.pk])


def households(centre, count, _folder) -> str:
    for _n in range(count):
        FamilyFactory(centre=centre)
    return reverse("distributions:families")


def people_held(centre, count, _folder) -> str:
    for _n in range(count):
        InmateFactory(centre=centre, name="Teguh Wibowo")
    return reverse("families:inmates")


def rows_of_a_file(centre, count, folder) -> str:
    rows = [{"NIK": f"331601510370{1000 + n}", "No. KK": f"331606230920{1000 + n}"} for n in range(count)]
    path = write_xlsx(folder / "r.xlsx", table(*rows))
    staged = stage_import(path, file_name=path.name, centre=centre, by=UserFactory(), now=NOW)
    return reverse("families:import_preview", args=[staged.pk])


LISTS = {
    "access log": List(access_log.PAGE, log_lines, ("after",), "rows"),
    "history": List(record_history.PAGE, acts, ("before",), "acts"),
    "receipts": List(receipts.PAGE, deliveries, ("sebelum",), "receipts"),
    "stock card": List(stock_card.PAGE, movements, ("sebelum",), "lines"),
    "rounds": List(rounds.PAGE, months, ("sebelum",), "rounds"),
    "families": List(search.PAGE, households, ("sesudah", "sebelum"), "rows"),
    "waiting": List(queue_rows.PAGE, waiting, ("sesudah", "sebelum"), "rows"),
    "inmates": List(search.PAGE, people_held, ("sesudah", "sebelum"), "rows"),
    "import": List(preview.PAGE, rows_of_a_file, ("after",), "rows"),
}
# What is a place and what is not, tests/centres/test_paging.py says in full.
NONSENSE = ("x", "²~²", "%00", "9" * 19, "9" * 5000, "2024-13-45~1", f"{'9' * 18}~{'9' * 18}")


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def client(centre) -> Client:
    client, user = Client(), UserFactory()
    for role in (Role.COORDINATOR, Role.HEAD):
        MembershipFactory(centre=centre, user=user, role=role)
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_is_just_full_has_no_next_one(name, centre, client, tmp_path):
    one = LISTS[name]
    shown = client.get(one.make(centre, one.size, tmp_path)).context
    assert (len(shown[one.rows]), shown["next"]) == (one.size, "")


@pytest.mark.parametrize("name", LISTS)
def test_one_row_more_stands_on_the_next_page(name, centre, client, tmp_path):
    one = LISTS[name]
    address = one.make(centre, one.size + 1, tmp_path)
    first = client.get(address).context
    second = client.get(f"{address}?{first['next']}").context
    assert (len(first[one.rows]), len(second[one.rows]), second["next"]) == (one.size, 1, "")


@pytest.mark.parametrize("name", LISTS)
def test_what_is_no_place_is_never_an_error(name, centre, client, tmp_path):
    one = LISTS[name]
    address = one.make(centre, 1, tmp_path)
    for parameter in one.parameters:
        for text in NONSENSE:
            answer = client.get(f"{address}?{parameter}={text}")
            assert answer.status_code == 200, (parameter, text)
            assert len(answer.context[one.rows]) <= 1
        assert len(client.get(f"{address}?{parameter}=x").context[one.rows]) == 1
