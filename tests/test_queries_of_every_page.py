"""How often each page asks the database: one line a page, so that a loop that asks for every row shows in the diff.

Counted are the statements of the whole request, signed in: session, user and memberships, which the middleware reads,
are the first three of every page. When a number is wrong, the failure has the right line to copy; when it is
right with one row and wrong with two, the page asks for each row.
"""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.models import Role
from tests.access_table import TABLE
from tests.access_world import whole_world

PAGES: dict[str, int] = {
    "aid:contents": 7,
    "aid:item": 5,
    "aid:items": 4,
    "aid:lot": 4,
    "aid:new_item": 3,
    "aid:new_package": 5,
    "aid:new_receipt": 6,
    "aid:new_supplier": 3,
    "aid:package": 6,
    "aid:packages": 6,
    "aid:paid": 5,
    "aid:receipt": 5,
    "aid:receipts": 4,
    "aid:reverse": 4,
    "aid:stock_card": 7,
    "aid:supplier": 4,
    "aid:suppliers": 4,
    "aid:take_back_receipt": 5,
    "centres:access_log": 6,
    "centres:centre": 4,
    "centres:change_user": 4,
    "centres:end_role": 4,
    "centres:file": 4,
    "centres:give_roles": 4,
    "centres:history": 9,
    "centres:letterhead": 5,
    "centres:letterheads": 4,
    "centres:new_letterhead": 4,
    "centres:new_official": 4,
    "centres:new_user": 3,
    "centres:official": 5,
    "centres:officials": 4,
    "centres:settings": 8,
    "centres:sign_in_help": 5,
    "centres:user": 5,
    "centres:users": 4,
    "distributions:add_publication": 4,
    "distributions:add_quote": 4,
    "distributions:approval": 12,
    "distributions:attendance": 7,
    "distributions:calendar": 5,
    "distributions:calendar?bulan=2024-12": 5,
    "distributions:cancel": 6,
    "distributions:close": 9,
    "distributions:correct": 5,
    "distributions:families": 9,
    "distributions:family": 11,
    "distributions:goods": 4,
    "distributions:goods_from_canteen": 11,
    "distributions:goods_from_stock": 10,
    "distributions:goods_home": 8,
    "distributions:handover": 8,
    "distributions:handover_recipient": 12,
    "distributions:home": 10,
    "distributions:obstacles": 4,
    "distributions:open_reports": 6,
    "distributions:paper_approval": 6,
    "distributions:paper_entry": 6,
    "distributions:photo": 5,
    "distributions:photos": 6,
    "distributions:prepare": 14,
    "distributions:programme": 7,
    "distributions:programme_new": 7,
    "distributions:programmes": 4,
    "distributions:publication": 5,
    "distributions:quote": 5,
    "distributions:recipient_missed": 4,
    "distributions:recipient_partial": 11,
    "distributions:recipient_undo": 4,
    "distributions:report": 12,
    "distributions:reports": 6,
    "distributions:reports?tahun=2024": 8,
    "distributions:round": 8,
    "distributions:round_contents": 8,
    "distributions:round_family": 13,
    "distributions:round_family_add": 12,
    "distributions:round_people": 10,
    "distributions:round_source": 10,
    "distributions:round_stops": 7,
    "distributions:round_time": 6,
    "distributions:rounds": 4,
    "distributions:send_back": 6,
    "distributions:settle_again": 5,
    "distributions:start_steps": 4,
    "distributions:use_reserve": 6,
    "distributions:waiting": 12,
    "families:add": 4,
    "families:change": 8,
    "families:decide": 6,
    "families:determine": 6,
    "families:import": 4,
    "families:import_preview": 6,
    "families:import_template": 3,
    "families:inmate": 6,
    "families:inmate_add": 3,
    "families:inmate_change": 4,
    "families:inmate_status": 4,
    "families:inmates": 6,
    "families:score": 5,
    "families:survey": 6,
    "families:villages": 3,
    "families:villages?q=pan": 4,
}


def test_every_page_has_its_line():
    assert {page.partition("?")[0] for page in PAGES} == {name for name, row in TABLE.items() if not row.post}


def reader(name: str) -> Role:
    """Who opens the page here: the coordinator, or else the first role that may."""
    allowed = TABLE[name].roles
    return Role.COORDINATOR if Role.COORDINATOR in allowed else next(role for role in Role if role in allowed)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 2])
def test_a_page_asks_as_often_as_its_line_says_however_many_rows_it_shows(tmp_path: Path, rows: int):
    world = whole_world(tmp_path, rows)
    browsers = {role: Client() for role in Role}
    for role, browser in browsers.items():
        browser.force_login(getattr(world.people, role))
        browser.get(reverse("distributions:home"))  # the first page of a session also notes when it began
    wrong = []
    for page, expected in PAGES.items():
        name, _mark, query = page.partition("?")
        things = {part: getattr(world, thing) for part, thing in TABLE[name].things.items()}
        address = reverse(name, kwargs={part: getattr(thing, "pk", thing) for part, thing in things.items()})
        with CaptureQueriesContext(connection) as asked:
            answer = browsers[reader(name)].get(f"{address}?{query}")
            if answer.streaming:
                list(answer)  # the file is closed at its end
        assert answer.status_code < 400, page
        if len(asked) != expected:
            wrong.append(f'    "{page}": {len(asked)},')
    assert not wrong, "\n".join(wrong)
