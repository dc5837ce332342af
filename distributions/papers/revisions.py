"""What a print says of itself beneath its title: of which occasion and day it is, and which print it replaces.

It is said of each document by itself: one whose words an occasion did not touch stays what it was, with its line and
its mark. What is replaced is the last print that somebody may hold, and not a version that was never printed.
"""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

from centres.indonesian import plain_date
from distributions.models import Paper, PaperKind, PaperVersion, Round, RoundChange
from distributions.papers.bonds import is_genuine
from distributions.papers.bundle import (
    AS_CLOSED,
    AS_CORRECTED,
    AS_RECORDED,
    COMPLETED,
    SINGLE,
    Bundle,
    Document,
    goods_in,
    mark_of,
    numbered_parts,
    revision_of,
    said_by,
    signed_first,
)
from distributions.papers.wording import moment_words

Occasion = PaperVersion.Occasion
# The documents that one kind of paper has, by the beginning of their names.
ON = SINGLE | {
    PaperKind.BAST: ("minutes",),
    PaperKind.RECEIPT_LIST: ("receipts",),
    PaperKind.GOODS_BAST: ("goods",),
    PaperKind.REPORT: ("report", "goods", "minutes", "receipts"),
}


BLANK = ("blank_minutes", "blank_list", "blank_survey")
PLANNED = ("proposal", "assignment", "shopping", "labels", *BLANK)
What = RoundChange.What
# Of what an occasion changes nothing, whatever was recorded since the version before. Another day is on every paper.
UNTOUCHED: dict[str, tuple[str, ...]] = {
    Occasion.RECORDED: PLANNED,
    Occasion.CLOSED: PLANNED,
    What.STAFF: ("shopping", "labels", *BLANK),
    What.ORDER: ("shopping", *BLANK),
    What.RESERVE: ("shopping", *BLANK),
}


def keep_words(bundle: Bundle, *, before: Bundle, untouched: Callable[[str], bool]) -> None:
    """Let documents that are ``untouched``, by their names, say what they said, however Peduli puts it by now.

    Other words alone are no change of a paper that somebody signed.
    """
    known = dict(named_documents(before))
    for name, document in named_documents(bundle):
        if name in known and untouched(name):
            document.clear()
            document.update(known[name])


def untouched_by(occasion: str, change: RoundChange | None) -> Callable[[str], bool]:
    """Whether a document, by its name, is one of which this occasion changes nothing."""
    names = UNTOUCHED.get(change.what if change else occasion, ())
    return lambda name: name.partition(" ")[0] in names


def same_in(bundle: Bundle, other: Bundle) -> Callable[[str], bool]:
    """Whether a document, by its name, says the same in both."""
    there = {name: _text(said_by(document, other)) for name, document in named_documents(other)}
    here = {name: _text(said_by(document, bundle)) for name, document in named_documents(bundle)}
    return lambda name: here[name] == there.get(name)


def line_of(round: Round, occasion: str, now: datetime.datetime) -> str:
    """The occasion of a version that is made now, with its day; empty of the approval: each page has it at its foot."""
    day = plain_date(round.centre.local_date(now))
    number = round.paper_versions.filter(occasion=occasion).count() + 1
    return {
        Occasion.CHANGED.value: f"Perubahan ke-{number} tanggal {day}",
        Occasion.RECORDED.value: f"{AS_RECORDED} {moment_words(round, now)}",
        Occasion.CLOSED.value: f"{AS_CLOSED} tanggal {day}",
        Occasion.CORRECTED.value: f"{AS_CORRECTED} ke-{number} tanggal {day}",
        Occasion.REPORTED.value: f"{COMPLETED} {day}",
    }.get(occasion, "")


def revise(bundle: Bundle, *, before: Bundle, line: str, printed: dict[str, str]) -> None:
    """Give each document its line: the one ``before`` if it says the same, or else this one.

    ``printed`` are the marks of the last prints, by the name of the document. What nobody printed while the hand-over
    was recorded says after the close that it is closed: nobody holds a sheet from which it would differ.
    """
    known = dict(named_documents(before))
    for name, document in named_documents(bundle):
        old = known.get(name)
        said = revision_of(old, before) if old is not None else ""
        provisional = said.startswith(AS_RECORDED) and line.startswith(AS_CLOSED)
        held = old is not None and printed.get(name) == mark_of(old, before)
        unchanged = old is not None and _text(said_by(old, before)) == _text(said_by(document, bundle))
        if unchanged and (held or not provisional):
            document["revision"] = said
        else:
            document["revision"] = ", ".join(filter(None, (line, _replaces(printed.get(name)))))


def named_documents(bundle: Bundle) -> Iterator[tuple[str, Document]]:
    """All documents of a bundle, each by a name that it has in every version."""
    kept: dict[str, Any] = dict(bundle)
    for name in (name for names in SINGLE.values() for name in names):
        if kept.get(name) is not None:  # else it was kept before there was such a paper, or anything to report
            yield name, kept[name]
    for goods in goods_in(bundle):
        yield f"goods {goods.get('goods_part', 1)}", goods
    for number, (minutes, receipts) in numbered_parts(bundle):
        yield f"minutes {number}", minutes
        yield f"receipts {number}", receipts


def last_printed(versions: dict[int, Bundle], papers: dict[str, int]) -> dict[str, str]:
    """The mark of the last print of each document; ``papers`` says of each kind which version was printed last."""
    newest: dict[str, tuple[int, str]] = {}
    for kind, version in papers.items():
        if (bundle := versions.get(version)) is None:
            continue
        for name, document in named_documents(bundle):
            if _is_on(PaperKind(kind), name, bundle) and version >= newest.get(name, (0, ""))[0]:
                newest[name] = (version, mark_of(document, bundle))
    return {name: mark for name, (_version, mark) in newest.items()}


def printed_versions(round: Round) -> dict[str, int]:
    """Which version was printed last, by kind of paper; what Peduli did not print does not count."""
    papers = Paper.objects.filter(round=round).order_by("version_id")
    return {paper.kind: paper.version_id for paper in papers if is_genuine(paper)}


def _is_on(kind: PaperKind, name: str, bundle: Bundle) -> bool:
    what = name.partition(" ")[0]
    if kind == PaperKind.SIGNING_FILE:
        return what in (*signed_first(bundle), "minutes", "receipts")
    return what in ON[kind]


def _replaces(mark: str | None) -> str:
    return f"menggantikan cetakan {mark}" if mark else ""


def _text(said: object) -> str:
    """As it is kept: what was read again has lists where tuples were."""
    return json.dumps(said, sort_keys=True)
