"""Which role opens which page of the register; another centre sees nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Role
from tests.factories import (
    EligibleFamilyFactory,
    cast,
)

pytestmark = pytest.mark.django_db


READ = {"operator", "officer", "coordinator", "head"}
EDIT = {"operator", "coordinator"}


def test_each_page_opens_for_its_roles_only(centre):
    family = EligibleFamilyFactory(centre=centre)
    inmate = family.ties.get().inmate
    people = cast(centre)
    table = {
        reverse("distributions:families"): READ,
        reverse("distributions:family", args=[family.pk]): READ,
        reverse("families:add"): EDIT,
        reverse("families:change", args=[family.pk]): EDIT,
        reverse("families:survey", args=[family.pk]): {"operator", "officer", "coordinator"},
        reverse("families:decide", args=[family.pk, "tolak"]): {"coordinator"},
        reverse("families:determine"): {"coordinator"},
        reverse("families:inmates"): EDIT | {"head"},
        reverse("families:inmate", args=[inmate.pk]): EDIT | {"head"},
        reverse("families:inmate_add"): EDIT,
        reverse("families:inmate_change", args=[inmate.pk]): EDIT,
        reverse("families:inmate_status", args=[inmate.pk]): EDIT,
        reverse("families:villages"): EDIT,
    }
    for url, allowed in table.items():
        for role in Role:
            client = Client()
            client.force_login(getattr(people, role.value))
            assert client.get(url).status_code == (200 if role.value in allowed else 403), (url, role)
        client.force_login(people.outsider)
        personal = str(family.pk) in url or str(inmate.pk) in url
        assert client.get(url).status_code == (404 if personal else 200), url
