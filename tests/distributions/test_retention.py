"""Families that ended are erased when their centre's time is over, and not a day before."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from centres.models import Centre
from distributions.rights.retention import erase_outlived, outlived
from families.eligibility import end
from families.models import Erasure, Family, Member
from tests.factories import CentreFactory, EligibleFamilyFactory, FamilyFactory, RecipientFactory, RoundFactory, cast
from tests.standing import stands
from tests.walls import changing_is_refused

NOW = datetime.datetime(2024, 11, 15, 3, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


@stands
def people():
    return cast(CentreFactory(code="blora", retention_months=24))


@pytest.fixture
def ended(people):
    family = EligibleFamilyFactory(centre=people.centre, household__contact="Sulastri")
    return end(family, reason="pindah", by=people.coordinator, now=NOW)


def over(people, today) -> list[Family]:
    return list(outlived(people.centre, today=today))


def test_the_months_are_counted_from_the_end(people, ended):
    assert over(people, datetime.date(2026, 11, 15)) == []
    assert over(people, datetime.date(2026, 11, 16)) == [ended]


def test_a_later_aid_or_round_counts(people, ended):
    Family.objects.filter(pk=ended.pk).update(aid_before_on=datetime.date(2024, 12, 20), aid_before_note="Bansos")
    assert over(people, datetime.date(2026, 12, 20)) == []
    assert over(people, datetime.date(2026, 12, 21)) == [ended]
    RecipientFactory(round=RoundFactory(centre=people.centre, occurrence_on=datetime.date(2025, 1, 17)), family=ended)
    assert over(people, datetime.date(2027, 1, 17)) == []


def test_who_receives_and_who_was_merged_or_erased_is_not_over(people, ended):
    EligibleFamilyFactory(centre=people.centre)
    merged = end(FamilyFactory(centre=people.centre), reason="pindah", by=people.coordinator, now=NOW)
    Family.objects.filter(pk=merged.pk).update(merged_into=ended)
    far = datetime.date(2030, 1, 1)
    assert over(people, far) == [ended]
    assert erase_outlived(people.centre, today=far, by=people.head, now=NOW) == (1, 0)
    assert over(people, far) == []
    assert set(Erasure.objects.values_list("family_id_erased", flat=True)) == {ended.pk, merged.pk}
    assert Erasure.objects.first().ground == "Disimpan 24 bulan setelah berakhir, sesuai keputusan UPT"


def test_a_centre_that_decided_nothing_keeps_them(people, ended):
    Centre.objects.update(retention_months=None)
    people.centre.refresh_from_db()
    assert over(people, datetime.date(2090, 1, 1)) == []


def test_a_family_in_an_open_round_waits(people, ended):
    RecipientFactory(round=RoundFactory(centre=people.centre), family=ended)
    assert erase_outlived(people.centre, today=datetime.date(2030, 1, 1), by=people.head, now=NOW) == (0, 1)
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("months", [0, 11, 241])
def test_data_are_kept_for_one_to_twenty_years(people, months):
    changing_is_refused("centre_keeps_data_for_1_to_20_years", people.centre, retention_months=months)


def test_the_command_names_first_and_erases_in_somebodys_name(people, ended):
    CentreFactory(code="pati")
    out = StringIO()
    call_command("apply_retention", "--today", "2026-11-16", "--dry-run", stdout=out)
    said = out.getvalue().splitlines()
    assert said[0] == f"blora: over after 24 months: {ended.pk}."
    assert "pati: nothing is decided, all is kept." in said
    with pytest.raises(CommandError, match="--by"):
        call_command("apply_retention", "--today", "2026-11-16", stdout=out)
    assert Member.objects.filter(name="Sulastri").exists()
    out = StringIO()
    call_command(
        "apply_retention", "--today", "2026-11-16", "--centre", "blora", "--by", people.head.username, stdout=out
    )
    assert out.getvalue() == "blora: 1 families erased, 0 wait for an open round.\n"
    assert not Member.objects.filter(name="Sulastri").exists()
    out = StringIO()
    call_command("apply_retention", "--today", "2026-11-16", "--centre", "blora", "--dry-run", stdout=out)
    assert out.getvalue() == "blora: over after 24 months: nobody.\n"
