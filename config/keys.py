"""The key of a row, as an address or a field of a form names it."""

# No more than a bigint holds; of some thousand digits Python itself makes no number.
MOST_DIGITS = 18


def row_key(text: str) -> int | None:
    """The number that was sent; None for what is the key of no row, whoever typed it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
