"""What the rotation proposed is kept with the round, and believed only while all that it was made of is the same."""

import datetime
from types import SimpleNamespace

import pytest

from distributions.models import Correction, Programme, Round, State
from distributions.rounds import by_hand, proposed
from distributions.rounds.approval import submit_round
from distributions.rounds.by_hand import Rotation, Unchanged, unchanged
from distributions.rounds.closing import correct_closed_round
from distributions.rounds.planning import change_details, order_stops, plan_round
from distributions.rounds.proposed import kept, made_of
from distributions.rounds.remembered import Remembered
from distributions.rounds.transitions import transition
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.goods import called_issued
from tests.distributions.recorded import recorded
from tests.factories import GERSI, EligibleFamilyFactory, RecipientFactory, RoundFactory, region, surveyed
from tests.standing import stands
from tests.walls import refused_by

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def here() -> SimpleNamespace:
    """November, as planned: four of nine families. In September one received; October's, and one to come, are open."""
    people = blora(families=9, stops_per_round=4)
    september, october = (
        RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=day)
        for day in (D(2024, 9, 20), D(2024, 10, 18))
    )
    served = recorded(RecipientFactory(round=september, family=people.families[8]), "served")
    called_issued(september, by=people.storekeeper, now=NOW)
    transition(september, State.CLOSED, by=people.coordinator, now=NOW)
    missed, waits = (RecipientFactory(round=october, family=people.families[number]) for number in (7, 6))
    recorded(missed, "missed")
    later = RoundFactory(centre=people.centre, occurrence_on=D(2024, 11, 20))
    RecipientFactory(round=later, family=people.families[5])
    merged = EligibleFamilyFactory(centre=people.centre, village=region(GERSI), registered_on=D(2024, 5, 1))
    Family.objects.filter(pk=merged.pk).update(merged_into=people.families[8])
    round = november(people)
    return SimpleNamespace(people=people, round=round, served=served, waits=waits, later=later, merged=merged)


@pytest.fixture(autouse=True)
def _nothing_was_asked(monkeypatch):
    monkeypatch.setattr(proposed, "_asked", Remembered(2))


def family(here, **columns) -> None:
    """Write to a family that waits."""
    Family.objects.filter(pk=here.people.families[4].pk).update(**columns)


def approve(here) -> None:
    transition(here.later, State.SUBMITTED, by=here.people.coordinator, now=NOW)
    transition(here.later, State.APPROVED, by=here.people.head, now=NOW)


def correct(here) -> None:
    said = {"text": "Tidak menerima", "reason": "Laporan RT", "result": Correction.Result.NOT_RECEIVED}
    correct_closed_round(here.served.round, recipient=here.served, **said, by=here.people.head, now=NOW)


def rule(here, **columns) -> None:
    Programme.objects.filter(pk=here.people.programme.pk).update(**columns)


