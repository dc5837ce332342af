"""What was changed by hand in a draft is changed back: the round is the proposal again, as if nobody had touched it."""

import datetime

import pytest
from django.db import transaction
from django.urls import reverse

from config.errors import Refused
from distributions.models import Recipient, Round
from distributions.rotation.reasons import sentence
from distributions.rounds.by_hand import add_family, remove_family, swap_family
from distributions.rounds.forecasts import effect_of_changes
from distributions.rounds.planning import change_details, order_stops, plan_round
from distributions.rounds.proposal import proposal_of, undo_changes
from families.models import Family
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.standing import stands
from tests.versions import save

pytestmark = pytest.mark.django_db


@stands
def people():
    """Twelve families in four villages for four packages; the last three rest."""
    people = blora(families=12, family_rest_months=1, stops_per_round=4)
    resting = [family.pk for family in people.families[9:]]
    Family.objects.filter(pk__in=resting).update(aid_before_on=datetime.date(2024, 11, 2), aid_before_note="Bansos")
    return people


@stands
def round(people):
    """November: families 0 to 3, one a village, and 4 and 5 in reserve."""
    return november(people)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def proposal(round):
    return written(round)


def written(round: Round) -> tuple:
    """All that is said of a round and its families."""
    rows = round.recipients.order_by("position").select_related("stop")
    places = [
        (r.family_id, r.state, r.position, r.stop.position, r.stop.village_id, r.reason, r.by_hand, r.hand_reason)
        for r in rows
    ]
    stops = list(round.stops.values_list("village_id", "position"))
    return proposal_of(Round.objects.get(pk=round.pk)), places, stops, list(round.exclusions.values_list("family_id"))


def of(round: Round, family: Family) -> Recipient:
    return round.recipients.planned().get(family=family)


def swap(round, people, out: int, into: int, reason: str = ""):
    who = {"by": people.coordinator, "now": NOW}
    return swap_family(of(round, people.families[out]), people.families[into], reason=reason, **who)


def take_out(round, people, family: int, reason: str = ""):
    remove_family(of(round, people.families[family]), reason=reason, by=people.coordinator, now=NOW)


# Each leads back to the proposal; 0 and 1 are of it, 4 and 5 in reserve, 6 waits, 9 rests.
WAYS_BACK = {
    "swapped back": lambda r, p: (swap(r, p, 0, 6, "Mendesak"), swap(r, p, 6, 0)),
    "swapped with the reserve": lambda r, p: (swap(r, p, 1, 5, "Mendesak"), swap(r, p, 5, 1)),
    "swapped with one that rests": lambda r, p: (swap(r, p, 3, 9, "Mendesak"), swap(r, p, 9, 3)),
    "by way of a third": lambda r, p: (swap(r, p, 0, 6, "Satu"), swap(r, p, 6, 7, "Dua"), swap(r, p, 7, 0)),
    "two crosswise": lambda r, p: (
        swap(r, p, 0, 6, "Satu"),
        swap(r, p, 1, 4, "Dua"),
        swap(r, p, 6, 1),
        swap(r, p, 4, 0),
    ),
    "taken out and added": lambda r, p: (take_out(r, p, 2, "Pindah"), add_family(r, p.families[2])),
    "all taken out and added": lambda r, p: (
        [take_out(r, p, n, "Pindah") for n in (0, 1, 2, 3)],
        [add_family(r, p.families[n]) for n in (2, 0, 3, 1)],
    ),
    "the next in its place": lambda r, p: (
        take_out(r, p, 0, "Pindah"),
        add_family(r, p.families[4]),
        swap(r, p, 4, 0),
    ),
    "planned anew meanwhile": lambda r, p: (take_out(r, p, 0, "Pindah"), plan_round(r, now=NOW), swap(r, p, 4, 0)),
    "added and taken out": lambda r, p: (
        take_out(r, p, 0, "Pindah"),
        add_family(r, p.families[9], reason="Sakit"),
        take_out(r, p, 9),
        add_family(r, p.families[0]),
    ),
    "another order and back": lambda r, p: (turned(r), turned(r)),
    "undone": lambda r, p: (swap(r, p, 0, 6, "Satu"), take_out(r, p, 1, "Dua"), turned(r), undo_changes(r, now=NOW)),
}


def turned(round):
    order_stops(round, list(round.stops.values_list("pk", flat=True))[::-1])


@pytest.mark.parametrize("way", WAYS_BACK)
def test_what_is_changed_back_leaves_nothing_behind(people, round, proposal, way):
    WAYS_BACK[way](round, people)
    assert written(round) == proposal
    effect, _after = effect_of_changes(round)
    assert (effect.later, effect.earlier, effect.unchanged) == ([], [], True)


