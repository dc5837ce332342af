"""Goods of a round that two people record, each once: the second sees what has gone out, and is asked."""

import pytest
from django.urls import reverse

from aid.models import Issue, Receipt
from aid.same_note import AlreadyReceived
from distributions.rounds.balance import balance, gone_out
from distributions.rounds.closing import settle
from distributions.rounds.goods import GoodsWentOut, issue_for_round
from tests.client import Client
from tests.distributions.goods import form_of, rice_out, stocked
from tests.distributions.months import NOW, TODAY, delivered, from_canteen
from tests.read_page import words
from tests.seen import seen_on
from tests.standing import stands

WAYS = ["goods_from_canteen", "goods_from_stock"]


pytestmark = pytest.mark.django_db


@stands
def month():
    return stocked()


def seen(month):
    return gone_out(balance(month.round))


def out_of_stock(month, **more):
    wanted = {month.rice.pk: 20, month.sugar.pk: 4}
    return issue_for_round(month.round, issued_on=TODAY, wanted=wanted, by=month.people.storekeeper, now=NOW, **more)


@pytest.fixture
def keepers(month):
    """Two people who keep the goods: storekeeper and coordinator."""
    clients = [Client(), Client()]
    for client, name in zip(clients, ("storekeeper", "coordinator"), strict=True):
        client.force_login(getattr(month.people, name))
    return clients


class TestTheOperations:
    def test_the_second_is_told_what_has_gone_out(self, month):
        before = seen(month)
        out_of_stock(month, seen=before)

        with pytest.raises(GoodsWentOut) as refused:
            out_of_stock(month, seen=before)

        assert "yang keluar seluruhnya: Beras 20\xa0kg, Gula pasir 4\xa0kg" in str(refused.value)
        assert refused.value.seen == seen(month)
        assert Issue.objects.count() == 1

    def test_what_comes_in_addition_goes_out_when_it_was_seen(self, month):
        out_of_stock(month)
        out_of_stock(month, seen=seen(month))

        assert rice_out(month) == 40

    def test_a_hand_over_and_what_comes_back_meanwhile_change_nothing(self, month):
        out_of_stock(month)
        before = seen(month)
        delivered(month, month.recipients[0])
        settle(month.round, item=month.rice, quantity=1, outcome="stock", by=month.people.storekeeper, now=NOW)

        assert seen(month) == before

    def test_a_delivery_of_the_canteen_is_refused_with_its_receipt(self, month):
        before = seen(month)
        from_canteen(month, seen=before)

        with pytest.raises(GoodsWentOut):
            from_canteen(month, seen=before)

        assert (Receipt.objects.count(), Issue.objects.count()) == (2, 1)

    def test_the_same_note_of_the_canteen_is_asked_about(self, month):
        from_canteen(month, number="N-7")

        with pytest.raises(AlreadyReceived):
            from_canteen(month, number="n-7")
        from_canteen(month, number="n-7", again=True)

        assert Issue.objects.count() == 2


@pytest.mark.parametrize("way", WAYS)
class TestThePages:
    def test_two_people_with_the_same_page_record_it_once_and_the_second_may_add(self, month, keepers, way):
        url = reverse(f"distributions:{way}", args=[month.round.pk])
        forms = [form_of(month, keeper.get(url)) for keeper in keepers]

        assert keepers[0].post(url, forms[0]).status_code == 302
        page = keepers[1].post(url, forms[1])

        assert (page.status_code, rice_out(month)) == (200, 20)
        assert "Selagi halaman ini terbuka" in words(page.content.decode())
        assert 'value="20"' in page.content.decode()
        assert keepers[1].post(url, forms[1] | {"seen": seen_on(page)}).status_code == 302
        assert rice_out(month) == 40

    def test_a_form_that_comes_back_for_a_slip_still_says_what_it_was_opened_with(self, month, keepers, way):
        url = reverse(f"distributions:{way}", args=[month.round.pk])
        form = form_of(month, keepers[0].get(url))
        out_of_stock(month)

        page = keepers[0].post(url, form | {"lines-0-quantity": "banyak"})

        assert seen_on(page) == form["seen"]

    def test_a_form_that_says_nothing_of_it_is_shown_again(self, month, keepers, way):
        url = reverse(f"distributions:{way}", args=[month.round.pk])
        form = form_of(month, keepers[0].get(url))
        out_of_stock(month)

        assert keepers[0].post(url, form | {"seen": ""}).status_code == 200
        assert rice_out(month) == 20
