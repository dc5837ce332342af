"""Goods of a round that are issued, settled or closed by several at the same moment: each thing once."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from aid.models import Issue, Lot
from centres.history import acting_as
from config.errors import Refused
from config.form_key import FORM_KEY
from distributions.models import Round
from distributions.rounds.balance import balance
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.goods import issue_for_round
from tests.at_once import at_once
from tests.client import Client
from tests.distributions.goods import form_of, rice_out, stocked
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen, missed


def test_closing_and_settling_at_once_come_one_after_the_other(committed_db):
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    start, outcomes = threading.Barrier(4), []

    def work(act, **given) -> None:
        start.wait()
        with acting_as("test"):
            try:
                act(Round.objects.get(pk=month.round.pk), by=month.people.coordinator, now=NOW, **given)
            except Refused:
                outcomes.append("refused")
            else:
                outcomes.append(act.__name__)
        connection.close()

    acts = [
        (settle_all, {"outcome": "stock"}),
        (settle_all, {"outcome": "stock"}),
        (close_round, {}),
        (close_round, {}),
    ]
    threads = [threading.Thread(target=work, args=(act,), kwargs=given) for act, given in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("settle_all") == 1
    assert outcomes.count("close_round") <= 1
    (rice,) = (row for row in balance(month.round) if row.item == month.rice)
    assert (rice.issued, rice.handed_over, rice.returned, rice.open) == (20, 10, 10, 0)


def test_two_presses_at_once_issue_what_is_lacking_once(committed_db):
    month = stocked()
    start, outcomes = threading.Barrier(3), []

    def press() -> None:
        start.wait()
        with acting_as("test"):
            try:
                issue_for_round(
                    type(month.round).objects.get(pk=month.round.pk),
                    issued_on=TODAY,
                    by=month.people.storekeeper,
                    now=NOW,
                )
            except Refused:
                outcomes.append("refused")
            else:
                outcomes.append("issued")
        connection.close()

    threads = [threading.Thread(target=press) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["issued", "refused", "refused"]
    assert sorted(Lot.objects.values_list("on_hand", flat=True)) == [80, 96]


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
