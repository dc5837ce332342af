"""A round in which one of two families received, for the tests of what is reported of it."""

import datetime
from types import SimpleNamespace
from uuid import uuid4

from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import Round, State
from distributions.rounds.transitions import transition
from tests.factories import RecipientFactory, RoundFactory, SupplierFactory

NOW = datetime.datetime(2024, 11, 15, 2, 30, tzinfo=datetime.UTC)


def half_reported(people: SimpleNamespace) -> Round:
    """Approved; Kartini received, Rukmini was not at home."""
    supplier = SupplierFactory(centre=people.centre, name="Kantin Koperasi Pegawai")
    round = RoundFactory(centre=people.centre, supplier=supplier, programme__centre=people.centre)
    kartini, rukmini = (
        RecipientFactory(round=round, contact_name=name) for name in ("Kartini Nurjanah", "Rukmini Hidayah")
    )
    transition(round, State.SUBMITTED, by=people.coordinator, now=NOW)
    transition(round, State.APPROVED, by=people.head, now=NOW)
    said = {"channel": "page", "recorded_at": NOW}
    submit(
        round,
        Submission(key=uuid4(), kind=Kind.DELIVERED, recipient_id=kartini.pk, **said),
        by=people.officer,
        now=NOW,
    )
    submit(
        round,
        Submission(key=uuid4(), kind=Kind.MISSED, recipient_id=rukmini.pk, missed_reason="not_home", **said),
        by=people.officer,
        now=NOW,
    )
    return round
