"""What plain SQL can't say of families: that somebody without a role decided, or what is still to come."""

import datetime

import pytest
from django.utils import timezone

from families.eligibility import determine_initially
from families.models import Assessment, Eligibility, Erasure, InitialDetermination, Inmate, NeedWeights
from tests.factories import EligibleFamilyFactory, FamilyFactory, MembershipFactory, cast
from tests.families.households import NOW, TODAY
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied

pytestmark = pytest.mark.django_db
LATER, DAY_TO_COME = timezone.now() + datetime.timedelta(days=2), timezone.localdate() + datetime.timedelta(days=3)
WEIGHTS = {
    "income_per_person": 20, "dependants": 15, "breadwinner_held": 15, "housing": 10, "elderly": 10, "toddlers": 10,
    "disability": 5, "pregnant": 5, "has_sktm": 5, "decile": 5, "basis": "Rapat",
}  # fmt: skip


@stands
def family():
    return FamilyFactory()


@pytest.fixture
def people(family):
    return cast(family.centre)


def assessed(family, **changes):
    said = {"surveyed_on": TODAY, "score": 50, "criteria_version": "2024-1", "recorded_at": NOW}
    return Assessment(centre=family.centre, family=family, **(said | changes))


def determined(family, **changes):
    said = {"decided_on": TODAY, "basis": "Rapat", "recorded_at": NOW}
    return InitialDetermination(centre=family.centre, **(said | changes))


def weighed(family, **changes):
    return NeedWeights(centre=family.centre, **({"starts_on": TODAY, "recorded_at": NOW} | WEIGHTS | changes))


def test_who_decides_about_a_family_has_a_role_for_it(family, people):
    elsewhere = MembershipFactory(role="coordinator").user
    eligible = {"eligibility": Eligibility.ELIGIBLE, "eligibility_basis": "Survei", "eligible_from": TODAY}
    decision = eligible | {"eligibility_at": NOW}
    for person in (people.viewer, people.humas, elsewhere):
        changing_is_refused("family_decided_by_who_may", family, **decision, eligibility_by=person)
        new = copied(family, **decision, eligibility_by=person, kk_cipher=None, kk_digest=None, kk_block=None)
        adding_is_refused("family_begins_by_who_may", new)
        adding_is_refused("assessment_by_who_surveys", assessed(family, surveyed_by=person))
        adding_is_refused("initial_determination_by_the_coordinator", determined(family, decided_by=person))
        adding_is_refused("need_weights_by_the_coordinator", weighed(family, decided_by=person))


def test_one_statement_decides_for_no_family_in_another_name(family, people):
    decided = EligibleFamilyFactory(centre=family.centre, eligibility_by=people.coordinator, eligibility_at=NOW)
    changing_is_refused("family_decided_by_who_may", decided, eligibility_by=people.viewer)
    made = determine_initially(
        [family], centre=family.centre, decided_on=TODAY, basis="Rapat", by=people.coordinator, now=NOW
    )
    assert made.decided_by == people.coordinator


def test_what_is_recorded_of_a_family_has_happened(family, people):
    member, inmate = family.members.get(), Inmate.objects.get(centre=family.centre)
    decided = EligibleFamilyFactory(centre=family.centre, eligibility_by=people.coordinator, eligibility_at=NOW)
    changing_is_refused("family_has_happened", family, registered_on=DAY_TO_COME)
    changing_is_refused("family_has_happened", decided, eligibility_at=LATER)
    changing_is_refused("member_has_left", member, is_contact=False, left_on=DAY_TO_COME)
    changing_is_refused("inmate_has_left", inmate, status="released", status_on=DAY_TO_COME)
    by = people.coordinator
    for changes in ({"surveyed_on": DAY_TO_COME}, {"recorded_at": LATER}):
        adding_is_refused("assessment_has_happened", assessed(family, surveyed_by=by, **changes))
    for changes in ({"decided_on": DAY_TO_COME}, {"recorded_at": LATER}):
        adding_is_refused("initial_determination_has_happened", determined(family, decided_by=by, **changes))
    adding_is_refused("need_weights_have_happened", weighed(family, decided_by=by, recorded_at=LATER))
    erased = {"centre": family.centre, "family_id_erased": family.pk, "ground": "Permintaan", "erased_by": by}
    adding_is_refused("erasure_has_happened", Erasure(**erased, erased_at=LATER))
