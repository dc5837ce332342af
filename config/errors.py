"""The one exception of the domain: an action that was refused, in words that the user can read."""

import traceback

from django.http import Http404
from django.utils.translation import gettext_lazy

from config.readable import has_something_to_read

GIVE_THE_REASON = gettext_lazy("Give the reason.")
# Of a hidden field that came along as no page of ours sends it: its name says nothing to anybody.
NOT_AS_THE_PAGE_SENDS_IT = gettext_lazy(
    "Something that the page itself fills in did not come along as it was. Open the page again and enter it once more."
)


class Refused(Exception):
    """An operation refused to do something; ``str()`` is the translated sentence for the user.

    ``field`` names the form field beside which the sentence belongs, or is None for the form as a whole.
    """

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    def __str__(self) -> str:
        return str(self.args[0])


class ChangedMeanwhile(Refused):
    """What a form showed is not what is stored any more: see ``centres.versions``, whose tag says who changed what."""


class GoneMeanwhile(Http404):
    """What a page led to is not there any more; ``str()`` says what became of it, ``back`` is where it was."""

    def __init__(self, message: str, *, back: str) -> None:
        super().__init__(message)
        self.back = back


def required(text: str, message: object, *, field: str) -> str:
    """The text without the spaces around it. Raises Refused with ``message`` where nothing is there to read."""
    if not has_something_to_read(text):
        raise Refused(message, field=field)
    return text.strip()


def reason_given(reason: str, *, field: str = "reason") -> str:
    """The reason without the spaces around it. Raises Refused where none was given."""
    return required(reason, GIVE_THE_REASON, field=field)


def place_of(error: Exception) -> str:
    """What kind of error it was, and where, for a log: its own words may name a family."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {place.filename}:{place.lineno}"
