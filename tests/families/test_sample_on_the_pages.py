"""The sample register, imported, on the pages of the families."""

import shutil

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Family
from families.register_import.importing import import_at_once
from tests.families.blora import AS_OF, DATA
from tests.families.pages import contact_of, signed_in
from tests.versions import save

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_every_family_of_the_sample_is_found_by_its_numbers_and_has_its_page(centre, tmp_path):
    name = "keluarga_wbp_oktober_2024_40.xlsx"
    shutil.copy(DATA / name, tmp_path / name)
    import_at_once(tmp_path / name, file_name=name, centre=centre, as_of=AS_OF, by=None, now=timezone.now())
    client = signed_in(centre)
    families = list(Family.objects.all())
    assert len(families) == 32
    first = client.get(reverse("distributions:families"))
    second = client.get(f"{reverse('distributions:families')}?{first.context['next']}")
    assert {row.pk for page in (first, second) for row in page.context["rows"]} == {family.pk for family in families}
    for family in families:
        contact, page = contact_of(family), reverse("distributions:family", args=[family.pk])
        found = client.post(reverse("distributions:find_family"), {"q": contact.nik.reveal()})
        assert found.url == page
        shown = client.get(page).content.decode()
        assert contact.name in shown
        assert contact.nik.reveal() not in shown
        assert client.get(reverse("families:change", args=[family.pk])).status_code == 200
    typed = {"families": [family.pk for family in families], "basis": "SK 1/2024", "decided_on": "2024-11-04"}
    assert save(client, reverse("families:determine"), typed).status_code == 302
    assert Family.objects.filter(eligibility="eligible").count() == 32
