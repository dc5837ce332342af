"""Photos or scans of the signed papers of a round, page by page, beside the paper to which they belong."""

import datetime
from collections.abc import Iterable
from contextlib import ExitStack

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from centres.models import StoredFile, User
from centres.pictures import clean_picture
from centres.private_files import store_picture
from config.errors import Refused
from distributions.models import Round, SignedPage
from distributions.rounds.transitions import lock

MOST_PAGES = 200


def add_signed_pages(
    round: Round, uploads: Iterable[UploadedFile], *, kind: str, first: int | None, by: User, now: datetime.datetime
) -> list[SignedPage]:
    """Keep pictures of the pages of one signed paper, in their order, from page ``first`` on, else after the last one.

    All of them are kept, or none. Raises Refused for what is no picture, for more pages than a round keeps, and for a
    page that is there already: it is removed first.
    """
    with ExitStack() as pictures:
        # All are read before one is stored, and before the round is locked.
        clean = [pictures.enter_context(clean_picture(upload.file)) for upload in uploads if upload.file is not None]
        with transaction.atomic():
            lock(round)
            if round.signed_pages.count() + len(clean) > MOST_PAGES:
                raise Refused(_("A round keeps at most %(count)d signed pages.") % {"count": MOST_PAGES})
            begin = first or _next_of(round, kind)
            taken = round.signed_pages.filter(kind=kind, number__range=(begin, begin + len(clean) - 1))
            if there := taken.order_by("number").first():
                raise Refused(
                    _("Page %(number)d of this paper is there already. Remove it first.") % {"number": there.number},
                    field="first",
                )
            return [
                SignedPage.objects.create(
                    centre_id=round.centre_id,
                    round=round,
                    kind=kind,
                    number=number,
                    file=store_picture(picture, centre=round.centre, by=by, kind=StoredFile.Kind.SCAN, now=now),
                    added_by=by,
                    added_at=now,
                )
                for number, picture in enumerate(clean, begin)
            ]


def _next_of(round: Round, kind: str) -> int:
    last: int | None = round.signed_pages.filter(kind=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
