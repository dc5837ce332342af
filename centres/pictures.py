"""Pictures that were sent, drawn anew by a child process; no other process decodes one.

So position, camera and comments of the original are gone, and a malformed file never reaches a browser.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from io import SEEK_END, BytesIO
from types import TracebackType
from typing import IO, Self

from django.utils.translation import gettext as _

from centres import picture_reader
from centres.child_process import ChildDied, answer_of, bounded_copy
from config.errors import Refused

MAX_UPLOAD_BYTES = 12 * 1024 * 1024
SECONDS = 20
MAX_REFUSAL_BYTES = 200
DIGEST_BYTES = 32
# How a drawn photo and a drawn logo begin. Whatever else the child writes is a refusal.
DRAWN = {"photo": b"\xff\xd8\xff", "print": b"\xff\xd8\xff", "page": b"\xff\xd8\xff", "logo": b"\x89PNG\r\n\x1a\n"}


class _NotDrawn(Exception):
    """The arguments are the child's reason, and the count that belongs to it."""


@dataclass(frozen=True)
class Picture:
    """A picture that was drawn anew, for the caller to close; by its pixels it is known in whatever file it comes."""

    file: IO[bytes]
    sent: bytes
    """SHA-256 of the pixels that were sent."""
    kept: bytes
    """SHA-256 of those that are seen in what is kept, which a JPEG changes a little."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.file.close()

    def read(self) -> bytes:
        """The JPEG."""
        self.file.seek(0)
        return self.file.read()


def clean_picture(upload: IO[bytes]) -> Picture:
    """Return the picture in ``upload`` as JPEG, upright, at most 2000 pixels a side, pixels only.

    Raises Refused with the field ``photo`` if the upload is too large, or no picture that we read (JPEG, PNG, WebP).
    """
    try:
        return _known_by_its_pixels(_drawn_anew(upload, "photo"))
    except _NotDrawn as refusal:
        raise Refused(_sentence(*refusal.args), field="photo") from None


# Most papers of a centre carry the same logo.
@lru_cache(maxsize=16)
def logo_png(image: bytes) -> bytes | None:
    """Return a stored logo as PNG, no larger than a letterhead needs it; None if it is no picture."""
    try:
        with _drawn_anew(BytesIO(image), "logo") as logo:
            return logo.read()
    except _NotDrawn:
        return None


def print_jpeg(image: bytes, *, whole_page: bool = False) -> bytes | None:
    """Return a stored photo as JPEG, no larger than half a page, or all of one, needs it; None if it is no picture."""
    try:
        with _drawn_anew(BytesIO(image), "page" if whole_page else "print") as picture:
            return picture.read()
    except _NotDrawn:
        return None


def _known_by_its_pixels(answer: IO[bytes]) -> Picture:
    """What the child wrote of a photo: the JPEG, and behind it the digests."""
    end = answer.seek(0, SEEK_END) - 2 * DIGEST_BYTES
    if end <= 0:
        answer.close()
        raise _NotDrawn("unreadable", 0)
    answer.seek(end)
    sent, kept = answer.read(DIGEST_BYTES), answer.read(DIGEST_BYTES)
    answer.truncate(end)
    return Picture(answer, sent, kept)


def _drawn_anew(upload: IO[bytes], kind: str) -> IO[bytes]:
    with bounded_copy(upload, MAX_UPLOAD_BYTES, too_large=_NotDrawn("too_large", MAX_UPLOAD_BYTES)) as file:
        try:
            # Logos don't queue behind photos: a paper is printed at once.
            answer = answer_of(picture_reader.__file__, kind, kind=f"{kind}s", seconds=SECONDS, file=file)
        except ChildDied as died:
            raise _NotDrawn("exhausted" if died.exhausted else "unreadable", 0) from None
    head = answer.read(len(DRAWN[kind]))
    answer.seek(0)
    if head == DRAWN[kind]:
        return answer
    with answer:
        raise _refusal_in(answer.read(MAX_REFUSAL_BYTES))


def _refusal_in(answer: bytes) -> _NotDrawn:
    try:
        said = json.loads(answer)
        return _NotDrawn(str(said["refused"]), int(said["most"]))
    except (ValueError, TypeError, KeyError):
        # Nothing that the program itself would write: what ran there was the file.
        return _NotDrawn("unreadable", 0)


def _sentence(reason: str, most: int) -> str:
    if reason == "too_large":
        return _("The picture is larger than %(size)d MB.") % {"size": most // 1024**2}
    if reason == "too_many_pixels":
        return _("The picture has too many pixels; %(count)d million is the most.") % {"count": most / 1e6}
    if reason == "exhausted":
        return _("The picture needs too much memory or time to read. Save it smaller, as JPEG, and send it again.")
    return _("This is not a picture that can be read; use JPEG, PNG or WebP.")
