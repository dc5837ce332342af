"""*Susun ulang usulan*: what was chosen by hand stays, the order of the locations too; it is what the page showed."""

import datetime

import pytest
from django.urls import reverse

from distributions.models import Round
from distributions.rounds.by_hand import add_family, remove_family, swap_family
from distributions.rounds.planning import order_stops, plan_round
from distributions.rounds.proposal import ProposalChanged, as_the_register_says, make_anew, undo_changes
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.factories import EligibleFamilyFactory, region
from tests.read_page import words
from tests.seen import seen_on
from tests.standing import stands

pytestmark = pytest.mark.django_db
ANEW = {"susun-ulang": "1"}


@stands
def people():
    return blora(families=7)


@stands
def draft(people):
    return november(people)


@pytest.fixture
def coordinator(client, people):
    client.force_login(people.coordinator)
    return client


def way(round) -> list[int]:
    """The villages of the locations, as they are visited."""
    return list(round.stops.values_list("village_id", flat=True))


def turned(round) -> list[int]:
    order_stops(round, list(round.stops.values_list("pk", flat=True))[::-1])
    return way(round)


def test_the_order_by_hand_stays(people, draft, coordinator):
    """What was found: the button said that what one chose stays, and the order was gone."""
    by_hand = turned(draft)
    address = reverse("distributions:prepare", args=[draft.pk])

    shown = coordinator.post(address, ANEW | {"seen": seen_on(coordinator.get(address))}, follow=True)

    assert "yang Anda pilih sendiri tetap" in words(shown.content.decode())
    assert way(draft) == by_hand
    plan_round(draft, now=NOW)
    assert way(draft) == by_hand
    numbers = list(draft.recipients.planned().order_by("position").values_list("stop__position", flat=True))
    assert numbers == sorted(numbers)


def test_beside_a_family_by_hand_it_stays_too(people, draft):
    swap_family(draft.recipients.first(), people.families[6], reason="Searah", by=people.coordinator, now=NOW)
    by_hand = turned(draft)
    plan_round(draft, now=NOW)
    assert [village for village in way(draft) if village in by_hand] == [
        village for village in by_hand if village in way(draft)
    ]


def test_an_order_that_nobody_made_follows_the_proposal(people, draft):
    before = way(draft)
    Family.objects.filter(pk=people.families[0].pk).update(need_score=None, registered_on=datetime.date(2024, 10, 1))
    plan_round(draft, now=NOW)
    assert way(draft) == draft.proposed["way"]
    assert sorted(before) == sorted(way(draft))


def test_a_location_that_comes_stands_behind_whom_it_follows_on_the_way(people, draft):
    by_hand = turned(draft)
    new = EligibleFamilyFactory(
        centre=people.centre,
        village=region("33.16.06.2006"),
        eligibility_at=NOW - datetime.timedelta(days=30),
        registered_on=datetime.date(2023, 1, 1),
    )
    plan_round(draft, now=NOW)
    draft.refresh_from_db()
    there, proposed = way(draft), draft.proposed["way"]
    stay = set(there) - {new.village_id}
    assert [village for village in there if village in stay] == [village for village in by_hand if village in stay]
    before = proposed[proposed.index(new.village_id) - 1] if proposed[0] != new.village_id else None
    assert there.index(new.village_id) == (there.index(before) + 1 if before else 0)


def test_undoing_what_was_changed_by_hand_undoes_the_order(people, draft):
    before = way(draft)
    turned(draft)
    swap_family(draft.recipients.first(), people.families[6], reason="Searah", by=people.coordinator, now=NOW)
    undo_changes(draft, now=NOW)
    assert way(draft) == before


def test_it_is_made_anew_by_who_saw_what_is_there(people, draft, coordinator):
    address = reverse("distributions:prepare", args=[draft.pk])
    seen = seen_on(coordinator.get(address))
    turned(draft)
    there = set(draft.recipients.values_list("pk", flat=True))

    answer = coordinator.post(address, ANEW | {"seen": seen})

    assert "Urutan rute berubah." in words(answer.content.decode())
    assert set(draft.recipients.values_list("pk", flat=True)) == there
    assert coordinator.post(address, ANEW | {"seen": seen_on(answer)}).status_code == 302
    assert set(draft.recipients.values_list("pk", flat=True)).isdisjoint(there)
    for carried in ({}, {"seen": "x"}):
        assert "usulan berubah" in words(coordinator.post(address, ANEW | carried).content.decode()).lower()


def test_what_a_colleague_put_in_meanwhile_is_seen_before(people, draft):
    seen = as_the_register_says(draft, today=TODAY)
    remove_family(draft.recipients.first(), reason="Pindah", by=people.coordinator, now=NOW)
    add_family(draft, people.families[6], reason="Searah")
    with pytest.raises(ProposalChanged):
        make_anew(draft, seen=seen, now=NOW)
    make_anew(draft, seen=as_the_register_says(Round.objects.get(pk=draft.pk), today=TODAY), now=NOW)
    assert draft.recipients.planned().filter(family=people.families[6]).exists()
