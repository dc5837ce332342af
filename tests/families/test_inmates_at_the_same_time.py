"""Two clerks save inmates at the same moment: with the same register number, or the same inmate."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.urls import reverse

from centres.history import acting_as
from centres.models import Role
from families.models import Inmate
from tests.factories import CentreFactory, InmateFactory
from tests.families.pages import signed_in
from tests.read_page import words
from tests.versions import fields_in


@pytest.mark.usefixtures("committed_db")
def test_the_second_is_told_by_the_field():
    centre, answers = CentreFactory(), []
    client = signed_in(centre, Role.OPERATOR)

    def save():
        said = {"name": "Agus Salim", "register_number": "B.I 1/2024"}
        answers.append(client.post(reverse("families:inmate_add"), said))
        connection.close()

    second = threading.Thread(target=save)
    with transaction.atomic(), acting_as("test"):
        Inmate.objects.create(centre=centre, name="Teguh Wibowo", register_number="B.I 1/2024")
        second.start()
        while second.is_alive() and not waits_for_a_lock():
            time.sleep(0.01)
    second.join()

    (answer,) = answers
    assert answer.context["form"].errors == {"register_number": ["WBP dengan nomor register ini sudah terdaftar."]}
    assert Inmate.objects.get().name == "Teguh Wibowo"


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_change_one_inmate_one_holds_and_the_other_is_asked():
    centre, answers = CentreFactory(), []
    inmate = InmateFactory(centre=centre, name="Teguh Wibowo")
    client, url = signed_in(centre, Role.OPERATOR), reverse("families:inmate_change", args=[inmate.pk])
    fields = fields_in(client.get(url))

    def save():
        answers.append(client.post(url, fields | {"name": "Teguh Raharjo"}))
        connection.close()

    second = threading.Thread(target=save)
    with transaction.atomic(), acting_as("test"):
        Inmate.objects.filter(pk=inmate.pk).update(name="Teguh Santosa")
        second.start()
        while second.is_alive() and not waits_for_a_lock():
            time.sleep(0.01)
    second.join()

    (answer,) = answers
    assert "Teguh Wibowo → Teguh Santosa" in words(answer.content.decode())
    assert fields_in(answer)["name"] == ["Teguh Raharjo"]
    inmate.refresh_from_db()
    assert inmate.name == "Teguh Santosa"


def waits_for_a_lock() -> bool:
    """Whether the database holds another connection back, which has looked for duplicates by then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]
