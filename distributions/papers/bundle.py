"""What the papers of a round say, all of it as plain data: it is kept sealed, and a PDF is made of it.

Papers are in Indonesian whatever the screen's language is. What circulates names no inmate and shows the last four
digits of a NIK only. While a round is a draft its papers say DRAF.
"""

import datetime
import hashlib
import json
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.encryption import Unreadable
from centres.indonesian import long_days, plain_date
from centres.models import Letterhead
from centres.paper_engine import logo_data
from centres.private_files import read_bytes
from config.errors import Refused
from distributions.models import PaperKind, Round, State
from distributions.papers.activity_report import report_document, scanned_document, with_pages, with_pictures
from distributions.papers.assignment import assignment_document
from distributions.papers.bast import bast_document
from distributions.papers.blank_forms import blank_list_document, blank_minutes_document
from distributions.papers.goods_lists import loading_document, shopping_document
from distributions.papers.goods_minutes import goods_documents, signed_by_several
from distributions.papers.numbers import Numbers
from distributions.papers.office_lists import labels_document, recipients_document, route_document
from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import RoundOnPaper
from distributions.papers.survey_form import survey_document
from distributions.papers.wording import Part, called, moment_words, subject

TITLES = {
    PaperKind.SIGNING_FILE: "Berkas Tanda Tangan",
    PaperKind.PROPOSAL: "Usulan dan Persetujuan Penerima",
    PaperKind.ASSIGNMENT: "Surat Tugas",
    PaperKind.GOODS_BAST: "Berita Acara Serah Terima Barang",
    PaperKind.BAST: "Berita Acara Serah Terima",
    PaperKind.RECEIPT_LIST: "Daftar Tanda Terima",
    PaperKind.REPORT: "Laporan Pelaksanaan Kegiatan",
    PaperKind.SHOPPING: "Daftar Belanja",
    PaperKind.LOADING: "Daftar Muat",
    PaperKind.ROUTE: "Lembar Rute",
    PaperKind.LABELS: "Label Paket",
    PaperKind.RECIPIENTS: "Daftar Penerima",
    PaperKind.BLANK: "Formulir Kosong",
}
# How the line beneath the title begins, by the occasion (``revisions.line_of``).
AS_RECORDED, AS_CLOSED, AS_CORRECTED, COMPLETED = (
    "Menurut catatan penyerahan", "Menurut penutupan periode", "Perubahan karena koreksi", "Dilengkapi tanggal"
)  # fmt: skip
SINCE_CLOSE = (AS_CLOSED, AS_CORRECTED, COMPLETED)
NOTHING_RECORDED = gettext_lazy(
    "Nothing is recorded of this round yet. The report is printed after the first hand-over."
)
Document = dict[str, Any]


class Bundle(TypedDict):
    """All papers of a round. ``parts`` are pairs of minutes and receipt list, in the order of the route.

    ``made_at`` is an ISO time with zone, ``mark`` is printed across each page, ``cover`` are the lines of the sheet
    before a signing file, ``signed_first`` what that has before the parts; ``report`` is None while nothing is
    recorded. A document may have a ``revision``, which is printed beneath its title (``revisions``). Every text is
    printed as it is. ``cut`` are the ids of the stops by list, as ``wording.parts`` takes them again, ``part_numbers``
    which of these lists the ``parts`` are.
    """

    subject: str
    author: str
    made_at: str
    paper: Literal["a4", "f4"]
    mark: str
    footer: str
    closed: str
    cover: list[str]
    letterhead: dict[str, Any]
    proposal: Document
    assignment: Document
    goods: list[Document]
    signed_first: list[str]
    shopping: Document
    loading: Document
    route: Document
    labels: Document
    recipients: Document
    blank_minutes: Document
    blank_list: Document
    blank_survey: Document
    report: Document | None
    cut: list[list[int]]
    part_numbers: list[int]
    parts: list[tuple[Document, Document]]


class PaperFile(TypedDict):
    """One PDF, as ``centres.paper_engine.render`` and ``templates/papers/papers.typ`` take it.

    ``documents`` follow one another with their own page numbers; what each needs stands in the function that makes it.
    ``code`` is an SVG that leads to the record of the paper.
    """

    title: str
    author: str
    made_at: str
    paper: Literal["a4", "f4"]
    mark: str
    footer: str
    code: str | None
    cover: dict[str, Any] | None
    letterhead: dict[str, Any]
    documents: list[Document]


