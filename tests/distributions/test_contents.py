"""What a recipient gets, and that everything follows it: a package of its own for one family changes one function."""

from decimal import Decimal

import pytest

from distributions.models import HandoverLine, Round, RoundLine
from distributions.papers.bast import bast_document
from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.contents import Contents, contents_of, contents_of_all, standard_package
from distributions.rounds.figures import figures, figures_of, with_figures
from distributions.rounds.goods import may_be_handed_over, needs
from tests.distributions.months import approved_month, delivered, from_canteen
from tests.standing import stands

pytestmark = pytest.mark.django_db
STANDARD = {"Beras": 10, "Gula pasir": 2}
LARGE = {"Beras": 15, "Gula pasir": 2}


@stands
def month():
    return approved_month()


@pytest.fixture
def large(month, monkeypatch):
    """The first of the two families, which gets five kilogrammes of rice more."""
    recipient, ordinary = month.recipients[0], Contents.of

    def of(contents, asked):
        lines = ordinary(contents, asked)
        more = Decimal(5 if asked.pk == recipient.pk else 0)
        return [
            RoundLine(
                item=line.item,
                item_name=line.item_name,
                unit=line.unit,
                quantity=line.quantity + (more if line.item_id == month.rice.pk else 0),
                unit_price=line.unit_price,
            )
            for line in lines
        ]

    monkeypatch.setattr(Contents, "of", of)
    return recipient


def by_name(lines) -> dict[str, Decimal]:
    return {line.item_name: line.quantity for line in lines}


def test_everybody_gets_the_standard_package(month):
    assert by_name(standard_package(month.round)) == STANDARD
    assert [by_name(contents_of(recipient)) for recipient in month.recipients] == [STANDARD] * 2
    assert [by_name(contents_of_all(month.round).of(recipient)) for recipient in month.recipients] == [STANDARD] * 2


def test_one_recipient_and_all_of_them_are_read_in_one_query(month, django_assert_num_queries):
    with django_assert_num_queries(1):
        contents_of(month.recipients[0])
    with django_assert_num_queries(1):
        contents = contents_of_all(month.round)
        contents.cost(month.recipients)
        assert [line.item.name for line, _total in contents.totals(month.recipients)] == list(STANDARD)


def test_the_needs_of_a_round_are_read_in_five_queries(month, django_assert_num_queries):
    from_canteen(month)
    with django_assert_num_queries(5):
        needs(month.round)


def test_a_missing_price_makes_the_cost_unknown(month):
    first, second = standard_package(month.round)
    first.unit_price, second.unit_price = 14_500, 17_500
    contents = Contents([first, second])
    assert (contents.standard_cost, contents.cost(month.recipients), contents.cost([])) == (180_000, 360_000, 0)
    second.unit_price = None
    assert (contents.standard_cost, contents.cost(month.recipients), contents.cost([])) == (None, None, None)
    assert (Contents([]).standard_cost, Contents([]).cost([])) == (None, None)


def test_the_list_of_rounds_knows_the_same_figures_as_the_page_of_one(month):
    listed = figures_of(with_figures(Round.objects.all()).get())
    assert listed == figures(list(month.round.recipients.with_replaced()), contents_of_all(month.round))


def test_what_goes_out_is_enough_for_a_larger_package(month, large):
    assert [(need.item.name, need.needed) for need in needs(month.round)] == [("Beras", 25), ("Gula pasir", 4)]


def test_the_figures_value_a_larger_package(month, large):
    rice = standard_package(month.round)[0]
    counted = figures(list(month.round.recipients.with_replaced()), contents_of_all(month.round))
    assert counted.cost == round(2 * counted.package_cost + 5 * rice.unit_price)


def test_a_larger_package_is_handed_over_as_a_whole(month, large):
    from_canteen(month, rice="25")
    for recipient in month.recipients:
        delivered(month, recipient)
    handed = HandoverLine.objects.filter(item=month.rice).order_by("pk")
    assert [(line.handover.recipient, line.quantity, line.handover.complete) for line in handed] == [
        (large, 15, True),
        (month.recipients[1], 10, True),
    ]


def test_the_standard_package_is_not_the_whole_of_a_larger_one(month, large):
    from_canteen(month, rice="25")
    assert by_name(may_be_handed_over(large)) == LARGE
    delivered(month, large, rice="10", sugar="2")
    delivered(month, month.recipients[1], rice="10", sugar="2")
    complete = {h.recipient_id: h.complete for r in month.recipients for h in r.handovers.all()}
    assert complete == {large.pk: False, month.recipients[1].pk: True}


def test_the_papers_count_a_larger_package(month, large):
    record = read_round(month.round.pk)
    (part,) = parts(record)
    assert [row["total"] for row in bast_document(record, part)["goods"]] == ["25", "4"]
    figures_of_proposal = dict(proposal_sheet_document(record)["figures"])
    assert figures_of_proposal["Isi setiap paket"] == "Beras 10 kg dan Gula pasir 2 kg"

    from_canteen(month, rice="25")
    delivered(month, large)
    delivered(month, month.recipients[1], rice="8", sugar="2")
    record = read_round(month.round.pk)
    (part,) = parts(record)
    rows = [row for stop in receipt_list_document(record, part)["stops"] for row in stop["recipients"]]
    assert [row["note"] for row in rows] == ["", "Isi berbeda: Beras 8 kg"]
    assert [(row["total"], row["note"]) for row in bast_document(record, part)["goods"]] == [
        ("23", "rencana 25"),
        ("4", ""),
    ]
