"""A rest is never waived: who received since the proposal was made does not receive again but by hand."""

import datetime

import pytest

from config.errors import Refused
from distributions.handover.submissions import submit
from distributions.models import Recipient, Round, State
from distributions.rounds.approval import approve_round, submit_round, use_reserve
from distributions.rounds.checks import check, check_reserve
from distributions.rounds.transitions import transition
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.submissions import delivered
from tests.factories import RecipientFactory, RoundFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
RESTS = "Keluarga 0 sudah menerima dan sedang beristirahat; keluarga ini boleh menerima lagi mulai Desember 2024."
WHAT_TO_DO = " Susun ulang usulan, atau ganti keluarga ini."
CHANGED = "Sejak usulan ini dibuat, telah berubah: kelayakan suatu keluarga. "


@stands
def people():
    return blora(families=6)


@stands
def round(people):
    return november(people)


def receives_elsewhere(people, family) -> Round:
    """The family receives in a round of another programme, before that of November."""
    other = RoundFactory(centre=people.centre, occurrence_on=TODAY)
    recipient = RecipientFactory(round=other, family=family)
    transition(other, State.SUBMITTED, by=people.coordinator, now=NOW)
    transition(other, State.APPROVED, by=people.head, now=NOW)
    submit(other, delivered(recipient, recorded_at=NOW), by=people.officer, now=NOW)
    return other


def test_who_received_since_the_proposal_was_made_can_not_be_submitted(people, round):
    receives_elsewhere(people, people.families[0])
    assert check(round).blocking == [RESTS + WHAT_TO_DO]
    with pytest.raises(Refused) as refused:
        submit_round(round, by=people.coordinator, now=NOW)
    assert str(refused.value) == RESTS + WHAT_TO_DO


def test_who_received_since_the_round_was_submitted_can_not_be_approved(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    receives_elsewhere(people, people.families[0])
    with pytest.raises(Refused) as refused:
        approve_round(round, by=people.head, now=NOW)
    assert str(refused.value) == RESTS + WHAT_TO_DO


def test_who_was_put_in_by_hand_may_receive_before_the_rest_is_over(people, round):
    receives_elsewhere(people, people.families[0])
    round.recipients.filter(family=people.families[0]).update(by_hand=True, hand_reason="Rumah terbakar")
    assert check(round).blocking == []


@pytest.mark.parametrize(
    ("received", "months", "rests"),
    [
        (D(2024, 10, 31), 1, False),
        (D(2024, 11, 1), 1, True),
        (D(2024, 11, 1), 0, False),
        (D(2024, 9, 30), 2, False),
        (D(2024, 10, 1), 2, True),
    ],
)
def test_the_rest_counts_by_months(people, round, received, months, rests):
    round.programme.family_rest_months = months
    Family.objects.filter(pk=people.families[0].pk).update(aid_before_on=received, aid_before_note="Bansos")
    assert bool(check(round).blocking) is rests


def test_a_family_rests_after_what_it_received_under_an_entry_that_was_merged(people, round):
    merged = people.families[5]
    Family.objects.filter(pk=merged.pk).update(
        merged_into=people.families[0], aid_before_on=D(2024, 11, 1), aid_before_note="Bansos"
    )
    assert check(round).blocking == [RESTS + WHAT_TO_DO]


def test_a_reserve_family_that_rests_takes_no_place(people, round):
    planned = round.recipients.planned().last()
    reserve = round.recipients.get(family=people.families[4])
    assert reserve.state == Recipient.State.RESERVE
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    receives_elsewhere(people, reserve.family)

    rests = RESTS.replace("Keluarga 0", "Keluarga 4")
    assert check_reserve(round, reserve, today=TODAY).blocking == [rests]
    with pytest.raises(Refused) as refused:
        use_reserve(round, reserve=reserve, instead_of=planned, reason="Pindah", by=people.coordinator, now=NOW)
    assert str(refused.value) == rests


def test_that_something_changed_since_the_proposal_was_made_is_a_warning(people, round):
    before = check(round, today=TODAY).warnings
    Family.objects.filter(pk=people.families[5].pk).update(eligibility_at=NOW + datetime.timedelta(seconds=1))
    assert check(round, today=TODAY).warnings == [CHANGED + "Susun ulang usulannya.", *before]
    submit_round(round, by=people.coordinator, now=NOW)
    assert check(round, today=TODAY).warnings == [CHANGED + "Kembalikan bila perlu disusun ulang.", *before]
