"""The village that somebody types."""

import pytest

from config.errors import Refused
from families.villages import (
    find_lived_in,
    find_village,
    own_villages,
    suggest_lived_in,
    suggest_villages,
    village_label,
)
from tests.factories import GERSI, PANOLAN, CentreFactory, FamilyFactory, region

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["Panolan", " panolan ", "Ds. Panolan", "Panolan, Kedungtuban", "Desa Panolan, Kec. Kedungtuban, Kab. Blora"],
)
def test_a_village_of_the_regency_is_found_by_its_name(typed):
    assert find_village(typed, CentreFactory()) == region(PANOLAN)


def test_every_label_leads_back_to_its_own_village():
    centre = CentreFactory()
    labels = own_villages(centre)
    assert len(labels) == len(set(labels)) == 295
    for label in labels[::20]:
        assert village_label(find_village(label, centre), centre) == label


def test_a_name_of_several_villages_is_refused_with_all_of_them():
    centre = CentreFactory()
    names = [label.partition(",")[0] for label in own_villages(centre)]
    twice = next(name for name in names if names.count(name) > 1)
    with pytest.raises(Refused) as refused:
        find_village(twice, centre)
    assert str(refused.value).count(twice) == names.count(twice)


@pytest.mark.parametrize(
    ("typed", "said"), [("Panolon", "Panolan, Kedungtuban"), ("Xyzzy", "kabupaten"), ("", "kabupaten")]
)
def test_a_village_that_is_not_there_is_refused_with_what_may_be_meant(typed, said):
    with pytest.raises(Refused, match=said):
        find_village(typed, CentreFactory())


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("panol", ["Panolan, Kedungtuban"]),
        ("Ds. PANOL", ["Panolan, Kedungtuban"]),
        ("panol, kedung", ["Panolan, Kedungtuban"]),
        ("panol, cepu", []),
        ("p, kedungtuban, kab. blora", ["Panolan, Kedungtuban"]),
        ("", []),
        ("?", []),
    ],
)
def test_the_form_of_a_household_is_offered_villages_as_one_types(typed, offered):
    assert suggest_villages(typed, CentreFactory())[:1] == offered


def test_the_filter_knows_only_villages_in_which_families_of_the_centre_live():
    centre, other = CentreFactory(), CentreFactory()
    for village in (PANOLAN, GERSI, GERSI):
        FamilyFactory(centre=centre, village=region(village))
    gersi, panolan = village_label(region(GERSI), centre), "Panolan, Kedungtuban"
    assert suggest_lived_in("", centre) == [gersi, panolan]
    assert suggest_lived_in("pano", centre) == [panolan]
    assert suggest_lived_in("panolan, cepu", centre) == []
    assert suggest_lived_in("?", centre) == []
    assert suggest_lived_in("", other) == []
    for typed in ("gersi", "Desa  GERSI", "ger", gersi, f"{gersi}, Kab. Blora", str(region(GERSI).pk)):
        assert find_lived_in(typed, centre).pk == region(GERSI).pk, typed
    with pytest.raises(Refused, match="Tidak ada keluarga terdaftar"):
        find_lived_in("gersi", other)


def test_two_villages_of_one_name_are_told_apart_by_their_district():
    centre = CentreFactory()
    names = [label.partition(",")[0] for label in own_villages(centre)]
    name = next(name for name in names if names.count(name) > 1)
    labels = [label for label in own_villages(centre) if label.startswith(f"{name},")]
    villages = [find_village(label, centre) for label in labels]
    for village in villages:
        FamilyFactory(centre=centre, village=village)
    with pytest.raises(Refused) as refused:
        find_lived_in(name, centre)
    assert str(refused.value) == f"Mana yang dimaksud: {'; '.join(sorted(labels))}?"
    assert [find_lived_in(label, centre).pk for label in labels] == [village.pk for village in villages]


@pytest.mark.parametrize("typed", ["", " ", ",", "?", "%", "_"])
def test_what_says_nothing_finds_no_village(typed):
    centre = CentreFactory()
    FamilyFactory(centre=centre)
    with pytest.raises(Refused):
        find_lived_in(typed, centre)
