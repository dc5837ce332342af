"""A household as the form would give it, for the tests of registering and changing."""

import datetime

from django.utils import timezone

from families.household import Household, InmateData, Person, Tie
from tests.factories import PANOLAN, region

NOW = datetime.datetime(2024, 11, 4, 3, 0, tzinfo=datetime.UTC)
TODAY = timezone.localdate(NOW)
KK, NIK, PHONE = "3316041209120003", "3316045710820001", "+6281325551068"


def person(name="Kartini Nurjanah", **more) -> Person:
    return Person(name=name, is_contact=more.pop("is_contact", True), **more)


def household(*people: Person, **more) -> Household:
    """One contact, tied as wife to Teguh Wibowo."""
    ties = more.pop(
        "ties", [Tie(inmate=InmateData(name="Teguh Wibowo", register_number="B.IIa 8/2024"), relation="wife")]
    )
    village = more.pop("village", None) or region(PANOLAN)
    return Household(village=village, members=list(people) or [person()], ties=ties, **more)
