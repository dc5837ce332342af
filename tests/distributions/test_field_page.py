"""The shell that a phone keeps: nobody's, the same for everybody, small; its worker; and who may keep a round."""

import datetime
import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.utils import timezone

from distributions.handover.passes import SALT, may_keep, pass_of
from distributions.handover.taking_along import KEPT_FOR
from distributions.models import IN_OWN_WORDS, MissedReason, State
from distributions.rounds.transitions import transition
from distributions.views.field_page import PICTURES, SCRIPTS, STYLES
from tests.client import Client
from tests.distributions.handover_pages import approved_round
from tests.factories import CentreFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db

STATIC = Path(settings.BASE_DIR, "static")
FIELD = STATIC / "js" / "field"


@stands
def people():
    return cast(CentreFactory())


@stands
def round(people):
    return approved_round(people)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def code_of(text):
    """The lines of a script that are no comment."""
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("//")]


# --- the shell


def test_the_shell_is_the_same_whoever_asks_for_it_and_names_nobody(people, round):
    mine = [signed_in(user).get("/lapangan/").content for user in (people.officer, people.head)]
    nobody = Client().get("/lapangan/")

    assert mine == [nobody.content, nobody.content]
    assert nobody.cookies.keys() == set()
    for text in (people.officer.full_name, people.centre.name, "Kartini Nurjanah", "csrfmiddlewaretoken"):
        assert text not in nobody.content.decode()


def test_the_shell_is_drawn_in_the_language_of_its_address(client):
    assert 'lang="en"' in client.get("/lapangan/?bahasa=en").content.decode()
    assert "Take to the field" in client.get("/lapangan/?bahasa=en").content.decode()
    assert "Bawa ke lapangan" in client.get("/lapangan/?bahasa=xx").content.decode()


def test_no_place_is_left_that_the_phone_does_not_know(client):
    """What stands in braces is filled in by a script that knows these names."""
    html = client.get("/lapangan/").content.decode()
    scripts = "".join(file.read_text() for file in FIELD.glob("*.js"))
    taken = "name where about way phone id number stop state item unit"
    unknown = {
        place
        for place in re.findall(r"\{(\w+)\}", html)
        if not re.search(rf"\b{place}\b", scripts) and place not in taken.split()
    }
    assert unknown == set()


def test_every_word_that_the_scripts_say_stands_in_the_shell(client):
    html = client.get("/lapangan/").content.decode()
    there = set(re.findall(r'data-word="([^"]+)"', html))
    scripts = "".join(file.read_text() for file in FIELD.glob("*.js"))
    said = set(re.findall(r'(?:word|note)\("([a-z_-]+)"', scripts))
    counted = set(re.findall(r'counted\("([a-z-]+)"', scripts))
    assert (said | counted | {f"{one}-1" for one in counted}) - there == set()


def test_every_part_that_the_scripts_draw_stands_in_the_shell(client):
    html = client.get("/lapangan/").content.decode()
    scripts = "".join(file.read_text() for file in FIELD.glob("*.js"))
    assert set(re.findall(r'filled\("(t-[a-z]+)"', scripts)) - set(re.findall(r'<template id="([^"]+)"', html)) == set()


def test_the_reasons_in_own_words_are_those_of_the_server():
    [listed] = re.findall(r"IN_OWN_WORDS = new Set\((\[.*?\])\)", (FIELD / "forms.js").read_text())
    assert set(json.loads(listed)) == {MissedReason(one).value for one in IN_OWN_WORDS}


# --- the worker and the manifest


def test_the_worker_keeps_the_shell_and_nothing_else(client):
    answer = client.get("/lapangan/pekerja.js")
    known = json.loads(re.match(r"const SHELL = (.*);\n", answer.content.decode())[1])

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert known["page"] == "/lapangan/?bahasa=id"
    assert {file.removeprefix("/static/") for file in known["files"]} == {
        *STYLES, *SCRIPTS, *PICTURES, "icons/peduli-192.png",
    }  # fmt: skip
    assert len(code_of((FIELD / "worker.js").read_text())) < 150


