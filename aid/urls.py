"""Addresses of the room of the aid; its first page, /barang/, knows of rounds and stands in distributions."""

from django.urls import path

from aid.views import items, notes, packages, receipts, stock, suppliers

app_name = "aid"
urlpatterns = [
    path("barang/daftar/", items.items, name="items"),
    path("barang/daftar/excel/", items.items_excel, name="items_excel"),
    path("barang/daftar/baru/", items.new_item, name="new_item"),
    path("barang/daftar/<int:pk>/", items.change_item, name="item"),
    path("barang/gerakan/<int:pk>/balikkan/", stock.take_back_movement, name="reverse"),
    path("barang/kartu/<int:pk>/", stock.stock_card, name="stock_card"),
    path("barang/kartu/<int:pk>/excel/", stock.stock_card_excel, name="stock_card_excel"),
    path("barang/kiriman/<int:pk>/", stock.lot, name="lot"),
    path("barang/masuk/", receipts.receipts, name="receipts"),
    path("barang/masuk/excel/", receipts.receipts_excel, name="receipts_excel"),
    path("barang/masuk/baru/", receipts.new_receipt, name="new_receipt"),
    path("barang/masuk/<int:pk>/", receipts.receipt, name="receipt"),
    path("barang/masuk/<int:pk>/balikkan/", receipts.take_back_receipt, name="take_back_receipt"),
    path("barang/masuk/<int:pk>/nota/", notes.note_pages, name="note_pages"),
    path("barang/masuk/<int:pk>/nota/<int:page_pk>/hapus/", notes.remove_note_page, name="remove_note_page"),
    path("barang/masuk/<int:pk>/dibayar/", receipts.paid, name="paid"),
    path("barang/paket/", packages.packages, name="packages"),
    path("barang/paket/baru/", packages.new_package, name="new_package"),
    path("barang/paket/<int:pk>/", packages.package, name="package"),
    path("barang/paket/<int:pk>/isi/", packages.change_package, name="contents"),
    path("barang/persediaan/excel/", stock.stock_list_excel, name="stock_list_excel"),
    path("barang/pemasok/", suppliers.suppliers, name="suppliers"),
    path("barang/pemasok/excel/", suppliers.suppliers_excel, name="suppliers_excel"),
    path("barang/pemasok/baru/", suppliers.new_supplier, name="new_supplier"),
    path("barang/pemasok/<int:pk>/", suppliers.change_supplier, name="supplier"),
]
