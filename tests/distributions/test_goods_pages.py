"""The pages of goods and closing."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from aid.models import Issue, Item, Lot, Movement, Receipt, Supplier
from aid.worth import Worth
from distributions.models import Correction, State
from distributions.rounds.activity import record_attendance, write_account
from distributions.rounds.balance import balance, gone_out
from distributions.rounds.closing import close_round, settle_all
from tests.client import Client
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.read_page import words
from tests.seen import read, seen_on
from tests.standing import stands
from tests.versions import forms_in, save


@stands
def month():
    return approved_month()


@pytest.fixture
def signed_in(month):
    def signed_in(role):
        client = Client()
        client.force_login(getattr(month.people, role))
        return client

    return signed_in


def sent(month, *, rice="20", sugar="4", **details):
    """What the browser sends of the form from the canteen: both known items, and two rows that were asked for."""
    rows = [(month.rice, rice, "14.500"), (month.sugar, sugar, "17500")]
    data = {"lines-TOTAL_FORMS": "4", "lines-INITIAL_FORMS": "4", "seen": gone_out(balance(month.round))}
    for number, (item, quantity, price) in enumerate(rows):
        data |= {
            f"lines-{number}-item": str(item.pk),
            f"lines-{number}-quantity": quantity,
            f"lines-{number}-unit_price": price,
        }
    details.setdefault("supplier", str(month.canteen.pk))
    return {**data, "received_on": "2024-11-15", "terms": "gift", **details}


def direct(month):
    return reverse("distributions:goods_from_canteen", args=[month.round.pk])


class TestStraightFromTheCanteen:
    def test_the_form_is_filled_in_already(self, month, signed_in):
        page = signed_in("storekeeper").get(direct(month))

        rows = [(form["item"].value(), form["quantity"].value()) for form in page.context["lines"]]
        assert rows == [(month.rice.pk, 20), (month.sugar.pk, 4)]
        assert page.context["lines"][0]["unit_price"].value() == 14_500
        assert page.context["form"]["received_on"].value() == datetime.date(2024, 11, 15)

    def test_the_form_says_what_each_row_and_all_of_it_cost(self, month, signed_in):
        page = signed_in("storekeeper").get(direct(month))

        assert [form.cost for form in page.context["lines"]] == [290_000, 58_000]
        assert "Rp348.000" in page.content.decode()

    def test_a_quantity_that_cannot_be_read_counts_for_nothing_in_the_total(self, month, signed_in):
        page = signed_in("storekeeper").post(direct(month), sent(month, rice="1.000", sugar="2,5"))

        assert [form.cost for form in page.context["lines"]][:2] == [None, 43_750]
        assert page.context["lines"].worth == Worth(Decimal("43750.0"))

    def test_one_press_records_receipt_and_issue_and_moves_the_round(self, month, signed_in):
        answer = signed_in("coordinator").post(direct(month), sent(month, rice="22,5"))

        assert answer.status_code == 302
        month.round.refresh_from_db()
        assert month.round.state == State.ISSUED
        lots = Lot.objects.values_list("item__name", "unit_price", "on_hand").order_by("id")
        assert list(lots) == [("Beras", 14_500, 0), ("Gula pasir", 17_500, 0)]
        assert -Movement.objects.get(kind="issue", lot__item=month.rice).quantity == Decimal("22.5")

    def test_other_quantities_are_said_and_not_refused(self, month, signed_in):
        client = signed_in("coordinator")
        client.post(direct(month), sent(month, rice="18"))

        page = client.get(reverse("distributions:close", args=[month.round.pk]))
        assert "Beras 18" in page.content.decode()
        assert "rencana 20" in page.content.decode()

    def test_a_name_typed_for_a_new_supplier_counts_before_the_list(self, month, signed_in):
        signed_in("storekeeper").post(direct(month), sent(month, new_supplier="Toko Makmur"))

        assert Receipt.objects.get().supplier.name == "Toko Makmur"

    def test_a_new_supplier_and_a_new_item_are_typed_in_place(self, month, signed_in):
        data = sent(month, supplier="new", new_supplier="Baznas Blora", new_kind="donor")
        data |= {"lines-2-name": "Telur", "lines-2-unit": "kg", "lines-2-quantity": "2.5"}
        signed_in("storekeeper").post(direct(month), data)

        assert Supplier.objects.get(name="Baznas Blora").kind == "donor"
        assert Item.objects.get(name="Telur").unit == "kg"
        assert Receipt.objects.get().lots.count() == 3

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"lines-0-quantity": "banyak"}, "quantity"),
            ({"lines-0-quantity": "99999999999999999999"}, "quantity"),
            ({"lines-0-quantity": "1.000"}, "quantity"),
            ({"lines-0-unit_price": "99.999.999.999"}, "unit_price"),
            ({"lines-0-unit_price": "12,50"}, "unit_price"),
            ({"lines-2-name": "Telur", "lines-2-quantity": "1"}, "unit"),
            ({"lines-2-name": "Beras"}, "quantity"),
            ({"lines-2-quantity": "1"}, "name"),
        ],
    )
    def test_a_slip_in_a_row_is_shown_beside_it_and_what_was_typed_stays(self, month, signed_in, changes, field):
        page = signed_in("storekeeper").post(direct(month), sent(month, number="N-7") | changes)

        row = page.context["lines"][0 if "lines-0" in next(iter(changes)) else 2]
        assert page.status_code == 200
        assert list(row.errors) == [field]
        for name, value in changes.items():
            assert f'name="{name}" value="{value}"' in page.content.decode()
        assert 'value="N-7"' in page.content.decode()
        assert not Receipt.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"supplier": ""}, "supplier"),
            ({"supplier": "999999"}, "supplier"),
            ({"supplier": "new"}, "new_supplier"),
            ({"received_on": "31/02/2024"}, "received_on"),
            ({"received_on": "2099-01-01"}, "received_on"),
            ({"paid_on": "2024-11-15"}, "paid_on"),
            ({"terms": ""}, "terms"),
        ],
    )
    def test_a_slip_in_the_details_is_shown_by_its_field(self, month, signed_in, changes, field):
        page = signed_in("storekeeper").post(direct(month), sent(month) | changes)

        assert page.status_code == 200
        assert list(page.context["form"].errors) == [field]
        assert not Receipt.objects.exists()

    def test_an_empty_form_is_refused(self, month, signed_in):
        page = signed_in("storekeeper").post(direct(month), sent(month, rice="", sugar="0"))

        assert page.context["lines"].non_form_errors()
        assert not Receipt.objects.exists()

    def test_more_rows_come_without_a_script_and_nothing_typed_is_lost(self, month, signed_in):
        data = sent(month, rice="satu", number="N-7") | {"lines-2-name": "Telur", "more": "1"}
        page = signed_in("storekeeper").post(direct(month), data)

        values = [form["name"].value() for form in page.context["lines"]]
        assert len(values) == 6
        assert values[2] == "Telur"
        assert 'value="satu"' in page.content.decode()
        assert 'value="N-7"' in page.content.decode()
        assert not page.context["lines"].is_bound

    @pytest.mark.parametrize("total", ["", "-1", "x", "99999"])
    def test_a_damaged_form_is_answered(self, month, signed_in, total):
        for more in ({}, {"more": "1"}):
            data = sent(month) | {"lines-TOTAL_FORMS": total} | more
            assert signed_in("storekeeper").post(direct(month), data).status_code == 200

    def test_a_round_of_another_centre_does_not_exist(self, month, signed_in):
        assert signed_in("outsider").get(direct(month)).status_code == 404


def test_the_box_of_the_lot_code_says_what_it_is_for_where_no_column_head_does(month, signed_in):
    for expires, boxes in ((False, 0), (True, 1)):
        Item.objects.filter(pk=month.rice.pk).update(expires=expires)
        html = signed_in("storekeeper").get(direct(month)).content.decode()
        assert html.count('placeholder="Kode kiriman"') == boxes


@pytest.mark.parametrize(("keeps_stock", "way"), [(False, "goods_from_canteen"), (True, "goods_from_stock")])
def test_the_goods_of_a_round_are_recorded_the_usual_way(month, signed_in, keeps_stock, way):
    month.centre.keeps_stock = keeps_stock
    month.centre.save()

    answer = signed_in("storekeeper").get(reverse("distributions:goods", args=[month.round.pk]))

    assert answer.url == reverse(f"distributions:{way}", args=[month.round.pk])


@pytest.mark.parametrize("way", ["goods_from_canteen", "goods_from_stock"])
def test_there_is_no_form_for_the_goods_of_a_round_that_is_closed(month, signed_in, way):
    page, form = reverse(f"distributions:{way}", args=[month.round.pk]), "data-unsaved"
    client = signed_in("storekeeper")
    assert form in client.get(page).content.decode()
    from_canteen(month)
    for recipient in month.recipients:
        delivered(month, recipient)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    text = client.get(page).content.decode()
    assert form not in text
    assert "Barang dapat dicatat" in text


class TestOutOfStock:
    @pytest.fixture
    def stocked(self, month, signed_in):
        signed_in("storekeeper").post(reverse("aid:new_receipt"), sent(month, rice="30", sugar="10"))
        return month

    def url(self, month):
        return reverse("distributions:goods_from_stock", args=[month.round.pk])

    def test_what_is_lacking_goes_out(self, stocked, signed_in):
        client = signed_in("storekeeper")
        page = client.get(self.url(stocked))
        assert [form["quantity"].value() for form in page.context["lines"]] == [20, 4]

        client.post(self.url(stocked), sent(stocked) | {"issued_on": "2024-11-15"})

        assert list(Lot.objects.order_by("id").values_list("on_hand", flat=True)) == [10, 6]

    def test_more_than_is_there_is_refused_by_name(self, stocked, signed_in):
        data = sent(stocked, rice="31") | {"issued_on": "2024-11-15"}
        page = signed_in("storekeeper").post(self.url(stocked), data)

        assert "Beras 1" in str(page.context["form"].non_field_errors())
        assert not Issue.objects.exists()

    def test_an_unknown_name_is_refused(self, stocked, signed_in):
        data = sent(stocked) | {"lines-2-name": "Emas", "lines-2-unit": "kg", "lines-2-quantity": "1"}
        page = signed_in("storekeeper").post(self.url(stocked), data | {"issued_on": "2024-11-15"})

        assert "Emas" in str(page.context["form"].non_field_errors())


class TestClosing:
    @pytest.fixture
    def issued(self, month):
        from_canteen(month)
        return month

    def url(self, month, name="close", *args):
        return reverse(f"distributions:{name}", args=[month.round.pk, *args])

    def test_it_says_exactly_what_is_open(self, issued, signed_in):
        delivered(issued, issued.recipients[0])

        page = signed_in("coordinator").get(self.url(issued)).content.decode()

        assert "1 keluarga belum dicatat" in page
        assert issued.recipients[1].contact_name in page
        assert self.url(issued, "close_now") not in page

    @pytest.mark.parametrize("outcome", ["stock", "supplier"])
    def test_one_press_settles_the_rest_and_the_next_closes(self, issued, signed_in, outcome):
        delivered(issued, issued.recipients[0])
        missed(issued, issued.recipients[1])
        client = signed_in("coordinator")
        page = client.get(self.url(issued))
        assert self.url(issued, "settle_rest") in page.content.decode()

        said = {"outcome": outcome, "reason": "sisa", "seen": seen_on(page)}
        page = client.post(self.url(issued, "settle_rest"), said, follow=True)
        client.post(self.url(issued, "close_now"), {"seen": seen_on(page)})

        issued.round.refresh_from_db()
        assert issued.round.state == State.CLOSED

    def test_the_reason_of_the_door_is_filled_in_and_a_longer_one_is_refused_not_cut(self, issued, signed_in):
        delivered(issued, issued.recipients[0])
        missed(issued, issued.recipients[1])
        client = signed_in("coordinator")
        page = client.get(self.url(issued))
        assert {one["reason"] for one in page.context["rest"]} == {"Tidak di rumah"}

        said = {"outcome": "supplier", "reason": "x" * 201, "seen": seen_on(page)}
        page = client.post(self.url(issued, "settle_rest"), said, follow=True)
        assert "paling banyak 200 karakter" in page.content.decode()
        client.post(self.url(issued, "settle_rest"), said | {"reason": "x" * 200})
        assert set(Movement.objects.filter(kind="supplier").values_list("reason", flat=True)) == {"x" * 200}

    def test_closing_too_early_says_why(self, issued, signed_in):
        client = signed_in("coordinator")

        page = client.post(self.url(issued, "close_now"), follow=True)

        assert "2 keluarga belum dicatat" in page.content.decode()
        issued.round.refresh_from_db()
        assert issued.round.state == State.ISSUED

    def test_item_by_item_with_a_slip(self, issued, signed_in):
        delivered(issued, issued.recipients[0])
        missed(issued, issued.recipients[1])
        client, url = signed_in("storekeeper"), self.url(issued, "settle_item")
        given = {"item": str(issued.rice.pk), "quantity": "2,5", "outcome": "loss", "reason": "tumpah"}

        given |= {"seen": read(client, "close", issued.round.pk)}
        assert list(client.post(url, given | {"reason": ""}).context["settle_form"].errors) == ["reason"]
        assert list(client.post(url, given | {"quantity": "10,5"}).context["settle_form"].errors) == ["quantity"]
        assert client.post(url, given).status_code == 302
        # What was settled meanwhile is not settled, nor taken back, unseen.
        assert "Angka berubah setelah halaman ini dibuka" in words(client.post(url, given).content.decode())
        again = self.url(issued, "settle_again", issued.rice.pk)
        shown = {"reason": "salah", "seen": seen_on(client.get(again))}
        assert client.post(url, given | {"seen": read(client, "close", issued.round.pk)}).status_code == 302
        assert "Angka berubah setelah halaman ini dibuka" in words(client.post(again, shown).content.decode())
        assert client.post(again, shown | {"seen": seen_on(client.get(again))}).status_code == 302

    def test_only_the_coordinator_closes(self, issued, signed_in):
        assert signed_in("storekeeper").post(self.url(issued, "close_now")).status_code == 403

    def test_the_head_corrects_a_closed_round(self, issued, signed_in):
        for recipient in issued.recipients:
            delivered(issued, recipient)
        close_round(issued.round, by=issued.people.coordinator, now=NOW)
        client = signed_in("head")

        assert self.url(issued, "correct") in client.get(self.url(issued)).content.decode()
        save(client, self.url(issued, "correct"), {"text": "Beras 9 kg", "reason": "ditimbang ulang"})

        assert Correction.objects.get().text == "Beras 9 kg"
        assert "Beras 9 kg" in client.get(self.url(issued)).content.decode()
        assert signed_in("coordinator").get(self.url(issued, "correct")).status_code == 403

    def test_who_attended_is_asked_for_while_it_can_still_be_said(self, month, signed_in):
        from_canteen(month)
        missed(month, month.recipients[0])
        missed(month, month.recipients[1])
        settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
        client, page = signed_in("coordinator"), reverse("distributions:close", args=[month.round.pk])
        link = f'href="{reverse("distributions:attendance", args=[month.round.pk])}"'

        before = client.get(page).content.decode()
        people = [("Sutrisno", "Kepala Desa")]
        record_attendance(month.round, officials=[], others=people)
        after = client.get(page).content.decode()

        assert (link in before, link in after) == (True, False)

    def test_how_it_went_and_what_hindered_it_are_asked_for_while_they_can_still_be_written(self, month, signed_in):
        from_canteen(month)
        missed(month, month.recipients[0])
        missed(month, month.recipients[1])
        settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
        client, page = signed_in("coordinator"), reverse("distributions:close", args=[month.round.pk])
        link = f'href="{reverse("distributions:obstacles", args=[month.round.pk])}"'

        def asked(**written):
            write_account(month.round, **{"how_it_went": "", "obstacles": ""} | written)
            html = client.get(page).content.decode()
            return link in html, words(html).partition("Masih kosong di laporan: ")[2].partition(".")[0]

        assert asked() == (True, "Jalannya kegiatan, Kendala")
        assert asked(how_it_went="Lancar.") == (True, "Kendala")
        assert asked(how_it_went="Lancar.", obstacles="Hujan.") == (False, "")

    def test_after_closing_their_pages_say_what_was_recorded_and_why_it_stays(self, month, signed_in):
        from_canteen(month)
        missed(month, month.recipients[0])
        missed(month, month.recipients[1])
        settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
        write_account(month.round, how_it_went="Lancar.", obstacles="")
        record_attendance(month.round, officials=[], others=[("Sutrisno", "Kepala Desa")])
        close_round(month.round, by=month.people.coordinator, now=NOW)
        client = signed_in("coordinator")
        for name, recorded in (
            ("obstacles", "Jalannya kegiatan Lancar. Kendala –"),
            ("attendance", "Sutrisno Kepala Desa"),
        ):
            answer = client.get(reverse(f"distributions:{name}", args=[month.round.pk]))
            said = words(answer.content.decode())
            assert forms_in(answer) == []
            assert "Periode ini sudah ditutup. Catatannya tidak berubah lagi." in said
            assert recorded in said


def test_a_closed_round_takes_few_queries(month, signed_in, django_assert_max_num_queries):
    from_canteen(month)
    missed(month, month.recipients[0])
    missed(month, month.recipients[1])
    settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    client = signed_in("head")
    with django_assert_max_num_queries(12):
        client.get(reverse("distributions:close", args=[month.round.pk]))
