"""The key that a page gives to a form which records something, so that it is recorded once (``centres.sent_forms``)."""

from collections.abc import Mapping
from uuid import UUID

FORM_KEY = "form_key"


def key_of(post: Mapping[str, str]) -> UUID | None:
    """The key that a form carried; None where it carried none that a page could have given."""
    try:
        return UUID(post.get(FORM_KEY, ""))
    except ValueError:
        return None
