"""The papers of the goods: their minutes, what to buy and what to load, and who is said to have given."""

import datetime
from decimal import Decimal

import pytest

from aid.ledger import ReceivedLine, receive
from distributions.models import PaperKind, Recipient
from distributions.papers import pdf as papers
from distributions.papers.goods_lists import loading_document
from distributions.papers.round_on_paper import read_round
from distributions.rounds.approval import use_reserve
from distributions.rounds.closing import correct_closed_round
from distributions.rounds.goods import issue_for_round
from tests import factories
from tests.distributions import printed
from tests.distributions.months import NOW, approved_month, close, delivered, from_canteen, missed
from tests.distributions.printed import four_in, text_of
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def blora():
    return printed.blora()


@stands
def november(blora):
    return printed.november(blora)


@pytest.fixture
def four(november):
    return four_in(november)


def test_the_minutes_of_the_goods_name_who_brings_them_and_count_what_the_plan_needs(november, four):
    november.supplier.contact, november.supplier.address = "Joko Susilo", "Jalan Kantin 2"
    november.supplier.save()
    text = text_of(papers.print_now(november, PaperKind.GOODS_BAST))
    assert "1. Nama : Joko Susilo" in text
    assert "bertindak atas nama Kantin Koperasi, selanjutnya disebut PIHAK PERTAMA" in text
    assert "2. Nama : Andi Wijaya, S.H." in text
    assert "bertindak atas nama Rutan Kelas IIB Blora, selanjutnya disebut PIHAK KEDUA" in text
    assert "barang untuk 4 (empat) paket" in text
    assert "1 Beras 10 kg 4 40" in text
    assert "bertempat di Rutan Kelas IIB Blora" in text


def test_the_minutes_of_the_goods_count_what_went_out_once_it_did():
    month = approved_month()
    month.flour = factories.ItemFactory(centre=month.centre, name="Tepung")
    from_canteen(month, rice="25", sugar="4")
    text = text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    assert "1 Beras 10 kg 2 25 rencana 20" in text
    assert "2 Gula pasir 2 kg 2 4 " in text


def test_the_minutes_of_the_goods_have_the_day_on_which_the_goods_came():
    month = approved_month()
    assert "hari ini Jumat tanggal lima belas" in text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    delivered(month, month.recipients[0])
    from_canteen(month, received_on=datetime.date(2024, 11, 17), now=NOW + datetime.timedelta(days=2))
    text = text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    assert "hari ini Minggu tanggal tujuh belas bulan November" in text
    assert f"{month.centre.place}, 17 November 2024" in text
    assert "15 November 2024, setelah" not in text
    assert "Barang dicatat keluar pada 17 November 2024, setelah penyerahan pada 15 November 2024." in text


@pytest.mark.parametrize(("came", "said"), [(7, "Kamis tanggal empat belas"), (8, "Jumat tanggal delapan")])
def test_goods_that_were_in_stock_before_the_approval_did_not_come_for_the_round(came, said):
    month = approved_month()
    lines = [ReceivedLine(month.rice, Decimal(20), 14_500)]
    receive(
        centre=month.centre, supplier=month.canteen, received_on=datetime.date(2024, 11, came), terms="gift",
        lines=lines, by=month.people.storekeeper, now=NOW,
    )  # fmt: skip
    issue_for_round(
        month.round, issued_on=datetime.date(2024, 11, 14), wanted={month.rice.pk: Decimal(20)},
        by=month.people.storekeeper, now=NOW,
    )  # fmt: skip
    assert f"hari ini {said}" in text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))


def test_goods_from_the_own_store_are_signed_for_by_nobody_else():
    month = approved_month()
    assert month.round.supplier is None
    assert "SERAH TERIMA BARANG" not in text_of(papers.signing_file(month.round))
    assert "1. Nama :" in text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))


