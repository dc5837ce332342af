"""Verifying, rejecting, suspending, resuming, ending, and proposing again."""

import datetime

import pytest

from config.errors import Refused
from families.eligibility import end, propose_again, reject, resume, standing_of, suspend, verify
from families.models import Eligibility, Family
from tests.factories import EligibleFamilyFactory, FamilyFactory, UserFactory
from tests.families.households import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_proposed_family_is_verified_with_its_basis():
    family, user = FamilyFactory(), UserFactory()
    verify(family, basis="Survei 2 November 2024", from_on=TODAY, by=user, now=NOW)
    family.refresh_from_db()
    assert (family.eligibility, family.eligibility_by, family.eligibility_at) == (Eligibility.ELIGIBLE, user, NOW)
    assert list(Family.objects.eligible(TODAY)) == [family]
    assert list(Family.objects.eligible(TODAY - datetime.timedelta(days=1))) == []


def test_eligibility_runs_out_and_is_renewed():
    family = FamilyFactory()
    until = TODAY + datetime.timedelta(days=10)
    verify(family, basis="Survei", from_on=TODAY, until=until, by=UserFactory(), now=NOW)
    family.refresh_from_db()
    assert standing_of(family, until).kind == "ending"
    assert standing_of(family, until + datetime.timedelta(days=1)).kind == "expired"
    verify(family, basis="Survei ulang", from_on=TODAY, until=None, by=UserFactory(), now=NOW)
    assert Family.objects.eligible(until + datetime.timedelta(days=1)).count() == 1


def test_a_suspended_family_receives_again_when_it_is_resumed():
    family = EligibleFamilyFactory()
    suspend(family, reason="Pindah sementara", by=UserFactory(), now=NOW)
    assert Family.objects.eligible(TODAY).count() == 0
    resume(family, reason="Sudah kembali", by=UserFactory(), now=NOW)
    assert Family.objects.eligible(TODAY).count() == 1


def test_a_rejected_family_may_be_proposed_again():
    family = FamilyFactory()
    reject(family, reason="Mampu", by=UserFactory(), now=NOW)
    family.refresh_from_db()
    assert standing_of(family, TODAY).kind == "rejected"
    propose_again(family, reason="Keadaan berubah", by=UserFactory(), now=NOW)
    family.refresh_from_db()
    assert (family.eligibility, family.eligibility_at, family.eligibility_by) == (Eligibility.PROPOSED, None, None)


def test_an_ended_family_does_not_come_back_beside_a_new_one_of_the_same_kk():
    family = FamilyFactory()
    kk = family.kk.reveal()
    end(family, reason="Warga binaan bebas", by=UserFactory(), now=NOW)
    FamilyFactory(centre=family.centre, kk=kk)
    with pytest.raises(Refused):
        propose_again(family, reason="Kembali", by=UserFactory(), now=NOW)


@pytest.mark.parametrize("act", [reject, suspend, end])
def test_a_decision_needs_a_reason(act):
    with pytest.raises(Refused) as refused:
        act(EligibleFamilyFactory(), reason=" ", by=UserFactory(), now=NOW)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("act", [suspend, resume])
def test_a_proposed_family_is_neither_suspended_nor_resumed(act):
    with pytest.raises(Refused, match=r"."):
        act(FamilyFactory(), reason="Salah", by=UserFactory(), now=NOW)


def test_the_last_day_is_not_before_the_first():
    with pytest.raises(Refused) as refused:
        verify(
            FamilyFactory(), basis="Survei", from_on=TODAY, until=datetime.date(2024, 1, 1), by=UserFactory(), now=NOW
        )
    assert refused.value.field == "until"