def test_every_script_of_the_page_is_kept():
    asked = {"js/field/field.js", "js/frame.js"}
    while True:
        more = {
            str((STATIC / name).parent.joinpath(found).resolve().relative_to(STATIC.resolve()))
            for name in asked
            for found in re.findall(r'(?:from|import\() ?"(\.[^"]+)"', (STATIC / name).read_text())
        }
        if more <= asked:
            break
        asked |= more
    # Signing out is done on the other pages.
    assert asked - {"js/field/leaving.js"} == set(SCRIPTS)


def test_another_file_is_another_version(client, monkeypatch):
    first = client.get("/lapangan/pekerja.js").content
    assert client.get("/lapangan/pekerja.js").content == first
    monkeypatch.setattr("distributions.views.field_page._source", lambda name: b"another")
    assert client.get("/lapangan/pekerja.js").content != first


def test_the_manifest_puts_the_page_on_the_home_screen(client):
    answer = client.get("/lapangan/peduli.webmanifest")
    said = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (said["start_url"], said["scope"], said["display"]) == ("/lapangan/", "/lapangan/", "standalone")
    for icon in said["icons"]:
        assert (STATIC / icon["src"].removeprefix("/static/")).read_bytes().startswith(b"\x89PNG")


def test_all_that_a_phone_loads_is_small(client):
    """The page as it is, and the files as they are sent, compressed."""
    page = len(client.get("/lapangan/").content)
    files = (*STYLES, *SCRIPTS, *PICTURES, "icons/peduli-192.png")
    assert page + sum(len(gzip.compress((STATIC / name).read_bytes())) for name in files) < 100_000


# --- who may keep a round


def may(client, shown):
    return client.get("/lapangan/masih/", headers={"X-Peduli-Pass": shown}).json()


def test_who_is_signed_in_is_told_with_the_token(people, round):
    said = signed_in(people.officer).get("/lapangan/siapa/").json()
    assert (said.keys(), said["phones"]) == ({"who", "token", "phones"}, False)
    assert signed_in(people.coordinator).get("/lapangan/siapa/").json()["phones"] is True
    assert Client().get("/lapangan/siapa/", CONTENT_TYPE="application/json").status_code == 401


def test_a_phone_keeps_a_running_round_signed_in_or_not(people, round):
    shown = pass_of(round, people.officer)
    assert may(Client(), shown) == {"keep": True}
    assert may(signed_in(people.head), shown) == {"keep": True}


def test_what_ends_the_right_ends_the_keeping(people, round):
    shown = pass_of(round, people.officer)
    membership = people.officer.memberships.get()
    membership.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    membership.starts_on = membership.ends_on
    membership.save()
    assert may(Client(), shown) == {"keep": False}


def test_a_role_that_may_not_record_keeps_nothing(people, round):
    assert may(Client(), pass_of(round, people.storekeeper)) == {"keep": False}
    assert may(Client(), pass_of(round, people.outsider)) == {"keep": False}


def test_a_new_password_ends_the_keeping(people, round):
    shown = pass_of(round, people.officer)
    people.officer.set_password("Kata sandi yang lain 7")
    people.officer.save()
    assert may(Client(), shown) == {"keep": False}


def test_who_was_locked_out_keeps_nothing(people, round):
    shown = pass_of(round, people.officer)
    people.officer.is_active = False
    people.officer.save()
    assert may(Client(), shown) == {"keep": False}


def test_a_round_that_is_over_is_not_kept(people, round):
    shown = pass_of(round, people.officer)
    transition(round, State.CANCELLED, by=people.coordinator, now=timezone.now(), note="Banjir")
    assert may(Client(), shown) == {"keep": False}


@pytest.mark.parametrize("shown", ["", "x", "a:b:c"])
def test_what_is_no_pass_keeps_nothing(shown):
    assert may(Client(), shown) == {"keep": False}


@pytest.mark.parametrize("said", [[1, 2], 7])
def test_what_was_signed_and_is_no_pass_keeps_nothing(said):
    # Signed in the test: a signature has its second, by which two processes would call a case differently.
    shown = signing.dumps(said, salt=SALT)
    assert may(Client(), shown) == {"keep": False}


def test_after_seven_days_it_is_over(people, round):
    shown = pass_of(round, people.officer)
    assert may_keep(shown, now=timezone.now(), longest=KEPT_FOR)
    assert not may_keep(shown, now=timezone.now(), longest=datetime.timedelta(seconds=-1))
