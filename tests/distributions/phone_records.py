"""What a phone records, sealed as it seals it, and sent as it sends it."""

import base64
import json
from uuid import uuid4

from django.utils import timezone

from distributions.handover.passes import maker_pass_of
from distributions.handover.sealed_records import bound_to
from tests.centres.test_sealed_for_us import sealed
from tests.distributions.handover_pages import page


def record(recipient, kind="delivered", **said):
    values = {"key": str(uuid4()), "kind": kind, "recipient": recipient.pk, "recorded_at": timezone.now().isoformat()}
    return values | said


def not_home(recipient, **said):
    return record(recipient, "missed", missed_reason="not_home", **said)


def closed(round, said, *, by=None, key=None, text=None):
    """A record as a phone sends it; ``by`` who took the round along, of a phone that knew to say it."""
    key = key or said["key"]
    said = said | {"maker": maker_pass_of(round, by)} if by else said
    content = sealed(json.dumps(said) if text is None else text, bound_to(round.pk, key))
    return {"key": key, "sealed": base64.b64encode(content).decode()}


def send(client, round, *records, **envelope):
    """Send records, of which those that are not sealed yet are sealed first, as far as that can be done."""
    can_be = [isinstance(one, dict) and isinstance(one.get("key"), str) and "sealed" not in one for one in records]
    records = [closed(round, one) if is_open else one for one, is_open in zip(records, can_be, strict=True)]
    sent = {"records": records, "sent_at": timezone.now().isoformat(), **envelope}
    return client.post(page(round, "send_records"), json.dumps(sent), content_type="application/json")


def answers(response):
    assert response.status_code == 200
    return [one["answer"] for one in response.json()["answers"]]
