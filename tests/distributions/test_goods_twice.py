"""Goods of a round that two people record, each once: the second sees what has gone out, and is asked."""

from uuid import uuid4

import pytest
from django.urls import reverse

from aid.ledger import ReceivedLine, receive
from aid.models import Issue, Lot, Movement, Receipt
from aid.same_note import AlreadyReceived
from config.form_key import FORM_KEY
from distributions.rounds.balance import balance, gone_out
from distributions.rounds.closing import settle
from distributions.rounds.goods import GoodsWentOut, issue_for_round
from tests.at_once import at_once
from tests.client import Client
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen
from tests.read_page import words
from tests.seen import seen_on

WAYS = ["goods_from_canteen", "goods_from_stock"]


@pytest.fixture
def month(db):
    return stocked()


def stocked():
    """A round that needs 20 kg of rice and 4 kg of sugar, and a store that holds 100 kg of each."""
    month = approved_month()
    lines = [ReceivedLine(item, 100) for item in (month.rice, month.sugar)]
    given = {"supplier": month.canteen, "received_on": TODAY, "terms": "bought", "by": month.people.storekeeper}
    receive(centre=month.centre, lines=lines, now=NOW, **given)
    return month


def seen(month):
    return gone_out(balance(month.round))


def out_of_stock(month, **more):
    wanted = {month.rice.pk: 20, month.sugar.pk: 4}
    return issue_for_round(month.round, issued_on=TODAY, wanted=wanted, by=month.people.storekeeper, now=NOW, **more)


def form_of(month, page):
    """What the browser sends of the page as it is filled in already."""
    rows = [("lines-0", month.rice, "20"), ("lines-1", month.sugar, "4")]
    lines = {f"{row}-item": item.pk for row, item, _quantity in rows}
    lines |= {f"{row}-quantity": quantity for row, _item, quantity in rows}
    form = {"issued_on": "2024-11-15", "received_on": "2024-11-15", "terms": "gift", "supplier": month.canteen.pk}
    return {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "2", "seen": seen_on(page)} | form | lines


def rice_out(month):
    return -sum(Movement.objects.filter(kind="issue", lot__item=month.rice).values_list("quantity", flat=True))


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


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("keys", ["one key", "six keys"])
def test_six_at_the_same_moment_send_out_what_one_should(keys):
    month = stocked()
    url = reverse("distributions:goods_from_stock", args=[month.round.pk])
    page = Client()
    page.force_login(month.people.storekeeper)
    form = form_of(month, page.get(url)) | ({FORM_KEY: str(uuid4())} if keys == "one key" else {})

    answers = at_once(6, month.people.storekeeper, lambda client: client.post(url, form).status_code)

    assert sorted(answers) == ([302] * 6 if keys == "one key" else [200] * 5 + [302])
    assert (Issue.objects.count(), rice_out(month)) == (1, 20)
    assert Lot.objects.get(item=month.rice).on_hand == 80
