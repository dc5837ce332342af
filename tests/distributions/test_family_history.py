"""What happened to a family, on one line of time."""

import datetime

import pytest
from django.utils import timezone

from distributions.overview.family_story import last_months, story, trails
from families.eligibility import determine_initially, end, resume, suspend
from families.models import Family
from tests.distributions.recorded import recorded
from tests.factories import EligibleFamilyFactory, FamilyFactory, RecipientFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 11, 20)


def recipient(family, month, state="planned", **more):
    day = datetime.date(2024, month, 15)
    here = RecipientFactory(round=RoundFactory(centre=family.centre, occurrence_on=day), family=family)
    return here if state == "planned" else recorded(here, state, **more)


def test_twelve_months_end_with_this_one():
    assert last_months(datetime.date(2024, 2, 29))[::11] == [datetime.date(2023, 3, 1), datetime.date(2024, 2, 1)]
    assert len(last_months(TODAY)) == 12


def test_the_trail_says_what_happened_in_each_month():
    family = EligibleFamilyFactory(registered_on=TODAY + datetime.timedelta(days=30))
    recipient(family, 9, state="served")
    recipient(family, 10, state="missed")
    recipient(family, 11)
    found = trails([family], today=TODAY)[family.pk]
    assert [state for _month, state in found] == [""] * 9 + ["done", "missed", "planned"]


def states(family) -> list[str]:
    family.refresh_from_db()
    return [state for _month, state in trails([family], today=TODAY)[family.pk]]


def test_the_trail_shows_the_months_in_which_an_eligible_family_waits():
    never = EligibleFamilyFactory(registered_on=datetime.date(2024, 9, 30))
    assert states(never) == [""] * 9 + ["wait"] * 3
    recipient(never, 10, state="missed")
    assert states(never) == [""] * 9 + ["wait", "missed", "wait"]
    before = EligibleFamilyFactory(
        registered_on=datetime.date(2024, 10, 1), aid_before_on=datetime.date(2024, 8, 31), aid_before_note="BLT Desa"
    )
    assert states(before) == [""] * 8 + ["done"] + ["wait"] * 3
    long_ago = EligibleFamilyFactory(aid_before_on=datetime.date(2023, 11, 30), aid_before_note="BLT Desa")
    assert states(long_ago) == ["wait"] * 12
    Family.objects.filter(pk=long_ago.pk).update(eligible_until=datetime.date(2024, 10, 1))
    assert states(long_ago) == ["wait"] * 11 + [""]


def test_who_is_not_eligible_waits_for_nothing():
    assert set(states(FamilyFactory(registered_on=datetime.date(2024, 1, 1)))) == {""}


def test_a_round_moved_into_the_month_before_stands_in_the_month_for_which_it_counts():
    family = EligibleFamilyFactory(registered_on=TODAY + datetime.timedelta(days=30))
    days = {"occurrence_on": datetime.date(2024, 12, 15), "date": datetime.date(2024, 11, 18)}
    recorded(RecipientFactory(round=RoundFactory(centre=family.centre, **days), family=family), "served")
    found = trails([family], today=TODAY)[family.pk]
    assert [state for _month, state in found] == [""] * 12 + ["done"]


def test_a_reserve_is_no_turn():
    family = EligibleFamilyFactory(registered_on=TODAY + datetime.timedelta(days=30))
    RecipientFactory(round=RoundFactory(centre=family.centre), family=family, state="reserve")
    assert {state for _month, state in trails([family], today=TODAY)[family.pk]} == {""}
    assert [entry.key for entry in story(family, zone=family.centre.zone)] == ["", ""]


def test_the_story_begins_with_what_is_planned_and_ends_with_the_registration():
    family = EligibleFamilyFactory(aid_before_on=datetime.date(2023, 6, 1), aid_before_note="BLT Desa")
    recipient(family, 10, state="missed", missed_note="ke ladang")
    recipient(family, 11)
    user = UserFactory(full_name="Siti Aminah")
    suspend(family, reason="Pindah sementara", by=user, now=timezone.now())
    resume(family, reason="Sudah kembali", by=user, now=timezone.now())
    entries = story(family, zone=family.centre.zone)
    assert [(entry.key or entry.tone, entry.text) for entry in entries] == [
        ("now", "Lokasi ke‑1"),
        ("ok", "Sudah kembali"),
        ("ask", "Pindah sementara"),
        ("ok", "Penilaian di rumah"),
        ("bad", "Tidak di rumah. ke ladang"),
        ("", ""),
        ("", "BLT Desa"),
    ]
    assert entries[1].who == "Siti Aminah"


def test_what_was_decided_after_an_initial_determination_is_called_by_its_own_name():
    family, user, now = FamilyFactory(), UserFactory(), timezone.now()
    centre = family.centre
    determine_initially([family], centre=centre, decided_on=TODAY, basis="Sidang TPP", by=user, now=now)
    suspend(family, reason="Menunggu surat", by=user, now=now + datetime.timedelta(minutes=1))
    end(family, reason="Pindah ke luar pulau", by=user, now=now + datetime.timedelta(minutes=2))
    titles = [entry.title for entry in story(family, zone=centre.zone)]
    assert titles[:3] == ["Berakhir", "Ditangguhkan", "Layak, belum disurvei"]
