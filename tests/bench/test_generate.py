"""The generator of the benchmark's country, in small."""

import datetime
from typing import Any

import pytest
from django.db import connection

from bench.generate import Wanted, fill
from bench.months import planned_on
from bench.people import sizes
from centres.models import Centre
from config.database import as_owner
from distributions.models import Handover, Recipient, Round
from families.models import Family, Member
from families.search import find
from tests.factories import CentreFactory

TODAY = datetime.date(2025, 7, 9)


def test_sizes_add_up_and_the_first_is_the_largest() -> None:
    found = sizes(300_000, 530, 10_000)
    assert (len(found), sum(found), found[0], min(found) >= 1) == (530, 300_000, 10_000, True)


def test_a_country_that_cannot_be_is_refused() -> None:
    with pytest.raises(SystemExit, match="100 families can't live in 3 centres"):
        sizes(100, 3, 200)


@pytest.mark.long
@pytest.mark.usefixtures("committed_db")
def test_three_hundred_families_come_through_every_wall() -> None:
    said: list[str] = []
    with as_owner() as owner:
        made = fill(owner, Wanted(families=300, centres=5, largest=150), today=TODAY, say=said.append)
    assert (made["centres"], Family.objects.count(), Centre.objects.count()) == (5, 300, 6)
    assert set(Round.objects.values_list("state", flat=True)) == {"closed", "draft"}
    assert Handover.objects.count() == Recipient.objects.served().count() > 100
    assert Family.objects.exclude(last_received_on=None).count() > 100
    _search_column_is_what_the_triggers_write()
    contact = Member.objects.filter(is_contact=True, family__eligibility="eligible").exclude(nik_digest=None)[0]
    assert list(find(contact.centre, contact.nik.reveal())) == [contact.family]
    _history_is_kept_again()


@pytest.mark.usefixtures("committed_db")
def test_a_database_with_another_centre_is_refused() -> None:
    CentreFactory()
    with as_owner() as owner, pytest.raises(SystemExit, match="may be a real one"):
        fill(owner, Wanted(families=300, centres=5, largest=150), today=TODAY, say=lambda _text: None)


def _search_column_is_what_the_triggers_write() -> None:
    words = "SELECT id, strip(search)::text, inmate_held FROM families_family ORDER BY id"
    with as_owner() as owner, owner.cursor() as cursor:
        before = cursor.execute(words).fetchall()
        cursor.execute("SELECT family_search_refresh(array_agg(id)) FROM families_family")
        assert cursor.execute(words).fetchall() == before


def _history_is_kept_again() -> None:
    family: Any = Family.objects.first()
    family.hamlet = "Pindah"
    family.save()
    assert family.events.count() == 1
    assert find(family.centre, "pindah").filter(pk=family.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(("today", "planned"), [(9, 6), (6, 6), (5, 5)])
def test_a_round_was_planned_twelve_days_before_and_never_in_time_to_come(today: int, planned: int) -> None:
    day = datetime.date(2025, 7, 18)
    assert planned_on(day, today=datetime.date(2025, 7, today)) == datetime.date(2025, 7, planned)
