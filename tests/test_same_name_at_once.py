"""Two people name the same new thing at once: the second is told beside the field, or takes what the first has made."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from aid.models import Item, Package, Receipt, Supplier
from centres.models import Letterhead, User
from distributions.models import Programme
from families.models import Inmate
from tests.aid.test_aid_pages import rows
from tests.at_once import meanwhile
from tests.client import Client
from tests.factories import (
    CentreFactory,
    InmateFactory,
    ItemFactory,
    LetterheadFactory,
    PackageFactory,
    ProgrammeFactory,
    SupplierFactory,
    UserFactory,
    cast,
)
from tests.versions import save

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def people() -> SimpleNamespace:
    return cast(CentreFactory())


def _of_programme(centre: Any) -> dict[str, Any]:
    said = {"name": "program peduli", "rule": "day", "day": "15", "every_months": "1", "time": "08.00"}
    said |= {"starts_on": "01/11/2024", "packages_per_round": "4", "stops_per_round": "4", "family_rest_months": "1"}
    return said | {"village_rest_rounds": "0", "terms": "gift", "package": PackageFactory(centre=centre).pk}


def test_what_there_is_but_once_is_said_beside_its_field(people):
    """Each form was checked before the other's row could be seen; the database then refused it."""
    centre, item = people.centre, ItemFactory(centre=people.centre)
    # The form, what it says, the field that has to be another, what the first has written, and how many there are then.
    named: list[tuple[str, User, dict[str, Any], str, Callable[[], Any], Any]] = [
        (
            "aid:new_supplier",
            people.storekeeper,
            {"name": "koperasi pegawai", "kind": "canteen"},
            "name",
            lambda: SupplierFactory(centre=centre, name="Koperasi Pegawai"),
            Supplier.objects.filter(name__iexact="koperasi pegawai"),
        ),
        (
            "aid:new_item",
            people.storekeeper,
            {"name": "telur", "unit": "kg", "kind": "eggs"},
            "name",
            lambda: ItemFactory(centre=centre, name="Telur"),
            Item.objects.filter(name__iexact="telur"),
        ),
        (
            "aid:new_package",
            people.storekeeper,
            rows({"item": item.pk, "quantity": "5"}) | {"name": "paket", "starts_on": "15/11/2024"},
            "name",
            lambda: PackageFactory(centre=centre, name="Paket"),
            Package.objects.filter(name__iexact="paket"),
        ),
        (
            "distributions:programme_new",
            people.coordinator,
            _of_programme(centre),
            "name",
            lambda: ProgrammeFactory(centre=centre, name="Program Peduli"),
            Programme.objects.filter(name__iexact="program peduli"),
        ),
        (
            "centres:new_letterhead",
            people.coordinator,
            {"starts_on": "01/02/2024", "ministry": "K", "directorate": "D", "centre_line": "RUTAN"},
            "starts_on",
            lambda: LetterheadFactory(centre=centre, starts_on=datetime.date(2024, 2, 1)),
            Letterhead.objects.filter(starts_on="2024-02-01"),
        ),
        (
            "families:inmate_add",
            people.operator,
            {"name": "Joko", "register_number": "B.12/2024"},
            "register_number",
            lambda: InmateFactory(centre=centre, register_number="B.12/2024"),
            Inmate.objects.filter(register_number="B.12/2024"),
        ),
        (
            "centres:new_user",
            people.admin,
            {"full_name": "Siti", "username": "Siti.Aminah", "roles": "officer", "starts_on": "01/11/2026"},
            "username",
            lambda: UserFactory(username="siti.aminah"),
            User.objects.filter(username__iexact="siti.aminah"),
        ),
    ]
    for name, user, said, field, first, there in named:
        send = save if name == "centres:new_letterhead" else Client.post
        answer = meanwhile(
            first, user, lambda browser, name=name, said=said, send=send: send(browser, reverse(name), said)
        )
        form = answer.context["name" if name == "aid:new_package" else "form"]
        assert (name, list(form.errors), there.count()) == (name, [field], 1)


def test_a_delivery_takes_the_supplier_and_the_items_that_somebody_else_has_just_named(people):
    centre = people.centre
    said = {"supplier": "new", "new_supplier": "toko makmur", "new_kind": "shop", "received_on": "15/11/2024"}
    lines = rows({"name": "telur", "unit": "Kg", "quantity": "10", "unit_price": "28.000"})

    def deliver(browser: Client) -> Any:
        return browser.post(reverse("aid:new_receipt"), said | lines | {"terms": "bought"})

    def first() -> None:
        SupplierFactory(centre=centre, name="Toko Makmur")
        ItemFactory(centre=centre, name="Telur", unit="kg")

    assert meanwhile(first, people.storekeeper, deliver).status_code == 302
    receipt = Receipt.objects.get()
    assert (receipt.supplier.name, receipt.lots.get().item.name) == ("Toko Makmur", "Telur")
    assert (Supplier.objects.count(), Item.objects.count()) == (1, 1)


def test_an_item_that_somebody_else_counts_otherwise_is_not_taken_for_it(people):
    lines = rows({"name": "Gula", "unit": "karung", "quantity": "2", "unit_price": "28.000"})
    said = {"supplier": SupplierFactory(centre=people.centre).pk, "received_on": "15/11/2024", "terms": "bought"}
    answer = meanwhile(
        lambda: ItemFactory(centre=people.centre, name="Gula", unit="kg"),
        people.storekeeper,
        lambda browser: browser.post(reverse("aid:new_receipt"), said | lines),
    )
    wrong = ["Di sini Gula dihitung dalam kg. Isi jumlahnya dalam kg."]
    assert answer.context["form"].non_field_errors() == wrong
    # And when it can be seen already, beside the unit.
    seen = Client()
    seen.force_login(people.storekeeper)
    answer = seen.post(reverse("aid:new_receipt"), said | lines)
    assert answer.context["lines"][0].errors == {"unit": wrong}
    assert Receipt.objects.count() == 0
