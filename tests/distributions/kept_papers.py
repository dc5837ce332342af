"""Papers that are kept: what the tests of them share."""

import datetime

from distributions.models import PaperKind, PaperVersion, Round
from distributions.papers import kept
from distributions.papers.versions import versions_to_print
from distributions.rounds.approval import move_date
from distributions.rounds.closing import close_round, settle_all
from tests import paper_files
from tests.distributions.months import NOW, delivered, from_canteen, missed
from tests.walls import copied

LATER = NOW + datetime.timedelta(days=300)


def link_of(token):
    return f"https://peduli.example/berkas/{token}/"


def version_in_force(round: Round, kind: PaperKind = PaperKind.SIGNING_FILE, *, by, now) -> PaperVersion | None:
    """The version of which this paper would be printed."""
    return versions_to_print(round, [kind], by=by, now=now)[kind]


def printed(month, kind=PaperKind.SIGNING_FILE, *, now=NOW):
    """The paper as the page prints it, and its text."""
    month.round.refresh_from_db()
    who = {"by": month.people.coordinator, "now": now}
    version = version_in_force(month.round, kind, **who)
    paper = kept.paper_of(version, kind, link_of=link_of, **who)
    return paper, " ".join(paper_files.page_texts(kept.bytes_of(paper)))


def closed(month, **quantities):
    from_canteen(month)
    delivered(month, month.recipients[0], **quantities)
    missed(month, month.recipients[1])
    settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)


def move(month, day=18):
    return move_date(
        month.round,
        date=datetime.date(2024, 11, day),
        time=datetime.time(9),
        reason="Hujan lebat",
        by=month.people.coordinator,
        now=NOW,
    )


def a_version(month, **changes):
    last = PaperVersion.objects.filter(round=month.round).last()
    return copied(last, **({"occasion": "recorded", "replaces": last} | changes))
