"""*Penetapan awal*: families declared eligible in one act."""

import datetime

import pytest

from config.errors import Refused
from families.eligibility import determine_initially, standing_of
from families.models import Eligibility, Family
from tests.factories import CentreFactory, EligibleFamilyFactory, FamilyFactory, UserFactory
from tests.families.households import NOW, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - datetime.timedelta(days=1)


def determine(families, centre, **more):
    given = {"decided_on": TODAY, "basis": "SK Karutan 12/2024", "by": UserFactory(), "now": NOW} | more
    return determine_initially(families, centre=centre, **given)


def test_proposed_families_become_eligible_and_are_marked_not_yet_surveyed():
    centre = CentreFactory()
    families = [FamilyFactory(centre=centre), FamilyFactory(centre=centre)]
    determination = determine(families, centre)
    for family in Family.objects.all():
        assert family.determination == determination
        assert (family.eligibility_basis, family.eligible_from) == ("SK Karutan 12/2024", TODAY)
        assert standing_of(family, TODAY).kind == "provisional"
    assert Family.objects.eligible(TODAY).count() == 2


def test_the_determination_says_who_decided_when_and_on_what_basis():
    centre, by = CentreFactory(), UserFactory()
    family = FamilyFactory(centre=centre, eligible_until=TODAY)
    determination = determine([family], centre, basis=" SK  Karutan 12/2024 ", decided_on=YESTERDAY, by=by)
    family.refresh_from_db()
    assert (determination.centre, determination.decided_on, determination.basis) == (
        centre,
        YESTERDAY,
        "SK Karutan 12/2024",
    )
    assert (determination.decided_by, determination.recorded_at) == (by, NOW)
    assert (family.eligibility_by, family.eligibility_at) == (by, NOW)
    assert (family.eligible_from, family.eligible_until) == (YESTERDAY, None)


def test_families_may_be_named_by_their_numbers_and_twice_and_others_stay_as_they_are():
    centre = CentreFactory()
    first, second, third = (FamilyFactory(centre=centre) for _ in range(3))
    determine([second.pk, first, second], centre)
    assert set(Family.objects.filter(eligibility=Eligibility.ELIGIBLE)) == {first, second}
    third.refresh_from_db()
    assert (third.eligibility, third.determination) == (Eligibility.PROPOSED, None)


def test_a_merged_family_is_no_proposal_any_more():
    centre = CentreFactory()
    kept, merged = FamilyFactory(centre=centre), FamilyFactory(centre=centre)
    Family.objects.filter(pk=merged.pk).update(merged_into=kept)
    with pytest.raises(Refused):
        determine([kept, merged], centre)
    determine([kept], centre)


def test_the_day_of_the_decision_is_one_of_the_centre():
    evening_in_london = datetime.datetime(2024, 11, 3, 17, tzinfo=datetime.UTC)  # midnight in Blora
    second = datetime.timedelta(seconds=1)
    centre = CentreFactory()
    with pytest.raises(Refused):
        determine([FamilyFactory(centre=centre)], centre, now=evening_in_london - second)
    determine([FamilyFactory(centre=centre)], centre, now=evening_in_london)


def test_nothing_is_done_when_one_of_them_is_no_proposal_any_more():
    centre = CentreFactory()
    families = [FamilyFactory(centre=centre), EligibleFamilyFactory(centre=centre)]
    with pytest.raises(Refused):
        determine(families, centre)
    families[0].refresh_from_db()
    assert families[0].eligibility == Eligibility.PROPOSED


def test_a_family_of_another_centre_is_refused():
    with pytest.raises(Refused):
        determine([FamilyFactory()], CentreFactory())


@pytest.mark.parametrize(
    ("more", "field"),
    [({"basis": " "}, "basis"), ({"decided_on": TODAY + datetime.timedelta(days=1)}, "decided_on")],
)
def test_a_decision_needs_a_basis_and_a_day_that_has_come(more, field):
    family = FamilyFactory()
    with pytest.raises(Refused) as refused:
        determine([family], family.centre, **more)
    assert refused.value.field == field


def test_no_family_is_no_decision():
    with pytest.raises(Refused) as refused:
        determine([], CentreFactory())
    assert refused.value.field == "families"
