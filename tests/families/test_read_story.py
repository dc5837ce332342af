"""A family's page."""

import pytest
from django.urls import reverse

from tests.factories import FamilyFactory
from tests.families.pages import contact_of, signed_in

pytestmark = pytest.mark.django_db


def test_the_story_masks_numbers_and_shows_no_birth_date(centre):
    family = FamilyFactory(centre=centre)
    contact = contact_of(family)
    page = signed_in(centre).get(reverse("distributions:family", args=[family.pk])).content.decode()
    assert str(contact.nik) in page
    for secret in (contact.nik.reveal(), family.kk.reveal(), "1982", "17 Okt"):
        assert secret not in page
