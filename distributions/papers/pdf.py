"""The papers of a round as PDF: proposal with approval, hand-over minutes (BAST), receipt list, and all that is to be
signed in one file.

Papers are in Indonesian whatever the screen's language is. What circulates names no inmate and shows the last four
digits of a NIK only. While a round is a draft its papers say DRAF.
"""

import datetime
from typing import Any, Literal, TypedDict

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centres.indonesian import long_days, plain_date
from centres.models import Letterhead
from centres.paper_engine import logo_data, render
from centres.private_files import read_bytes
from config.errors import Refused
from distributions.models import Round, State
from distributions.papers.bast import bast_document
from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import RoundOnPaper, read_round
from distributions.papers.wording import moment_words, parts, period, subject


class PaperFile(TypedDict):
    """One PDF, as ``centres.paper_engine.render`` and ``templates/papers/papers.typ`` take it.

    ``made_at`` is an ISO time with zone, ``mark`` is printed across each page, ``documents`` follow one another with
    their own page numbers; what each needs stands in the function that makes it. Every text is printed as it is.
    """

    title: str
    author: str
    made_at: str
    paper: Literal["a4", "f4"]
    mark: str
    footer: str
    cover: dict[str, Any] | None
    letterhead: dict[str, Any]
    documents: list[dict[str, Any]]


def receipt_list(round: Round) -> bytes:
    """*Daftar tanda terima*: one for the round, or one per location above the centre's limit."""
    on_paper = _read(round)
    return _print(on_paper, "Daftar Tanda Terima", [receipt_list_document(on_paper, part) for part in parts(on_paper)])


def bast(round: Round) -> bytes:
    """*Berita acara serah terima* from the centre to the recipients: one for the round, or one per location."""
    on_paper = _read(round)
    return _print(on_paper, "Berita Acara Serah Terima", [bast_document(on_paper, part) for part in parts(on_paper)])


def proposal(round: Round) -> bytes:
    """*Usulan dan persetujuan penerima*: the sheet on which the head approves."""
    on_paper = _read(round)
    return _print(on_paper, "Usulan dan Persetujuan Penerima", [proposal_sheet_document(on_paper)])


def signing_file(round: Round) -> bytes:
    """All that must be signed, in signing order, behind a sheet that lists it with the number of sheets."""
    on_paper = _read(round)
    documents = [proposal_sheet_document(on_paper)]
    for part in parts(on_paper):
        documents += [bast_document(on_paper, part), receipt_list_document(on_paper, part)]
    span = on_paper.took_place(on_paper.recipients)
    cover = {
        "heading": "BERKAS TANDA TANGAN",
        "lines": [subject(on_paper), on_paper.round.centre.full_name, long_days(span.days)],
    }
    return _print(on_paper, "Berkas Tanda Tangan", documents, cover=cover)


def _read(round: Round) -> RoundOnPaper:
    on_paper = read_round(round.pk)
    if not on_paper.recipients:
        raise Refused(_("This round has no recipients yet. Choose the families first, then print."))
    return on_paper


def _print(
    on_paper: RoundOnPaper, title: str, documents: list[dict[str, Any]], *, cover: dict[str, Any] | None = None
) -> bytes:
    round = on_paper.round
    marks: dict[str, str] = {State.DRAFT: "DRAF", State.CANCELLED: "BATAL"}
    paper_file: PaperFile = {
        "title": f"{title} – {subject(on_paper)}",
        "author": round.centre.full_name,
        "made_at": _as_of(on_paper).isoformat(),
        "paper": "f4" if round.centre.paper == "f4" else "a4",
        "mark": marks.get(round.state, ""),
        "footer": f"{capfirst(period(round).removeprefix('periode '))} · {standing(round)}",
        "cover": cover,
        "letterhead": _letterhead(round, on_paper.letterhead),
        "documents": documents,
    }
    return render(paper_file)


def _as_of(on_paper: RoundOnPaper) -> datetime.datetime:
    """The time of the last step or correction: a reprint carries it again, and so has the same bytes."""
    round = on_paper.round
    midnight = datetime.datetime.combine(round.occurrence_on or round.month, datetime.time(), round.centre.zone)
    moment = round.cancelled_at or round.closed_at or round.issued_at or round.approved_at or round.submitted_at
    moment = max([one.at for one in on_paper.corrections], default=moment)
    return (moment or round.planned_at or midnight).astimezone(round.centre.zone)


def standing(round: Round) -> str:
    """Which version of the plan this is, so that an outdated print is told from the approved one."""
    if round.approved_at and round.paper_signed_on:
        # The hour of the record is none of the signature.
        return f"disetujui tertulis {plain_date(round.paper_signed_on)}"
    steps = (("disetujui", round.approved_at), ("diajukan", round.submitted_at), ("disusun", round.planned_at))
    for word, moment in steps:
        if moment:
            return f"{word} {moment_words(round, moment)}"
    return "draf"


def _letterhead(round: Round, head: Letterhead | None) -> dict[str, Any]:
    if head is None:
        return {"lines": [], "unit": round.centre.full_name, "address": "", "contact": "", "logo": None}
    contact = [
        f"{name}: {words}"
        for name, words in (("Telepon", head.phone), ("Laman", head.website), ("Pos-el", head.email))
        if words
    ]
    return {
        "lines": [line for line in (head.ministry, head.directorate, head.regional_office) if line],
        "unit": head.centre_line,
        "address": head.address,
        "contact": "  ".join(contact),
        "logo": _logo(head),
    }


def _logo(head: Letterhead) -> list[int] | None:
    if head.logo is None:
        return None
    try:
        return logo_data(read_bytes(head.logo))
    except FileNotFoundError:
        # A paper without its logo is of more use than none.
        return None
