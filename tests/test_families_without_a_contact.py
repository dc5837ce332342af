"""A family of which nobody is the contact, as plain SQL can make it: each page opens nevertheless."""

import pytest

from families.models import Family, Member
from tests.access_table import TABLE
from tests.access_world import whole_world
from tests.standing import stands
from tests.test_two_tabs import NO_PAGES, page_of, with_every_role

pytestmark = pytest.mark.django_db


@stands
def world():
    return whole_world()


@pytest.mark.parametrize("gone", [False, True])
def test_every_page_opens(world, gone):
    """Nobody is the contact, or nobody is left in the household."""
    members = Member.objects.filter(family__centre=world.centre)
    members.update(is_contact=False)
    if gone:
        members.filter(left_on=None).update(left_on="2024-01-01")
    assert Family.objects.filter(centre=world.centre).exists()
    client = with_every_role(world)
    client.raise_request_exception = False
    answers = {}
    for name, line in TABLE.items():
        if not line.post and name not in NO_PAGES:
            response = client.get(page_of(world, name))
            answers[name] = (response.status_code, repr(getattr(response, "exc_info", "") or "")[:200])
    assert {name: answer for name, answer in answers.items() if answer[0] >= 500} == {}
