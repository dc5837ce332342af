"""Home surveys and their score."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from centres.models import Role
from config.errors import Refused
from families.eligibility import end
from families.need import CRITERIA, Answers, score, version_on
from families.survey import assess, score_of
from tests.distributions.months import approved_month
from tests.factories import FamilyFactory, UserFactory, surveyed
from tests.families.households import NOW, TODAY
from tests.families.pages import signed_in
from tests.versions import save
from tests.walls import adding_is_refused

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
@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/periode/3/penyaluran/7/", "/periode/3/penyaluran/7/"),
        ("/keluarga/", None),
        ("//periode/", None),
        ("https://example.org/periode/", None),
        ("/periode/3/penyaluran/7/" + "x" * 200, None),
        ("/periode/3\\penyaluran/", None),
        ("", None),
    ],
)
def test_a_survey_at_the_door_leads_back_to_the_hand_over_and_nowhere_else(back, to):
    family = FamilyFactory()
    page = f"{reverse('families:survey', args=[family.pk])}?{urlencode({'kembali': back})}"
    typed = {"surveyed_on": "04/11/2024", "dependants": 1, "housing": "own", "elderly": 0, "toddlers": 0}
    client = signed_in(family.centre)
    assert client.get(page).context["back"] == (to or "")
    score_page = reverse("families:score", args=[family.pk, 1]).removesuffix("1/")
    answer = save(client, page, typed)
    assert answer.url == to if to else answer.url.startswith(score_page)


@pytest.mark.django_db
def test_the_survey_is_reachable_at_the_door_while_it_is_due():
    month = approved_month(1)
    recipient = month.recipients[0]
    client = signed_in(month.centre, Role.OFFICER)
    page = reverse("distributions:handover_recipient", args=[month.round.pk, recipient.pk])
    to = f"{reverse('families:survey', args=[recipient.family_id])}?{urlencode({'kembali': page})}"
    today = month.centre.local_date(timezone.now())
    for surveyed_on, there in (
        (None, to),
        (today - relativedelta(months=12, days=1), to),
        (today - relativedelta(months=12), ""),
    ):
        if surveyed_on:
            surveyed(recipient.family, surveyed_on)
        assert client.get(page).context["to_survey"] == there
    assert signed_in(month.centre, Role.HEAD).get(page).context["to_survey"] == ""


@pytest.mark.django_db
def test_a_survey_is_not_of_tomorrow_and_not_of_an_ended_family():
    family = FamilyFactory()
    with pytest.raises(Refused) as refused:
        assess(family, answers=POOREST, surveyed_on=TODAY + datetime.timedelta(days=1), by=UserFactory(), now=NOW)
    assert refused.value.field == "surveyed_on"
    end(family, reason="Pindah", by=UserFactory(), now=NOW)
    with pytest.raises(Refused):
        assess(family, answers=POOREST, surveyed_on=TODAY, by=UserFactory(), now=NOW)


@pytest.mark.django_db
def test_the_same_survey_is_not_recorded_twice():
    family, by = FamilyFactory(), UserFactory()
    assess(family, answers=POOREST, surveyed_on=TODAY, notes="Atap bocor", by=by, now=NOW)
    with pytest.raises(Refused, match="sudah mencatat survei ini"):
        assess(family, answers=POOREST, surveyed_on=TODAY, notes="Atap bocor", by=by, now=NOW)
    assess(family, answers=POOREST, surveyed_on=TODAY, notes="Atap diperbaiki", by=by, now=NOW)
    assess(family, answers=Answers(), surveyed_on=TODAY, notes="Atap bocor", by=by, now=NOW)
    assess(family, answers=POOREST, surveyed_on=TODAY - relativedelta(days=1), notes="Atap bocor", by=by, now=NOW)
    assess(FamilyFactory(centre=family.centre), answers=POOREST, surveyed_on=TODAY, notes="Atap bocor", by=by, now=NOW)
    assert family.assessments.count() == 4


@pytest.mark.django_db
def test_no_table_holds_the_same_survey_twice():
    family = FamilyFactory()
    made = assess(family, answers=Answers(dependants=2), surveyed_on=TODAY, by=UserFactory(), now=NOW)
    made.pk, made._state.adding = None, True
    adding_is_refused("assessment_is_there_once", made)
