"""The queue of a round tells those who wait whom the rotation put before them, and what stood in their way."""

import datetime
from types import SimpleNamespace

import pytest

from distributions.models import Round
from distributions.pages.queue_rows import queue_page
from distributions.rotation.right import month_after, turn_of
from distributions.rounds.by_hand import add_family, remove_family
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.test_candidates import missed
from tests.factories import GERSI, NGLANJUK, PANOLAN, EligibleFamilyFactory, region

pytestmark = pytest.mark.django_db
D = datetime.date
PASSED = "Panolan (2 keluarga) didahulukan agar semua yang mendapat giliran terlayani paling lambat Desember 2024."


def why(round: Round) -> dict[str, str]:
    """What those who wait read, by who they are."""
    return {row["name"]: row["why"] for row in queue_page(round, TODAY)["rows"]}


def packed() -> SimpleNamespace:
    """Three packages, two locations, villages of 1, 4 and 1, all of whose turns end in December: Panolan goes first."""
    people = blora(families=0, packages_per_round=3, stops_per_round=2, starts_on=D(2024, 1, 1))
    turn = turn_of({1: 1, 2: 4, 3: 1}, packages=3, stops=2)
    homes = (NGLANJUK, PANOLAN, PANOLAN, PANOLAN, PANOLAN, GERSI)
    for number, village in enumerate(homes):
        EligibleFamilyFactory(
            centre=people.centre,
            village=region(village),
            registered_on=month_after(D(2024, 11, 15), 1 - turn),
            household__contact=f"Keluarga {number}",
        )
    people.round = november(people)
    return people


def test_who_was_passed_over_reads_for_which_village():
    people = packed()
    round = people.round
    came = set(round.recipients.planned().values_list("contact_name", flat=True))
    passed = {"Keluarga 0", "Keluarga 5"} - came
    assert len(came) == 3
    assert {name for name, said in why(round).items() if PASSED in said} == passed


def test_where_others_have_the_places_nobody_was_passed_over_by_the_rotation():
    people = packed()
    round = people.round
    (out, _other) = round.recipients.planned().filter(family__village=region(PANOLAN))
    remove_family(out, reason="Sakit", by=people.coordinator, now=NOW)
    add_family(round, Family.objects.get(pk=out.family_id), reason="Sembuh")
    exchange = round.recipients.planned().get(contact_name="Keluarga 0")
    remove_family(exchange, reason="Sakit", by=people.coordinator, now=NOW)
    add_family(round, Family.objects.get(village=region(GERSI)), reason="Mendesak")
    assert [name for name, said in why(round).items() if "didahulukan" in said] == []


def test_who_was_missed_reads_that_the_locations_for_missed_families_are_used_up():
    people = blora(families=12, packages_per_round=4, stops_per_round=2)
    missed(people, people.families[0], D(2024, 9, 20))
    missed(people, people.families[1], D(2024, 10, 18))
    round = november(people)
    said = why(round)
    assert "Keluarga 0" not in said
    assert said["Keluarga 1"].startswith(
        "Terlewat 18 Oktober 2024; urutan ke\u20111. Paling banyak separuh lokasi, dibulatkan ke atas, untuk keluarga"
    )
