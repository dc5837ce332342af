"""Minutes of what was written off out of the store, beside the line of the stock card."""

import datetime
from decimal import Decimal

import pytest

from aid.ledger import ReceivedLine, receive, reverse, write_off
from centres.models import AccessLog
from config.errors import Refused
from distributions.papers.store_losses import store_losses
from tests.client import Client
from tests.distributions.months import NOW, TODAY, approved_month
from tests.distributions.printed import text_of
from tests.factories import OfficialFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    """Of 20 kg of rice and 4 kg of sugar, 2.5 kg and 1 kg are written off on one day."""
    month = approved_month()
    who = {"by": month.people.storekeeper, "now": NOW}
    lines = [ReceivedLine(month.rice, Decimal(20), 14_500), ReceivedLine(month.sugar, Decimal(4), 17_500)]
    receive(centre=month.centre, supplier=month.canteen, received_on=TODAY, terms="gift", lines=lines, **who)
    for item, quantity, why in ((month.rice, "2.5", "Dimakan tikus."), (month.sugar, "1", "Basah")):
        said = {"quantity": Decimal(quantity), "kind": "loss", "reason": why, **who}
        month.loss = write_off(item.lots.get(), **said)
    OfficialFactory(
        centre=month.centre, function="head", name="Budi Santoso, S.H.", starts_on=datetime.date(2024, 1, 1)
    )
    return month


def test_all_of_a_day_stands_on_one_paper_with_why_and_what_it_cost(month):
    text = text_of(store_losses(month.centre, TODAY, now=NOW))
    assert "BERITA ACARA PENGHAPUSBUKUAN BARANG BARANG PERSEDIAAN Nomor:" in text
    assert "1 Beras 2,5 kg Rp36.250 Dimakan tikus 2 Gula pasir 1 kg Rp17.500 Basah Jumlah Rp53.750" in text
    assert "Budi Santoso, S.H." in text
    assert "rusak, kedaluwarsa atau hilang, tidak dapat disalurkan lagi" in text


def test_what_was_taken_back_is_not_on_it_and_alone_makes_no_paper(month):
    who = {"reason": "Keliru", "by": month.people.storekeeper, "now": NOW}
    reverse_one = month.loss
    reverse(reverse_one, **who)
    assert "Gula pasir" not in text_of(store_losses(month.centre, TODAY, now=NOW))
    with pytest.raises(Refused, match="Tidak ada barang"):
        store_losses(month.centre, TODAY + datetime.timedelta(days=1), now=NOW)


def test_the_card_has_the_button_and_the_print_is_logged(month):
    client = Client()
    client.force_login(month.people.storekeeper)
    address = url(month.loss)
    assert address in client.get(f"/barang/kartu/{month.sugar.pk}/").content.decode()
    answer = client.post(address)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert AccessLog.objects.filter(action="print", detail="minutes of goods written off").count() == 1
    received = month.sugar.lots.get().movements.get(kind="receipt")
    assert client.post(url(received)).status_code == 404


def url(movement):
    return f"/barang/gerakan/{movement.pk}/berita-acara/"
