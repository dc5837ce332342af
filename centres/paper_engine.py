"""The paper engine: data in, one PDF/A-2a out, by Typst from the sources in ``templates/papers``.

What a user typed reaches Typst only as one JSON string in ``sys.inputs``; it is never built into markup, so markup
in it prints as text. Typst sees the papers folder and nothing else: no packages, no system fonts, no network.
The time in the file is the data's own, so the same data gives the same bytes.
"""

import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

from centres.pictures import logo_png

PAPERS = Path(settings.BASE_DIR) / "templates" / "papers"
FONTS = PAPERS / "fonts"
ENTRY = PAPERS / "papers.typ"
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
# Runs of blanks; a no-break space is ours and stays.
SPACES = re.compile(r" {2,}")

_compiler_lock = threading.Lock()


def render(paper_file: Mapping[str, Any]) -> bytes:
    """Return the PDF of ``paper_file`` (see ``distributions.papers.pdf.PaperFile`` for its keys).

    ``made_at`` is an ISO time with zone and becomes the time in the file.
    Raises typst.TypstError when the data lacks a key that the sources need: a fault of the caller, not of the user.
    """
    made_at = datetime.fromisoformat(paper_file["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    data = json.dumps(printable(paper_file), ensure_ascii=False)
    # One compiler keeps fonts and layout in memory; it is not for two threads at once.
    with _compiler_lock:
        try:
            pdf = _compiler().compile(
                input=ENTRY,
                format="pdf",
                sys_inputs={"data": data},
                pdf_standards=["a-2a"],
                timestamp=int(made_at.timestamp()),
            )
            if not isinstance(pdf, bytes):
                raise TypeError("a PDF is one piece of bytes")
            return pdf
        finally:
            _forget()


def _forget() -> None:
    """Let the compiler drop what it remembers of the last paper.

    Typst keeps every layout for ten more compilations: without this, ten lists of 1,000 rows held 1.4 GB, each
    one slower than the one before, and names stayed in memory. Costs 20 ms.
    """
    for number in range(11):
        _compiler().compile(input=b"%d" % number, format="pdf", sys_inputs={})


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    no_packages = PAPERS / "no-packages"
    return typst.Compiler(
        root=PAPERS,
        font_paths=fonts,
        package_path=no_packages,
        package_cache_path=no_packages,
    )


def printable(value: Any) -> Any:
    """Return ``value`` with every text in it reduced to what the shipped fonts can print."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, Mapping):
        return {key: printable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return value if value and isinstance(value[0], int) else [printable(entry) for entry in value]
    return value


def printable_text(text: str) -> str:
    """Return the text without control and direction marks; what no shipped font has becomes U+FFFD.

    PDF/A refuses a file with a character that has no glyph, so one emoji in a note would cost the whole paper.
    Direction overrides are dropped, because they would turn the rest of the line around.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return SPACES.sub(" ", "".join(_printable_character(character) for character in text))


def _printable_character(character: str) -> str:
    if character.isspace():
        if character == "\u00a0":
            return character
        return "\n" if character in "\n\u2028\u2029" else " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return ""
    if category in ("Co", "Cs", "Cn") or ord(character) not in _covered():
        return UNPRINTABLE
    return character


@cache
def _covered() -> frozenset[int]:
    """Return the code points for which a shipped font has a glyph. Takes 20 ms, and 3 MB of memory."""
    code_points: set[int] = set()
    for path in FONTS.glob("*-Regular.ttf"):
        with TTFont(path, lazy=True) as font:
            code_points |= font.getBestCmap().keys()
    return frozenset(code_points)


def logo_data(image: bytes) -> list[int] | None:
    """Return a centre's logo as a small PNG, byte by byte (JSON has no bytes); None if it is not an image."""
    png = logo_png(image)
    return None if png is None else list(png)
