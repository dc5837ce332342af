"""*Petunjuk jalan*: the position of the house where it is known, else its hamlet and village."""

import pytest

from distributions.handover.at_the_door import way_to, way_to_village
from distributions.models import Recipient
from tests.factories import PANOLAN, region


def way(landmark: str = "", address: str = "") -> str:
    return way_to(Recipient(landmark=landmark, address=address, village_name="Panolan", district_name="Kedungtuban"))


@pytest.mark.parametrize(
    "text",
    ["-6.968512, 111.417803", "Utara masjid (-6.968512,111.417803)", "q=-6.968512 111.417803", "-6.968512;111.417803"],
)
def test_a_position_in_the_landmark_is_asked_for(text):
    assert way(text, "Karangtengah") == "geo:-6.968512,111.417803?q=-6.968512%2C111.417803"
    assert way("", text) == "geo:-6.968512,111.417803?q=-6.968512%2C111.417803"


@pytest.mark.parametrize("text", ["", "-6.96, 111.41", "48.8584, 222.9450", "52.5200, 113.4050", "1.234, 5678.901"])
def test_what_is_no_position_of_indonesia_is_not(text):
    assert way(text, "Karangtengah, Jl. Raya 12") == "geo:0,0?q=Karangtengah%2C%20Panolan%2C%20Kecamatan%20Kedungtuban"


def test_without_a_hamlet_the_village_stands_alone():
    assert way() == "geo:0,0?q=Panolan%2C%20Kecamatan%20Kedungtuban"


@pytest.mark.django_db
def test_a_location_is_its_village():
    assert way_to_village(region(PANOLAN)) == "geo:0,0?q=Desa%20Panolan%2C%20Kecamatan%20Kedungtuban"
