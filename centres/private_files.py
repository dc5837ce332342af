"""Private files: photos and papers of a centre, kept under ``DATA_DIR/files/aa/<sha256>`` with mode 0600, sealed.

The name is the SHA-256 of the content, and the file opens under that name only: whoever can write files, but has not
the master key, puts no other content there. The example has a folder of its own, as it has keys of its own. What was
stored before files were sealed is read as it is, while it is what its name says.

The bytes come first, then the row that names them. The other way round a crash in between would leave a row without its
bytes, which is a loss; so a form that is refused leaves bytes without a row, and ``centres/file_sweep.py`` removes
those with the answer, and what a crash left once a day. Whoever stores holds the digest's lock until its row is
committed or given up, and the sweep leaves alone what is held. Files are served by ``centres/views/files.py`` only.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from centres.encryption import Unreadable, blind_index, is_bound, seal_bytes, unseal_bytes
from centres.models import Centre, PixelDigest, StoredFile, User
from centres.pictures import Picture
from config.disk import sync_directory
from config.errors import Refused
from config.formats import before_stop

# Of the advisory locks with two numbers, those of this store; the second is the digest's beginning.
LOCK_CLASS = 7_233_116
FIELD = "file"
PIXELS = "pixels"
# Who sees a file, and whether that is logged, goes by its kind. These kinds are open to more people than others, or go
# with an erasure: a picture that is there as one of them is nothing else.
_ONE_THING = {StoredFile.Kind.PHOTO, StoredFile.Kind.LOGO, StoredFile.Kind.HOUSE, StoredFile.Kind.NOTE}
IsForAll = Callable[[StoredFile], bool]
# Of each kind of file, which ones everybody with a role in the centre may see; of the other kinds none.
_FOR_ALL: dict[str, IsForAll] = {StoredFile.Kind.LOGO: lambda _stored: True}
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


def for_all(kind: StoredFile.Kind) -> Callable[[IsForAll], IsForAll]:
    """Let the room of a kind of files say which of them are for everybody with a role in the centre."""

    def wrap(is_for_all: IsForAll) -> IsForAll:
        _FOR_ALL[kind] = is_for_all
        return is_for_all

    return wrap


def is_for_all(stored: StoredFile) -> bool:
    """Whether everybody with a role in the centre may see the file.

    Numbers of files follow one another: who may not see a photo on the page must not guess its address either.
    """
    return stored.kind in _FOR_ALL and _FOR_ALL[stored.kind](stored)


def store_picture(picture: Picture, *, centre: Centre, by: User, kind: str, now: datetime) -> StoredFile:
    """Store a picture that ``centres.pictures.clean_picture`` returned; the name it had is not kept.

    The same picture again returns the first row, in whatever file it comes: also one that was downloaded here.
    """
    sent, kept = (blind_index(PIXELS, digest.hex()) for digest in (picture.sent, picture.kept))
    with transaction.atomic():
        if known := _known_by(sent, centre):
            return known
        stored = store_bytes(picture.read(), centre=centre, by=by, kind=kind, media_type="image/jpeg", now=now)
        # Who sends the same at the same moment waits here for the other.
        PixelDigest.objects.bulk_create(
            [PixelDigest(centre=centre, file=stored, digest=digest) for digest in {sent, kept}], ignore_conflicts=True
        )
        return _known_by(sent, centre) or stored


def require_kind(stored: StoredFile, kind: str, *, field: str | None) -> None:
    """Refuse a picture that is there as something that others may open, or the other way round."""
    if stored.kind != kind and _ONE_THING.intersection((stored.kind, kind)):
        raise Refused(
            _("This picture is kept already as: %(kind)s. Add another one.")
            % {"kind": before_stop(stored.get_kind_display())},
            field=field,
        )


def _known_by(digest: bytes, centre: Centre) -> StoredFile | None:
    """The picture with these pixels, unless its bytes are lost."""
    known = PixelDigest.objects.filter(centre=centre, digest=digest).select_related("file").first()
    return known.file if known and _holds(known.file.sha256) else None


def store_bytes(
    content: bytes, *, centre: Centre, by: User, kind: str, media_type: str, now: datetime, original_name: str = ""
) -> StoredFile:
    """Store ``content`` for ``centre``; the same bytes again return the first row.

    ``original_name`` is for names that this program gave, such as a paper's; never one from a person's computer.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        _hold(sha256)
        if not _holds(sha256):
            write_whole(path_of(sha256), sealed(sha256, content))
            if (written := _written.get()) is not None:
                written.append(sha256)
        stored, _made = StoredFile.objects.get_or_create(
            centre=centre,
            sha256=sha256,
            defaults={
                "media_type": media_type,
                "size": len(content),
                "kind": StoredFile.Kind(kind),
                "original_name": original_name,
                "stored_by": by,
                "stored_at": now,
            },
        )
    return stored


@contextlib.contextmanager
def what_is_written() -> Iterator[list[str]]:
    """The digests of the bytes that are written within the block, whatever becomes of their rows."""
    written: list[str] = []
    token = _written.set(written)
    try:
        yield written
    finally:
        _written.reset(token)


def try_to_lock(sha256: str) -> bool:
    """Keep everybody from storing these bytes until the transaction ends; False when somebody is storing them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_CLASS, _lock_number(sha256)])
        (taken,) = cursor.fetchone()
    return bool(taken)


def _hold(sha256: str) -> None:
    """Keep the sweep away until the transaction ends; others may store the same bytes meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK_CLASS, _lock_number(sha256)])


def _lock_number(sha256: str) -> int:
    # Digests that begin alike share a lock, which costs a moment and no more.
    return int(sha256[:7], 16)


def read_bytes(stored: StoredFile) -> bytes:
    """Return the content. Raises ``FileNotFoundError`` if its bytes are gone, ``Unreadable`` if they are others."""
    return bytes_named(stored.sha256)


def bytes_named(sha256: str) -> bytes:
    """The same for the digest alone, as a document names a photo."""
    return content_of(path_of(sha256).read_bytes(), sha256)


def sealed(sha256: str, content: bytes) -> bytes:
    """The bytes of the file of this name."""
    return seal_bytes(FIELD, content, bound_to=sha256)


def content_of(kept: bytes, sha256: str) -> bytes:
    """What the bytes of the file of this name hold. Raises ``Unreadable`` where that is something else."""
    if is_bound(kept):  # no picture and no PDF begins so
        return unseal_bytes(FIELD, kept, bound_to=sha256)
    if hashlib.sha256(kept).hexdigest() != sha256:
        raise Unreadable("not the content of this name")
    return kept


def _holds(sha256: str) -> bool:
    """Whether the content is there, sealed; one that was altered is written anew."""
    try:
        kept = path_of(sha256).read_bytes()
        content_of(kept, sha256)
    except (FileNotFoundError, Unreadable):
        return False
    return is_bound(kept)


def path_of(sha256: str) -> Path:
    """Return where the bytes with this SHA-256 (64 hex digits) lie."""
    return folder() / sha256[:2] / sha256


def folder() -> Path:
    """Return where all files of this database lie."""
    return Path(settings.DATA_DIR) / ("example-files" if settings.EXAMPLE else "files")


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` (mode 0600) so that the file is there whole or not at all, or stays as it was."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        # The row may be on another disk, and is committed next: after a power cut it must not stand there alone.
        sync_directory(path.parent)
        sync_directory(path.parent.parent)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
