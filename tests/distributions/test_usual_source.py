"""The form of a delivery is filled with what is usual: what the programme agreed, else what the last delivery says."""

import datetime

import pytest
from django.urls import reverse

from aid.ledger import ReceivedLine, receive, reverse_receipt
from aid.usual import usual
from tests.client import Client
from tests.factories import CentreFactory, ItemFactory, ProgrammeFactory, SupplierFactory, cast

pytestmark = pytest.mark.django_db
NOTHING = {"supplier": None, "terms": "bought", "source_of_funds": ""}
NOW = datetime.datetime(2024, 11, 15, 2, tzinfo=datetime.UTC)


@pytest.fixture
def people():
    return cast(CentreFactory())


@pytest.fixture
def canteen(people):
    return SupplierFactory(centre=people.centre)


def delivered(people, canteen, source: str):
    return receive(
        centre=people.centre,
        supplier=canteen,
        lines=[ReceivedLine(ItemFactory(centre=people.centre), 5, 1000)],
        received_on=NOW.date(),
        terms="account",
        source_of_funds=source,
        by=people.storekeeper,
        now=NOW,
    )


def test_what_the_programme_agreed_stands_in_the_form(people, canteen):
    agreed = {"supplier": canteen, "terms": "account", "source_of_funds": "Hasil usaha kantin"}
    ProgrammeFactory(centre=people.centre, **agreed)
    ProgrammeFactory(source_of_funds="Hibah")  # of another centre
    delivered(people, SupplierFactory(centre=people.centre), "Sumbangan pegawai")
    client = Client()
    client.force_login(people.storekeeper)

    form = client.get(reverse("aid:new_receipt")).context["form"]

    shown = {name: form[name].value() for name in agreed}
    assert shown == {"supplier": canteen.pk, "terms": "account", "source_of_funds": "Hasil usaha kantin"}


@pytest.mark.parametrize("sources", [(), ("",), ("Kantin", "Hibah")])
def test_without_one_agreement_the_last_delivery_that_stands_says_it(people, canteen, sources):
    for source in sources:
        ProgrammeFactory(centre=people.centre, source_of_funds=source)
    assert usual(people.centre) == (NOTHING | {"terms": "gift"} if sources else NOTHING)
    delivered(people, canteen, "Kas koperasi")
    delivered(people, SupplierFactory(centre=people.centre), "")
    mistaken = delivered(people, canteen, "Salah tulis")
    reverse_receipt(mistaken, reason="Salah", by=people.storekeeper, now=NOW)
    assert usual(people.centre) == {"supplier": canteen.pk, "terms": "account", "source_of_funds": "Kas koperasi"}


def test_the_terms_of_programmes_that_name_no_source_stand_in_the_form(people, canteen):
    ProgrammeFactory(centre=people.centre, supplier=canteen, terms="gift")
    client = Client()
    client.force_login(people.storekeeper)
    form = client.get(reverse("aid:new_receipt")).context["form"]
    assert {name: form[name].value() for name in NOTHING} == NOTHING | {"supplier": canteen.pk, "terms": "gift"}
    ProgrammeFactory(centre=people.centre, supplier=SupplierFactory(centre=people.centre), terms="gift")
    assert usual(people.centre) == NOTHING | {"terms": "gift"}
    ProgrammeFactory(centre=people.centre, terms="account")
    assert usual(people.centre) == NOTHING