# Each pair ends at the same, however it was come there.
SAME = {
    "a place handed on": (
        lambda r, p: (swap(r, p, 0, 6, "Satu"), swap(r, p, 6, 7, "Dua")),
        lambda r, p: swap(r, p, 0, 7, "Dua"),
    ),
    "one of two back": (
        lambda r, p: (swap(r, p, 0, 4, "Satu"), swap(r, p, 1, 6, "Dua"), swap(r, p, 4, 0)),
        lambda r, p: swap(r, p, 1, 6, "Dua"),
    ),
    "a place left free again": (
        lambda r, p: (swap(r, p, 0, 5, "Satu"), take_out(r, p, 5)),
        lambda r, p: take_out(r, p, 0, "Satu"),
    ),
    "one of the proposal into the place of another's": (
        lambda r, p: (take_out(r, p, 0, "Satu"), swap(r, p, 1, 6, "Dua"), swap(r, p, 6, 0)),
        lambda r, p: take_out(r, p, 1, "Dua"),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_a_round_is_what_its_families_are_and_not_how_they_came(people, round, name):
    around, straight = SAME[name]
    point = transaction.savepoint()
    around(round, people)
    found = written(round)
    transaction.savepoint_rollback(point)
    straight(round, people)
    assert without_places(found) == without_places(written(round))


def without_places(said):
    """Where a family stands in its village is decided when all are back."""
    digests, places, stops, excluded = said
    return (
        {name: digests[name] for name in ("families", "reserve", "route", "excluded")},
        sorted((*place[:2], *place[3:]) for place in places),
        stops,
        excluded,
    )


def test_a_reason_is_asked_where_the_proposal_is_overridden(people, round):
    who = {"by": people.coordinator, "now": NOW}
    for act in (
        lambda: take_out(round, people, 0),
        lambda: swap(round, people, 0, 4),
        lambda: swap(round, people, 0, 6),
    ):
        with pytest.raises(Refused, match="Isi alasannya"):
            act()
    swap(round, people, 0, 6, "Satu")
    # Neither next by the rotation nor of the proposal.
    with pytest.raises(Refused, match="Isi alasannya"):
        swap(round, people, 6, 7)
    # Of the proposal, but so is the family that would go.
    with pytest.raises(Refused, match="Isi alasannya"):
        swap_family(of(round, people.families[1]), people.families[0], **who)
    assert swap(round, people, 6, 4).by_hand is False  # who is next


def test_whoever_the_rotation_put_into_a_free_place_leaves_with_a_reason(people, round):
    take_out(round, people, 0, "Satu")
    add_family(round, people.families[4])
    for act in (lambda: take_out(round, people, 4), lambda: swap(round, people, 4, 6)):
        with pytest.raises(Refused, match="Isi alasannya"):
            act()
    swap(round, people, 4, 6, "Dua")
    said = dict(round.exclusions.values_list("family_id", "replaced_by_id"))
    assert said == {people.families[0].pk: None, people.families[4].pk: people.families[6].pk}


def test_whoever_was_taken_out_for_a_reason_does_not_come_back_to_the_reserve(people, round):
    swap(round, people, 0, 4, "Satu")
    take_out(round, people, 4, "Pindah rumah")
    out = [people.families[0], people.families[4]]
    assert [exclusion.family for exclusion in round.exclusions.all()] == out
    assert not round.recipients.filter(family__in=out).exists()
    assert not plan_round(round, now=NOW).recipients.filter(family__in=out).exists()


def test_an_order_made_by_hand_outlasts_a_family_that_goes_and_comes(people, round):
    turned(round)
    order = list(round.stops.values_list("village_id", flat=True))
    Family.objects.filter(pk=people.families[4].pk).update(village=people.families[0].village)
    swap(round, people, 0, 8, "Satu")  # of the same village
    swap(round, people, 8, 0)
    assert list(round.stops.values_list("village_id", flat=True)) == order


def test_what_the_register_learns_meanwhile_is_no_way_back(people, round):
    """Whom the rotation would not choose any more is chosen by hand."""
    swap(round, people, 3, 6, "Satu")
    Family.objects.filter(pk=people.families[3].pk).update(
        aid_before_on=datetime.date(2024, 6, 1), aid_before_note="Baznas"
    )
    with pytest.raises(Refused, match="Isi alasannya"):
        swap(round, people, 6, 3)
    swap(round, people, 6, 3, "Tetap")
    assert of(round, people.families[3]).by_hand is True


def test_more_packages_are_another_proposal(people, round):
    take_out(round, people, 0, "Satu")
    change_details(round, packages=3)
    assert round.exclusions.count() == 1
    add_family(change_details(round, packages=4), people.families[0])
    assert not round.exclusions.exists()


class TestPages:
    def page(self, people, round: Round, out: int) -> str:
        return reverse("distributions:round_family", args=[round.pk, of(round, people.families[out]).pk])

    def test_going_back_is_offered_on_top_and_asks_nothing(self, people, round, proposal):
        why = sentence(of(round, people.families[0]).reason)
        swap(round, people, 0, 6, "Lebih mendesak")
        client = signed_in(people.coordinator)
        page = self.page(people, round, 6)
        shown = client.get(page)
        first = shown.context["offered"][0]
        assert first["family"] == people.families[0]
        # No turn is said by a round whose day is over.
        assert first["why"] == f"Dikeluarkan oleh {people.coordinator} untuk Keluarga 6 karena “Lebih mendesak”. {why}"
        assert "Termasuk usulan; tidak perlu alasan." in shown.content.decode()
        save(client, page, {"family": str(people.families[0].pk), "reason": "", "other_reason": ""})
        assert written(round) == proposal
        plan = client.get(reverse("distributions:prepare", args=[round.pk])).content.decode()
        assert "menggantikan" not in plan
        assert why in plan
        assert "Akibat perubahan" not in plan
        effect = client.get(reverse("distributions:effect", args=[round.pk])).content.decode()
        assert "Tidak ada yang diubah: penerimanya adalah usulan rotasi." in effect

    def test_a_place_by_hand_is_left_free_without_a_reason(self, people, round):
        swap(round, people, 0, 6, "Lebih mendesak")
        client = signed_in(people.coordinator)
        page = self.page(people, round, 6)
        assert "nobody" in client.get(page).context["free"]
        save(client, page, {"family": "nobody", "reason": ""})
        assert round.exclusions.get().replaced_by is None

    def test_a_family_of_the_proposal_is_not_left_out_without_one(self, people, round):
        client, page = signed_in(people.coordinator), self.page(people, round, 0)
        shown = client.get(page)
        assert shown.context["free"] == set()
        refused = save(client, page, {"family": "nobody", "reason": ""})
        assert refused.context["form"].errors == {"reason": ["Isi alasannya."]}
