"""Every page that people can reach by links, looked at by axe: both sizes, both themes, and 320 pixels wide."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from distributions.models import PaperKind, Round
from distributions.papers.kept import paper_of
from distributions.rounds.approval import approve_round, submit_round
from tests.browser.axe import SOURCE, flaws
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.distributions.kept_papers import version_in_force

# Not pages: a file is sent, or the session ends.
FILES = {"families:import_template", "distributions:reports_excel", "mfa_download_recovery_codes", "centres:file"}


@pytest.fixture
def people(live):
    """A centre with an approved round, and the next one as a draft."""
    people = blora(families=6)
    round = november(people, months=2)
    submit_round(round, by=people.coordinator, now=NOW)
    approved = approve_round(Round.objects.get(pk=round.pk), by=people.head, now=NOW)
    who = {"by": people.coordinator, "now": NOW}
    paper_of(version_in_force(approved, **who), PaperKind.BAST, link_of=lambda token: token, **who)
    return people


@pytest.mark.long
def test_every_page_that_somebody_reaches_by_links_is_accessible(people, open_page, live, screenshot):
    looked_at, found = set(), []
    for role in ("coordinator", "head", "officer", "admin", "humas"):
        page = open_page()
        page.add_init_script(SOURCE)
        page.context.add_cookies([{"name": "peduli_session", "value": session_of(getattr(people, role)), "url": live}])
        waiting, seen = ["/"], {"distributions:home"}
        while waiting:
            path = waiting.pop(0)
            name = resolve(path).view_name
            new = name not in looked_at or path == "/"
            # What was drawn for another role is read only for where it leads.
            answer = page.goto(path) if new else page.request.get(path)
            if answer.status != 200:
                found.append(f"{role} {answer.status} {path}")
            elif new:
                looked_at.add(name)
                screenshot(page, f"{role} {path}")
                found += [f"{role} {path} {flaw}" for flaw in flaws(page)]
            for target in links(answer.text(), answer.url):
                if (name := resolve(target).view_name) not in seen | FILES:
                    seen.add(name)
                    waiting.append(target)
    assert found == []
    assert len(looked_at) >= 72


def links(html: str, address: str) -> list[str]:
    """The paths of our own pages that the page at ``address`` links to."""
    html = re.sub(r"<template\b.*?</template>", "", html, flags=re.DOTALL)  # of the phone's page: it leads nowhere yet
    found = [urlsplit(urljoin(address, unescape(href))) for href in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', html)]
    return [target.path for target in found if target.netloc == urlsplit(address).netloc]


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["peduli_session"].value
