"""The minutes of goods: one for each delivery and its supplier, one for what came out of the store or went back."""

import datetime
from decimal import Decimal

import pytest

from aid.ledger import ReceivedLine, receive, reverse_receipt, take_back
from aid.models import Receipt
from distributions.models import PaperKind, PaperNumber, State
from distributions.papers import pdf as papers
from distributions.papers.activity_report import report_document
from distributions.papers.bundle import goods_in, numbers_on, signed_first
from distributions.papers.goods_minutes import goods_documents, signed_by_several
from distributions.papers.numbers import Numbers, numbers_of
from distributions.papers.round_on_paper import read_round
from distributions.papers.versions import bundle_in
from distributions.rounds.balance import balance
from distributions.rounds.closing import close_round, settle, settle_all, unsettle
from distributions.rounds.deliveries import goods_moved
from distributions.rounds.goods import issue_for_round
from distributions.rounds.sources import sources
from distributions.rounds.transitions import transition
from tests.distributions.kept_papers import version_in_force
from tests.distributions.months import APPROVED, NOW, approved_month, delivered, from_canteen, missed
from tests.distributions.printed import text_of
from tests.factories import LetterheadFactory, RecipientFactory, RoundFactory, SupplierFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def month():
    """The canteen brings 12 kg of rice and all sugar on the 14th, a shop the rest of the rice on the 15th."""
    month = approved_month()
    shop = {"name": "Toko Makmur", "contact": "Sri Lestari", "address": "Jalan Pasar 1"}
    month.shop = SupplierFactory(centre=month.centre, **shop)
    month.canteen.contact = "Joko Susilo"
    month.canteen.save()
    from_canteen(month, rice="12", sugar="4", received_on=D(2024, 11, 14), number="K-7")
    bought = {"supplier": month.shop, "terms": "bought", "number": "TM/15", "source_of_funds": "Iuran pegawai"}
    from_canteen(month, rice="8", sugar="0", received_on=D(2024, 11, 15), **bought)
    return month


def minutes(month) -> list[str]:
    """What is on each of them: who gives, when, and what."""
    return [
        "; ".join([
            one["heading"].removeprefix("BERITA ACARA ").lower(),
            one["first"]["capacity"],
            one["second_signer"]["name"],
            one["date_words"].partition(" ")[0],
            ", ".join(f"{row['name']} {row['total']} {row['note']}".strip() for row in one["goods"]),
        ])
        for one in goods_documents(read_round(month.round.pk), {})
    ]  # fmt: skip


def test_each_delivery_has_minutes_of_its_own_with_what_came_from_whom_and_when(month):
    assert minutes(month) == [
        "serah terima barang; bertindak atas nama Koperasi Pegawai; Joko Susilo; Kamis; Beras 12 dari 20, Gula pasir 4",
        "serah terima barang; bertindak atas nama Toko Makmur; Sri Lestari; Jumat; Beras 8 dari 20",
    ]
    text = text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    assert "sesuai nota Nomor K-7 tanggal 14 November 2024, dengan" in text
    assert "sesuai nota Nomor TM/15 tanggal 15 November 2024, dengan" in text
    assert "Asal barang: Toko Makmur (dibeli); Iuran pegawai." in text
    assert (text.count("Koperasi Pegawai (hadiah"), text.count("Sri Lestari")) == (0, 2)


def test_of_a_delivery_that_brought_more_than_the_round_needs_the_minutes_say_that_they_are_of_a_part_of_the_note():
    """The note has 12 kg and 6 kg; 10 kg of rice and 2 kg of sugar go out, the rest stays in the store."""
    month = approved_month(families=1)
    lines = [ReceivedLine(month.rice, Decimal(12), 14_500), ReceivedLine(month.sugar, Decimal(6), 17_500)]
    given = {
        "supplier": month.canteen,
        "terms": "gift",
        "received_on": D(2024, 11, 15),
        "number": "K-9",
        "lines": lines,
    }
    receive(centre=month.centre, by=month.people.storekeeper, now=NOW, **given)
    wanted = {month.rice.pk: Decimal(10), month.sugar.pk: Decimal(2)}
    issue_for_round(month.round, wanted=wanted, issued_on=D(2024, 11, 15), by=month.people.storekeeper, now=NOW)

    (document,) = goods_documents(read_round(month.round.pk), {})

    assert [row["total"] for row in document["goods"]] == ["10", "2"]
    by = "sebagian dari barang menurut nota Nomor K-9 tanggal 15 November 2024"
    assert document["declaration"].endswith(f", {by}, dengan rincian sebagai berikut:")


