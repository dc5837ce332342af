"""What was corrected of a household stands in its story, with who did it and without the values."""

import datetime

from django.db import transaction

from centres.history import acting_as
from distributions.overview.family_story import story
from families.household import register_household
from families.models import Family, Inmate, Member
from tests.factories import CentreFactory, UserFactory, surveyed
from tests.families.households import NIK, NOW, TODAY, household, person


def told(family):
    found = story(Family.objects.select_related("centre").get(pk=family.pk), zone=datetime.UTC)
    return [(entry.title, entry.text, entry.who) for entry in found]


def test_a_corrected_household_is_told_by_what_and_by_whom(committed_db):
    centre, clerk = CentreFactory(), UserFactory(full_name="Siti Aminah")
    family = register_household(centre=centre, household=household(person(nik=NIK)), registered_on=TODAY, now=NOW)
    registered = ("Terdaftar", "", "")
    assert told(family) == [registered]
    with acting_as(clerk):
        with transaction.atomic():
            Family.objects.filter(pk=family.pk).update(hamlet="Krajan", remarks="Atap bocor")
            Member.objects.filter(family=family).update(name="Kartini N.")
        Inmate.objects.update(name="Teguh W.")
        surveyed(family, TODAY)
    changed = ("Data rumah tangga diubah", "Dukuh/dusun; Keterangan; Anggota keluarga: Kartini N.", "Siti Aminah")
    assert [entry for entry in told(family) if not entry[0].startswith("Dinilai")] == [changed, registered]
    assert "Krajan" not in str(told(family))
