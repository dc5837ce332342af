"""An inmate is released, transferred, deceased, or held again."""

import datetime

import pytest

from config.errors import Refused
from families.inmates import change_status
from families.models import Family
from tests.factories import EligibleFamilyFactory, InmateFactory
from tests.families.households import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_the_family_of_a_released_inmate_stays_but_is_planned_no_more():
    family = EligibleFamilyFactory()
    inmate = family.ties.get().inmate
    change_status(inmate, status="released", on=TODAY, now=NOW)
    assert (Family.objects.active().count(), Family.objects.eligible(TODAY).count()) == (1, 0)
    change_status(inmate, status="held", on=TODAY, now=NOW)
    assert Family.objects.eligible(TODAY).count() == 1


def test_the_same_status_and_a_day_to_come_are_refused():
    inmate = InmateFactory()
    with pytest.raises(Refused) as refused:
        change_status(inmate, status="held", on=TODAY, now=NOW)
    assert refused.value.field == "status"
    with pytest.raises(Refused) as refused:
        change_status(inmate, status="released", on=TODAY + datetime.timedelta(1), now=NOW)
    assert refused.value.field == "on"
