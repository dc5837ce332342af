"""What a phone sealed for the server, opened, on its way through the one door: sent by the phone, or as a file."""

import base64
import binascii
import datetime
import json
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from centres.encryption import Unreadable
from centres.models import StoredFile, User
from centres.pictures import clean_picture
from centres.sealed_for_us import open_for_us
from config.errors import NOT_AS_THE_PAGE_SENDS_IT, Refused
from distributions.handover.judging import Submission
from distributions.handover.passes import maker_of
from distributions.handover.record_form import MOST_OF_A_PICTURE, MOST_RECORDS, Sent, submission_of
from distributions.handover.records import as_it_happened, take_in_records
from distributions.handover.submissions import Answer, require_acceptable
from distributions.models import Handover, Round
from distributions.rounds.pictures import keep_picture

# One record says at most some 2 KB besides its picture; sealed and in base64 a third more.
MOST_CHARACTERS = 8_000 + MOST_OF_A_PICTURE * 4 // 3


def take_in_sent(round: Round, sent: Sent, *, by: User, now: datetime.datetime) -> list[Answer]:
    """Take in what was sent, MOST_RECORDS at a time, and answer each record in its place."""
    said = [_read(record, round, sent, by, now) for record in sent.records]
    clear = [one for one in said if isinstance(one, Submission)]
    order = as_it_happened(clear)
    answers: dict[int, Answer] = {}
    for part in _parts(order):
        taken = take_in_records(round, [clear[place] for place in part], by=by, now=now)
        answers |= zip(part, taken, strict=True)
    in_place = iter([answers[place] for place in range(len(clear))])
    return [next(in_place) if isinstance(one, Submission) else Answer(refusal=one) for one in said]


def _read(record: Any, round: Round, sent: Sent, by: User, now: datetime.datetime) -> Submission | Refused:
    try:
        found = opened(record, round)
        said = submission_of(found, sent, made_by=_maker(found, round, by_hand=sent.by_hand))
        picture = found.get("picture")
        return _with_picture(round, said, picture, by, now) if picture else said
    except Refused as refusal:
        return refusal


def _with_picture(round: Round, said: Submission, picture: str, by: User, now: datetime.datetime) -> Submission:
    """The same with its proof stored, drawn anew as any picture, where all else that is said will do.

    Sent once more it is the same file, by its pixels.
    """
    try:
        content = base64.b64decode(picture, validate=True)
    except ValueError:
        raise Refused(NOT_AS_THE_PAGE_SENDS_IT, field="picture") from None
    require_acceptable(round, replace(said, proof=Handover.Proof.PAPER), now=now)
    with clean_picture(BytesIO(content)) as drawn, transaction.atomic():
        stored = keep_picture(round, drawn, kind=StoredFile.Kind.PROOF, field="picture", by=by, now=now)
    return replace(said, proof_file_id=stored.pk)


def opened(record: Any, round: Round) -> dict[str, Any]:
    """What a phone sealed. Raises Refused for what isn't sealed, as anybody could write it, or doesn't open here."""
    if not (isinstance(record, dict) and "sealed" in record):
        raise Refused(_("This record is not sealed, so no phone of Peduli made it."))
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


def _maker(found: dict[str, Any], round: Round, *, by_hand: bool) -> int | None:
    """Who made a record, by the pass that is sealed in it.

    Anybody can seal for the server, so of a file nothing else says whose it is. What a phone itself sends without one
    was made before there were passes: it counts as its sender's, who is signed in and was told what goes.
    """
    shown = found.get("maker")
    if shown is None and not by_hand:
        return None
    maker = maker_of(shown, round) if isinstance(shown, str) else None
    if maker is None:
        raise Refused(
            _("This record does not say who made it. Send it from the phone itself, or record it on the page.")
        )
    return maker


def bound_to(round_pk: int, key: str) -> str:
    """Whose what a phone sealed is: it opens as this record of this round, and as no other."""
    return f"round {round_pk} record {key}"


def _parts(places: Sequence[int]) -> list[Sequence[int]]:
    return [places[at : at + MOST_RECORDS] for at in range(0, len(places), MOST_RECORDS)]
