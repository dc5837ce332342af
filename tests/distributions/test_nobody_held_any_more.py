"""An inmate is released while the family stands in an approved round: the pages say so, and lock nothing."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Role
from distributions.handover.notices import notices_of
from distributions.handover.submissions import submit
from distributions.overview.home import Coverage
from distributions.overview.waiting import waiting_for
from families.inmates import change_status
from tests.distributions.handover_pages import approved_round
from tests.distributions.submissions import missed, two_families
from tests.factories import CentreFactory, FamilyFactory, cast
from tests.read_page import words

pytestmark = pytest.mark.django_db
SAID = "tidak ada lagi WBP dari keluarga ini di sini."


@pytest.fixture
def people():
    return cast(CentreFactory())


@pytest.fixture
def round(people):
    return approved_round(people)


def release(family, status="released") -> None:
    for tie in family.ties.select_related("inmate__centre"):
        change_status(tie.inmate, status=status, on=timezone.localdate(), now=timezone.now())


def read(client, name, *args) -> str:
    return words(client.get(reverse(f"distributions:{name}", args=args)).content.decode())


def test_the_round_names_the_families_that_wait_and_have_no_inmate_here_any_more(client, people, round):
    client.force_login(people.head)
    kartini, rukmini = round.recipients.order_by("pk")
    assert SAID not in read(client, "round", round.pk)
    release(rukmini.family)
    said = read(client, "round", round.pk)
    assert said.count(SAID) == 1
    assert f"Rukmini Hidayah : {SAID} Tempatnya masih ada" in said
    client.force_login(people.storekeeper)
    assert SAID not in read(client, "round", round.pk)
    assert kartini.is_planned


def test_whoever_hands_over_reads_it_in_the_list_and_with_the_family_and_can_still_record(client, people, round):
    client.force_login(people.officer)
    _kartini, rukmini = round.recipients.order_by("pk")
    release(rukmini.family)
    assert read(client, "handover", round.pk).count("WBP tidak lagi di sini: tanyakan dulu") == 1
    said = read(client, "handover_recipient", round.pk, rukmini.pk)
    assert "Tanyakan dulu kepada Kasubsi atau Kepala UPT" in said
    assert "Diserahkan lengkap" in said


def test_of_a_family_that_was_merged_the_inmates_of_both_entries_count(client, people, round):
    client.force_login(people.head)
    _kartini, rukmini = round.recipients.order_by("pk")
    stayed = FamilyFactory(centre=people.centre)
    release(rukmini.family)
    rukmini.family.merged_into = stayed
    rukmini.family.save(update_fields=["merged_into"])
    assert SAID not in read(client, "round", round.pk)
    release(stayed)
    assert SAID in read(client, "round", round.pk)


def test_the_family_s_page_does_not_say_both_that_it_is_planned_no_more_and_when_it_is_its_turn(client, people):
    day = timezone.localdate() + datetime.timedelta(days=3)
    round = approved_round(people, occurrence_on=day)
    client.force_login(people.coordinator)
    family = round.recipients.order_by("pk").last().family
    release(family)
    said = read(client, "family", family.pk)
    assert "tidak direncanakan lagi" not in said
    assert "Giliran berikutnya" not in said
    assert "tidak mendapat tempat baru dalam periode" in said
    assert "Masih tercatat dalam periode" in said


def test_that_the_inmate_is_released_no_longer_waits_once_the_register_says_so():
    month = two_families()
    centre = month.people.centre
    submit(month.round, missed(month.kartini, "released"), by=month.people.officer, now=timezone.now())
    family = month.kartini.family
    assert len(notices_of(family)) == 1
    release(family)
    assert notices_of(family) == []
    waiting = waiting_for(centre, (Role.OPERATOR,), [], Coverage(0, 0, 0, 0), timezone.localdate())
    assert [item.title for item in waiting if "WBP sudah bebas" in item.title] == []
    release(family, "held")
    assert len(notices_of(family)) == 1
