"""Printing papers of a round, for whoever asks: a page, an archive, a command. Each print is logged first."""

import datetime
from collections.abc import Callable, Sequence

from django.db import transaction

from centres.models import User
from config.errors import Refused
from distributions.models import PaperKind, PaperVersion, Recipient, Round
from distributions.papers.bundle import NOTHING_RECORDED
from distributions.papers.kept import LinkOf, bytes_of, named, paper_of
from distributions.papers.pdf import print_now
from distributions.papers.versions import version_to_print


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
        versions = {kind: _version(round, kind, by=by, now=now) for kind in kinds}
    return [(f"{kind}-{named(round)}.pdf", _bytes(round, kind, versions[kind], link_of, by, now)) for kind in kinds]


def _version(round: Round, kind: PaperKind, *, by: User, now: datetime.datetime) -> PaperVersion | None:
    return version_to_print(round, for_report=kind == PaperKind.REPORT, by=by, now=now) if round.is_frozen else None


def _bytes(
    round: Round,
    kind: PaperKind,
    version: PaperVersion | None,
    link_of: LinkOf,
    by: User,
    now: datetime.datetime,
) -> bytes:
    if version is None:
        return print_now(round, kind)
    return bytes_of(paper_of(version, kind, link_of=link_of, by=by, now=now))
