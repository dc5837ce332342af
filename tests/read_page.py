"""A page as its reader has it: what it says, however its markup is laid out."""

import re


def words(html: str) -> str:
    """The text of a page or of a part of it, tags and each run of white space one blank."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
