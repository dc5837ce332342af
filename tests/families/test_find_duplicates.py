"""Which families of the register may be one."""

import datetime

import pytest

from families.duplicates import ADDRESS, BIRTH, CARD, HELD, INMATE, find_duplicates
from families.eligibility import end
from families.merging import keep_apart, look_again, merge, separate
from families.models.cards import card_block
from tests.factories import (
    GERSI,
    PANOLAN,
    CentreFactory,
    FamilyFactory,
    FamilyInmateFactory,
    InmateFactory,
    MemberFactory,
    UserFactory,
    region,
)

pytestmark = pytest.mark.django_db
D = datetime.date
NOW = datetime.datetime(2024, 11, 4, 3, 0, tzinfo=datetime.UTC)


def family(centre, name, born=None, **more):
    """A family that has nothing in common with another but what is told."""
    given = {"kk": None, "village": region(GERSI), "hamlet": "", "rt": "", "rw": "", "household__contact": name} | more
    made = FamilyFactory(centre=centre, **given)
    contact = made.members.get()
    contact.birth_date = born or D(1950, 1, 1) + datetime.timedelta(days=made.pk)
    contact.save()
    return made


def pairs(centre):
    return [(pair.first, pair.second, pair.why) for pair in find_duplicates(centre).pairs]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Kartini Nurjanah", "KARTINI NURJANAH", True),
        ("Kartini Nurjanah", "Kartini Nurjannah", True),
        ("Sumiyem", "Sumiyen", True),
        ("Djumiati", "Jumiati", True),
        ("Moh. Agus Salim", "Agus Salim", True),
        ("Agus Salim bin Kasno", "Agus Salim", True),
        ("Sri Mulyani", "Sri Mulyaningsih", False),
        ("Kartini", "Lestari", False),
    ],
)
def test_much_the_same_name_and_one_day_of_birth(centre, one, other, found):
    born = D(1980, 1, 2)
    first, second = family(centre, one, born), family(centre, other, born, village=region(PANOLAN))
    assert pairs(centre) == ([(first.pk, second.pk, (BIRTH,))] if found else [])


def test_another_day_of_birth_or_another_centre_is_no_pair(centre):
    family(centre, "Kartini Nurjanah", D(1980, 1, 2))
    family(centre, "Kartini Nurjanah", D(1980, 2, 1), village=region(PANOLAN))
    family(CentreFactory(), "Kartini Nurjanah", D(1980, 1, 2))
    assert pairs(centre) == []


def test_a_member_who_is_the_contact_of_another_family_is_a_pair_and_who_left_is_none(centre):
    first, second = family(centre, "Kartini", D(1980, 1, 2)), family(centre, "Lestari", village=region(PANOLAN))
    member = MemberFactory(centre=centre, family=second, name="Kartini", birth_date=D(1980, 1, 2))
    assert pairs(centre) == [(first.pk, second.pk, (BIRTH,))]
    member.left_on = D(2024, 1, 1)
    member.save()
    assert pairs(centre) == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ({"rt": "002", "rw": "005"}, True),
        ({"hamlet": "Krajan"}, True),
        ({}, False),
        ({"rt": "002", "rw": "004"}, False),
    ],
)
def test_much_the_same_name_and_one_address(centre, address, found):
    first = family(centre, "Kartini Nurjanah", rt="002", rw="005", hamlet="krajan")
    second = family(centre, "Kartini Nurjannah", **address)
    family(centre, "Lestari", rt="002", rw="005")
    assert pairs(centre) == ([(first.pk, second.pk, (ADDRESS,))] if found else [])


def test_the_very_same_name_in_one_village_whatever_the_address_and_not_in_another(centre):
    first, second = family(centre, "Kartini", rt="001"), family(centre, "kartini", rt="009")
    family(centre, "Kartini", village=region(PANOLAN))
    assert pairs(centre) == [(first.pk, second.pk, (ADDRESS,))]


def test_a_card_that_was_cut_is_compared_by_its_first_fifteen_digits(centre):
    whole = family(centre, "Kartini", kk="3316041209120003")
    cut = family(centre, "Lestari", kk_block=card_block("331604120912000"))
    assert pairs(centre) == [(whole.pk, cut.pk, (CARD,))]


