"""What somebody scanned: a picture, or a PDF, of which each page is kept as a picture and nothing else of the file.

A child process draws each page, another one draws that picture anew: no other process reads what was sent.
"""

import json
import time
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from centres import pdf_reader
from centres.child_process import ChildDied, answer_of, bounded_copy
from centres.pictures import MAX_REFUSAL_BYTES, Picture, clean_picture
from config.errors import Refused

MAX_UPLOAD_BYTES = 24 * 1024 * 1024
SECONDS = 20
SECONDS_OF_ALL = 60
# Of all files that are sent together: others wait for their turn meanwhile.
SECONDS_OF_SEVERAL = 180
# Some scanners put a line before it; so far readers look.
HEAD_BYTES = 1024
JPEG = b"\xff\xd8\xff"


class _NotRead(Exception):
    """The arguments are the child's reason, and the count that belongs to it."""


def scanned_pages(uploads: Iterable[IO[bytes]], *, field: str) -> Iterator[Picture]:
    """The pages of what was sent, as pictures for the caller to close: of a PDF each, else the picture itself.

    Raises Refused, beside the ``field`` of a form, for what can't be read, before or between the pages, and where all
    together take too long.
    """
    deadline = time.monotonic() + SECONDS_OF_SEVERAL
    for upload in uploads:
        if time.monotonic() > deadline:
            raise Refused(_("These files take too long to read together. Send fewer of them at once."), field=field)
        yield from _pages_in(upload, field)


def _pages_in(upload: IO[bytes], field: str) -> Iterator[Picture]:
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    if b"%PDF-" not in head:
        yield clean_picture(upload)
        return
    try:
        with bounded_copy(upload, MAX_UPLOAD_BYTES, too_large=_NotRead("too_large", MAX_UPLOAD_BYTES)) as file:
            deadline = time.monotonic() + SECONDS_OF_ALL
            for number in range(1, _pages_of(file) + 1):
                if time.monotonic() > deadline:
                    raise _NotRead("exhausted", 0)
                with _drawn(file, number) as page:
                    yield clean_picture(page)
    except _NotRead as refusal:
        raise Refused(_sentence(*refusal.args), field=field) from None


def _pages_of(file: IO[bytes]) -> int:
    with _answer(file, "pages") as answer:
        said = _read(answer.read(MAX_REFUSAL_BYTES))
    try:
        return min(int(said["pages"]), pdf_reader.MAX_PAGES)
    except (KeyError, ValueError, TypeError):
        raise _refusal_in(said) from None


def _drawn(file: IO[bytes], number: int) -> IO[bytes]:
    answer = _answer(file, str(number))
    begins = answer.read(len(JPEG))
    answer.seek(0)
    if begins == JPEG:
        return answer
    with answer:
        raise _refusal_in(_read(answer.read(MAX_REFUSAL_BYTES)))


def _answer(file: IO[bytes], wanted: str) -> IO[bytes]:
    file.seek(0)
    try:
        return answer_of(pdf_reader.__file__, wanted, kind="pdfs", seconds=SECONDS, file=file)
    except ChildDied as died:
        raise _NotRead("exhausted" if died.exhausted else "unreadable", 0) from None


def _read(answer: bytes) -> dict[str, Any]:
    """What the program said; nothing where it is none of its words: what ran there was the file."""
    try:
        said = json.loads(answer)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _refusal_in(said: dict[str, Any]) -> _NotRead:
    try:
        return _NotRead(str(said["refused"]), int(said["most"]))
    except (KeyError, ValueError, TypeError):
        return _NotRead("unreadable", 0)


def _sentence(reason: str, most: int) -> str:
    if reason == "too_large":
        return _("The PDF is larger than %(size)d MB. Scan fewer pages into one file.") % {"size": most // 1024**2}
    if reason == "too_many_pages":
        return _("The PDF has more than %(count)d pages. Split it, and send one part after the other.") % {
            "count": most
        }
    if reason == "locked":
        return _("The PDF asks for a password. Save it without one, and send it again.")
    if reason == "exhausted":
        return _("A page of the PDF needs too much memory or time to read. Scan it with fewer dots, or send a photo.")
    return _("This PDF can't be read. Scan the pages again, or send photos of them.")
