"""Inmates as pages."""

import pytest
from django.urls import reverse

from centres.models import Role
from families.models import Inmate
from tests.families.pages import signed_in
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
