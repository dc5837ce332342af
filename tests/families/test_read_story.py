"""A family's page."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import (
    EligibleFamilyFactory,
    FamilyFactory,
    RecipientFactory,
    RoundFactory,
)
from tests.families.pages import contact_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_story_takes_the_same_few_queries(centre, count, django_assert_num_queries):
    family = EligibleFamilyFactory(centre=centre)
    for month in range(count):
        occurrence = datetime.date(2024, 11 - month, 15)
        RecipientFactory(round=RoundFactory(centre=centre, occurrence_on=occurrence), family=family)
    client = signed_in(centre)
    with django_assert_num_queries(11):
        answer = client.get(reverse("distributions:family", args=[family.pk]))
    assert len(answer.context["events"]) == count + 2


def test_the_story_masks_numbers_and_shows_no_birth_date(centre):
    family = FamilyFactory(centre=centre)
    contact = contact_of(family)
    page = signed_in(centre).get(reverse("distributions:family", args=[family.pk])).content.decode()
    assert str(contact.nik) in page
    for secret in (contact.nik.reveal(), family.kk.reveal(), "1982", "17 Okt"):
        assert secret not in page
