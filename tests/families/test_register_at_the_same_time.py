"""Two clerks save the same family at the same moment, by the form or by an import."""

import threading

import pytest
from django.db import connection, transaction

from centres.history import acting_as
from families.household import AlreadyRegistered, register_household
from families.models import Family
from families.register_import.importing import import_at_once
from tests.factories import CentreFactory, UserFactory
from tests.families.blora import FAMILY, table, write_xlsx
from tests.families.households import KK, NOW, TODAY, household, person


@pytest.mark.usefixtures("committed_db")
def test_one_of_them_registers_it_and_the_other_is_told():
    centre, clerk = CentreFactory(), UserFactory()
    given, outcomes, together = household(person(), kk=KK), [], threading.Barrier(2)

    def save():
        together.wait()
        try:
            with acting_as(clerk):
                register_household(centre=centre, household=given, registered_on=TODAY, now=NOW)
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


@pytest.mark.usefixtures("committed_db")
def test_a_form_waits_for_an_import_and_names_the_family_that_it_saved(tmp_path):
    centre, clerk = CentreFactory(), UserFactory()
    file, told = write_xlsx(tmp_path / "daftar.xlsx", table(FAMILY)), []

    def save():
        try:
            with acting_as(clerk):
                given = household(person(), kk=FAMILY["No. KK"])
                register_household(centre=centre, household=given, registered_on=TODAY, now=NOW)
        except AlreadyRegistered as refused:
            told.append((refused.field, refused.family))
        finally:
            connection.close()

    form = threading.Thread(target=save)
    with transaction.atomic(), acting_as(clerk):
        import_at_once(file, file_name=file.name, centre=centre, as_of=TODAY, by=clerk, now=NOW)
        form.start()
        form.join(1)
        assert form.is_alive()
    form.join()
    assert told == [("kk", Family.objects.get())]
