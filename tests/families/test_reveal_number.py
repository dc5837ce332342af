"""*Tampilkan lengkap*: one number, logged."""

import pytest
from django.urls import reverse

from centres.models import AccessLog, Role
from tests.factories import (
    FamilyFactory,
)
from tests.families.pages import contact_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_number_is_shown_in_full_and_logged(centre, headers):
    family = FamilyFactory(centre=centre)
    contact = contact_of(family)
    client = signed_in(centre, Role.OPERATOR)
    url = reverse("distributions:family_reveal", args=[family.pk])
    answer = client.post(url, {"which": f"nik-{contact.pk}"}, headers=headers)
    assert contact.nik.reveal() in answer.content.decode()
    assert family.kk.reveal() not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert list(AccessLog.objects.values_list("action", "subject_kind", "subject_id", "detail")) == [
        ("reveal", "families.member", contact.pk, "nik")
    ]


def test_a_number_of_another_family_or_of_nobody_is_not_shown(centre):
    family, other = FamilyFactory(centre=centre), FamilyFactory(centre=centre)
    client = signed_in(centre)
    url = reverse("distributions:family_reveal", args=[family.pk])
    for which in (f"nik-{contact_of(other).pk}", "nik-x", "name", "", f"phone-{contact_of(family).pk}"):
        assert client.post(url, {"which": which}).status_code == 404
    assert AccessLog.objects.count() == 0


def test_an_officer_reads_the_story_but_reveals_nothing(centre):
    family = FamilyFactory(centre=centre)
    client = signed_in(centre, Role.OFFICER)
    assert client.get(reverse("distributions:family", args=[family.pk])).status_code == 200
    assert client.post(reverse("distributions:family_reveal", args=[family.pk]), {"which": "kk"}).status_code == 403
