"""A family was missed on the day that was said or recorded, whatever day its round has: the same everywhere."""

import datetime

import pytest
from django.urls import reverse

from distributions.handover.submissions import submit, undo
from distributions.models import Recipient
from distributions.overview.family_story import story
from distributions.papers.bast import bast_document
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rotation.candidates import candidates
from distributions.rotation.right import Claim
from tests.distributions.months import NOW, approved_month
from tests.distributions.submissions import delivered, missed
from tests.factories import GERSI, NGLANJUK, PANOLAN, RecipientFactory, RoundFactory, region
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db

D = datetime.date
PLANNED = D(2024, 11, 15)


@stands
def month():
    """Two families, planned for 15 November; the 18th is today."""
    return approved_month()


def on(month, recipient, day, said=missed, channel="page", **more):
    """Recorded on the 18th of the day that the page or the signed list says."""
    moment = NOW.replace(day=day)
    return submit(
        month.round,
        said(recipient, recorded_at=moment, channel=channel, **more),
        by=month.people.officer,
        now=NOW.replace(day=18),
    )


def told(month, recipient):
    """The day in the story of the family."""
    (entry,) = (one for one in story(recipient.family, zone=month.centre.zone) if one.icon == "cross")
    return entry.on


@pytest.mark.parametrize(("day", "channel"), [(14, "paper"), (15, "page"), (15, "paper"), (18, "page")])
def test_the_story_the_rotation_and_the_row_know_one_day(month, day, channel):
    kartini = month.recipients[0]
    on(month, kartini, day, channel=channel)
    day = PLANNED.replace(day=day)

    later = RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=D(2024, 12, 20))
    family = kartini.family
    family.eligibility, family.eligibility_basis, family.eligible_from = "eligible", "Penilaian", D(2024, 1, 1)
    family.eligibility_at, family.eligibility_by = NOW, month.people.coordinator
    family.save()
    (candidate,) = (one for one in candidates(later, PLANNED) if one.family == family.pk)

    assert told(month, kartini) == day
    assert candidate.missed_on == day
    assert Recipient.objects.with_day(month.centre.zone).get(pk=kartini.pk).happened_on == day


def make_up(month, day):
    """A make-up round of that day of November, and the family of the first recipient as it sees it."""
    extra = {"extra": "make_up", "extra_reason": "Susulan", "occurrence_on": None, "month": D(2024, 11, 1)}
    round = RoundFactory(centre=month.centre, programme=month.round.programme, date=PLANNED.replace(day=day), **extra)
    family = month.recipients[0].family
    family.eligibility, family.eligibility_basis, family.eligible_from = "eligible", "Penilaian", D(2024, 1, 1)
    family.eligibility_at, family.eligibility_by = NOW, month.people.coordinator
    family.save()
    return next(one for one in candidates(round, PLANNED.replace(day=12)) if one.family == family.pk)


@pytest.mark.parametrize(("make_up_on", "missed_on"), [(12, None), (13, D(2024, 11, 13)), (14, D(2024, 11, 13))])
def test_a_family_missed_before_the_day_of_its_round_comes_first_in_a_make_up_round_between(
    month, make_up_on, missed_on
):
    """Its round is planned for the 15th, it was not at home on the 13th; before that day nobody knows of it."""
    on(month, month.recipients[0], 13)
    seen = make_up(month, make_up_on)
    assert (seen.missed_on, seen.claim is Claim.MISSED) == (missed_on, missed_on is not None)


def test_what_was_undone_has_no_day_and_what_was_recorded_anew_has_its_own(month):
    kartini = month.recipients[0]
    on(month, kartini, 16)
    key = missed(kartini).key
    undo(kartini, key=key, channel="page", reason="Salah tekan", by=month.people.officer, now=NOW.replace(day=17))
    rows = Recipient.objects.with_day(month.centre.zone)
    assert rows.get(pk=kartini.pk).happened_on == PLANNED
    on(month, kartini, 18)
    assert rows.get(pk=kartini.pk).happened_on == D(2024, 11, 18)


def test_a_day_is_that_of_the_centre(month):
    late = NOW.replace(day=15, hour=18)  # after midnight in Blora
    submit(month.round, missed(month.recipients[0], recorded_at=late), by=month.people.officer, now=late)
    assert told(month, month.recipients[0]) == D(2024, 11, 16)


@pytest.mark.parametrize(
    ("day", "said"),
    [(15, "Belum diserahkan: Tidak di rumah"), (17, "Belum diserahkan: Tidak di rumah, 17 November 2024")],
)
def test_the_signed_list_names_another_day_beside_the_reason(month, day, said):
    kartini, rukmini = month.recipients
    on(month, kartini, day)
    on(month, rukmini, 15, delivered)
    (part,) = parts(on_paper := read_round(month.round.pk))
    notes = [row["note"] for stop in receipt_list_document(on_paper, part)["stops"] for row in stop["recipients"]]
    assert notes == [said, ""]


def test_minutes_of_families_that_were_all_missed_name_that_day(month):
    for recipient in month.recipients:
        on(month, recipient, 17)
    (part,) = parts(on_paper := read_round(month.round.pk))
    assert bast_document(on_paper, part)["date_words"].endswith("(17-11-2024)")


@pytest.mark.parametrize(("day", "said"), [(15, ""), (17, "17 November 2024")])
def test_the_pages_at_the_door_name_another_day(client, month, day, said):
    kartini = month.recipients[0]
    on(month, kartini, day)
    client.force_login(month.people.officer)
    page = words(client.get(reverse("distributions:handover", args=[month.round.pk])).content.decode())
    assert ("Tidak di rumah (17 November 2024)" in page) == bool(said)
    own = words(
        client.get(reverse("distributions:handover_recipient", args=[month.round.pk, kartini.pk])).content.decode()
    )
    assert f"Kapan {said or '15 November 2024'}" in own


def test_what_was_heard_at_the_door_is_said_of_that_day(client, month):
    kartini = month.recipients[0]
    on(month, kartini, 17, reason="deceased")
    client.force_login(month.people.coordinator)
    own = client.get(reverse("distributions:family", args=[kartini.family_id])).content.decode()
    assert "penyaluran 17 November 2024" in words(own)
    assert "penyaluran 17 November 2024" in words(client.get("/").content.decode())


def test_the_story_numbers_the_locations_as_the_list_does():
    """A location of the reserve alone is none on the route."""
    round = RoundFactory()
    RecipientFactory(round=round, state=Recipient.State.RESERVE, family__village=region(GERSI))
    first, second = (RecipientFactory(round=round, family__village=region(code)) for code in (PANOLAN, NGLANJUK))
    assert [one.stop.position for one in (first, second)] == [2, 3]

    told = [
        entry.text
        for recipient in (first, second)
        for entry in story(recipient.family, zone=round.centre.zone)
        if entry.key == "now"
    ]

    assert told == ["Lokasi ke‑1", "Lokasi ke‑2"]
