"""What the search box answers while one types."""

import pytest
from django.urls import reverse
from django.utils import timezone

from families.eligibility import end
from families.models import Family
from tests.factories import GERSI, CentreFactory, EligibleFamilyFactory, FamilyFactory, UserFactory, region
from tests.families.pages import contact_of, signed_in

pytestmark = pytest.mark.django_db


def suggested(client, text):
    return client.post(reverse("distributions:suggest_families"), {"q": text}).json()["choices"]


def named(choices):
    return [choice["text"] for choice in choices]


def test_a_family_is_offered_with_its_village_and_standing_and_leads_to_its_page(centre):
    family = EligibleFamilyFactory(centre=centre, household__contact="Sri Lestari", village=region(GERSI))
    FamilyFactory(centre=CentreFactory(), household__contact="Sri Lestari")
    assert suggested(signed_in(centre), "lest sri") == [
        {
            "text": "Sri Lestari",
            "note": "Gersi, Jepon, Layak, belum disurvei",
            "href": reverse("distributions:family", args=[family.pk]),
        }
    ]


@pytest.mark.parametrize("typed", ["siti", "SITI", " siti "])
def test_who_is_called_just_so_stands_before_who_is_called_much_the_same(centre, typed):
    for name in ("Siti Aminah", "Siti", "Sitinah"):
        FamilyFactory(centre=centre, household__contact=name)
    assert named(suggested(signed_in(centre), typed)) == ["Siti", "Siti Aminah", "Sitinah"]


def test_who_has_this_register_number_stands_first(centre):
    for number in ("B.I 1/20245", "B.I 1/2024"):
        FamilyFactory(centre=centre, household__contact=number, household__inmate__register_number=number)
    assert named(suggested(signed_in(centre), "b.i 1/2024")) == ["B.I 1/2024", "B.I 1/20245"]


def test_a_number_is_found_only_when_it_is_whole(centre):
    family = FamilyFactory(centre=centre, household__contact="Sri Lestari")
    nik = contact_of(family).nik.reveal()
    client = signed_in(centre)
    assert [named(suggested(client, text)) for text in (nik, nik[:15], nik[:8])] == [["Sri Lestari"], [], []]


def test_at_most_eight_are_offered_and_nobody_for_nothing(centre):
    for number in range(9):
        FamilyFactory(centre=centre, household__contact=f"Kartini {number}")
    client = signed_in(centre)
    assert named(suggested(client, "kartini")) == [f"Kartini {number}" for number in range(8)]
    assert suggested(client, " ") == suggested(client, "'") == []


def test_a_family_that_left_is_offered_by_its_number_alone(centre):
    family = FamilyFactory(centre=centre, household__contact="Sri Lestari")
    end(family, reason="Pindah", by=UserFactory(), now=timezone.now())
    client = signed_in(centre)
    assert (named(suggested(client, family.kk.reveal())), suggested(client, "Sri Lestari")) == (["Sri Lestari"], [])


def test_the_list_begins_with_who_is_called_just_so_and_counts_everybody_once(centre):
    families = [FamilyFactory(centre=centre, household__contact=f"Siti {number}") for number in range(26)]
    exact = FamilyFactory(centre=centre, household__contact="Siti")
    client, url = signed_in(centre), reverse("distributions:families")
    first = client.get(url, {"q": "siti"})
    assert first.context["rows"] == [exact, *families[:25]]
    second = client.get(f"{url}?{first.context['next']}")
    assert (second.context["rows"], second.context["next"]) == ([families[25]], "")
    assert [page.context["span"] for page in (first, second)] == ["1–26 dari 27", "27–27 dari 27"]
    back = client.get(f"{url}?{second.context['previous']}")
    assert (back.context["rows"], back.context["span"]) == ([exact, *families[:25]], "1–26 dari 27")


def test_the_first_on_the_list_still_fit_the_filters(centre):
    family = FamilyFactory(centre=centre, household__contact="Siti")
    EligibleFamilyFactory(centre=centre, household__contact="Siti")
    answer = signed_in(centre).get(reverse("distributions:families"), {"q": "Siti", "kelayakan": "proposed"})
    assert answer.context["rows"] == [family]
    assert Family.objects.count() == 2
