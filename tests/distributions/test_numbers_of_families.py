"""A family has one number in its round, on every page and every paper, and keeps it once the round is approved.

Whoever enters a signed list finds on the screen the numbers of the list, though families have been called in since.
"""

import re

import pytest
from django.urls import reverse

from distributions.models import Recipient, Round
from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.approval import approve_round, reorder_stops, submit_round, use_reserve
from distributions.rounds.planning import order_stops
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import report_missed
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def people():
    """Four packages in three villages, and two families in reserve."""
    return blora(families=6)


@stands
def round(people):
    round = november(people)
    submit_round(round, by=people.coordinator, now=NOW)
    return approve_round(Round.objects.get(pk=round.pk), by=people.head, now=NOW)


def approved(round):
    """The numbers under which the families were approved, by name."""
    return dict(round.recipients.values_list("contact_name", "position"))


def on_list(round):
    on_paper = read_round(round.pk)
    rows = [
        row
        for part in parts(on_paper)
        for stop in receipt_list_document(on_paper, part)["stops"]
        for row in stop["recipients"]
    ]
    return {row["name"]: row["no"] for row in rows}


def on_sheet(round):
    sheet = proposal_sheet_document(read_round(round.pk))
    return {
        row["name"]: row["no"] for name in ("stops", "reserves") for stop in sheet[name] for row in stop["recipients"]
    }


def shown(client, people, round):
    """By name: on the round's page, on that of the signed list, at the door."""
    client.force_login(people.coordinator)
    round_page, paper_page, door = (
        client.get(reverse(f"distributions:{name}", args=[round.pk])).content.decode()
        for name in ("round", "paper_entry", "handover")
    )
    in_table = re.compile(r'<td class="no[^>]*>(\d+)</td>\s*<th scope="row">(.*?)(?:<span|</th>)', re.DOTALL)
    tables = [
        {words(name): int(number) for number, name in in_table.findall(html)} for html in (round_page, paper_page)
    ]
    at_door = re.findall(r">\s*no\. (\d+)\s*</span>\s*<b>(.*?)</b>", door)
    return [*tables, {name: int(number) for number, name in at_door}]


def missed_and_replaced(people, round):
    """The third family is not at home, and the second of the reserve receives in its place."""
    third, *_rest, reserve = (round.recipients.get(position=position) for position in (3, 4, 6))
    report_missed(round, third, by=people.officer)
    use_reserve(round, reserve=reserve, instead_of=third, reason="Tidak di rumah", by=people.coordinator, now=NOW)
    return third.contact_name, reserve.contact_name


def test_the_reserve_goes_on_where_the_plan_ends(round):
    numbers = approved(round)
    planned = round.recipients.planned().values_list("contact_name", flat=True)
    assert sorted(numbers.values()) == [1, 2, 3, 4, 5, 6]
    assert sorted(numbers[name] for name in planned) == [1, 2, 3, 4]
    assert on_sheet(round) == numbers


def test_pages_and_papers_give_each_family_the_same_number(client, people, round):
    numbers = approved(round)
    planned = {name: numbers[name] for name in round.recipients.planned().values_list("contact_name", flat=True)}
    assert on_list(round) == planned
    assert shown(client, people, round) == [planned, planned, planned]


def test_a_family_that_is_called_in_brings_its_own_number_and_the_others_keep_theirs(client, people, round):
    numbers, printed = approved(round), on_list(round)

    missed, instead = missed_and_replaced(people, round)

    assert (numbers[missed], numbers[instead]) == (3, 6)
    assert on_list(round) == printed | {instead: 6}
    assert on_sheet(round) == numbers
    of_round, of_paper, at_door = shown(client, people, round)
    assert (of_round, at_door) == (printed | {instead: 6},) * 2
    assert of_paper == {name: number for name, number in on_list(round).items() if name != missed}


def test_a_family_that_goes_to_the_reserve_takes_its_number_along(client, people, round):
    second, reserve = (round.recipients.get(position=position) for position in (2, 5))
    printed = on_list(round)
    use_reserve(round, reserve=reserve, instead_of=second, reason="Pindah", by=people.coordinator, now=NOW)
    del printed[second.contact_name]
    expected = printed | {reserve.contact_name: 5}
    assert on_list(round) == expected
    assert shown(client, people, round) == [expected, expected, expected]
    assert f"2. {second.contact_name}" in words(
        client.get(reverse("distributions:round", args=[round.pk])).content.decode()
    )


def test_another_order_of_the_locations_renumbers_nobody(client, people, round):
    printed = on_list(round)
    order = list(round.stops.order_by("-position").values_list("pk", flat=True))
    reorder_stops(round, order=order, reason="Jembatan putus", by=people.coordinator, now=NOW)
    assert list(round.stops.values_list("pk", flat=True)) == order
    assert on_list(round) == printed
    assert list(on_list(round).values()) != sorted(printed.values())
    assert shown(client, people, round) == [printed, printed, printed]


def test_a_draft_is_numbered_along_its_route_anew():
    people = blora(families=6, code="rutan-lain")
    draft = november(people)
    for order in ("position", "-position"):
        order_stops(draft, list(draft.stops.order_by(order).values_list("pk", flat=True)))
        assert list(on_list(draft).values()) == [1, 2, 3, 4]


def test_the_rows_to_write_by_hand_have_no_number(round):
    on_paper = read_round(round.pk)
    (part,) = parts(on_paper)
    document = receipt_list_document(on_paper, part)
    assert document["spare"] == [1, 2, 3]
    assert [row["left"] for stop in document["stops"] for row in stop["recipients"]] == [True, False, True, False]


def test_the_page_of_a_family_names_its_number(client, people, round):
    client.force_login(people.officer)
    for recipient in Recipient.objects.filter(round=round):
        html = client.get(reverse("distributions:handover_recipient", args=[round.pk, recipient.pk])).content.decode()
        assert f"no. {recipient.position}" in words(html)
