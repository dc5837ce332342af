"""What is said of the value of goods while a price is missing."""

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from aid.ledger import ReceivedLine
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import State
from distributions.reports.recap import recap
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from distributions.rounds.closing import settle
from distributions.rounds.goods import receive_for_round
from distributions.rounds.transitions import transition
from tests.distributions.reports import NOW, half_reported
from tests.factories import CentreFactory, ItemFactory, RecipientFactory, RoundFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def people():
    people = cast(CentreFactory())
    ItemFactory(centre=people.centre, name="Gula pasir", usual_price=None)
    return people


@stands
def round(people):
    return half_reported(people)


def test_while_a_price_is_missing_no_value_is_said(client, people, round):
    counted = results(round)
    assert ([item.value for item in counted.items], counted.value) == ([145_000, None], None)
    assert "Nilai" not in summary_text(round, counted)
    (row,) = recap([people.centre.pk], 2024)
    assert row.value is None
    client.force_login(people.coordinator)
    assert "Rp174.000" not in client.get(reverse("distributions:report", args=[round.pk])).content.decode()
    assert client.get(reverse("distributions:reports"), {"tahun": "2024"}).context["value"] is None
    (listed,) = client.get(reverse("distributions:rounds")).context["rounds"]
    assert listed["figures"].cost is None
    assert client.post(reverse("distributions:reports_excel"), {"tahun": "2024"}).status_code == 200


def test_a_recap_says_which_rounds_its_total_leaves_out(client, people, round):
    client.force_login(people.coordinator)
    url = reverse("distributions:reports") + "?tahun=2024"
    assert "2024: 1 paket diserahkan, nilainya belum diketahui" in client.get(url).content.decode()
    october = RoundFactory(centre=people.centre, programme=round.programme, occurrence_on=datetime.date(2024, 10, 18))
    october.lines.update(unit_price=14_500)
    sri = RecipientFactory(round=october, contact_name="Sri Lestari")
    then = NOW.replace(month=10)
    transition(october, State.SUBMITTED, by=people.coordinator, now=then)
    transition(october, State.APPROVED, by=people.head, now=then)
    # Every price of October is known, but nothing was handed over yet: no value to speak of, and no Rp0.
    before = client.get(url)
    assert before.context["value"] is None
    assert "Rp0" not in before.content.decode()
    delivered = Submission(key=uuid4(), kind=Kind.DELIVERED, recipient_id=sri.pk, channel="page", recorded_at=NOW)
    submit(october, delivered, by=people.officer, now=NOW)
    page = client.get(url)
    assert (page.context["value"], page.context["unpriced"]) == (results(october).value, 1)
    assert "(tanpa 1 periode yang harganya belum diketahui)" in page.content.decode()


def bought(people, round, *, rice: int, price: int | None):
    """So much rice, and 2 kg of sugar at a price per kilogram, from the canteen."""
    items = [line.item for line in round.lines.all()]
    lines = [ReceivedLine(items[0], Decimal(rice), 99_000), ReceivedLine(items[1], Decimal(2), price)]
    given = {"supplier": round.supplier, "terms": "bought", "received_on": round.date, "lines": lines}
    receive_for_round(round, **given, by=people.storekeeper, now=NOW)


@pytest.mark.parametrize(
    ("prices", "value"), [((16_000, 18_000), 145_000 + 34_000), ((16_000, None), None), ((0, 17_501), 145_000 + 17_501)]
)
def test_what_the_canteen_charged_is_the_value_where_no_price_was_approved(people, round, prices, value):
    for price in prices:
        bought(people, round, rice=5, price=price)

    assert results(round).value == value
    assert [row.value for row in recap([people.centre.pk], 2024)] == [value]


def test_goods_that_went_back_cost_the_round_nothing(people, round):
    """As a wrong price is put right: the goods go back to the supplier and come again."""
    for price in (14_000, 20_000):
        bought(people, round, rice=10, price=price)
    given = {"quantity": Decimal(2), "outcome": "supplier", "reason": "Harga salah"}
    settle(round, item=round.lines.all()[1].item, **given, by=people.storekeeper, now=NOW)
    assert results(round).value == 145_000 + 28_000