@pytest.mark.parametrize(("name", "found"), [("Kartini Nurjannah", True), ("Lestari", False)])
def test_of_one_inmate_much_the_same_name_is_a_pair_in_whatever_village(centre, name, found):
    """With a digit mistyped the day of birth differs as well, where it comes from the NIK."""
    inmate = InmateFactory(centre=centre)
    first = family(centre, "Kartini Nurjanah", household__inmate=inmate)
    second = family(centre, name, household__inmate=inmate, village=region(PANOLAN))
    assert pairs(centre) == ([(first.pk, second.pk, (HELD,))] if found else [])


@pytest.mark.parametrize(("name", "found"), [("Lestari", False), ("Kartini Nurjanah", False), ("Kartini N.", True)])
def test_of_two_whole_cards_with_neighbouring_numbers_the_names_decide(centre, name, found):
    first = family(centre, "Kartini", kk="3316041209120003")
    second = family(centre, name, kk="3316041209120004", village=region(PANOLAN))
    assert pairs(centre) == ([(first.pk, second.pk, (CARD,))] if found else [])


def test_one_inmate_and_one_village_is_a_pair_but_two_wives_are_a_notice(centre):
    inmate = InmateFactory(centre=centre)
    wife = family(centre, "Kartini", household__inmate=inmate)
    mother = family(centre, "Lestari", household__inmate=inmate, household__relation="mother")
    family(centre, "Sumiyem", household__inmate=inmate, village=region(PANOLAN), household__relation="mother")
    assert pairs(centre) == [(wife.pk, mother.pk, (INMATE,))]
    second = family(centre, "Rohani", household__inmate=inmate)
    found = find_duplicates(centre)
    assert [(pair.first, pair.second) for pair in found.wives] == [(wife.pk, second.pk)]
    assert [(pair.first, pair.second) for pair in found.pairs] == [(wife.pk, mother.pk), (mother.pk, second.pk)]


def test_one_wife_who_is_written_in_two_ways_is_a_pair(centre):
    inmate = InmateFactory(centre=centre)
    first = family(centre, "Kartini Nurjanah", household__inmate=inmate)
    second = family(centre, "Kartini Nurjannah", household__inmate=inmate)
    found = find_duplicates(centre)
    assert ([(pair.first, pair.second, pair.why) for pair in found.pairs], found.wives) == (
        [(first.pk, second.pk, (INMATE,))],
        [],
    )


def test_all_that_two_have_in_common_is_said_and_the_surest_come_first(centre):
    born, inmate = D(1980, 1, 2), InmateFactory(centre=centre)
    address = [family(centre, "Rohani", hamlet="Krajan") for _each in range(2)]
    first = family(centre, "Kartini Nurjanah", born, household__inmate=inmate)
    second = family(centre, "Kartini Nurjanah", born, household__inmate=inmate)
    assert pairs(centre) == [
        (first.pk, second.pk, (BIRTH, INMATE, ADDRESS)),
        (address[0].pk, address[1].pk, (ADDRESS,)),
    ]


def test_a_family_that_ended_or_went_is_in_no_pair_and_one_that_is_separated_again(centre):
    by = {"by": UserFactory(), "now": NOW}
    one, other = (family(centre, "Kartini", hamlet="Krajan") for _each in range(2))
    merge(other, into=one, **by)
    assert pairs(centre) == []
    separate(other, **by)
    assert pairs(centre) == [(one.pk, other.pk, (ADDRESS,))]
    end(one, reason="Pindah", **by)
    assert pairs(centre) == []


def test_who_is_not_the_same_is_asked_about_no_more_until_somebody_wants_to(centre):
    by = {"by": UserFactory(), "now": NOW}
    one, other = (family(centre, "Kartini", hamlet="Krajan") for _each in range(2))
    keep_apart(one, other, **by)
    assert pairs(centre) == []
    look_again(one, other, **by)
    assert len(pairs(centre)) == 1
    inmate = InmateFactory(centre=centre)
    for each, name in ((one, "Rohani"), (other, "Lestari")):
        each.members.update(name=name)
        FamilyInmateFactory(centre=centre, family=each, inmate=inmate)
    assert len(find_duplicates(centre).wives) == 1
    keep_apart(one, other, **by)
    assert find_duplicates(centre).wives == []


def test_one_question_whatever_the_size(centre, django_assert_num_queries):
    for _each in range(3):
        family(centre, "Kartini", hamlet="Krajan")
    with django_assert_num_queries(1):
        assert len(find_duplicates(centre).pairs) == 3
