"""A form of one row that comes again because somebody else saved it: what nobody touched is as it is stored now."""

import pytest
from django.test import Client
from django.urls import reverse

from aid.models import Supplier
from centres.models import Role
from tests.factories import CentreFactory, MembershipFactory, SupplierFactory
from tests.read_page import words
from tests.versions import fields_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return SupplierFactory(centre=CentreFactory(), name="Koperasi", contact="Ibu Sri")


@pytest.fixture
def client(supplier):
    client = Client()
    client.force_login(MembershipFactory(centre=supplier.centre, role=Role.COORDINATOR).user)
    return client


def saved_meanwhile(client, supplier, typed, **meanwhile):
    """The page that comes again after somebody else saved between opening the form and sending what was typed."""
    address = reverse("aid:supplier", args=[supplier.pk])
    form = fields_in(client.get(address))
    Supplier.objects.filter(pk=supplier.pk).update(**meanwhile)
    return address, client.post(address, form | typed)


def test_sent_once_more_it_takes_back_nothing_that_was_not_touched(client, supplier):
    address, answer = saved_meanwhile(client, supplier, {"name": ["Koperasi Pegawai"]}, contact="Pak Budi")
    assert client.post(address, fields_in(answer)).status_code == 302
    supplier.refresh_from_db()
    assert (supplier.name, supplier.contact) == ("Koperasi Pegawai", "Pak Budi")


def test_what_both_changed_stays_as_it_was_typed_and_is_named(client, supplier):
    address, answer = saved_meanwhile(client, supplier, {"contact": ["Bu Rini"]}, contact="Pak Budi")
    assert "Ini juga Anda ubah" in words(answer.content.decode())
    assert client.post(address, fields_in(answer)).status_code == 302
    supplier.refresh_from_db()
    assert supplier.contact == "Bu Rini"
