"""The pages of the programme's rule."""

import pytest
from django.urls import reverse

from tests.client import Client
from tests.factories import MembershipFactory, PackageVersionFactory

pytestmark = pytest.mark.django_db


def programme_data(package: int, **other: object) -> dict[str, object]:
    return {
        "name": "Bhakti Sosial",
        "rule": "weekday",
        "nth": "3",
        "weekday": "4",
        "every_months": "1",
        "time": "08:00",
        "starts_on": "2024-01-01",
        "packages_per_round": "4",
        "stops_per_round": "4",
        "family_rest_months": "1",
        "village_rest_rounds": "0",
        "package": package,
        "terms": "gift",
    } | other


def test_a_programme_is_set_up_and_a_slip_is_said_by_the_field():
    member = MembershipFactory()
    package = PackageVersionFactory(centre=member.centre).package
    client, url = Client(), reverse("distributions:programme_new")
    client.force_login(member.user)
    assert f'<option value="{package.pk}" selected>' in client.get(url).content.decode()
    refused = client.post(url, programme_data(package.pk, nth="", packages_per_round="0"))
    shown = refused.content.decode()
    assert "Pilih hari keberapa dalam bulan." in shown
    assert client.post(url, programme_data(package.pk)).url == reverse("distributions:programmes")
    again = client.post(url, programme_data(package.pk)).content.decode()
    assert "Sudah ada program dengan nama ini." in again
    assert "Jumat ketiga" in client.get(reverse("distributions:programmes")).content.decode()
