"""Draws one picture anew. Runs as a program of its own, for files that nobody vouches for.

``python -I picture_reader.py photo|print|page|logo < FILE`` writes the new picture (a logo as PNG, others as JPEG), or
``{"refused": REASON, "most": COUNT}`` in JSON. Behind a photo stand two digests of pixels: of those that it was drawn
from, and of those that are seen when it is read again. It imports nothing of the project and gets no environment: a
crash in a decoder, or memory and time that a hostile file would eat, end with this process (the limits below are the
system's).

What comes out is upright and holds pixels only: position, camera, comments and colour profile are gone.

Decoders are imported where they are used: the web server imports this module for its figures, and loads none.
"""

import hashlib
import io
import json
import resource
import struct
import sys
from typing import IO, Any

CPU_SECONDS = 10
MAX_OUTPUT_BYTES = 16 * 1024 * 1024
# A phone's 50 million pixels need 110 MB, or 370 at the worst (progressive, all its colour kept), and 20 million of
# WebP with transparency need 380.
MEMORY_BYTES = 400 * 1024 * 1024
# A phone takes 50 million and sends JPEG, which is unpacked at a fraction of its size. The others are unpacked whole,
# and a progressive JPEG in part.
MAX_PIXELS = {"JPEG": 60_000_000, "progressive JPEG": 50_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
# A print is half the width of a page at 300 dots an inch: six make a paper of a megabyte. A page has small print.
SIDES = {"photo": 2000, "print": 900, "page": 1500}
LOGO_SIDE = 320
JPEG_QUALITY = 82


class Unreadable(Exception):
    """The arguments are the reason, one that ``pictures`` has a sentence for, and the count that belongs to it."""


def main(kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = drawn_anew(sys.stdin.buffer, kind)
    except Unreadable as refusal:
        reason, most = refusal.args
        answer = json.dumps({"refused": reason, "most": most}).encode()
    except MemoryError:
        answer = b'{"refused": "exhausted", "most": 0}'
    sys.stdout.buffer.write(answer)


def drawn_anew(file: IO[bytes], kind: str) -> bytes:
    try:
        picture = opened(file)
        if kind == "logo":
            return logo(picture)
        return photo(picture) if kind == "photo" else jpeg(drawn(picture, SIDES[kind]))
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error) as error:
        # What Pillow says of a file that breaks off, contradicts itself or is none.
        raise Unreadable("unreadable", 0) from error


def opened(file: IO[bytes]) -> Any:
    """The picture by what the file is, not by its name; only its head is read. Refuses what has too many pixels."""
    head = file.read(16)
    file.seek(0)
    picture: Any
    if head.startswith(b"\xff\xd8\xff"):
        from PIL.JpegImagePlugin import JpegImageFile

        picture = JpegImageFile(file)
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        from PIL.PngImagePlugin import PngImageFile

        picture = PngImageFile(file)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        from PIL.WebPImagePlugin import WebPImageFile

        picture = WebPImageFile(file)
    else:
        raise Unreadable("unreadable", 0)
    width, height = picture.size
    most = MAX_PIXELS["progressive JPEG" if "progressive" in picture.info else picture.format]
    if width * height > most:
        raise Unreadable("too_many_pixels", most)
    return picture


def photo(picture: Any) -> bytes:
    """The photo with its digests: whoever downloads it and sends it again sends the same pixels in other bytes."""
    sent = drawn(picture, SIDES["photo"])
    kept = jpeg(sent)
    return kept + pixels(sent) + pixels(drawn(opened(io.BytesIO(kept)), SIDES["photo"]))


def pixels(picture: Any) -> bytes:
    width, height = picture.size
    return hashlib.sha256(struct.pack(">II", width, height) + picture.tobytes()).digest()


def drawn(picture: Any, side: int) -> Any:
    from PIL import Image, ImageOps

    # JPEG decodes at a fraction of its size when that is enough: less memory, much quicker.
    picture.draft("RGB", (side, side))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode == "I;16":
        # A scan with 65,536 greys. Pillow would make the upper 65,280 of them white.
        upright = upright.point(lambda grey: grey / 256)
    # A new image: Pillow would carry a JPEG's comment over from the one that it read.
    plain = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        plain.paste(layer, mask=layer)
    else:
        plain.paste(upright.convert("RGB"))
    return plain


def jpeg(picture: Any) -> bytes:
    return saved(picture, "JPEG", quality=JPEG_QUALITY, optimize=True)


def logo(picture: Any) -> bytes:
    small = picture.convert("RGBA")
    small.thumbnail((LOGO_SIDE, LOGO_SIDE))
    return saved(small, "PNG")


def saved(picture: Any, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


if __name__ == "__main__":
    main(sys.argv[1])