def bundle_of(on_paper: RoundOnPaper, cut: Sequence[Part], *, numbers: Numbers | None = None) -> Bundle:
    """What the papers of a round say, ``cut`` into lists; of one that nobody is left on there is no paper."""
    there = [part for part in cut if part.stops]
    round = on_paper.round
    numbers = numbers or Numbers()
    span = on_paper.took_place(on_paper.recipients)
    marks: dict[str, str] = {State.DRAFT: "DRAF", State.CANCELLED: "BATAL"}
    return {
        "subject": subject(on_paper),
        "author": round.centre_then.full_name,
        "made_at": _as_of(on_paper).isoformat(),
        "paper": "f4" if round.centre.paper == "f4" else "a4",
        "mark": marks.get(round.state, ""),
        "footer": f"{called(round)} · {standing(round)}",
        "closed": f"ditutup {plain_date(round.centre.local_date(round.closed_at))}" if round.closed_at else "",
        "cover": [subject(on_paper), round.centre_then.full_name, long_days(span.days)],
        "letterhead": letterhead_data(round.centre_then.full_name, on_paper.letterhead),
        "proposal": proposal_sheet_document(on_paper, number=numbers.proposal),
        "assignment": assignment_document(on_paper, number=numbers.assignment),
        "goods": goods_documents(on_paper, numbers.goods),
        "signed_first": ["proposal", "assignment", *(["goods"] if signed_by_several(on_paper) else [])],
        "shopping": shopping_document(on_paper),
        "loading": loading_document(on_paper),
        "route": route_document(on_paper),
        "labels": labels_document(on_paper),
        "recipients": recipients_document(on_paper),
        "blank_minutes": blank_minutes_document(on_paper),
        "blank_list": blank_list_document(on_paper),
        "blank_survey": survey_document(round.programme_then.name),
        "report": report_document(on_paper, numbers=numbers),
        "cut": [list(part.covers) for part in cut],
        "part_numbers": [part.number for part in there],
        "parts": [
            (
                bast_document(on_paper, part, number=numbers.minutes.get(part.number, "")),
                receipt_list_document(on_paper, part, minutes=numbers.minutes.get(part.number, "")),
            )
            for part in there
        ],
    }


def paper_file(bundle: Bundle, kind: PaperKind, *, code: str | None = None) -> PaperFile:
    """One paper of the bundle, or all that must be signed behind a sheet that lists it with the number of sheets."""
    documents = _documents(bundle, kind)
    cover = {"heading": TITLES[kind].upper(), "lines": bundle["cover"]} if kind == PaperKind.SIGNING_FILE else None
    return {
        "title": f"{TITLES[kind]} – {bundle['subject']}",
        "author": bundle["author"],
        "made_at": bundle["made_at"],
        "paper": bundle["paper"],
        "mark": bundle["mark"],
        "footer": bundle["footer"],
        "code": code,
        "cover": cover,
        "letterhead": bundle["letterhead"],
        "documents": [_printed(document, bundle) for document in documents],
    }


def _printed(document: Document, bundle: Bundle) -> Document:
    printed = document | {"revision": revision_of(document, bundle), "footer": _footer(document, bundle)}
    if document["kind"] == "scanned":
        return with_pages(printed)
    return with_pictures(printed) if document["kind"] == "activity_report" else printed


def _footer(document: Document, bundle: Bundle) -> str:
    """The foot of a document: the round as its heading calls it, where it stands, and a mark of what it says.

    Of one that says what the close or a correction says that is the close, else the plan. Bundles of before had that
    alone.
    """
    round, _dot, where_it_stands = bundle["footer"].partition(" · ")
    kept: dict[str, Any] = dict(bundle)
    if revision_of(document, bundle).startswith(SINCE_CLOSE):
        where_it_stands = kept.get("closed") or where_it_stands
    return f"{document.get('called', round)} · {where_it_stands} · cetakan {mark_of(document, bundle)}"


def mark_of(document: Document, bundle: Bundle) -> str:
    """Six letters that stand for what a document says.

    Two prints that differ in a letter have different marks, and a reprint has the same one.
    """
    said = [*said_by(document, bundle), revision_of(document, bundle)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:6].upper()


def said_by(document: Document, bundle: Bundle) -> list[Any]:
    """All that a print of the document says, but for the line that tells it from those before."""
    body = {name: value for name, value in document.items() if name != "revision"}
    return [body, bundle["letterhead"], bundle["mark"]]


def revision_of(document: Document, bundle: Bundle) -> str:
    """The line beneath the title; bundles of before had one for all their documents."""
    return str(document.get("revision", dict(bundle).get("revision", "")))