def test_what_was_taken_back_has_no_minutes_and_the_others_keep_their_number(month):
    LetterheadFactory(centre=month.centre, minutes_number="BA-{urut}")
    first = numbers_of(read_round(month.round.pk), parts=1).goods
    assert first == {1: "BA-2", 2: "BA-3"}
    document = month.round.round_issues.order_by("pk")[0].issue
    take_back(list(document.movements.all()), reason="Keliru", by=month.people.storekeeper, now=NOW)
    on_paper = read_round(month.round.pk)
    assert [one["number"] for one in goods_documents(on_paper, numbers_of(on_paper, parts=1).goods)] == ["BA-3"]


def test_minutes_of_goods_and_of_packages_are_counted_together_by_the_pattern():
    month = approved_month()
    LetterheadFactory(centre=month.centre, minutes_number="BA-{urut}")
    assert numbers_of(read_round(month.round.pk), parts=1).goods == {}, "nobody outside is to sign yet"
    from_canteen(month)
    bundle = bundle_in(version_in_force(month.round, by=month.people.coordinator, now=NOW))
    assert (bundle["parts"][0][0]["number"], goods_in(bundle)[0]["number"]) == ("BA-1", "BA-2")
    assert [one.text for one in PaperNumber.objects.filter(round=month.round)] == ["BA-1", "BA-2"]
    assert numbers_on(bundle, PaperKind.GOODS_BAST) == ["BA-2"]


def test_goods_that_were_there_before_come_out_of_the_store_on_the_day_on_which_they_went_out():
    month = approved_month()
    given = {"supplier": month.canteen, "received_on": D(2024, 11, 7), "terms": "gift", "by": month.people.storekeeper}
    receive(centre=month.centre, lines=[ReceivedLine(month.rice, Decimal(20), 14_500)], now=NOW, **given)
    went = {"issued_on": D(2024, 11, 14), "wanted": {month.rice.pk: Decimal(20)}, "by": month.people.storekeeper}
    issue_for_round(month.round, **went, now=NOW)
    assert minutes(month) == [
        f"pengeluaran barang dari persediaan; yang menyerahkan barang dari persediaan {month.centre.name}; ; Kamis;"
        " Beras 20, Gula pasir 0 rencana 4"
    ]
    bundle = bundle_in(version_in_force(month.round, by=month.people.coordinator, now=NOW))
    assert "goods" not in signed_first(bundle), "nobody outside signs for it"


def test_who_takes_goods_of_the_store_back_signs_though_none_were_brought_for_the_round():
    month = approved_month()
    given = {"supplier": month.canteen, "received_on": D(2024, 11, 7), "terms": "gift", "by": month.people.storekeeper}
    lines = [ReceivedLine(month.rice, Decimal(20), 14_500), ReceivedLine(month.sugar, Decimal(4), 17_500)]
    receive(centre=month.centre, lines=lines, now=NOW, **given)
    issue_for_round(month.round, issued_on=D(2024, 11, 15), by=month.people.storekeeper, now=NOW)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    bundle = bundle_in(version_in_force(month.round, by=month.people.coordinator, now=NOW))
    assert "goods" in signed_first(bundle)


def test_a_delivery_that_was_taken_back_stands_on_no_paper_though_its_goods_came_back_first(month):
    wrong = SupplierFactory(centre=month.centre, name="Toko Keliru")
    from_canteen(month, rice="26", sugar="5", supplier=wrong, number="TK-1")
    who = {"by": month.people.storekeeper, "now": NOW}
    for item, quantity in ((month.rice, 26), (month.sugar, 5)):
        settle(month.round, item=item, quantity=Decimal(quantity), outcome="stock", **who)
    reverse_receipt(Receipt.objects.get(supplier=wrong), reason="Salah pemasok", **who)
    assert minutes(month) == [
        "serah terima barang; bertindak atas nama Koperasi Pegawai; Joko Susilo; Kamis; Beras 12 dari 20, Gula pasir 4",
        "serah terima barang; bertindak atas nama Toko Makmur; Sri Lestari; Jumat; Beras 8 dari 20",
    ]
    assert sources([month.round])[month.round.pk].suppliers == "Koperasi Pegawai dan Toko Makmur"
    assert [(row.issued, row.returned, row.open) for row in balance(month.round)] == [(20, 0, 20), (4, 0, 4)]
    delivered(month, month.recipients[0])
    report = report_document(read_round(month.round.pk), numbers=Numbers())
    assert report["notes"] == [
        "Nota Koperasi Pegawai Nomor K-7, 14 November 2024", "Nota Toko Makmur Nomor TM/15, 15 November 2024"
    ]  # fmt: skip


