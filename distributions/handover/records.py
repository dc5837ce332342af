"""What a phone recorded without a signal, taken in by the door of the pages; each record is answered by itself."""

import datetime
import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_lazy

from centres.models import User
from config.errors import Refused, place_of
from distributions.handover.judging import Submission
from distributions.handover.submissions import Answer, take_in_each
from distributions.models import Round
from distributions.rounds.transitions import lock

logger = logging.getLogger(__name__)

_WALL = gettext_lazy("This can't be recorded as it is. Record it again, on the page.")
_FAILED = gettext_lazy(
    "Peduli failed at this record, which is noted for whoever looks after it. Record it on the page, or send it again"
    " later."
)


def take_in_records(
    round: Round, submissions: Sequence[Submission], *, by: User, now: datetime.datetime
) -> list[Answer]:
    """Take in the records of a phone and answer each, in the order in which they came.

    They are looked at in the order in which they happened: who was missed in the morning may have received at noon,
    whichever was sent first. What one of them is refused, or the database refuses of it, or makes Peduli fail, is no
    other's matter. A record whose answer was lost is answered as ``known`` when it comes again.
    """
    answers: dict[int, Answer] = {}
    with transaction.atomic():
        lock(round, "state")
        for wave in _waves(submissions):
            for place, answer in zip(wave, _taken(round, [submissions[i] for i in wave], by, now), strict=True):
                answers[place] = answer
    return [answers[place] for place in range(len(submissions))]


def as_it_happened(submissions: Sequence[Submission]) -> list[int]:
    """The places of a phone's submissions in the order in which they happened.

    A phone counts what it records, and its count decides: its clock may be set back in between. What has no count was
    recorded before phones counted.
    """

    def when(place: int) -> tuple[int, datetime.datetime, int]:
        said = submissions[place]
        return said.turn or 0, said.moment, place

    return sorted(range(len(submissions)), key=when)


def _waves(submissions: Sequence[Submission]) -> Iterable[list[int]]:
    """The places of submissions as it happened; those together of which none is about another's family or key."""
    waves: dict[int, list[int]] = {}
    last: dict[object, int] = {}
    for place in as_it_happened(submissions):
        said = submissions[place]
        about: tuple[int | UUID | None, ...] = (said.key, said.recipient_id)
        wave = 1 + max(last.get(what, 0) for what in about)
        last |= dict.fromkeys([what for what in about if what is not None], wave)
        waves.setdefault(wave, []).append(place)
    return [waves[wave] for wave in sorted(waves)]


def _taken(round: Round, submissions: Sequence[Submission], by: User, now: datetime.datetime) -> list[Answer]:
    """The answers; where one meets a wall of the database, or makes Peduli fail, the others are taken in all the same.

    A database that is away, or busy with others, says nothing of a record: then all of it is to be sent again.
    """
    try:
        with transaction.atomic():
            return take_in_each(round, submissions, by, now)
    except (InterfaceError, OperationalError):
        raise
    except Exception as error:
        if len(submissions) > 1:
            return [answer for said in submissions for answer in _taken(round, [said], by, now)]
        logger.error("A record of a phone can't be taken in: %s", place_of(error))
        return [Answer(refusal=Refused(_WALL if isinstance(error, (DataError, IntegrityError)) else _FAILED))]
