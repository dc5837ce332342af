"""Penetapan awal, assessment and decisions as pages."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Role
from families.models import Eligibility, Family
from tests.factories import FamilyFactory, FamilyInmateFactory, InmateFactory
from tests.families.pages import signed_in
from tests.read_page import words
from tests.versions import save

pytestmark = pytest.mark.django_db


def test_families_are_declared_eligible_in_one_act(centre):
    families = [FamilyFactory(centre=centre) for _each in range(3)]
    client, url = signed_in(centre), reverse("families:determine")
    assert client.get(url).content.count(b" checked") == 4
    typed = {"families": [families[0].pk, families[2].pk], "basis": "SK 12/2024", "decided_on": "2024-11-04"}
    refused = save(client, url, typed | {"basis": ""})
    assert refused.context["form"].errors["basis"]
    assert refused.content.count(b" checked") == 2
    assert save(client, url, typed).url == reverse("distributions:home")
    assert Family.objects.filter(eligibility=Eligibility.ELIGIBLE).count() == 2


def test_the_inmates_of_a_family_stand_in_the_order_in_which_they_were_tied(centre):
    family = FamilyFactory(centre=centre)
    for _n in range(4):
        FamilyInmateFactory(centre=centre, family=family, inmate=InmateFactory(centre=centre))
    names = family.ties.order_by("pk").values_list("inmate__name", flat=True)
    assert ", ".join(names) in words(signed_in(centre).get(reverse("families:determine")).content.decode())


def test_a_survey_is_recorded_and_explained(centre):
    family = FamilyFactory(centre=centre)
    client = signed_in(centre, Role.OFFICER)
    typed = {
        "surveyed_on": "2024-11-04",
        "income_per_person": "450.000",
        "dependants": "2",
        "housing": "rent",
        "elderly": "0",
        "toddlers": "0",
        "breadwinner_held": "on",
    }
    answer = save(client, reverse("families:survey", args=[family.pk]), typed, follow=True)
    assert answer.context["score"].total == 44
    assert client.post(reverse("families:survey", args=[family.pk]), {}).context["form"].errors
    family.refresh_from_db()
    assert family.need_score == 44


def test_the_coordinator_decides_with_a_reason(centre):
    family = FamilyFactory(centre=centre)
    client = signed_in(centre)
    for act, typed, expected in (
        ("verifikasi", {"basis": "Survei", "from_on": "2024-11-04"}, "eligible"),
        ("tangguhkan", {"reason": "Pindah"}, "suspended"),
        ("lanjutkan", {"reason": "Kembali"}, "eligible"),
        ("tolak", {"reason": "Mampu"}, "rejected"),
        ("usulkan", {"reason": "Berubah"}, "proposed"),
        ("akhiri", {"reason": "Bebas"}, "ended"),
    ):
        url = reverse("families:decide", args=[family.pk, act])
        assert client.get(url).status_code == 200
        assert client.post(url, {}).context["form"].errors
        assert save(client, url, typed).status_code == 302
        family.refresh_from_db()
        assert family.eligibility == expected
    refused = save(client, reverse("families:decide", args=[family.pk, "lanjutkan"]), {"reason": "x"})
    assert refused.context["form"].non_field_errors()
    assert client.get(reverse("families:decide", args=[family.pk, "hapus"])).status_code == 404


def test_all_that_is_wrong_with_the_determination_is_said_at_once(centre):
    family = FamilyFactory(centre=centre)
    client, url = signed_in(centre), reverse("families:determine")
    tomorrow = centre.local_date(timezone.now()) + datetime.timedelta(days=1)
    answer = client.post(url, {"basis": "", "decided_on": str(tomorrow)})
    assert answer.context["form"].errors == {
        "basis": ["Wajib diisi."],
        "decided_on": ["Tanggal ini belum tiba."],
        "__all__": ["Centang paling sedikit satu keluarga."],
    }
    nobody = client.post(url, {"basis": "SK 12/2024", "decided_on": "2024-11-04"})
    assert nobody.context["form"].errors == {"__all__": ["Centang paling sedikit satu keluarga."]}
    family.refresh_from_db()
    assert family.eligibility == Eligibility.PROPOSED


def test_all_that_is_wrong_with_a_verification_is_said_at_once(centre):
    family = FamilyFactory(centre=centre)
    far = centre.local_date(timezone.now()) + datetime.timedelta(days=400)
    url = reverse("families:decide", args=[family.pk, "verifikasi"])
    answer = signed_in(centre).post(url, {"basis": "", "from_on": str(far), "until": "2101-01-01"})
    assert list(answer.context["form"].errors) == ["basis", "until", "from_on"]
