"""The search box: words go into the address, numbers never."""

import pytest
from django.urls import reverse

from tests.factories import (
    FamilyFactory,
)
from tests.families.pages import contact_of, signed_in

pytestmark = pytest.mark.django_db


def test_a_number_is_searched_by_post_and_leads_to_its_family(centre):
    family = FamilyFactory(centre=centre)
    client, url = signed_in(centre), reverse("distributions:find_family")
    for number in (family.kk.reveal(), contact_of(family).nik.reveal()):
        assert client.post(url, {"q": number}).url == reverse("distributions:family", args=[family.pk])
    assert client.post(url, {"q": "kartini"}).url == f"{reverse('distributions:families')}?q=kartini"
    missed = client.post(url, {"q": "3316045710829999"})
    assert (missed.status_code, missed.context["rows"]) == (200, [])
    assert b'value="3316045710829999"' in missed.content
