"""Verifying, rejecting, suspending, resuming, ending, and proposing again."""

import datetime

import pytest

from config.errors import ChangedMeanwhile, Refused
from families.eligibility import decision_version, end, propose_again, reject, resume, standing_of, suspend, verify
from families.models import Eligibility, Family
from families.need import Answers
from families.survey import assess
from tests.factories import LONG_AGO, EligibleFamilyFactory, FamilyFactory, UserFactory
from tests.families.households import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_proposed_family_is_verified_with_its_basis():
    family, user = FamilyFactory(), UserFactory()
    verify(family, basis="Survei 2 November 2024", from_on=TODAY, by=user, now=NOW)
    family.refresh_from_db()
    assert (family.eligibility, family.eligibility_by, family.eligibility_at) == (Eligibility.ELIGIBLE, user, NOW)
    assert list(Family.objects.eligible(TODAY)) == [family]
    assert list(Family.objects.eligible(TODAY - datetime.timedelta(days=1))) == []


def test_a_verification_rests_on_the_survey_that_was_shown():
    family, user = FamilyFactory(), UserFactory()
    assess(family, answers=Answers(elderly=1), surveyed_on=TODAY, by=user, now=NOW)
    family.refresh_from_db()
    shown = decision_version(family)
    assess(family, answers=Answers(), surveyed_on=TODAY, by=user, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        verify(family, basis="Survei", from_on=TODAY, seen=shown, by=user, now=NOW)
    family.refresh_from_db()
    assert family.eligibility == Eligibility.PROPOSED
    verify(family, basis="Survei", from_on=TODAY, seen=decision_version(family), by=user, now=NOW)


@pytest.mark.parametrize(("before", "after"), [((9, ""), (10, "")), ((9, ""), (9, "Rumah kosong"))])
def test_a_verification_rests_on_each_answer_and_not_on_the_points_alone(before, after):
    family, user = FamilyFactory(), UserFactory()
    scores, versions = [], []
    for decile, notes in (before, after):
        answers = Answers(elderly=1, decile=decile)
        scores.append(assess(family, answers=answers, surveyed_on=TODAY, notes=notes, by=user, now=NOW).score)
        family.refresh_from_db()
        versions.append(decision_version(family))
    assert scores[0] == scores[1]
    with pytest.raises(ChangedMeanwhile):
        verify(family, basis="Survei", from_on=TODAY, seen=versions[0], by=user, now=NOW)
    verify(family, basis="Survei", from_on=TODAY, seen=versions[1], by=user, now=NOW)


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
    with pytest.raises(Refused, match="Isi alasannya") as refused:
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


def in_state(state):
    """A family in this state, for whose eligibility there was a first and a last day."""
    if state == Eligibility.PROPOSED:
        return FamilyFactory(eligible_from=LONG_AGO, eligible_until=TODAY)
    return EligibleFamilyFactory(eligibility=state, eligible_until=TODAY)


MOVES = {
    reject: ("rejected", {"proposed", "eligible"}),
    suspend: ("suspended", {"eligible"}),
    resume: ("eligible", {"suspended"}),
    end: ("ended", {"proposed", "eligible", "rejected", "suspended"}),
    propose_again: ("proposed", {"rejected", "ended"}),
}


@pytest.mark.parametrize("state", Eligibility)
@pytest.mark.parametrize("act", MOVES)
def test_a_decision_leads_from_some_states_to_one_and_is_refused_from_all_others(act, state):
    family, by = in_state(state), UserFactory()
    to, allowed = MOVES[act]
    if state not in allowed:
        with pytest.raises(Refused, match=f"{state.label}\\.$"):
            act(family, reason="Salah", by=by, now=NOW)
        to = state
    else:
        act(family, reason=" Sudah   dicek ", by=by, now=NOW)
    family.refresh_from_db()
    assert family.eligibility == to
    assert (family.eligible_from, family.eligible_until) == (LONG_AGO, TODAY)
    if state in allowed:
        assert family.eligibility_basis == "Sudah dicek"
        signed = (None, None) if to == "proposed" else (by, NOW)
        assert (family.eligibility_by, family.eligibility_at) == signed


@pytest.mark.parametrize("state", Eligibility)
def test_who_was_rejected_may_be_verified_but_not_who_was_suspended_or_ended(state):
    family, by = in_state(state), UserFactory()
    given = {"basis": " Survei  ulang ", "from_on": TODAY, "until": None, "by": by, "now": NOW}
    if state in ("suspended", "ended"):
        with pytest.raises(Refused):
            verify(family, **given)
        return
    verify(family, **given)
    family.refresh_from_db()
    assert (family.eligibility, family.eligibility_basis) == ("eligible", "Survei ulang")
    assert (family.eligible_from, family.eligible_until) == (TODAY, None)
    assert (family.eligibility_by, family.eligibility_at) == (by, NOW)


def test_an_eligibility_may_be_for_a_single_day():
    family = verify(FamilyFactory(), basis="Survei", from_on=TODAY, until=TODAY, by=UserFactory(), now=NOW)
    days = [TODAY + datetime.timedelta(days=offset) for offset in (-1, 0, 1)]
    assert [Family.objects.eligible(day).filter(pk=family.pk).exists() for day in days] == [False, True, False]


def test_a_verification_needs_a_basis():
    with pytest.raises(Refused) as refused:
        verify(FamilyFactory(), basis="  ", from_on=TODAY, by=UserFactory(), now=NOW)
    assert refused.value.field == "basis"


def test_of_a_merged_family_the_other_is_decided():
    kept = EligibleFamilyFactory()
    merged = EligibleFamilyFactory(centre=kept.centre)
    Family.objects.filter(pk=merged.pk).update(merged_into=kept)
    with pytest.raises(Refused, match="digabung"):
        suspend(merged, reason="Salah", by=UserFactory(), now=NOW)
    suspend(kept, reason="Pindah sementara", by=UserFactory(), now=NOW)