# What the rotation knows, each from another place.
CHANGES = {
    "a family moves": lambda here: family(here, village=region(GERSI)),
    "it is registered earlier": lambda here: family(here, registered_on=D(2023, 1, 1)),
    "it received elsewhere": lambda here: family(here, aid_before_on=D(2024, 6, 1), aid_before_note="Baznas"),
    "it needs more": lambda here: surveyed(here.people.families[4], D(2024, 11, 1), score=90),
    "its eligibility runs out": lambda here: family(here, eligible_until=D(2024, 11, 14)),
    "its eligibility begins": lambda here: family(here, eligible_from=D(2024, 11, 16)),
    "it is merged": lambda here: family(here, merged_into=here.people.families[3]),
    "its other entry is older": lambda here: Family.objects.filter(pk=here.merged.pk).update(
        registered_on=D(2023, 1, 1)
    ),
    "somebody was missed": lambda here: recorded(here.waits, "missed"),
    "somebody did not": correct,
    "a later round is approved": approve,
    "families rest longer": lambda here: rule(here, family_rest_months=3),
    "villages rest": lambda here: rule(here, village_rest_rounds=1),
    "fewer locations": lambda here: rule(here, stops_per_round=1),
    "more packages": lambda here: change_details(here.round, packages=5),
    "another day": lambda here: change_details(here.round, date=D(2024, 11, 16)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_not_believed_once_what_it_was_made_of_has_changed(here, what):
    assert is_kept(here)
    CHANGES[what](here)
    assert not is_kept(here)


def assess(here) -> None:
    """Assessed anew, with the same need, by the day of the round."""
    surveyed(here.people.families[4], D(2024, 11, 1), score=70)
    planned_anew(here)
    surveyed(here.people.families[4], D(2024, 11, 14), score=70)
    family(here, eligible_from=D(2024, 11, 15), eligible_until=D(2025, 11, 15), surveyed_on=D(2024, 11, 14))


def correct_the_text(here) -> None:
    said = {"text": "Nama ditulis lain", "reason": "Laporan RT", "result": ""}
    correct_closed_round(here.served.round, recipient=here.served, **said, by=here.people.head, now=NOW)


ALIKE = {
    "where it lives": lambda here: family(here, street="Jl. Pemuda 1", rt="003", remarks="Rumah cat hijau"),
    "in which order one drives": lambda here: order_stops(
        here.round, list(here.round.stops.values_list("pk", flat=True))[::-1]
    ),
    "that it was assessed anew": assess,
    "since when who received is registered": lambda here: Family.objects.filter(pk=here.people.families[8].pk).update(
        registered_on=D(2023, 12, 1)
    ),
    "how a name is written": correct_the_text,
    "that somebody received where it had its place": lambda here: recorded(here.waits, "served"),
}


@pytest.mark.parametrize("what", ALIKE)
def test_it_is_believed_whatever_the_rotation_does_not_choose_by(here, what):
    assert is_kept(here)
    before = Rotation(read(here.round), today=TODAY).families_proposed
    ALIKE[what](here)
    assert is_kept(here)
    assert Rotation(read(here.round), today=TODAY).families_proposed == before


def test_what_has_changed_is_asked_once(here, monkeypatch):
    submit_round(here.round, by=here.people.coordinator, now=NOW)
    asked = []
    monkeypatch.setattr(by_hand, "Rotation", lambda round, **on: asked.append(round.pk) or Rotation(round, **on))
    said = []
    for change in (None, "it needs more", None, "it received elsewhere", None):
        if change:
            CHANGES[change](here)
        said.append((unchanged(read(here.round), today=TODAY), len(asked)))
    assert [number for _unchanged, number in said] == [0, 1, 1, 2, 2]
    assert said[1][0] == said[2][0]
    assert said[3][0] == said[4][0]


def test_what_changes_while_it_is_asked_is_not_remembered(here, monkeypatch):
    submit_round(here.round, by=here.people.coordinator, now=NOW)
    CHANGES["it needs more"](here)

    def meanwhile(round: Round, **on) -> Rotation:
        family(here, registered_on=here.people.families[4].registered_on - datetime.timedelta(days=len(asked) + 1))
        asked.append(round.pk)
        return Rotation(round, **on)

    asked: list[int] = []
    monkeypatch.setattr(by_hand, "Rotation", meanwhile)
    for _turn in range(2):
        unchanged(read(here.round), today=TODAY)
    assert len(asked) == 2


# What was done to the plan; whether it still is the proposal, and whether its locations were put in another order.
DONE = {
    "nothing": (lambda here: None, Unchanged(True, False)),
    "another order": (
        lambda here: order_stops(here.round, list(here.round.stops.values_list("pk", flat=True))[::-1]),
        Unchanged(True, True),
    ),
    "the register changed": (
        lambda here: Family.objects.filter(pk=here.people.families[0].pk).update(
            aid_before_on=D(2024, 6, 1), aid_before_note="Baznas"
        ),
        Unchanged(False, False),
    ),
}


@pytest.mark.parametrize("what", DONE)
def test_the_head_reads_what_the_rotation_says(here, what):
    """It is kept when the round is submitted, whatever changed before, and says what asking anew says."""
    act, said = DONE[what]
    act(here)
    submit_round(here.round, by=here.people.coordinator, now=NOW)
    round = read(here.round)
    assert is_kept(here)
    assert unchanged(round, today=TODAY) == said
    anew = Rotation(round, today=TODAY)
    assert Unchanged(anew.is_the_proposal, anew.is_ordered_by_hand) == said


def test_it_stays_with_what_was_submitted(here):
    submit_round(here.round, by=here.people.coordinator, now=NOW)
    with refused_by("round_proposed_stays"):
        Round.objects.filter(pk=here.round.pk).update(proposed={})
    proposed = Round.objects.get(pk=here.round.pk).proposed
    with refused_by("round_proposed_once_it_was_planned"):
        RoundFactory(centre=here.people.centre, occurrence_on=D(2024, 12, 20), proposed=proposed)


def is_kept(here) -> bool:
    round = read(here.round)
    return kept(round, of=made_of(round, today=TODAY)) is not None


def planned_anew(here) -> None:
    plan_round(here.round, now=NOW)


def read(round: Round) -> Round:
    return Round.objects.select_related("programme", "centre").get(pk=round.pk)
