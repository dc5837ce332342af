"""Printing papers of a round, for whoever asks: a page, an archive, a command. Each print is logged first."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db import transaction

from centres.models import User
from centres.paper_engine import render
from config.errors import Refused
from distributions.models import PaperKind, PaperVersion, Recipient, Round
from distributions.papers.bundle import NOTHING_RECORDED, Bundle, PaperFile, paper_file
from distributions.papers.kept import LinkOf, bytes_of, named, paper_of
from distributions.papers.pdf import bundle_now
from distributions.papers.versions import versions_to_print


def kinds_of(round: Round, *, recorded: bool | None = None) -> list[PaperKind]:
    """The papers that there are of the round now: the report once something is ``recorded``, which is else asked."""
    if recorded is None:
        recorded = round.recipients.filter(state__in=(Recipient.State.SERVED, Recipient.State.MISSED)).exists()
    return [kind for kind in PaperKind if kind != PaperKind.REPORT or recorded]


def print_papers(
    round: Round,
    kinds: Sequence[PaperKind],
    *,
    log: Callable[[PaperKind], object],
    link_of: LinkOf,
    by: User,
    now: datetime.datetime,
) -> list[tuple[str, bytes]]:
    """Name and bytes of each paper; of an approved round as it is kept. ``log`` writes that it was printed.

    Raises Refused for a round without recipients, and for a paper that there is not yet.
    """
    if not set(kinds) <= set(kinds_of(round)):
        raise Refused(NOTHING_RECORDED)  # before it is logged
    with transaction.atomic():
        for kind in kinds:
            log(kind)
        versions = versions_of(round, kinds, by=by, now=now)
    return list(pdfs_of(round, versions, link_of=link_of, by=by, now=now))


def versions_of(
    round: Round, kinds: Sequence[PaperKind], *, by: User, now: datetime.datetime
) -> dict[PaperKind, PaperVersion | None]:
    """The version of each paper that is in force; None of a draft, of which nothing is kept."""
    return versions_to_print(round, kinds, by=by, now=now) if round.is_frozen else dict.fromkeys(kinds)


def pdfs_of(
    round: Round,
    versions: Mapping[PaperKind, PaperVersion | None],
    *,
    link_of: LinkOf,
    by: User,
    now: datetime.datetime,
    make: Callable[[PaperFile], bytes] = render,
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of one paper after the other. Those of a draft say what it is when the first one is made."""
    draft: Bundle | None = None
    for kind, version in versions.items():
        if version is None:
            draft = draft or bundle_now(round)
            pdf = make(paper_file(draft, kind))
        else:
            pdf = bytes_of(paper_of(version, kind, link_of=link_of, by=by, now=now, make=make))
        yield f"{kind}-{named(round)}.pdf", pdf
