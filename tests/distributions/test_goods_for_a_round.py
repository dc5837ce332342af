"""Goods for a round: straight from the canteen, or out of stock."""

import datetime
from decimal import Decimal

import pytest

from aid.ledger import ReceivedLine, receive
from aid.models import Issue, Item, Lot, Receipt
from config.errors import Refused
from distributions.models import Round, RoundIssue, State
from distributions.rounds.approval import use_reserve
from distributions.rounds.contents import contents_of_all
from distributions.rounds.figures import figures, figures_of, with_figures
from distributions.rounds.goods import issue_for_round, needs
from distributions.rounds.transitions import transition
from tests.distributions.months import NOW, TODAY, approved_month, from_canteen, missed
from tests.factories import NGLANJUK, PANOLAN
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


def counted_of(month):
    """The figures of the round, which the list and its page count alike."""
    listed = figures_of(with_figures(Round.objects.filter(pk=month.round.pk)).get())
    assert listed == figures(list(month.round.recipients.with_replaced()), contents_of_all(month.round))
    return listed


def stocked(month, rice, sugar):
    lines = [ReceivedLine(month.rice, Decimal(rice), 14_000), ReceivedLine(month.sugar, Decimal(sugar), 17_000)]
    return receive(
        centre=month.centre,
        supplier=month.canteen,
        received_on=TODAY,
        terms="bought",
        lines=lines,
        by=month.people.storekeeper,
        now=NOW,
    )


def out_of_stock(month, **more):
    return issue_for_round(month.round, **({"issued_on": TODAY, "by": month.people.storekeeper, "now": NOW} | more))


def test_straight_from_the_canteen_is_receipt_issue_and_state_in_one(month):
    document = from_canteen(month)

    assert month.round.state == State.ISSUED
    assert (month.round.issued_by, month.round.issued_at) == (month.people.storekeeper, NOW)
    assert {(m.lot.item, -m.quantity) for m in document.movements.all()} == {(month.rice, 20), (month.sugar, 4)}
    assert set(Lot.objects.values_list("on_hand", flat=True)) == {0}
    assert RoundIssue.objects.get().round == month.round


def test_straight_from_the_canteen_takes_nothing_out_of_the_stock(month):
    kept = stocked(month, 100, 100)

    from_canteen(month)

    assert {lot.on_hand for lot in kept.lots.all()} == {100}


def test_a_second_delivery_for_an_issued_round_is_allowed(month):
    from_canteen(month, sugar="0")
    from_canteen(month, rice="0")

    assert [need.missing for need in needs(month.round)] == [0, 0]
    assert month.round.transitions.count() == 3


def test_a_round_that_is_not_approved_gets_no_goods_and_no_receipt(month):
    transition(month.round, State.CANCELLED, by=month.people.head, now=NOW, note="banjir")

    with pytest.raises(Refused):
        from_canteen(month)
    assert (Receipt.objects.count(), Issue.objects.count()) == (0, 0)


def test_needs_are_the_contents_times_the_expected_families(month):
    from_canteen(month, rice="12.5", sugar="0")

    rice, sugar = needs(month.round)

    assert (rice.item, rice.per_package, rice.needed, rice.out, rice.missing) == (month.rice, 10, 20, 12.5, 7.5)
    assert (sugar.needed, sugar.missing, sugar.price) == (4, 4, month.sugar.usual_price)
    assert rice.price == 14_500


def test_an_item_that_never_came_costs_what_was_planned(month):
    planned = list(month.round.lines.values_list("unit_price", flat=True))
    Item.objects.update(usual_price=None)

    assert None not in planned
    assert [need.price for need in needs(month.round)] == planned


def test_out_of_stock_goes_what_the_families_still_lack(month):
    stocked(month, 30, 10)
    from_canteen(month, rice="5", sugar="4")

    document = out_of_stock(month)

    assert [(m.lot.item, m.quantity) for m in document.movements.all()] == [(month.rice, -15)]
    with pytest.raises(Refused):
        out_of_stock(month)


def test_out_of_stock_names_what_is_missing_and_issues_nothing(month):
    stocked(month, 30, 3)

    with pytest.raises(Refused) as refused:
        out_of_stock(month)

    month.round.refresh_from_db()
    assert "Gula pasir 1" in str(refused.value)
    assert (month.round.state, Issue.objects.count()) == (State.APPROVED, 0)


def test_other_quantities_than_planned_can_be_issued(month):
    stocked(month, 30, 10)

    document = out_of_stock(month, wanted={month.rice.pk: Decimal("22.5")})

    assert [m.quantity for m in document.movements.all()] == [Decimal("-22.5")]


def test_goods_are_not_issued_ahead_of_their_day(month):
    stocked(month, 30, 10)
    with pytest.raises(Refused):
        out_of_stock(month, issued_on=TODAY + datetime.timedelta(days=1))


def test_a_reserve_family_receives_the_package_of_the_one_that_was_missed(month):
    missed(month, month.recipients[0])
    replaced = {"instead_of": month.recipients[0], "reason": "Tidak di rumah", "by": month.people.coordinator}
    use_reserve(month.round, reserve=month.reserve, now=NOW, **replaced)

    assert [need.needed for need in needs(month.round)] == [20, 4]
    counted = counted_of(month)
    assert (counted.families, counted.cost) == (2, round(2 * counted.package_cost))


def test_a_location_whose_only_family_was_replaced_is_not_counted(db):
    month = approved_month(2, villages=(PANOLAN, NGLANJUK))
    missed(month, month.recipients[1])
    assert counted_of(month).villages == 2  # it is not replaced yet

    replaced = {"instead_of": month.recipients[1], "reason": "Tidak di rumah", "by": month.people.coordinator}
    use_reserve(month.round, reserve=month.reserve, now=NOW, **replaced)

    assert (counted_of(month).families, counted_of(month).villages) == (2, 1)


def test_a_family_out_of_the_reserve_that_is_missed_has_a_package_of_its_own(month):
    """It gave its place away once, and took another since."""
    first, second = month.recipients[:2]
    by = {"reason": "Tidak di rumah", "by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=first, **by)
    first.refresh_from_db()
    use_reserve(month.round, reserve=first, instead_of=second, **by)
    first.refresh_from_db()
    missed(month, first)

    assert [need.needed for need in needs(month.round)] == [20, 4]
