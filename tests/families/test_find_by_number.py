"""Whoever has a number is found by it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.eligibility import end
from families.models import Family, Member
from families.search import find
from tests.factories import CentreFactory, FamilyFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db
KK, NIK, PHONE = "3316041209120003", "3316045710820001", "081325551068"


def family_with_numbers(centre):
    family = FamilyFactory(centre=centre, kk=KK)
    contact = family.members.get()
    contact.nik, contact.phone = NIK, PHONE
    contact.save()
    return family


@pytest.mark.parametrize("number", [KK, NIK, PHONE, "+62 813-2555-1068", "0813 2555 1068", f"NIK: {NIK}"])
def test_a_family_is_found_by_each_of_its_numbers(centre, number):
    family = family_with_numbers(centre)
    FamilyFactory(centre=centre)
    family_with_numbers(CentreFactory())
    assert list(find(centre, number)) == [family]


@pytest.mark.parametrize("number", [KK, NIK, PHONE])
def test_a_family_that_left_the_register_is_found_by_its_numbers(centre, number):
    family = family_with_numbers(centre)
    end(family, reason="Pindah", by=UserFactory(), now=timezone.now())
    assert list(find(centre, number)) == [family]


def test_somebody_who_left_the_household_is_found_by_nik_and_phone(centre):
    family = FamilyFactory(centre=centre)
    left = MemberFactory(centre=centre, family=family, nik=NIK, left_on=datetime.date(2024, 10, 1))
    left.phone = PHONE
    left.save()
    assert [list(find(centre, number)) for number in (NIK, PHONE)] == [[family], [family]]


@pytest.mark.parametrize("number", [KK, NIK, PHONE])
def test_a_number_of_a_merged_family_leads_to_the_one_that_stayed(centre, number):
    stays, merged = FamilyFactory(centre=centre), family_with_numbers(centre)
    Family.objects.filter(pk=merged.pk).update(merged_into=stays)
    assert list(find(centre, number)) == [stays]


def test_a_register_number_of_eight_digits_is_found_as_a_word(centre):
    family = FamilyFactory(centre=centre, household__inmate__register_number="", hamlet="Blok 12345678")
    assert list(find(centre, "12345678")) == [family]


def test_a_number_asks_the_same_of_the_database_however_many_it_finds(centre):
    with CaptureQueriesContext(connection) as nobody:
        list(find(centre, NIK))
    family_with_numbers(centre)
    with CaptureQueriesContext(connection) as one:
        list(find(centre, NIK))
    assert (len(nobody.captured_queries), len(one.captured_queries)) == (1, 2)
    assert Member.objects.count() == 1
