"""Photos or scans of the note of a supplier, page by page, with the delivery to which it belongs."""

import datetime
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aid.models import NotePage, Receipt
from centres.models import StoredFile, User
from centres.pdf_pages import scanned_pages
from centres.pictures import Picture
from centres.private_files import require_kind, store_picture
from config.errors import Refused
from config.formats import plain_date

MOST = 20
FIELD = "pages"


def add_note_pages(
    receipt: Receipt, uploads: Iterable[UploadedFile], *, by: User, now: datetime.datetime
) -> list[NotePage]:
    """Keep pictures of the pages of the note, in their order; of a PDF each page is one. All are kept, or none.

    They take the numbers that are free: a page that was removed leaves its own. Raises Refused for what is no picture
    and no PDF, for more pages than a note has, and for a picture that is there already, here or with another delivery.
    """
    with ExitStack() as opened:
        # All are read before one is stored, and before the delivery is held.
        clean: list[Picture] = []
        for page in scanned_pages((upload.file for upload in uploads if upload.file is not None), field=FIELD):
            clean.append(opened.enter_context(page))
            _require_room(len(clean))
        return _keep(receipt, clean, by=by, now=now)


@transaction.atomic
def _keep(receipt: Receipt, pictures: Sequence[Picture], *, by: User, now: datetime.datetime) -> list[NotePage]:
    held = Receipt.objects.select_for_update(of=("self",)).select_related("centre").get(pk=receipt.pk)
    taken = set(held.note_pages.values_list("number", flat=True))
    _require_room(len(taken) + len(pictures))
    free = (number for number in range(1, MOST + 1) if number not in taken)
    return [_added(held, picture, number, by=by, now=now) for number, picture in zip(free, pictures, strict=False)]


def _added(receipt: Receipt, picture: Picture, number: int, *, by: User, now: datetime.datetime) -> NotePage:
    kind = StoredFile.Kind.NOTE
    stored = store_picture(picture, centre=receipt.centre, by=by, kind=kind, now=now)
    require_kind(stored, kind, field=FIELD)
    said = {"number": number, "file": stored, "added_by": by, "added_at": now}
    try:
        with transaction.atomic():
            return NotePage.objects.create(centre=receipt.centre, receipt=receipt, **said)
    except IntegrityError:
        # Asked only now, so it holds against who adds it elsewhere at the same moment.
        other = NotePage.objects.filter(file=stored).select_related("receipt__supplier").first()
        if other is None:
            raise
        raise Refused(_belongs(other, receipt), field=FIELD) from None


def _belongs(page: NotePage, receipt: Receipt) -> str:
    if page.receipt_id == receipt.pk:
        return _("This picture is page %(number)d of this note already.") % {"number": page.number}
    return _("This picture is of the note of another delivery: %(supplier)s, %(day)s. Remove it there first.") % {
        "supplier": page.receipt.supplier.name,
        "day": plain_date(page.receipt.received_on),
    }


def _require_room(count: int) -> None:
    if count > MOST:
        raise Refused(_("A note has at most %(count)d pages.") % {"count": MOST}, field=FIELD)
