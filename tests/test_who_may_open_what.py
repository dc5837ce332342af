"""Every address of Peduli as every role, as nobody, and as somebody with all roles in another centre."""

import logging
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from centres.models import Role
from centres.requests import SignedInRequest
from tests.access_table import OWN_ACCOUNT, PUBLIC, TABLE
from tests.access_world import thing_of, whole_world
from tests.client import Client
from tests.factories import CentreFactory, MembershipFactory, UserFactory
from tests.standing import stands

IN, NOT_ALLOWED, NOT_THERE, SIGN_IN = "in", "not allowed", "not there", "sign in"


def addresses(resolver: URLResolver | None = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every named address but those of the stock admin, which guards itself (see tests/centres/test_stock_admin.py)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*path, pattern.name or "?")), pattern
        elif pattern.namespace != "admin":
            yield from addresses(pattern, (*path, pattern.namespace) if pattern.namespace else path)


def test_every_address_has_its_line_in_the_table():
    named = {name for name, _pattern in addresses()}
    listed = {*TABLE, *PUBLIC, *OWN_ACCOUNT}
    assert (sorted(named - listed), sorted(listed - named)) == ([], [])


def test_nobody_gets_in_unless_the_view_names_the_role():
    wrong = {}
    for name, pattern in addresses():
        allowed = getattr(pattern.callback, "allowed_roles", None)
        if name in TABLE:
            expected = TABLE[name].roles
            fits = allowed is not None and (expected < allowed if TABLE[name].narrower else expected == allowed)
            if not fits:
                wrong[name] = sorted(allowed) if allowed else allowed
        elif name in PUBLIC and getattr(pattern.callback, "login_required", True):
            wrong[name] = "asks to sign in"
    assert wrong == {}


def test_views_of_a_centre_name_the_request_that_has_one():
    """A view that takes any request fits behind @roles, too, so the type checker lets it pass."""
    wrong = {}
    for name, pattern in addresses():
        if name in TABLE:
            request = next(iter(get_type_hints(pattern.callback).values()))
            if not issubclass(request, SignedInRequest):
                wrong[name] = request
    assert wrong == {}


def test_only_the_public_pages_do_without_signing_in():
    without = {name for name, pattern in addresses() if not getattr(pattern.callback, "login_required", True)}
    assert without == set(PUBLIC)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are what is expected here."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@stands
def world():
    return whole_world()


@pytest.fixture
def browsers(world) -> dict[str, Client]:
    """A client for each role, for nobody, and for a stranger who holds every role of another centre."""
    stranger, elsewhere = UserFactory(), CentreFactory()
    for role in Role:
        MembershipFactory(user=stranger, centre=elsewhere, role=role)
    people = {role.value: getattr(world.people, role.value) for role in Role} | {"stranger": stranger, "nobody": None}
    clients = {name: Client(raise_request_exception=False) for name in people}
    for name, person in people.items():
        if person is not None:
            clients[name].force_login(person)
    return clients


def seen(answer: Any) -> str:
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return SIGN_IN
    if answer.status_code in (403, 404):
        return NOT_ALLOWED if answer.status_code == 403 else NOT_THERE
    return IN if answer.status_code < 400 or answer.status_code in (409, 415, 422) else f"status {answer.status_code}"


def ask(client: Client, address: str, *, post: bool, data: dict[str, str]) -> str:
    """What one gets; whatever the request changed is undone."""
    with transaction.atomic():
        answer = client.post(address, data) if post else client.get(address)
        if answer.streaming:
            list(answer)  # the file is closed at its end
        transaction.set_rollback(True)
    return seen(answer)


@pytest.mark.parametrize(
    "of_those_who_may",
    [pytest.param(0, id="none of those who may"), pytest.param(len(Role), id="all", marks=pytest.mark.long)],
)
def test_the_table_is_kept_at_every_address(world, browsers, of_those_who_may):
    """Everybody who may not asks; those who may open the pages in many other tests, and here in the long run."""
    wrong = []
    for name, line in TABLE.items():
        things = {part: thing_of(world, thing) for part, thing in line.things.items()}
        address = reverse(name, kwargs={part: getattr(thing, "pk", thing) for part, thing in things.items()})
        data = {key: getattr(world, thing) for key, thing in line.data.items()}
        of_a_centre = bool(line.things or line.data)
        may = [role.value for role in Role if role in line.roles]
        spared = {*may[of_those_who_may:]} - {line.asked_by}
        for who, client in browsers.items():
            if who in spared:
                continue
            expected = {"nobody": SIGN_IN, "stranger": NOT_THERE if of_a_centre else IN}.get(
                who, IN if who in line.roles else NOT_ALLOWED
            )
            if expected == IN and line.asked_by not in (None, who):
                expected = NOT_THERE
            got = ask(client, address, post=line.post, data=data)
            if got != expected:
                wrong.append(f"{name} as {who}: {got}, not {expected}")
    assert "\n".join(wrong) == ""


def test_public_pages_and_ones_own_account_fail_for_nobody(world, browsers):
    TOTP.activate(world.people.viewer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(world.people.viewer)
    wrong = []
    for name in (*PUBLIC, *OWN_ACCOUNT):
        address = reverse(name, kwargs={part: getattr(world, thing) for part, thing in PUBLIC.get(name, {}).items()})
        for who in ("nobody", "viewer"):
            got = ask(browsers[who], address, post=name == "set_language", data={})
            asked_to_sign_in = who == "nobody" and name in (*OWN_ACCOUNT, "account_logout", "mfa_authenticate")
            if got != IN and not (got == SIGN_IN and asked_to_sign_in):
                wrong.append(f"{name} as {who}: {got}")
    assert "\n".join(wrong) == ""
