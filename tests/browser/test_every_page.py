"""Every page that people can reach by links, looked at by axe: both sizes, both themes, and 320 pixels wide.

By turns a page is looked at in two of the four ways, and the next in the other two, since pages are made of the same
parts; ``make test-long`` looks at each in all four.
"""

import re
from html import unescape
from itertools import cycle
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from distributions.models import PaperKind, Round
from distributions.papers.kept import paper_of
from distributions.papers.versions import version_to_print
from distributions.rounds.approval import approve_round, submit_round
from tests.browser.axe import BY_TURNS, EVERY_WAY, SOURCE, flaws
from tests.client import Client
from tests.distributions.blora import NOW, blora, november

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
    paper_of(version_to_print(approved, **who), PaperKind.BAST, link_of=lambda token: token, **who)
    return people


@pytest.mark.parametrize(
    "ways", [pytest.param(BY_TURNS, id="by turns"), pytest.param([EVERY_WAY], id="every way", marks=pytest.mark.long)]
)
def test_every_page_that_somebody_reaches_by_links_is_accessible(people, open_page, live, screenshot, ways):
    looked_at, found, turns = set(), [], cycle(ways)
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
                found += [f"{role} {path} {flaw}" for flaw in flaws(page, next(turns))]
            for target in links(answer.text(), answer.url):
                if (name := resolve(target).view_name) not in seen | FILES:
                    seen.add(name)
                    waiting.append(target)
    assert found == []
    assert len(looked_at) >= 72


def links(html: str, address: str) -> list[str]:
    """The paths of our own pages that the page at ``address`` links to."""
    found = [urlsplit(urljoin(address, unescape(href))) for href in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', html)]
    return [target.path for target in found if target.netloc == urlsplit(address).netloc]


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["peduli_session"].value
