"""What the database refuses about centres, people and roles."""

import datetime

import pytest

from centres.models import Centre, Membership, Role, StoredFile
from tests.factories import (
    LONG_AGO,
    CentreFactory,
    LetterheadFactory,
    MembershipFactory,
    OfficialFactory,
    UserFactory,
    region,
)
from tests.walls import adding_is_refused, changing_is_refused, copied, not_granted, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return CentreFactory()


def test_regions_are_read_only():
    with not_granted():
        run("UPDATE centres_region SET name = 'X'")
    with not_granted():
        run("INSERT INTO centres_region (id, code, level, name) VALUES (1, '1', 'village', 'X')")


def test_keys_are_read_only():
    with not_granted():
        run("UPDATE centres_datakey SET version = 9")


def test_one_letterhead_per_date(centre):
    head = LetterheadFactory(centre=centre)

    adding_is_refused("letterhead_one_per_date", copied(head))


def test_an_official_does_not_end_before_the_start(centre):
    official = OfficialFactory(centre=centre)

    changing_is_refused("official_ends_after_start", official, ends_on=LONG_AGO - datetime.timedelta(days=1))


def test_a_letterhead_has_a_logo_of_its_own_centre(centre):
    foreign = stored_file(CentreFactory())

    changing_is_refused("centres_letterhead_logo_id_same_centre", LetterheadFactory(centre=centre), logo=foreign)


def test_the_same_bytes_are_one_file_of_a_centre(centre):
    adding_is_refused("stored_file_once_per_centre", copied(stored_file(centre)))


def test_a_file_is_named_by_its_digest(centre):
    adding_is_refused("stored_file_sha256", copied(stored_file(centre), sha256="Kartini.jpg"))


def test_a_role_belongs_to_a_centre(centre):
    membership = MembershipFactory(centre=centre, role=Role.HEAD)

    changing_is_refused("membership_centre_or_viewed_region", membership, centre=None, region=region("33.16"))


def test_a_role_ends_the_day_before_it_begins_at_the_earliest(centre):
    membership = MembershipFactory(centre=centre)

    changing_is_refused("membership_ends_after_start", membership, ends_on=LONG_AGO - datetime.timedelta(days=2))
    Membership.objects.filter(pk=membership.pk).update(ends_on=LONG_AGO - datetime.timedelta(days=1))


def test_an_open_role_is_held_once(centre):
    membership = MembershipFactory(centre=centre, user=UserFactory(), role=Role.OFFICER)

    adding_is_refused("membership_open_once", copied(membership))
    assert Membership.objects.filter(user=membership.user).count() == 1


def test_a_region_is_viewed_once():
    membership = MembershipFactory(centre=None, region=region("33.16"), user=UserFactory(), role=Role.VIEWER)

    adding_is_refused("membership_of_region_open_once", copied(membership))


def stored_file(centre: Centre) -> StoredFile:
    return StoredFile.objects.create(
        centre=centre,
        sha256="a" * 64,
        media_type="image/jpeg",
        size=1,
        kind=StoredFile.Kind.LOGO,
        stored_by=UserFactory(),
        stored_at=datetime.datetime(2024, 11, 1, tzinfo=datetime.UTC),
    )
