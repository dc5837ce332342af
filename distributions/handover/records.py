"""What a phone recorded without a signal, taken in by the door of the pages; each record is answered by itself."""

import datetime
import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.models import User
from config.errors import Refused, place_of
from distributions.handover.judging import Submission
from distributions.handover.submissions import Answer, take_in_each
from distributions.models import Round
from distributions.rounds.transitions import lock

logger = logging.getLogger(__name__)


def take_in_records(
    round: Round, submissions: Sequence[Submission], *, by: User, now: datetime.datetime
) -> list[Answer]:
    """Take in the records of a phone and answer each, in the order in which they came.

    They are looked at in the order in which they happened: who was missed in the morning may have received at noon,
    whichever was sent first. What one of them is refused, or the database refuses of it, is no other's matter. A record
    whose answer was lost is answered as ``known`` when it comes again.
    """
    answers: dict[int, Answer] = {}
    with transaction.atomic():
        lock(round, "state")
        for wave in _waves(submissions):
            for place, answer in zip(wave, _taken(round, [submissions[i] for i in wave], by, now), strict=True):
                answers[place] = answer
    return [answers[place] for place in range(len(submissions))]


def _waves(submissions: Sequence[Submission]) -> Iterable[list[int]]:
    """The places of submissions as it happened; those together of which none is about another's family or key."""
    waves: dict[int, list[int]] = {}
    last: dict[object, int] = {}
    for place, said in sorted(enumerate(submissions), key=lambda one: (one[1].moment, one[0])):
        about: tuple[int | UUID | None, ...] = (said.key, said.recipient_id)
        wave = 1 + max(last.get(what, 0) for what in about)
        last |= dict.fromkeys([what for what in about if what is not None], wave)
        waves.setdefault(wave, []).append(place)
    return [waves[wave] for wave in sorted(waves)]


def _taken(round: Round, submissions: Sequence[Submission], by: User, now: datetime.datetime) -> list[Answer]:
    """The answers; where a wall of the database refuses one, the others are taken in all the same."""
    try:
        with transaction.atomic():
            return take_in_each(round, submissions, by, now)
    except (DataError, IntegrityError) as error:
        if len(submissions) > 1:
            return [answer for said in submissions for answer in _taken(round, [said], by, now)]
        logger.error("A record of a phone met a wall: %s", place_of(error))
        return [Answer(refusal=Refused(_("This can't be recorded as it is. Record it again, on the page.")))]
