"""Two rounds with the same family are approved at the same moment."""

import threading

import pytest
from django.db import connection, transaction

from config.errors import Refused
from distributions.approval import approve_round, submit_round
from distributions.models import State
from tests.distributions.blora import NOW, blora, november
from tests.factories import ProgrammeFactory, RecipientFactory, RoundFactory


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
