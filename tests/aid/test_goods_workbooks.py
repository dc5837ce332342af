"""The tables of the goods as Excel: stock, deliveries by their filter, items and suppliers."""

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from aid.ledger import ReceivedLine, receive, reverse_receipt, write_off
from aid.models import Item, Lot, Supplier
from centres.models import AccessLog
from tests.client import Client
from tests.factories import CentreFactory, ItemFactory, SupplierFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 11, 15, 3, 0, tzinfo=datetime.UTC)
DAY, EARLIER = datetime.date(2024, 11, 15), datetime.date(2024, 11, 1)


@stands
def store():
    """Rice of two deliveries, the later one on account; sugar that was recorded by mistake; oil that never came."""
    people = cast(CentreFactory())
    who = {"by": people.storekeeper, "now": NOW}
    canteen = SupplierFactory(centre=people.centre, name="Kantin Koperasi", contact="Bu Sri", address="Jl. Alun-alun")
    SupplierFactory(centre=people.centre, name="Toko Lama", kind="shop", retired=True)
    rice, sugar, oil = (
        ItemFactory(centre=people.centre, name=name, unit=unit, kind=kind)
        for name, unit, kind in (("Beras", "kg", "rice"), ("Gula", "kg", "sugar"), ("Minyak", "liter", "oil"))
    )
    given = {"centre": people.centre, "supplier": canteen, **who}
    gift = receive(received_on=EARLIER, terms="gift", lines=[ReceivedLine(rice, Decimal(5), 14_000)], **given)
    expires = datetime.date(2025, 6, 30)
    line = ReceivedLine(rice, Decimal("12.5"), 14_500, expires_on=expires, code="=L1")
    owed = receive(received_on=DAY, terms="account", number="=1+1", source_of_funds="Kas", lines=[line], **given)
    sweet = [ReceivedLine(sugar, Decimal(4), 17_000)]
    slip = receive(received_on=DAY, terms="account", number="K-9", lines=sweet, **given)
    reverse_receipt(slip, reason="Keliru", **who)
    write_off(owed.lots.get(), quantity=Decimal("2.5"), kind="supplier", reason="Basah", **who)
    people.rice, people.oil, people.gift, people.owed = rice, oil, gift, owed
    return people


def posted(people, name, **data):
    client = Client()
    client.force_login(people.storekeeper)
    answer = client.post(reverse(f"aid:{name}"), data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_of_the_stock_each_delivery_stands_by_itself_and_the_values_add_up(store):
    head, *rows, total = posted(store, "stock_list_excel")
    assert head[7:] == ["Stok", "Satuan", "Harga satuan", "Nilai (Rp)"]
    assert rows == [
        [
            "Beras",
            "Beras",
            DAY,
            "Kantin Koperasi",
            "=1+1",
            "=L1",
            datetime.date(2025, 6, 30),
            10,
            "kg",
            14_500,
            145_000,
        ],
        ["Beras", "Beras", EARLIER, "Kantin Koperasi", "", "", "", 5, "kg", 14_000, 70_000],
        ["Gula", "Gula pasir", "", "", "", "", "", 0, "kg", "", 0],
        ["Minyak", "Minyak goreng", "", "", "", "", "", 0, "liter", "", 0],
    ]
    assert (total[0], total[10]) == ("Jumlah", 215_000)


def test_one_that_is_no_longer_used_has_a_line_only_while_some_is_left(store):
    Item.objects.filter(pk__in=(store.rice.pk, store.oil.pk)).update(retired=True)
    assert [row[0] for row in posted(store, "stock_list_excel")[1:]] == ["Beras", "Beras", "Gula", "Jumlah"]


def test_without_a_price_there_is_no_sum_of_the_stock(store):
    receive(
        centre=store.centre, supplier=Supplier.objects.get(name="Kantin Koperasi"), received_on=DAY, terms="gift",
        lines=[ReceivedLine(store.oil, Decimal(1))], by=store.storekeeper, now=NOW,
    )  # fmt: skip
    *_rows, total, _empty, note = posted(store, "stock_list_excel")
    assert (total[0], total[10], note[0]) == ("Jumlah", "", "Nilai tidak lengkap: ada kiriman tanpa harga.")


def test_of_a_delivery_each_item_has_a_line_with_what_is_to_be_paid_and_what_became_of_it(store):
    head, *rows, total = posted(store, "receipts_excel")
    assert head[7:14] == [
        "Masuk", "Ditarik atau kembali ke pemasok", "Sisanya", "Harga satuan", "Nilai (Rp)", "Dibayar tanggal", "Status"
    ]  # fmt: skip
    assert [(row[0], row[2], row[5], *row[7:12], row[13]) for row in rows] == [
        (DAY, "K-9", "Gula", 4, 4, 0, 17_000, 0, "Dibatalkan"),
        (DAY, "=1+1", "Beras", 12.5, 2.5, 10, 14_500, 145_000, "belum dibayar"),
        (EARLIER, "", "Beras", 5, 0, 5, 14_000, 70_000, ""),
    ]
    assert (total[0], total[11]) == ("Jumlah", 215_000)


def test_the_filter_of_the_page_is_that_of_the_file_and_the_log_says_which_it_was(store):
    assert [row[2] for row in posted(store, "receipts_excel", bon="1")[1:-1]] == ["=1+1"]
    page = Client()
    page.force_login(store.storekeeper)
    assert '<input type="hidden" name="bon" value="1">' in page.get("/barang/masuk/?bon=1").content.decode()
    assert 'name="bon"' not in page.get("/barang/masuk/").content.decode()
    assert list(AccessLog.objects.values_list("action", "subject_kind", "detail")) == [
        ("export", "aid.receipt", "deliveries not paid yet")
    ]


def test_what_went_back_to_the_supplier_as_a_whole_says_so(store):
    write_off(
        Lot.objects.get(receipt=store.gift), quantity=Decimal(5), kind="supplier", reason="Rusak",
        by=store.storekeeper, now=NOW,
    )  # fmt: skip
    assert [row[13] for row in posted(store, "receipts_excel")[1:-1]] == [
        "Dibatalkan", "belum dibayar", "Kembali ke pemasok"
    ]  # fmt: skip


def test_items_and_suppliers_stand_as_on_their_pages(store):
    assert [row[:3] for row in posted(store, "items_excel")[1:]] == [
        ["Beras", "kg", "Beras"], ["Gula", "kg", "Gula pasir"], ["Minyak", "liter", "Minyak goreng"]
    ]  # fmt: skip
    assert posted(store, "suppliers_excel")[1:] == [
        ["Kantin Koperasi", "Kantin koperasi", "Bu Sri", "Jl. Alun-alun", 3, DAY, ""],
        ["Toko Lama", "Toko", "", "", 0, "", "Tidak dipakai lagi"],
    ]


def test_nothing_of_another_centre_is_in_a_file(store):
    other = cast(CentreFactory(name="Rutan Lain"))
    ItemFactory(centre=other.centre, name="Garam")
    SupplierFactory(centre=other.centre, name="Toko Jauh")
    for name in ("stock_list_excel", "items_excel", "suppliers_excel"):
        assert not {"Garam", "Toko Jauh"} & {cell for row in posted(store, name) for cell in row}
