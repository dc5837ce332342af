"""The recap of a year."""

import datetime

import pytest

from distributions.models import Publication, State
from distributions.reports.recap import recap, years
from distributions.rounds.transitions import transition
from tests.distributions.months import approved_month, delivered, from_canteen, missed
from tests.distributions.submissions import NOW
from tests.factories import CentreFactory, ProgrammeFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db

D = datetime.date


@pytest.fixture
def centre():
    return CentreFactory(name="Rutan B")


@pytest.fixture
def programme(centre):
    return ProgrammeFactory(centre=centre)


def test_a_year_has_the_rounds_of_its_months_newest_first(centre, programme):
    rounds = {
        day: RoundFactory(centre=centre, programme=programme, occurrence_on=day)
        for day in (D(2023, 12, 31), D(2024, 1, 1), D(2024, 12, 31), D(2025, 1, 1))
    }
    # What belongs to December and takes place in January counts for December's year.
    late = RoundFactory(centre=centre, occurrence_on=D(2024, 12, 15), date=D(2025, 1, 2))
    assert [row.round for row in recap([centre.pk], 2024)] == [late, rounds[D(2024, 12, 31)], rounds[D(2024, 1, 1)]]


def test_on_one_day_the_centres_come_by_name_and_others_not_at_all(centre):
    first = CentreFactory(name="Rutan A")
    RoundFactory()
    rounds = [RoundFactory(centre=place) for place in (centre, first)]
    assert [row.round for row in recap([centre.pk, first.pk], 2024)] == rounds[::-1]
    assert [row.round for row in recap([first.pk], 2024)] == [rounds[1]]


def test_a_cancelled_round_is_no_row(centre, programme):
    round = RoundFactory(centre=centre, programme=programme)
    transition(round, State.CANCELLED, by=UserFactory(), now=NOW, note="Banjir")
    assert recap([centre.pk], 2024) == []


def test_a_row_counts_families_places_and_value():
    month = approved_month(families=3)
    from_canteen(month, rice="30", sugar="6")
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    (row,) = recap([month.centre.pk], 2024)
    assert (row.round, row.served, row.planned, row.places, row.value) == (month.round, 1, 3, 1, 174_000)
    assert (row.suppliers, row.link) == ("Koperasi Pegawai", "")


def test_the_first_link_to_the_news_is_named(centre, programme):
    round = RoundFactory(centre=centre, programme=programme)
    for hour, url in ((3, "https://example.com/kedua"), (1, ""), (2, "https://example.com/pertama")):
        Publication.objects.create(
            centre=centre,
            round=round,
            outlet="Blora Pos",
            url=url,
            published_at=NOW + datetime.timedelta(hours=hour),
        )
    assert [row.link for row in recap([centre.pk], 2024)] == ["https://example.com/pertama"]


def test_the_years_are_those_of_the_rounds_and_the_running_one(centre, programme):
    assert years([centre.pk], D(2026, 1, 1)) == [2026]
    for day in (D(2023, 12, 15), D(2024, 1, 15), D(2024, 2, 15)):
        RoundFactory(centre=centre, programme=programme, occurrence_on=day)
    RoundFactory(occurrence_on=D(2022, 1, 1))
    assert years([centre.pk], D(2026, 1, 1)) == [2026, 2024, 2023]
    assert years([centre.pk], D(2024, 1, 1)) == [2024, 2023]
