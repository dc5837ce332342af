"""Putting a household into the register."""

import dataclasses
import datetime

import pytest

from config.errors import Refused
from families.household import AlreadyRegistered, InmateData, Tie, register_household
from families.models import Eligibility, Family, Inmate, Member
from families.search import find
from tests.factories import CentreFactory, InmateFactory, region
from tests.families.households import KK, NIK, NOW, PHONE, TODAY, household, person

pytestmark = pytest.mark.django_db


def register(centre, given):
    return register_household(centre=centre, household=given, registered_on=TODAY, now=NOW)


def test_a_household_is_registered_as_a_proposal_with_members_and_inmate():
    centre = CentreFactory()
    given = household(
        person(nik=NIK, phone="0813-2555-1068", birth_date=datetime.date(1982, 10, 17)),
        person("Dimas  Wibowo", is_contact=False),
        kk=KK,
        rt="2",
        rw="05",
    )
    family = register(centre, given)
    family.refresh_from_db()
    assert (family.eligibility, family.rt, family.rw, str(family.kk)) == (
        Eligibility.PROPOSED,
        "002",
        "005",
        "••••••••••••0003",
    )
    contact, child = family.members.of_household()
    assert (contact.name, contact.nik.reveal(), contact.phone.reveal()) == ("Kartini Nurjanah", NIK, PHONE)
    assert (child.name, bool(child.nik)) == ("Dimas Wibowo", False)
    assert [(tie.inmate.name, tie.relation) for tie in family.ties.all()] == [("Teguh Wibowo", "wife")]
    assert list(find(centre, "teguh panolan")) == [family]


def test_the_same_kk_is_refused_and_names_the_family_that_has_it():
    centre = CentreFactory()
    family = register(centre, household(kk=KK))
    with pytest.raises(AlreadyRegistered) as refused:
        register(centre, household(person("Sri"), kk="3316 0412 0912 0003"))
    assert (refused.value.field, refused.value.family) == ("kk", family)
    assert Family.objects.count() == 1


def test_the_same_nik_is_refused_beside_the_person_who_has_it():
    centre = CentreFactory()
    family = register(centre, household(person(nik=NIK)))
    with pytest.raises(AlreadyRegistered) as refused:
        register(centre, household(person("Sri"), person("Kartini", nik=NIK, is_contact=False)))
    assert (refused.value.field, refused.value.family) == ("members-1-nik", family)
    assert Member.objects.count() == 1


def test_another_centre_may_have_the_same_household():
    register(CentreFactory(), household(person(nik=NIK), kk=KK))
    register(CentreFactory(), household(person(nik=NIK), kk=KK))
    assert Family.objects.count() == 2


def test_an_inmate_of_the_same_register_number_is_not_made_twice():
    centre = CentreFactory()
    register(centre, household())
    register(centre, household(person("Ibu Teguh")))
    assert Inmate.objects.count() == 1


def test_a_register_number_of_another_name_is_refused():
    centre = CentreFactory()
    InmateFactory(centre=centre, name="Agus Salim", register_number="B.IIa 8/2024")
    with pytest.raises(Refused, match="Agus Salim") as refused:
        register(centre, household())
    assert refused.value.field == "ties-0-register_number"


def test_a_name_that_two_inmates_have_needs_the_register_number():
    centre = CentreFactory()
    for number in ("B.I 1/2024", "B.I 2/2024"):
        InmateFactory(centre=centre, name="Teguh Wibowo", register_number=number)
    nameless = Tie(inmate=InmateData(name="teguh wibowo"), relation="wife")
    with pytest.raises(Refused) as refused:
        register(centre, household(ties=[nameless]))
    assert refused.value.field == "ties-0-register_number"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"members": [person(is_contact=False)]}, "contact"),
        ({"members": [person(), person("Sri")]}, "contact"),
        ({"members": [person(birth_date=TODAY + datetime.timedelta(days=1))]}, "members-0-birth_date"),
        ({"members": [person(nik="331604571082")]}, "members-0-nik"),
        ({"members": [person(phone="12")]}, "members-0-phone"),
        ({"ties": []}, "ties-0-name"),
        ({"kk": "123"}, "kk"),
        ({"rt": "dua"}, "rt"),
        ({"aid_before_on": TODAY}, "aid_before_note"),
        ({"aid_before_on": TODAY + datetime.timedelta(days=1)}, "aid_before_on"),
    ],
)
def test_a_household_that_cannot_be_is_refused_by_its_field(change, field):
    with pytest.raises(Refused) as refused:
        register(CentreFactory(), dataclasses.replace(household(), **change))
    assert refused.value.field == field
    assert Family.objects.count() == 0


def test_a_family_lives_in_a_village_and_not_in_a_district():
    with pytest.raises(Refused) as refused:
        register(CentreFactory(), household(village=region("33.16.04")))
    assert refused.value.field == "village"
