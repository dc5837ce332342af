"""What the rotation knows of a family on the day of a round."""

import datetime

import pytest

from distributions.models import Recipient, Round, State
from distributions.rotation.candidates import candidates, resting_villages
from distributions.rotation.choose import Candidate
from distributions.rounds.transitions import transition
from families.models import Family
from tests.distributions.blora import NOW, blora
from tests.factories import GERSI, NGGINGGIL, NGLANJUK, RecipientFactory, RoundFactory, StopFactory, region

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
DATE = D(2024, 11, 15)


@pytest.fixture
def people():
    return blora(families=1)


@pytest.fixture
def family(people):
    return people.families[0]


@pytest.fixture
def round(people):
    return RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=DATE)


def seen(round: Round) -> Candidate:
    """The only family, as the rotation sees it."""
    (candidate,) = candidates(round)
    return candidate


def another_round(people, date: datetime.date) -> Round:
    """A round of another programme, on any day."""
    return RoundFactory(centre=people.centre, occurrence_on=date)


def missed(people, family, date: datetime.date, reason: str = "not_home") -> Round:
    """A round in which the family was missed."""
    earlier = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=date)
    RecipientFactory(
        round=earlier,
        family=family,
        state=Recipient.State.MISSED,
        missed_reason=reason,
        recorded_at=NOW,
        recorded_by=people.officer,
    )
    return earlier


@pytest.mark.parametrize(("days", "expected"), [(-1, DATE - DAY), (0, DATE), (1, None)])
def test_a_place_in_an_open_round_of_the_same_day_or_before_counts_as_received(people, family, round, days, expected):
    RecipientFactory(round=another_round(people, DATE + days * DAY), family=family)
    assert (seen(round).last_aid_on, seen(round).counts_for) == (expected, expected)


@pytest.mark.parametrize(
    ("aid", "missed_on", "reason"),
    [(D(2024, 10, 17), D(2024, 10, 18), "not_home"), (D(2024, 10, 18), None, ""), (D(2024, 10, 19), None, "")],
)
def test_aid_on_the_day_of_the_miss_or_after_it_makes_up_for_the_miss(people, family, round, aid, missed_on, reason):
    missed(people, family, D(2024, 10, 18))
    Family.objects.filter(pk=family.pk).update(aid_before_on=aid, aid_before_note="Baznas")
    found = seen(round)
    assert (found.missed_on, found.missed_reason, found.last_aid_on) == (missed_on, reason, aid)


def test_a_cancelled_round_neither_lets_a_village_rest_nor_counts_among_the_last_rounds(people):
    people.programme.village_rest_rounds = 1
    for month, village in ((9, NGLANJUK), (10, GERSI)):
        round = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, month, 20))
        RecipientFactory(round=round, stop=StopFactory(round=round, village=region(village)))
    assert resting_villages(people.programme, DATE) == {region(GERSI).pk}

    transition(round, State.CANCELLED, by=people.coordinator, now=NOW, note="Banjir")

    assert resting_villages(people.programme, DATE) == {region(NGLANJUK).pk}


def test_a_round_of_the_day_itself_lets_no_village_rest(people):
    people.programme.village_rest_rounds = 1
    round = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=DATE)
    RecipientFactory(round=round, stop=StopFactory(round=round, village=region(NGGINGGIL)))
    assert resting_villages(people.programme, DATE) == set()
    assert resting_villages(people.programme, DATE + DAY) == {region(NGGINGGIL).pk}
