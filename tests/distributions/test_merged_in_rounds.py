"""Two entries of one family, and the rounds in which they stand."""

import datetime

import pytest
from django.urls import reverse

from config.errors import Refused
from distributions.handover.submissions import submit
from distributions.models import Recipient, State
from distributions.overview.family_story import story, trails
from distributions.rotation.candidates import candidates
from distributions.rounds.checks import check
from distributions.rounds.transitions import transition
from families.merging import merge, separate
from families.models import Family
from tests.distributions.months import NOW, TODAY, approved_month
from tests.distributions.submissions import delivered
from tests.factories import EligibleFamilyFactory, ProgrammeFactory, RecipientFactory, RoundFactory
from tests.families.pages import signed_in
from tests.walls import changing_is_refused

pytestmark = pytest.mark.django_db
WALL = "family_merged_outside_open_rounds"


@pytest.fixture
def month():
    return approved_month(2)


def test_two_that_have_a_place_in_an_open_round_are_not_merged(month):
    one, other = (recipient.family for recipient in month.recipients)
    with pytest.raises(Refused, match="Keduanya masih tercantum dalam periode yang belum ditutup"):
        merge(other, into=one, by=month.people.coordinator, now=NOW)
    changing_is_refused(WALL, other, merged_into=one)
    assert Family.objects.get(pk=other.pk).merged_into is None


def test_reserve_in_an_approved_round_is_a_place_and_in_a_draft_none(month):
    one, reserve = month.recipients[0].family, month.reserve.family
    changing_is_refused(WALL, reserve, merged_into=one)
    draft = RoundFactory(centre=month.centre, programme=ProgrammeFactory(centre=month.centre))
    fresh = EligibleFamilyFactory(centre=month.centre)
    RecipientFactory(round=draft, family=fresh, state=Recipient.State.RESERVE)
    merge(fresh, into=one, by=month.people.coordinator, now=NOW)


def test_a_place_in_a_draft_is_one_and_in_a_cancelled_round_none(month):
    draft = RoundFactory(centre=month.centre, programme=ProgrammeFactory(centre=month.centre))
    other = RecipientFactory(round=draft).family
    one = month.recipients[0].family
    changing_is_refused(WALL, other, merged_into=one)
    transition(draft, State.CANCELLED, by=month.people.coordinator, now=NOW, note="Batal")
    merge(other, into=one, by=month.people.coordinator, now=NOW)


def test_what_was_merged_before_counts_as_the_family(month):
    one, other = (recipient.family for recipient in month.recipients)
    stays = EligibleFamilyFactory(centre=month.centre)
    merge(one, into=stays, by=month.people.coordinator, now=NOW)
    changing_is_refused(WALL, other, merged_into=stays)


def test_a_family_whose_other_entry_waits_in_an_approved_round_is_approved_in_no_other(month):
    goes = month.recipients[0].family
    stays = EligibleFamilyFactory(centre=month.centre)
    merge(goes, into=stays, by=month.people.coordinator, now=NOW)
    second = RoundFactory(centre=month.centre, programme=ProgrammeFactory(centre=month.centre), date=TODAY)
    RecipientFactory(round=second, family=stays)
    assert [words for words in check(second).blocking if "juga ada dalam periode" in words] != []
    transition(second, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    changing_is_refused(
        "round_approved_without_doubles",
        second,
        state=State.APPROVED,
        approved_at=NOW,
        approved_by=month.people.head,
    )


def test_the_story_and_the_trail_of_who_stays_hold_what_both_received(month):
    recipient = month.recipients[0]
    goes = recipient.family
    submit(month.round, delivered(recipient), by=month.people.officer, now=NOW)
    stays = EligibleFamilyFactory(centre=month.centre)
    merge(goes, into=stays, note="KK lama", by=month.people.coordinator, now=NOW)
    stays = Family.objects.get(pk=stays.pk)
    told = [entry.title for entry in story(stays, zone=month.centre.zone)]
    assert told == ["Layak", "Digabung dengan entri lain", "Diserahkan", "Terdaftar"]
    assert stays.last_aid_on == TODAY
    for family in (stays, goes):
        months = dict(trails([family], today=TODAY)[family.pk])
        assert months[TODAY.replace(day=1)] == "done"
    separate(goes, by=month.people.coordinator, now=NOW + datetime.timedelta(hours=1))
    told = [entry.title for entry in story(stays, zone=month.centre.zone)]
    assert told == ["Layak", "Dipisahkan lagi dari entri lain", "Digabung dengan entri lain", "Terdaftar"]
    assert dict(trails([stays], today=TODAY)[stays.pk])[TODAY.replace(day=1)] != "done"


def test_the_page_of_who_stays_names_the_other_entry_and_its_inmates(month):
    goes = EligibleFamilyFactory(centre=month.centre, household__contact="Kartini N.")
    inmate = goes.ties.get().inmate
    stays = EligibleFamilyFactory(centre=month.centre)
    merge(goes, into=stays, by=month.people.coordinator, now=NOW)
    page = signed_in(month.centre).get(reverse("distributions:family", args=[stays.pk])).content.decode()
    assert "Entri lain, atas nama Kartini N., digabung dengan entri ini" in page
    assert inmate.register_number in page


def test_the_one_that_stays_waits_since_the_first_of_both_was_registered(month):
    round = RoundFactory(centre=month.centre, programme=ProgrammeFactory(centre=month.centre))
    first, second = datetime.date(2023, 1, 5), datetime.date(2024, 1, 5)
    stays = EligibleFamilyFactory(centre=month.centre, registered_on=second)
    goes = EligibleFamilyFactory(centre=month.centre, registered_on=first)

    def since():
        return {one.family: one.waiting_since for one in candidates(round, today=TODAY)}

    assert (since()[stays.pk], since()[goes.pk]) == (second, first)
    merge(goes, into=stays, by=month.people.coordinator, now=NOW)
    assert (since()[stays.pk], goes.pk in since()) == (first, False)
