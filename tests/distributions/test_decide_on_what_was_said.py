"""Whoever decides has read what the page says against it: a warning that came meanwhile is shown before."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from config.errors import Refused
from distributions.models import Recipient, Round, State
from distributions.rounds.approval import approve_on_paper, approve_round, send_back, submit_round, use_reserve
from distributions.rounds.by_hand import swap_family
from distributions.rounds.checks import check, check_reserve, reserve_as_shown
from distributions.rounds.planning import change_details
from distributions.rounds.proposal import (
    ProposalChanged,
    as_the_register_says,
    proposal_of,
    undo_changes,
    what_changed,
)
from distributions.rounds.rule import pause
from families.models import Family, Inmate
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.factories import PauseFactory
from tests.pictures import signed_paper
from tests.read_page import words
from tests.seen import seen_on
from tests.standing import stands
from tests.versions import form_to, forms_in

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = D(2024, 11, 15)
READ_AGAIN = "Yang perlu diketahui sebelum memutuskan berubah: bacalah lagi catatannya."
LOOK_AGAIN = "Ini berubah setelah halaman dibuka"


@stands
def people():
    return blora(families=8)


@stands
def draft(people):
    return november(people)


@pytest.fixture
def submitted(people, draft):
    return submit_round(draft, by=people.coordinator, now=NOW)


def paused(people, round):
    """The administrator adds a pause over the day of the round."""
    pause(people.programme, starts_on=round.date, ends_on=round.date, reason="Banjir", today=TODAY)


def ends_soon(people, round):
    """A family was verified anew, for a short time only."""
    first = round.recipients.planned().first()
    Family.objects.filter(pk=first.family_id).update(eligible_until=round.date + datetime.timedelta(days=1))


MEANWHILE = pytest.mark.parametrize("meanwhile", [paused, ends_soon])


@MEANWHILE
def test_the_head_approves_nothing_of_which_something_else_is_said_now(people, submitted, meanwhile):
    seen = as_the_register_says(submitted, today=TODAY)
    meanwhile(people, submitted)
    with pytest.raises(ProposalChanged):
        approve_round(submitted, seen=seen, by=people.head, now=NOW)

    submitted.refresh_from_db()
    now = as_the_register_says(submitted, today=TODAY)
    assert what_changed(submitted, seen, now) == [READ_AGAIN]
    assert approve_round(submitted, seen=now, by=people.head, now=NOW).state == State.APPROVED


@MEANWHILE
def test_a_draft_of_which_something_else_is_said_now_is_not_submitted(people, draft, meanwhile):
    seen = as_the_register_says(draft, today=TODAY)
    meanwhile(people, draft)
    with pytest.raises(ProposalChanged):
        submit_round(draft, seen=seen, by=people.coordinator, now=NOW)

    now = as_the_register_says(Round.objects.get(pk=draft.pk), today=TODAY)
    assert submit_round(draft, seen=now, by=people.coordinator, now=NOW).state == State.SUBMITTED


def test_the_page_of_the_head_comes_again_with_what_is_said_now(people, submitted, client):
    today = timezone.localdate()
    Round.objects.filter(pk=submitted.pk).update(date=today, occurrence_on=today, month=today.replace(day=1))
    client.force_login(people.head)
    address = reverse("distributions:approval", args=[submitted.pk])
    seen = seen_on(client.get(address))
    pause(people.programme, starts_on=today, ends_on=today, reason="Banjir", today=today)

    answer = client.post(address, {"seen": seen})

    submitted.refresh_from_db()
    said = words(answer.content.decode())
    assert (submitted.state, READ_AGAIN in said, "(Banjir)" in said) == (State.SUBMITTED, True, True)
    assert client.post(address, {"seen": seen_on(answer)}).status_code == 302


def test_nothing_is_sent_back_of_which_something_else_is_said_now(people, submitted):
    seen = as_the_register_says(submitted, today=TODAY)
    paused(people, submitted)
    with pytest.raises(ProposalChanged):
        send_back(submitted, note="Ganti satu", seen=seen, by=people.head, now=NOW)


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_a_signed_paper_is_recorded_by_who_has_read_what_is_said(people, draft, client, state):
    today = timezone.localdate()
    Round.objects.filter(pk=draft.pk).update(date=today, occurrence_on=today, month=today.replace(day=1))
    round = Round.objects.get(pk=draft.pk)
    if state == State.SUBMITTED:
        submit_round(round, by=people.coordinator, now=NOW)
    client.force_login(people.coordinator)
    address = reverse("distributions:paper_approval", args=[round.pk])
    said = {"signed_on": today.isoformat(), "signer": "Hendro Prasetyo"}
    seen = seen_on(client.get(address))
    # Written beside the operation, by which a draft would follow the rule to its next day, where that is still to come.
    PauseFactory(programme=people.programme, starts_on=today, ends_on=today, reason="Banjir")

    answer = client.post(address, {**said, "seen": seen, "photo": signed_paper()})

    round.refresh_from_db()
    shown = words(answer.content.decode())
    assert (round.state, READ_AGAIN in shown, "(Banjir)" in shown) == (state, True, True)
    assert client.post(address, {**said, "seen": seen_on(answer), "photo": signed_paper()}).status_code == 302
    round.refresh_from_db()
    assert round.state == State.APPROVED


def test_what_a_signed_paper_is_compared_with_is_said_of_no_day_of_today(people, submitted):
    """Signed in time, it may be recorded long after the round."""
    late = NOW + datetime.timedelta(days=20)
    seen = proposal_of(submitted)
    assert check(submitted, today=TODAY).blocking == []
    paper = {"signed_on": TODAY, "signer": "Hendro Prasetyo", "photo": signed_paper()}
    assert approve_on_paper(submitted, **paper, seen=seen, by=people.coordinator, now=late).state == State.APPROVED


def test_a_reserve_family_comes_in_by_who_has_read_what_is_said_of_it(people, submitted, client):
    round = approve_round(submitted, by=people.head, now=NOW)
    reserve, leaves = round.recipients.filter(state="reserve").first(), round.recipients.planned().first()
    client.force_login(people.coordinator)
    address = reverse("distributions:use_reserve", args=[round.pk, reserve.pk])
    sent = form_to(client.get(address), "") | {"instead_of": str(leaves.pk), "reason": "Pindah alamat"}
    Inmate.objects.filter(ties__family=reserve.family_id).update(expected_release_on=DAY)

    answer = client.post(address, sent)

    reserve.refresh_from_db()
    said = words(answer.content.decode())
    assert reserve.state == Recipient.State.RESERVE
    assert (LOOK_AGAIN in said, "menurut data, WBP-nya bebas pada 15 November 2024" in said) == (True, True)
    sent = form_to(answer, "") | {"instead_of": str(leaves.pk), "reason": "Pindah alamat"}
    assert client.post(address, sent).status_code == 302
    reserve.refresh_from_db()
    assert reserve.state == Recipient.State.PLANNED


def test_a_reserve_family_comes_in_by_no_form_that_says_nothing(people, submitted):
    round = approve_round(submitted, by=people.head, now=NOW)
    reserve, leaves = round.recipients.filter(state="reserve").first(), round.recipients.planned().first()
    who = {"reason": "Pindah", "by": people.coordinator, "now": NOW}
    with pytest.raises(Refused, match=LOOK_AGAIN):
        use_reserve(round, reserve=reserve, instead_of=leaves, seen="", **who)


# --- what is no change


def test_what_is_said_in_another_language_is_the_same(people, submitted):
    ends_soon(people, submitted)
    paused(people, submitted)
    reserve = submitted.recipients.filter(state="reserve").first()
    said = []
    for language in ("id", "en"):
        with translation.override(language):
            found = reserve_as_shown(check_reserve(submitted, reserve, today=TODAY))
            said.append((check(submitted).warnings, as_the_register_says(submitted, today=TODAY), found))
    assert said[0][0] != said[1][0]
    assert said[0][1:] == said[1][1:]


def test_within_the_day_nothing_else_is_said_and_once_the_round_is_over_it_is(people, submitted):
    seen = as_the_register_says(submitted, today=TODAY)
    assert seen == as_the_register_says(submitted, today=TODAY + datetime.timedelta(days=1))
    assert seen != as_the_register_says(submitted, today=DAY + datetime.timedelta(days=1))
    evening = NOW + datetime.timedelta(hours=9)
    assert approve_round(submitted, seen=seen, by=people.head, now=evening).state == State.APPROVED


def test_what_was_changed_by_hand_is_undone_whatever_is_said_of_it_now(people, draft):
    swap_family(draft.recipients.first(), people.families[6], reason="Searah", by=people.coordinator, now=NOW)
    seen = as_the_register_says(draft, today=TODAY)
    paused(people, draft)
    undo_changes(draft, seen=seen, now=NOW)
    assert not draft.recipients.filter(family=people.families[6]).exists()
    swap_family(draft.recipients.first(), people.families[6], reason="Searah", by=people.coordinator, now=NOW)
    seen = as_the_register_says(draft, today=TODAY)
    change_details(draft, packages=9)
    with pytest.raises(ProposalChanged):
        undo_changes(draft, seen=seen, now=NOW)


def test_what_carries_the_mark_of_a_reserve_family_carries_no_sentence(people, submitted, client):
    round = approve_round(submitted, by=people.head, now=NOW)
    reserve = round.recipients.filter(state="reserve").first()
    client.force_login(people.coordinator)
    page = client.get(reverse("distributions:use_reserve", args=[round.pk, reserve.pk]))
    (seen,) = next(form.fields["seen"] for form in forms_in(page) if "seen" in form.fields)
    assert len(seen) == 24