def test_the_shopping_list_counts_all_packages_and_the_sum_only_where_every_price_is_known(november, four):
    text = text_of(papers.print_now(november, PaperKind.SHOPPING))
    assert "1 Beras 10 40 kg Rp14.500 Rp580.000" in text
    assert "Jumlah Rp696.000" in text
    november.lines.filter(item_name="Gula pasir").update(unit_price=None)
    text = text_of(papers.print_now(november, PaperKind.SHOPPING))
    assert "2 Gula pasir 2 8 kg Jumlah Harga menurut rencana; yang kosong belum diketahui." in text


def test_the_packing_list_says_what_each_location_needs_in_the_order_of_the_route(november, four):
    Recipient.objects.filter(pk=four[3].pk).update(stop=four[0].stop)
    text = text_of(papers.print_now(november, PaperKind.LOADING))
    assert f"1 {read_round(november.pk).stops[0].title} 2 Beras 20 kg, Gula pasir 4 kg" in text
    assert "Jumlah 4" in text


def test_the_package_of_a_family_that_was_missed_is_bought_and_loaded_once_wherever_it_went():
    month = approved_month(2, (factories.PANOLAN, factories.NGLANJUK))
    missed(month, month.recipients[0])
    use_reserve(
        month.round,
        reserve=month.reserve,
        instead_of=month.recipients[0],
        reason="x",
        by=month.people.coordinator,
        now=NOW,
    )
    assert "Jumlah paket : 2 (dua) paket" in text_of(papers.print_now(month.round, PaperKind.SHOPPING))
    text = text_of(papers.print_now(month.round, PaperKind.LOADING))
    assert ["Jumlah 2" in text, "Tidak diserahkan" in text] == [True, False]
    assert "1 paket dialihkan ke keluarga cadangan" in text


def test_what_went_out_stays_on_the_packing_list_and_says_of_how_much_it_was_not_handed_over():
    month = approved_month(3, (factories.PANOLAN, factories.NGLANJUK))
    for one in month.recipients[:2]:
        missed(month, one)
    delivered(month, month.recipients[2])
    document = loading_document(read_round(month.round.pk))
    first, second = document["rows"]
    goods = ["2", "Beras 20 kg, Gula pasir 4 kg"], ["1", "Beras 10 kg, Gula pasir 2 kg"]
    assert (first[2:], second[2:]) == goods
    assert [row[1].partition("\n")[2] for row in (first, second)] == ["1 paket tidak diserahkan"] * 2
    assert document["facts"][-1] == ["Tidak diserahkan", "2 (dua) paket"]
    assert document["total"] == "3"


def test_a_packing_list_of_which_nobody_was_missed_says_nothing_of_it():
    month = approved_month(1)
    delivered(month, month.recipients[0])
    document = loading_document(read_round(month.round.pk))
    assert [[name for name, _said in document["facts"]], "\n" in document["rows"][0][1]] == [
        ["Berangkat", "Isi setiap paket"], False,
    ]  # fmt: skip


def test_a_correction_after_close_is_followed_by_the_packing_list_and_its_goods_stay():
    month = approved_month(2)
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    close(month)
    who = {"reason": "Lembar bertanda tangan", "by": month.people.head, "now": NOW}
    said = {"text": "Diambil anaknya", "recipient": month.recipients[1], "result": "received"}
    assert loading_document(read_round(month.round.pk))["facts"][-1] == ["Tidak diserahkan", "1 (satu) paket"]
    correct_closed_round(month.round, **said, **who)
    document = loading_document(read_round(month.round.pk))
    assert [document["facts"][-1][0], document["total"]] == ["Isi setiap paket", "2"]


def test_the_list_names_who_gave_what_went_out_and_the_proposal_who_was_planned_to():
    month = approved_month()
    from_canteen(month, supplier=factories.SupplierFactory(centre=month.centre, name="Toko Makmur"), terms="account")

    assert "Sumber barang : Toko Makmur (bon)" in text_of(papers.receipt_list(month.round))
    assert "Toko Makmur" not in text_of(papers.proposal(month.round))
