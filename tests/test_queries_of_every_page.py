"""How often each page asks the database: so a loop that asks for every row shows as a changed number.

The numbers stand in ``tests/access_table.py``. Counted are the statements of the whole request, signed in: session,
user and memberships, which the middleware reads, are the first three of every page. A failure has the right number to
copy; a page that is right with one row and wrong with two asks for each row.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.models import Role
from tests.access_table import TABLE
from tests.access_world import thing_of, whole_world
from tests.client import Client

# Pages that show the rows of the world only when they are asked for them, and the number that they take then.
ASKED_FOR_ROWS = {
    ("distributions:calendar", "bulan=2024-12"): 8,
    ("distributions:paper_numbers", "tahun=2024"): 5,
    ("distributions:recaps", "tahun=2024"): 12,
    ("distributions:regional", "tahun=2024&bulan=0"): 22,
    ("distributions:reports", "tahun=2024"): 20,
    ("families:villages", "q=pan"): 4,
}
PAGES = {(name, ""): line.queries for name, line in TABLE.items() if not line.post} | ASKED_FOR_ROWS


def reader(name: str) -> Role:
    """Who opens the page here: the coordinator, or else the first role that may."""
    allowed = TABLE[name].roles
    return Role.COORDINATOR if Role.COORDINATOR in allowed else next(role for role in Role if role in allowed)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 2])
def test_a_page_asks_as_often_as_its_line_says_with_one_row_and_with_two(rows: int):
    world = whole_world(rows)
    browsers = {role: Client() for role in Role}
    for role, browser in browsers.items():
        browser.force_login(getattr(world.people, role))
        browser.get(reverse("distributions:home"))  # the first page of a session also notes when it began
    wrong = []
    for (name, asked_for), expected in PAGES.items():
        things = {part: thing_of(world, thing) for part, thing in TABLE[name].things.items()}
        address = reverse(name, kwargs={part: getattr(thing, "pk", thing) for part, thing in things.items()})
        with CaptureQueriesContext(connection) as queries:
            answer = browsers[reader(name)].get(f"{address}?{asked_for}")
            if answer.streaming:
                list(answer)  # the file is closed at its end
        assert answer.status_code < 400, address
        if len(queries) != expected:
            wrong.append(f"{name} {asked_for}: queries={len(queries)}, not {expected}")
    assert not wrong, "\n".join(wrong)
