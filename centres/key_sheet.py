"""The master key on paper: four lines to type in again, each with its own check, and a code to read in.

Base32 has no 0, 1, 8 and 9, which look like letters. A line holds eight bytes of the key in thirteen letters, and two
letters by which a slip in that line is found.
"""

import base64
import datetime
import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres import access_log
from centres.encryption import KEY_BYTES, KeyRefused, key_id, require_key_of_this_database
from centres.models import AccessLog, Centre, User
from centres.models.keys import DataKey
from centres.paper_engine import render
from centres.qr_codes import qr_code
from config.formats import date_clock

LINES, PART = 4, KEY_BYTES // 4
LETTERS, CHECK, GROUP = 13, 2, 5
SHEET = "lembar-kunci"
access_log.explain({SHEET: gettext_lazy("Recovery sheet of the master key")})


def in_lines(master: bytes) -> list[str]:
    """The key as four lines of three groups of five letters."""
    lines = []
    for number in range(LINES):
        part = master[number * PART : (number + 1) * PART]
        text = _base32(part)[:LETTERS] + _check(number, part)
        lines.append(" ".join(text[start : start + GROUP] for start in range(0, LETTERS + CHECK, GROUP)))
    return lines


def from_lines(lines: Sequence[str]) -> bytes:
    """The key that these lines hold, however they are set apart. Raises ``KeyRefused``, which names the line."""
    texts = ["".join(line.split()).replace("-", "").upper() for line in lines]
    texts = [text for text in texts if text]
    if len(texts) == 1 and len(texts[0]) == LINES * (LETTERS + CHECK):
        texts = [texts[0][start : start + LETTERS + CHECK] for start in range(0, len(texts[0]), LETTERS + CHECK)]
    if len(texts) != LINES:
        raise KeyRefused(_("Type the four lines of the sheet; here are %(count)d.") % {"count": len(texts)})
    return b"".join(_part(number, text) for number, text in enumerate(texts))


def _part(number: int, text: str) -> bytes:
    try:
        part = base64.b32decode(text[:LETTERS] + "===")
    except ValueError:
        part = b""
    if len(part) != PART or text != _base32(part)[:LETTERS] + _check(number, part):
        sentence = _("Line %(number)d is not as on the sheet. Compare it letter by letter.")
        raise KeyRefused(sentence % {"number": number + 1})
    return part


def _base32(part: bytes) -> str:
    return base64.b32encode(part).decode()


def _check(number: int, part: bytes) -> str:
    return _base32(hashlib.sha256(b"peduli key line %d " % number + part).digest())[:CHECK]


def sheet(master: bytes, *, by: User, now: datetime.datetime) -> bytes:
    """The sheet as PDF, in Indonesian; written down in the access log of every centre in the same transaction."""
    require_key_of_this_database(master)
    with transaction.atomic():
        for centre in Centre.objects.order_by("pk"):
            access_log.record(by, AccessLog.Action.PRINT, DataKey, detail=SHEET, centre=centre, now=now)
        return render(_paper(master, now))


def _paper(master: bytes, now: datetime.datetime) -> dict[str, Any]:
    lines = in_lines(master)
    document = {
        "kind": "key_sheet",
        "title": "Lembar pemulihan kunci",
        "part": "",
        "id": key_id(master),
        "made": date_clock(now),
        "lines": lines,
        "code": qr_code("".join("".join(lines).split())),
    }
    return {
        "title": "Lembar pemulihan kunci Peduli",
        "author": "Peduli",
        "made_at": now.isoformat(),
        "paper": "a4",
        "mark": "",
        "footer": "Rahasia",
        "code": None,
        "cover": None,
        "letterhead": {"lines": [], "unit": "Peduli", "address": "", "contact": "", "logo": None},
        "documents": [document],
    }
