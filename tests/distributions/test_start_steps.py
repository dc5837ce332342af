"""/mulai/langkah/: what a new centre sets up; each step can be skipped and found again."""

import pytest

from centres.models import Official, Role
from tests.factories import (
    CentreFactory,
    FamilyFactory,
    LetterheadFactory,
    MembershipFactory,
    OfficialFactory,
    RoundFactory,
    SupplierFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/mulai/langkah/"


@pytest.fixture
def centre(client):
    membership = MembershipFactory(role=Role.COORDINATOR)
    client.force_login(membership.user)
    return membership.centre


def places(client):
    return {row["step"].name: row["place"] for row in client.get(ADDRESS).context["rows"]}


def test_the_first_thing_that_is_missing_is_the_next_step(client, centre):
    assert [name for name, place in places(client).items() if place == "now"] == ["letterhead"]
    assert "/pengaturan/kop/" in client.get(ADDRESS).content.decode()


def test_a_skipped_step_stays_open_while_later_ones_are_done(client, centre):
    LetterheadFactory(centre=centre)
    FamilyFactory(centre=centre)
    found = places(client)
    assert (found["letterhead"], found["officials"], found["families"]) == ("done", "now", "done")


def test_both_who_sign_must_be_there(client, centre):
    OfficialFactory(centre=centre, function=Official.Function.HEAD)
    assert places(client)["officials"] != "done"
    OfficialFactory(centre=centre, function=Official.Function.SERVICES_HEAD)
    assert places(client)["officials"] == "done"


def test_another_role_is_named_where_a_step_is_not_open(client, centre):
    text = client.get(ADDRESS).content.decode()
    assert 'href="/pengaturan/pengguna/"' not in text
    assert "Dikerjakan peran lain." in text


def test_with_everything_there_it_says_so(client, centre):
    LetterheadFactory(centre=centre)
    OfficialFactory(centre=centre, function=Official.Function.HEAD)
    OfficialFactory(centre=centre, function=Official.Function.SERVICES_HEAD)
    MembershipFactory(centre=centre, role=Role.HEAD)
    SupplierFactory(centre=centre)
    FamilyFactory(centre=centre)
    RoundFactory(centre=centre)
    answer = client.get(ADDRESS)
    assert set(places(client).values()) == {"done"}
    assert "Semua sudah siap." in answer.content.decode()


def test_what_another_centre_has_counts_for_nothing(client, centre):
    LetterheadFactory(centre=CentreFactory())
    assert places(client)["letterhead"] == "now"
