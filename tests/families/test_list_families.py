"""The list: filters, pages and size."""

import gzip

import pytest
from django.urls import reverse

from tests.factories import (
    GERSI,
    EligibleFamilyFactory,
    FamilyFactory,
    RecipientFactory,
    RoundFactory,
    region,
)
from tests.families.pages import contact_of, signed_in

pytestmark = pytest.mark.django_db


def test_every_family_of_the_list_has_its_trail(centre):
    for _each in range(3):
        family = EligibleFamilyFactory(centre=centre, village=region(GERSI))
        RecipientFactory(round=RoundFactory(centre=centre), family=family)
    answer = signed_in(centre).get(reverse("distributions:families"))
    assert answer.content.count(b'class="trail"') == 3


def test_a_full_list_page_is_small_on_the_wire(centre):
    for number in range(27):
        FamilyFactory(centre=centre, household__contact=f"Kartini {number}")
    answer = signed_in(centre).get(reverse("distributions:families"))
    assert answer.content.count(b"<tr>") == 26
    assert len(gzip.compress(answer.content)) < 12_000


def test_the_list_pages_forth_and_back(centre):
    families = [FamilyFactory(centre=centre) for _each in range(30)]
    client, url = signed_in(centre), reverse("distributions:families")
    second = client.get(url, {"sesudah": f"~{families[24].pk}"})
    assert [row.pk for row in second.context["rows"]] == [family.pk for family in families[25:]]
    first = client.get(f"{url}?{second.context['previous']}")
    assert [row.pk for row in first.context["rows"]] == [family.pk for family in families[:25]]
    assert (first.context["previous"], bool(first.context["next"])) == ("", True)


def test_the_list_is_filtered_by_what_stands_in_the_address(centre):
    here = EligibleFamilyFactory(centre=centre)
    there = FamilyFactory(centre=centre, village=region(GERSI), aid_before_on="2020-01-01", aid_before_note="BLT")
    client, url = signed_in(centre), reverse("distributions:families")
    for query, expected in (
        ({"desa": there.village_id}, [there]),
        ({"desa": "desa gersi"}, [there]),
        ({"desa": " "}, [here, there]),
        ({"kelayakan": "eligible"}, [here]),
        ({"kelayakan": "unsurveyed"}, [here]),
        ({"terima": "never"}, [here]),
        ({"terima": "12"}, [here, there]),
        ({"q": "gersi"}, [there]),
        ({"q": contact_of(here).nik.reveal()}, [here, there]),
        ({"desa": "nonsense"}, []),
        ({"kelayakan": "nonsense", "sesudah": "~~"}, [here, there]),
    ):
        assert client.get(url, query).context["rows"] == expected, query


def test_a_village_that_is_not_known_is_said_by_its_field_and_never_all_families(centre):
    FamilyFactory(centre=centre, village=region(GERSI))
    client = signed_in(centre)
    for answer in (
        client.get(reverse("distributions:families"), {"desa": "Panolan"}),
        client.post(reverse("distributions:find_family"), {"desa": "Panolan"}),
    ):
        assert answer.context["rows"] == []
        assert answer.context["form"].errors == {
            "desa": ["Tidak ada keluarga terdaftar di desa/kelurahan dengan nama ini."]
        }
        assert 'value="Panolan"' in answer.content.decode()
    found = client.post(reverse("distributions:find_family"), {"desa": "gersi", "terima": "never"})
    assert found.url == f"{reverse('distributions:families')}?desa=Gersi%2C+Jepon&terima=never"


def test_the_filter_offers_villages_as_one_types(centre):
    FamilyFactory(centre=centre, village=region(GERSI))
    assert signed_in(centre).get("/wilayah/keluarga/", {"q": "ger"}).json() == {"choices": ["Gersi, Jepon"]}
