"""What a text must have at least where one is asked for: a character that says something.

``\\S`` finds many that print as nothing: an accent on no letter, the fillers of Hangul, a Braille cell without a dot.
"""

import unicodedata
from collections.abc import Iterator

BRAILLE_BLANK = "\u2800"
# Letters, signs and unused places that are drawn as nothing, whatever Unicode calls them.
FILLERS = frozenset(
    "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\ufffc\U0001d159"
    + "".join(chr(code) for first, last in ((0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)) for code in range(first, last + 1))
)
# Control characters, marks of formatting, private letters; spaces; accents, which stand on a letter or on nothing.
BLANK_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"))


def has_something_to_read(text: str) -> bool:
    """Whether anything of a text is seen once it is printed."""
    return not all(is_blank(character) for character in text)


def is_blank(character: str) -> bool:
    """Whether a character says nothing by itself."""
    return unicodedata.category(character) in BLANK_CATEGORIES or character == BRAILLE_BLANK or character in FILLERS


def has_something_to_read_in_sql() -> str:
    """The function by which the walls of the database ask the same: see ``config.walls.readable``."""
    ranges = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _blank_ranges())
    # The common letters are found without the list.
    return f"""
        CREATE OR REPLACE FUNCTION has_something_to_read(said text) RETURNS boolean
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT said ~ '[!-~]' OR said ~ '[^{ranges}]'
        $$
    """


def _blank_ranges() -> Iterator[tuple[int, int]]:
    """Runs of blank characters, by their first and last; without NUL and surrogates, which no text of a table has."""
    first: int | None = None
    # Beyond letters and signs there are marks of formatting and private letters alone.
    for code in (*range(1, 0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE1001)):
        if first is None and is_blank(chr(code)):
            first = code
        elif first is not None and not is_blank(chr(code)):
            yield first, code - 1
            first = None
    yield 0xF0000, 0xFFFFD
    yield 0x100000, 0x10FFFD
