"""Changing a household."""

import pytest

from config.errors import Refused
from families.household import AlreadyRegistered, InmateData, Tie, change_household, register_household
from families.models import Member
from families.search import find
from tests.factories import GERSI, CentreFactory, region
from tests.families.households import KK, NIK, NOW, TODAY, household, person
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def family():
    given = household(person(nik=NIK, phone="081325551068"), person("Dimas", is_contact=False), kk=KK)
    return register_household(centre=CentreFactory(), household=given, registered_on=TODAY, now=NOW)


def change(family, given):
    return change_household(family, household=given, now=NOW)


def test_numbers_that_are_not_typed_again_stay_and_an_emptied_phone_goes(family):
    mother, child = family.members.of_household()
    change(family, household(person(member=mother), person("Dimas Wibowo", is_contact=False, member=child)))
    mother.refresh_from_db()
    assert (mother.nik.reveal(), mother.phone.reveal()) == (NIK, "+6281325551068")
    change(family, household(person(member=mother, phone="")))
    mother.refresh_from_db()
    assert (bool(mother.phone), family.members.count()) == (False, 2)


def test_a_number_is_replaced_but_never_removed(family):
    mother = family.members.get(is_contact=True)
    change(family, household(person(member=mother, nik="3316045710820002")))
    mother.refresh_from_db()
    assert mother.nik.reveal() == "3316045710820002"
    with pytest.raises(Refused) as refused:
        change(family, household(person(member=mother, nik="")))
    assert refused.value.field == "members-0-nik"


def test_another_member_becomes_the_contact_and_the_former_one_leaves(family):
    mother, child = family.members.of_household()
    left = person(is_contact=False, member=mother, left_on=TODAY)
    change(family, household(left, person("Dimas", member=child)))
    assert [(member.name, member.is_contact) for member in family.members.of_household()] == [("Dimas", True)]
    register_household(centre=family.centre, household=household(person(nik=NIK)), registered_on=TODAY, now=NOW)
    assert Member.objects.filter(nik_digest=mother.nik.digest).count() == 2


def test_an_inmate_is_exchanged_and_the_search_follows(family):
    mother = family.members.get(is_contact=True)
    tie = Tie(inmate=InmateData(name="Agus Salim"), relation="mother")
    change(family, household(person(member=mother), ties=[tie], village=region(GERSI), hamlet="Kidul"))
    assert [(tie.inmate.name, tie.relation) for tie in family.ties.all()] == [("Agus Salim", "mother")]
    assert (list(find(family.centre, "agus gersi kidul")), list(find(family.centre, "teguh"))) == ([family], [])


def test_a_kk_of_another_family_is_refused_and_nothing_is_changed(family):
    other = register_household(
        centre=family.centre,
        household=household(person("Sri"), kk="3316041209120004"),
        registered_on=TODAY,
        now=NOW,
    )
    with pytest.raises(AlreadyRegistered) as refused:
        change(other, household(person("Sri Astuti", member=other.members.get()), kk=KK))
    assert (refused.value.field, refused.value.family, other.members.get().name) == ("kk", family, "Sri")


def test_a_person_of_another_family_is_not_taken_over(family):
    other = register_household(centre=family.centre, household=household(person("Sri")), registered_on=TODAY, now=NOW)
    with pytest.raises(Refused):
        change(other, household(person("Sri", member=family.members.get(is_contact=True))))
    assert family.members.filter(is_contact=True).count() == 1


def test_each_change_stands_in_the_history(family):
    before = family.events.count()
    change(family, household(person(member=family.members.get(is_contact=True)), hamlet="Kidul"))
    assert family.events.count() == before + 1
    assert family.events.latest("pgh_id").hamlet == "Kidul"
