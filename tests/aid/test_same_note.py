"""A note that is recorded already: the same supplier, day and number."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.urls import reverse as address_of
from django.utils import timezone

from aid.first_seen import NewSupplier
from aid.forms import ReceiptForm
from aid.ledger import ReceivedLine, receive, reverse, reverse_receipt
from aid.models import Movement, Receipt
from aid.same_note import AlreadyReceived
from centres.models import Role
from config.templatetags.peduli import error_summary
from tests.aid.stock import NOW, TODAY
from tests.factories import ItemFactory, MembershipFactory, SupplierFactory
from tests.read_page import words

YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def deliver(centre, canteen, keeper, rice, sugar):
    def deliver(number="N-7", **more):
        lines = [ReceivedLine(rice, Decimal(40)), ReceivedLine(sugar, Decimal(8))]
        given = {"supplier": canteen, "received_on": TODAY, "terms": "gift", "by": keeper, "now": NOW}
        return receive(centre=centre, lines=lines, number=number, **(given | more))

    return deliver


@pytest.mark.parametrize("number", ["N-7", "n-7", " N - 7 ", "N -7", "N 7", "N–7", "N/007", "N7", "Ｎ－７"])
def test_it_is_asked_about_and_named(deliver, canteen, keeper, number):
    first = deliver()

    with pytest.raises(AlreadyReceived) as asked:
        deliver(number)

    assert (asked.value.receipt, asked.value.field) == (first, "again")
    said = str(asked.value)
    assert f"Nota N-7 dari {canteen.name} yang diterima 15 November 2024 sudah dicatat oleh {keeper}." in said
    assert Receipt.objects.count() == 1


def test_a_supplier_whose_name_is_typed_anew_is_the_same(deliver, canteen):
    deliver()

    with pytest.raises(AlreadyReceived):
        deliver(supplier=NewSupplier(canteen.name.upper()))


def test_another_delivery_under_the_same_note_is_recorded_when_it_is_said(deliver):
    deliver()
    deliver(again=True)

    assert Receipt.objects.count() == 2


@pytest.mark.parametrize(
    "more", [{"number": "N-70"}, {"number": "N-107"}, {"received_on": YESTERDAY}, {"supplier": NewSupplier("Toko")}]
)
def test_another_number_day_or_supplier_is_another_note(deliver, more):
    deliver()
    deliver(**more)

    assert Receipt.objects.count() == 2


@pytest.mark.parametrize("number", ["", "  ", "–"])
def test_a_delivery_without_a_number_is_no_note_that_is_recorded(deliver, number):
    deliver(number)
    deliver(number)

    assert Receipt.objects.count() == 2


@pytest.mark.parametrize("number", ["", "  ", "–"])
def test_the_same_goods_without_a_number_are_asked_about_where_nothing_else_tells(deliver, canteen, keeper, number):
    first = deliver("")

    with pytest.raises(AlreadyReceived) as asked:
        deliver(number, ask_of_goods=True)

    assert (asked.value.receipt, asked.value.field) == (first, "again")
    said = f"Barang yang sama dari {canteen.name} yang diterima 15 November 2024 sudah dicatat oleh {keeper}."
    assert said in str(asked.value)
    deliver(number, ask_of_goods=True, again=True)
    assert Receipt.objects.count() == 2


def test_other_goods_another_day_and_what_was_taken_back_are_not(deliver, keeper, canteen, rice, centre):
    reverse_receipt(deliver("", ask_of_goods=True), reason="salah", by=keeper, now=NOW)
    deliver("", ask_of_goods=True)
    deliver("", ask_of_goods=True, received_on=YESTERDAY)
    deliver("N-7", ask_of_goods=True)
    given = {"supplier": canteen, "received_on": TODAY, "terms": "gift", "by": keeper, "now": NOW}
    receive(centre=centre, lines=[ReceivedLine(rice, Decimal(40))], ask_of_goods=True, **given)

    assert Receipt.objects.count() == 5


def test_the_page_of_a_delivery_asks_in_the_second_tab(client, centre, canteen, keeper, rice):
    client.force_login(keeper)
    said = {
        "supplier": canteen.pk,
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        "terms": "gift",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "1",
        "lines-0-item": rice.pk,
        "lines-0-quantity": "40",
    }
    answers = [client.post(address_of("aid:new_receipt"), more | said) for more in ({}, {}, {"again": "on"})]

    assert [answer.status_code for answer in answers] == [302, 200, 302]
    assert "Barang yang sama dari" in words(answers[1].content.decode())
    assert Receipt.objects.count() == 2


def test_a_delivery_that_was_taken_back_does_not_count(deliver, keeper):
    reverse_receipt(deliver(), reason="salah", by=keeper, now=NOW)
    deliver()

    assert Receipt.objects.count() == 2


def test_a_delivery_of_which_a_part_was_taken_back_counts(deliver, keeper, rice):
    receipt = deliver()
    reverse(Movement.objects.get(lot__receipt=receipt, lot__item=rice), reason="salah", by=keeper, now=NOW)

    with pytest.raises(AlreadyReceived):
        deliver()


@pytest.mark.usefixtures("committed_db")
def test_of_two_at_the_same_moment_the_second_is_asked():
    keeps = MembershipFactory(role="storekeeper")
    centre, keeper = keeps.centre, keeps.user
    supplier, rice = SupplierFactory(centre=centre), ItemFactory(centre=centre)
    asked = []

    def deliver():
        line = ReceivedLine(rice, Decimal(40))
        given = {"supplier": supplier, "received_on": TODAY, "terms": "gift", "by": keeper, "now": NOW}
        return receive(centre=centre, lines=[line], number="N-7", **given)

    def deliver_second():
        try:
            deliver()
        except AlreadyReceived as refused:
            asked.append(refused.receipt)
        finally:
            connection.close()

    second = threading.Thread(target=deliver_second)
    with transaction.atomic():
        first = deliver()
        second.start()
        second.join(1)
        assert second.is_alive()
    second.join()
    assert asked == [first]


class TestThePage:
    @pytest.fixture
    def send(self, client, centre, canteen, rice):
        client.force_login(MembershipFactory(centre=centre, role=Role.STOREKEEPER).user)

        def send(**more):
            form = {"supplier": canteen.pk, "received_on": timezone.localdate(), "terms": "bought", "number": "N-7"}
            form |= {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "1", "lines-0-item": rice.pk}
            return client.post(address_of("aid:new_receipt"), form | {"lines-0-quantity": "25"} | more)

        return send

    def test_it_asks_leads_to_the_first_and_goes_on_with_a_tick(self, send):
        assert 'name="again"' not in send(terms="").content.decode()
        first = send()
        assert first.status_code == 302

        page = send()

        assert (page.status_code, Receipt.objects.count()) == (200, 1)
        assert "Ini kiriman lain" in words(page.content.decode())
        assert f'href="{first.url}"' in page.content.decode()
        assert 'value="25"' in page.content.decode()
        assert send(again="on").status_code == 302
        assert Receipt.objects.count() == 2

    def test_the_tick_stays_while_something_else_is_put_right(self, send):
        send()

        page = send(again="on", terms="")

        assert page.context["form"]["again"].value() is True
        assert 'name="again"' in page.content.decode()


def test_the_summary_names_the_box_and_does_not_say_that_it_is_ticked():
    """“This is another delivery: note 5 was recorded already” says what nobody said."""
    form = ReceiptForm({}, suppliers=[])
    form.is_valid()
    form.add_error("again", "Nota 5 sudah dicatat.")
    said = dict(error_summary(form)["fields"])
    assert said[form["again"].id_for_label] == "“Ini kiriman lain”: Nota 5 sudah dicatat."
