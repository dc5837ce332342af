"""Photos or scans of the signed papers of a round, page by page, beside the paper to which they belong."""

import datetime
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from centres.models import StoredFile, User
from centres.pdf_pages import scanned_pages
from centres.pictures import Picture
from config.errors import Refused
from distributions.models import Round, SignedPage
from distributions.rounds.pictures import keep_picture
from distributions.rounds.transitions import lock

MOST_PAGES = 200
LAST_NUMBER = 999


def add_signed_pages(
    round: Round, uploads: Iterable[UploadedFile], *, kind: str, first: int | None, by: User, now: datetime.datetime
) -> list[SignedPage]:
    """Keep pictures of the pages of one signed paper, in their order, from page ``first`` on, else after the last one.

    Of a PDF each page is one. All of them are kept, or none. Raises Refused for what is no picture and no PDF, for more
    pages than a round keeps, for one past the last number, and for one that is there already: it is removed first.
    """
    with ExitStack() as pictures:
        # All are read before one is stored, and before the round is locked.
        sent = (upload.file for upload in uploads if upload.file is not None)
        clean = _read(sent, pictures)
        return keep_pages(round, clean, kind=kind, first=first, field="pages", by=by, now=now)


@transaction.atomic
def keep_pages(
    round: Round,
    pictures: Sequence[Picture],
    *,
    kind: str,
    first: int | None,
    field: str,
    by: User,
    now: datetime.datetime,
) -> list[SignedPage]:
    """The same of pages that were read already; what is wrong with one is said beside ``field``."""
    lock(round)
    _require_room(round.signed_pages.count() + len(pictures))
    begin = _free_from(round, kind, first or _next_of(round, kind), count=len(pictures))
    return [
        SignedPage.objects.create(
            centre_id=round.centre_id,
            round=round,
            kind=kind,
            number=number,
            file=keep_picture(round, picture, kind=StoredFile.Kind.SCAN, field=field, by=by, now=now),
            added_by=by,
            added_at=now,
        )
        for number, picture in enumerate(pictures, begin)
    ]


def _read(files: Iterable[IO[bytes]], pictures: ExitStack) -> list[Picture]:
    """All pages, each an open file: of a hundred PDFs no more than a round keeps."""
    clean: list[Picture] = []
    for page in scanned_pages(files, field="pages"):
        clean.append(pictures.enter_context(page))
        _require_room(len(clean))
    return clean


def _require_room(count: int) -> None:
    if count > MOST_PAGES:
        raise Refused(_("A round keeps at most %(count)d signed pages.") % {"count": MOST_PAGES})


def _free_from(round: Round, kind: str, begin: int, *, count: int) -> int:
    """The number of the first page, where none of these is taken or past the last."""
    end = begin + count - 1
    if end > LAST_NUMBER:
        raise Refused(_("The pages of a paper end with number %(number)d.") % {"number": LAST_NUMBER}, field="first")
    if there := round.signed_pages.filter(kind=kind, number__range=(begin, end)).order_by("number").first():
        raise Refused(
            _("Page %(number)d of this paper is there already. Remove it first.") % {"number": there.number},
            field="first",
        )
    return begin


def _next_of(round: Round, kind: str) -> int:
    last: int | None = round.signed_pages.filter(kind=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
