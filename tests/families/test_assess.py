"""Home surveys and their score."""

import datetime

import pytest

from config.errors import Refused
from families.eligibility import end
from families.need import CRITERIA, Answers, score, version_on
from families.survey import assess, score_of
from tests.factories import FamilyFactory, UserFactory
from tests.families.households import NOW, TODAY

POOREST = Answers(
    income_per_person=0,
    dependants=9,
    housing="unfit",
    elderly=3,
    toddlers=3,
    pregnant=True,
    disability=True,
    breadwinner_held=True,
    has_sktm=True,
    decile=1,
)


def test_every_set_of_criteria_weighs_a_hundred_points():
    for version in CRITERIA:
        assert score(POOREST, version).total == 100
        assert score(Answers(), version).total == 0


def test_the_parts_say_how_a_score_came_about():
    found = score(Answers(income_per_person=450_000, dependants=2, housing="rent", breadwinner_held=True), "2024-01")
    assert [part.points for part in found.parts if part.points] == [18, 6, 12, 8]
    assert found.total == 44


def test_the_criteria_of_the_day_of_the_survey_count():
    assert version_on(datetime.date(2026, 5, 1)) == "2024-01"
    assert version_on(datetime.date(2020, 5, 1)) == "2024-01"


@pytest.mark.django_db
def test_the_family_carries_the_score_of_its_latest_survey():
    family = FamilyFactory()
    assess(family, answers=POOREST, surveyed_on=TODAY, by=UserFactory(), now=NOW)
    older = assess(family, answers=Answers(), surveyed_on=datetime.date(2024, 1, 5), by=UserFactory(), now=NOW)
    family.refresh_from_db()
    assert (family.surveyed_on, family.need_score, family.assessments.count()) == (TODAY, 100, 2)
    assert score_of(older).total == older.score == 0


@pytest.mark.django_db
def test_a_survey_is_not_of_tomorrow_and_not_of_an_ended_family():
    family = FamilyFactory()
    with pytest.raises(Refused) as refused:
        assess(family, answers=POOREST, surveyed_on=TODAY + datetime.timedelta(days=1), by=UserFactory(), now=NOW)
    assert refused.value.field == "surveyed_on"
    end(family, reason="Pindah", by=UserFactory(), now=NOW)
    with pytest.raises(Refused):
        assess(family, answers=POOREST, surveyed_on=TODAY, by=UserFactory(), now=NOW)
