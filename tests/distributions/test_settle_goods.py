"""What became of goods that nobody received: item by item, of this round alone, to the last gram."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from aid.models import Movement
from config.errors import Refused
from distributions.models import State
from distributions.rounds.balance import balance
from distributions.rounds.closing import close_round, correct_closed_round, reasons_said, settle, settle_all, unsettle
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen, missed, report_missed
from tests.factories import ItemFactory, MembershipFactory, RecipientFactory
from tests.read_page import words
from tests.standing import stands

DAY = datetime.timedelta(days=1)


@stands
def month():
    """Of two families one received: 10 kg of rice and 2 kg of sugar are open."""
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    return month


@pytest.fixture
def who(month):
    return {"by": month.people.coordinator, "now": NOW}


def still_open(month) -> dict[str, Decimal]:
    return {row.item.name: row.open for row in balance(month.round)}


def test_all_that_is_open_may_be_settled_and_not_a_gram_more(month, who):
    with pytest.raises(Refused, match=r"^Beras: yang belum jelas hanya 10\u00a0kg\.$") as refused:
        settle(month.round, item=month.rice, quantity=Decimal("10.001"), outcome="stock", **who)
    assert refused.value.field == "quantity"
    settle(month.round, item=month.rice, quantity=Decimal(10), outcome="stock", **who)
    assert still_open(month) == {"Beras": 0, "Gula pasir": 2}


def test_of_an_item_that_did_not_go_out_nothing_is_open(month, who):
    oil = ItemFactory(centre=month.centre, name="Minyak", unit="liter")
    with pytest.raises(Refused, match=r"^Minyak: yang belum jelas hanya 0\u00a0liter\.$"):
        settle(month.round, item=oil, quantity=Decimal("0.001"), outcome="stock", **who)


def test_where_more_was_handed_over_than_went_out_nothing_is_open(who, db):
    month = approved_month(families=1)
    from_canteen(month, rice="9")
    delivered(month, month.recipients[0])
    with pytest.raises(Refused, match=r"^Beras: yang belum jelas hanya 0\u00a0kg\.$"):
        settle(month.round, item=month.rice, quantity=Decimal(1), outcome="stock", **who)
    assert {row.item.name: (row.open, row.excess, row.unit) for row in balance(month.round)} == {
        "Beras": (-1, 1, "kg"),
        "Gula pasir": (2, 0, "kg"),
    }


def test_a_settlement_is_of_today_and_signed_with_its_reason(month, who):
    (back, away) = settle(month.round, item=month.rice, quantity=Decimal(1), outcome="supplier", reason=" sisa ", **who)
    signed = {(m.happened_on, m.recorded_by, m.recorded_at, m.reason) for m in (back, away)}
    assert signed == {(TODAY, month.people.coordinator, NOW, "sisa")}
    (row,) = (row for row in balance(month.round) if row.item == month.rice)
    assert (row.settled, row.supplied_back, row.returned, row.lost) == (1, 1, 0, 0)


def test_what_is_settled_is_what_came_back_went_to_the_supplier_or_was_lost(month, who):
    for quantity, outcome in ((4, "stock"), (2, "supplier"), (1, "loss")):
        settle(month.round, item=month.rice, quantity=Decimal(quantity), outcome=outcome, reason="sisa", **who)
    (row,) = (row for row in balance(month.round) if row.item == month.rice)
    assert (row.returned, row.supplied_back, row.lost, row.settled, row.open) == (4, 2, 1, 7, 3)


def test_what_goes_back_to_stock_needs_no_reason_and_has_none(month, who):
    movements = settle_all(month.round, outcome="stock", **who)
    assert [(m.lot.item, m.kind, m.quantity, m.reason) for m in movements] == [
        (month.rice, "return", 10, ""),
        (month.sugar, "return", 2, ""),
    ]
    (movement,) = settle_one_gram(month, who)
    assert movement.reason == ""


def settle_one_gram(month, who):
    unsettle(month.round, item=month.sugar, reason="salah", **who)
    return settle(month.round, item=month.sugar, quantity=Decimal("0.001"), outcome="stock", **who)


def test_one_press_settles_the_last_gram_too(month, who):
    settle(month.round, item=month.rice, quantity=Decimal("9.999"), outcome="stock", **who)
    settle(month.round, item=month.sugar, quantity=Decimal(2), outcome="stock", **who)
    (movement,) = settle_all(month.round, outcome="stock", **who)
    assert movement.quantity == Decimal("0.001")
    with pytest.raises(Refused, match="sudah jelas"):
        settle_all(month.round, outcome="stock", **who)


def test_what_is_open_keeps_the_round_open_to_the_gram(month, who):
    settle_all(month.round, outcome="stock", **who)
    settle_one_gram(month, who)
    with pytest.raises(Refused, match=r"Gula pasir 1,999\u00a0kg\.$"):
        close_round(month.round, **who)


def test_everything_that_is_open_is_named(month, who):
    with pytest.raises(Refused, match=r": Beras 10\u00a0kg, Gula pasir 2\u00a0kg\.$"):
        close_round(month.round, **who)


def test_only_what_was_settled_of_this_item_in_this_round_is_taken_back(month, who):
    other = approved_month()
    from_canteen(other)
    for recipient in other.recipients:
        missed(other, recipient)
    settle_all(other.round, outcome="stock", by=other.people.coordinator, now=NOW)
    settle_all(month.round, outcome="loss", reason="banjir", **who)

    taken = unsettle(month.round, item=month.rice, reason=" ternyata utuh ", **who)

    assert {(m.kind, m.lot.item, m.reason, m.recorded_by, m.recorded_at) for m in taken} == {
        ("reversal", month.rice, "ternyata utuh", month.people.coordinator, NOW)
    }
    assert (still_open(month), still_open(other)) == ({"Beras": 10, "Gula pasir": 0}, {"Beras": 0, "Gula pasir": 0})
    with pytest.raises(Refused, match="Belum ada"):
        unsettle(month.round, item=month.rice, reason="lagi", **who)


def test_before_goods_went_out_nothing_is_settled(db):
    month = approved_month()
    who = {"by": month.people.coordinator, "now": NOW}
    for act, given in (
        (settle, {"item": month.rice, "quantity": Decimal(1), "outcome": "stock"}),
        (settle_all, {"outcome": "stock"}),
        (unsettle, {"item": month.rice, "reason": "x"}),
        (close_round, {}),
    ):
        with pytest.raises(Refused, match="sekarang"):
            act(month.round, **given, **who)
    assert not Movement.objects.filter(centre=month.centre).exists()


def test_a_closed_round_says_who_closed_it_and_when(month, who):
    settle_all(month.round, outcome="stock", **who)
    assert close_round(month.round, **who).closed_at == NOW
    assert (month.round.closed_by, month.round.transitions.last().by) == (month.people.coordinator,) * 2


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True)])
def test_the_head_of_the_day_corrects_a_closed_round(month, who, days, may):
    settle_all(month.round, outcome="stock", **who)
    close_round(month.round, **who)
    acting = MembershipFactory(centre=month.centre, role="head", ends_on=TODAY + days * DAY).user
    given = {"text": " Beras 9 kg ", "reason": " Ditimbang ulang ", "by": acting, "now": NOW}
    if not may:
        with pytest.raises(Refused):
            correct_closed_round(month.round, **given)
        return
    correction = correct_closed_round(month.round, **given)
    assert (correction.text, correction.reason, correction.recipient) == ("Beras 9 kg", "Ditimbang ulang", None)
    assert (correction.round, correction.centre, correction.by, correction.at) == (
        month.round,
        month.centre,
        acting,
        NOW,
    )


def test_the_head_of_another_centre_corrects_nothing_nor_speaks_of_a_family_of_another_round(month, who):
    settle_all(month.round, outcome="stock", **who)
    close_round(month.round, **who)
    given = {"text": "Beras 9 kg", "reason": "Ditimbang ulang", "now": NOW}
    with pytest.raises(Refused):
        correct_closed_round(month.round, by=MembershipFactory(role="head").user, **given)
    with pytest.raises(Refused) as refused:
        correct_closed_round(month.round, recipient=RecipientFactory(), by=month.people.head, **given)
    assert refused.value.field == "recipient"
    assert month.round.state == State.CLOSED


def test_why_goods_are_left_is_offered_as_it_was_said_at_the_door(month):
    assert reasons_said(month.round) == ([], ["Tidak di rumah"])
    short = approved_month(families=3)
    from_canteen(short, rice="30", sugar="6")
    delivered(short, short.recipients[0], rice="9", sugar="2")
    delivered(short, short.recipients[1], rice="8", sugar="2")
    report_missed(short.round, short.recipients[2], by=short.people.officer, reason="refused")
    assert reasons_said(short.round) == (["diganti"], ["Menolak"])


def test_goods_are_written_off_for_what_was_said_of_goods_and_not_of_families(client):
    short = approved_month(families=2)
    from_canteen(short)
    delivered(short, short.recipients[0], rice="9", sugar="2")
    report_missed(short.round, short.recipients[1], by=short.people.officer)
    client.force_login(short.people.coordinator)

    page = client.get(reverse("distributions:close", args=[short.round.pk]))

    assert [reason for reason, _words in page.context["loss_reasons"]][-1] == "diganti"
    html = page.content.decode()
    writing_off = html[html.index("<summary>Hapusbukukan") : html.index('id="other"')]
    assert "Tidak di rumah" not in writing_off
    assert "Tidak di rumah" in html[: html.index("<summary>Hapusbukukan")]
    assert 'id="reasons-of-goods"' in html
    assert "Tidak di rumah" not in html[html.index('id="reasons-of-goods"') :].split("</datalist>")[0]


def test_each_item_carries_its_own_reason_and_none_that_was_said_of_another(client, db):
    """Sugar was short at one door; at another nobody was at home. Only then both items are left for that reason."""
    month = approved_month(families=3)
    from_canteen(month, rice="31", sugar="6")
    delivered(month, month.recipients[0], rice="10", sugar="1")
    delivered(month, month.recipients[1])
    missed(month, month.recipients[2])
    client.force_login(month.people.storekeeper)
    address = reverse("distributions:close", args=[month.round.pk])
    page = client.get(address)
    own = {one["row"].item.name: one["reason"] for one in page.context["rest"]}
    assert own == {"Beras": "Tidak di rumah", "Gula pasir": "diganti; Tidak di rumah"}

    fields = {f"reason-{one['row'].item.pk}": one["reason"] for one in page.context["rest"]}
    sent = {"seen": page.context["seen"], "outcome": "supplier", **fields}
    client.post(reverse("distributions:settle_rest", args=[month.round.pk]), sent)

    moved = (
        Movement.objects.filter(kind="supplier").order_by("lot__item__name").values_list("lot__item__name", "reason")
    )
    assert list(moved) == [("Beras", "Tidak di rumah"), ("Gula pasir", "diganti; Tidak di rumah")]


def test_an_item_of_which_nobody_said_anything_has_no_reason_until_somebody_gives_one(client, db):
    month = approved_month()
    from_canteen(month, rice="21", sugar="4")
    for recipient in month.recipients:
        delivered(month, recipient)
    client.force_login(month.people.storekeeper)
    page = client.get(reverse("distributions:close", args=[month.round.pk]))
    assert [one["reason"] for one in page.context["rest"]] == [""]
    address = reverse("distributions:settle_rest", args=[month.round.pk])
    sent = {"seen": page.context["seen"], "outcome": "supplier", f"reason-{month.rice.pk}": " "}
    refused = client.post(address, sent, follow=True)
    assert "Isi alasan untuk Beras." in refused.content.decode()
    assert still_open(month)["Beras"] == 1


def test_of_a_refused_settlement_what_was_typed_stands_there_again(client, db):
    """Both items are left; one reason is typed and the other emptied. Nothing of that is lost, and nothing settled."""
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    client.force_login(month.people.storekeeper)
    page = client.get(reverse("distributions:close", args=[month.round.pk]))
    rice, sugar = (f"reason-{item.pk}" for item in (month.rice, month.sugar))
    sent = {"seen": page.context["seen"], "outcome": "supplier", rice: "Karung sobek saat diturunkan", sugar: ""}

    again = client.post(reverse("distributions:settle_rest", args=[month.round.pk]), sent, follow=True)

    assert "Isi alasan untuk Gula pasir." in again.content.decode()
    typed = {one["row"].item.name: one["reason"] for one in again.context["rest"]}
    assert typed == {"Beras": "Karung sobek saat diturunkan", "Gula pasir": ""}
    assert still_open(month) == {"Beras": 10, "Gula pasir": 2}


def test_another_reason_for_writing_off_is_still_there_when_the_figures_changed_meanwhile(client, month):
    client.force_login(month.people.storekeeper)
    sent = {"seen": "before", "outcome": "loss", "other": "Terkena hujan di jalan"}

    again = client.post(reverse("distributions:settle_rest", args=[month.round.pk]), sent, follow=True)

    assert "Angka berubah setelah halaman ini dibuka" in words(again.content.decode())
    assert again.context["other_reason"] == "Terkena hujan di jalan"
    assert 'value="Terkena hujan di jalan"' in again.content.decode()
