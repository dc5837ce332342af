"""Every view that takes a form: carried out once (``centres.sent_forms``), or harmless when it is sent twice.

A view that is neither behind ``@once`` nor in ``HARMLESS`` is named here; so is a form that lacks its key.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from types import CodeType, FunctionType
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from aid.models import Movement
from centres.models import AccessLog, Role, User
from centres.versions import NAME
from config.form_key import key_of
from distributions.rounds.balance import balance, fingerprint
from distributions.rounds.closing import close_round, settle_all
from tests.access_table import OWN_ACCOUNT, PUBLIC, TABLE
from tests.access_world import thing_of, whole_world
from tests.client import Client
from tests.distributions.months import NOW, approved_month, from_canteen, missed
from tests.read_page import words
from tests.test_who_may_open_what import addresses
from tests.versions import fields_in

ALLAUTH = {"account_inactive", "account_login", "account_logout", "mfa_authenticate", *OWN_ACCOUNT}
OWN_KEY = "goes through HandoverReport, under a key of its own"
SETS = "sets the same values again"
STATE = "moves a state: the second is refused in words"
SHOWS = "only shows, and is logged each time"
SEARCH = "only searches"
LETS_IN = "forgets wrong sign-ins; then there are none"

# Why each may be sent twice. Where it isn't plain to see, the tests below or those named here show it.
HARMLESS = {
    # centres
    "centres:centre": SETS,
    "centres:change_user": SETS,
    "centres:close_user": SETS,
    "centres:first_run": "once there is a centre, it leads to signing in",
    "centres:let_address_in": LETS_IN,
    "centres:let_user_in": LETS_IN,
    "centres:letterhead": SETS,
    "centres:official": SETS,
    "centres:reopen_user": SETS,
    "centres:sign_in_help": "makes another link beside the first, which is shown",
    "centres:switch": SETS,
    "new_password": "the token of the link counts once",
    "set_language": SETS,
    # families
    "families:alike": SEARCH,
    "families:change": SETS,
    "families:duplicates": "only shows; what is decided goes to the page of the pair",
    "families:find_inmate": SEARCH,
    "families:import_columns": SETS,
    "families:import_read": "reads the next part of a file, from where it has come to",
    "families:import_download": SHOWS,
    "families:import_repair": SETS,
    "families:inmate_list_columns": SETS,
    # aid
    "aid:item": SETS,
    "aid:supplier": SETS,
    # distributions
    "distributions:attendance": "replaces what was recorded, name by name; the second is asked, by its version",
    "distributions:family_held": SHOWS,
    "distributions:family_reveal": SHOWS,
    "distributions:families_excel": SHOWS,
    "distributions:find_family": SEARCH,
    "distributions:suggest_families": SEARCH,
    "distributions:round_family_add_find": SEARCH,
    "distributions:round_family_find": SEARCH,
    "distributions:hand_over_stop": OWN_KEY,
    "distributions:handover_recipient": OWN_KEY,
    "distributions:obstacles": SETS,
    "distributions:paper_entry": OWN_KEY,
    "distributions:photo": SETS,
    "distributions:prepare": "makes the same proposal",
    "distributions:cancel_print": STATE,
    "distributions:fetch_print": SHOWS,
    "distributions:print_chosen": SHOWS,
    "distributions:print_paper": SHOWS,
    "distributions:print_some": SHOWS,
    "distributions:survey_some": SHOWS,
    "distributions:reprint": SHOWS,
    "distributions:verify_paper": "only compares",
    "distributions:programme": SETS,
    "distributions:recipient_missed": OWN_KEY,
    "distributions:recipient_partial": OWN_KEY,
    "distributions:recipient_phone": SHOWS,
    "distributions:recipient_undo": OWN_KEY,
    "distributions:take_in_file": OWN_KEY,
    "distributions:send_records": OWN_KEY,
    "distributions:take_along": SHOWS,
    "distributions:reports": SEARCH,
    "distributions:recaps": SEARCH,
    "distributions:paper_numbers": SEARCH,
    "distributions:paper_numbers_excel": SHOWS,
    "aid:items_excel": SHOWS,
    "aid:receipts_excel": SHOWS,
    "aid:stock_card_excel": SHOWS,
    "aid:stock_list_excel": SHOWS,
    "aid:suppliers_excel": SHOWS,
    "centres:access_log_excel": SHOWS,
    "centres:users_excel": SHOWS,
    "distributions:print_store_losses": SHOWS,
    "distributions:recaps_excel": SHOWS,
    "distributions:recaps_pdf": SHOWS,
    "distributions:regional": "files are read and not kept",
    "distributions:regional_excel": SHOWS,
    "distributions:reports_excel": SHOWS,
    "distributions:round_contents": SETS,
    "distributions:round_source": SETS,
}


# Sent for the centre of the moment, whatever page it stood on: its address names nothing of one centre. Why that is
# no harm after switching to another one in another tab.
FITS_ANY_CENTRE = {
    "centres:centre": "its version is of the centre that the page showed",
    "centres:change_user": "an account is one in all centres",
    "centres:close_user": "the same",
    "centres:reopen_user": "the same",
    "centres:sign_in_help": "the same",
    "centres:let_user_in": "the same",
    "centres:let_address_in": "an address tries all accounts",
    "centres:switch": "chooses the centre",
    "aid:items_excel": SHOWS,
    "aid:receipts_excel": SHOWS,
    "aid:stock_list_excel": SHOWS,
    "aid:suppliers_excel": SHOWS,
    "centres:access_log_excel": SHOWS,
    "centres:users_excel": SHOWS,
    "distributions:families_excel": "takes away what the list of the chosen centre shows",
    "distributions:survey_some": "prints families of the chosen centre, and finds no others",
    "distributions:find_family": SEARCH,
    "distributions:suggest_families": SEARCH,
    "distributions:cancel_print": "a token is of one print, which another centre does not have",
    "distributions:fetch_print": "the same",
    "distributions:reprint": "a token is of one paper, which another centre does not have",
    "distributions:verify_paper": "only compares",
    "distributions:reports": SEARCH,
    "distributions:recaps": SEARCH,
    "distributions:paper_numbers": SEARCH,
    "distributions:paper_numbers_excel": SHOWS,
    "distributions:recaps_excel": SHOWS,
    "distributions:recaps_pdf": SHOWS,
    "distributions:regional": "files are read and not kept",
    "distributions:regional_excel": SHOWS,
    "distributions:reports_excel": SHOWS,
    "families:alike": SEARCH,
    "families:duplicates": "only shows",
    "families:find_inmate": SEARCH,
}


def is_once(name: str) -> bool:
    return getattr(VIEWS[name], "once", False)


ROOMS = ("centres", "families", "aid", "distributions")


def takes_forms(view: Any) -> bool:
    """Whether the view, or a function of ours that it calls, asks what was posted, or that something was."""
    return any("POST" in (*code.co_names, *code.co_consts) for code in _codes(_unwrapped(view), set()))


def _unwrapped(view: Any) -> Any:
    return _unwrapped(view.__wrapped__) if hasattr(view, "__wrapped__") else view


def _codes(function: Any, met: set[Any]) -> Iterator[CodeType]:
    if not isinstance(function, FunctionType) or function in met:
        return
    met.add(function)
    if function.__module__.split(".")[0] not in ROOMS:
        return
    for code in _with_nested(function.__code__):
        yield code
        for name in code.co_names:
            called = function.__globals__.get(name)
            yield from _codes(called.__init__ if isinstance(called, type) else called, met)
            if type(called).__module__.split(".")[0] in ROOMS:  # an object of ours: what is asked of it here
                for method in map(vars(type(called)).get, code.co_names):
                    yield from _codes(method, met)


def _with_nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _with_nested(constant)


VIEWS = {name: pattern.callback for name, pattern in addresses() if name not in ALLAUTH}


def test_every_view_that_takes_a_form_is_carried_out_once_or_harmless():
    taking = {name for name, view in VIEWS.items() if (name in TABLE and TABLE[name].post) or takes_forms(view)}
    once = {name for name in VIEWS if is_once(name)}

    assert once & HARMLESS.keys() == set()
    assert (sorted(taking - once - HARMLESS.keys()), sorted((once | HARMLESS.keys()) - taking - PUBLIC.keys())) == (
        [],
        [],
    )


@pytest.mark.django_db
def test_a_form_that_names_nothing_of_one_centre_says_for_which_it_was_opened():
    world = whole_world()
    harmless = [name for name in HARMLESS if name in TABLE]
    nobodys = {
        name
        for name in harmless
        if not any(hasattr(thing_of(world, thing), "centre_id") for thing in TABLE[name].things.values())
    }
    assert nobodys == set(FITS_ANY_CENTRE)


class Forms(HTMLParser):
    """The forms of a page that are posted: the address of each, and its fields."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.found, self.open = address, [], False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = given.get("method") == "post"
            if self.open:
                self.found.append((given.get("action") or self.address, {}))
        elif self.open and tag == "input" and "name" in given:
            self.found[-1][1][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "form"


def forms_of(browser: Client, address: str) -> list[tuple[str, dict[str, str]]]:
    """The posted forms of a page: the view that each is sent to, and its fields; none of a file."""
    answer = browser.get(address)
    if answer.streaming:
        list(answer)  # the file is closed at its end
    if not answer.headers["Content-Type"].startswith("text/html"):
        return []
    found = Forms(address, answer.content.decode()).found
    return [(resolve(urlsplit(target).path).view_name, fields) for target, fields in found]


# Acts that the world of this test has no occasion for.
NOT_OFFERED = {
    "distributions:close_now",
    "distributions:family_notice",
    "families:import_undo",
    "families:inmate_list_decide_all",
    "families:inmate_list_tell",
    "families:inmate_still_held",
    "families:separate",
}
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


@pytest.mark.parametrize("name", sorted(NOT_OFFERED))
def test_a_form_that_no_page_of_the_test_shows_carries_its_key_too(name):
    templates = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    forms = [form for text in templates for form in FORM.findall(text) if f"url '{name}'" in form]
    assert forms
    assert [form for form in forms if "{% form_key %}" not in form] == []


@pytest.mark.django_db
def test_every_form_of_every_page_carries_the_key_that_its_view_asks_for():
    world, open_month, closed = whole_world(), all_recorded(), all_recorded()
    settle_all(closed.round, outcome="stock", by=closed.people.storekeeper, now=NOW)
    close_round(closed.round, by=closed.people.coordinator, now=NOW)
    browsers = {role: browser_of(getattr(world.people, role)) for role in (Role.COORDINATOR, Role.HEAD, Role.ADMIN)}
    # What the rounds of the world are not ready for.
    found = [
        (name, *form)
        for name, month, person in (("close", open_month, "storekeeper"), ("correct", closed, "head"))
        for form in forms_of(
            browser_of(getattr(month.people, person)), reverse(f"distributions:{name}", args=[month.round.pk])
        )
    ]
    for name, line in TABLE.items():
        things = {part: thing_of(world, thing) for part, thing in line.things.items()}
        address = reverse(name, kwargs={part: getattr(thing, "pk", thing) for part, thing in things.items()})
        for role in browsers.keys() & line.roles if not line.post else ():
            found += [(name, *form) for form in forms_of(browsers[role], address)]

    sent_to = {(page, view) for page, view, _fields in found if view in VIEWS}
    assert {(page, view) for page, view in sent_to if not is_once(view) and view not in HARMLESS} == set()
    once = [(page, view, fields) for page, view, fields in found if view in VIEWS and is_once(view)]
    assert {(page, view) for page, view, fields in once if not keyed(fields)} == set()
    assert {view for view in VIEWS if is_once(view)} - {view for _page, view, _fields in once} == NOT_OFFERED


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def keyed(fields: dict[str, str]) -> bool:
    return key_of(fields) is not None


def all_recorded():
    """A month in which goods are left over: its page of closing says item by item what became of them."""
    month = approved_month(1)
    from_canteen(month, rice="10", sugar="2")
    missed(month, month.recipients[0])
    return month


@pytest.mark.django_db
class TestHarmless:
    """What the second of two equal forms does, where it isn't plain to see and no other file says it."""

    @pytest.fixture
    def month(self):
        return all_recorded()

    @pytest.fixture
    def send(self, month):
        def send(name: str, *args: int, role: str = "coordinator", **said: Any) -> str:
            """Send a form; what the page says afterwards."""
            browser = browser_of(getattr(month.people, role))
            return words(browser.post(reverse(name, args=args), said, follow=True).content.decode())

        return send

    def test_attendance_stands_once(self, month, send):
        page = browser_of(month.people.coordinator).get(reverse("distributions:attendance", args=[month.round.pk]))
        version = fields_in(page)[NAME]
        for _each in range(2):
            send("distributions:attendance", month.round.pk, others="Bambang, Kepala Desa", version=version)
        assert list(month.round.attendances.values_list("name", flat=True)) == ["Bambang"]

    def test_goods_are_settled_once(self, month, send):
        seen = fingerprint(balance(month.round))
        said = {"outcome": "stock", "reason": "sisa", "seen": seen}
        for _each in range(2):
            send("distributions:settle_rest", month.round.pk, **said)
        assert Movement.objects.filter(kind=Movement.Kind.RETURN).count() == 2

    def test_an_account_is_closed_once(self, month, send):
        for _each in range(2):
            send("centres:close_user", month.people.humas.pk, role="admin")
        assert AccessLog.objects.filter(action=AccessLog.Action.ROLE).count() == 1
