"""Draws the pages of one PDF. Runs as a program of its own, for files that nobody vouches for.

``python -I pdf_reader.py pages < FILE`` writes how many pages it has, ``pdf_reader.py 3 < FILE`` the third of them as
JPEG, or each of them ``{"refused": REASON, "most": COUNT}``, in JSON. It imports nothing of the project and gets no
environment, and has the limits of the system as ``picture_reader.py`` has. What comes out is what is seen: no script,
form, link or attachment of the file is run, opened or kept. The decoder is imported where it is used: the web server
imports this module for its figures, and loads none.
"""

import io
import json
import resource
import sys
from typing import Any

CPU_SECONDS = 10
MAX_OUTPUT_BYTES = 16 * 1024 * 1024
# A scan of 300 dots an inch in colour takes 200 MB.
MEMORY_BYTES = 500 * 1024 * 1024
MAX_PAGES = 20
# As a photo is kept (``picture_reader.SIDES``): 170 dots an inch of A4. What is smaller than a page is drawn at 300.
LONGEST_SIDE = 2000
MOST_DOTS = 300 / 72
# It is drawn anew as a picture and packed once more.
JPEG_QUALITY = 92


class Unreadable(Exception):
    """The arguments are the reason, one that ``pdf_pages`` has a sentence for, and the count that belongs to it."""


def main(wanted: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = asked(sys.stdin.buffer.read(), wanted)
    except Unreadable as refusal:
        reason, most = refusal.args
        answer = json.dumps({"refused": reason, "most": most}).encode()
    except MemoryError:
        answer = b'{"refused": "exhausted", "most": 0}'
    sys.stdout.buffer.write(answer)


def asked(content: bytes, wanted: str) -> bytes:
    import pypdfium2
    from pypdfium2 import PdfiumError

    try:
        # No form of it is opened, so nothing that a form or a page would do is done.
        document = pypdfium2.PdfDocument(content)
        if wanted == "pages":
            return json.dumps({"pages": counted(document)}).encode()
        return drawn(document[int(wanted) - 1])
    except PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Unreadable("locked" if locked else "unreadable", 0) from error


def counted(document: Any) -> int:
    pages = len(document)
    if not pages:
        raise Unreadable("unreadable", 0)
    if pages > MAX_PAGES:
        raise Unreadable("too_many_pages", MAX_PAGES)
    return pages


def drawn(page: Any) -> bytes:
    longest = max(page.get_size())
    if not 0 < longest < float("inf"):
        raise Unreadable("unreadable", 0)
    require_pictures(page)
    picture = page.render(scale=min(LONGEST_SIDE / longest, MOST_DOTS), may_draw_forms=False).to_pil()
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=JPEG_QUALITY)
    return file.getvalue()


def require_pictures(page: Any) -> None:
    """Refuse a page of which a picture can't be decoded to its end: there it would be drawn as empty paper."""
    from PIL import Image
    from pypdfium2 import raw

    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        try:
            if picture.get_filters()[-1:] == ["DCTDecode"]:
                # A JPEG that was cut off is drawn as far as it goes.
                Image.open(io.BytesIO(bytes(picture.get_data(decode_simple=True)))).load()
            else:
                picture.get_bitmap()
        except Image.DecompressionBombError as error:
            raise Unreadable("exhausted", 0) from error
        except (OSError, SyntaxError, ValueError) as error:
            raise Unreadable("unreadable", 0) from error


if __name__ == "__main__":
    main(sys.argv[1])
