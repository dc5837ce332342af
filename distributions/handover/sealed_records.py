"""What a phone sealed for the server, opened, on its way through the one door: sent by the phone, or as a file."""

import base64
import binascii
import datetime
import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from centres.encryption import Unreadable
from centres.models import User
from centres.sealed_for_us import open_for_us
from config.errors import Refused
from distributions.handover.judging import Submission
from distributions.handover.record_form import MOST_RECORDS, Sent, submission_of
from distributions.handover.records import take_in_records
from distributions.handover.submissions import Answer
from distributions.models import Round

# One record says at most some 2 KB, and sealed and in base64 a half more.
MOST_CHARACTERS = 8_000


def take_in_sent(round: Round, sent: Sent, *, by: User, now: datetime.datetime) -> list[Answer]:
    """Take in what was sent, MOST_RECORDS at a time, and answer each record in its place."""
    said: list[Submission | Refused] = []
    for record in sent.records:
        try:
            said.append(submission_of(opened(record, round), sent))
        except Refused as refusal:
            said.append(refusal)
    clear = [one for one in said if isinstance(one, Submission)]
    taken = iter([answer for part in _parts(clear) for answer in take_in_records(round, part, by=by, now=now)])
    return [next(taken) if isinstance(one, Submission) else Answer(refusal=one) for one in said]


def opened(record: Any, round: Round) -> Any:
    """The record itself; one that is not sealed is it already. Raises Refused for what doesn't open here."""
    if not (isinstance(record, dict) and "sealed" in record):
        return record
    key, sealed = record.get("key"), record["sealed"]
    try:
        if not (isinstance(key, str) and isinstance(sealed, str) and len(sealed) <= MOST_CHARACTERS):
            raise Unreadable("not as a phone sends it")
        clear = open_for_us(base64.b64decode(sealed, validate=True), bound_to=bound_to(round.pk, key))
        found = json.loads(clear)
    except (Unreadable, binascii.Error, ValueError, RecursionError):
        raise Refused(
            _("What is sealed in this record can't be opened here: it was made for another round, or damaged.")
        ) from None
    if not isinstance(found, dict) or found.get("key") != key:
        raise Refused(
            _("What is sealed in this record can't be opened here: it was made for another round, or damaged.")
        )
    return found


def bound_to(round_pk: int, key: str) -> str:
    """Whose what a phone sealed is: it opens as this record of this round, and as no other."""
    return f"round {round_pk} record {key}"


def _parts(submissions: Sequence[Submission]) -> list[Sequence[Submission]]:
    return [submissions[at : at + MOST_RECORDS] for at in range(0, len(submissions), MOST_RECORDS)]
