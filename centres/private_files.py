"""Private files: photos and papers of a centre, kept under ``DATA_DIR/files/aa/<sha256>`` with mode 0600.

Images are drawn anew, so that position, camera and comments of the original are gone and a malformed file never
reaches a browser. Files are served by ``centres/views/files.py`` only.
"""

import contextlib
import hashlib
import io
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from centres.models import Centre, StoredFile, User
from config.errors import Refused

MAX_UPLOAD_BYTES = 12 * 1024 * 1024
# A phone takes 50 million and sends JPEG, which decodes at a fraction of its size. The others are unpacked whole: 60
# million pixels took a gigabyte of memory out of a WebP of two kilobytes.
MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
MAX_SIDE = 2000
JPEG_QUALITY = 82

IsForAll = Callable[[StoredFile], bool]
# Of each kind of file, which ones everybody with a role in the centre may see; of the other kinds none.
_FOR_ALL: dict[str, IsForAll] = {StoredFile.Kind.LOGO: lambda _stored: True}


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


def store_image(upload: IO[bytes], *, centre: Centre, by: User, kind: str, now: datetime) -> StoredFile:
    """Store a picture as a JPEG of at most 2000 pixels a side, without any metadata; the name it had is not kept.

    Raises ``Refused`` if it is too large or no picture that we read (JPEG, PNG, WebP).
    """
    return store_bytes(clean_jpeg(upload), centre=centre, by=by, kind=kind, media_type="image/jpeg", now=now)


def store_bytes(
    content: bytes, *, centre: Centre, by: User, kind: str, media_type: str, now: datetime, original_name: str = ""
) -> StoredFile:
    """Store ``content`` for ``centre``; the same bytes again return the first row.

    ``original_name`` is for names that this program gave, such as a paper's; never one from a person's computer.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    write_whole(path_of(sha256), content)
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


def read_bytes(stored: StoredFile) -> bytes:
    """Return the content. Raises ``FileNotFoundError`` if its bytes are gone."""
    return path_of(stored.sha256).read_bytes()


def path_of(sha256: str) -> Path:
    """Return where the bytes with this SHA-256 (64 hex digits) lie."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def clean_jpeg(upload: IO[bytes]) -> bytes:
    """Return the picture in ``upload`` drawn anew as JPEG: upright, at most 2000 pixels a side, pixels only."""
    content = upload.read(MAX_UPLOAD_BYTES + 1)
    if len(content) > MAX_UPLOAD_BYTES:
        raise Refused(
            _("The picture is larger than %(size)d MB.") % {"size": MAX_UPLOAD_BYTES // 1024**2}, field="photo"
        )
    try:
        picture = _open(content)
        # JPEG decodes at a fraction of its size when that is enough: less memory, much quicker.
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        drawn = _on_white(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_("This is not a picture that can be read; use JPEG, PNG or WebP."), field="photo") from None
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` (mode 0600) so that the file is there whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()


def _open(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content), formats=tuple(MAX_PIXELS))
    width, height = picture.size
    most = MAX_PIXELS[picture.format or ""]
    if width * height > most:
        raise Refused(
            _("The picture has too many pixels; %(count)d million is the most.") % {"count": most / 1e6}, field="photo"
        )
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    # A new image: Pillow would carry a JPEG's comment over from the one that it read.
    drawn = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        drawn.paste(layer, mask=layer)
    else:
        drawn.paste(picture.convert("RGB"))
    return drawn
