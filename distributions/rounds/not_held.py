"""Families of an approved round of whose inmates the centre holds none any more.

No round plans such a family. One that stood in a round before keeps its place: whether it still receives is for people
to decide, so the pages of the round say it and lock nothing.
"""

from collections.abc import Iterable

from config.rows import among
from distributions.models import Recipient, Round


def waiting_without_inmate(round: Round, recipients: Iterable[Recipient]) -> set[int]:
    """Which of these, who still wait for their package, have no inmate here any more; one query while it runs."""
    waiting = [recipient.pk for recipient in recipients if recipient.is_planned]
    if not (round.is_running and waiting):
        return set()
    return set(Recipient.objects.nobody_held().filter(pk__in=among(waiting)).values_list("pk", flat=True))
