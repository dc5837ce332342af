"""A role that ends while somebody types: what is sent then is answered with that, and what was typed stays."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from centres.models import Membership, Role
from tests.factories import CentreFactory, MembershipFactory
from tests.read_page import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(centre):
    return MembershipFactory(centre=centre, role=Role.OFFICER, starts_on=datetime.date(2024, 1, 1))


@pytest.fixture
def centre():
    return CentreFactory(name="Rutan Kelas IIB Blora")


@pytest.fixture
def client(officer):
    client = Client()
    client.force_login(officer.user)
    return client


def end(membership: Membership, *, days_ago: int = 1) -> None:
    membership.ends_on = timezone.localdate() - datetime.timedelta(days=days_ago)
    membership.save()


def test_whoever_holds_no_role_any_more_reads_so_and_not_that_something_was_removed(client, officer):
    end(officer)
    answer = client.post("/periode/2/kendala/", {"obstacles": "Jalan banjir"})
    said = words(answer.content.decode())
    assert answer.status_code == 403
    assert "Peran Anda di Rutan Kelas IIB Blora sudah berakhir" in said
    assert "Seseorang sudah menghapus ini" not in said
    assert 'class="not-taken role-ended"' in answer.content.decode()


def test_a_page_that_is_opened_then_says_so_too_and_keeps_nothing(client, officer):
    end(officer)
    answer = client.get("/periode/2/kendala/")
    assert answer.status_code == 403
    assert "Peran Anda di Rutan Kelas IIB Blora sudah berakhir" in words(answer.content.decode())
    assert "not-taken" not in answer.content.decode()


def test_whoever_still_works_for_another_centre_reads_of_which_the_role_ended(client, officer):
    MembershipFactory(user=officer.user, centre=CentreFactory(name="Lapas Kelas IIA Pati"), role=Role.OFFICER)
    end(officer)
    answer = client.post("/periode/2/kendala/", {"obstacles": "Jalan banjir"})
    assert answer.status_code == 403
    assert "Peran Anda di Rutan Kelas IIB Blora sudah berakhir" in words(answer.content.decode())


def test_whoever_keeps_another_role_in_the_centre_reads_that_the_one_which_opened_the_page_ended(client, officer):
    MembershipFactory(user=officer.user, centre=officer.centre, role=Role.VIEWER)
    end(officer)
    answer = client.post("/periode/2/kendala/", {"obstacles": "Jalan banjir"})
    assert answer.status_code == 403
    assert "Peran Anda di Rutan Kelas IIB Blora sudah berakhir" in words(answer.content.decode())


def test_a_role_that_never_opened_the_page_is_not_named(client, officer):
    storekeeper = MembershipFactory(user=officer.user, centre=officer.centre, role=Role.STOREKEEPER)
    end(storekeeper)
    answer = client.post("/pengaturan/upt/", {"place": "Cepu"})
    assert answer.status_code == 403
    assert "sudah berakhir" not in words(answer.content.decode())


def test_of_a_role_that_ended_long_ago_no_form_can_be_open(client, officer):
    MembershipFactory(user=officer.user, centre=CentreFactory(), role=Role.OFFICER)
    end(officer, days_ago=5)
    answer = client.post("/periode/2/kendala/", {"obstacles": "Jalan banjir"})
    assert answer.status_code == 404
    assert "sudah berakhir" not in words(answer.content.decode())
