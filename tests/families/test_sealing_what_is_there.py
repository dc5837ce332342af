"""An installation of before: its dates of birth and digits are sealed by ``migrate``, and are back on the way back."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from centres.encryption import seal
from config.database import as_owner
from distributions.models import Recipient
from families.models import Member
from tests.distributions.months import approved_month
from tests.walls import run

BEFORE = (("distributions", "0035"), ("families", "0018"))
NIK, BORN = "3316045710829734", datetime.date(1982, 10, 17)

pytestmark = pytest.mark.usefixtures("committed_db")


def migrate(*targets: tuple[str, str]) -> None:
    """By itself, as the actor of the tests would stand in its statements."""

    def act() -> None:
        try:
            for target in targets or ((),):
                call_command("migrate", *target, verbosity=0, interactive=False)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(act).result()


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.long
def test_what_stood_in_clear_is_sealed_and_comes_back(settings, capfd):
    month = approved_month(families=2)
    person, stranger = (recipient.family.members.get() for recipient in month.recipients[:2])
    changed(person)
    settings.PGTRIGGER_INSTALL_ON_MIGRATE = False  # those of today's models don't fit the tables of before
    migrate(*BEFORE)
    settings.PGTRIGGER_INSTALL_ON_MIGRATE = True
    clear = "SELECT birth_date, nik_last4 FROM families_member WHERE id = %s"
    history = "SELECT birth_date, nik_last4 FROM families_memberevent WHERE pgh_obj_id = %s ORDER BY pgh_id"
    assert rows(clear % person.pk) == [(BORN, "9734")]
    assert rows(history % person.pk)[-1] == (BORN, "9734")
    with as_owner():
        run("ALTER TABLE distributions_recipient DISABLE TRIGGER USER")
        run("UPDATE distributions_recipient SET nik_last4 = '9734'")
        run("ALTER TABLE distributions_recipient ENABLE TRIGGER USER")
        run("ALTER TABLE families_member DISABLE TRIGGER USER")
        run("UPDATE families_member SET nik_cipher = %s WHERE id = %s", [seal("nik", NIK, bound_to="x"), stranger.pk])
        run("ALTER TABLE families_member ENABLE TRIGGER USER")
    events = rows("SELECT count(*) FROM families_memberevent")

    migrate()

    again = Member.objects.get(pk=person.pk)
    assert (again.birth_date, again.birth_year, again.nik.reveal()) == (BORN, 1982, NIK)
    assert bytes(again.events.order_by("-pgh_id")[0].birth_digest) == Member.birth_date.blind_index_of(BORN)
    assert rows("SELECT count(*) FROM families_memberevent") == events
    assert {recipient.nik_last4 for recipient in Recipient.objects.all()} == {"9734"}
    said = f"families_member: nik can't be read in the rows with the id {stranger.pk}."
    assert said in capfd.readouterr().err
    assert rows("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'") == [(0,)]


def changed(person: Member) -> None:
    person.nik, person.birth_date = NIK, BORN
    person.save()
