"""The paper engine: data in, one PDF/A-2a and PDF/UA-1 out, by Typst from the sources in ``templates/papers``.

What a user typed reaches Typst only as one JSON string in ``sys.inputs``; it is never built into markup, so markup
in it prints as text. Typst sees the papers folder and nothing else: no packages, no system fonts, no network.
The time in the file is the data's own, so the same data gives the same bytes.
"""

import json
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from centres.child_process import ChildDied, answer_of
from centres.glyphs import FONTS, printable_text
from centres.pictures import logo_png
from config.errors import Refused

PAPERS = FONTS.parent
ENTRY = PAPERS / "papers.typ"
MAKER = str(Path(__file__).with_name("paper_maker.py"))

NO_PACKAGES = PAPERS / "no-packages"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
# Letters of data from which on a paper is made by a process of its own: those of a list of 1,000 families, which takes
# half a second here.
LONG = 300_000
CHILD_SECONDS = 150
LEFT_TO_RIGHT_MARK = "\N{LEFT-TO-RIGHT MARK}"

_compiler_lock = threading.Lock()


class TooLong(Refused):
    """The child that made a paper came to its limits."""


def render(paper_file: Mapping[str, Any], *, stopped: Callable[[], bool] | None = None) -> bytes:
    """Return the PDF of ``paper_file`` (see ``distributions.papers.bundle.PaperFile`` for its keys).

    ``made_at`` is an ISO time with zone and becomes the time in the file. A long paper is made by a child process: it
    takes seconds and hundreds of megabytes, which this process would keep, and others could not print meanwhile. The
    bytes are the same. So is any paper of somebody who may stop it (see ``child_process.answer_of``).
    Raises TooLong, a Refused, when the child came to its limits.
    Raises typst.TypstError when the data lacks a key that the sources need: a fault of the caller, not of the user.
    """
    made_at = datetime.fromisoformat(paper_file["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    data = json.dumps(printable(paper_file), ensure_ascii=False)
    timestamp = int(made_at.timestamp())
    if stopped is not None or len(data) - _logo_length(paper_file) > LONG:
        return _made_apart(data, timestamp, stopped)
    # One compiler keeps fonts and layout in memory; it is not for two threads at once.
    with _compiler_lock:
        try:
            pdf = _compiler().compile(
                input=ENTRY,
                format="pdf",
                sys_inputs={"data": data},
                pdf_standards=STANDARDS,
                timestamp=timestamp,
            )
            if not isinstance(pdf, bytes):
                raise TypeError("a PDF is one piece of bytes")
            return pdf
        finally:
            _forget()


def _made_apart(data: str, timestamp: int, stopped: Callable[[], bool] | None) -> bytes:
    job = {
        "root": str(PAPERS),
        "entry": str(ENTRY),
        "fonts": [str(FONTS)],
        "no_packages": str(NO_PACKAGES),
        "standards": STANDARDS,
        "timestamp": timestamp,
        "data": data,
    }
    # An unnamed file: it holds what the paper says.
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(job).encode())
        asked.seek(0)
        try:
            with answer_of(MAKER, kind="paper", seconds=CHILD_SECONDS, file=asked, stopped=stopped) as answer:
                return answer.read()
        except ChildDied:
            raise TooLong(_("This paper is too long to be made in one piece. Print its parts one by one.")) from None


def _logo_length(paper_file: Mapping[str, Any]) -> int:
    """How much of the data is the logo, whose bytes are written as numbers."""
    return 5 * len(paper_file["letterhead"]["logo"] or ())


def _forget() -> None:
    """Let the compiler drop what it remembers of the last paper.

    Typst keeps every layout for ten more compilations: without this, ten lists of 1,000 rows held 1.4 GB, each
    one slower than the one before, and names stayed in memory. Costs 9 ms; as PDF 21.
    """
    for number in range(11):
        _compiler().compile(input=b"%d" % number, format="svg", sys_inputs={})


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(
        root=PAPERS,
        font_paths=fonts,
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
    )


def printable(value: Any) -> Any:
    """Return ``value`` with every text in it reduced to what the shipped fonts can print, and in our direction."""
    if isinstance(value, str):
        return in_our_direction(printable_text(value))
    if isinstance(value, Mapping):
        return {key: printable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return value if value and isinstance(value[0], int) else [printable(entry) for entry in value]
    return value


def in_our_direction(text: str) -> str:
    """Return the text with a mark after each run of words that are written from right to left.

    Without it, the number after such a name is taken for a part of it: "10 kg" would stand before the name, and turned.
    """
    if text.isascii() or text.isspace():
        return text
    marked: list[str] = []
    inside: int | None = None  # where the mark would go: after the last letter of the run
    for character in text:
        marked.append(character)
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL") or (inside is not None and direction == "NSM"):
            inside = len(marked)
        elif inside is not None and direction in ("L", "EN", "AN", "B"):
            marked.insert(inside, LEFT_TO_RIGHT_MARK)
            inside = None
    if inside is not None:
        marked.insert(inside, LEFT_TO_RIGHT_MARK)
    return "".join(marked)


def logo_data(image: bytes) -> list[int] | None:
    """Return a centre's logo as a small PNG, byte by byte (JSON has no bytes); None if it is not an image."""
    png = logo_png(image)
    return None if png is None else list(png)
