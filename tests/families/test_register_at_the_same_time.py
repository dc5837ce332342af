"""Two clerks save the same family at the same moment."""

import threading

import pytest
from django.db import connection

from centres.history import acting_as
from families.household import AlreadyRegistered, register_household
from families.models import Family
from tests.factories import CentreFactory, UserFactory
from tests.families.households import KK, NOW, TODAY, household, person


@pytest.mark.usefixtures("committed_db")
def test_one_of_them_registers_it_and_the_other_is_told():
    centre, clerk = CentreFactory(), UserFactory()
    given, outcomes, together = household(person(), kk=KK), [], threading.Barrier(2)

    def save():
        together.wait()
        try:
            with acting_as(clerk):
                register_household(centre=centre, household=given, registered_on=TODAY, by=clerk, now=NOW)
            outcomes.append("saved")
        except AlreadyRegistered:
            outcomes.append("told")
        finally:
            connection.close()

    clerks = [threading.Thread(target=save) for _each in range(2)]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()
    assert sorted(outcomes) == ["saved", "told"]
    assert Family.objects.count() == 1
