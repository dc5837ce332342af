"""The papers of a round as PDF, as its record is now: of a draft, and of whatever is not kept (``kept``)."""

from django.utils.translation import gettext as _

from centres.paper_engine import render
from config.errors import Refused
from distributions.models import PaperKind, Round
from distributions.papers.bundle import Bundle, bundle_of, paper_file
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts


def receipt_list(round: Round) -> bytes:
    """*Daftar tanda terima*: one for the round, or several above the centre's limit."""
    return print_now(round, PaperKind.RECEIPT_LIST)


def bast(round: Round) -> bytes:
    """*Berita acara serah terima* from the centre to the recipients: one beside each receipt list."""
    return print_now(round, PaperKind.BAST)


def proposal(round: Round) -> bytes:
    """*Usulan dan persetujuan penerima*: the sheet on which the head approves."""
    return print_now(round, PaperKind.PROPOSAL)


def signing_file(round: Round) -> bytes:
    """All that must be signed, in signing order, behind a sheet that lists it with the number of sheets."""
    return print_now(round, PaperKind.SIGNING_FILE)


def print_now(round: Round, kind: PaperKind) -> bytes:
    """The PDF of a paper. Raises Refused for a round without recipients."""
    return render(paper_file(bundle_now(round), kind))


def bundle_now(round: Round) -> Bundle:
    """What all its papers say. Raises Refused for a round without recipients."""
    on_paper = read_round(round.pk)
    if not on_paper.recipients:
        raise no_recipients()
    return bundle_of(on_paper, parts(on_paper))


def no_recipients() -> Refused:
    """Why a round has no papers."""
    return Refused(_("This round has no recipients yet. Choose the families first, then print."))
