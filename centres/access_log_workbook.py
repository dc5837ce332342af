"""The access log as Excel, to be read without Peduli, by the filters of its page.

It names no family and no member: a file goes from hand to hand, and who is in it is the family of somebody held. It has
their numbers, by which they are found in Peduli.
"""

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.access_log import in_words, names_of, subject_model
from centres.models import AccessLog, Centre
from centres.record_history import name_of
from config.errors import Refused
from config.formats import quantity
from config.long_workbook import Cell, long_workbook

MOST = 100_000
CHUNK = 1000


def access_log_workbook(lines: QuerySet[AccessLog], *, centre: Centre) -> bytes:
    """These lines, the latest first. Raises Refused for more than a file can be looked through for."""
    if lines[: MOST + 1].count() > MOST:
        raise Refused(
            _("These are more than %(count)s lines. Choose a month, and take one after the other.")
            % {"count": quantity(MOST)}
        )
    heads = [
        (_("Date"), 12), (_("Time"), 10), (_("Who"), 28), (_("User name"), 18), (_("What"), 22), (_("Details"), 40),
        (_("Of whom or what"), 20), (_("Number in Peduli"), 12), (_("Name"), 30),
    ]  # fmt: skip
    return long_workbook(_("Access log"), heads, _rows(lines, centre))[0]


def _rows(lines: QuerySet[AccessLog], centre: Centre) -> Iterator[list[Cell]]:
    found = lines.select_related("actor").order_by("-at", "-pk").iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        names = names_of(some, centre=centre, roles=())
        for line in some:
            model, at = subject_model(line.subject_kind), timezone.localtime(line.at, centre.zone)
            number = "" if line.subject_id is None else str(line.subject_id)
            yield [
                at.date(), f"{at:%H.%M.%S}", str(line.actor), line.actor.username, str(line.get_action_display()),
                in_words(line.detail) or line.detail, name_of(model) if model else line.subject_kind,
                number, names.get((line.subject_kind, line.subject_id or 0)),
            ]  # fmt: skip
