"""Two rounds with the same family are approved at the same moment."""

import threading

import pytest
from django.db import connection, transaction

from config.errors import Refused
from distributions.models import Recipient, Round, RoundChange, State
from distributions.rounds.approval import approve_round, submit_round
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import APPROVED, approved_month
from tests.factories import ProgrammeFactory, RecipientFactory, RoundFactory
from tests.walls import changing_is_refused, run


@pytest.mark.usefixtures("committed_db")
def test_the_second_waits_and_is_told_that_the_family_stands_in_the_first():
    people = blora(families=1)
    first = november(people)
    second = RoundFactory(centre=people.centre, programme=ProgrammeFactory(centre=people.centre), date=first.date)
    RecipientFactory(round=second, family=people.families[0])
    for round in (first, second):
        submit_round(round, by=people.coordinator, now=NOW)
    told = []

    def approve_second():
        try:
            approve_round(second, by=people.head, now=NOW)
        except Refused as refused:
            told.append(str(refused))
        finally:
            connection.close()

    thread = threading.Thread(target=approve_second)
    with transaction.atomic():
        approve_round(first, by=people.head, now=NOW)
        thread.start()
        thread.join(1)
        assert thread.is_alive()
    thread.join()
    second.refresh_from_db()
    assert (second.state, "Keluarga 0 juga ada dalam periode" in told[0]) == (State.SUBMITTED, True)


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_round_is_decided_on_what_was_committed_when_the_transaction_began(isolation):
    month = approved_month()
    with transaction.atomic():
        run(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
        changing_is_refused("round_decided_on_what_is_committed", month.round, state=State.CANCELLED, cancelled_at=NOW)
        RoundChange.objects.create(
            centre=month.centre,
            round=month.round,
            what="reserve",
            old="1",
            new="2",
            reason="Pindah",
            by=month.people.coordinator,
            at=APPROVED,
        )
        changing_is_refused("reserve_decided_on_what_is_committed", month.reserve, state=Recipient.State.PLANNED)
    assert Round.objects.get(pk=month.round.pk).state == State.APPROVED
