"""Markup in any text of any paper is printed letter by letter, and reads no file."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from centres.paper_engine import PAPERS, render
from distributions.models import PaperKind, RoundChange
from distributions.papers.bundle import bundle_of, paper_file
from distributions.papers.revisions import named_documents
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.approval import use_reserve
from tests import factories, paper_files
from tests.distributions.kept_papers import closed
from tests.distributions.months import NOW, approved_month, delivered
from tests.standing import stands

pytestmark = pytest.mark.django_db
# One file inside the folder that Typst may read, and one outside; what ends markup, code, a string or a cell.
HOSTILE = '#read("_page.typ")#read("/etc/passwd")*_$x$<a>@b`//]])}}{{c}}\\u{41}\\'
# Not printed, or chosen from few words: by what they are called.
STRUCTURE = {"kind", "made_at", "paper", "code", "file"}
# In the title of the window; in the footer where there is room; on the sheet that lists what to sign.
ELSEWHERE = {"title", "author", "footer", "part", "short_part", "called", "signers"}


@stands
def month():
    return approved_month(3)


def texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in the data of a paper a text stands."""
    if isinstance(value, str):
        if path[-1] not in STRUCTURE:
            yield path
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key != "received_by" or not value["missed"]:  # of a family that did not receive, nobody did
                yield from texts(entry, (*path, key))
    elif isinstance(value, list | tuple):
        for place, entry in enumerate(value):
            yield from texts(entry, (*path, place))


def put(value: Any, path: tuple[Any, ...], text: str) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = text


def as_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_lists(entry) for key, entry in value.items()}
    return [as_lists(entry) for entry in value] if isinstance(value, list | tuple) else value


def a_rich_round(month, *, is_closed):
    """Each kind of row and remark: changed, received by another, missed, in reserve, with other contents."""
    factories.LetterheadFactory(centre=month.centre, address="Jalan Contoh", phone="0296", email="a@b.example")
    said = {"centre": month.centre, "round": month.round, "by": month.people.coordinator, "at": NOW}
    RoundChange.objects.create(**said, what="staff", old="Joko", new="Dewi", reason="sakit")
    if is_closed:
        use_reserve(
            month.round,
            reserve=month.reserve,
            instead_of=month.recipients[2],
            reason="Pindah",
            by=month.people.coordinator,
            now=NOW,
        )
        delivered(month, month.reserve)
        closed(month, rice="9")
    bundle = bundle_of(*cut(month.round))
    for _name, document in named_documents(bundle):
        document["revision"] = "Perubahan ke-1"
    return as_lists(bundle)


def cut(round):
    on_paper = read_round(round.pk)
    return on_paper, parts(on_paper)


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "is_closed"),
    [(kind, is_closed) for kind in PaperKind for is_closed in (False, True) if is_closed or kind != PaperKind.REPORT],
)
def test_every_text_of_every_paper_is_printed_as_it_is(month, kind, is_closed):
    data = as_lists(paper_file(a_rich_round(month, is_closed=is_closed), kind))
    places = list(texts(data))
    assert len(places) > 20
    for number, path in enumerate(places):
        put(data, path, f"[{number}]{HOSTILE}[{number}]")

    pdf = render(data)

    # Names of offices and headings are in capitals.
    printed = paper_files.letters("".join(paper_files.page_texts(pdf))).casefold()
    shown = {path: f"[{number}]{HOSTILE}[{number}]".casefold() in printed for number, path in enumerate(places)}
    elsewhere = ELSEWHERE | ({"letterhead"} if kind == PaperKind.LABELS else set())
    unseen = {path for path, there in shown.items() if not there and not elsewhere & set(path)}
    assert unseen == set()
    assert not any(secret in printed for secret in secrets())
    assert PdfReader(BytesIO(pdf)).metadata.title.startswith("[0]#read"), "the title of the window is text, too"


def secrets() -> list[str]:
    """What would stand on the paper if one of the two files had been read."""
    page = paper_files.letters((PAPERS / "_page.typ").read_text())
    return [
        text.casefold() for text in (page[:40], page[-40:], paper_files.letters(Path("/etc/passwd").read_text())[:20])
    ]
