"""The weights of need as dated data of a centre: decided, published, and kept by the surveys that were made."""

import datetime

import pytest
from django.urls import reverse

from centres.models import Role
from config.errors import Refused
from families.criteria import built_in_weights, criteria_on, decide_weights
from families.models import NeedWeights
from families.models.criteria import WEIGHTS
from families.need import CRITERIA, HOW, Answers
from families.survey import assess, score_of
from tests.factories import CentreFactory, FamilyFactory, UserFactory
from tests.families.pages import signed_in
from tests.read_page import words
from tests.versions import save
from tests.walls import adding_is_refused, copied, not_granted

pytestmark = pytest.mark.django_db
D = datetime.date
NOW = datetime.datetime(2024, 11, 4, 3, 0, tzinfo=datetime.UTC)
OWN = dict.fromkeys(WEIGHTS, 5) | {"income_per_person": 40, "dependants": 20}


def decide(centre, **more):
    given = {"weights": OWN, "starts_on": D(2024, 11, 1), "basis": "SK Karutan 12/2024"}
    return decide_weights(centre, **(given | more), by=UserFactory(), now=NOW)


def surveyed(centre, day, **answers):
    return assess(FamilyFactory(centre=centre), answers=Answers(**answers), surveyed_on=day, by=UserFactory(), now=NOW)


def test_the_columns_are_the_criteria_and_each_says_for_what_it_gives_points():
    _starts_on, criteria = CRITERIA[max(CRITERIA)]
    assert [criterion.key for criterion in criteria] == list(WEIGHTS) == list(HOW) == list(built_in_weights())
    assert sum(built_in_weights().values()) == 100


def test_a_survey_is_scored_by_the_weights_of_its_day_and_keeps_them(centre):
    before = surveyed(centre, D(2024, 10, 31), income_per_person=0)
    weights = decide(centre)
    first = surveyed(centre, D(2024, 11, 1), income_per_person=0)
    elsewhere = surveyed(CentreFactory(), D(2024, 11, 1), income_per_person=0)
    day_before = surveyed(centre, D(2024, 10, 31), income_per_person=0)
    assert [one.score for one in (before, first, elsewhere, day_before)] == [25, 40, 25, 25]
    assert first.criteria_version == f"own-{weights.pk}"
    later = decide(centre, starts_on=D(2024, 11, 2), weights=OWN | {"income_per_person": 50, "dependants": 10})
    assert surveyed(centre, D(2024, 11, 3), income_per_person=0).score == 50
    found = score_of(first)
    assert (found.total, [part.of for part in found.parts][:3]) == (40, [40, 20, 5])
    assert criteria_on(centre, D(2024, 11, 2)) == (f"own-{later.pk}", later.weights)
    assert score_of(before).total == 25


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"weights": OWN | {"decile": 4}}, None, "Bobotnya berjumlah 99; seharusnya 100."),
        ({"weights": OWN | {"decile": 6}}, None, "Bobotnya berjumlah 101; seharusnya 100."),
        ({"basis": " "}, "basis", None),
        ({"starts_on": D(1999, 12, 31)}, "starts_on", None),
    ],
)
def test_what_cannot_be_is_refused(centre, given, field, said):
    with pytest.raises(Refused) as refused:
        decide(centre, **given)
    assert refused.value.field == field
    assert said in (None, str(refused.value))
    assert NeedWeights.objects.count() == 0


def test_two_sets_do_not_start_on_one_day(centre):
    decide(centre)
    decide(CentreFactory())
    with pytest.raises(Refused) as refused:
        decide(centre)
    assert refused.value.field == "starts_on"


def test_the_walls_of_weights(centre):
    weights = decide(centre)
    adding_is_refused("need_weights_start_once_a_day", copied(weights))
    another = {"starts_on": D(2024, 12, 1)}
    adding_is_refused("need_weights_make_a_hundred", copied(weights, decile=6, **another))
    adding_is_refused("need_weights_make_a_hundred", copied(weights, decile=4, **another))
    adding_is_refused("need_weights_have_a_basis", copied(weights, basis="", **another))
    adding_is_refused("need_weights_days_in_our_time", copied(weights, starts_on=D(1999, 12, 31)))
    with not_granted():
        NeedWeights.objects.update(decile=5)


def test_everybody_who_sees_families_reads_them_and_the_coordinator_decides(centre):
    url = reverse("families:criteria")
    officer, coordinator = signed_in(centre, Role.OFFICER), signed_in(centre)
    assert "Bobot bawaan Peduli." in words(officer.get(url).content.decode())
    typed = {**OWN, "starts_on": "01/11/2024", "basis": "SK Karutan 12/2024"}
    assert officer.post(url, typed).status_code == 403
    wrong = save(coordinator, url, typed | {"decile": 6})
    assert "Bobotnya berjumlah 101; seharusnya 100." in words(wrong.content.decode())
    assert save(coordinator, url, typed).url == url
    assert "Berlaku sejak 1 November 2024: SK Karutan 12/2024." in words(officer.get(url).content.decode())
    made = surveyed(centre, D(2024, 11, 3), income_per_person=0)
    page = coordinator.get(reverse("families:score", args=[made.family_id, made.pk]))
    assert "kriteria 1 November 2024" in words(page.content.decode())
