"""The pages of packages, items, deliveries, suppliers and the stock card."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from aid.ledger import issue, pay, write_off
from aid.ledger import reverse as reverse_movement
from aid.models import Item, Movement, Package, Receipt, Supplier
from centres.models import Role
from centres.versions import NAME
from tests.aid.stock import NOW, TODAY, delivered, on_hand
from tests.client import Client
from tests.factories import (
    CentreFactory,
    ItemFactory,
    MembershipFactory,
    PackageVersionFactory,
    SupplierFactory,
    UserFactory,
)
from tests.read_page import words
from tests.versions import fields_in, save

YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def client_of(centre):
    def client_of(role):
        client = Client()
        client.force_login(MembershipFactory(user=UserFactory(), centre=centre, role=role).user)
        return client

    return client_of


@pytest.fixture
def client(client_of):
    return client_of(Role.STOREKEEPER)


@pytest.fixture
def lot(rice, canteen, keeper):
    return delivered(rice, 10, supplier=canteen, by=keeper)


def url(name, *args):
    return reverse(f"aid:{name}", args=args)


def shown(client, receipt):
    """What the forms of a delivery carry."""
    return {NAME: fields_in(client.get(url("receipt", receipt)))[NAME]}


def rows(*given):
    """Rows of a form with lines: dictionaries of what was typed."""
    data = {"lines-TOTAL_FORMS": str(len(given)), "lines-INITIAL_FORMS": str(len(given))}
    for number, row in enumerate(given):
        data |= {f"lines-{number}-{name}": str(value) for name, value in row.items()}
    return data


class TestItems:
    given = {"name": "Beras", "unit": "kg", "kind": "rice", "usual_price": "Rp14.500"}

    def test_an_item_is_recorded(self, client, centre):
        assert client.post(url("new_item"), self.given).status_code == 302
        item = Item.objects.get(centre=centre)
        assert (item.name, item.unit, item.usual_price) == ("Beras", "kg", 14_500)

    def test_a_name_stands_once_whatever_its_capitals(self, client, rice):
        page = client.post(url("new_item"), self.given | {"name": " BERAS "})
        assert list(page.context["form"].errors) == ["name"]
        assert save(client, url("item", rice.pk), self.given).status_code == 302

    def test_the_unit_stays_once_goods_came(self, client, lot):
        save(client, url("item", lot.item_id), self.given | {"unit": "karung"})
        assert Item.objects.get(pk=lot.item_id).unit == "kg"

    @pytest.mark.parametrize("price", ["banyak", "-1", "14,50", "99.999.999.999"])
    def test_a_price_that_is_none_is_shown_by_the_field(self, client, price):
        page = client.post(url("new_item"), self.given | {"usual_price": price})
        assert list(page.context["form"].errors) == ["usual_price"]
        assert f'value="{price}"' in page.content.decode()


class TestSuppliers:
    def test_a_supplier_is_recorded_and_changed(self, client, centre):
        given = {"name": "Baznas Blora", "kind": "donor", "contact": "", "address": ""}
        client.post(url("new_supplier"), given)
        supplier = Supplier.objects.get(centre=centre)
        save(client, url("supplier", supplier.pk), given | {"address": "Jalan Pemuda", "retired": "on"})
        supplier.refresh_from_db()
        assert (supplier.kind, supplier.address, supplier.retired) == ("donor", "Jalan Pemuda", True)


class TestPackages:
    def test_a_package_is_made_with_new_items_in_place(self, client, centre, rice):
        data = rows({"item": rice.pk, "quantity": "10"}, {"name": "Telur", "unit": "kg", "quantity": "2,5"}, {})
        answer = client.post(url("new_package"), data | {"name": "Paket sembako", "starts_on": "2024-01-01"})

        package = Package.objects.get(centre=centre)
        assert answer.url == url("package", package.pk)
        lines = package.versions.get().lines.values_list("item__name", "quantity")
        assert list(lines) == [("Beras", 10), ("Telur", Decimal("2.5"))]
        page = client.get(answer.url).content.decode()
        assert "Rp145.000" in page
        assert "belum lengkap: harga Telur belum ada" in page

    def test_a_package_whose_contents_are_refused_is_none(self, client, rice):
        data = rows({"item": rice.pk, "quantity": "10"}) | {"name": "Paket sembako", "starts_on": "1999-12-31"}
        answer = client.post(url("new_package"), data)

        assert list(answer.context["start"].errors) == ["starts_on"]
        assert "Paket baru" in answer.content.decode()
        assert (answer.context["package"].pk, Package.objects.count()) == (None, 0)

    def test_what_things_usually_cost_is_asked_with_the_package(self, client, centre, rice):
        data = rows(
            {"item": rice.pk, "quantity": "10", "unit_price": "15.000"},
            {"name": "Telur", "unit": "kg", "quantity": "2,5", "unit_price": "28000"},
        )
        answer = client.post(url("new_package"), data | {"name": "Paket sembako", "starts_on": "2024-01-01"})

        assert dict(Item.objects.values_list("name", "usual_price")) == {"Beras": 15_000, "Telur": 28_000}
        assert "Rp220.000" in client.get(answer.url).content.decode()
        lines = client.get(url("contents", Package.objects.get().pk)).context["lines"]
        assert [line["unit_price"].value() for line in lines] == [15_000, 28_000]
        again = rows({"item": rice.pk, "quantity": "10", "unit_price": ""}) | {"name": "Paket sembako"}
        client.post(url("contents", Package.objects.get().pk), again | {"starts_on": timezone.localdate()})
        rice.refresh_from_db()
        assert rice.usual_price == 15_000

    def test_new_contents_begin_on_their_day(self, client, centre):
        package = PackageVersionFactory(centre=centre).package
        rice = Item.objects.get(name="Beras")
        data = rows({"item": rice.pk, "quantity": "5"}) | {"name": package.name}

        refused = save(client, url("contents", package.pk), data | {"starts_on": "2024-11-15"})
        save(
            client, url("contents", package.pk), data | {"starts_on": timezone.localdate() + datetime.timedelta(days=9)}
        )

        assert list(refused.context["start"].errors) == ["starts_on"]
        page = client.get(url("package", package.pk))
        assert [line.quantity for line in page.context["current"].lines] == [10, 2]
        assert [line.quantity for line in page.context["coming"][0].lines] == [5]

    def test_an_item_stands_once(self, client, rice):
        data = rows({"item": rice.pk, "quantity": "1"}, {"name": "beras", "quantity": "2"})
        page = client.post(url("new_package"), data | {"name": "Paket", "starts_on": "2024-01-01"})
        assert page.context["lines"].non_form_errors()
        assert not Package.objects.exists()

    def test_an_empty_package_is_refused(self, client, rice):
        page = client.post(url("new_package"), rows({"item": rice.pk}) | {"name": "Paket", "starts_on": "2024-01-01"})
        assert page.context["lines"].non_form_errors()

    def test_a_first_package_needs_no_items_before(self, client):
        assert len(client.get(url("new_package")).context["lines"].forms) == 5

    def test_the_first_package_has_its_usual_name_and_a_second_one_none(self, client, centre):
        first = client.get(url("new_package")).context["name"]["name"].value()
        PackageVersionFactory(centre=centre)
        second = client.get(url("new_package")).context["name"]["name"].value()
        assert (first, second) == ("Paket sembako", "")


class TestReceipts:
    def given(self, canteen, *lines, **details):
        details = {"supplier": canteen.pk, "received_on": "2024-11-15", "terms": "account"} | details
        return rows(*lines) | details

    def test_a_delivery_is_recorded_with_its_expiry_dates(self, client, canteen, rice):
        line = {"item": rice.pk, "quantity": "12,5", "unit_price": "14.500", "expires_on": "2025-06-01", "code": "A1"}
        second = {"name": "beras", "quantity": "3", "unit_price": ""}
        answer = client.post(url("new_receipt"), self.given(canteen, line, second, {}, number="N-1"))

        receipt = Receipt.objects.get()
        assert answer.url == url("receipt", receipt.pk)
        assert list(receipt.lots.order_by("id").values_list("on_hand", "unit_price", "expires_on", "code")) == [
            (Decimal("12.5"), 14_500, datetime.date(2025, 6, 1), "A1"),
            (3, None, None, ""),
        ]
        assert "belum lengkap: harga Beras belum ada" in client.get(answer.url).content.decode()

    def test_a_gift_without_prices_has_no_value(self, client, canteen, rice):
        line = {"item": rice.pk, "quantity": "12,5", "unit_price": ""}
        answer = client.post(url("new_receipt"), self.given(canteen, line, terms="gift"))

        for address in (answer.url, url("receipts")):
            assert "Rp0" not in client.get(address).content.decode()

    def test_an_expiry_before_the_receipt_is_refused(self, client, canteen, rice):
        line = {"item": rice.pk, "quantity": "1", "expires_on": "2024-11-14"}
        page = client.post(url("new_receipt"), self.given(canteen, line))
        assert "Beras" in str(page.context["form"].non_field_errors())

    def test_another_centres_supplier_and_item_are_not_accepted(self, client, canteen, rice):
        other = ItemFactory(centre=CentreFactory())
        foreign = SupplierFactory(centre=other.centre)
        page = client.post(
            url("new_receipt"), self.given(foreign, {"item": other.pk, "quantity": "1"}, {"item": rice.pk})
        )
        assert "supplier" in page.context["form"].errors
        assert not Receipt.objects.exists()

    def test_what_is_on_account_is_listed_until_it_is_paid(self, client, canteen, rice):
        client.post(url("new_receipt"), self.given(canteen, {"item": rice.pk, "quantity": "1", "unit_price": "14500"}))
        receipt = Receipt.objects.get()
        assert list(client.get(url("receipts") + "?bon=1").context["receipts"]) == [receipt]

        refused = client.post(url("paid", receipt.pk), shown(client, receipt.pk) | {"paid_on": "2099-01-01"})
        client.post(url("paid", receipt.pk), shown(client, receipt.pk) | {"paid_on": "2024-11-20"})

        assert list(refused.context["paid_form"].errors) == ["paid_on"]
        assert list(client.get(url("receipts") + "?bon=1").context["receipts"]) == []
        (act,) = client.get(reverse("centres:history", args=["barang-masuk", receipt.pk])).context["acts"]
        (paid,) = (change for change in act.changes if change.act == "update")
        assert [(f.label, f.old, f.new) for f in paid.fields] == [("Dibayar tanggal", "", "20 November 2024")]

    def test_a_delivery_recorded_by_mistake_is_taken_back(self, client, lot):
        assert client.post(url("take_back_receipt", lot.receipt_id), {"reason": ""}).status_code == 200
        sent = shown(client, lot.receipt_id) | {"reason": "tercatat dua kali"}
        client.post(url("take_back_receipt", lot.receipt_id), sent)

        assert on_hand(lot) == 0
        page = client.get(url("receipt", lot.receipt_id))
        assert page.context["taken_back"] is True
        assert [receipt.total for receipt in client.get(url("receipts")).context["receipts"]] == [0]

    def test_a_delivery_on_account_that_was_taken_back_is_neither_owed_nor_paid(self, client, canteen, rice):
        line = {"item": rice.pk, "quantity": "3", "unit_price": "1000"}
        client.post(url("new_receipt"), self.given(canteen, line))
        receipt = Receipt.objects.get()
        client.post(url("take_back_receipt", receipt.pk), shown(client, receipt.pk) | {"reason": "keliru"})

        # By a page that was opened before.
        refused = client.post(url("paid", receipt.pk), {"paid_on": "2024-11-20"})

        assert "Tidak ada lagi yang harus dibayar" in words(refused.content.decode())
        assert Receipt.objects.get().paid_on is None
        assert list(client.get(url("receipts") + "?bon=1").context["receipts"]) == []
        for page in (url("receipts"), reverse("distributions:goods_home"), url("receipt", receipt.pk)):
            said = words(client.get(page).content.decode())
            assert ("Dibatalkan" in said, "belum dibayar." in said, "Catat pembayaran" in said) == (True, False, False)

    def test_of_a_delivery_that_went_back_to_its_supplier_nothing_is_to_be_paid(self, client, keeper, canteen, rice):
        lot = delivered(rice, 4, supplier=canteen, by=keeper, terms="account")
        write_off(lot, quantity=Decimal(4), kind="supplier", reason="rusak", by=keeper, now=NOW)

        assert list(client.get(url("receipts") + "?bon=1").context["receipts"]) == []
        assert "Kembali ke pemasok" in words(client.get(url("receipts")).content.decode())
        assert list(client.post(url("paid", lot.receipt_id), {"paid_on": "2024-11-20"}).context["paid_form"].errors)

    def test_of_a_delivery_of_which_a_part_was_taken_back_the_rest_is_paid(self, client, keeper, canteen, rice, sugar):
        lines = [{"item": item.pk, "quantity": "3", "unit_price": "1000"} for item in (rice, sugar)]
        client.post(url("new_receipt"), self.given(canteen, *lines))
        receipt = Receipt.objects.get()
        reverse_movement(receipt.lots.get(item=sugar).movements.get(), reason="keliru", by=keeper, now=timezone.now())

        assert "Catat pembayaran" in words(client.get(url("receipt", receipt.pk)).content.decode())
        sent = shown(client, receipt.pk) | {"paid_on": "2024-11-20"}
        assert client.post(url("paid", receipt.pk), sent).status_code == 302

    def test_a_delivery_that_changed_after_its_page_was_opened_is_neither_paid_nor_taken_back(
        self, client, keeper, canteen, rice
    ):
        lot = delivered(rice, 4, supplier=canteen, by=keeper, terms="account")
        before = shown(client, lot.receipt_id)
        write_off(lot, quantity=Decimal(1), kind="supplier", reason="rusak", by=keeper, now=NOW)
        client.post(url("paid", lot.receipt_id), before | {"paid_on": "2024-11-20"})
        assert Receipt.objects.get().paid_on is None

        other = delivered(rice, 4, supplier=canteen, by=keeper, terms="account")
        before = shown(client, other.receipt_id)
        pay(other.receipt, paid_on=TODAY, now=NOW)
        answer = client.post(url("take_back_receipt", other.receipt_id), before | {"reason": "keliru"})
        assert "Ini berubah setelah halaman dibuka" in words(answer.content.decode())
        assert on_hand(other) == 4

    def test_the_list_pages_by_key(self, client, rice, canteen, keeper):
        for _n in range(31):
            delivered(rice, 1, supplier=canteen, by=keeper)
        first = client.get(url("receipts"))
        second = client.get(url("receipts") + "?" + first.context["next"])
        assert (len(first.context["receipts"]), len(second.context["receipts"])) == (30, 1)
        assert client.get(url("receipts") + "?sebelum=x").status_code == 200


class TestStockCard:
    def test_the_balance_runs_along(self, client, lot, keeper):
        issue(centre=lot.centre, issued_on=TODAY, wanted={lot.item_id: Decimal(4)}, by=keeper, now=NOW)
        write_off(lot, quantity=Decimal("0.5"), kind="loss", reason="tumpah", by=keeper, now=NOW)

        page = client.get(url("stock_card", lot.item_id))

        lines = [(line.movement.kind, line.movement.quantity, line.balance) for line in page.context["lines"]]
        assert lines == [("loss", Decimal("-0.5"), Decimal("5.5")), ("issue", -4, 6), ("receipt", 10, 10)]
        assert page.context["on_hand"] == Decimal("5.5")

    def test_what_is_no_longer_on_hand_is_not_offered_for_reversal(self, client, lot, keeper):
        def offered():
            return [line.may_be_reversed for line in client.get(url("stock_card", lot.item_id)).context["lines"]]

        assert offered() == [True]
        write_off(lot, quantity=1, kind="loss", reason="tumpah", by=keeper, now=NOW)
        assert offered() == [True, False]

    def test_older_pages_continue_the_balance(self, client, lot, keeper):
        for _n in range(60):
            write_off(lot, quantity=Decimal("0.1"), kind="loss", reason="sampel", by=keeper, now=NOW)

        first = client.get(url("stock_card", lot.item_id))
        second = client.get(url("stock_card", lot.item_id) + "?" + first.context["next"])

        assert first.context["lines"][-1].balance - second.context["lines"][0].balance == Decimal("-0.1")
        assert second.context["lines"][-1].balance == 10

    @pytest.mark.parametrize(
        ("given", "left"),
        [
            ({"what": "count", "quantity": "9,5"}, "9.5"),
            ({"what": "loss", "quantity": "1"}, "9"),
            ({"what": "supplier", "quantity": "10"}, "0"),
        ],
    )
    def test_stock_is_put_right(self, client, lot, given, left):
        save(client, url("lot", lot.pk), given | {"reason": "dihitung"})
        assert on_hand(lot) == Decimal(left)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"what": "loss", "quantity": "11"}, "quantity"),
            ({"what": "loss", "quantity": "0"}, "quantity"),
            ({"what": "count", "quantity": "10"}, "quantity"),
            ({"what": "count", "quantity": "9999999"}, "quantity"),
            ({"what": "loss", "quantity": "1", "reason": " "}, "reason"),
            ({"quantity": "1"}, "what"),
        ],
    )
    def test_a_slip_is_shown_by_the_field(self, client, lot, given, field):
        page = save(client, url("lot", lot.pk), {"reason": "dihitung"} | given)
        assert list(page.context["form"].errors) == [field]
        assert on_hand(lot) == 10

    def test_a_movement_is_reversed_once(self, client, lot, keeper):
        loss = write_off(lot, quantity=Decimal(4), kind="loss", reason="tumpah", by=keeper, now=NOW)

        client.post(url("reverse", loss.pk), {"reason": "salah ketik"})
        again = client.post(url("reverse", loss.pk), {"reason": "salah ketik"})

        assert on_hand(lot) == 10
        assert again.context["form"].non_field_errors()

    def test_a_movement_of_an_issue_is_not_reversed_here(self, client, lot, keeper):
        document = issue(centre=lot.centre, issued_on=TODAY, wanted={lot.item_id: Decimal(4)}, by=keeper, now=NOW)
        assert client.get(url("reverse", document.movements.get().pk)).status_code == 404


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.OFFICER, Role.HEAD])
    def test_all_staff_see_and_only_goods_people_record(self, client_of, lot, role):
        client = client_of(role)
        for name in ("items", "packages", "receipts", "suppliers"):
            assert client.get(url(name)).status_code == 200
        assert client.get(url("stock_card", lot.item_id)).status_code == 200
        for name, args in (("new_item", ()), ("new_receipt", ()), ("lot", (lot.pk,)), ("new_package", ())):
            assert client.get(url(name, *args)).status_code == 403

    def test_what_another_centre_owns_does_not_exist(self, lot):
        client = Client()
        client.force_login(MembershipFactory(role=Role.STOREKEEPER).user)
        package = PackageVersionFactory(centre=lot.centre).package
        places = {
            "item": lot.item_id,
            "stock_card": lot.item_id,
            "lot": lot.pk,
            "receipt": lot.receipt_id,
            "paid": lot.receipt_id,
            "take_back_receipt": lot.receipt_id,
            "reverse": Movement.objects.get().pk,
            "supplier": lot.receipt.supplier_id,
            "package": package.pk,
            "contents": package.pk,
        }
        assert {client.get(url(name, pk)).status_code for name, pk in places.items()} == {404}