def test_what_came_for_an_earlier_round_and_was_left_comes_out_of_the_store(month):
    later = RoundFactory(
        centre=month.centre, programme=month.round.programme, occurrence_on=D(2024, 12, 20), date=D(2024, 11, 15)
    )
    RecipientFactory(round=later)
    for state, by in ((State.SUBMITTED, month.people.coordinator), (State.APPROVED, month.people.head)):
        transition(later, state, by=by, now=APPROVED)
    for recipient in month.recipients:
        missed(month, recipient)
    settle_all(month.round, outcome="stock", by=month.people.storekeeper, now=NOW)
    went = {"issued_on": D(2024, 11, 15), "by": month.people.storekeeper, "now": NOW}
    issue_for_round(later, wanted={month.rice.pk: Decimal(10)}, **went)
    month.round = later
    assert [one.partition(";")[0] for one in minutes(month)] == ["pengeluaran barang dari persediaan"]


def test_what_went_back_has_minutes_of_its_own_to_whoever_took_it(month):
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    left = {"by": month.people.storekeeper, "now": NOW}
    settle(month.round, item=month.sugar, quantity=Decimal(2), outcome="supplier", reason="Sisa", **left)
    settle(month.round, item=month.rice, quantity=Decimal(10), outcome="stock", **left)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    assert minutes(month)[2:] == [
        f"pengembalian barang; bertindak atas nama {month.centre.name}; Joko Susilo; Jumat; Gula pasir 2",
        f"pengembalian barang; bertindak atas nama {month.centre.name}; ; Jumat; Beras 10",
    ]
    text = text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    assert "Koperasi Pegawai, selanjutnya disebut PIHAK KEDUA" in text
    assert f"yang menerima barang ke dalam persediaan {month.centre.name}, selanjutnya disebut PIHAK KEDUA" in text
    assert "barang sisa paket sembako program" in text
    assert "Alasan: Sisa." in text
    assert text.count("No. Nama barang Jumlah Satuan Ket. 1") == 2, "what goes back is in no packages"


def test_of_goods_that_have_not_come_there_is_one_of_the_plan():
    month = approved_month()
    assert minutes(month) == ["serah terima barang; yang menyerahkan barang; ; Jumat; Beras 20, Gula pasir 4"]


def test_what_was_written_off_has_minutes_with_the_reason_and_what_it_cost(month):
    """A kilogram of rice and all sugar that is left are gone; the sack of rice that is left stays in the store."""
    LetterheadFactory(centre=month.centre, minutes_number="BA-{urut}")
    numbers_of(read_round(month.round.pk), parts=1)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    left = {"by": month.people.storekeeper, "now": NOW}
    for item, quantity, why in (
        (month.sugar, "1.5", "Basah."),
        (month.sugar, "0.5", "Hilang"),
        (month.rice, "1", "Basah"),
    ):
        settle(month.round, item=item, quantity=Decimal(quantity), outcome="loss", reason=why, **left)
    settle(month.round, item=month.rice, quantity=Decimal(9), outcome="stock", **left)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    on_paper = read_round(month.round.pk)

    document = goods_documents(on_paper, numbers_of(on_paper, parts=1).goods)[-1]

    assert document["number"] == "BA-5", "after two deliveries, what went into the store, and the minutes of packages"
    assert document["goods"] == [
        ["1", "Beras", "1", "kg", "Rp14.500", "Basah"],
        ["2", "Gula pasir", "2", "kg", "Rp35.000", "Basah; Hilang"],
    ]
    assert document["total"] == "Rp49.500"
    text = text_of(papers.print_now(month.round, PaperKind.GOODS_BAST))
    assert "BERITA ACARA PENGHAPUSBUKUAN BARANG" in text
    assert "2 Gula pasir 2 kg Rp35.000 Basah; Hilang Jumlah Rp49.500" in text


