"""Whether two names are one person's, however they are written."""

import re

from rapidfuzz import fuzz

SAME_NAME = 85  # of 100: "Sri Mulyani" and "Sri Mulyaningsih" 82, "Sumiyem" and "Sumiyen" 86

FATHER_OR_ALIAS = re.compile(r"\s*[(@]?\b(?:bin|binti|bt|alias|als|als\.|dgl)\b.*$|\s*@.*$", re.IGNORECASE)
FORMS_OF_MUHAMMAD = frozenset(
    [
        "m",
        "md",
        "moh",
        "moch",
        "mohammad",
        "mohamad",
        "mochamad",
        "mochammad",
        "much",
        "muh",
        "muhammad",
        "muhamad",
        "muchammad",
    ]
)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one person's, but for a slip."""
    return fuzz.ratio(one.lower(), other.lower()) >= SAME_NAME


def is_shortened(one: str, other: str) -> bool:
    """Whether two names have the same words, of which one writes some by their first letter: ``M.G. Sutini``.

    The last word is written out in both; a name of one word has none to shorten.
    """
    words, others = (re.findall(r"[^\W\d_]+", name.partition(",")[0].casefold()) for name in (one, other))
    if len(words) != len(others) or len(words) == 1 or words[-1:] != others[-1:]:
        return False
    pairs = list(zip(words, others, strict=True))
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in pairs)


def written_alike(one: str, other: str) -> bool:
    """Whether two names may be one person's, in a list that was written anew."""
    return same_name(one, other) or is_shortened(one, other) or bare_name(one) == bare_name(other)


def bare_name(name: str) -> str:
    """A name without the father's, an alias, degrees and the many forms of *Muhammad*: what two spellings share."""
    text = FATHER_OR_ALIAS.sub("", name.partition(",")[0])
    words = [word for word in re.findall(r"[^\W\d_]+", text.casefold()) if word not in FORMS_OF_MUHAMMAD]
    return " ".join(words)
