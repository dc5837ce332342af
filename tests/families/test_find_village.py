"""The village that somebody types."""

import pytest

from config.errors import Refused
from families.villages import find_village, own_villages, village_label
from tests.factories import PANOLAN, CentreFactory, region

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
