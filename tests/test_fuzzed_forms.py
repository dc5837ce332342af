"""Forms as no page sends them, by a seed: fields doubled, gone, or filled with odd things. None gives a failure."""

import random

import pytest

from tests.access_table import TABLE
from tests.access_world import whole_world
from tests.standing import stands
from tests.test_two_tabs import NO_PAGES, page_of, with_every_role
from tests.versions import forms_in

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NOT_SENT = NO_PAGES | {"centres:close_user", "centres:end_role", "centres:switch"}
ODD = [
    "",
    "0",
    "-1",
    "9" * 30,
    "NaN",
    "1e999",
    "²",
    "x" * 5000,
    "\u202e",
    "on",
    "[]",
    "{",
    "31/02/2024",
    "00:60",
    "null",
]
ROUNDS = 3


@stands
def world():
    return whole_world()


def mutated(fields: dict[str, list[str]], chance: random.Random) -> dict[str, list[str]]:
    """Most fields as the page had them, so that the form comes far; some of them odd."""
    said = {}
    for name, values in fields.items():
        dice = chance.random()
        if name in ("csrfmiddlewaretoken", "form_key") or dice < 0.6:
            said[name] = values
        elif dice < 0.9:
            said[name] = [chance.choice(ODD)]
        elif dice < 0.95:
            said[name] = [*values, *values, chance.choice(ODD)]
    return said


@pytest.mark.parametrize("quarter", range(4))
def test_no_form_gives_a_failure_for_an_answer(world, quarter):
    client, chance = with_every_role(world), random.Random(f"form {quarter}")
    client.raise_request_exception = False
    failed = []
    names = [name for place, name in enumerate(sorted(TABLE)) if place % 4 == quarter and name not in NOT_SENT]
    for name in names:
        url = page_of(world, name)
        opened = [] if TABLE[name].post else [form for form in forms_in(client.get(url)) if form.method == "post"]
        sent = [(form.action or url, form.fields, form.buttons) for form in opened] or [(url, {}, [])]
        for address, fields, buttons in (one for one in sent for _round in range(ROUNDS)):
            said = mutated(fields, chance) if fields else {chance.choice(("key", "version", "x")): chance.choice(ODD)}
            if buttons:  # one of them is pressed: many a form says by its button what is to be done
                button, value = chance.choice(buttons)
                said[button] = [value]
            response = client.post(address, said)
            if response.status_code >= 500:
                failed.append((address, said, repr(getattr(response, "exc_info", ("", "", ""))[1])[:200]))
    assert failed == []
