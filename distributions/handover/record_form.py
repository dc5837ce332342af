"""A record as a phone sends it: plain JSON, of which nothing is believed."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from centres.forms import KeyField, TextField
from centres.glyphs import without_unprintable
from config.errors import NOT_AS_THE_PAGE_SENDS_IT, Refused
from config.numbers import require_quantity
from distributions.handover.judging import Kind, Submission
from distributions.handover.passes import MOST_CHARACTERS
from distributions.models import Handover, HandoverReport, MissedReason, ReceivedBy

# Of one request: a day of 250 families comes in five.
MOST_RECORDS = 50
# A photo alone, sealed and in base64 twice, or as much of other records (``MOST_LETTERS`` of queue.js).
MOST_BYTES = 512 * 1024
# A picture of 200 KB in base64 (``MOST_BYTES`` of pictures.js), and somewhat more.
MOST_OF_A_PICTURE = 280_000
MOST_ITEMS = 100
LARGEST_KEY = 2**63 - 1
# What a column of seconds holds; a clock that is further off is as good as none.
FURTHEST_OFF = 2_000_000_000
TEXTS = frozenset({
    "key", "kind", "recorded_at", "received_by", "proxy_name", "proxy_relation", "difference_reason", "missed_reason",
    "missed_note", "void_reason", "maker", "proof", "picture",
})  # fmt: skip
NUMBERS = frozenset({"recipient", "family", "member", "given_by", "clock_ahead", "turn"})
# What a submission calls otherwise, or has of another kind.
NOT_AS_IT_STANDS = frozenset({"key", "kind", "recorded_at", "received_by", "maker", "proof", "picture"})


class Malformed(Exception):
    """What was sent is no list of records; nothing of it was looked at. ``str()`` is a word for the phone."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a phone sent: the records as they came, and by how much its clock is ahead now.

    ``by_hand``: somebody brings it as a file, who need not be who recorded it.
    """

    records: list[Any]
    device: str
    clock_ahead: int | None
    by_hand: bool = False


def read_sent(body: bytes, now: datetime.datetime) -> Sent:
    """Read what a phone sent at ``now``. Raises Malformed."""
    try:
        sent = json.loads(body, parse_constant=_refuse, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise Malformed("malformed") from None
    records = sent.get("records") if isinstance(sent, dict) else None
    if not isinstance(records, list):
        raise Malformed("malformed")
    if len(records) > MOST_RECORDS:
        raise Malformed("too_many")
    device, sent_at = sent.get("device"), _moment(sent.get("sent_at"))
    ahead = round((sent_at - now).total_seconds()) if sent_at else None
    # A record that is refused for what the phone is called would wait on it for ever.
    called = without_unprintable(device)[:80] if isinstance(device, str) else ""
    return Sent(records, called, _near(ahead))


class MomentField(forms.Field):
    """A moment with its zone, as ISO 8601 has it."""

    def to_python(self, value: Any) -> datetime.datetime | None:
        found = _moment(value)
        if value is not None and found is None:
            raise forms.ValidationError(NOT_AS_THE_PAGE_SENDS_IT)
        return found


class RecordForm(forms.Form):
    """What one record says, by the bounds of the pages that say the same."""

    key = KeyField()
    kind = forms.ChoiceField(choices=Kind.choices)
    recorded_at = MomentField()
    clock_ahead = forms.IntegerField(required=False)
    recipient = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    family = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    received_by = forms.ChoiceField(required=False, choices=ReceivedBy.choices)
    member = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    given_by = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    proxy_name = TextField(required=False, max_length=120)
    proxy_relation = TextField(required=False, max_length=60)
    difference_reason = TextField(required=False, max_length=200)
    missed_reason = forms.ChoiceField(required=False, choices=MissedReason.choices)
    missed_note = TextField(required=False, max_length=200)
    void_reason = TextField(required=False, max_length=200)
    maker = forms.CharField(required=False, max_length=MOST_CHARACTERS)
    turn = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    proof = forms.ChoiceField(required=False, choices=Handover.Proof.choices[1:])
    picture = forms.CharField(required=False, max_length=MOST_OF_A_PICTURE)

    def __init__(self, record: Mapping[str, Any]) -> None:
        super().__init__({name: value for name, value in record.items() if name in self.base_fields})
        self.record = record

    def clean(self) -> dict[str, Any]:
        """Refuse what is of another kind than it should be, and what this Peduli doesn't know."""
        cleaned = super().clean() or {}
        if self.record.keys() - self.base_fields.keys() - {"quantities"}:
            raise forms.ValidationError(
                _("This record says something that is not known here. Open the page again and send it once more.")
            )
        of_their_kind = [isinstance(self.record[name], str) for name in TEXTS & self.record.keys()]
        of_their_kind += [_is_number(self.record[name]) for name in NUMBERS & self.record.keys()]
        whole = bool(cleaned.get("recipient") or cleaned.get("family"))
        # A picture is the proof of a hand-over, and says of what kind it is.
        whole = whole and bool(cleaned.get("proof")) == bool(cleaned.get("picture"))
        if not all(of_their_kind) or not whole or (cleaned.get("proof") and cleaned.get("kind") != Kind.DELIVERED):
            raise forms.ValidationError(NOT_AS_THE_PAGE_SENDS_IT)
        cleaned["quantities"] = _quantities(self.record.get("quantities"))
        return cleaned

    def submission(self, sent: Sent, made_by: int | None) -> Submission:
        """What the record says. The day is that of its moment, so nothing is said of it besides."""
        data = self.cleaned_data
        return Submission(
            key=data["key"],
            kind=data["kind"],
            channel=HandoverReport.Channel.PHONE,
            recorded_at=data["recorded_at"],
            clock_ahead=_near(data["clock_ahead"]),
            clock_ahead_sent=sent.clock_ahead,
            device=sent.device,
            recipient_id=data["recipient"],
            family_id=data["family"],
            quantities=data["quantities"],
            received_by=data["received_by"] or ReceivedBy.CONTACT,
            member_id=data["member"],
            given_by_id=data["given_by"],
            made_by_id=made_by,
            turn=data["turn"],
            proof=data["proof"] or Handover.Proof.PAPER,
            **{name: data[name] for name in TEXTS - NOT_AS_IT_STANDS},
        )


