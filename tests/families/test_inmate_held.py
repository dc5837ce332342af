"""A family says whether an inmate of theirs is held: the database computes it, and it is never behind."""

import pytest
from django.db import connection

from families.models import Family, FamilyInmate, Inmate
from tests.factories import FamilyFactory, FamilyInmateFactory, InmateFactory
from tests.standing import stands
from tests.walls import run

pytestmark = pytest.mark.django_db


@stands
def family() -> Family:
    """With two inmates, both held."""
    family = FamilyFactory()
    FamilyInmateFactory(family=family, centre=family.centre, inmate=InmateFactory(centre=family.centre))
    return family


def held(family: Family) -> bool:
    return Family.objects.values_list("inmate_held", flat=True).get(pk=family.pk)


def released(inmate: Inmate, status: str = "released") -> None:
    Inmate.objects.filter(pk=inmate.pk).update(status=status, status_on="2024-11-01")


def test_it_follows_each_inmate(family):
    first, second = Inmate.objects.filter(ties__family=family).order_by("pk")
    said = [held(family)]
    for inmate, status in ((first, "released"), (second, "transferred"), (first, "held")):
        released(inmate, status)
        said.append(held(family))
    assert said == [True, True, False, True]


def test_it_follows_the_ties(family):
    other = FamilyFactory(centre=family.centre)
    said = [held(other)]
    other.ties.all().delete()
    said.append(held(other))
    FamilyInmateFactory(family=other, centre=family.centre, inmate=Inmate.objects.filter(ties__family=family)[0])
    said.append(held(other))
    assert said == [True, False, True]


def test_one_inmate_is_of_several_families(family):
    inmate = Inmate.objects.filter(ties__family=family)[0]
    other = FamilyFactory(centre=family.centre)
    other.ties.all().delete()
    FamilyInmateFactory(family=other, centre=family.centre, inmate=inmate)
    released(inmate)
    assert (held(family), held(other)) == (True, False)


def test_what_somebody_else_writes_there_is_not_taken(family):
    """The trigger is called "family_inmate_held_follows"."""
    Family.objects.filter(pk=family.pk).update(inmate_held=False)
    assert held(family)
    run("UPDATE families_family SET inmate_held = false WHERE id = %s", [family.pk])
    assert held(family)
    stale = Family.objects.get(pk=family.pk)
    FamilyInmate.objects.filter(family=family).delete()
    stale.save()
    assert not held(family)
    run("UPDATE families_family SET inmate_held = true WHERE id = %s", [family.pk])
    assert not held(family)


def test_it_is_none_of_the_history(family):
    events = family.events.count()
    for inmate in Inmate.objects.filter(ties__family=family):
        released(inmate)
    assert (held(family), family.events.count()) == (False, events)


def test_a_list_of_those_who_may_receive_is_counted_by_an_index_alone(family):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        rows = Family.objects.eligible(at="2024-11-01").filter(centre=family.centre)
        plan = rows.order_by().values("centre").explain()
    assert "Index Only Scan using family_may_receive" in plan
