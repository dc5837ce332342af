"""An approved round of two families, and the addresses and fields of its hand-over pages."""

import datetime
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from distributions.models import Recipient, State
from distributions.rounds.planning import set_staff
from distributions.rounds.transitions import transition
from tests.factories import RecipientFactory, RoundFactory


def approved_round(people, *, staff=(), families=("Kartini Nurjanah", "Rukmini Hidayah"), reserve=(), **values):
    """Approved, and to be handed over today unless another day is given: then nothing is asked about the day."""
    round = RoundFactory(centre=people.centre, **{"occurrence_on": timezone.localdate(), **values})
    for name in reserve:
        RecipientFactory(round=round, contact_name=name, state=Recipient.State.RESERVE)
    for name in families:
        recipient = RecipientFactory(round=round, contact_name=name)
        recipient.family.members.update(name=name)
    set_staff(round, staff)
    # Approved today, or on its day where that is past.
    now = min(timezone.now(), datetime.datetime.combine(round.date, datetime.time(0, 30), round.centre.zone))
    transition(round, State.SUBMITTED, by=people.coordinator, now=now)
    return transition(round, State.APPROVED, by=people.head, now=now)


def page(round, name="handover", *args):
    return reverse(f"distributions:{name}", args=[round.pk, *args])


def delivered(recipient, **more):
    return {"key": str(uuid4()), "received_by": "contact", **more}
