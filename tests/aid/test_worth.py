"""What goods are worth together: no page shows a sum that lacks a price as if it were the whole."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from aid.ledger import ReceivedLine, receive, reverse_receipt
from aid.models import Item
from aid.worth import Worth, together, worth_of
from centres.models import Role
from tests.aid.stock import NOW, TODAY, delivered
from tests.client import Client
from tests.factories import MembershipFactory, PackageVersionFactory
from tests.read_page import words

LACKS_SUGAR = "belum lengkap: harga Gula pasir belum ada"


@pytest.fixture
def client(centre):
    client = Client()
    client.force_login(MembershipFactory(centre=centre, role=Role.STOREKEEPER).user)
    return client


def shown(client, name, *args) -> str:
    return words(client.get(reverse(name, args=args)).content.decode())


def test_a_sum_is_one_only_where_every_price_is_known():
    rice, sugar, oil = ("Beras", Decimal("2.5"), 14_501), ("Gula", Decimal(1), None), ("Minyak", Decimal(1), None)
    assert worth_of([rice, rice]) == Worth(Decimal("72505.0"))
    assert worth_of([rice, sugar, oil, sugar]) == Worth(None, ("Gula", "Minyak"))
    # What there is nothing of needs no price.
    assert worth_of([rice, ("Gula", Decimal(0), None)]) == Worth(Decimal("36252.5"))
    assert worth_of([]) == together([]) == Worth(None)
    assert together([("Beras", 0)]) == Worth(Decimal(0))


def test_it_says_the_amount_or_what_is_missing_or_that_there_is_nothing():
    with translation.override("id"):
        assert str(Worth(Decimal("36252.5"))) == "Rp36.252"
        assert str(Worth(None, ("Gula", "Minyak"))) == "belum lengkap: harga Gula, Minyak belum ada"
        assert str(Worth(None)) == "–"
    with translation.override("en"):
        assert str(Worth(None, ("Gula",))) == "not complete: no price yet for Gula"


def test_a_package_names_the_item_without_a_price_instead_of_a_sum(client, centre):
    package = PackageVersionFactory(centre=centre).package
    for name, args in (("aid:package", [package.pk]), ("aid:packages", [])):
        assert "Nilai satu paket Rp174.000" in shown(client, name, *args)
    Item.objects.filter(centre=centre, name="Gula pasir").update(usual_price=None)
    for name, args in (("aid:package", [package.pk]), ("aid:packages", [])):
        page = shown(client, name, *args)
        assert f"Nilai satu paket {LACKS_SUGAR}" in page
        assert "Isi harga biasanya" in page


def test_a_delivery_its_list_and_what_is_owed_say_that_a_price_is_missing(client, centre, canteen, keeper, rice, sugar):
    lines = [ReceivedLine(rice, Decimal(10), 14_500), ReceivedLine(sugar, Decimal(2), None)]
    said = {"supplier": canteen, "received_on": TODAY, "lines": lines, "by": keeper, "now": NOW}
    receipt = receive(centre=centre, terms="account", **said)
    assert f"Nilai total {LACKS_SUGAR}" in shown(client, "aid:receipt", receipt.pk)
    assert "belum lengkap" in shown(client, "aid:receipts")
    assert "Rp145.000" not in shown(client, "aid:receipts")
    assert "jumlahnya belum diketahui, karena ada harga yang belum diisi" in shown(client, "distributions:goods_home")

    reverse_receipt(receipt, reason="salah catat", by=keeper, now=NOW)
    assert "belum lengkap" not in shown(client, "aid:receipts")
    assert "Bon yang belum dibayar" not in shown(client, "distributions:goods_home")


def test_what_is_on_hand_says_so_too(client, centre, canteen, keeper, rice, sugar):
    centre.keeps_stock = True
    centre.save()
    delivered(rice, "10", supplier=canteen, by=keeper, price=14_500)
    delivered(sugar, "2", supplier=canteen, by=keeper, price=17_500)
    assert "Nilai total Rp180.000" in shown(client, "distributions:goods_home")
    assert "Rp35.000" in shown(client, "aid:stock_card", sugar.pk)
    delivered(sugar, "1", supplier=canteen, by=keeper, price=None)
    assert f"Nilai total {LACKS_SUGAR}" in shown(client, "distributions:goods_home")
    assert "belum lengkap Nilai" in shown(client, "aid:stock_card", sugar.pk)
    assert "Rp35.000" not in shown(client, "aid:stock_card", sugar.pk)


def test_a_form_of_goods_names_the_row_that_lacks_a_price(client, rice, sugar):
    data = {"lines-TOTAL_FORMS": "4", "lines-INITIAL_FORMS": "4", "received_on": "", "terms": "gift"}
    data |= {"lines-0-item": rice.pk, "lines-0-quantity": "10", "lines-0-unit_price": "14.500"}
    data |= {"lines-1-item": sugar.pk, "lines-1-quantity": "2", "lines-1-unit_price": ""}
    data |= {"lines-2-name": "Telur", "lines-2-unit": "kg", "lines-2-quantity": "1", "lines-2-unit_price": "mahal"}
    data |= {"lines-3-quantity": "1"}
    answer = client.post(reverse("aid:new_receipt"), data)
    assert answer.context["lines"].worth == Worth(None, ("Gula pasir", "Telur", "Baris 4"))
    page = words(answer.content.decode())
    assert "belum lengkap: harga Gula pasir, Telur, Baris 4 belum ada" in page
    # Above the form each error names its row.
    assert "Telur, harga satuan: Isi jumlah dalam rupiah bulat" in page
    assert "Baris 4, barang: Tulis nama barangnya." in page


def test_an_item_that_is_entered_twice_is_named(client, centre, rice):
    data = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "2", "name": "Paket", "starts_on": str(TODAY)}
    data |= {"lines-0-item": rice.pk, "lines-0-quantity": "10"}
    data |= {"lines-1-name": "beras", "lines-1-unit": "kg", "lines-1-quantity": "1"}
    answer = client.post(reverse("aid:new_package"), data)
    assert "Beras tertulis dua kali." in words(answer.content.decode())
