"""What the fonts of our papers can print, asked when a paper is made and already when a text is typed."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

from config.readable import BRAILLE_BLANK, FILLERS

FONTS = Path(settings.BASE_DIR) / "templates" / "papers" / "fonts"
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
# Runs of blanks; a no-break space is ours and stays.
SPACES = re.compile(r" {2,}")


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
    # Marks that choose between a letter's pictures say nothing by themselves.
    if category in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f":
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


def unprintable(text: str) -> list[str]:
    """The characters of a text that no paper can print, each once: emoji, and letters that our fonts lack."""
    if text.isascii():
        return []
    text = unicodedata.normalize("NFC", text)
    return [letter for letter in dict.fromkeys(text) if _printable_character(letter) == UNPRINTABLE]


def without_marks(text: str) -> str:
    """The text without what nobody sees: direction and joining marks, soft hyphens, control characters, fillers.

    They come along with what is copied from a chat, and would make a number no number and one name two.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(character for character in text.replace(BRAILLE_BLANK, " ") if not _is_mark(character))


def _is_mark(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cf" or (category == "Cc" and not character.isspace()) or character in FILLERS


def without_unprintable(text: str) -> str:
    """The text without marks and what no paper can print, and without the blanks that this would leave."""
    text = without_marks(text)
    if not (lost := unprintable(text)):
        return text
    kept = unicodedata.normalize("NFC", text).translate(dict.fromkeys(map(ord, lost)))
    return SPACES.sub(" ", printable_text(kept)).strip()
