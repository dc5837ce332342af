"""Two people in the form of one household: who sends it again brings back nothing of what the other one changed."""

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Role
from families.household import InmateData, Tie, change_household, register_household
from families.models import Family
from tests.factories import CentreFactory, MembershipFactory
from tests.families.households import KK, NIK, NOW, TODAY, household, person
from tests.read_page import words
from tests.versions import fields_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    given = household(person(nik=NIK), person("Dimas", is_contact=False), kk=KK, dependants=4, hamlet="Kidul")
    return register_household(centre=CentreFactory(), household=given, registered_on=TODAY, now=NOW)


@pytest.fixture
def hadi(family):
    client = Client()
    client.force_login(MembershipFactory(centre=family.centre, role=Role.OPERATOR).user)
    return client


def opened(client, family) -> dict[str, list[str]]:
    return fields_in(client.get(address(family)))


def address(family) -> str:
    return reverse("families:change", args=[family.pk])


def sent_twice(client, family, typed) -> str:
    """Send what was typed into the form, then what came again untouched; what the page said in between."""
    answer = client.post(address(family), typed)
    assert answer.status_code == 200
    again = client.post(address(family), fields_in(answer))
    assert again.status_code == 302, words(again.content.decode())
    return words(answer.content.decode())


def by_dewi(family, *people, **said):
    """What Dewi saves of the household while Hadi has it open."""
    mother, child = family.members.of_household()
    given = people or (person(member=mother), person("Dimas", is_contact=False, member=child))
    tie = family.ties.get()
    ties = [Tie(inmate=tie.inmate, relation=tie.relation), *said.pop("ties", [])]
    known = {"dependants": 4, "hamlet": "Kidul"}
    change_household(family, household=household(*given, **known | {"ties": ties} | said), now=NOW)


def test_what_was_not_touched_is_as_it_is_stored_now_and_what_was_typed_stays(family, hadi):
    form = opened(hadi, family)
    by_dewi(family, dependants=5)
    said = sent_twice(hadi, family, form | {"landmark": ["Utara masjid"]})
    found = Family.objects.get()
    assert (found.dependants, found.landmark, found.hamlet) == (5, "Utara masjid", "Kidul")
    assert "yang tidak Anda sentuh sudah sesuai dengan yang tersimpan sekarang" in said


def test_of_what_both_changed_ones_own_stays_and_is_named(family, hadi):
    form = opened(hadi, family)
    by_dewi(family, dependants=5, hamlet="Lor")
    said = sent_twice(hadi, family, form | {"hamlet": ["Wetan"]})
    found = Family.objects.get()
    assert (found.dependants, found.hamlet) == (5, "Wetan")
    assert "Ini juga Anda ubah, dan yang Anda ketik tetap ada di sana: Dukuh/Dusun" in said


def test_so_it_is_with_a_form_in_which_something_else_was_wrong(family, hadi):
    form = opened(hadi, family)
    by_dewi(family, dependants=5)
    again = fields_in(hadi.post(address(family), form | {"rt": ["abc"]}))
    assert (again["dependants"], again["rt"]) == (["5"], ["abc"])


def test_people_are_as_they_are_stored_and_who_left_is_not_entered_anew(family, hadi):
    form = opened(hadi, family)
    mother, child = family.members.of_household()
    left = person("Dimas", is_contact=False, member=child, left_on=TODAY)
    by_dewi(family, person("Sri Wahyuni", member=mother, birth_place="Cepu"), left)
    sent_twice(hadi, family, form | {"landmark": ["Utara masjid"]})
    household = [(one.name, one.birth_place, one.left_on) for one in family.members.order_by("pk")]
    assert household == [("Sri Wahyuni", "Cepu", None), ("Dimas", "", TODAY)]


def test_the_contact_is_who_it_is_now_also_somebody_who_came_meanwhile(family, hadi):
    form = opened(hadi, family)
    mother, child = family.members.of_household()
    others = [person("Dimas", is_contact=False, member=child), person("Rini")]
    by_dewi(family, person(member=mother, is_contact=False), *others)
    sent_twice(hadi, family, form | {"landmark": ["Utara masjid"]})
    assert [one.name for one in family.members.of_household() if one.is_contact] == ["Rini"]
    assert family.members.count() == 3


def test_an_inmate_who_was_added_stays(family, hadi):
    form = opened(hadi, family)
    by_dewi(family, ties=[Tie(inmate=InmateData(name="Agus Salim"), relation="mother")])
    sent_twice(hadi, family, form | {"landmark": ["Utara masjid"]})
    assert "Agus Salim" in [tie.inmate.name for tie in family.ties.select_related("inmate")]
    assert family.ties.count() == 2


def test_where_the_former_contact_has_left_the_others_stand_in_the_order_of_the_form(family, hadi):
    form = opened(hadi, family)
    mother, child = family.members.of_household()
    by_dewi(family, person(member=mother, is_contact=False, left_on=TODAY), person("Dimas", member=child))
    new = {"members-2-name": ["Rini"], "members-2-birth_date": ["02/03/1999"]}
    sent_twice(hadi, family, form | {"landmark": ["Utara masjid"]} | new)
    assert [(one.name, one.is_contact) for one in family.members.of_household()] == [("Dimas", True), ("Rini", False)]
    assert family.members.count() == 3


def typed_by(family) -> dict[str, list[str]]:
    """A child is new, the mother gets a telephone, and the address is another."""
    new = {
        "members-2-name": ["Sekar Ayu"],
        "members-2-birth_date": ["02/03/2015"],
        "members-2-nik": ["3316044203150001"],
    }
    return new | {"members-0-phone": ["081234567890"], "hamlet": ["Lor"]}


def test_a_second_press_of_a_household_is_answered_as_saved(family, hadi):
    form = opened(hadi, family) | typed_by(family)
    answers = [hadi.post(address(family), form) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sorted(member.name for member in family.members.all()) == ["Dimas", family.contact.name, "Sekar Ayu"]


@pytest.mark.parametrize(
    "other",
    [
        {"hamlet": ["Wetan"]},
        {"members-2-nik": ["3316044203150002"]},
        {"members-2-name": ["Sekar Arum"]},
        {"members-0-phone": ["081234567899"]},
        {"ties-0-relation": ["sibling"]},
        {"kk": ["3316041234560009"]},
    ],
)
def test_whoever_says_anything_else_is_asked(family, hadi, other):
    form = opened(hadi, family) | typed_by(family)
    assert hadi.post(address(family), form).status_code == 302
    answer = hadi.post(address(family), form | other)
    assert (answer.status_code, "Data ini diubah setelah formulir dibuka" in words(answer.content.decode())) == (
        200,
        True,
    )
