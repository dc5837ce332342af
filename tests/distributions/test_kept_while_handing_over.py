"""What is kept of a proposal is believed while another round is handed over as it was planned."""

import datetime

import pytest

from distributions.models import Round
from distributions.rounds.by_hand import Rotation
from distributions.rounds.proposed import kept, made_of
from tests.distributions.blora import TODAY, blora, november
from tests.distributions.recorded import approved, recorded
from tests.factories import RecipientFactory, RoundFactory

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.mark.parametrize(("day", "alike"), [(17, False), (18, True), (19, False)])
def test_who_receives_where_it_had_its_place_stands_as_before(day, alike):
    """While October is handed over, November waits for the head. Nobody is missed, which would make another turn."""
    people = blora(families=9, stops_per_round=4)
    october = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    waits, _other = (RecipientFactory(round=october, family=people.families[number]) for number in (7, 6))
    approved(october)
    round = november(people)
    before = proposed(round)
    recorded(waits, "served", at=datetime.datetime(2024, 10, day, 8, tzinfo=people.centre.zone))
    assert is_kept(round) is alike
    assert proposed(round) == before


def is_kept(round: Round) -> bool:
    round = read(round)
    return kept(round, of=made_of(round, today=TODAY)) is not None


def proposed(round: Round) -> list[int]:
    return Rotation(read(round), today=TODAY).families_proposed


def read(round: Round) -> Round:
    return Round.objects.select_related("programme", "centre").get(pk=round.pk)