def test_what_was_written_off_is_signed_though_all_goods_came_out_of_the_store():
    month = approved_month()
    given = {"supplier": month.canteen, "received_on": D(2024, 11, 7), "terms": "gift", "by": month.people.storekeeper}
    lines = [ReceivedLine(month.rice, Decimal(20), None), ReceivedLine(month.sugar, Decimal(4), 17_500)]
    receive(centre=month.centre, lines=lines, now=NOW, **given)
    issue_for_round(month.round, issued_on=D(2024, 11, 15), by=month.people.storekeeper, now=NOW)
    for recipient in month.recipients:
        missed(month, recipient)
    assert signed_by_several(read_round(month.round.pk)) is False
    settle_all(month.round, outcome="loss", reason="Hilang", by=month.people.storekeeper, now=NOW)
    on_paper = read_round(month.round.pk)
    assert signed_by_several(on_paper) is True
    lost = goods_documents(on_paper, {})[-1]
    assert ([row[4] for row in lost["goods"]], lost["total"]) == (["–", "Rp70.000"], "–"), "no price, no sum"


def two_rounds(month):
    """Another approved round, which needs of the same delivery."""
    later = RoundFactory(
        centre=month.centre, programme=month.round.programme, occurrence_on=D(2024, 12, 20), date=D(2024, 11, 15)
    )
    RecipientFactory(round=later)
    for state, by in ((State.SUBMITTED, month.people.coordinator), (State.APPROVED, month.people.head)):
        transition(later, state, by=by, now=APPROVED)
    return later


def test_what_went_out_for_another_round_by_mistake_and_was_taken_back_was_brought_for_this_one():
    month = approved_month()
    later = two_rounds(month)
    lines = [ReceivedLine(month.rice, Decimal(20), 14_500), ReceivedLine(month.sugar, Decimal(4), 17_500)]
    given = {"supplier": month.canteen, "received_on": D(2024, 11, 15), "terms": "gift", "number": "K-9"}
    who = {"by": month.people.storekeeper, "now": NOW}
    receive(centre=month.centre, lines=lines, **given, **who)
    wrong = issue_for_round(later, wanted={month.rice.pk: Decimal(20)}, issued_on=D(2024, 11, 15), **who)
    take_back(list(wrong.movements.all()), reason="Keliru", **who)
    issue_for_round(month.round, issued_on=D(2024, 11, 15), **who)
    assert [one.partition(";")[0] for one in minutes(month)] == ["serah terima barang"]
    assert [(one.receipt.number, one.goods) for one in goods_moved(later).taken_back] == [("K-9", {})]


def test_a_delivery_that_turns_out_to_be_of_this_round_takes_no_number_of_another_one():
    """K-1 goes out for another round, then the rest of it for this one, then K-2; the first was a mistake."""
    month = approved_month()
    later = two_rounds(month)
    who = {"by": month.people.storekeeper, "now": NOW}
    for number, quantity in (("K-1", 12), ("K-2", 20)):
        given = {"supplier": month.canteen, "received_on": D(2024, 11, 15), "terms": "gift", "number": number}
        receive(centre=month.centre, lines=[ReceivedLine(month.rice, Decimal(quantity), 14_500)], **given, **who)
    wrong = issue_for_round(later, wanted={month.rice.pk: Decimal(2)}, issued_on=D(2024, 11, 15), **who)
    issue_for_round(month.round, wanted={month.rice.pk: Decimal(20)}, issued_on=D(2024, 11, 15), **who)
    assert {one.receipt.number: one.part for one in goods_moved(month.round).brought} == {"K-2": 2}
    take_back(list(wrong.movements.all()), reason="Keliru", **who)
    assert {one.receipt.number: one.part for one in goods_moved(month.round).brought} == {"K-1": 1, "K-2": 2}


def test_of_two_suppliers_who_took_goods_back_one_keeps_its_number_when_the_other_did_not(month):
    for recipient in month.recipients:
        missed(month, recipient)
    who = {"by": month.people.storekeeper, "now": NOW}
    settle(month.round, item=month.sugar, quantity=Decimal(4), outcome="supplier", reason="Sisa", **who)
    settle(month.round, item=month.rice, quantity=Decimal(8), outcome="supplier", reason="Sisa", **who)
    assert [(one.supplier.name, one.part) for one in goods_moved(month.round).back] == [
        ("Koperasi Pegawai", 201), ("Toko Makmur", 202)
    ]  # fmt: skip
    unsettle(month.round, item=month.sugar, reason="Keliru", **who)
    assert [(one.supplier.name, one.part) for one in goods_moved(month.round).back] == [("Toko Makmur", 202)]
