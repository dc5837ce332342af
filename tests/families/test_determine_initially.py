"""*Penetapan awal*: families declared eligible in one act."""

import datetime

import pytest

from config.errors import Refused
from families.eligibility import determine_initially, standing_of
from families.models import Eligibility, Family
from tests.factories import CentreFactory, EligibleFamilyFactory, FamilyFactory, UserFactory
from tests.families.households import NOW, TODAY

pytestmark = pytest.mark.django_db


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
    with pytest.raises(Refused):
        determine([], CentreFactory())
