"""Who works on the same family or round at the same moment waits for the other, and neither for ever."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from centres.history import acting_as
from centres.models import Letterhead
from distributions.handover.notices import settle_notice
from distributions.models import Recipient, State
from distributions.rights.erasure import erase_family
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.by_hand import add_family, remove_family, swap_family
from distributions.rounds.planning import plan_round
from distributions.rounds.transitions import lock
from families.holding import hold_families, lock_register
from families.inmates import change_status
from families.merging import merge, separate
from families.models import Erasure, Family, Inmate
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import approved_month, report_missed
from tests.factories import FamilyInmateFactory

pytestmark = pytest.mark.usefixtures("committed_db")


def beside(act: Callable[[], Any]) -> tuple[threading.Thread, list[Exception]]:
    """Begin ``act`` over a connection of its own, and give it a second: it is done then, or waits for a lock."""
    failed: list[Exception] = []

    def acting() -> None:
        try:
            with acting_as("test"):
                act()
        except Exception as error:  # told to the test, whatever it is
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=acting)
    thread.start()
    thread.join(1)
    return thread, failed


def test_an_approval_that_numbers_its_papers_waits_for_no_change_of_a_family():
    people = blora(families=1)
    round = november(people)
    Letterhead.objects.all().update(proposal_number="W.13-{urut}/{romawi}/{tahun}")
    submit_round(round, by=people.coordinator, now=NOW)
    with transaction.atomic():
        lock_register(people.centre)  # as whoever changes a family does first
        thread, failed = beside(lambda: approve_round(round, by=people.head, now=NOW))
        Family.objects.select_for_update(of=("self",)).get(pk=people.families[0].pk)
    thread.join()
    round.refresh_from_db()
    assert (failed, round.state, [one.text for one in round.paper_numbers.all()]) == (
        [],
        State.APPROVED,
        ["W.13-1/XI/2024"],
    )


def test_the_day_of_a_release_waits_for_a_household_of_the_inmate_that_is_changed():
    people = blora(families=2)
    inmate = people.families[0].ties.get().inmate
    FamilyInmateFactory(centre=people.centre, family=people.families[1], inmate=inmate)
    with transaction.atomic():
        lock_register(people.centre)
        Family.objects.select_for_update(of=("self",)).get(pk=people.families[1].pk)
        thread, failed = beside(lambda: change_status(inmate, status=Inmate.Status.RELEASED, on=NOW.date(), now=NOW))
        assert thread.is_alive()
        people.families[1].ties.update(relation="child")
        Inmate.objects.select_for_update(no_key=True).get(pk=inmate.pk)
    thread.join()
    assert (failed, Inmate.objects.get(pk=inmate.pk).status) == ([], Inmate.Status.RELEASED)


def test_a_notice_is_settled_after_what_is_recorded_of_its_family():
    month = approved_month(families=1)
    report_missed(month.round, month.recipients[0], by=month.people.officer, reason="deceased")
    place = Recipient.objects.get(pk=month.recipients[0].pk)
    with transaction.atomic():
        lock(month.round)
        thread, failed = beside(
            lambda: settle_notice(place, note="Keluarga diakhiri", by=month.people.coordinator, now=NOW)
        )
        assert thread.is_alive()
        Recipient.objects.select_for_update(nowait=True).get(pk=place.pk)
    thread.join()
    assert failed == []


def test_what_was_merged_is_parted_while_a_round_with_both_is_approved():
    people = blora(families=2)
    stays, goes = people.families
    merge(goes, into=stays, by=people.operator, now=NOW)
    with transaction.atomic():
        hold_families([stays.pk])
        thread, failed = beside(lambda: separate(goes, by=people.operator, now=NOW))
        assert thread.is_alive()
        # As an approval does, in the order of the numbers.
        Family.objects.select_for_update(of=("self",), no_key=True, nowait=True).get(pk=goes.pk)
    thread.join()
    assert failed == []


def erased_meanwhile(people, family: Family, act: Callable[[], Any]) -> list[Exception]:
    """What ``act`` meets that began while the family was being erased."""
    with transaction.atomic():
        erase_family(family, ground="Permohonan", by=people.head, now=NOW)
        thread, failed = beside(act)
        assert thread.is_alive()
    thread.join()
    return failed


def there(family: Family) -> bool:
    return Recipient.objects.filter(family=family).exists()


def test_nobody_is_exchanged_for_a_family_that_is_being_erased():
    people = blora(families=7)
    round, comes = november(people), people.families[6]
    who = {"reason": "Searah", "by": people.coordinator, "now": NOW}
    leaves = round.recipients.planned().first()
    failed = erased_meanwhile(people, comes, lambda: swap_family(leaves, comes, **who))
    assert (["belum boleh menerima" in str(one) for one in failed], there(comes)) == ([True], False)


def test_no_family_that_is_being_erased_takes_a_free_place():
    people = blora(families=7)
    round, comes = november(people), people.families[6]
    remove_family(round.recipients.planned().first(), reason="Pindah", by=people.coordinator, now=NOW)
    failed = erased_meanwhile(people, comes, lambda: add_family(round, comes, reason="Searah"))
    assert (["belum boleh menerima" in str(one) for one in failed], there(comes)) == ([True], False)


def test_a_proposal_is_made_without_a_family_that_is_being_erased():
    people = blora(families=8)
    round, first = november(people), people.families[0]
    round.recipients.filter(family=first).delete()
    failed = erased_meanwhile(people, first, lambda: plan_round(round, now=NOW))
    planned = set(round.recipients.planned().values_list("family", flat=True))
    assert (failed, planned) == ([], {family.pk for family in people.families[1:5]})


def test_a_family_that_has_just_got_a_place_is_not_erased():
    people = blora(families=7)
    round, comes = november(people), people.families[6]
    who = {"reason": "Searah", "by": people.coordinator, "now": NOW}
    with transaction.atomic():
        swap_family(round.recipients.planned().first(), comes, **who)
        thread, failed = beside(lambda: erase_family(comes, ground="Permohonan", by=people.head, now=NOW))
        assert thread.is_alive()
    thread.join()
    assert ["belum ditutup" in str(one) for one in failed] == [True]
    assert (there(comes), Erasure.objects.exists()) == (True, False)
