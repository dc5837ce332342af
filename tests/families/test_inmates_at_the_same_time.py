"""Two clerks save inmates at the same moment: with the same register number, or the same inmate."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.urls import reverse

from centres.history import acting_as
from centres.models import Role
from families.holding import hold_families, lock_register
from families.models import Family, Inmate
from tests.at_once import meanwhile
from tests.client import Client
from tests.factories import CentreFactory, FamilyFactory, FamilyInmateFactory, InmateFactory, MembershipFactory
from tests.families.pages import signed_in
from tests.read_page import words
from tests.versions import fields_in, forms_in


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


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_are_released_at_once_neither_leaves_the_family_to_the_other():
    """The second waits for the family, and then counts what is committed."""
    family = FamilyFactory()
    FamilyInmateFactory(family=family, centre=family.centre, inmate=InmateFactory(centre=family.centre))
    first, second = Inmate.objects.filter(ties__family=family).order_by("pk")
    user = MembershipFactory(centre=family.centre, role=Role.OPERATOR).user

    def released(inmate: Inmate) -> int:
        with acting_as("test"):
            return Inmate.objects.filter(pk=inmate.pk).update(status="released", status_on="2024-11-01")

    assert meanwhile(lambda: released(first), user, lambda _browser: released(second)) == 1

    assert not Family.objects.get().inmate_held


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_wait_for_each_other_one_is_asked_to_press_again_with_what_was_typed():
    """As no operation of ours does it: first a family, then the register."""
    family = FamilyFactory()
    inmate = Inmate.objects.get(ties__family=family)
    user = MembershipFactory(centre=family.centre, role=Role.OPERATOR).user
    url = reverse("families:inmate_status", args=[inmate.pk])

    def release(browser):
        return browser.post(url, fields_in(browser.get(url)) | {"status": "released", "on": "2024-11-01"})

    answer = meanwhile(lambda: hold_families([family.pk]), user, release, then=lambda: lock_register(family.centre))

    assert (answer.status_code, "Orang lain menyimpan pada saat yang sama" in words(answer.content.decode())) == (
        409,
        True,
    )
    browser = Client()
    browser.force_login(user)
    again = browser.post(url, forms_in(answer)[0].fields)
    inmate.refresh_from_db()
    assert (again.status_code, inmate.status) == (302, Inmate.Status.RELEASED)
