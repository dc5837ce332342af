"""In whose name a family receives, and who else belongs to the household."""

import datetime

import pytest

from families.models import Family, Member
from tests.factories import FamilyFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    family = FamilyFactory()
    family.members.update(name="Sri Astuti")
    MemberFactory(centre=family.centre, family=family, name="Wagiyem")
    MemberFactory(centre=family.centre, family=family, name="Kasno", left_on=datetime.date(2024, 10, 1))
    return family


def test_one_of_the_household_is_the_contact(family):
    assert family.contact.name == "Sri Astuti"
    assert [member.name for member in Member.objects.contacts()] == ["Sri Astuti"]
    assert [found.contact_name for found in Family.objects.with_contact()] == ["Sri Astuti"]


def test_the_others_are_those_who_still_live_there(family):
    assert [member.name for member in Member.objects.beside_contacts()] == ["Wagiyem"]


def test_a_family_may_have_nobody_named(family):
    family.members.update(is_contact=False)
    assert family.contact is None
    assert [found.contact_name for found in Family.objects.with_contact()] == [None]