# The documents of one paper that are no part of the lists, by their name in the bundle.
SINGLE = {
    PaperKind.PROPOSAL: ("proposal",),
    PaperKind.ASSIGNMENT: ("assignment",),
    PaperKind.SHOPPING: ("shopping",),
    PaperKind.LOADING: ("loading",),
    PaperKind.ROUTE: ("route",),
    PaperKind.LABELS: ("labels",),
    PaperKind.RECIPIENTS: ("recipients",),
    PaperKind.BLANK: ("blank_minutes", "blank_list", "blank_survey"),
    PaperKind.REPORT: ("report",),
}


def _documents(bundle: Bundle, kind: PaperKind) -> list[Document]:
    """The documents of a paper, those that there were when the bundle was kept. Raises Refused where there was none."""
    kept: dict[str, Any] = dict(bundle)
    if kind == PaperKind.SIGNING_FILE:
        lists = (goods_in(bundle) if name == "goods" else [kept[name]] for name in signed_first(bundle))
        first = [one for documents in lists for one in documents]
        return [*first, *(one for part in bundle["parts"] for one in part)]
    if kind == PaperKind.BAST:
        return [minutes for minutes, _list in bundle["parts"]]
    if kind == PaperKind.RECEIPT_LIST:
        return [receipts for _minutes, receipts in bundle["parts"]]
    found = goods_in(bundle) if kind == PaperKind.GOODS_BAST else [kept[name] for name in SINGLE[kind] if name in kept]
    if not found:
        raise Refused(_("The papers of this round were kept before there was this one."))
    if None in found:
        raise Refused(NOTHING_RECORDED)
    return [*found, *_attached(bundle, found[0])] if kind == PaperKind.REPORT else found


def _attached(bundle: Bundle, report: Document) -> list[Document]:
    """What a report has as its attachments: the minutes of goods and packages, the receipt lists, notes of suppliers.

    Where a paper was signed and its pages are kept, these are attached.
    """
    scans: dict[str, list[str]] = report["scans"]
    notes: list[dict[str, Any]] = report.get("note_scans", [])
    printed = {
        PaperKind.GOODS_BAST: goods_in(bundle) if "goods" in signed_first(bundle) else [],
        PaperKind.BAST: [minutes for minutes, _list in bundle["parts"]],
        PaperKind.RECEIPT_LIST: [receipts for _minutes, receipts in bundle["parts"]],
    }
    signed = [
        document
        for kind, documents in printed.items()
        for document in ([_signed(TITLES[kind], scans[kind])] if kind in scans else documents)
    ]
    return [*signed, *(scanned_document(one["title"], one["pages"]) for one in notes)]


def _signed(title: str, pages: list[str]) -> Document:
    return scanned_document(title, pages, part=" (bertanda tangan)")


def numbers_on(bundle: Bundle, kind: PaperKind) -> list[str]:
    """The numbers of the documents of a paper, without those that are left to write."""
    return [document["number"] for document in _documents(bundle, kind) if document.get("number")]


def signed_first(bundle: Bundle) -> list[str]:
    """What a signing file has before the parts; bundles of before had the proposal alone."""
    kept: dict[str, Any] = dict(bundle)
    first: list[str] = kept.get("signed_first", ["proposal"])
    return ["goods" if name == "goods_minutes" else name for name in first]


def cut_in(bundle: Bundle) -> list[list[int]]:
    """How the round was cut into lists; bundles of before don't say it."""
    kept: dict[str, Any] = dict(bundle)
    found: list[list[int]] = kept.get("cut", [])
    return found


def numbered_parts(bundle: Bundle) -> list[tuple[int, tuple[Document, Document]]]:
    """Minutes and receipt lists with the number of the list, which they keep when another one falls away."""
    kept: dict[str, Any] = dict(bundle)
    numbers: list[int] = kept.get("part_numbers", [*range(1, len(bundle["parts"]) + 1)])
    return list(zip(numbers, bundle["parts"], strict=True))


def goods_in(bundle: Bundle) -> list[Document]:
    """The minutes of goods; bundles of before had one for all deliveries, and the first none."""
    kept: dict[str, Any] = dict(bundle)
    found: list[Document] = kept.get("goods", [kept["goods_minutes"]] if "goods_minutes" in kept else [])
    return found


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


NO_LETTERHEAD: dict[str, Any] = {"lines": [], "unit": "", "address": "", "contact": "", "logo": None}


def letterhead_data(full_name: str, head: Letterhead | None) -> dict[str, Any]:
    """The letterhead as papers print it; without one, the name of the centre."""
    if head is None:
        return NO_LETTERHEAD | {"unit": full_name}
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
    except (FileNotFoundError, Unreadable):
        # A paper without its logo is of more use than none.
        return None
