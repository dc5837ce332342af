"""What a page gives to a form which records something (``centres.sent_forms``).

Its key, so that it is recorded once; and the centre that the page was opened for, as whoever works for several may have
switched in another tab since.
"""

from collections.abc import Mapping
from uuid import UUID

FORM_KEY = "form_key"
FORM_CENTRE = "form_centre"


def key_of(post: Mapping[str, str]) -> UUID | None:
    """The key that a form carried; None where it carried none that a page could have given."""
    try:
        return UUID(post.get(FORM_KEY, ""))
    except ValueError:
        return None