def submission_of(record: Mapping[str, Any], sent: Sent, *, made_by: int | None = None) -> Submission:
    """What a record says. Raises Refused, beside the field, where it can't be said so."""
    form = RecordForm(record)
    if form.is_valid():
        return form.submission(sent, made_by)
    field, errors = next(iter(form.errors.items()))
    raise Refused(errors[0], field=None if field == NON_FIELD_ERRORS else field)


def _quantities(said: Any) -> dict[int, Decimal] | None:
    """By item, in its base unit; None for the whole package."""
    if said is None:
        return None
    if not isinstance(said, dict) or len(said) > MOST_ITEMS:
        raise forms.ValidationError(NOT_AS_THE_PAGE_SENDS_IT)
    found = {}
    for item, amount in said.items():
        if not (
            item.isascii() and item.isdigit() and len(item) <= 18 and isinstance(amount, str) and len(amount) <= 20
        ):
            raise forms.ValidationError(NOT_AS_THE_PAGE_SENDS_IT)
        try:
            found[int(item)] = Decimal(amount)
            require_quantity(found[int(item)])
        except (InvalidOperation, Refused) as wrong:
            text = str(wrong) if isinstance(wrong, Refused) else NOT_AS_THE_PAGE_SENDS_IT
            raise forms.ValidationError(text) from None
    return found


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _moment(value: Any) -> datetime.datetime | None:
    """A moment with its zone, of a year with which one can reckon; else None."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(datetime.UTC) if found.tzinfo and 1900 <= found.year <= 2999 else None


def _near(ahead: int | None) -> int | None:
    return ahead if ahead is not None and abs(ahead) <= FURTHEST_OFF else None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
