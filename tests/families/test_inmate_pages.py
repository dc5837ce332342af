"""Inmates as pages."""

import datetime

import pytest
from django.urls import reverse

from centres.models import Role
from families.models import FamilyInmate, Inmate
from tests.factories import CentreFactory, InmateFactory
from tests.families.pages import form_data, signed_in
from tests.read_page import words
from tests.versions import save

pytestmark = pytest.mark.django_db


def test_inmates_page_by_name_and_the_address_names_nobody(centre):
    for number in range(27):
        Inmate.objects.create(centre=centre, name=f"Warga {number:02d}")
    client, url = signed_in(centre), reverse("families:inmates")
    first = client.get(url)
    second = client.get(f"{url}?{first.context['next']}")
    assert [row.name for row in second.context["rows"]] == ["Warga 25", "Warga 26"]
    back = client.get(f"{url}?{second.context['previous']}")
    assert [row.name for row in back.context["rows"]] == [row.name for row in first.context["rows"]]
    assert "Warga" not in first.context["next"]


def test_an_inmate_is_added_changed_and_released(centre):
    client = signed_in(centre, Role.OPERATOR)
    client.post(reverse("families:inmate_add"), {"name": "Teguh  Wibowo", "register_number": "B.I 1/2024"})
    inmate = Inmate.objects.get()
    twice = client.post(reverse("families:inmate_add"), {"name": "Agus", "register_number": "b.i 1/2024"})
    assert list(twice.context["form"].errors) == ["register_number"]
    save(
        client,
        reverse("families:inmate_change", args=[inmate.pk]),
        {"name": "Teguh W.", "register_number": "B.I 1/2024"},
    )
    url = reverse("families:inmate_status", args=[inmate.pk])
    assert client.post(url, {"status": "released", "on": "2999-01-01"}).context["form"].errors["on"]
    assert save(client, url, {"status": "released", "on": "2024-11-04"}).status_code == 302
    inmate.refresh_from_db()
    assert (inmate.name, inmate.status) == ("Teguh W.", "released")
    assert client.get(reverse("families:inmate", args=[inmate.pk])).status_code == 200


def test_somebody_of_the_same_name_without_a_number_is_asked_about_and_then_added(centre):
    client = signed_in(centre, Role.OPERATOR)
    address = reverse("families:inmate_add")
    first = InmateFactory(centre=centre, name="Teguh Wibowo", register_number="B.I 1/2024")
    InmateFactory(name="Agus Salim")

    asked = client.post(address, {"name": "teguh wibowo", "register_number": ""})
    assert "Teguh Wibowo, B.I 1/2024 sudah ada di data." in words(asked.content.decode())
    assert list(Inmate.objects.filter(centre=centre)) == [first]

    assert client.post(address, {"name": "Agus Salim", "register_number": ""}).status_code == 302
    assert client.post(address, {"name": "Teguh Wibowo", "register_number": "B.I 2/2024"}).status_code == 302
    assert client.post(address, {"name": "Teguh Wibowo", "register_number": "", "another": "on"}).status_code == 302
    assert Inmate.objects.filter(centre=centre, name="Teguh Wibowo").count() == 3


def known(client, text):
    return client.get(reverse("families:inmates_known"), {"q": text}).json()["choices"]


def test_inmates_are_offered_with_their_number_while_one_types_and_those_held_first(centre):
    gone = {"status": "released", "status_on": datetime.date(2024, 10, 1)}
    InmateFactory(centre=centre, name="Agus Salim", register_number="B.I 1/2024", **gone)
    InmateFactory(centre=centre, name="Budi Agus", register_number="")
    InmateFactory(centre=centre, name="Zainal Agus", register_number="B.I 3/2024")
    InmateFactory(centre=CentreFactory(), name="Agus Lain")
    client = signed_in(centre)
    assert known(client, "agus") == [
        {"text": "Budi Agus", "note": ""},
        {"text": "Zainal Agus, B.I 3/2024", "note": ""},
        {"text": "Agus Salim, B.I 1/2024", "note": "Bebas"},
    ]
    assert (known(client, "3/2024 zain")[0]["text"], known(client, " ")) == ("Zainal Agus, B.I 3/2024", [])


@pytest.mark.parametrize("typed", ["Teguh Wibowo, B.I 3/2024", "Teguh Wibowo,B.I 3/2024"])
def test_who_is_chosen_from_the_list_is_the_inmate_of_the_register(centre, typed):
    InmateFactory(centre=centre, name="Teguh Wibowo", register_number="B.I 1/2024")
    meant = InmateFactory(centre=centre, name="Teguh Wibowo", register_number="B.I 3/2024")
    assert signed_in(centre).post(reverse("families:add"), form_data(**{"ties-0-name": typed})).status_code == 302
    assert FamilyInmate.objects.get().inmate == meant


@pytest.mark.parametrize("typed", ["Teguh Wibowo, S.H.", "Teguh Wibowo, B.I 3/2024"])
def test_a_name_with_a_comma_that_is_nobodys_label_is_a_name(centre, typed):
    InmateFactory(centre=CentreFactory(), name="Teguh Wibowo", register_number="B.I 3/2024")
    signed_in(centre).post(reverse("families:add"), form_data(**{"ties-0-name": typed}))
    assert Inmate.objects.get(centre=centre).name == typed
